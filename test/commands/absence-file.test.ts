/** Files of absence as people and their spreadsheet programs write them: what is understood, and what is said of the rest. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../src/commands/absence-columns.ts'
import { readAbsenceFile } from '../../src/commands/absence-file.ts'
import type { ReadRow } from '../../src/commands/absence-row.ts'
import { HumaPayrollError } from '../../src/errors.ts'

const folder = join(import.meta.dirname, '../../fixtures/absence')

function read(bytes: Uint8Array, allApproved = false): string[] {
  const { rows, notRead } = readAbsenceFile(bytes, 'absence.csv', allApproved)
  return [...rows.map(textOf), ...notRead.map(({ line, why }) => `${line} not understood: ${why}`)]
}

/** "2 kari@… | a1 | Vacation 2026-08-03 to 2026-08-07 100 % | approved | changed … approved …" */
function textOf({ line, who, absence, changed, approved }: ReadRow): string {
  const { id, type, startDate, endDate, percentage, isApproved, isDeleted } = absence
  const whose = [who.userId, who.email, who.employeeNumber].filter(Boolean).join(' ')
  const standing = isDeleted ? 'deleted' : isApproved ? 'approved' : 'not approved'
  const times = [changed && `changed ${changed.at}`, approved && `approved ${approved.at}`].filter(Boolean)
  return [
    `${line} ${whose}`,
    id || 'no id',
    `${type} ${startDate} to ${endDate} ${percentage} %`,
    [standing, ...times].join(', '),
  ].join(' | ')
}

test.each<[string, string[]]>([
  [
    'norwegian-windows-1252.csv',
    [
      '2 kari@nordlys.example 1002 | no id | Vacation 2026-08-03 to 2026-08-07 100 % | approved, changed 2026-02-01 08:15:00',
      '3 ola@nordlys.example 1003 | no id | Sick leave 2026-02-09 to 2026-02-13 37.5 % | approved, changed 2026-02-10',
      '4 åse@nordlys.example 1004 | no id | Sick child 2026-02-16 to null 100 % | not approved, changed 2026-02-16 07:01:00',
    ],
  ],
  [
    'swedish-utf-8-bom.csv',
    [
      '2 0017 | no id | Vacation 2026-08-03 to 2026-08-07 100 % | approved, changed 2026-02-01 08:15:30',
      '3 0018 | no id | Sick child 2026-02-09 to 2026-02-09 50 % | not approved, changed 2026-02-09 08:15:30',
      '4 0019 | no id | Parental leave 2026-03-02 to 2026-09-04 100 % | deleted, changed 2026-02-10 08:15:30',
    ],
  ],
  [
    'english-commas.csv',
    [
      `2 Kari@Nordlys.example | a1 | Sick leave 2026-02-02 to 2026-02-06 50 % | approved, approved ${Date.UTC(2026, 1, 1, 7, 15)}`,
      '4 ola@nordlys.example | a2 | Self-certification 2026-02-09 to 2026-02-10 100 % | not approved',
    ],
  ],
  [
    'tabs-utf-16.txt',
    [
      '2 10000000-0000-4000-8000-000000000001 | no id | Vacation 2026-08-03 to 2026-08-07 100 % | approved, approved 2026-02-01',
    ],
  ],
  [
    'excel-month-first.csv',
    [
      '3 kari@nordlys.example | no id | Vacation 2026-08-03 to 2026-08-14 100 % | approved, changed 2026-02-01 08:15:00',
      '4 ola@nordlys.example | no id | Vacation 2026-12-01 to 2026-12-02 100 % | not approved, changed 2026-02-01 18:15:00',
    ],
  ],
  [
    'list.json',
    [
      `1 10000000-0000-4000-8000-000000000001 | a1 | Sick leave 2026-02-02 to 2026-02-06 50 % | approved, changed ${Date.UTC(2026, 1, 1, 7, 15)}`,
      '2 10000000-0000-4000-8000-000000000002 | 7 |   to null 100 % | deleted',
      '3 17 | no id | Vacation 2026-08-03 to null 100 % | approved',
    ],
  ],
  ['absences.json', ['1 kari@nordlys.example | no id | Vacation 2026-08-03 to 2026-08-07 100 % | not approved']],
  [
    'cut-off.csv',
    [
      '2 kari@nordlys.example | no id | Vacation 2026-08-03 to 2026-08-07 100 % | approved',
      '3 not understood: it has 3 cells and the first row 5',
    ],
  ],
])('%s', (file, expected) => {
  expect(read(readFileSync(join(folder, file)))).toEqual(expected)
})

