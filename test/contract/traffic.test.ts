/**
 * The whole job with the built program, and every request and answer on the way against the vendors' contracts.
 * What the program sends is held against the vendor's file, and so is what the sandbox answers: a sandbox that takes or
 * says what the vendor would not proves nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { makePeople, type SandboxCompany } from '../../src/sandbox/people.ts'
import type { SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/start.ts'
import { contractsAbsent, humaContract, tripletexContract } from './contracts.ts'
import { type Contract, checkRequest, checkResponse } from './openapi.ts'
import { type Exchange, type Recorder, startRecorder } from './recording.ts'

const program = join(import.meta.dirname, '../../bin/huma-payroll.js')

test('Huma and Tripletex: connect, configure and sync users both ways keep to the contracts', async ({ skip }) => {
  const contracts = { huma: humaContract(), tripletex: tripletexContract() }
  if (!contracts.huma || !contracts.tripletex) return skip(contractsAbsent)

  const sandbox = await startSandbox({ people: 60 })
  onTestFinished(() => sandbox.stop())
  const huma = await record(sandbox.huma.baseUrl)
  const tripletex = await record(sandbox.tripletex.baseUrl)
  const home = await mkdtemp(join(tmpdir(), 'huma-payroll-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const environment = { ...sandbox.environment, HUMA_PAYROLL_HOME: home, HUMA_PAYROLL_KEYCHAIN: 'off' }
  const connect = ['connect', 'tripletex', '--name', 'nordlys', '--scope', 'all', '--base-url', tripletex.url]
  const wrongKey = { ...environment, HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN: 'wrong' }
  const wrongSecret = { ...environment, HUMA_PAYROLL_HUMA_CLIENT_SECRET: 'wrong' }

  const done = [0]
  const unauthorized = [4]
  // Some of the made-up people cannot be synced, on purpose.
  const partlyDone = [3]
  await run(wrongSecret, unauthorized, 'connect', 'huma', '--base-url', huma.url)
  await run(environment, done, 'connect', 'huma', '--base-url', huma.url)
  await run(wrongKey, unauthorized, ...connect)
  await run(environment, done, ...connect)
  await run(environment, done, 'configure', 'nordlys', '--users', 'on', '--create-users', 'on')
  makeHumaAhead(sandbox)
  await run(environment, partlyDone, 'sync-users', 'nordlys', '--direction', 'huma-to-payroll', '--yes')
  const first = { huma: huma.exchanges().length, tripletex: tripletex.exchanges().length }
  makePayrollAhead(sandbox)
  await run(environment, partlyDone, 'sync-users', 'nordlys', '--direction', 'payroll-to-huma', '--yes')

  expect(problems(contracts.huma, huma.exchanges())).toEqual([])
  expect(problems(contracts.tripletex, tripletex.exchanges())).toEqual([])

  // Both directions wrote everything that can be written, and each system refused something.
  const toTripletex = tripletex.exchanges().slice(0, first.tripletex)
  const personal = ['phoneNumberMobile', 'nationalIdentityNumber', 'bankAccountNumber', 'iban', 'bic', 'address']
  expect(written(toTripletex, 'PUT /employee/* 200')).toEqual(expect.arrayContaining(['id', 'version', ...personal]))
  expect(written(toTripletex, 'POST /employee 201')).toEqual(
    expect.arrayContaining(['firstName', 'email', 'userType', 'dateOfBirth', 'address', 'bankAccountNumber']),
  )
  expect(answers(toTripletex)).toEqual(
    expect.arrayContaining([
      'POST /token/session/:create 422',
      'POST /token/session/:create 201',
      'GET /token/session/>whoAmI 200',
      'GET /employee 200',
      'POST /employee 422',
    ]),
  )
  const toHuma = huma.exchanges().slice(first.huma)
  expect(written(toHuma, 'PATCH /users/* 200')).toEqual(
    expect.arrayContaining(['familyName', 'phone', 'birthDate', 'homeAddress', 'bankAccount', 'employmentId']),
  )
  expect(written(toHuma, 'POST /users 200')).toEqual(expect.arrayContaining(['givenName', 'familyName', 'email']))
  expect(answers(huma.exchanges())).toEqual(
    expect.arrayContaining([
      'POST /auth/oauth/token 401',
      'POST /auth/oauth/token 200',
      'GET /users 200',
      'GET /users/* 200',
    ]),
  )
  expect(answers(toHuma)).toEqual(
    expect.arrayContaining([
      'POST /users/*/identifications 200',
      'PUT /users/*/identifications/* 200',
      'POST /users 400',
    ]),
  )
})

/** Values of people who are in neither list. */
const [donor, stranger] = makePeople({ count: 2, seed: 9, country: 'NO' })

