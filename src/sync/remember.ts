/** After a run: who belongs together, and what both sides hold now, so that the next run can tell who changed what. */
import { type BaseFields, type Digest, renewBase } from '../core/compare.ts'
import type { FieldName, Fields, Person, Side } from '../core/person.ts'
import type { Action, Plan } from '../core/plan.ts'
import type { Outcome } from '../core/report.ts'
import { idsOf, isWanted } from '../core/report.ts'
import type { Lease, Link, State } from '../store/store.ts'
import type { Compared } from './compare-sides.ts'

/** So many bases are made before they are written down: the first run makes one for everybody. */
const portion = 100

export function remember(input: {
  state: State
  lease: Lease
  compared: Compared
  plan: Plan
  outcomes: readonly Outcome[]
  /** Whether the differences of the pair of this Huma id were looked at in this run. */
  isPart(humaId: string): boolean
  /**
   * What is left different stays known as it was in payroll, for somebody to decide who has not looked yet; and in Huma too
   * where it could not be taken over, so that it is tried again.
   */
  keepsLeft?: true
  /** ISO 8601. */
  at: string
}): void {
  const { state, lease, compared, plan, outcomes, at } = input
  let bases = new Map<string, BaseFields>()
  const unclear = new Set<Person>()
  const written = new Map<Person, Action>()
  for (const { action, result } of outcomes) {
    const person = action.kind === 'update' ? action.target : action.source
    if (result === 'done') written.set(person, action)
    else unclear.add(person)
  }
  for (const { person } of plan.undecided) unclear.add(person)
  // What they could not be sent is still to be sent when the reason is gone.
  for (const { person } of plan.heldBack) unclear.add(person)

  function keep(humaId: string, huma: Fields, payroll: Fields): void {
    const base = renewBase(compared.bases.get(humaId), { huma, payroll }, compared.fields, at, compared.digest)
    if (!base) return
    if (input.keepsLeft) keepLeft(base, humaId)
    put(humaId, base)
  }

  function keepLeft(base: BaseFields, humaId: string): void {
    const known = compared.bases.get(humaId)
    for (const left of plan.leftFields) {
      const before = left.huma.id === humaId ? known?.[left.field] : undefined
      const now = base[left.field]
      if (!before || !now) continue
      const kept = isWanted(left.why) ? before : { ...now, payroll: before.payroll }
      if (kept.huma === now.huma && kept.payroll === now.payroll) continue
      base[left.field] = kept
      // Not all of it is what was seen: whoever decides it in a sync-users makes it so.
      if (base.all) base.all = { ...base.all, huma: null }
    }
  }

  function put(humaId: string, base: BaseFields): void {
    bases.set(humaId, base)
    if (bases.size < portion) return
    state.saveBases(lease, bases)
    bases = new Map()
  }

  state.saveLinks(lease, newLinks(compared, plan, at))

  for (const { pair, differences } of compared.comparisons) {
    const { huma, payroll, by } = pair
    // In step, nothing is lost by having looked; else who changed what would be forgotten unseen.
    const isSeen = differences.length === 0 || input.isPart(huma.id)
    if (isSeen && !unclear.has(huma) && !unclear.has(payroll)) {
      keep(huma.id, after(huma, written), after(payroll, written))
    } else if (by !== 'link' && compared.bases.has(huma.id)) {
      // It was about the employee whom they were linked to before.
      put(huma.id, {})
    }
  }
  for (const { action, ...outcome } of outcomes) {
    if (action.kind !== 'create' || outcome.result !== 'done') continue
    const { humaId } = idsOf(action, outcome.id)
    if (humaId === undefined) continue
    if (outcome.found) {
      const base = baseOfSent(action.side, action.patch, outcome.found, compared.fields, at, compared.digest)
      if (base) put(humaId, base)
    } else keep(humaId, action.patch, action.patch)
  }
  state.saveBases(lease, bases)
}

/**
 * Of somebody whose creation on `side` was sent, and who was found there afterwards: what the source held when it was sent, so
 * that whatever differs from it now was changed there since, and is not lost.
 */
export function baseOfSent(
  side: Side,
  patch: Fields,
  found: Person,
  fields: readonly FieldName[],
  at: string,
  digest: Digest,
): BaseFields | undefined {
  const sent: Fields = { ...Object.fromEntries(fields.map((field) => [field, null])), ...patch }
  const held = side === 'payroll' ? { huma: sent, payroll: found.fields } : { huma: found.fields, payroll: sent }
  return renewBase(undefined, held, fields, at, digest)
}

function newLinks({ matching }: Compared, plan: Plan, linkedAt: string): Link[] {
  return [...matching.pairs.filter(({ by }) => by === 'email'), ...plan.linked].map(({ huma, payroll }) => ({
    humaId: huma.id,
    payrollId: payroll.id,
    linkedAt,
  }))
}

function after(person: Person, written: ReadonlyMap<Person, Action>): Fields {
  return { ...person.fields, ...written.get(person)?.patch }
}
