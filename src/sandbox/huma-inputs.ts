/**
 * What Huma's API takes, as strict schemas: its OpenAPI description 1.53.2, and nothing that is not in it.
 * Not documented: whether Huma refuses unknown properties, `null`, blank names, malformed e-mail addresses and country
 * codes in small letters. Here they are all refused, so that a client that passes needs none of them.
 */
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'

const text = z.string().max(255)
const name = text.refine((value) => value.trim() !== '', 'blank')
const email = z.email().max(255)
const country = z.string().regex(/^[A-Z]{2}$/, 'not an ISO 3166-1 alpha-2 code')
const id = z.guid()

export const clientCredentials = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.guid(),
  client_secret: z.guid(),
})

/** A form need not hold an id and a secret that look like UUIDs; wrong ones are simply refused. */
export const clientCredentialsForm = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().exactOptional(),
  client_secret: z.string().exactOptional(),
})

export const userInput = z.strictObject({
  givenName: name,
  familyName: name,
  preferredName: text.exactOptional(),
  email,
  phone: z.string().exactOptional(),
  supervisor: id.exactOptional(),
  invite: z.boolean().exactOptional(),
  inviteSubject: z.string().exactOptional(),
  inviteMessage: z.string().exactOptional(),
  inviteLanguage: z
    .string()
    .regex(/^[a-z]{2}$/, 'not an ISO 639-1 code')
    .exactOptional(),
  // Not documented: whether the list may be empty. It may here.
  groups: z.array(id).refine(allDifferent, 'repeated'),
})

/** The values of the bank account's discriminator `type`. */
export interface BankAccountTypes {
  national: string
  international: string
}

export function userDetailsInput(types: BankAccountTypes) {
  return z.strictObject({
    givenName: name.exactOptional(),
    familyName: name.exactOptional(),
    preferredName: text.exactOptional(),
    email: email.exactOptional(),
    phone: text.exactOptional(),
    nationality: country.exactOptional(),
    birthDate: z.iso.date().exactOptional(),
    homeAddress: z
      .strictObject({ line1: text, line2: text, line3: text, postalCode: text, city: text, country })
      .exactOptional(),
    civilStatus: z.enum(['Married', 'Relationship', 'Single']).exactOptional(),
    gender: text.exactOptional(),
    dietaryRequirements: z.string().max(2040).exactOptional(),
    interests: z.array(z.string()).max(50).exactOptional(),
    funfacts: z.string().max(2040).exactOptional(),
    bankAccount: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal(types.national), number: text, country }),
        z.strictObject({ type: z.literal(types.international), iban: z.string(), bic: z.string() }),
      ])
      .exactOptional(),
    supervisor: id.exactOptional(),
    employmentId: text.exactOptional(),
    relevantExperienceInMonths: z.int32().exactOptional(),
    relevantExperienceInYears: z.int32().exactOptional(),
    seniorityNote: z.string().exactOptional(),
    excludeFromInsights: z.boolean().exactOptional(),
    excludeFromSurveys: z.boolean().exactOptional(),
    privateEmail: text.exactOptional(),
    // The made-up organization has no custom fields, so there is none to set.
    custom: z.strictObject({}).exactOptional(),
  })
}

export type UserDetailsInput = z.infer<ReturnType<typeof userDetailsInput>>

export const identificationInput = z.strictObject({
  type: z.enum(['national', 'passport']),
  country,
  value: text.min(1),
})

export const positionUpdateInput = z.strictObject({
  contractStartDate: z.iso.date().exactOptional(),
  contractEndDate: z.iso.date().exactOptional(),
  contractCountry: country.exactOptional(),
  firstDayOfWork: z.iso.date().exactOptional(),
  lastDayOfWork: z.iso.date().exactOptional(),
  contractType: z
    .enum([
      'Permanent',
      'Temporary',
      'Seasonal',
      'Casual',
      'Trainee',
      'JobTrainingProgram',
      'Consultant',
      'Freelance',
      'ThirdParty',
      'Other',
    ])
    .exactOptional(),
  percentage: z.int().min(0).max(100).exactOptional(),
  probationEndDate: z.iso.date().exactOptional(),
  titleId: id.exactOptional(),
  description: z.string().max(10_200).exactOptional(),
  terminationNoticeDate: z.iso.date().exactOptional(),
  endNote: text.exactOptional(),
  endReason: z
    .enum([
      'change_in_organization_or_internal_job_transfer',
      'employee_resigned',
      'employee_terminated',
      'temporary_contract_or_position_ended',
      'change_in_payroll_system_or_accountant',
      'other',
    ])
    .exactOptional(),
  wantedEnd: z.boolean().exactOptional(),
  note: text.exactOptional(),
})

