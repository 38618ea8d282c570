/**
 * What is used of Huma's Open API 1.53.2 (https://openapi.humahr.com/v3/api-docs); only the fields in use.
 *
 * Most values of a user's details are wrapped: `{value?, editable}`. An absent wrapper = not visible to this key; a
 * wrapper without a value = empty. Not documented: whether null is ever sent; it is taken as absent.
 */
import { z } from 'zod'

const text = z.string().nullish()

export const credentials = z.object({
  access_token: z.string().min(1),
  /** Seconds. Not documented: how long a token lives. */
  expires_in: z.number(),
  organizationId: z.string(),
  userId: z.string(),
})

export type Credentials = z.infer<typeof credentials>

/** A page of a list. `total` is optional. */
export function page<T extends z.ZodType>(row: T) {
  return z.object({ items: z.array(row), total: z.int().nullish() })
}

const groupIds = z.array(z.object({ id: z.string() })).nullish()

/** A row of GET /users. */
export const userRow = z.object({
  id: z.string(),
  email: z.string(),
  givenName: text,
  familyName: text,
  type: z.string(),
  status: z.object({ active: z.boolean() }).nullish(),
  teams: groupIds,
  locations: groupIds,
  companies: groupIds,
  groups: groupIds,
})

export type UserRow = z.infer<typeof userRow>

export const group = z.object({ id: z.string(), name: z.string(), type: z.string() })

function field<T extends z.ZodType>(value: T) {
  return z.object({ value: value.nullish(), editable: z.boolean().nullish() }).nullish()
}

const textField = field(z.string())

const address = z.object({ line1: text, line2: text, line3: text, postalCode: text, city: text, country: text })

/** Not documented: the values of `type`. What else is there tells national and international accounts apart. */
const bankAccount = z.object({ type: text, number: text, country: text, iban: text, bic: text })

const identification = z.object({ id: z.string(), type: z.string(), value: z.string(), country: text })

export type Identification = z.infer<typeof identification>

export const userDetails = z.object({
  id: z.string(),
  type: z.string(),
  status: z.object({ active: z.boolean() }),
  givenName: textField,
  familyName: textField,
  email: z.object({ value: text, editable: z.boolean().nullish(), requestedValue: text }).nullish(),
  phone: textField,
  birthDate: textField,
  homeAddress: field(address),
  bankAccount: field(bankAccount),
  identifications: field(z.array(identification)),
  employmentId: textField,
  connectedIntegrations: z.record(z.string(), z.unknown()).nullish(),
})

export type UserDetails = z.infer<typeof userDetails>

export const created = z.object({ id: z.string().min(1) })

/** All of these are optional in 400; a 404 has `errorCode` too. */
export const errorBody = z.object({ errorCode: text, errorMessage: text, fields: z.array(z.string()).nullish() })

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
