/**
 * What every payroll system's writers of positions, absence and salary promise (src/systems/system.ts), tried on its
 * sandbox: a life of each, step by step. A system calls `describeLive` with what this file cannot know of it; what only
 * this system does (rows of others on the same day, locked rows, settings) goes into files beside it.
 */
import { describe, expect, test } from 'vitest'
import { type LiveHarness, type OpenedLive, openLive, today } from './live-harness.ts'
import { absenceLife, type Life, positionLife, type Situation, salaryLife } from './live-lives.ts'

type LiveKind = 'positions' | 'absence' | 'salary'
const allKinds: readonly LiveKind[] = ['positions', 'absence', 'salary']

/** `kinds`: fewer only for a second call, of a system that writes one of them in two ways (hours, and leaves). */
export function describeLive(harness: LiveHarness, kinds: readonly LiveKind[] = allKinds): void {
  const { positions, absence, salary } = harness
  if (kinds === allKinds) describeDeclared(harness)
  if (positions && kinds === allKinds && harness.system.severalPositions) describeHistory(harness)
  if (positions && kinds.includes('positions')) describeLife(harness, 'positions', positionLife(harness, positions))
  if (absence && kinds.includes('absence')) describeLife(harness, 'absence', absenceLife(harness, absence))
  if (salary && kinds.includes('salary')) describeLife(harness, 'salary', salaryLife(harness, salary))
}

function describeDeclared(harness: LiveHarness): void {
  const { system } = harness
  test(`${system.name}: the client has the writers that it declares`, async () => {
    const { client } = await openLive(harness)
    for (const kind of allKinds) {
      const isDeclared = system.supports[kind] !== false
      expect([kind, client[kind] !== undefined, harness[kind] !== undefined]).toEqual([kind, isDeclared, isDeclared])
      const told = system.how?.[kind]?.length ?? 0
      if (isDeclared) expect(told, `what an administrator should know of ${kind}`).toBeGreaterThan(40)
    }
  })
}

function describeHistory(harness: LiveHarness): void {
  test(`${harness.system.name}: a position that was over before anything was sent is not made when it is corrected`, async () => {
    const opened = await openLive(harness)
    const { client } = opened
    const [person, untouched] = [await opened.person(), opened.everything()]
    const before = {
      id: 'position-0',
      title: 'Trainee',
      startDate: '2009-02-01',
      endDate: '2009-08-31',
      percentage: 50,
    }
    const old = { ...before, contractType: 'Permanent', endReason: 'employee_resigned' }
    const sent = await client.positions?.put({
      ...{ person, position: { ...old, endDate: '2009-07-31' }, before: old },
      ...{ from: old.startDate, isMain: false, today },
      ...(harness.positions?.occupationCode === undefined ? {} : { occupationCode: harness.positions.occupationCode }),
    })
    expect(sent).toMatchObject({ changed: false, warnings: [expect.stringContaining('history is not sent')] })
    expect(opened.everything()).toEqual(untouched)
  })
}

