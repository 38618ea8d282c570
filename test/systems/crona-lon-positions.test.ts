/** The main position as values of a person in import files, which can change and never empty anything. */
import { expect, test } from 'vitest'
import type { Position } from '../../src/core/position.ts'
import type { PayrollClient, PositionOrder, Sent } from '../../src/systems/system.ts'
import { openCrona, personOf } from './crona-lon-setting.ts'

const position: Position = {
  id: 'position-1',
  title: 'Säljare',
  startDate: '2026-01-12',
  endDate: null,
  percentage: 60,
  contractType: 'Temporary',
  endReason: '',
}

async function open() {
  const setting = openCrona()
  const { crona, exportFile } = setting
  await exportFile()
  const today = '2026-01-15'

  async function put(more: Partial<PositionOrder> = {}, client: PayrollClient = setting.open()): Promise<Sent> {
    const person = await personOf(client, '1001')
    const from = (more.position ?? position).startDate
    const sent = await client.positions?.put({ person, position, from, isMain: true, today, ...more })
    return sent ?? never()
  }

  return {
    ...setting,
    put,
    async remove(before: Position): Promise<Sent> {
      const client = setting.open()
      return (await client.positions?.remove({ person: await personOf(client, '1001'), before, today })) ?? never()
    },
    /** Everything is imported, and Crona exports. */
    async stored() {
      expect((await crona.importFiles()).flatMap(({ problems }) => problems)).toEqual([])
      await exportFile()
      return crona.snapshot().find(({ anstid }) => anstid === '1001') ?? never()
    },
    elements: () =>
      (
        setting
          .importFiles()
          .at(-1)
          ?.text.match(/<person [\s\S]*<\/person>/)?.[0] ?? ''
      )
        .replaceAll(/\s*\n\s*/g, '')
        .replace(/<person [^>]*>|<\/person>/g, ''),
  }
}

test('title, code, kind and percentage; what others keep stays; again writes nothing, before and after the import', async () => {
  const { put, stored, elements, importFiles, crona, open: another } = await open()
  const before = crona.snapshot().find(({ anstid }) => anstid === '1001') ?? never()
  const sent = await put({ occupationCode: '5222' })
  expect(sent).toEqual({ changed: true })
  expect(elements()).toBe(
    '<befattning>S\u00e4ljare</befattning><befattningskod>5222</befattningskod><anstform>VISSTID</anstform><sysgrad datum="2026-01-12">60</sysgrad>',
  )
  expect(await put({ occupationCode: '5222' })).toEqual({ changed: false })
  expect(importFiles()).toHaveLength(1)
  const dated = before.sysgrad
  expect(await stored()).toEqual({
    ...before,
    ...{ befattning: 'Säljare', befattningskod: '5222', anstform: 'VISSTID' },
    sysgrad: [...(Array.isArray(dated) ? dated : []), { from: '2026-01-12', value: '60' }],
  })
  expect(await put({ occupationCode: '5222' })).toEqual({ changed: false })
  expect(await another().read.toDo?.()).toEqual([])
})

test.each<[string, Partial<Position>, Partial<PositionOrder>, string]>([
  [
    'another percentage from another day',
    { percentage: 62.5 },
    { from: '2026-01-14' },
    '<sysgrad datum="2026-01-14">62.5</sysgrad>',
  ],
  ['a start that was earlier', { startDate: '2026-01-05' }, {}, '<sysgrad datum="2026-01-05">60</sysgrad>'],
  ['another kind', { contractType: 'Seasonal' }, {}, '<anstform>S\u00c4SONG</anstform>'],
  ['a kind that has no word there', { contractType: 'Casual', title: 'Kock' }, {}, '<befattning>Kock</befattning>'],
  ['its end', { endDate: '2026-06-30', endReason: 'employee_resigned' }, {}, '<avgdatum>2026-06-30</avgdatum>'],
  ['its end for no reason', { endDate: '2026-06-30' }, {}, '<avgdatum>2026-06-30</avgdatum>'],
  [
    'its end, and another one follows',
    { endDate: '2026-06-30' },
    { continued: true, occupationCode: '1' },
    '<befattningskod>1</befattningskod>',
  ],
  [
    'its end by a change of job',
    { endDate: '2026-06-30', endReason: 'change_in_organization_or_internal_job_transfer', title: 'Chef' },
    {},
    '<befattning>Chef</befattning>',
  ],
])('%s', async (_, more, order, written) => {
  const { put, elements, stored } = await open()
  await put()
  await stored()
  const sent = await put({ before: position, position: { ...position, ...more }, ...order })
  expect([sent, elements()]).toEqual([{ changed: true }, written])
  expect((await put({ before: position, position: { ...position, ...more }, ...order })).changed).toBe(false)
})

test('a percentage that changes in a position of long ago holds from today, and a new position from its start', async () => {
  const { put, elements, stored } = await open()
  const old = { ...position, startDate: '2025-06-01' }
  await put({ position: old })
  expect(elements()).toContain('<sysgrad datum="2025-06-01">60</sysgrad>')
  await stored()
  await put({ before: old, position: { ...old, percentage: 75 } })
  expect(elements()).toBe('<sysgrad datum="2026-01-15">75</sysgrad>')
  const again = { before: old, position: { ...old, percentage: 75 } }
  expect((await put({ ...again, today: '2026-02-03' })).changed).toBe(false)
  await stored()
  expect((await put(again)).changed).toBe(false)
})

