/** What of a person's positions and salary is a change, and what is history, not the main one, or for a later day. */
import { describe, expect, test } from 'vitest'
import {
  changesOf,
  type Known,
  type KnownPosition,
  type KnownSalary,
  knownFrom,
  type Takes,
} from '../../src/core/change.ts'
import type { Position } from '../../src/core/position.ts'
import type { Salary } from '../../src/core/salary.ts'
import { current, digest, history, position, several, since, today, wordOf, words } from './changes.ts'

const pay: Salary = { id: 's1', unit: 'monthly', amount: 40_000, currency: 'NOK', fromDate: '2026-10-01' }

interface Case {
  positions?: readonly Position[]
  known?: readonly Position[]
  salary?: Salary | null
  knownSalary?: Salary | null
  takes?: Takes
  today?: string
  /** When it was taken as known; `today` where absent. */
  knownOn?: string
}

/** Taken as known as of `known`, then looked at again. */
function look({ positions, known, salary, knownSalary, takes = history, today: day = today, knownOn = day }: Case) {
  const common = { takes, rule: 'highest-percentage' as const, today: day, digest }
  const before = knownFrom({ ...common, today: knownOn, employment: { positions: known, salary: knownSalary } })
  return changesOf({
    ...common,
    since,
    employment: { positions, salary },
    known: { positions: before.positions, salary: before.salary },
  })
}

