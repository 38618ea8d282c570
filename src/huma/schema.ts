/**
 * What is used of Huma's Open API 1.53.2 (https://openapi.humahr.com/v3/api-docs); only the fields in use.
 *
 * Most values of a user's details are wrapped: `{value?, editable}`. An absent wrapper = not visible to this key; a
 * wrapper without a value = empty. Not documented: whether null is ever sent; it is taken as absent.
 */
import { z } from 'zod'
import { cleanDate } from '../core/values.ts'

/** A number too: what it says is clear, and one of them must not stop everybody. */
const words = z.union([z.string(), z.int().transform(String)])
const text = words.nullish()
const id = words.pipe(z.string().min(1))

/** ISO 8601; null where empty. What is no day is nothing to reckon with. */
export const day = text.transform(cleanDate).pipe(z.iso.date().nullable())

const emptyText = z
  .string()
  .regex(/^\s*$/)
  .transform(() => null)

/** As a text too; an empty one is none, not zero. */
export const amount = z
  .union([
    z.number(),
    emptyText,
    z
      .string()
      .regex(/^\s*\d+([.,]\d+)?\s*$/)
      .transform((written) => Number(written.replace(',', '.'))),
  ])
  .nullish()

export const credentials = z.object({
  access_token: z.string().min(1),
  /** Seconds. Not documented: how long a token lives. */
  expires_in: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]),
  organizationId: id,
  userId: id,
})

export type Credentials = z.infer<typeof credentials>

/** A page of a list. `total` is optional; one that cannot be is taken as left out. */
export function page<T extends z.ZodType>(row: T) {
  return z.object({ items: z.array(row), total: z.int().nonnegative().nullish().catch(null) })
}

const groupIds = z.array(z.object({ id: text })).nullish()

/** The types of rows that are no people. */
export const notPeople: ReadonlySet<string> = new Set([
  'organization',
  'location',
  'team',
  'subordinates',
  'company',
  'service_user',
])

const noPerson = z.object({ id: z.unknown(), type: z.string().refine((type) => notPeople.has(type)) })

/** A row of GET /users. Of one that is no person nothing else is read, so that nothing odd in it stops the people. */
export const userRow = z.preprocess(
  (row) => noPerson.safeParse(row).data ?? row,
  z.object({
    id,
    email: text,
    givenName: text,
    familyName: text,
    type: z.string(),
    teams: groupIds,
    locations: groupIds,
    companies: groupIds,
    groups: groupIds,
  }),
)

export type UserRow = z.infer<typeof userRow>

export const group = z
  .object({ id, name: text, type: text })
  .transform(({ id, name, type }) => ({ id, name: name || id, type: type ?? '' }))

/** GET /job-titles: all of them, without pages. */
export const jobTitles = z.array(z.object({ name: text }))

function field<T extends z.ZodType>(value: T) {
  return z.object({ value: value.nullish(), editable: z.boolean().nullish() }).nullish()
}

const textField = field(words)

const address = z.object({ line1: text, line2: text, line3: text, postalCode: text, city: text, country: text })

/** Not documented: the values of `type`. What else is there tells national and international accounts apart. */
const bankAccount = z.object({ type: text, number: text, country: text, iban: text, bic: text })

const identification = z.object({ id: text, type: text, value: text, country: text })

export interface Identification {
  id: string
  type: string
  value: string
  country?: string | null | undefined
}

/**
 * Without those that say nothing. Where one has a value and does not tell what it is, or by which id it is changed, the
 * field is not visible: to compare and write it would add a second number of the same kind.
 */
const identifications = field(z.array(identification.nullable())).transform((wrapped) => {
  if (!wrapped) return undefined
  const whole: Identification[] = []
  for (const one of wrapped.value ?? []) {
    if (!one?.value?.trim()) continue
    const { id, type, value, country } = one
    if (!id || !type) return undefined
    whole.push({ id, type, value, country })
  }
  return { ...wrapped, value: whole }
})

const groupField = z.object({ value: groupIds }).nullish()

/** Not documented: whether it is the current salary only, and what is shown while one is to come. */
const salary = z.object({
  id: text,
  periodUnit: text,
  amount,
  currency: text,
  fromDate: day,
})

export const userDetails = z.object({
  id,
  type: z.string(),
  status: z.object({ active: z.boolean() }),
  givenName: textField,
  familyName: textField,
  email: z.object({ value: text, editable: z.boolean().nullish(), requestedValue: text }).nullish(),
  phone: textField,
  birthDate: textField,
  homeAddress: field(address),
  bankAccount: field(bankAccount),
  identifications: identifications.optional(),
  employmentId: textField,
  teams: groupField,
  locations: groupField,
  companies: groupField,
  groups: groupField,
  // What is odd in it must not stop the person's other fields.
  salary: field(salary).catch(undefined),
  // An empty one may come as a list, which has no names.
  connectedIntegrations: z.union([z.record(z.string(), z.unknown()), z.tuple([])]).nullish(),
})

export type UserDetails = z.infer<typeof userDetails>

/** A row of GET /users/{userId}/positions. */
export const positionRow = z.object({
  id,
  title: z.object({ name: text }).nullish(),
  contractStartDate: day,
  contractEndDate: day,
  percentage: amount.pipe(z.number().nonnegative().nullish()),
  contractType: text,
})

export type PositionRow = z.infer<typeof positionRow>

/** What of a single position its row in the list does not tell. */
export const positionDetails = z.object({ id, endReason: textField })

export const workSchedule = z.object({ weekWorkDays: z.array(z.string()), countryCode: text })

export const holidays = z.array(day)

export const created = z.object({ id })

/** All of these are optional in 400; a 404 has `errorCode` too. */
export const errorBody = z.object({
  errorCode: text,
  errorMessage: text,
  fields: z.array(z.string()).nullish().catch(null),
})

/** Body of POST /users; only what is written. */
export interface UserBody {
  givenName: string
  familyName: string
  email: string
  phone?: string
  groups: readonly string[]
  invite: boolean
}

/** Body of PATCH /users/{id}; only what is written. Not documented: what null means, so it is never sent. */
export interface ChangeBody {
  givenName?: string
  familyName?: string
  email?: string
  phone?: string
  birthDate?: string
  homeAddress?: {
    line1: string
    line2: string
    line3: string
    postalCode: string
    city: string
    country: string
  }
  bankAccount?: { type: string } & ({ number: string; country: string } | { iban: string; bic: string })
  employmentId?: string
}

/** Body of POST and PUT of an identification. */
export interface IdentificationBody {
  type: 'national'
  country: string
  value: string
}
