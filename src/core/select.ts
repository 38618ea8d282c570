/** `--only` and `--except`: a plan for some of the people. */
import { emailKey, type Matching } from './match.ts'
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

/**
 * The part of the plan that is about the wanted people: all where `only` is empty, and never those in `except`. A pair is
 * named by either of its two. Everything is of the part, who is in step and who is put together too: the rest of the
 * people were read and compared, and this run says nothing about them.
 */
export function selectPlan(
  plan: Plan,
  { pairs, strangers }: Pick<Matching, 'pairs' | 'strangers'>,
  only: readonly string[],
  except: readonly string[],
): Plan {
  if (only.length === 0 && except.length === 0) return plan
  const partners = new Map<Person, Person>()
  for (const { huma, payroll } of [...pairs, ...strangers]) partners.set(huma, payroll).set(payroll, huma)

  function isWanted(person: Person): boolean {
    const partner = partners.get(person)
    const both = partner ? [person, partner] : [person]
    const isNamed = (terms: readonly string[]) => both.some((one) => terms.some((term) => isCalled(one, term)))
    return (only.length === 0 || isNamed(only)) && !isNamed(except)
  }

  return {
    actions: plan.actions.filter(({ source }) => isWanted(source)),
    heldBack: plan.heldBack.filter(({ person }) => isWanted(person)),
    leftFields: plan.leftFields.filter(({ huma }) => isWanted(huma)),
    leftPeople: plan.leftPeople.filter(({ person }) => isWanted(person)),
    locked: plan.locked.filter(isWanted),
    undecided: plan.undecided.filter(({ person }) => isWanted(person)),
    inStep: plan.inStep.filter(({ huma }) => isWanted(huma)),
    linked: plan.linked.filter(({ payroll }) => isWanted(payroll)),
  }
}
