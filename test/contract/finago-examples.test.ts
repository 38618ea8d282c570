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
  paths: z.record(
    z.string(),
    z.object({ get: operation.optional(), post: z.object({ description: z.string() }).optional() }),
  ),
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

/** Those of a body that the description of the request does not name. */
function unnamed(paths: NonNullable<ReturnType<typeof readDescription>>, path: string, body: object): string[] {
  const text = paths[path]?.post?.description ?? ''
  return Object.keys(body).filter((name) => !text.includes(`<b>${name}</b>`))
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

test('a position, an absence and a salary change them by their ids, with names that the description has', async ({
  skip,
}) => {
  const paths = readDescription()
  if (!paths) return skip(contractsAbsent)
  const { read, positions, absence, salary, asked } = answering(({ method, json }, path) => {
    return { json: method === 'POST' ? json : exampleOf(paths, template(path)) }
  })
  const person = await read.findPerson({ id: '9' })
  if (!person || !positions || !absence || !salary) throw new RangeError('There is no such employee.')
  const sent = () => ({ path: asked.at(-1)?.path ?? '', body: asked.at(-1)?.request.json })
  const order = { person, today: '2026-01-15' }

  const before = {
    id: 'p',
    title: '',
    startDate: '2022-06-23',
    endDate: null,
    percentage: 50,
    contractType: '',
    endReason: '',
  }
  const position = { ...before, percentage: 55, contractType: 'Permanent' }
  await positions.put({ ...order, position, before, from: before.startDate, isMain: false })
  const [employment = {}, ...more] = z.array(row).parse(sent().body)
  expect(more).toEqual([])
  expect(employment).toMatchObject({ employment_id: '32553-3', employment_rate: '55', enddate: '' })
  expect(unnamed(paths, template(sent().path), employment)).toEqual([])

  const sick = { id: '1a', code: '03', startDate: '2024-01-01', endDate: '2024-01-05', percentage: 50, workdays: [] }
  await absence.put({ ...order, absence: sick, reference: '{"serialNo":"161"}' })
  const changed = row.parse(sent().body)
  expect(changed).toMatchObject({ serialNo: '161', absenceType: '03', childId: '', percent: '50', externalId: '1a' })
  expect(unnamed(paths, '/absence/v2', changed)).toEqual([])

  const pay = { id: '', unit: 'hourly' as const, amount: 165.5, currency: 'NOK', fromDate: '2026-01-01' }
  await salary.put({ ...order, percentage: 80, salary: pay })
  const employee = row.parse(sent().body)
  expect(employee).toMatchObject({ salary_type: 'hourly', salary: '165.50', lastname: 'Feriepeng' })
  expect(unnamed(paths, template(sent().path), employee).filter((name) => !name.startsWith('employee_field_'))).toEqual(
    [],
  )
})
