/**
 * How long a whole plan takes: `node test/bench/plan.ts [people]`, 100,000 on each side unless told. No part of the tests.
 * Nine of ten are the same on both sides; of the rest some differ, some are on one side only.
 */
import { createHmac } from 'node:crypto'
import { type BaseFields, comparableFields, compare, type Digest, renewBase } from '../../src/core/compare.ts'
import { noAnswers } from '../../src/core/decide.ts'
import { type Linked, match, type Pair } from '../../src/core/match.ts'
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
const started = now()
const bases = new Map(firstRun.map((pair) => [pair.huma.id, renewed(pair, undefined)]))
print(`making the bases of all: ${shown(since(started))}`)
const again = now()
for (const pair of firstRun) renewed(pair, bases.get(pair.huma.id))
print(`finding them unchanged: ${shown(since(again))}`)
report('a later run, with links and bases', links, bases)

function renewed({ huma: { id, fields: ours }, payroll: { fields: theirs } }: Pair, known: BaseFields | undefined) {
  const base = renewBase(known, { huma: ours, payroll: theirs }, fields, 'today', digest)
  if ((known === undefined) !== (base !== undefined)) throw new Error(`The base of ${id} is not as it should be.`)
  return base ?? {}
}

function report(name: string, known: readonly Linked[], remembered: ReadonlyMap<string, BaseFields>) {
  const rounds = [1, 2, 3].map(() => plan(known, remembered))
  const best = rounds.toSorted((a, b) => a.times.all.thread - b.times.all.thread)[0]
  if (!best) throw new Error('There was no round.')
  const { matching, plan: made, times } = best
  print(`${name}, best of ${rounds.length}: ${shown(times.all)}`)
  for (const part of ['match', 'compare', 'plan'] as const) print(`  ${part.padEnd(8)} ${shown(times[part])}`)
  print(`  ${matching.pairs.length} pairs, ${made.inStep.length} in step, ${made.actions.length} actions`)
  print(`  peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`)
  return matching.pairs
}

function plan(known: readonly Linked[], remembered: ReadonlyMap<string, BaseFields>) {
  const start = now()
  const matching = match({ huma, payroll, links: known, outsiders: [] })
  const matched = since(start)
  const second = now()
  const comparisons = matching.pairs.map((pair) => compare(pair, fields, remembered.get(pair.huma.id), digest))
  const compared = since(second)
  const third = now()
  const made = makePlan({
    matching,
    comparisons,
    rules,
    settings: {},
    data: new Set(),
    policy: { direction: 'huma-to-payroll' },
    answers: noAnswers,
  })
  return { matching, plan: made, times: { match: matched, compare: compared, plan: since(third), all: since(start) } }
}

/** Seconds by the clock, and seconds that this thread worked: the two differ on a machine that has other work. */
interface Seconds {
  wall: number
  thread: number
}

function now(): Seconds {
  const { user, system } = process.threadCpuUsage()
  return { wall: performance.now() / 1000, thread: (user + system) / 1_000_000 }
}

function since(start: Seconds): Seconds {
  const end = now()
  return { wall: end.wall - start.wall, thread: end.thread - start.thread }
}

function shown({ wall, thread }: Seconds): string {
  return `${wall.toFixed(2)} s, of it ${thread.toFixed(2)} s at work`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
