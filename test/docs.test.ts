/** The pages about payroll systems say what the declarations say. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { capabilityHead, capabilityRow, legend, reasons } from '../src/commands/systems.ts'
import { type FieldName, fieldNames } from '../src/core/person.ts'
import { systems } from '../src/systems/registry.ts'
import type { PayrollSystem } from '../src/systems/system.ts'

const folder = join(import.meta.dirname, '../docs/systems')

/** What Huma's side of a field is called on the pages. */
const labels: Readonly<Record<FieldName, string>> = {
  givenName: 'First name',
  familyName: 'Last name',
  email: 'E-mail',
  phone: 'Phone',
  birthDate: 'Date of birth',
  nationalId: 'National identity number',
  address: 'Home address',
  bankAccount: 'Bank account',
  employeeNumber: 'Employment ID',
}

/** Cells of every row of every table of a page. */
function rowsOf(page: string): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

test('the overview is the table of the command "systems"', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8')
  const [head, ...rows] = rowsOf(page)
  expect(head).toEqual(capabilityHead)
  const links = systems.map((system) => {
    const [name, ...rest] = capabilityRow(system)
    return [`[${name}](${system.id}.md)`, ...rest]
  })
  expect(rows).toEqual(links)
  for (const line of [...legend, ...reasons()]) expect(page.replaceAll(/\s+/g, ' ')).toContain(line)
})

test.for(systems.map((system) => [system.name, system] as const))('the page of %s', ([, system]) => {
  const page = readFileSync(join(folder, `${system.id}.md`), 'utf8')
  const headings = page.split('\n').filter((line) => line.startsWith('## '))
  expect(headings.join()).toMatch(
    /How to (get the key|get access|log in).*What is synced.*Not documented by the vendor/,
  )
  for (const { key } of system.settings) expect(page, `--set ${key}`).toContain(`${key}`)
  for (const method of system.auth) {
    if ('questions' in method) for (const { key } of method.questions) expect(page).toContain(key)
  }
  expect(fieldNames.filter((field) => !isTold(system, field, rowsOf(page)))).toEqual([])
})

/** True where the page tells the field's direction and whether it is required, as the declaration has them. */
function isTold({ fields }: PayrollSystem, field: FieldName, rows: readonly string[][]): boolean {
  const rule = fields[field]
  const row = rows.find(([first = '']) => first.split(', ').includes(labels[field]))
  if (!rule) return !row || row.some((cell) => cell.startsWith('not synced'))
  const [, , direction = '', required = ''] = row ?? []
  const both = /^both/.test(direction)
  const created = /only when an employee is created/.test(direction)
  const never = /^to Huma only/.test(direction)
  const rightWay = { always: both, 'create-only': created, never }[rule.write]
  const rightNeed = rule.required.when === 'always' ? required.startsWith('yes') : !required.startsWith('yes')
  return rightWay && rightNeed
}