/** What the first sync has to write to payroll, beside what the made-up company differs in anyway. */
function makeHumaAhead({ company, huma, tripletex }: RunningSandbox): void {
  const [empty, abroad, ...others] = inStep(company)
  const noIdentification = others.at(-1)
  const [taken] = company.situations.get('only in Huma') ?? []
  if (!empty || !abroad || !noIdentification || !taken || !stranger) throw new RangeError('The company is too small.')

  const values = { phoneNumberMobile: '', bankAccountNumber: '', nationalIdentityNumber: '', address: null }
  tripletex.system.edit(employeeId(tripletex, empty), values)
  const bankAccount = { type: 'international', iban: 'SE4550000000058398257466', bic: 'ESSESESS' } as const
  huma.system.edit(userId(huma, abroad), { bankAccount })
  huma.system.remove(userId(huma, noIdentification))
  huma.system.add({ ...noIdentification, nationalId: '' })
  // A contact is no employee, and yet has the address.
  tripletex.system.edit(tripletex.system.add({ ...stranger, email: taken.email }), { isContact: true })
}

/** What the second sync has to write to Huma. */
function makePayrollAhead({ company, tripletex }: RunningSandbox): void {
  const [, , changed] = inStep(company)
  const [service] = company.situations.get('service user in Huma') ?? []
  if (!changed || !service || !donor) throw new RangeError('The company is too small.')

  const { line1: addressLine1, postalCode, city, country } = donor.address
  tripletex.system.edit(employeeId(tripletex, changed), {
    lastName: donor.familyName,
    phoneNumberMobile: '99955555',
    dateOfBirth: donor.birthDate,
    nationalIdentityNumber: donor.nationalId,
    bankAccountNumber: '86011117947',
    employeeNumber: 'X-1',
    address: { addressLine1, postalCode, city, country },
  })
  // Service users are no people, and yet have their addresses.
  tripletex.system.add(service)
}

/** Who is the same on both sides. */
function inStep({ payroll, situations }: SandboxCompany): SandboxPerson[] {
  const special = new Set([...situations.values()].flat().map(({ email }) => email))
  return payroll.filter(({ email }) => email !== '' && !special.has(email))
}

function employeeId({ system }: RunningSandbox['tripletex'], { email }: SandboxPerson): number {
  const found = system.findByEmail(email)
  if (!found) throw new RangeError('There is no such employee.')
  return found.id
}

function userId({ system }: RunningSandbox['huma'], { email }: SandboxPerson): string {
  const found = system.findByEmail(email)
  if (!found) throw new RangeError('There is no such user.')
  return found.id
}

async function record(url: string): Promise<Recorder> {
  const recorder = await startRecorder(url)
  onTestFinished(() => recorder.close())
  return recorder
}

async function run(environment: Record<string, string>, expected: number[], ...args: string[]): Promise<void> {
  const { PATH } = process.env
  const { exitCode, all } = await execa(process.execPath, [program, ...args], {
    env: { ...environment, ...(PATH && { PATH }) },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
  })
  expect(expected, `huma-payroll ${args.join(' ')} ended with ${exitCode}:\n${all}`).toContain(exitCode)
}

/** Everything that does not keep to the contract, once each, with the first exchange that showed it. */
function problems(contract: Contract, exchanges: readonly Exchange[]): string[] {
  const found = new Map<string, string>()
  for (const [index, one] of exchanges.entries()) {
    const { method, path, query, status } = one
    const asked = checkRequest(contract, { method, path, query, headers: one.requestHeaders, body: one.requestBody })
    const answered =
      status === undefined
        ? ['the connection broke']
        : checkResponse(contract, { method, path, status, headers: one.responseHeaders, body: one.responseBody })
    for (const problem of [...asked.map((text) => `request ${text}`), ...answered.map((text) => `answer ${text}`)]) {
      const general = `${operation(one)} ${problem.replace(/\/\d+/g, '/…')}`
      if (!found.has(general)) found.set(general, `exchange ${index}: ${general}`)
    }
  }
  return [...found.values()]
}

/** "POST /users 200", each once. */
function answers(exchanges: readonly Exchange[]): string[] {
  return [...new Set(exchanges.map((one) => `${operation(one)} ${one.status}`))]
}

/** The names in the bodies of those that were answered so. */
function written(exchanges: readonly Exchange[], answer: string): string[] {
  const bodies = exchanges.filter((one) => `${operation(one)} ${one.status}` === answer)
  return [...new Set(bodies.flatMap(({ requestBody }) => Object.keys(JSON.parse(requestBody))))]
}

/** "GET /users/*": whose id it was does not matter. */
function operation({ method, path }: Exchange): string {
  return `${method} ${decodeURIComponent(path).replace(/\/[0-9a-f-]*\d[0-9a-f-]*(?=\/|$)/g, '/*')}`
}
