/**
 * What is used of Finago Payday's API 2.0.0 (https://swagger.api.24sevenoffice.com/?url=https://me.24sevenoffice.com/swagger.json),
 * which describes no answer but by an example. In those every value is a text and '' means none.
 */
import { z } from 'zod'

/** Numbers are taken too, because only examples say that they come as texts. */
const text = z.union([z.string(), z.number()]).nullish()

/** "Boolean value", and 1 or 0 in the examples. */
const flag = z.union([text, z.boolean().transform((value) => (value ? '1' : '0'))])

/** '' = none. */
export function plainText(value: z.infer<typeof text>): string {
  return String(value ?? '').trim()
}

/** "Of one" is a list of one element there, though not of everything: both are read. */
export function oneOrMany<T extends z.ZodType>(row: T) {
  return z.union([z.array(row), row.transform((only) => [only])])
}

/** The client of somebody else (https://github.com/valuetechdev/finago-go) shows the form; the vendor's file tells none. */
export const bearer = z.object({ accessToken: z.string().min(1), expiresOn: z.string().nullish() })

/** Whatever else is there is kept: a change sends most of it back. */
export const employee = z.looseObject({
  empId: z.union([z.string().min(1), z.number()]),
  firstname: text,
  lastname: text,
  email: text,
  telefon: text,
  personnr: text,
  postaddress: text,
  zipcode: text,
  city: text,
  countryCode: text,
  clearingno: text,
  account: text,
  bic: text,
  salary_type: text,
  salary: text,
  salary_valid_from: text,
})

export type Employee = z.infer<typeof employee>

export const employment = z.object({
  employment_id: text,
  primary_employment: flag,
  startdate: text,
  enddate: text,
  enddate_reason: text,
  employment_form: text,
  profession_code: text,
  employment_rate: text,
  employment_type: text,
  enterprise_number: text,
  working_times: text,
})

export type Employment = z.infer<typeof employment>

const site = z.object({ name: text, enterprise_number: text })

export const organization = z.object({
  name: text,
  orgno: text,
  country_code: text,
  enterprise_number: text,
  sites: z.array(site).nullish(),
})

export type Organization = z.infer<typeof organization>

export const absenceType = z.object({
  code: z.string().min(1),
  description: text,
  category: text,
  leave_of_absence_type: text,
  permisjonId: flag,
  percentage: flag,
  comment_mandatory: flag,
})

export type AbsenceRules = z.infer<typeof absenceType>

/** What an answer does not show is not known: not documented, what the answer to a write shows. */
export const absence = z.object({
  serialNo: text,
  startDate: text,
  endDate: text,
  comment: text,
  approved: text,
  percent: text,
  absenceType: text,
  childId: text,
  numberOfDays: text,
  permisjonId: text,
  startdateParental: text,
  externalId: text,
})

export type AbsenceRow = z.infer<typeof absence>

export const child = z.object({ childId: text })

/** Not documented: the body of any refusal. */
export const refusal = z.object({ message: z.string().nullish(), error: z.string().nullish() })
