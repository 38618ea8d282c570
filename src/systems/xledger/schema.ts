/**
 * What is used of Xledger's GraphQL schema, read leniently. Its names are those that others have read from the live schema
 * (https://github.com/grasp-labs/ds-provider-xledger-py-lib); the vendor's own description is not public. A key that is
 * absent is not visible; null or '' is empty.
 */
import { z } from 'zod'

const text = z.string().nullish()

/** A number of up to 64 bits, which comes as a number or as a text. */
const id = z.union([z.int(), z.string().regex(/^\d+$/)]).transform(String)

export const employee = z.object({
  dbId: id,
  /** The company whose employee it is. */
  ownerDbId: id.nullish(),
  code: text,
  email: text,
  employmentTo: text,
  dateTo: text,
  /** Absent or null where the token does not show contacts. */
  contact: z.object({ firstName: text, lastName: text, birthday: text }).nullish(),
})

export type Employee = z.infer<typeof employee>

export const employeeFields = 'dbId ownerDbId code email employmentTo dateTo contact { firstName lastName birthday }'

/** What an employee holds of a position. */
export const work = z.object({
  dbId: id,
  createdAt: text,
  employmentFrom: text,
  employmentTo: text,
  /** Absent where it is not asked for, null where there is none. */
  positionValue: z.object({ code: text }).nullish(),
})

export type Work = z.infer<typeof work>

export const workFields = 'dbId createdAt employmentFrom employmentTo'
/** Not documented: that the value of a position shows its code. Others read only its dbId, and codes of other references. */
export const workFieldsWithCode = `${workFields} positionValue { code }`

/** A company, or a part of one; `ownerDbId` is the one above it. */
export const entity = z.object({ dbId: id, ownerDbId: id.nullish(), code: text, description: text })
export type Entity = z.infer<typeof entity>
export const entityFields = 'dbId ownerDbId code description'

/** `edges` is null where there are none. There is no `endCursor`. */
export function connection<T extends z.ZodType>(node: T) {
  return z.object({
    edges: z.array(z.object({ cursor: z.union([z.string(), z.number().transform(String)]), node })).nullish(),
    pageInfo: z.object({ hasNextPage: z.boolean() }),
  })
}

/** What a mass mutation answers: which input an edge stands for is told by `clientId`, not by its place. */
export const changes = z.object({
  edges: z.array(z.object({ clientId: text, node: employee.nullish() })).nullish(),
})

const lenientText = text.catch(undefined)

const graphqlError = z.object({
  code: lenientText,
  message: lenientText,
  /** Of which part of the answer it is: https://spec.graphql.org/October2021/#sec-Errors. */
  path: z
    .array(z.union([z.string(), z.number()]))
    .nullish()
    .catch(undefined),
  extensions: z
    .object({ code: lenientText, resetAt: z.union([z.string(), z.number()]).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
})

export type GraphqlError = z.infer<typeof graphqlError>

export const answer = z
  .object({ data: z.record(z.string(), z.unknown()).nullish(), errors: z.array(graphqlError).nullish() })
  .transform(({ data, errors }) => ({ data: data ?? undefined, errors: errors ?? [] }))
  .refine(({ data, errors }) => data !== undefined || errors.length > 0)

export type Answer = z.infer<typeof answer>

/** `node` of an input of addEmployees and updateEmployees; only what is written. */
export interface EmployeeNode {
  /** Of updateEmployees: required. */
  dbId?: string
  firstName?: string
  lastName?: string
  email?: string
  birthday?: string
  code?: string
  phone?: string
  socialSec?: string
  bankAccount?: string
  employmentFrom?: string
  positionValue?: { code: string }
  owner?: { dbId: string }
}

export interface EmployeeInput {
  clientId: string
  node: EmployeeNode
}
