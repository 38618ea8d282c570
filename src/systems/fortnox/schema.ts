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

/** The description of the list leaves out `MetaInformation`; every list has it on the wire. */
export const employeePage = z.object({
  MetaInformation: z.object({ '@TotalResources': count, '@TotalPages': count }),
  Employees: z.array(employee),
})

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

/** The same for POST /employees. */
export interface NewEmployeeBody extends EmployeeBody {
  EmployeeId?: string
  EmploymentForm?: string
  PersonelType?: string
  SalaryForm?: string
}