function describeLife(harness: LiveHarness, kind: LiveKind, life: Life): void {
  const {
    byHand = [],
    byHandWithoutReference = [],
    mayChange,
  }: {
    byHand?: readonly string[]
    byHandWithoutReference?: readonly string[]
    mayChange?: RegExp
  } = harness[kind] ?? {}

  /** In a new world, with everything done that comes before the step. */
  async function liveUntil(index: number): Promise<Situation> {
    const opened = await openLive(harness)
    let reference: string | undefined
    for (const step of life.steps.slice(0, index)) {
      const sent = await step.send({ opened, person: await opened.person(), reference, isBeforeKnown: true })
      reference = sent.reference ?? reference
    }
    // Read last: neither this nor the login is what is counted here.
    const person = await opened.person()
    opened.writes.length = 0
    return { opened, person, reference, isBeforeKnown: true }
  }

  /** What was there before, of this and every other person, is as it was; only new pieces have come, and only here. */
  function expectUntouched(opened: OpenedLive, earlier: ReturnType<OpenedLive['everything']>, step: string): void {
    const later = opened.everything()
    for (const [id, pieces] of Object.entries(earlier)) {
      if (id !== opened.id) expect(later[id], 'somebody else').toEqual(pieces)
      for (const [name, piece] of Object.entries(pieces)) {
        if (!mayChange?.test(name)) expect({ [name]: later[id]?.[name] }, `after "${step}"`).toEqual({ [name]: piece })
      }
    }
  }

  describe(`${harness.system.name}: ${kind}`, () => {
    test.each(life.steps.map(({ name }, index) => ({ name, index })))(
      '$name: payroll is equal to Huma, nothing else is touched, and again writes nothing',
      async ({ index }) => {
        const { opened: original } = await liveUntil(0)
        const situation = await liveUntil(index)
        const { opened, reference } = situation
        const step = stepAt(life, index)
        const sent = await step.send(situation)
        if (byHand.includes(step.name)) expect(sent.byHand?.length).toBeGreaterThan(0)
        else {
          expect(sent.byHand ?? []).toEqual([])
          expect(sent.changed).toBe(true)
          expect(life.stored(opened)).toEqual(step.expected(life.stored(original)))
        }
        expectUntouched(opened, original.everything(), step.name)

        const after = opened.everything()
        opened.writes.length = 0
        const kept = { ...situation, person: await opened.person(), reference: sent.reference ?? reference }
        for (const [how, again] of Object.entries({
          again: kept,
          'reference lost': { ...kept, reference: undefined },
          'before unknown': { ...kept, isBeforeKnown: false },
        })) {
          const { changed, byHand: still = [] } = await step.send(again)
          // Nobody can tell any more whether something is left to do.
          const isUntold = how === 'reference lost' && byHandWithoutReference.includes(step.name)
          expect([how, changed, isUntold || still]).toEqual([how, false, isUntold || (sent.byHand ?? [])])
        }
        expect(opened.writes).toEqual([])
        expect(opened.everything()).toEqual(after)
      },
    )

    test.each(life.steps.map(({ name }, index) => ({ name, index })))(
      '$name: whichever answer is lost, once more leads to the same end',
      async ({ index }) => {
        const step = stepAt(life, index)
        const { opened: calm, ...first } = await liveUntil(index)
        const base = calm.served.requests().length
        await step.send({ ...first, opened: calm })
        for (const write of [...calm.writes]) {
          const situation = await liveUntil(index)
          const { opened } = situation
          opened.served.setFaults([{ kind: 'reset-after', after: write - base, times: 1 }])
          await opened.failure(step.send(situation), 'unknown-outcome')
          await step.send({ ...situation, person: await opened.person() })
          expect(life.stored(opened)).toEqual(life.stored(calm))
          expect(countPieces(opened), 'as many rows as without the fault').toBe(countPieces(calm))
        }
      },
    )

    test.each(
      life.steps.flatMap(({ name }, index) => [
        { name, index, lost: 'reference' },
        { name, index, lost: 'before' },
      ]),
    )('$name: without the $lost it leads to the same end', async ({ index, lost }) => {
      const step = stepAt(life, index)
      const calm = await liveUntil(index)
      await step.send(calm)
      const { opened, ...situation } = await liveUntil(index)
      const known = lost === 'before' ? { isBeforeKnown: false } : { reference: undefined }
      const sent = await step.send({ ...situation, opened, ...known })
      if (lost === 'reference' && byHandWithoutReference.includes(step.name)) {
        expect(sent.byHand?.length).toBeGreaterThan(0)
        return
      }
      expect(life.stored(opened)).toEqual(life.stored(calm.opened))
      expect(countPieces(opened)).toBe(countPieces(calm.opened))
    })

    test('an outage while reading writes nothing and is told as one', async () => {
      const step = stepAt(life, 0)
      const { opened: calm, ...first } = await liveUntil(0)
      const base = calm.served.requests().length
      await step.send({ ...first, opened: calm })
      const reads = (calm.writes[0] ?? base) - base
      for (let after = 0; after < reads; after += 1) {
        const situation = await liveUntil(0)
        const { opened } = situation
        const untouched = opened.everything()
        opened.served.setFaults([{ kind: 'status', status: 503, after }])
        await opened.failure(step.send(situation), 'unavailable')
        expect(opened.everything()).toEqual(untouched)
        expect(opened.writes).toEqual([])
      }
    })

    test('a key that is not accepted any more is told as that', async () => {
      const situation = await liveUntil(0)
      const { opened } = situation
      const untouched = opened.everything()
      opened.served.setFaults([{ kind: 'status', status: 401 }])
      await opened.failure(stepAt(life, 0).send(situation), harness.lasting401 ?? 'authorization')
      expect(opened.everything()).toEqual(untouched)
    })
  })
}

function stepAt(life: Life, index: number) {
  const step = life.steps[index]
  if (!step) throw new RangeError('There is no such step.')
  return step
}

function countPieces(opened: OpenedLive): number {
  return Object.values(opened.everything()).flatMap((pieces) => Object.keys(pieces)).length
}
