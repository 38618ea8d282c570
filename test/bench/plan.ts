/**
 * How long a whole plan takes: `node test/bench/plan.ts [people]`, 100,000 on each side unless told. No part of the tests.
 * Nine of ten are the same on both sides; of the rest some differ, some are on one side only.
 */
import { createHmac } from 'node:crypto'
import { type BaseFields, baseOf, comparableFields, compare, type Digest } from '../../src/core/compare.ts'
import { noAnswers } from '../../src/core/decide.ts'
import { type Linked, match } from '../../src/core/match.ts'
import type { Fields, Person } from '../../src/core/person.ts'
import { makePlan } from '../../src/core/plan.ts'
import { employee, rules, street, user } from '../core/people.ts'

const count = Number(process.argv[2] ?? 100_000)
/** As the product makes them. */
const digest: Digest = (text) => createHmac('sha256', 'key').update(text).digest('base64url').slice(0, 16)

function fieldsOf(index: number): Fields {
  const eight = String(10_000_000 + index)
  return {
    givenName: `Kari ${index % 977}`,
    familyName: `Nordmann ${index}`,
    email: `Kari.Nordmann.${index}@nordlys.example`,
    phone: `+47${eight}`,
    birthDate: `19${60 + (index % 40)}-0${1 + (index % 9)}-1${index % 10}`,
    nationalId: { country: 'NO', number: `298${eight}` },
    address: { ...street, line1: `Eksempelveien ${index}` },
    bankAccount: { kind: 'national', country: 'NO', number: `860${eight}` },
    employeeNumber: eight,
  }
}

const huma: Person[] = []
const payroll: Person[] = []
for (let index = 0; index < count; index += 1) {
  const fields = fieldsOf(index)
  // The sides do not show people in the same order.
  if (index % 100 !== 1) huma.push(user(`h${(index * 7919) % 1_000_003}`, fields))
  if (index % 100 === 2) continue
  const email = `kari.nordmann.${index}@nordlys.example`
  const change: Fields =
    index % 10 === 3 ? { phone: null, address: { ...street, line1: `Eksempelveien ${index}B` } } : {}
  payroll.push(employee(`p${(index * 6007) % 1_000_003}`, { ...fieldsOf(index), email, ...change }))
}

const fields = comparableFields(rules)
const firstRun = report('the first run', [], new Map())
const links = firstRun.map(({ huma: { id }, payroll: { id: payrollId } }) => ({ humaId: id, payrollId }))
const started = performance.now()
const bases = new Map(
  firstRun.map((pair) => [pair.huma.id, baseOf(pair.huma.fields, pair.payroll.fields, fields, 'today', digest)]),
)
console.log(`making the bases of all: ${seconds(started)} s`)
report('a later run, with links and bases', links, bases)

function report(name: string, known: readonly Linked[], remembered: ReadonlyMap<string, BaseFields>) {
  const rounds = [1, 2, 3].map(() => plan(known, remembered))
  const best = rounds.toSorted((a, b) => a.total - b.total)[0]
  if (!best) throw new Error('There was no round.')
  const { matching, plan: made, times, total } = best
  const parts = Object.entries(times).map(([part, time]) => `${part} ${(time / 1000).toFixed(2)}`)
  const all = rounds.map((round) => (round.total / 1000).toFixed(2))
  console.log(`${name}: best of ${all.join(', ')} s: ${(total / 1000).toFixed(2)} s (${parts.join(', ')})`)
  console.log(
    `  ${matching.pairs.length} pairs, ${made.inStep} in step, ${made.actions.length} actions, ${made.heldBack.length} held back;` +
      ` peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
  )
  return matching.pairs
}

function plan(known: readonly Linked[], remembered: ReadonlyMap<string, BaseFields>) {
  const start = performance.now()
  const matching = match({ huma, payroll, links: known, outsiders: [] })
  const matched = performance.now()
  const comparisons = matching.pairs.map((pair) => compare(pair, fields, remembered.get(pair.huma.id), digest))
  const compared = performance.now()
  const made = makePlan({
    matching,
    comparisons,
    rules,
    settings: {},
    data: new Set(),
    policy: { direction: 'huma-to-payroll' },
    answers: noAnswers,
  })
  const end = performance.now()
  const times = { match: matched - start, compare: compared - matched, plan: end - compared }
  return { matching, plan: made, times, total: end - start }
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2)
}
