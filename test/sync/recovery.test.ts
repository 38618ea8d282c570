/** What an earlier run left open, and what stops a run in the middle: nothing is lost, nobody is written twice. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest'
import type { Patch, Side } from '../../src/core/person.ts'
import type { SandboxPerson } from '../../src/sandbox/sandbox.ts'
import type { NewIntent } from '../../src/store/store.ts'
import { temporaryFolder } from '../helpers/home.ts'
import { type Company, company, expectAtRest, otherState, people, results } from './company.ts'

const everybody = people(12)
const [anne] = everybody
if (!anne) throw new RangeError('Nobody was made.')
const { givenName, familyName, email, employeeNumber, birthDate } = anne
const created: Patch = { givenName, familyName, email, employeeNumber, birthDate }

/** As a run leaves it that was killed before it heard an answer. */
function leaveOpen({ state, clock }: Company, intent: Omit<NewIntent, 'runId' | 'openedAt'>): void {
  const at = new Date(clock.time).toISOString()
  const lease = state.takeLease('c1')
  const runId = state.startRun(lease, { command: 'sync-users', startedAt: at })
  state.openIntent(lease, { runId, openedAt: at, ...intent })
  lease.release()
}

function idIn(there: Company, side: Side): string {
  const found = side === 'huma' ? there.huma.system.findByEmail(email) : there.tripletex.system.findByEmail(email)
  return String(found?.id ?? 'nobody')
}

describe('an intent that an interrupted run left open', () => {
  test.each<[string, Side, boolean]>([
    ['a creation in Tripletex that took effect', 'payroll', true],
    ['a creation in Tripletex that did not', 'payroll', false],
    ['a creation in Huma that took effect', 'huma', true],
    ['a creation in Huma that did not', 'huma', false],
  ])('%s', async (_name, side, isThere) => {
    const sides = { huma: everybody, payroll: everybody, [side]: isThere ? everybody : everybody.slice(1) }
    const there = await company(sides)
    const from = side === 'huma' ? 'payroll' : 'huma'
    leaveOpen(there, { kind: 'create', side, personId: idIn(there, from), payload: created })
    const synced = await there.run({ policy: { create: ['huma', 'payroll'], conflicts: 'huma' } })
    expect(results(synced)).toEqual(isThere ? [] : ['done'])
    const [link] = there.state.links('c1').filter(({ humaId }) => humaId === idIn(there, 'huma'))
    expect(link?.payrollId).toBe(idIn(there, 'payroll'))
    const who = { person: `${anne.givenName} ${anne.familyName}` }
    expect(there.state.logEntries({ event: 'settled', limit: 9 })).toMatchObject([who])
    await expectAtRest(there)
  })

  test.each<[string, Side, boolean]>([
    ['a change in Tripletex that took effect', 'payroll', true],
    ['a change in Tripletex that did not', 'payroll', false],
    ['a change in Huma that took effect', 'huma', true],
    ['a change in Huma that did not', 'huma', false],
  ])('%s', async (_name, side, isDone) => {
    const other: SandboxPerson[] = [{ ...anne, phone: '+4799900077' }, ...everybody.slice(1)]
    const sides = { huma: other, payroll: other, ...(isDone ? {} : { [side]: everybody }) }
    const there = await company(sides)
    const before = { phone: anne.phone }
    leaveOpen(there, { kind: 'update', side, personId: idIn(there, side), payload: { phone: '+4799900077' }, before })
    const synced = await there.run({ policy: { conflicts: side === 'huma' ? 'payroll' : 'huma' } })
    expect(results(synced)).toEqual(isDone ? [] : ['done'])
    const [entry] = there.state.logEntries({ event: 'settled', limit: 9 })
    expect(entry?.message).toMatch(isDone ? /^Was updated in/ : /^An earlier run was interrupted before/)
    await expectAtRest(there)
  })

  test('whoever may still be on the way is looked for before they are created', async () => {
    const there = await company({ huma: everybody, payroll: everybody.slice(1) })
    leaveOpen(there, { kind: 'create', side: 'payroll', personId: idIn(there, 'huma'), payload: created })
    const synced = await there.run({ meanwhile: () => void there.tripletex.system.add(anne) })
    expect(synced.outcomes).toMatchObject([{ result: 'done', found: { side: 'payroll' } }])
    expect(there.writes('tripletex')).toEqual([])
    await expectAtRest(there)
  })

  test('and where nobody can be looked for, nobody is created', async () => {
    const there = await company({ huma: everybody, payroll: everybody.slice(1) })
    leaveOpen(there, { kind: 'create', side: 'payroll', personId: idIn(there, 'huma'), payload: created })
    const outage = { kind: 'status', status: 503, method: 'GET', path: '^/v2/employee' } as const
    const synced = await there.run({ meanwhile: () => there.tripletex.setFaults([outage]) })
    expect(results(synced)).toEqual(['failed unavailable'])
    expect(there.writes('tripletex')).toEqual([])
  })
})