const head = 'id;user id;email;employee number;type;start;end;percentage;approved;status;deleted;updated;approved at'
const good = {
  ...{ id: '', userId: '', email: 'kari@nordlys.example', number: '', type: 'Vacation', start: '2026-08-03' },
  ...{ end: '2026-08-07', percentage: '', approved: 'yes', status: '', deleted: '', updated: '', approvedAt: '' },
}

/** What becomes of a row that differs from a good one in `change`. */
function one(change: Partial<typeof good>): string {
  const cells = Object.values({ ...good, ...change }).map((cell) => `"${cell.replaceAll('"', '""')}"`)
  return read(Buffer.from(`${head}\n${cells.join(';')}\n`)).join()
}

test.each<[Partial<typeof good>, string]>([
  [{ email: '' }, 'it does not say whose it is'],
  [{ type: ' ' }, 'the type is missing'],
  [{ start: '' }, 'the first day is missing'],
  [{ start: '2026-02-30' }, 'first day: "2026-02-30" is no day; write it as 2026-12-24'],
  [{ start: '31.11.2026' }, 'first day: "31.11.2026" is no day'],
  [{ start: '0206-08-03' }, 'is no day'],
  [{ start: '3.8.26' }, 'is no day'],
  [{ start: '46237' }, 'is no day'],
  [{ start: '3/8/2026' }, 'first day: "3/8/2026" could be two days; write it as 2026-12-24'],
  [{ end: 'next week' }, 'last day: "next week" is no day'],
  // Midnight in Oslo is the day before in UTC: which of the two was meant?
  [{ end: '2026-08-06T22:00:00Z' }, 'is no day'],
  [{ end: '2026-08-02' }, 'it ends before it begins'],
  [{ percentage: '0' }, 'percentage: "0" is not between 1 and 100'],
  [{ percentage: '0,5' }, 'percentage: "0,5" is not'],
  [{ percentage: '120' }, 'percentage: "120" is not'],
  [{ percentage: 'half' }, 'percentage: "half" is not'],
  [{ approved: '' }, 'it does not say whether it is approved'],
  [{ approved: 'Registered' }, 'status: "Registered" is not known; write approved, declined or deleted'],
  [{ status: 'declined' }, 'it says both that it is approved and that it is not'],
  [{ deleted: 'perhaps' }, 'status: "perhaps" is not known'],
  [{ updated: 'yesterday' }, 'last changed: "yesterday" is no time; write it as 2026-12-24T14:00:00Z'],
  [{ updated: '2026-08-03 25:00' }, 'is no time'],
  [{ approvedAt: '12/24' }, 'approved at: "12/24" is no time'],
])('a row with %o is not understood', (change, why) => {
  expect(one(change)).toMatch(/^2 not understood: /)
  expect(one(change)).toContain(why)
})

test.each<[Partial<typeof good>, string]>([
  [{ end: '' }, '2026-08-03 to null'],
  [{ end: '07.08.2026 00:00' }, 'to 2026-08-07'],
  [{ end: '2026-08-07T00:00:00+02:00' }, 'to 2026-08-07'],
  [{ end: '13/8/2026', start: '3/8/2026' }, '2026-08-03 to 2026-08-13'],
  [{ percentage: '50,0 %' }, '50 %'],
  [{ type: 'SICK_LEAVE' }, 'Sick leave 2026'],
  [{ type: 'Egenmelding' }, 'Self-certification 2026'],
  [{ type: 'Course' }, 'Course 2026'],
  [{ approved: 'FALSE' }, '| not approved'],
  [{ approved: '✔ Ja' }, '| approved'],
  [{ approved: '', status: 'Godkänd' }, '| approved'],
  [{ approved: '2026-08-01' }, '| approved, approved 2026-08-01'],
  [{ deleted: 'no' }, '| approved'],
  [{ deleted: 'true' }, '| deleted'],
  [{ status: 'Cancelled' }, '| deleted'],
  [{ id: 'a1', start: '', type: '', status: 'deleted' }, '| a1 |'],
  [{ updated: '2026-08-01T14:00:00+0200' }, `changed ${Date.UTC(2026, 7, 1, 12)}`],
  [{ updated: '01.08.2026, 7:05' }, 'changed 2026-08-01 07:05:00'],
  [{ updated: '2026-08-01', approvedAt: '2026-08-02 09:00' }, 'changed 2026-08-01, approved 2026-08-02 09:00:00'],
])('a row with %o is understood', (change, expected) => {
  expect(one(change)).toContain(expected)
})

