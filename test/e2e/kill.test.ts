/** The plug is pulled in the middle of a sync, again and again, and in the end everybody is there exactly once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import type { Served } from '../../src/sandbox/server.ts'
import { connected, program, type Setup } from './program.ts'

/** All of them where there is time: HUMA_PAYROLL_SCENARIO=full. */
const kills = process.env.HUMA_PAYROLL_SCENARIO === 'full' ? 50 : 12
const seed = 20_261_124

test(`a sync that is killed ${kills} times at random moments ends with everybody exactly once on each side`, async () => {
  const setup = await connected({ people: 12, seed: 7 })
  const { huma, tripletex } = setup.sandbox
  // So that a kill often falls between a write and its answer.
  for (const served of [huma, tripletex]) {
    served.setFaults(['POST', 'PUT', 'PATCH'].map((method) => ({ kind: 'delay', milliseconds: 10, method })))
  }
  const random = xoroshiro128plus(seed)
  const pick = (from: number, to: number) => uniformInt(random, from, to)
  const newcomers = makePeople({ count: 2 * kills + 100, seed: 99, country: 'NO' }).slice(100)
  let midWrite = 0

  for (let round = 0; round < kills; round += 1) {
    // Somebody new on each side, and changes on both.
    const [one, two] = newcomers.splice(0, 2)
    if (!one || !two) throw new Error('Nobody new is left.')
    huma.system.add({ ...one, email: `n${round}.${one.email}` })
    tripletex.system.add({ ...two, email: `p${round}.${two.email}` })
    const users = huma.system.snapshot().users
    const someone = users[pick(0, users.length - 1)]
    if (someone) huma.system.edit(someone.id, { phone: `+47999${String(pick(0, 99_999)).padStart(5, '0')}` })

    const direction = pick(0, 1) === 0 ? 'huma-to-payroll' : 'payroll-to-huma'
    const reads = users.length + 4
    const moment = pick(0, 3) === 0 ? pick(1, reads) : reads + pick(0, 8)
    if (await killAfter(setup, moment, direction)) midWrite += 1
    expectNobodyTwice(setup)
  }

  for (const direction of ['huma-to-payroll', 'payroll-to-huma', 'huma-to-payroll'] as const) {
    const { exitCode, stderr } = await setup.run(
      'sync-users',
      'nordlys',
      '--direction',
      direction,
      '--max-changes',
      '500',
      '--yes',
    )
    expect([0, 3], stderr).toContain(exitCode)
  }
  expectNobodyTwice(setup)
  const users = huma.system.snapshot().users.map(({ email }) => email.toLowerCase())
  const employees = tripletex.system.snapshot().map(({ email }) => email.toLowerCase())
  for (const [round, person] of makePeople({ count: 2 * kills + 100, seed: 99, country: 'NO' })
    .slice(100)
    .entries()) {
    const address = `${round % 2 === 0 ? 'n' : 'p'}${Math.floor(round / 2)}.${person.email}`
    expect(
      users.filter((one) => one === address),
      `${address} in Huma`,
    ).toHaveLength(1)
    expect(
      employees.filter((one) => one === address),
      `${address} in Tripletex`,
    ).toHaveLength(1)
  }
  // Otherwise nothing was tried.
  expect(midWrite).toBeGreaterThan(kills / 10)

  const again = await setup.run('sync-users', 'nordlys', '--direction', 'huma-to-payroll', '--dry-run', '--json')
  expect(again.json().actions).toEqual([])
}, 280_000)

/** Kills the sync when both systems together have been asked so often. True where a write was under way or done. */
async function killAfter({ sandbox, env }: Setup, requests: number, direction: string): Promise<boolean> {
  const { huma, tripletex } = sandbox
  huma.clearRequests()
  tripletex.clearRequests()
  const args = [program, 'sync-users', 'nordlys', '--direction', direction, '--max-changes', '500', '--yes']
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  let running = true
  void ended.then(() => {
    running = false
  })
  while (running && huma.requests().length + tripletex.requests().length < requests) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  child.kill('SIGKILL')
  await ended
  return writes(huma) + writes(tripletex) > 0
}

function writes(served: Served): number {
  return served.requests().filter(({ method, path }) => method !== 'GET' && !path.includes('token')).length
}

function expectNobodyTwice({ sandbox }: Setup): void {
  const users = sandbox.huma.system.snapshot().users.map(({ email }) => email.toLowerCase())
  expect(repeated(users)).toEqual([])
  // The sandbox begins with one address that two employees share.
  const employees = sandbox.tripletex.system.snapshot().map(({ nationalIdentityNumber }) => nationalIdentityNumber)
  expect(repeated(employees.filter(Boolean))).toEqual([])
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}
