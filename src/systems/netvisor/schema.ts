/**
 * What is used of Netvisor's Web Service API, payroll and working time
 * (https://support.netvisor.fi/en/articles/766907-payroll-worktime-and-travel-expenses-in-general). Names are small letters
 * here (xml.ts). Not documented: whether an element that holds nothing is left out or empty: see `fieldsOf`.
 */
import { z } from 'zod'

/** An element with text, whatever attributes it has. */
const text = z.union([
  z.string(),
  z.object({ '#text': z.string().default('') }).transform((element) => element['#text']),
])

/** The same where its attributes count. */
const withAttributes = z.union([
  z.string().transform((content): Readonly<Record<string, string>> => ({ '#text': content })),
  z.record(z.string(), z.string()),
])

/** An empty element that would hold others: '' is what the reader makes of it. */
function parts<T extends z.ZodType>(inside: T) {
  return z.union([inside, z.literal('').transform(() => undefined)])
}

/** "An OK is one Status; a failure is FAILED and `CODE :: text`", the second of which has also been seen as Status2. */
export const statusAnswer = z.object({
  root: z.object({
    responsestatus: z.object({ status: z.array(text), status2: z.array(text).default([]) }),
  }),
})

/** Of getemployees.nv. */
const listed = z.object({
  netvisorkey: text,
  employeenumber: text.optional(),
  personalid: text.optional(),
})
export type Listed = z.infer<typeof listed>

export const employeesAnswer = z.object({
  root: z.object({ employees: parts(z.object({ employee: z.array(listed).default([]) })) }),
})

const period = z.object({
  netvisorkey: text.default(''),
  startdate: text.optional(),
  profession: text.optional(),
  enddate: text.optional(),
  endreason: text.optional(),
  occupationclassification: text.optional(),
  employmentcontract: text.optional(),
  employmentform: text.optional(),
  parttimepercent: text.optional(),
})
export type Period = z.infer<typeof period>

/** Of getemployee.nv. */
const base = z.object({
  netvisorkey: text,
  employeenumber: text.optional(),
  employeeidentifier: withAttributes.optional(),
  foreignidentifiertype: text.optional(),
  issuingcountry: text.optional(),
  firstname: text.optional(),
  lastname: text.optional(),
  dateofbirth: text.optional(),
  streetaddress: text.optional(),
  postnumber: text.optional(),
  city: text.optional(),
  country: text.optional(),
  phonenumber: text.optional(),
  email: text.optional(),
  bankaccountnumber: text.optional(),
  bankidentificationcode: text.optional(),
  activity: text.optional(),
})
export type EmployeeBase = z.infer<typeof base>

const employee = z.object({
  employeebaseinformation: base,
  employmentperiods: parts(z.object({ employmentperiod: z.array(period).default([]) })).optional(),
  employeepayrollinformation: parts(
    z.object({ payrollrulegroup: parts(z.object({ name: z.array(text).default([]) })).optional() }),
  ).optional(),
})
export type Employee = z.infer<typeof employee>

/** Of nobody the element is empty or absent. */
export const employeeAnswer = z.object({
  root: z.object({ employee: z.array(parts(employee)).default([]) }),
})

const recordType = z.object({
  names: parts(z.object({ name: z.array(withAttributes).default([]) })),
  rationumber: text,
  charactertype: text,
  /** 1 hour, 2 day. */
  unittype: text.optional(),
})
export const recordTypesAnswer = z.object({
  root: z.object({ recordtypes: parts(z.object({ recordtype: z.array(recordType).default([]) })) }),
})

/** Of getworkdays.nv. The text of `collectorratio` is a name. */
const workdayHour = z.object({
  '@netvisorkey': z.string(),
  hours: text,
  collectorratio: withAttributes,
  description: text.default(''),
})
export const workdaysAnswer = z.object({
  root: z.object({
    // Not documented: whether it is left out where there are no hours.
    workdays: parts(
      z.object({
        workday: z.array(z.object({ date: text, workdayhour: z.array(workdayHour).default([]) })).default([]),
      }),
    ).optional(),
  }),
})

/** Of payrollratiolist.nv. */
const ratio = z.object({
  names: parts(z.object({ name: z.array(withAttributes).default([]) })).optional(),
  rationumber: text,
})
export const ratiosAnswer = z.object({
  root: z.object({ payrollratios: parts(z.object({ payrollratio: z.array(ratio).default([]) })) }),
})

/** Of getemployeesalaryparameters.nv. "If it does not have a value, the value element returns as an empty element." */
const parameter = z.object({ rationumber: text, value: text.default('') })
const parameters = parts(
  z.object({ parameters: parts(z.object({ parameter: z.array(parameter).default([]) })).optional() }),
)
/** The second name is the one that the client of somebody else reads (https://github.com/rantalainen/netvisor-api-client). */
export const salaryAnswer = z.union([
  z
    .object({ root: z.object({ employeesalaryparameters: parameters }) })
    .transform(({ root }) => root.employeesalaryparameters),
  z.object({ root: z.object({ employeeparameters: parameters }) }).transform(({ root }) => root.employeeparameters),
])

/** The key of what was added. Not documented: which resources tell it. undefined where they do not. */
export const insertedAnswer = z
  .object({ root: z.object({ replies: parts(z.object({ inserteddataidentifier: text.optional() })).optional() }) })
  .transform(({ root }) => root.replies?.inserteddataidentifier?.trim() || undefined)

/** The elements that are written, in the order in which the vendor's tables of both resources have them. */
export const baseOrder = ['employeeidentifier', 'firstname', 'lastname', 'phonenumber', 'email'] as const
export const payrollOrder = [
  'streetaddress',
  'postnumber',
  'city',
  'country',
  'employeenumber',
  'payrollrulegroupname',
  'bankaccountnumber',
  'bankidentificationcode',
] as const

/** What to write, by element; never ''. */
export type Values = { [K in (typeof baseOrder)[number] | (typeof payrollOrder)[number]]?: string }