test('days with slashes are read as the file shows that they are meant, or not at all', () => {
  const table = (...starts: string[]) =>
    read(
      Buffer.from(`email,type,start,end,approved\n${starts.map((day) => `k@x.example,Vacation,${day},,1`).join('\n')}`),
    )
  expect(table('3/8/2026', '13/8/2026')[0]).toContain('2026-08-03')
  expect(table('3/8/2026', '8/13/2026')[0]).toContain('2026-03-08')
  expect(table('3/8/2026', '13/8/2026', '8/13/2026').join()).toContain('2 not understood')
})

test('without a word of approval everything is approved only where somebody says so', () => {
  const table = Buffer.from('email;type;start;end\nkari@nordlys.example;Vacation;2026-08-03;2026-08-07\n')
  const list = Buffer.from('[{"userId":"1","type":"Vacation","startDate":"2026-08-03"}]')
  expect(() => read(table)).toThrow('No column of absence.csv tells what is approved.')
  expect(read(list)).toEqual(['1 not understood: it does not say whether it is approved'])
  expect([...read(table, true), ...read(list, true)].every((text) => text.endsWith('| approved'))).toBe(true)
  // What says otherwise still counts.
  const declined = Buffer.from('email;type;start;end;status\nkari@nordlys.example;Vacation;2026-08-03;;declined\n')
  expect(read(declined, true).join()).toContain('not approved')
})

describe('a file that is none', () => {
  const fixture = (name: string) => readFileSync(join(folder, name))
  test.each<[string, Uint8Array, string]>([
    ['a spreadsheet', fixture('spreadsheet.xlsx'), 'is a spreadsheet (.xlsx) or another packed file'],
    ['an old spreadsheet', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'is an old spreadsheet (.xls)'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'is a PDF'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'is no text'],
    ['nothing', Buffer.from(' \r\n'), 'absence.csv is empty'],
    ['only the names of columns', fixture('first-row-only.csv'), 'There is no absence in absence.csv'],
    ['an empty list', Buffer.from('[]'), 'There is no absence in absence.csv'],
    ['a quotation mark that is never closed', fixture('quote-never-closed.csv'), 'never closed (line 3)'],
    ['half a list', Buffer.from('[{"id": "a1"'), 'begins like JSON and is none'],
    ['another object', Buffer.from('{"users": []}'), 'holds no list of absence'],
    ['no names of columns', Buffer.from('kari@nordlys.example;Vacation;2026-08-03\n'), 'does not name the columns'],
    ['nobody', Buffer.from('type;start;end;approved\n'), 'tells whose it is'],
    ['no days', Buffer.from('email;type;approved\n'), 'tells the first day or the last day'],
    [
      'two addresses',
      Buffer.from('email;e-post;type;start;end;approved\n'),
      'hold the e-mail address: "email" and "e-post"',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message)
    try {
      read(bytes)
    } catch (error) {
      expect(error instanceof HumaPayrollError && [error.kind, error.hint]).toEqual(['usage', expect.any(String)])
    }
  })
})

test('every name of a column that the operating guide has is known, each row for one of them', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8')
  const [table = ''] = page.slice(page.indexOf('| column | names |')).split('\n\n')
  const meanings = table
    .split('\n')
    .slice(2)
    .map((row) => (row.split('|')[2] ?? '').split(',').map((name) => columnNamed(name.trim())))
  expect(meanings).toHaveLength(12)
  expect(meanings.map((row) => [...new Set(row)].join())).toEqual([
    ...['id', 'userId', 'email', 'employeeNumber', 'type', 'start', 'end', 'percentage', 'approved,status'],
    ...['deleted', 'updated', 'approvedAt'],
  ])
})

/** What a column of this name is taken for. */
function columnNamed(name: string): string | undefined {
  // Whatever else a table cannot do without stands beside it, under names of its own.
  const others = { userId: 'user id', type: 'typ', start: 'fom', end: 'tom' }
  for (const left of [undefined, 'userId', 'type', 'start', 'end'] as const) {
    const head = [name, ...Object.entries(others).flatMap(([column, other]) => (column === left ? [] : [other]))]
    try {
      const { used } = columnsOf(head, true, 'names.csv')
      return used.find(([header]) => header === name)?.[1]
    } catch {
      // Another of them means the same.
    }
  }
  return undefined
}