describe('positions', () => {
  const a = position('a', '2025-01-01')
  const ended = { ...a, endDate: '2026-12-31' }
  const b = position('b', '2027-01-01')
  const small = position('s', '2026-09-01', null, { percentage: 20 })

  test.each<[string, Case, string[]]>([
    ['what is known is no change', { known: [a], positions: [a] }, []],
    ['a new one', { known: [], positions: [a] }, ['put a from 2025-01-01']],
    ['what had ended before is history', { known: [], positions: [position('a', '2020-01-01', '2021-01-01')] }, []],
    [
      'what ended after the activation is not',
      { known: [], positions: [position('a', '2020-01-01', since)] },
      ['put a from 2020-01-01'],
    ],
    ['a correction', { known: [a], positions: [{ ...a, percentage: 80 }] }, ['put a from 2025-01-01 again']],
    ['a moved start', { known: [a], positions: [{ ...a, startDate: '2025-02-01' }] }, ['put a from 2025-02-01 again']],
    ['an end', { known: [a], positions: [ended] }, ['put a from 2025-01-01 again']],
    [
      'an end that nobody follows any more, so that the employment ends with it',
      { known: [ended, small], positions: [ended, { ...small, endDate: '2026-11-30' }] },
      ['put a from 2025-01-01 again'],
    ],
    [
      'and one that somebody follows now, so that it goes on',
      { known: [ended], positions: [ended, b] },
      ['put a from 2025-01-01 again', 'put b from 2027-01-01 aside'],
    ],
    [
      'where only today counts, too',
      { known: [ended, small], positions: [ended, { ...small, endDate: '2026-11-30' }], takes: current },
      ['put a from 2025-01-01 again'],
    ],
    ['an end taken back', { known: [ended], positions: [a] }, ['put a from 2025-01-01 again']],
    [
      'a second one after the first, in the order of their days',
      { known: [a], positions: [b, ended] },
      ['put a from 2025-01-01 again', 'put b from 2027-01-01 aside'],
    ],
    ['one beside it that never is the main one', { known: [a], positions: [a, small] }, []],
    [
      'is sent where several may be held',
      { known: [a], positions: [a, small], takes: several },
      ['put s from 2026-09-01 aside'],
    ],
    [
      'two on one day stay in their order',
      { known: [], positions: [a, position('c', a.startDate, null, { percentage: 10 })], takes: several },
      ['put a from 2025-01-01', 'put c from 2025-01-01 aside'],
    ],
    [
      'becomes the main one when the first ends',
      { known: [a, small], positions: [{ ...a, endDate: '2026-11-30' }, small] },
      ['put a from 2025-01-01 again', 'put s from 2026-12-01 aside'],
    ],
    [
      'of two that are to come the first is the main one, and the second when it is there',
      { known: [], positions: [b, position('c', '2027-06-01')], takes: several },
      ['put b from 2027-01-01', 'put c from 2027-06-01 aside'],
    ],
    [
      'which is told on the day',
      {
        known: [b, position('c', '2027-06-01')],
        positions: [b, position('c', '2027-06-01')],
        takes: several,
        today: '2027-06-01',
        knownOn: today,
      },
      ['put c from 2027-06-01 again'],
    ],
    ['deleted', { known: [a], positions: [] }, ['remove a']],
    ['deleted, and never the main one', { known: [a, small], positions: [a] }, []],
    [
      'where only today counts, the next one waits, and the employment goes on',
      { known: [ended], positions: [ended, b], takes: current },
      ['put a from 2025-01-01 again'],
    ],
    [
      'until it is there',
      { known: [ended], positions: [ended, b], takes: current, today: '2027-01-01' },
      ['put b from 2027-01-01'],
    ],
    [
      'where only today counts, a past one is nothing',
      { known: [], positions: [position('p', '2026-01-01', '2026-10-01')], takes: current },
      [],
    ],
    [
      'where only today counts, the next takes the place of a deleted one',
      { known: [a, small], positions: [small], takes: current },
      ['put s from 2026-09-01'],
    ],
    [
      'where only today counts, an end that is corrected after it was reached',
      { known: [{ ...a, endDate: '2026-12-31' }], positions: [{ ...a, endDate: '2026-11-20' }], takes: current },
      ['put a from 2025-01-01 again'],
    ],
    ['the last one deleted', { known: [a], positions: [], takes: current }, ['remove a']],
    [
      'where only today counts, the last of two that have ended is corrected, and not the one before',
      {
        known: [position('o', '2024-01-01', '2024-12-31'), { ...a, endDate: '2026-10-31' }],
        positions: [position('o', '2024-01-01', '2024-12-30'), { ...a, endDate: '2026-10-30' }],
        takes: current,
      },
      ['put a from 2025-01-01 again'],
    ],
    [
      'that in turn, in whatever order they come',
      {
        known: [{ ...a, endDate: '2026-10-31' }, position('o', '2024-01-01', '2024-12-31')],
        positions: [{ ...a, endDate: '2026-10-30' }, position('o', '2024-01-01', '2024-12-30')],
        takes: current,
      },
      ['put a from 2025-01-01 again'],
    ],
    [
      'of two that have ended the last one is the main one still',
      {
        known: [position('o', '2024-01-01', '2024-12-31'), { ...a, endDate: '2026-10-31' }],
        positions: [position('o', '2024-01-01', '2024-12-30'), { ...a, endDate: '2026-10-30' }],
      },
      ['put o from 2024-01-01 again aside', 'put a from 2025-01-01 again'],
    ],
    [
      'of two that begin on a day, the one that is larger is the main one from then on',
      { known: [], positions: [position('x', '2026-09-01', null, { percentage: 40 }), { ...small, id: 'y' }] },
      ['put x from 2026-09-01'],
    ],
    [
      'nothing where positions are not sent',
      { known: [], positions: [a], takes: { ...history, positions: false } },
      [],
    ],
    ['nothing where they were not read', { known: [a] }, []],
  ])('%s', (_, input, expected) => {
    expect(words(look(input))).toEqual(expected)
  })

  test('what was broken off is taken up again, also where Huma went back to what it was, or deleted it', () => {
    const attempt = { ...a, percentage: 60 }
    const before = { position: a, from: a.startDate, isMain: true, sent: true }
    const never = { position: attempt, from: '', isMain: false, sent: false, pending: attempt }
    const look = (known: KnownPosition, all: readonly Position[]) =>
      words(
        changesOf({
          ...{ takes: history, rule: 'latest-start', today, since, digest },
          employment: { positions: all, salary: undefined },
          known: { positions: [known], salary: undefined },
        }),
      )
    expect(look({ ...before, pending: attempt }, [a])).toEqual(['put a from 2025-01-01 again'])
    expect(look(before, [a])).toEqual([])
    expect(look({ ...before, pending: attempt }, [])).toEqual(['remove a'])
    expect(look(never, [attempt])).toEqual(['put a from 2025-01-01'])
    expect(look(never, [])).toEqual(['remove a'])
    const { steps } = changesOf({
      ...{ takes: history, rule: 'latest-start', today, since, digest },
      employment: { positions: [attempt], salary: undefined },
      known: { positions: [{ ...never, pendingSince: 17 }], salary: undefined },
    })
    expect(steps).toMatchObject([{ unansweredSince: 17 }])
  })

  test('what was broken off and does not count any more is left, and what is known of it kept', () => {
    const look = (known: KnownPosition, takes: Takes) =>
      changesOf({
        ...{ takes, rule: 'highest-percentage', today, since, digest },
        employment: { positions: [a, small], salary: undefined },
        known: {
          positions: [{ position: a, from: a.startDate, isMain: true, isLast: true, sent: true }, known],
          salary: undefined,
        },
      })
    const known = { position: small, from: '', isMain: false, isLast: true, sent: true, reference: 'row 7' }
    expect(look({ ...known, pending: small }, current)).toMatchObject({ steps: [], noted: [], notSent: [] })
    const aside = { position: { id: 's' }, from: '', reference: 'row 7' }
    for (const takes of [current, history])
      expect(look({ ...known, from: small.startDate }, takes)).toMatchObject({ steps: [], noted: [aside] })
  })

  test('whether somebody follows is noted first where it was not known', () => {
    const before = { position: ended, from: a.startDate, isMain: true, sent: true }
    const { steps, noted } = changesOf({
      ...{ takes: history, rule: 'latest-start', today, since, digest },
      employment: { positions: [ended], salary: undefined },
      known: { positions: [before], salary: undefined },
    })
    expect([steps, noted]).toEqual([[], [{ ...before, isLast: true }]])
  })

  test('why something is not sent is told', () => {
    expect(look({ known: [a], positions: [a, small] }).notSent).toEqual([
      { what: 'Position Cook from 2026-09-01', why: { kind: 'not-main' } },
    ])
    const waits = look({ known: [ended], positions: [ended, b], takes: current })
    expect(waits).toMatchObject({ waitsUntil: '2027-01-01', notSent: [{ why: { kind: 'later', date: '2027-01-01' } }] })
    expect(look({ known: [], positions: [position('a', '2020-01-01', '2021-01-01')] }).notSent).toMatchObject([
      { why: { kind: 'history' } },
    ])
  })

  test('what is deleted is found again by its reference', () => {
    const known = { position: a, from: a.startDate, isMain: true, sent: true, reference: 'row 7' }
    const { steps } = changesOf({
      ...{ takes: history, rule: 'latest-start', today, since, digest },
      employment: { positions: [], salary: undefined },
      known: { positions: [known], salary: undefined },
    })
    expect(steps).toMatchObject([{ kind: 'remove-position', reference: 'row 7' }])
  })

  test('what is to be forgotten was never in payroll', () => {
    expect(look({ known: [a, small], positions: [a] }).forgotten).toEqual(['s'])
  })
})

