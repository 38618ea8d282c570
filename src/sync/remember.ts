/** After a run: who belongs together, and what both sides hold now, so that the next run can tell who changed what. */
import { type BaseFields, baseOf, sameBase } from '../core/compare.ts'
import type { Fields, Person } from '../core/person.ts'
import type { Action, Plan } from '../core/plan.ts'
import type { Outcome } from '../core/report.ts'
import { idsOf } from '../core/report.ts'
import type { Lease, Link, State } from '../store/store.ts'
import type { Compared } from './compare-sides.ts'

export function remember(input: {
  state: State
  lease: Lease
  compared: Compared
  plan: Plan
  outcomes: readonly Outcome[]
  /** ISO 8601. */
  at: string
}): void {
  const { state, lease, compared, plan, outcomes, at } = input
  const links: Link[] = []
  const bases = new Map<string, BaseFields>()
  const unclear = new Set<Person>()
  const written = new Map<Person, Action>()
  for (const { action, result } of outcomes) {
    const person = action.kind === 'update' ? action.target : action.source
    if (result === 'done') written.set(person, action)
    else unclear.add(person)
  }
  for (const { person } of plan.undecided) unclear.add(person)

  function keep(humaId: string, huma: Fields, payroll: Fields): void {
    const base = baseOf(huma, payroll, compared.fields, at, compared.digest)
    if (!sameBase(compared.bases.get(humaId), base)) bases.set(humaId, base)
  }

  for (const { huma, payroll, by } of compared.matching.pairs) {
    if (by === 'email') links.push({ humaId: huma.id, payrollId: payroll.id, linkedAt: at })
    if (unclear.has(huma) || unclear.has(payroll)) continue
    keep(huma.id, after(huma, written), after(payroll, written))
  }
  for (const { action, ...outcome } of outcomes) {
    // What was found instead of created may differ from what was sent.
    if (action.kind !== 'create' || outcome.result !== 'done' || outcome.found) continue
    const { humaId } = idsOf(action, outcome.id)
    if (humaId !== undefined) keep(humaId, action.patch, action.patch)
  }
  state.saveLinks(lease, links)
  state.saveBases(lease, bases)
}

function after(person: Person, written: ReadonlyMap<Person, Action>): Fields {
  return { ...person.fields, ...written.get(person)?.patch }
}
