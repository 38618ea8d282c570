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
import { startSandbox } from '../../src/sandbox/start.ts'
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
  const environment = { ...sandbox.environment, HUMA_PAYROLL_HOME: home }

  const done = [0]
  // Some of the made-up people cannot be synced, on purpose.
  const partlyDone = [0, 3]
  await run(environment, done, 'connect', 'huma', '--base-url', huma.url)
  await run(
    environment,
    done,
    'connect',
    'tripletex',
    '--name',
    'nordlys',
    '--scope',
    'all',
    '--base-url',
    tripletex.url,
  )
  await run(environment, done, 'configure', 'nordlys', '--users', 'on', '--create-users', 'on')
  await run(environment, partlyDone, 'sync-users', 'nordlys', '--direction', 'huma-to-payroll', '--yes')
  await run(environment, partlyDone, 'sync-users', 'nordlys', '--direction', 'payroll-to-huma', '--yes')

  expect(problems(contracts.huma, huma.exchanges())).toEqual([])
  expect(problems(contracts.tripletex, tripletex.exchanges())).toEqual([])

  // The job was really done: each of these operations was needed.
  expect(operations(huma)).toEqual(
    expect.arrayContaining(['POST /auth/oauth/token', 'GET /users', 'GET /users/*', 'POST /users', 'PATCH /users/*']),
  )
  expect(operations(tripletex)).toEqual(
    expect.arrayContaining(['POST /token/session/:create', 'GET /employee', 'POST /employee', 'PUT /employee/*']),
  )
})

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

function operations(recorder: Recorder): string[] {
  return [...new Set(recorder.exchanges().map(operation))]
}

/** "GET /users/*": whose id it was does not matter. */
function operation({ method, path }: Exchange): string {
  return `${method} ${decodeURIComponent(path).replace(/\/[0-9a-f-]*\d[0-9a-f-]*(?=\/|$)/g, '/*')}`
}