export const positionCreateInput = positionUpdateInput.extend({
  contractStartDate: z.iso.date(),
  contractType: positionUpdateInput.shape.contractType.unwrap(),
  titleId: id,
  percentage: z.int().min(0).max(100).default(100),
})

export const jobTitleCreateInput = z.strictObject({
  name,
  description: z.string().max(10_200).exactOptional(),
})

export const jobTitleUpdateInput = jobTitleCreateInput.partial()

/** A query parameter that may be given once. */
function once<T extends z.ZodType<unknown, string>>(schema: T) {
  return z
    .tuple([z.string()])
    .transform(([value]) => value)
    .pipe(schema)
    .exactOptional()
}

function count(maximum: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'not a number')
    .transform(Number)
    .pipe(z.int().max(maximum))
}

const offset = once(count(Number.MAX_SAFE_INTEGER))
const search = once(z.string())
const orderDirection = once(z.enum(['ASC', 'DESC']))
const ids = z.array(id).max(25).refine(allDifferent, 'repeated').exactOptional()
const idsOrMe = z
  .array(z.union([id, z.literal('me')]))
  .max(25)
  .refine(allDifferent, 'repeated')
  .exactOptional()

/**
 * Query parameters by path. Not documented: what Huma does with a parameter it does not know. It is refused here.
 * Of GET /users, `supervisor`, `isSupervisor`, `notRecursivelySupervisorOf`, `notRecursivelySubordinateOf` and
 * `permission` are left out and so refused, too.
 */
export const queries = {
  users: z.strictObject({
    limit: once(count(50)),
    offset,
    search,
    orderDirection,
    jobTitle: ids,
    team: ids,
    location: ids,
    company: ids,
    isActive: once(z.stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })),
    id: idsOrMe,
    excludeId: idsOrMe,
  }),
  groups: z.strictObject({
    limit: once(count(25)),
    offset,
    search,
    orderDirection,
    type: z
      .array(z.enum(['team', 'location', 'company']))
      .refine(allDifferent, 'repeated')
      .exactOptional(),
  }),
  positions: z.strictObject({ limit: once(count(Number.MAX_SAFE_INTEGER)), offset }),
  jobTitles: z.strictObject({ search }),
  holidays: z.strictObject({
    fromDate: once(z.iso.date()).unwrap(),
    toDate: once(z.iso.date()).unwrap(),
  }),
}

function allDifferent(list: readonly unknown[]): boolean {
  return new Set(list).size === list.length
}

/** 400 InvalidFieldFormatResponse. */
export function invalidFields(fields: readonly string[], message = 'Invalid field format'): HTTPException {
  const body = { errorCode: 'field:invalid-format', errorMessage: message, fields: [...new Set(fields)] }
  return new HTTPException(400, { res: Response.json(body, { status: 400 }), message: [message, ...fields].join(' ') })
}

/** 404 NotFoundErrorResponse. */
export function notFound(type: string, id: string): HTTPException {
  const body = { errorCode: 'object:not-found', errorMessage: 'Object not found', interpolations: { type, id } }
  return new HTTPException(404, { res: Response.json(body, { status: 404 }), message: `There is no ${type} ${id}` })
}

/** 401 InvalidTokenResponse. */
export function invalidToken(description: string): HTTPException {
  const body = { error: 'invalid_token', error_description: description }
  return new HTTPException(401, { res: Response.json(body, { status: 401 }) })
}

/**
 * The value as `schema` has it, or 400 naming every field that is wrong, missing or unknown.
 * Not documented: how a property within a property is named. Here `outer.inner`, and a list for any of its items.
 */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.flatMap((issue) => {
    const item = issue.path.findIndex((part) => typeof part === 'number')
    const path = item < 0 ? issue.path : issue.path.slice(0, item)
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key].join('.')) : [path.join('.')]
  })
  throw invalidFields(fields.filter((field) => field !== ''))
}

export async function bodyOf<T extends z.ZodType>(context: Context, schema: T): Promise<z.output<T>> {
  if (!context.req.header('content-type')?.startsWith('application/json')) throw invalidFields([], 'Not JSON')
  const body: unknown = await context.req.json().catch(() => undefined)
  return checked(schema, body)
}

export function queryOf<T extends z.ZodType>(context: Context, schema: T): z.output<T> {
  return checked(schema, context.req.queries())
}

/** An id in a path that the description types as a UUID. */
export function pathId(context: Context, parameter: string): string {
  const value = context.req.param(parameter) ?? ''
  if (!id.safeParse(value).success) throw invalidFields([parameter])
  return value.toLowerCase()
}
