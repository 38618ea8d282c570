/** Finago describes its answers by examples only: the client reads them, and sends them back as they are. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { all, answering } from '../systems/finago-setting.ts'
import { contractsAbsent } from './contracts.ts'

const row = z.record(z.string(), z.unknown())
const content = z.record(z.string(), z.object({ schema: z.object({ example: z.unknown().optional() }) }))
const operation = z.object({ responses: z.record(z.string(), z.object({ content: content.optional() })) })
const description = z.object({
  paths: z.record(z.string(), z.object({ get: operation.optional(), post: z.unknown().optional() })),
})

function readDescription() {
  const { HUMA_PAYROLL_CONTRACTS: named } = process.env
  const folder = named ? resolve(named) : join(import.meta.dirname, '../../../shared/contracts')
  const file = join(folder, 'finago-payroll-openapi.json')
  if (!existsSync(file) && !named) return undefined
  return description.parse(JSON.parse(readFileSync(file, 'utf8'))).paths
}

function exampleOf(paths: NonNullable<ReturnType<typeof readDescription>>, path: string): unknown {
  const [answer] = Object.values(paths[path]?.get?.responses['200']?.content ?? {})
  return answer?.schema.example
}

/** A path as the description has it. */
function template(path: string): string {
  return path.replace(/\/\d+$/, '/{empId}')
}

test('they are read', async ({ skip }) => {
  const paths = readDescription()
  if (!paths) return skip(contractsAbsent)
  const { read, asked } = answering((_, path) => ({ json: exampleOf(paths, template(path)) }))
  const people = await all(read.people())
  expect(people.map(({ id, fields }) => [id, fields.givenName])).toEqual([
    ['1', 'Pers'],
    ['2', 'Test'],
  ])
  expect(people[0]).toMatchObject({
    active: true,
    fields: { email: 'person@maxpa.se', nationalId: { country: 'NO', number: '16024301269' } },
  })
  expect(people[1]?.fields.bankAccount).toMatchObject({ kind: 'international', iban: 'SE728000081034000978324' })
  expect(await read.findPerson({ id: '9' })).toMatchObject({ id: '9', fields: { familyName: 'Feriepeng' } })
  expect(await read.account()).toMatchObject({ id: '911010441', name: 'Herand' })
  expect(await read.absenceTypes?.()).toEqual([
    { code: '02', name: 'Sykt barn' },
    { code: '03', name: 'Egenmelding' },
  ])
  for (const { request, path } of asked) {
    expect([request.method, paths[template(path)]?.get === undefined]).toEqual(['GET', false])
  }
})

test('a change sends all of them back but what is hidden or empty', async ({ skip }) => {
  const paths = readDescription()
  if (!paths) return skip(contractsAbsent)
  const [example] = z.array(row).parse(exampleOf(paths, '/employee/v2/{empId}'))
  const full: z.infer<typeof row> = {
    ...example,
    employee_field_1: 'x',
    email_copy: 'boss@nordlys.example',
    tax_resident_country: 'NO',
  }
  const { read, write, asked } = answering(({ method, json }, path) => {
    if (method === 'POST') return { json: [json] }
    return { json: path.startsWith('/employee/') ? [full] : [] }
  })
  const person = await read.findPerson({ id: '9' })
  if (!person) throw new RangeError('There is no such employee.')
  await write.updatePerson(person, { familyName: 'Lund' })
  const sent = row.parse(asked.at(-1)?.request.json)
  const { hidden, internationalID, taxexemption, ...expected } = full
  const filled = Object.entries(expected).filter(([, value]) => value !== '')
  expect([hidden, internationalID, taxexemption]).not.toContain(undefined)
  expect(sent).toEqual({ ...Object.fromEntries(filled), lastname: 'Lund' })
  expect(paths[template(asked.at(-1)?.path ?? '')]?.post).toBeDefined()
})
