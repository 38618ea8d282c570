/** Short ways to write down made-up people, and a payroll system that has every kind of rule. */
import { createHash } from 'node:crypto'
import type { Comparison, Rules } from '../../src/core/compare.ts'
import { comparableFields, compare, type Digest } from '../../src/core/compare.ts'
import { type Answers, noAnswers, type Policy } from '../../src/core/decide.ts'
import type { FieldRules } from '../../src/core/field-rule.ts'
import { type Linked, type Matching, match, type Outsider } from '../../src/core/match.ts'
import type { Address, Fields, Person, Side } from '../../src/core/person.ts'
import { makePlan, type Plan } from '../../src/core/plan.ts'

export function user(id: string, fields: Fields = {}, more: Partial<Person> = {}): Person {
  return { side: 'huma', id, active: true, fields, ...more }
}

export function employee(id: string, fields: Fields = {}, more: Partial<Person> = {}): Person {
  return { side: 'payroll', id, active: true, fields, ...more }
}

export const kari: Fields = {
  givenName: 'Kari',
  familyName: 'Nordmann',
  email: 'kari@nordlys.example',
  birthDate: '1990-05-17',
}

export const street: Address = {
  line1: 'Eksempelveien 1',
  line2: '',
  line3: '',
  postalCode: '0150',
  city: 'Oslo',
  country: 'NO',
}

/** Numbers of the synthetic series, which belong to nobody, with right and wrong check digits. */
export const identity = {
  right: { country: 'NO', number: '29822099635' },
  /** The D-number that somebody had before `right`. */
  before: { country: 'NO', number: '69822090044' },
  other: { country: 'NO', number: '15890150001' },
  wrong: { country: 'NO', number: '29822099636' },
}

export const account = {
  right: { kind: 'national', country: 'NO', number: '86011117947' },
  wrong: { kind: 'national', country: 'NO', number: '86011117948' },
} as const

const never = { when: 'never' } as const
const always = { when: 'always' } as const

const humaRules: FieldRules = {
  givenName: { field: 'givenName', label: 'First name', required: always, write: 'always' },
  familyName: { field: 'familyName', label: 'Last name', required: always, write: 'always' },
  email: { field: 'email', label: 'E-mail', required: always, write: 'always', unique: true },
  phone: { field: 'phone', label: 'Phone', required: never, write: 'always' },
  birthDate: { field: 'birthDate', label: 'Birthday', required: never, write: 'always' },
  nationalId: { field: 'nationalId', label: 'National ID', required: never, write: 'never' },
  address: { field: 'address', label: 'Home address', required: never, write: 'always' },
  bankAccount: { field: 'bankAccount', label: 'Bank account', required: never, write: 'always' },
  employeeNumber: { field: 'employeeNumber', label: 'Employment ID', required: never, write: 'always', unique: true },
}

const payrollRules: FieldRules = {
  givenName: { field: 'givenName', label: 'First name', required: always, write: 'always', maxLength: 20 },
  familyName: { field: 'familyName', label: 'Last name', required: always, write: 'always' },
  email: {
    field: 'email',
    label: 'E-mail',
    required: { when: 'unless-setting', key: 'userType', is: 'NO_ACCESS' },
    write: 'create-only',
    unique: true,
    problem: (email) => (/^[ -~]*$/.test(email) ? undefined : 'No letters outside A-Z.'),
  },
  phone: { field: 'phone', label: 'Phone', required: never, write: 'always' },
  birthDate: {
    field: 'birthDate',
    label: 'Date of birth',
    required: { when: 'with-data', data: 'positions' },
    write: 'always',
  },
  nationalId: { field: 'nationalId', label: 'Identity number', required: never, write: 'always' },
  address: { field: 'address', label: 'Address', required: never, write: 'always', maxLength: 30 },
  bankAccount: { field: 'bankAccount', label: 'Bank account', required: never, write: 'always' },
  employeeNumber: { field: 'employeeNumber', label: 'Number', required: never, write: 'always', unique: true },
}

export const rules: Rules = { huma: humaRules, payroll: payrollRules }

export const digest: Digest = (text) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

export interface World {
  huma: readonly Person[]
  payroll: readonly Person[]
  links?: readonly Linked[]
  outsiders?: readonly Outsider[]
  rules?: Rules
  policy?: Policy
  answers?: Partial<Answers>
  settings?: Readonly<Record<string, string>>
  data?: readonly string[]
}