/** Everybody has another phone in Huma. */
function phones(): SandboxPerson[] {
  return everybody.map((one, index) => ({ ...one, phone: `+479990${String(1000 + index)}` }))
}

test('a system that is down is left alone after five people', async () => {
  const there = await company({ huma: phones(), payroll: everybody })
  there.tripletex.setFaults([{ kind: 'status', status: 503, method: 'PUT' }])
  const { end, error, counts, outcomes } = await there.run()
  expect([end, error?.kind]).toEqual(['failed', 'unavailable'])
  // Those under way beside the fifth are finished.
  expect(counts.failed).toBeGreaterThanOrEqual(5)
  expect(counts.failed).toBeLessThan(9)
  expect(outcomes.at(-1)?.result).toBe('not-started')
  there.tripletex.setFaults([])
  expect(results(await there.run())).toEqual(everybody.map(() => 'done'))
  await expectAtRest(there)
})

test('a lost lease stops the run before the next write, and what was written is told', async () => {
  const there = await company({ huma: phones(), payroll: everybody })
  let taken = false
  const synced = await there.run({
    view: {
      applied() {
        if (taken) return
        taken = true
        otherState(there, 120_000).takeLease('c1')
      },
    },
  })
  expect([synced.end, synced.error?.kind, synced.activated]).toEqual(['failed', 'busy', false])
  const sent = there.writes('tripletex').length
  expect(sent).toBeLessThan(everybody.length)
  expect(results(synced).filter((one) => one !== 'not-started')).toHaveLength(sent)
  there.clock.time += 300_000
  expect(results(await there.run()).length).toBe(everybody.length - sent)
  await expectAtRest(there)
})

test.for([0, 3])('a disk that is full after %i writes loses nothing', async (fillAfter, { skip }) => {
  const folder = smallDisk(skip)
  const there = await company({ huma: phones(), payroll: everybody.slice(2), folder })
  const filler = join(folder, 'filler')
  // SQLite has room in its files for a while, and may be stopped at any of its writes.
  const synced = await there.run({
    meanwhile: () => fillAfter === 0 && fillUp(filler),
    view: { applied: (_outcome, done) => done === fillAfter && fillUp(filler) },
  })
  expect([synced.end, synced.error?.kind]).toEqual(['failed', 'storage'])
  expect(synced.error?.message).toContain('the disk is full')
  const told = results(synced)
  expect(told).toContain('not-started')
  expect(told.filter((one) => one === 'done').length).toBeGreaterThanOrEqual(fillAfter)

  rmSync(filler)
  // The lease could not be given back: it runs out.
  there.clock.time += 300_000
  await there.run()
  await expectAtRest(there)
  expect(there.tripletex.system.snapshot()).toHaveLength(everybody.length)
  expect(there.state.links('c1')).toHaveLength(everybody.length)
})

function fillUp(path: string): true {
  const block = Buffer.alloc(4096)
  try {
    for (;;) appendFileSync(path, block)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    return true
  }
}

/** A disk of one megabyte of its own. */
function smallDisk(skip: TestContext['skip']): string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return skip('only root can make a small disk, on Linux')
  const folder = temporaryFolder()
  if (!succeeds('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)) {
    return skip('this machine does not let root mount a small disk')
  }
  onTestFinished(() => void succeeds('umount', '--lazy', folder))
  return folder
}

function succeeds(...[program = '', ...args]: string[]): boolean {
  return spawnSync(program, args).status === 0
}
