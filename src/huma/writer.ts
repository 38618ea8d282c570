/** The changes that a sync makes in Huma. There is no deleting, no deactivating, and no invitation that nobody asked for. */
import {
  type FieldName,
  type Fields,
  fieldLabels,
  fieldNames,
  type NationalId,
  type Patch,
  type Person,
} from '../core/person.ts'
import { sameValue } from '../core/values.ts'
import { HumaPayrollError } from '../errors.ts'
import type { PeopleWriter } from '../systems/system.ts'
import type { Api } from './api.ts'
import { type AccountTypes, changesOf, identificationBody, newUser, personOf, refused, replacedBy } from './mapping.ts'
import { created, type UserDetails } from './schema.ts'

export interface WriterParts {
  api: Api
  readDetails(id: string): Promise<UserDetails | undefined>
  accountTypes: AccountTypes
  country: string
  invite: boolean
  groups: readonly string[]
}

export function createWriter({ api, readDetails, accountTypes, country, invite, groups }: WriterParts): PeopleWriter {
  async function patchUser(id: string, patch: Patch): Promise<void> {
    const body = changesOf(patch, accountTypes)
    if (Object.keys(body).length > 0) await api.change('PATCH', pathOf(id), body, 'change the user')
  }

  /** undefined where the number is there already. */
  function identificationWrite(details: UserDetails, nationalId: NationalId): (() => Promise<void>) | undefined {
    const body = identificationBody(nationalId)
    const path = `${pathOf(details.id)}/identifications`
    const old = replacedBy(details, nationalId, country)
    if (old === 'same') return undefined
    if (!old) return () => api.change('POST', path, body, 'add the identity number')
    return () => api.change('PUT', `${path}/${encodeURIComponent(old.id)}`, body, 'change the identity number')
  }

  return {
    /** Three requests: only the first takes part in whether the user exists. */
    async createPerson(fields) {
      // Not documented: whether `groups` may be empty, as it is where the scope is everybody.
      const body = newUser(fields, { groups, invite })
      const { id } = await api.create('/users', body, created, 'create the user')

      const { givenName: _1, familyName: _2, email: _3, phone: _4, nationalId, bankAccount, ...rest } = fields
      const problems: Missing[] = []
      const then = async (patch: Patch, write: () => Promise<unknown>) => {
        try {
          await write()
        } catch (error) {
          problems.push({ fields: fieldNames.filter((field) => patch[field] !== undefined), error: expected(error) })
        }
      }

      const writable: Patch = { ...rest }
      if (bankAccount) {
        // An account that Huma may not understand must not take the other fields with it.
        if (accountTypes.typeOf(bankAccount)) writable.bankAccount = bankAccount
        else await then({ bankAccount }, async () => changesOf({ bankAccount }, accountTypes))
      }
      await then(writable, () => patchUser(id, writable))
      if (nationalId) {
        await then({ nationalId }, async () => {
          const path = `${pathOf(id)}/identifications`
          await api.change('POST', path, identificationBody(nationalId), 'add the identity number')
        })
      }
      return problems.length === 0 ? { id } : { id, incomplete: incomplete(problems) }
    },

    /** Huma keeps no revision, so the user is read once more first: what differs from `person` is not overwritten. */
    async updatePerson(person, patch) {
      const changed = fieldNames.filter((field) => patch[field] !== undefined)
      if (changed.length === 0) return {}
      const details = await readDetails(person.id)
      if (!details) throw new HumaPayrollError('refused', 'Huma has no such user any more.')
      const current = personOf(details, country)
      refuseStale(person, current, changed)
      refuseFixed(current, changed)

      const { nationalId, ...rest } = patch
      // Made before anything is sent, so that a value without a place in Huma changes nothing.
      const write = nationalId && identificationWrite(details, nationalId)
      await patchUser(person.id, rest)
      if (write) await (Object.keys(rest).length === 0 ? write() : afterTheOthers(write))
      return {}
    },
  }
}

/** So that a failure does not look as if nothing had been changed. */
async function afterTheOthers(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!(error instanceof HumaPayrollError)) throw error
    const { kind, message, hint, details } = error
    throw new HumaPayrollError(kind, `${message} The other fields were changed.`, {
      ...(hint === undefined ? {} : { hint }),
      ...(details === undefined ? {} : { details }),
      cause: error,
    })
  }
}

function pathOf(id: string): string {
  return `/users/${encodeURIComponent(id)}`
}

function refuseStale(before: Person, now: Person, changed: readonly FieldName[]): void {
  const stale = changed.filter((field) => !isSame(field, before.fields, now.fields))
  const emailWaits = changed.includes('email') && (before.pendingEmail ?? '') !== (now.pendingEmail ?? '')
  if (emailWaits && !stale.includes('email')) stale.push('email')
  if (stale.length === 0) return
  throw new HumaPayrollError('stale', `${labels(stale)} changed in Huma after being read.`, {
    hint: 'Run the command again.',
    details: { fields: stale },
  })
}

function isSame<K extends FieldName>(field: K, before: Fields, now: Fields): boolean {
  const one: Fields[K] = before[field]
  const other: Fields[K] = now[field]
  if (one === null || one === undefined || other === null || other === undefined) return one === other
  return sameValue(field, one, other)
}

function refuseFixed({ fields, fixedFields = [] }: Person, changed: readonly FieldName[]): void {
  const fixed = changed.find((field) => fixedFields.includes(field) || fields[field] === undefined)
  if (fixed === undefined) return
  throw refused(fixed, `Huma does not let this key change this field of this user: ${fieldLabels[fixed]}.`)
}

interface Missing {
  fields: readonly FieldName[]
  error: HumaPayrollError
}

/** A fault of the program after the user was created must not hide that the user exists. */
function expected(error: unknown): HumaPayrollError {
  if (error instanceof HumaPayrollError) return error
  return new HumaPayrollError('internal', 'A fault of this program.', { cause: error })
}

function incomplete(problems: readonly Missing[]): HumaPayrollError {
  const fields = problems.flatMap((problem) => problem.fields)
  const [first] = problems
  const why = [...new Set(problems.map(({ error }) => error.message))].join(' ')
  return new HumaPayrollError(first?.error.kind ?? 'internal', `Not written: ${labels(fields)}. ${why}`, {
    hint: first?.error.hint ?? 'Run the command again.',
    details: { ...first?.error.details, fields },
    cause: first?.error,
  })
}

function labels(fields: readonly FieldName[]): string {
  return fields.map((field) => fieldLabels[field]).join(', ')
}
