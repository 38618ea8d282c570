/** Both sides in memory: what a plan leaves behind when every write succeeds. */
import { emailKey } from '../../src/core/match.ts'
import { type Fields, fieldNames, otherSide, type Person, type Side } from '../../src/core/person.ts'
import { type Action, inOrder } from '../../src/core/plan.ts'
import { digestText } from '../../src/core/values.ts'
import type { Planned, World } from './people.ts'

/** `confirmed`: a new address counts at once; else Huma shows the old one and waits. */
export function applied<W extends World>(world: W, { matching, plan }: Planned, confirmed: boolean): W {
  const sides = { huma: [...world.huma], payroll: [...world.payroll] }
  const links = [...(world.links ?? [])]
  // Whoever is created or found is linked from then on; a new link takes the place of any other of either person.
  function link(humaId: string, payrollId: string): void {
    const others = links.filter((one) => one.humaId !== humaId && one.payrollId !== payrollId)
    links.splice(0, links.length, ...others, { humaId, payrollId })
  }
  for (const { huma, payroll, by } of matching.pairs) if (by === 'email') link(huma.id, payroll.id)
  for (const { huma, payroll } of plan.linked) link(huma.id, payroll.id)
  for (const action of inOrder(plan.actions)) {
    const { side } = action
    if (action.kind === 'update') {
      const index = sides[side].findIndex(({ id }) => id === action.target.id)
      const person = sides[side][index]
      if (!person) throw new Error('A write to somebody who is not there.')
      sides[side][index] = updated(person, action, confirmed)
    } else {
      const id = `new-${action.source.id}`
      if (sides[side].some((person) => person.id === id)) throw new Error('Created twice.')
      sides[side].push({ side, id, active: true, fields: created(world, action) })
      const ids: Record<Side, string> = { huma: id, payroll: id, [otherSide(side)]: action.source.id }
      link(ids.huma, ids.payroll)
    }
  }
  return { ...world, ...sides, links }
}

function updated(person: Person, { patch }: Action, confirmed: boolean): Person {
  const { email, ...rest } = patch
  if (email === undefined || confirmed || person.side === 'payroll')
    return { ...person, fields: { ...person.fields, ...patch } }
  return { ...person, fields: { ...person.fields, ...rest }, pendingEmail: email }
}

/** A new person shows every field that their side knows. */
function created({ rules }: World, { side, patch }: Action): Fields {
  const empty: Fields = {}
  for (const field of fieldNames) if (rules?.[side][field]) empty[field] = null
  return { ...empty, ...patch }
}

/** How many people of a side hold each value that no two may share. */
export function holders({ outsiders = [], rules, ...sides }: World, side: Side): Map<string, number> {
  const counts = new Map<string, number>()
  const count = (text: string) => counts.set(text, (counts.get(text) ?? 0) + 1)
  for (const { fields } of sides[side]) {
    for (const field of fieldNames) {
      const value = fields[field]
      if (value && typeof value === 'string' && rules?.[side][field]?.unique)
        count(`${field} ${digestText(field, value)}`)
    }
  }
  if (side === 'huma' && rules?.huma.email?.unique) {
    for (const { email } of outsiders) if (email) count(`email ${emailKey(email)}`)
  }
  return counts
}
