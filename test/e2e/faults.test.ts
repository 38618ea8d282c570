/** What goes wrong outside: each gives a clear line and the right exit code, and changes nothing that it should not. */
import { execa } from 'execa'
import { expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/sandbox.ts'
import type { Served } from '../../src/sandbox/server.ts'
import { connected, expectDone, program, type Setup } from './program.ts'

const sync = ['sync-users', 'nordlys', '--direction', 'huma-to-payroll', '--yes'] as const

function writes(served: Served): string[] {
  return served
    .requests()
    .filter(({ method, path }) => method !== 'GET' && !path.includes('token'))
    .map(({ method, path }) => `${method} ${path}`)
}

function allWrites({ sandbox }: Setup): string[] {
  return [...writes(sandbox.huma), ...writes(sandbox.tripletex)]
}

const outages: { name: string; side: 'huma' | 'tripletex'; faults: Fault[]; exitCode: number; says: RegExp }[] = [
  {
    name: 'a page of users that fails for good',
    side: 'huma',
    faults: [{ kind: 'status', status: 503, path: '^/users\\?', after: 1 }],
    exitCode: 1,
    says: /Huma/,
  },
  {
    name: 'the details of one user that fail for good',
    side: 'huma',
    faults: [{ kind: 'status', status: 500, path: '^/users/[0-9a-f-]+', after: 5 }],
    exitCode: 1,
    says: /Huma/,
  },
  {
    name: 'a list of employees that breaks off in the middle',
    side: 'tripletex',
    faults: [{ kind: 'truncate', path: '^/v2/employee' }],
    exitCode: 1,
    says: /Tripletex|127\.0\.0\.1/,
  },
  {
    name: 'a key that Tripletex does not accept any more',
    side: 'tripletex',
    faults: [{ kind: 'status', status: 401, path: '^/v2/employee' }],
    exitCode: 4,
    says: /connect tripletex/,
  },
  {
    name: 'a key that Huma does not accept any more',
    side: 'huma',
    faults: [{ kind: 'status', status: 401, path: '^/users' }],
    exitCode: 4,
    says: /connect huma/,
  },
]

test.for(outages)('$name stops the run before anything is written', async ({ side, faults, exitCode, says }) => {
  const setup = await connected({ people: 60 })
  setup.sandbox[side].setFaults(faults)
  const ran = await setup.run(...sync, '--json')
  expect(ran.exitCode, ran.stderr).toBe(exitCode)
  expect(ran.stderr).toMatch(says)
  expect(allWrites(setup)).toEqual([])
  const { error, ok } = ran.json()
  expect(ok).toBe(false)
  expect(error).toMatchObject({ kind: expect.any(String), message: expect.any(String), hint: expect.any(String) })
})

test.for(['huma', 'tripletex'] as const)('%s showing nobody where there were people is a safety stop', async (side) => {
  const setup = await connected({ people: 30 })
  await expectDone(setup.run(...sync), 3)
  setup.sandbox[side].clearRequests()
  setup.sandbox[side].setFaults([{ kind: 'empty', path: side === 'huma' ? '^/users\\?' : '^/v2/employee\\?' }])
  const before = allWrites(setup).length
  const ran = await setup.run(...sync, '--json')
  expect(ran.exitCode, ran.stdout).toBe(6)
  expect(ran.json().error).toMatchObject({ kind: 'safety', message: expect.stringContaining('Nothing was written') })
  expect(allWrites(setup)).toHaveLength(before)
})

test('one person whom payroll refuses stops nobody else', async () => {
  const setup = await connected({ people: 40 })
  setup.sandbox.tripletex.setFaults([
    { kind: 'status', status: 422, method: 'PUT', path: '^/v2/employee/', after: 1, times: 1 },
  ])
  const ran = await setup.run(...sync, '--json')
  expect(ran.exitCode, ran.stderr).toBe(3)
  const { outcomes, counts } = ran.json() as { outcomes: { result: string }[]; counts: { failed: number } }
  expect(counts.failed).toBe(1)
  expect(outcomes.filter(({ result }) => result === 'done').length).toBe(outcomes.length - 1)
  // What failed is tried again by the next run, and nothing else is.
  const again = await setup.run(...sync, '--json')
  expect((again.json() as { outcomes: unknown[] }).outcomes).toHaveLength(1)
})

const lost: { name: string; fault: Fault }[] = [
  { name: 'before it took effect', fault: { kind: 'reset-before', method: 'POST', path: '^/v2/employee', times: 1 } },
  { name: 'after it took effect', fault: { kind: 'reset-after', method: 'POST', path: '^/v2/employee', times: 1 } },
  { name: 'with half of the answer', fault: { kind: 'truncate', method: 'POST', path: '^/v2/employee', times: 1 } },
  {
    name: 'with a 500 after it took effect',
    fault: { kind: 'status-after', status: 500, method: 'POST', path: '^/v2/employee', times: 1 },
  },
  { name: 'of a change, before', fault: { kind: 'reset-before', method: 'PUT', path: '^/v2/employee', times: 1 } },
  { name: 'of a change, after', fault: { kind: 'reset-after', method: 'PUT', path: '^/v2/employee', times: 1 } },
]

test.for(lost)('an answer lost $name is looked up, and everybody is there once', async ({ fault }) => {
  const setup = await connected({ people: 40 })
  setup.sandbox.tripletex.setFaults([fault])
  const ran = await setup.run(...sync, '--json')
  expect(ran.exitCode, ran.stdout).toBe(3)
  const { counts } = ran.json() as { counts: { failed: number } }
  expect(counts.failed, ran.stdout).toBe(0)
  const numbers = setup.sandbox.tripletex.system.snapshot().map(({ employeeNumber }) => employeeNumber)
  expect(new Set(numbers).size).toBe(numbers.length)
  const again = await setup.run(...sync, '--json')
  expect((again.json() as { outcomes: unknown[] }).outcomes).toEqual([])
})

test('too many requests are waited for, not failed', async () => {
  const setup = await connected({ people: 40 })
  setup.sandbox.tripletex.setFaults([
    { kind: 'status', status: 429, method: 'PUT', headers: { 'retry-after': '0' }, times: 2 },
    { kind: 'status', status: 429, method: 'GET', headers: { 'retry-after': '0' }, times: 2 },
  ])
  const ran = await setup.run(...sync, '--json')
  expect((ran.json() as { counts: { failed: number } }).counts.failed).toBe(0)
})

test('two runs at once: one writes, the other is told that it is busy', async () => {
  const setup = await connected({ people: 40 })
  setup.sandbox.tripletex.setFaults([{ kind: 'delay', milliseconds: 400, method: 'PUT' }])
  const runs = await Promise.all([setup.run(...sync), setup.run(...sync), setup.run(...sync)])
  const codes = runs.map(({ exitCode }) => exitCode).sort()
  expect(codes.slice(1)).toEqual([7, 7])
  expect(codes[0]).toBe(3)
  expect(runs.find(({ exitCode }) => exitCode === 7)?.stderr).toMatch(/run/i)
})

test('without a terminal and without --yes nothing is written', async () => {
  const setup = await connected({ people: 20 })
  const undecided = await setup.run('sync-users', 'nordlys', '--json')
  expect(undecided.exitCode).toBe(5)
  expect(undecided.json().error).toMatchObject({ kind: 'decision', hint: expect.stringContaining('--direction') })
  const unconfirmed = await setup.run('sync-users', 'nordlys', '--direction', 'huma-to-payroll')
  expect(unconfirmed.exitCode).toBe(5)
  expect(unconfirmed.stderr).toContain('--yes')
  expect(allWrites(setup)).toEqual([])
})

test('Ctrl-C finishes the write in hand, keeps what is done and says how to go on', async () => {
  const setup = await connected({ people: 60, seed: 3 })
  const { tripletex } = setup.sandbox
  tripletex.setFaults([{ kind: 'delay', milliseconds: 150, method: 'PUT' }])
  const child = execa(process.execPath, [program, ...sync, '--json'], {
    env: setup.env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  while (writes(tripletex).length === 0) await new Promise((resolve) => setImmediate(resolve))
  child.kill('SIGINT')
  const { exitCode, stdout } = await child
  expect(exitCode).toBe(130)
  const { error } = JSON.parse(stdout)
  expect(error).toMatchObject({ kind: 'cancelled', hint: expect.stringContaining('sync-users') })
  // Every request that was begun got its answer.
  expect(tripletex.requests().filter(({ status }) => status === 0)).toEqual([])
  tripletex.setFaults([])
  await expectDone(setup.run(...sync), 3)
  const again = await setup.run(...sync, '--json')
  expect((again.json() as { outcomes: unknown[] }).outcomes).toEqual([])
})