export interface Planned {
  matching: Matching
  comparisons: Comparison[]
  plan: Plan
}

/** The whole core, from two lists to a plan. */
export function planOf(world: World): Planned {
  const both = world.rules ?? rules
  const matching = match({ links: [], outsiders: [], said: world.answers?.links ?? [], ...world })
  const comparisons = matching.pairs.map((pair) => compare(pair, comparableFields(both), undefined, digest))
  const plan = makePlan({
    matching,
    comparisons,
    rules: both,
    settings: world.settings ?? { userType: 'NO_ACCESS' },
    data: new Set(world.data),
    policy: world.policy ?? {},
    answers: { ...noAnswers, ...world.answers },
  })
  return { matching, comparisons, plan }
}

/** "huma h1" */
export function nameOf(person: { side: Side; id: string }): string {
  return `${person.side} ${person.id}`
}

/** A plan as short lines, with ids in the place of people. */
export function linesOf(plan: Plan): string[] {
  return [
    ...plan.actions.map((action) =>
      action.kind === 'create'
        ? `${action.recreates ? 'recreate' : 'create'} ${nameOf(action.source)} in ${action.side}: ${Object.keys(action.patch)}`
        : `update ${nameOf(action.target)} from ${nameOf(action.source)}: ${Object.keys(action.patch)}`,
    ),
    ...plan.heldBack.map(
      ({ person, side, reason }) => `hold ${nameOf(person)} from ${side ?? 'both'}: ${reasonOf(reason)}`,
    ),
    ...plan.leftFields.map(
      ({ huma, payroll, field, why }) =>
        `leave ${field} of ${huma.id}/${payroll.id}: ${why.kind}${'side' in why ? ` ${why.side}` : ''}${'by' in why ? ` ${nameOf(why.by)}` : ''}`,
    ),
    ...plan.leftPeople.map(({ person, why }) => `leave ${nameOf(person)}: ${why}`),
    ...plan.locked.map((person) => `locked ${nameOf(person)}`),
    ...plan.undecided.map(({ person, fields }) => `undecided ${nameOf(person)}: ${fields}`),
    ...(plan.inStep.length > 0 ? [`in step: ${plan.inStep.length}`] : []),
    ...plan.linked.map(({ huma, payroll }) => `put together ${huma.id}/${payroll.id}`),
  ]
}

function reasonOf(reason: Plan['heldBack'][number]['reason']): string {
  switch (reason.kind) {
    case 'missing-required':
      return `missing ${reason.fields}`
    case 'unacceptable':
      return `unacceptable ${reason.field}`
    case 'ambiguous':
      return `same ${reason.by} as ${reason.sharedWith.map(nameOf)}`
    case 'twin':
      return `twin of ${reason.twins.map(({ person, sharedBy }) => `${nameOf(person)} by ${sharedBy}`)}`
    case 'in-use':
      return `${reason.field} in use by ${nameOf(reason.by)}`
    case 'different-people':
      return `not ${nameOf(reason.other)} by ${reason.by}`
    case 'unsplit-name':
    case 'was-linked':
      return reason.kind
  }
}

/** A matching as short lines. */
export function matchingLines({ pairs, strangers, onlyIn, ambiguous, outsideScope, brokenLinks }: Matching): string[] {
  return [
    ...pairs.map(({ huma, payroll, by }) => `${huma.id}/${payroll.id} by ${by}`),
    ...strangers.map(({ huma, payroll, by }) => `${huma.id} is not ${payroll.id}: ${by}`),
    ...[...onlyIn.huma, ...onlyIn.payroll].map(({ person, twins, wasLinked }) =>
      [
        `only ${nameOf(person)}`,
        ...(wasLinked ? ['was linked'] : []),
        ...twins.map((twin) => `twin ${nameOf(twin.person)} by ${twin.sharedBy}`),
      ].join(', '),
    ),
    ...ambiguous.map(({ person, by, sharedWith }) => `${nameOf(person)} same ${by} as ${sharedWith.map(nameOf)}`),
    ...outsideScope.map(({ person, user: { id } }) => `${nameOf(person)} belongs to ${id}`),
    ...brokenLinks.map(({ humaId, payrollId }) => `broken ${humaId}-${payrollId}`),
  ]
}
