/**
 * What Fortnox takes, as strict schemas: its OpenAPI description, and nothing that is not in it.
 * Not documented: whether wrong types are converted, and how long most texts may be. Types are refused here, as the
 * description has them; texts may be of any length but where it gives one.
 */
import type { Context } from 'hono'
import { z } from 'zod'
import { checked, codes, type Refuse } from './refusals.ts'

const date = z.iso.date()
/** Money and hours are text in the description. */
const amount = z.string().regex(/^-?\d{1,12}([.,]\d{1,4})?$/)
const employeeId = z.string().min(1).max(15)

const wage = z.strictObject({
  EmployeeId: employeeId,
  FirstDay: date,
  MonthlySalary: amount.nullish(),
  HourlyPay: amount.nullish(),
})
const schedule = z.strictObject({ EmployeeId: employeeId, FirstDay: date, ScheduleId: z.string().nullish() })

/** FullName and the vacation balances are read only and so refused. Not documented: what Fortnox does with them. */
export const employeeInput = z.strictObject({
  EmployeeId: employeeId.nullish(),
  PersonalIdentityNumber: z.string().nullish(),
  FirstName: z.string().trim().min(1),
  LastName: z.string().trim().min(1),
  Address1: z.string().nullish(),
  Address2: z.string().nullish(),
  PostCode: z.string().nullish(),
  City: z.string().nullish(),
  Country: z.string().nullish(),
  Phone1: z.string().nullish(),
  Phone2: z.string().nullish(),
  Email: z.string().refine((value) => value === '' || z.email().safeParse(value).success),
  EmploymentDate: date.nullish(),
  EmployedTo: date.nullish(),
  EmploymentForm: z.enum(['TV', 'PRO', 'TID', 'SVT', 'VIK', 'PRJ', 'PRA', 'FER', 'SES', 'NEJ']).nullish(),
  SalaryForm: z.enum(['MAN', 'TIM']).nullish(),
  PersonelType: z.enum(['TJM', 'ARB']).nullish(),
  JobTitle: z.string().max(30).nullish(),
  CostCenter: z.string().nullish(),
  Project: z.string().nullish(),
  ScheduleId: z.string().nullish(),
  ForaType: z
    .string()
    .regex(/^(-|T6?|A(3|1[1-9]|2\d|30|4[1-8]|5[1-9]|[67]\d|8[0-6]|9[1-3])?)$/)
    .nullish(),
  MonthlySalary: amount.nullish(),
  HourlyPay: amount.nullish(),
  AverageHourlyWage: amount.nullish(),
  AverageWeeklyHours: amount.nullish(),
  /** Not documented: whether a whole position is 1 or 100. */
  FullTimeEquivalent: z.number().nullish(),
  TaxAllowance: z.enum(['HUV', 'EXT', 'TMP', 'STU', 'EJ', '???']).nullish(),
  TaxTable: z.string().nullish(),
  TaxColumn: z.int().min(1).max(6).nullish(),
  AutoNonRecurringTax: z.boolean().nullish(),
  NonRecurringTax: z.string().nullish(),
  PayslipType: z.enum(['pdf', 'digital', 'kivra']).nullish(),
  ClearingNo: z.string().nullish(),
  BankAccountNo: z.string().nullish(),
  Inactive: z.boolean().nullish(),
  DatedWages: z.array(wage).optional(),
  DatedSchedules: z.array(schedule).optional(),
})

export const employeeUpdate = employeeInput.partial()

export type EmployeeUpdate = z.infer<typeof employeeUpdate>
export type DatedWage = z.infer<typeof wage>
export type DatedSchedule = z.infer<typeof schedule>

