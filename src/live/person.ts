/** One person whom something happened to: look at Huma as it is now, at payroll, and find what is to be sent. Writes nothing. */
import { type Changes, changesOf, type Known } from '../core/change.ts'
import { fingerprint, isAsBase } from '../core/compare.ts'
import { noAnswers } from '../core/decide.ts'
import type { Person } from '../core/person.ts'
import { makePlan, type Plan } from '../core/plan.ts'
import { mainPosition, type Position } from '../core/position.ts'
import type { Salary } from '../core/salary.ts'
import type { HumaEmployee } from '../huma/client.ts'
import type { LiveRecord } from '../store/store.ts'
import { type Compared, compareSides } from '../sync/compare-sides.ts'
import { dataOf, settingsOf } from '../sync/prepare.ts'
import { type LiveInput, mainRuleOf, needsPositions, takesOf, todayIn } from './input.ts'
import { type KeptPerson, knownIn, personIn } from './known.ts'

export type Looked =
  /** Deleted in Huma. */
  | { standing: 'gone'; kept: KeptPerson | undefined }
  | { standing: 'locked' | 'outside' | 'unlinked'; kept: KeptPerson | undefined; seen: string; employee: HumaEmployee }
  /** Linked to somebody whom payroll no longer shows. */
  | { standing: 'missing'; kept: KeptPerson | undefined; seen: string; employee: HumaEmployee }
  | (Ready & { standing: 'open'; kept: KeptPerson | undefined; seen: string; employee: HumaEmployee })

export interface Ready {
  /** As payroll shows them; absent where nothing is to be sent, because then nobody was asked. */
  payroll?: Person
  compared?: Compared
  plan?: Plan
  /** Changes whenever something of the positions or the salary does. */
  work: string
  /** Huma's fields are not what they were when the two were last looked at together. */
  hasFieldNews: boolean
  known: Known
  changes: Changes
}

/** `asks`: payroll is asked whatever was found, because something else is to be sent too. */
export async function lookAt(input: LiveInput, humaId: string, asks: boolean): Promise<Looked> {
  const { connection, state, huma } = input
  const records = state.records(connection.id, humaId)
  const kept = personIn(records)
  const employee = await huma.employee(humaId, connection.scope)
  if (!employee) return { standing: 'gone', kept }
  const seen = seenOf(input, employee)
  const about = { kept, seen, employee }
  if (!employee.isMember) return { standing: 'outside', ...about }
  const link = state.link(connection.id, humaId)
  if (!employee.person.active) return { standing: 'locked', ...about }
  if (!link) return { standing: 'unlinked', ...about }

  const found = await changesFor(input, employee, records)
  const { changes, known, positions } = found
  const work = workOf(input, positions, employee.salary, changes.waitsUntil)
  const ready = { known, changes, work, hasFieldNews: isFieldNews(input, employee.person) }
  const isToAsk = asks || changes.steps.length > 0 || (connection.data.users && ready.hasFieldNews)
  if (!isToAsk) return { standing: 'open', ...about, ...ready }
  const payroll = await input.payroll.findPerson({ id: link.payrollId })
  if (!payroll) return { standing: 'missing', ...about }
  return { standing: 'open', ...about, payroll, ...comparedWith(input, employee.person, payroll), ...ready }
}

/** Huma shows otherwise than when the two were last looked at together; what was refused then is so still. */
function isFieldNews({ state, connection, digest }: LiveInput, person: Person): boolean {
  const base = state.base(connection.id, person.id)
  return !base || !isAsBase(person, base, digest)
}

/** What of the positions and the salary is new to payroll. */
async function changesFor(
  input: LiveInput,
  { person, salary }: Pick<HumaEmployee, 'person' | 'salary'>,
  records: readonly LiveRecord[],
): Promise<{ changes: Changes; known: Known; positions: Position[] | undefined }> {
  const { connection, state, system, digest } = input
  const takes = takesOf(input)
  const known = knownIn(records)
  const positions = needsPositions(takes) ? await input.huma.positions(person.id) : undefined
  const marks = state.marks(connection.id)
  const changes = changesOf({
    employment: { positions, salary },
    known,
    takes,
    rule: mainRuleOf(connection),
    today: todayIn(system, input.now()),
    since: (marks['known.positions'] || connection.activatedAt || '').slice(0, 10),
    digest,
  })
  return { changes, known, positions }
}

/** A pair that is linked; only what was changed in Huma since is to be sent. */
function comparedWith(input: LiveInput, huma: Person, payroll: Person): { compared: Compared; plan: Plan } {
  const { connection, state, rules, system } = input
  const base = state.base(connection.id, huma.id)
  const compared = compareSides({
    people: { huma: [huma], outsiders: [], payroll: [payroll] },
    rules,
    links: [{ humaId: huma.id, payrollId: payroll.id }],
    bases: new Map(base ? [[huma.id, base]] : []),
    digestKey: state.digestKey(),
  })([])
  const plan = makePlan({
    matching: compared.matching,
    comparisons: compared.comparisons,
    rules,
    settings: settingsOf(connection, system),
    data: dataOf(connection),
    policy: { conflicts: 'changed-in-huma', create: [] },
    answers: noAnswers,
  })
  return { compared, plan }
}

/** Changes whenever something does that may have to be sent of the person's own fields. */
export function seenOf({ digest }: LiveInput, { person, isMember }: Pick<HumaEmployee, 'person' | 'isMember'>): string {
  return digest(`${isMember} ${fingerprint(person, digest)}`)
}

/** Changes whenever something does that may have to be sent of the person's work, also because a day has come. */
export function workOf(
  { connection, system, digest, now }: LiveInput,
  positions: readonly Position[] | undefined,
  salary: Salary | null | undefined,
  waitsUntil: string | undefined,
): string {
  const main = mainPosition(positions ?? [], todayIn(system, now()), mainRuleOf(connection))?.id
  return digest(JSON.stringify([positions ?? null, salary ?? null, salary === undefined, waitsUntil ?? '', main ?? '']))
}
