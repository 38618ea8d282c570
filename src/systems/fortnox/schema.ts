/**
 * What is used of Fortnox' API 3 (https://apps.fortnox.se/apidocs), read leniently: its description and its wire do not
 * agree on what is a text and what a number ("Extent":"100", "Hours":8), and one list even differs from the single
 * object. A key that is absent is not visible; null or '' is empty.
 */
import { z } from 'zod'

/** A text that may come as a number, and the other way round. */
const text = z.union([z.string(), z.number().transform(String)]).nullish()

const truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]).nullish()

const count = z.coerce.number().int().nonnegative()

/** '' where it is empty or not shown. */
function words(length?: number) {
  return text.transform((value) => (value ?? '').slice(0, length))
}

function amount() {
  return text.transform(numberOf)
}

/** 0 where it is empty. Not documented: which sign the decimals have in a text. */
export function numberOf(value: string | null | undefined): number {
  return value ? Number(value.replaceAll(/\s/g, '').replace(',', '.')) : 0
}

/** Everything else of an employee is kept as it is, to see afterwards that it is still there. */
export const employee = z.looseObject({
  EmployeeId: z.union([z.string().min(1), z.number().transform(String)]),
  PersonalIdentityNumber: text,
  FirstName: text,
  LastName: text,
  Address1: text,
  Address2: text,
  PostCode: text,
  City: text,
  Country: text,
  Phone1: text,
  Email: text,
  ClearingNo: text,
  BankAccountNo: text,
  EmployedTo: text,
  Inactive: truth,
})

export type Employee = z.infer<typeof employee>

export const oneEmployee = z.object({ Employee: employee })

const meta = z.object({ '@TotalResources': count, '@TotalPages': count })

/** The description of the list leaves out `MetaInformation`; every list has it on the wire. */
export const employeePage = z.object({
  MetaInformation: meta,
  Employees: z.array(employee),
})

/** The parts of an employee that stand for a position, on one that was read; '' = empty or not shown. */
export const job = z.looseObject({
  JobTitle: words(),
  EmploymentDate: words(10),
  EmployedTo: words(10),
  EmploymentForm: words(),
})

export type Job = Record<(typeof jobFields)[number], string>

export const jobFields = ['JobTitle', 'EmploymentDate', 'EmployedTo', 'EmploymentForm'] as const

/** One row of `DatedWages`. Money is a text in the description, and may come as a number. */
export const wage = z.looseObject({ FirstDay: words(10), MonthlySalary: text, HourlyPay: text })

export type Wage = z.infer<typeof wage>

/** The parts of an employee that stand for the pay. `MonthlySalary` and `HourlyPay` are those of today. */
export const pay = z.object({
  SalaryForm: words(),
  MonthlySalary: text,
  HourlyPay: text,
  DatedWages: z.array(wage).nullish(),
})

/** `Hours` and `Extent` are texts in lists, and numbers elsewhere. */
export const absence = z.looseObject({
  id: z.union([z.string().min(1), z.number().transform(String)]),
  EmployeeId: z.union([z.string(), z.number().transform(String)]),
  Date: z.string().transform((date) => date.slice(0, 10)),
  CauseCode: z.string(),
  Extent: amount(),
  Hours: amount(),
})

export type AbsenceRow = z.infer<typeof absence>

export const oneAbsence = z.object({ AbsenceTransaction: absence })

export const absencePage = z.object({ MetaInformation: meta, AbsenceTransactions: z.array(absence) })

export const companyInformation = z.object({
  CompanyInformation: z.object({
    CompanyName: text,
    OrganizationNumber: text,
    /** The number of the tenant: a number here, a text elsewhere. */
    DatabaseNumber: z.union([z.string().min(1), z.number().transform(String)]),
  }),
})

/** Both spellings occur. */
const information = z.union([
  z.object({ code: count, message: text }),
  z.object({ Code: count, Message: text }).transform(({ Code, Message }) => ({ code: Code, message: Message })),
  z.object({ message: text }),
])

/** `code` is absent where the answer has none that can be read. */
export const errorEnvelope = z.object({ ErrorInformation: information })

/** The parts of an employee that stand for a person's fields: what an update sends, changed or not. */
export const ownedFields = [
  'FirstName',
  'LastName',
  'Email',
  'PersonalIdentityNumber',
  'Phone1',
  'Address1',
  'Address2',
  'PostCode',
  'City',
  'Country',
  'ClearingNo',
  'BankAccountNo',
] as const

/** Body of PUT /employees/{EmployeeId}, within `{"Employee": …}`. */
export type EmployeeBody = { [K in (typeof ownedFields)[number]]?: string }

/** The same of positions and pay, sent beside all of `EmployeeBody`. */
export interface EmployeeParts extends Partial<Record<Exclude<keyof Job, 'EmployedTo'>, string>> {
  EmployedTo?: string | null
  SalaryForm?: string
  DatedWages?: readonly WageBody[]
}

/** What is null stays out. */
export interface WageBody {
  EmployeeId: string
  FirstDay: string
  [kept: string]: unknown
}

/** Body of POST /absencetransactions and PUT /absencetransactions/{id}, within `{"AbsenceTransaction": …}`. */
export interface AbsenceBody {
  EmployeeId: string
  Date: string
  CauseCode: string
  Extent: number
  [kept: string]: unknown
}

/** The same for POST /employees. */
export interface NewEmployeeBody extends EmployeeBody {
  EmployeeId?: string
  EmploymentForm?: string
  PersonelType?: string
  SalaryForm?: string
}