// biome-ignore format: lists of words read better as words
const absenceCodes = ['ASK', 'FPE', 'FRA', 'HAV', 'KOM', 'MIL', 'NAR', 'OS1', 'OS2', 'OS3', 'OS4', 'OS5', 'PAP', 'PEM',
  'PER', 'SEM', 'SJK', 'SMB', 'SVE', 'TJL', 'UTB', 'VAB',
  // In use, though not in the description (softwerkab/fortnox-csharp-api-sdk, commit 2e85b3f).
  'ATF', 'FRX', 'OS6', 'OS7', 'FR1', 'NÄR', 'FAC']
// biome-ignore format: lists of words read better as words
const attendanceCodes = ['ARB', 'BE2', 'BER', 'FLX', 'HLG', 'JO2', 'JOR', 'MER', 'OB1', 'OB2', 'OB3', 'OB4', 'OB5', 'OK0',
  'OK1', 'OK2', 'OK3', 'OK4', 'OK5', 'OT1', 'OT2', 'OT3', 'OT4', 'OT5', 'RES', 'TID',
  'ARS', 'NVX', 'OB6', 'OB7', 'OT6', 'OT7', 'RE2', 'RE3']

const transaction = {
  EmployeeId: employeeId,
  Date: date,
  CostCenter: z.string().nullish(),
  Project: z.string().nullish(),
}

/**
 * An id is made by Fortnox and must not be sent. Not documented: what wins where both hours and an extent are set, or
 * neither. Both are refused here.
 */
export const absenceInput = z
  .strictObject({
    ...transaction,
    CauseCode: z.enum(absenceCodes),
    Hours: z.number().min(0).max(24).default(0),
    Extent: z.number().min(0).max(100).default(0),
    HolidayEntitling: z.boolean().default(false),
  })
  .refine(({ Hours, Extent }) => Hours > 0 !== Extent > 0, { path: ['Extent'] })

export const attendanceInput = z.strictObject({ ...transaction, CauseCode: z.enum(attendanceCodes), Hours: amount })

export const salaryInput = z.strictObject({
  ...transaction,
  SalaryCode: z.string().min(1),
  Number: amount.nullish(),
  Amount: amount.nullish(),
  Total: amount.nullish(),
  Expense: z.string().max(6).nullish(),
  VAT: amount.nullish(),
  TextRow: z.string().max(40).nullish(),
})

export const scheduleTimeInput = z.strictObject({
  EmployeeId: employeeId.optional(),
  Date: date.optional(),
  ScheduleId: z.string().optional(),
  Hours: amount,
  IWH1: amount.optional(),
  IWH2: amount.optional(),
  IWH3: amount.optional(),
  IWH4: amount.optional(),
  IWH5: amount.optional(),
})

/**
 * Letters of any script, digits, space, newline and these signs.
 * https://www.fortnox.se/developer/guides-and-good-to-know/formats-and-encoding
 */
const allowedCharacters = /^[\p{L}\p{Nd} \n–:.`´’,;^¤#%§£$€¢¥©™°&/()=+\-*_\\!?²³®½@]*$/u

/** The object inside `{"Employee": {…}}`, or whatever the wrapper is called. */
export async function bodyOf<T extends z.ZodType>(
  context: Context,
  wrapper: string,
  schema: T,
  refuse: Refuse,
): Promise<z.output<T>> {
  const text = await context.req.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw refuse(400, text.trim() === '' ? codes.body : codes.json, 'Ingen eller felaktig data.')
  }
  const wrapped = z.strictObject({ [wrapper]: z.looseObject({}) }).safeParse(body)
  if (!wrapped.success) throw refuse(400, codes.body, 'Ingen eller felaktig typ av data.')
  refuseCharacters(wrapped.data, refuse)
  return checked(schema, wrapped.data[wrapper], refuse)
}

function refuseCharacters(value: unknown, refuse: Refuse, name = ''): void {
  if (typeof value === 'string' && !allowedCharacters.test(value)) {
    throw refuse(400, codes.characters, `Fältet ${name} innehåller ej tillåtna tecken.`)
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) refuseCharacters(part, refuse, key)
}
