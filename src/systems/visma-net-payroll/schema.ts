/**
 * What is used of the Employee API, version 2 (https://github.com/payroll-no/employee-public-api-docs). Its own description
 * is not public, so the names are those of the FAQ, the changelog and the vendor's demos.
 *
 * Whatever else an employee holds is kept: a change sends the whole document back.
 */
import { z } from 'zod'

const text = z.string().nullish()

/** A value and the days on which it holds; no start or no end = open. */
const timed = { activeStart: text, activeEnd: text }

const personName = z.object({ ...timed, firstName: text, lastName: text })
const personId = z.object({ ...timed, typeOfId: text, id: text })

export type Timed = z.infer<z.ZodObject<typeof timed>>
export type PersonId = z.infer<typeof personId>

/** Not documented: which of the two. */
const textOrNumber = z.union([z.string(), z.number()]).nullish()

export const employee = z.object({
  id: z.string().min(1),
  tenantId: text,
  number: textOrNumber,
  isDraft: z.boolean().nullish(),
  personNames: z.array(personName).nullish(),
  personIds: z.array(personId).nullish(),
  dateOfBirth: text,
  phones: z.array(z.object({ type: text, number: textOrNumber })).nullish(),
  emails: z.array(z.object({ type: text, address: text })).nullish(),
  address: z.object({ streetName: text, cityName: text, zipCode: text, countryCode: text }).nullish(),
  salaryPaymentMethod: z
    .object({
      localBankAccount: text,
      internationalBankAccount: z.boolean().nullish(),
      internationalIban: text,
      internationalBankSwift: text,
    })
    .nullish(),
  /** Only where they were asked for. */
  _embedded: z.object({ positions: z.array(z.object({ activeEnd: text })).nullish() }).nullish(),
})

export type Employee = z.infer<typeof employee>

/** "No cursor object": the last page. */
export const employeePage = z.object({
  data: z.array(employee),
  cursor: z.object({ nextToken: text }).nullish(),
})

/** All that an object holds, as it came; see `parseExactly`. */
export const document = z.record(z.string(), z.unknown())

export type Document = Readonly<Record<string, unknown>>

const finding = z.object({ message: text, messageCode: text, jsonPath: text })

/** Also the form of a refusal, as far as anything is known of it. */
export const findings = z.object({ message: text, validationResults: z.array(finding).nullish() })

export type Findings = z.infer<typeof findings>

export const job = findings.extend({ status: z.string(), artifactId: text })
