/** `--only` and `--except`: a plan for some of the people. */
import { emailKey } from './match.ts'
import { displayName, type Person } from './person.ts'
import type { Plan } from './plan.ts'

/** Who somebody is called by on the command line: an id, an e-mail address, an employee number or the whole name. */
function isCalled({ id, fields }: Person, term: string): boolean {
  const wanted = emailKey(term)
  return (
    id === term.trim() ||
    fields.employeeNumber === term.trim() ||
    (fields.email ? emailKey(fields.email) === wanted : false) ||
    displayName({ id, fields }).toLowerCase() === wanted
  )
}

/** The terms that name nobody. */
export function unknownTerms(people: Iterable<Person>, terms: readonly string[]): string[] {
  const open = new Set(terms)
  for (const person of people) for (const term of open) if (isCalled(person, term)) open.delete(term)
  return [...open]
}

/** The part of the plan that is about the wanted people: all where `only` is empty, and never those in `except`. */
export function selectPlan(plan: Plan, only: readonly string[], except: readonly string[]): Plan {
  if (only.length === 0 && except.length === 0) return plan
  const wanted = (...people: Person[]) =>
    (only.length === 0 || people.some((person) => only.some((term) => isCalled(person, term)))) &&
    !people.some((person) => except.some((term) => isCalled(person, term)))
  return {
    ...plan,
    actions: plan.actions.filter((action) =>
      action.kind === 'update' ? wanted(action.source, action.target) : wanted(action.source),
    ),
    heldBack: plan.heldBack.filter(({ person }) => wanted(person)),
    leftFields: plan.leftFields.filter(({ huma, payroll }) => wanted(huma, payroll)),
    leftPeople: plan.leftPeople.filter(({ person }) => wanted(person)),
    locked: plan.locked.filter((person) => wanted(person)),
    undecided: plan.undecided.filter(({ person }) => wanted(person)),
  }
}
