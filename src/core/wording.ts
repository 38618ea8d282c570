/** The sentences of a plan, shared by screens, the log and `--json`. They name fields and people, never sensitive values. */
import type { SafetyStop } from './guard.ts'
import type { Twin } from './likeness.ts'
import { displayName, type FieldName, fieldLabels, otherSide, type Person, type Side } from './person.ts'
import type { HeldBack, LeftOut, LeftPerson, LeftWhy } from './plan.ts'

/** What the two sides are called: `{ huma: 'Huma', payroll: 'Tripletex' }`. */
export type SideNames = Readonly<Record<Side, string>>

export interface Sentence {
  message: string
  /** What to do about it. */
  hint: string
}

export function describeHeldBack({ person, side, reason }: HeldBack, names: SideNames): Sentence {
  const here = names[person.side]
  const there = names[side ?? otherSide(person.side)]
  switch (reason.kind) {
    case 'missing-required':
      return {
        message: `${capital(listFields(reason.fields))} ${reason.fields.length > 1 ? 'are' : 'is'} missing; ${there} cannot do without.`,
        hint: `Add ${listFields(reason.fields)} in ${here}.`,
      }
    case 'unacceptable':
      return {
        message: `${fieldLabels[reason.field]}: ${reason.problem}`,
        hint: `Correct ${fieldLabels[reason.field].toLowerCase()} in ${here}.`,
      }
    case 'unsplit-name':
      return {
        message: `The name is one text in ${here}, and where the last name begins cannot be told.`,
        hint: `Add them in ${there} with the same e-mail address, or choose how names are split: huma-payroll configure`,
      }
    case 'ambiguous': {
      const others = listPeople(reason.sharedWith.map((one) => whoIn(one, names)))
      if (reason.by === 'link') {
        return {
          message: `Earlier runs tied several people together: ${others}.`,
          hint: `Keep only one of the users in ${names.huma}, or one of the employees in ${names.payroll}.`,
        }
      }
      return {
        message: `Several people have this e-mail address: ${others}.`,
        hint: 'Give each of them an e-mail address of their own, or the same one in both systems to those who are the same person.',
      }
    }
    case 'twin':
      return {
        message: `Looks like the same person under another e-mail address: ${listPeople(
          reason.twins.map((twin) => describeTwin(twin, names)),
        )}.`,
        hint: reason.twins.some((twin) => twin.person.side === person.side)
          ? `If it is the same person, keep only one of them in ${here}.`
          : 'If it is the same person, give them the same e-mail address in both systems.',
      }
    case 'different-people':
      return {
        message: `${whoIn(person, names)} and ${whoIn(reason.other, names)} have the same e-mail address but are not the same person: ${listWords(reason.by)} differ.`,
        hint: `Correct the address in ${names.huma} or in ${names.payroll}. If it is the same person, say so when sync-users asks (without --yes).`,
      }
    case 'was-linked':
      return {
        message: `Was linked to an employee whom ${there} no longer shows.`,
        hint: `If they are really gone: create them again with --create payroll --only ${termFor(person)}. If not, check in ${there} that the key may see them.`,
      }
    case 'in-use':
      return {
        message: `${fieldLabels[reason.field]} belongs to ${whoIn(reason.by, names)} already.`,
        hint: `Give one of the two another ${fieldLabels[reason.field].toLowerCase()}.`,
      }
  }
}

/** "Kari Nordmann in Tripletex (same name and date of birth)" */
export function describeTwin({ person, sharedBy }: Twin, names: SideNames): string {
  return `${whoIn(person, names)} (same ${sharedBy})`
}

/** What `--only` knows somebody by, as it is typed. */
function termFor({ id, fields }: Person): string {
  const term = fields.email ?? id
  return /^[\w@.+-]+$/.test(term) ? term : id
}

/** Why one field keeps its difference. */
export function describeLeftField(field: FieldName, why: LeftWhy, names: SideNames): string {
  const label = fieldLabels[field]
  switch (why.kind) {
    case 'chosen':
      return `${label} is left as it is.`
    case 'not-changed':
      return `${label} differs, and was not changed in ${names.huma} since; sync-users decides it.`
    case 'nothing-there':
      return `${label} is empty in ${names[why.side]}; what ${names[otherSide(why.side)]} has is kept.`
    case 'fixed':
      return `${label} cannot be changed in ${names[why.side]} from here.`
    case 'unacceptable':
      return `${label} is not taken over to ${names[why.side]}: ${why.problem}`
    case 'in-use':
      return `${label} is not taken over to ${names[why.side]}: ${whoIn(why.by, names)} has it already.`
  }
}

/** What to do about a field that was wanted and could not be taken over; undefined where it was left on purpose. */
export function leftFieldHint(field: FieldName, why: LeftWhy, names: SideNames): string | undefined {
  if (why.kind !== 'unacceptable' && why.kind !== 'in-use') return undefined
  const label = fieldLabels[field].toLowerCase()
  return `Correct ${label} in ${names[otherSide(why.side)]}, or change it in ${names[why.side]} by hand.`
}

/** Why somebody is created without a field. */
export function describeLeftOut({ field, problem }: LeftOut): string {
  return `Created without ${fieldLabels[field].toLowerCase()}: ${problem}`
}

export function describeLeftPerson({ person, why }: LeftPerson, names: SideNames): string {
  switch (why) {
    case 'chosen':
      return `Only in ${names[person.side]}; left as it is.`
    case 'inactive':
      return person.side === 'huma'
        ? 'Deactivated in Huma; not created.'
        : `No employment in ${names.payroll} any more; not created.`
    case 'outside-scope':
      return 'Belongs to a Huma user outside the scope of this connection.'
    case 'different-people':
      return `Has the e-mail address of somebody else in ${names[otherSide(person.side)]}; left as it is.`
  }
}

export function describeStop(stop: SafetyStop, names: SideNames): Sentence {
  const name = names[stop.side]
  switch (stop.kind) {
    case 'emptied':
      return {
        message: `${name} shows nobody, and showed ${stop.limit} people in the last run. Nothing was written.`,
        hint: `Check in ${name} that the key still has the right to see people, then try again.`,
      }
    case 'shrunk':
      return {
        message: `${name} shows ${stop.found} people, and showed ${stop.limit} in the last run. Nothing was written.`,
        hint: `Check in ${name} that nobody is missing. If it is meant, add --max-changes ${stop.suffices}`,
      }
    case 'many-new':
      return {
        message: `${stop.found} people would be created in ${name}, more than ${stop.limit} in one run. Nothing was written.`,
        hint: `See who they are with --dry-run. If it is meant, add --max-changes ${stop.suffices}`,
      }
    case 'over-limit':
      return {
        message: `${stop.found} people would be written in ${name}, and --max-changes allows ${stop.limit}. Nothing was written.`,
        hint: `See what would change with --dry-run. If it is meant, add --max-changes ${stop.suffices}`,
      }
  }
}

/** "date of birth", "date of birth and home address". */
export function listFields(fields: readonly FieldName[]): string {
  return listWords(fields.map((field) => fieldLabels[field].toLowerCase()))
}

function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last
}

/** A placeholder address may be shared by hundreds. */
function listPeople(people: readonly string[]): string {
  const shown = people.slice(0, 5).join(', ')
  return people.length > 5 ? `${shown} and ${people.length - 5} more` : shown
}

function whoIn(person: Person, names: SideNames): string {
  return `${displayName(person)} in ${names[person.side]}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