test('the start of the employment is filled where it is empty, and moves only with the position that it began with', async () => {
  const { put, stored, crona, exportFile, elements, importFiles } = await open()
  const start = crona.snapshot().find(({ anstid }) => anstid === '1001')?.anstdatum
  await put()
  expect((await stored()).anstdatum).toBe(start)
  crona.edit('1001', { anstdatum: '' })
  await exportFile()
  await put()
  expect((await stored()).anstdatum).toBe('2026-01-12')
  await put({ before: position, position: { ...position, startDate: '2026-01-05' } })
  expect(elements()).toContain('<anstdatum>2026-01-05</anstdatum>')
  expect((await stored()).anstdatum).toBe('2026-01-05')
  expect(importFiles()).toEqual([])
})

test('somebody new gets person, start and position in one file', async () => {
  const { open: another, importFiles, crona, exportFile } = await open()
  const client = another()
  await client.write.createPerson({ employeeNumber: '2001', givenName: 'Kari', familyName: 'Ek' })
  const person = await personOf(client, '2001')
  await client.positions?.put({ person, position, from: position.startDate, isMain: true, today: '2026-01-15' })
  expect(importFiles()).toHaveLength(1)
  await crona.importFiles()
  expect(crona.snapshot().at(-1)).toMatchObject({
    anstid: '2001',
    fornamn: 'Kari',
    anstdatum: '2026-01-12',
    befattning: 'Säljare',
  })
  await exportFile()
  expect(await another().read.toDo?.()).toEqual([])
})

test('what a file cannot empty is told, for as long as it is there', async () => {
  const { put, stored, crona, exportFile } = await open()
  const ended = { ...position, endDate: '2026-06-30', endReason: 'employee_resigned' }
  await put({ position: ended })
  await stored()
  const told = [expect.stringMatching(/remove the leaving date \(avgångsdatum\) 2026-06-30 of employee 1001/)]
  for (let times = 0; times < 2; times += 1) {
    expect(await put({ before: ended })).toEqual({ changed: false, byHand: told })
  }
  // Another one follows: it ends, and the employment does not.
  expect((await put({ position: ended, continued: true })).byHand).toEqual(told)
  const next = { ...position, id: 'position-2', title: 'Chef', startDate: '2026-07-01', percentage: 100 }
  expect(await put({ position: next })).toEqual({ changed: true, byHand: told })
  crona.edit('1001', { avgdatum: '' })
  await stored()
  await exportFile()
  expect(await put({ position: next })).toEqual({ changed: false })
})

test('a percentage from too early a day is corrected by hand', async () => {
  const { put } = await open()
  await put()
  const { changed, byHand } = await put({ before: position, position: { ...position, startDate: '2026-02-01' } })
  expect([changed, byHand]).toEqual([
    false,
    [expect.stringMatching(/that holds from 2026-01-12.*begins on 2026-02-01/)],
  ])
})

test('a position that was deleted in Huma is corrected by hand, unless nothing of it is there', async () => {
  const { put, remove, importFiles } = await open()
  expect(await remove(position)).toEqual({ changed: false })
  await put()
  expect(await remove(position)).toEqual({ changed: false, byHand: [expect.stringContaining('employee 1001')] })
  expect(importFiles()).toHaveLength(1)
})

test('a title with letters that the encoding lacks is refused, and another encoding takes it', async () => {
  const { put, importFiles, open: another } = await open()
  const order = { position: { ...position, title: 'Księgowy' } }
  await expect(put(order)).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('ę (U+0119)'),
    hint: expect.stringContaining('--set encoding=utf-8'),
  })
  expect(importFiles()).toEqual([])
  expect((await put(order, another({ encoding: 'utf-8' }))).changed).toBe(true)
})

test('a table that does not show positions: written once, and nobody is told to wait for what it cannot show', async () => {
  const lines = 'anstid;fornamn;efternamn\r\n1001;Kari;Ek\r\n'
  const setting = openCrona()
  setting.put('a.csv', lines)
  const client = setting.open()
  const send = async (one: PayrollClient) =>
    one.positions?.put({
      person: await personOf(one, '1001'),
      position,
      from: position.startDate,
      isMain: true,
      today: '2026-01-15',
    })
  expect(await send(client)).toEqual({ changed: true })
  expect(await setting.open().read.toDo?.()).toEqual([expect.stringContaining('1 person is written')])
  await setting.crona.importFiles()
  setting.put('b.csv', lines)
  expect(await setting.open().read.toDo?.()).toEqual([])
  expect(await send(setting.open())).toEqual({ changed: false })
  // Also after other runs have written other files.
  const next = setting.open()
  await next.write.updatePerson(await personOf(next, '1001'), { givenName: 'Karin' })
  expect(await send(setting.open())).toEqual({ changed: false })
})

function never(): never {
  throw new Error('not there')
}
