/** Stories of what happens to people, in fixtures/scenarios, told with the words of whoever has to answer for them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { run as runMain } from '../../src/main.ts'
import { createHumaSandbox, type HumaSandbox } from '../../src/sandbox/huma.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createTripletexSandbox, type TripletexSandbox } from '../../src/sandbox/tripletex.ts'
import { temporaryFolder } from '../helpers/home.ts'
import { testWorld } from '../helpers/world.ts'
import { employeesIn, person, sandboxPerson, split, usersIn } from './company.ts'

const folder = join(import.meta.dirname, '../../fixtures/scenarios')
const some = z.record(z.string(), z.string())

const step = z.union([
  /** What somebody does in a system's own screens: `who` is an e-mail address. */
  z.strictObject({ in: z.enum(['huma', 'payroll']), edit: z.string(), set: some }),
  z.strictObject({ in: z.enum(['huma', 'payroll']), add: person }),
  z.strictObject({ in: z.enum(['huma', 'payroll']), remove: z.string() }),
  z.strictObject({
    run: z.string(),
    /** The exit code. */
    ends: z.number(),
    /** Everybody there afterwards, with the parts that matter; in any order. */
    huma: z.array(some).optional(),
    payroll: z.array(some).optional(),
    /** Parts of what it prints. */
    says: z.array(z.string()).default([]),
    /** How many writes reach each system. */
    writes: z.strictObject({ huma: z.number(), payroll: z.number() }).optional(),
  }),
])

const scenario = z.strictObject({
  story: z.string(),
  huma: z.array(person),
  payroll: z.array(person),
  steps: z.array(step).min(1),
})

const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

test('there are stories', () => {
  expect(files.length).toBeGreaterThan(9)
})

test.for(files)('%s', async (file) => {
  const { huma: users, payroll: employees, steps } = scenario.parse(parse(readFileSync(join(folder, file), 'utf8')))
  const now = Date.now
  const huma = createHumaSandbox({ people: users.map(sandboxPerson), now })
  const tripletex = createTripletexSandbox({ people: employees.map(sandboxPerson), now })
  const [atHuma, atTripletex] = [await serve(huma), await serve(tripletex)]
  onTestFinished(async () => {
    await Promise.all([atHuma.close(), atTripletex.close()])
  })
  const home = temporaryFolder()
  const env = {
    HUMA_PAYROLL_HUMA_CLIENT_ID: huma.secrets.clientId ?? '',
    HUMA_PAYROLL_HUMA_CLIENT_SECRET: huma.secrets.clientSecret ?? '',
    HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN: tripletex.secrets.employeeToken ?? '',
    HUMA_PAYROLL_TRIPLETEX_CONSUMER_TOKEN: tripletex.secrets.consumerToken ?? '',
  }
  async function huma_payroll(line: string): Promise<{ code: number; printed: string }> {
    const { world, out, err } = testWorld({ env, home })
    const code = await runMain(line.replace(/^huma-payroll /, '').split(' '), world)
    return { code, printed: `${out()}${err()}`.replaceAll(/\s+/g, ' ') }
  }
  await huma_payroll(`connect huma --base-url ${atHuma.url}`)
  await huma_payroll(`connect tripletex --name nordlys --scope all --base-url ${atTripletex.url}/v2`)
  await huma_payroll('configure nordlys --users on')

  for (const [index, one] of steps.entries()) {
    if (!('run' in one)) act(one, huma, tripletex)
    else {
      atHuma.clearRequests()
      atTripletex.clearRequests()
      const { code, printed } = await huma_payroll(one.run)
      const where = `step ${index + 1}: ${one.run}\n${printed}`
      expect(code, where).toBe(one.ends)
      for (const text of one.says) expect(printed, where).toContain(text)
      if (one.huma) expectPeople(usersIn(huma), one.huma, where)
      if (one.payroll) expectPeople(employeesIn(tripletex), one.payroll, where)
      if (one.writes) {
        const writes = { huma: writesOf(atHuma.requests()), payroll: writesOf(atTripletex.requests()) }
        expect(writes, where).toEqual(one.writes)
      }
    }
  }
})

function writesOf(requests: readonly { method: string; path: string }[]): number {
  return requests.filter(({ method, path }) => method !== 'GET' && !path.includes('token')).length
}

/** Exactly these people, each with at least what is told of them. */
function expectPeople(
  found: readonly Record<string, string>[],
  expected: readonly Record<string, string>[],
  where: string,
): void {
  const only = (one: Record<string, string>) => {
    const told = expected.find(
      (other) => other.name === one.name && (other.email === undefined || other.email === one.email),
    )
    return told ? Object.fromEntries(Object.keys(told).map((key) => [key, one[key]])) : one
  }
  const sorted = (people: readonly Record<string, unknown>[]) => people.map((one) => JSON.stringify(one)).sort()
  expect(sorted(found.map(only)), where).toEqual(sorted(expected))
}

type Act = Exclude<z.infer<typeof step>, { run: string }>

/** In the system's own screens. */
function act(one: Act, huma: HumaSandbox, tripletex: TripletexSandbox): void {
  if ('add' in one) {
    if (one.in === 'huma') huma.add(sandboxPerson(one.add))
    else tripletex.add(sandboxPerson(one.add))
    return
  }
  const email = 'edit' in one ? one.edit : one.remove
  const user = huma.snapshot().users.find((other) => other.email === email)
  const employee = tripletex.findByEmail(email)
  const id = one.in === 'huma' ? user?.id : employee?.id
  if (id === undefined) throw new Error(`Nobody in ${one.in} has the address ${email}.`)
  if ('remove' in one) {
    if (typeof id === 'string') huma.remove(id)
    else tripletex.remove(id)
    return
  }
  const { name, phone, account, active, email: newEmail } = one.set
  const [givenName, familyName] = name === undefined ? [] : split(name)
  if (typeof id === 'string') {
    huma.edit(id, {
      ...(givenName === undefined ? {} : { givenName }),
      ...(familyName === undefined ? {} : { familyName }),
      ...(phone === undefined ? {} : { phone }),
      ...(newEmail === undefined ? {} : { email: newEmail }),
      ...(active === undefined ? {} : { active: active === 'yes' }),
      ...(account === undefined ? {} : { bankAccount: { type: 'national', number: account, country: 'NO' } }),
    })
  } else {
    tripletex.edit(id, {
      ...(givenName === undefined ? {} : { firstName: givenName }),
      ...(familyName === undefined ? {} : { lastName: familyName }),
      ...(phone === undefined ? {} : { phoneNumberMobile: phone }),
      ...(newEmail === undefined ? {} : { email: newEmail }),
      ...(account === undefined ? {} : { bankAccountNumber: account }),
    })
  }
}