describe('salary', () => {
  const raise = { ...pay, id: 's2', amount: 42_000, fromDate: '2026-12-01' }
  const undated = { ...history, salaryIsUndated: true }
  const fullTime = { ...history, salaryIsFullTime: true }
  const half = position('a', '2026-01-01', null, { percentage: 50 })

  test.each<[string, Case, string[]]>([
    ['what is known is no change, whatever its id', { knownSalary: pay, salary: { ...pay, id: 'x' } }, []],
    ['a new one', { knownSalary: null, salary: pay }, ['pay 40000 from 2026-10-01 at 100 %']],
    ['a raise on a later day', { knownSalary: pay, salary: raise }, ['pay 42000 from 2026-12-01 at 100 %']],
    ['waits where no day can be given', { knownSalary: pay, salary: raise, takes: undated }, []],
    [
      'until the day',
      { knownSalary: pay, salary: raise, takes: undated, today: '2026-12-01' },
      ['pay 42000 from 2026-12-01 at 100 %'],
    ],
    ['another unit', { knownSalary: pay, salary: { ...pay, unit: 'yearly' } }, ['pay 40000 from 2026-10-01 at 100 %']],
    [
      'without a day it is of today',
      { knownSalary: null, salary: { ...pay, fromDate: '' } },
      [`pay 40000 from ${today} at 100 %`],
    ],
    [
      'part time',
      { knownSalary: null, salary: pay, known: [half], positions: [half] },
      ['pay 40000 from 2026-10-01 at 50 %'],
    ],
    [
      'and of it known first without a day',
      { knownSalary: { ...pay, fromDate: '' }, salary: pay, known: [half], positions: [half] },
      ['pay 40000 from 2026-10-01 at 50 %'],
    ],
    ['deleted', { knownSalary: pay, salary: null }, ['clear pay']],
    ['none before and none now', { knownSalary: null, salary: null }, []],
    ['not visible is not deleted', { knownSalary: pay }, []],
    ['another currency is not sent', { knownSalary: null, salary: { ...pay, currency: 'EUR' } }, []],
    ['off', { knownSalary: null, salary: pay, takes: { ...history, salary: false } }, []],
    [
      'what was there before is not sent for a new percentage',
      { knownSalary: pay, salary: pay, known: [half], positions: [{ ...half, percentage: 60 }], takes: fullTime },
      ['put a from 2026-01-01 again'],
    ],
  ])('%s', (_, input, expected) => {
    expect(words(look(input))).toEqual(expected)
  })

  test('what was sent as full-time pay is sent again when the percentage changes', () => {
    const known: Known = {
      positions: [{ position: half, from: half.startDate, isMain: true, sent: true }],
      salary: { ...salaryKnown(pay, fullTime), percentage: 50, sent: true },
    }
    const employment = { positions: [{ ...half, percentage: 60 }], salary: pay }
    const common = { known, rule: 'highest-percentage' as const, today, since, digest }
    expect(words(changesOf({ ...common, employment, takes: fullTime }))).toEqual([
      'put a from 2026-01-01 again',
      'pay 40000 from 2026-10-01 at 60 %',
    ])
    expect(words(changesOf({ ...common, employment, takes: history }))).toEqual(['put a from 2026-01-01 again'])
  })

  test('what was broken off is taken up again, also where Huma went back to what it was, or deleted it', () => {
    const look = (known: Known['salary'], salary: Salary | null) =>
      words(
        changesOf({
          ...{ takes: history, rule: 'latest-start', today, since, digest },
          employment: { positions: undefined, salary },
          known: { positions: [], salary: known },
        }),
      )
    const known = { ...salaryKnown(pay, history), sent: true }
    expect(look({ ...known, isPending: true }, pay)).toEqual(['pay 40000 from 2026-10-01 at 100 %'])
    expect(look({ digest: null, percentage: 100, sent: false, isPending: true }, null)).toEqual(['clear pay'])
    expect(look({ digest: null, percentage: 100, sent: false }, null)).toEqual([])
    expect(look(undefined, pay)).toEqual(['pay 40000 from 2026-10-01 at 100 %'])
  })

  test('the amount is known as a digest only', () => {
    expect(
      JSON.stringify(
        knownFrom({
          employment: { positions: [], salary: pay },
          takes: history,
          rule: 'latest-start',
          today,
          digest: () => '#',
        }),
      ),
    ).not.toContain('40')
  })

  test('that hangs on a position is sent again when another one is the main one, once', () => {
    const takes = { ...several, salaryIsOfPosition: true }
    const raise = { ...pay, fromDate: '2026-12-24' }
    const before = [position('a', '2025-01-01', '2026-11-23'), position('b', '2026-11-24')]
    const look = (salary: KnownSalary | undefined, isOfPosition = true, positions = before) => {
      const changes = changesOf({
        employment: { positions, salary: raise },
        known: {
          positions: knownFrom({ ...common, takes, employment: { positions, salary: null } }).positions,
          salary,
        },
        ...{ ...common, takes: { ...takes, salaryIsOfPosition: isOfPosition }, since },
      })
      return changes.steps
    }
    const common = { rule: 'highest-percentage' as const, today, digest }
    const sent = { ...salaryKnown(raise, takes), sent: true, position: 'a' }
    const steps = look(sent)
    expect(steps.map(wordOf)).toEqual(['pay 40000 from 2026-12-24 at 100 %'])
    const [step] = steps
    expect(step?.kind === 'put-salary' && look(step.known)).toEqual([])
    // What payroll had before anything was sent is its own; and elsewhere the salary is the employee's.
    expect(look({ ...sent, sent: false })).toEqual([])
    expect(look(sent, false)).toEqual([])
    // The day from which it is paid decides where that is still to come.
    const toCome = [position('a', '2025-01-01', '2026-11-20'), position('b', '2026-12-01')]
    expect(look(sent, true, toCome)).toMatchObject([{ kind: 'put-salary', known: { position: 'b' } }])
    expect(look({ ...sent, position: 'b' }, true, toCome)).toEqual([])
  })

  function salaryKnown(salary: Salary, takes: Takes) {
    const known = knownFrom({
      employment: { positions: [], salary },
      takes,
      rule: 'latest-start',
      today,
      digest,
    }).salary
    if (!known) throw new Error('no salary')
    return known
  }
})
