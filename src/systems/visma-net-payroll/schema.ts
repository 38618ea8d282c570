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

/** `artifacts`: of what else the job has made or changed, in the vendor's demo; each may have remarks of its own. */
export const job = findings.extend({
  status: z.string(),
  artifactId: text,
  artifacts: z.array(findings.extend({ artifactId: text })).nullish(),
})

/** A job that was only just accepted. */
export const accepted = z.object({ id: z.string().min(1) })

const values = z.array(z.object({ ...timed, value: textOrNumber })).nullish()

const salaryInformation = z.object({
  ...timed,
  contractSalaryType: text,
  hourlySalary: textOrNumber,
  monthlySalary: textOrNumber,
  yearlySalary: textOrNumber,
})

/** A job of an employee. Whatever else it holds is kept, as that of an employee. */
export const position = z.object({
  id: z.string().min(1),
  activeStart: text,
  activeEnd: text,
  /** Not documented: the reasons there are. */
  positionEndReason: z.unknown().optional(),
  employmentForm: values,
  /** The occupation code: seven digits of STYRK-98. */
  typeOfWork: values,
  workTimeAgreement: values,
  /** Per cent. */
  partTimeFactors: values,
  taxUnitIds: values,
  salaryInformation: z.array(salaryInformation).nullish(),
})

export type PositionRow = z.infer<typeof position>

/** A plain list in the vendor's examples; other lists of version 2 are in `data`. */
export const positionList = z.union([
  z.array(position),
  z.object({ data: z.array(position) }).transform((all) => all.data),
])

/** A tax unit or a work-time agreement. Not documented: more than the id, and whether the list is in `data`. */
const companySetting = z.object({ id: textOrNumber, name: text, description: text })
export const companySettings = z.union([
  z.array(companySetting),
  z.object({ data: z.array(companySetting) }).transform((all) => all.data),
])

export type CompanySetting = z.infer<typeof companySetting>
