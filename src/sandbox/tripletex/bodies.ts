/**
 * What may be written: the properties of the API's description 2.74.00 with the lengths of 2.71.19, the last that tells
 * them. Read-only properties may be sent and are ignored (observed for activities).
 */
import { z } from 'zod'
import { badObject, type Complaint, invalidJson, unmappable } from './refusals.ts'
import { lengthBetween, texts } from './texts.ts'

/** A number becomes a text (observed for `departmentNumber`). Not documented: any other such leniency; there is none here. */
function text(most: number, least = 0) {
  return z
    .preprocess(
      (value) => (typeof value === 'number' ? String(value) : value),
      z
        .string()
        .refine((value) => value.length >= least && value.length <= most, { params: { least, most } })
        .nullable(),
    )
    .optional()
}

const boundless = 16_777_215
const date = z.iso.date().nullish()
const integer = z.int().nullish()
const number = z.number().nullish()
const flag = z.boolean().nullish()
const readOnly = z.unknown()

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values).nullish()
}

/**
 * `{"id": 123}`. Other properties of a reference are not looked at. Not documented: what becomes of one without an id,
 * other than that it is taken as a new object; here it is refused.
 */
const reference = z.object({ id: z.int().nullish() }).nullish()

const persisted = { id: integer, version: integer, changes: readOnly, url: readOnly }

export const userTypes = ['STANDARD', 'EXTENDED', 'NO_ACCESS'] as const
export type UserType = (typeof userTypes)[number]

const addressBody = z.strictObject({
  ...persisted,
  addressLine1: text(255),
  addressLine2: text(255),
  postalCode: text(100),
  city: text(100),
  country: reference,
  displayName: readOnly,
  addressAsString: readOnly,
  displayNameInklMatrikkel: readOnly,
  knr: integer,
  gnr: integer,
  bnr: integer,
  fnr: integer,
  snr: integer,
  unitNumber: text(255),
})

export const employmentTypes = ['ORDINARY', 'MARITIME', 'FREELANCE', 'NOT_CHOSEN'] as const
export const employmentForms = [
  'PERMANENT',
  'TEMPORARY',
  'PERMANENT_AND_HIRED_OUT',
  'TEMPORARY_AND_HIRED_OUT',
  'TEMPORARY_ON_CALL',
  'NOT_CHOSEN',
] as const
export const remunerationTypes = [
  'MONTHLY_WAGE',
  'HOURLY_WAGE',
  'COMMISION_PERCENTAGE',
  'FEE',
  'NOT_CHOSEN',
  'PIECEWORK_WAGE',
] as const
export const workingHoursSchemes = [
  'NOT_SHIFT',
  'ROUND_THE_CLOCK',
  'SHIFT_365',
  'OFFSHORE_336',
  'CONTINUOUS',
  'OTHER_SHIFT',
  'NOT_CHOSEN',
] as const
const endReasons = [
  'EMPLOYMENT_END_EXPIRED',
  'EMPLOYMENT_END_EMPLOYEE',
  'EMPLOYMENT_END_EMPLOYER',
  'EMPLOYMENT_END_WRONGLY_REPORTED',
  'EMPLOYMENT_END_SYSTEM_OR_ACCOUNTANT_CHANGE',
  'EMPLOYMENT_END_INTERNAL_CHANGE',
] as const
const taxDeductionCodes = [
  'loennFraHovedarbeidsgiver',
  'loennFraBiarbeidsgiver',
  'pensjon',
  'loennTilUtenrikstjenestemann',
  'loennKunTrygdeavgiftTilUtenlandskBorger',
  'loennKunTrygdeavgiftTilUtenlandskBorgerSomGrensegjenger',
  'introduksjonsstoenad',
  'ufoereytelserFraAndre',
  '',
] as const

export const detailsBody = z.strictObject({
  ...persisted,
  employment: reference,
  date,
  employmentType: oneOf(employmentTypes),
  employmentForm: oneOf(employmentForms),
  maritimeEmployment: z
    .strictObject({
      fartoeyId: text(boundless),
      paamoenstringsdato: date,
      avmoenstringsdato: date,
      antallTimerPerYrkeskodePerMoenstring: integer,
      shipRegister: oneOf(['NIS', 'NOR', 'FOREIGN']),
      shipType: oneOf(['OTHER', 'DRILLING_PLATFORM', 'TOURIST']),
      tradeArea: oneOf(['DOMESTIC', 'FOREIGN']),
    })
    .nullish(),
  remunerationType: oneOf(remunerationTypes),
  workingHoursScheme: oneOf(workingHoursSchemes),
  shiftDurationHours: number,
  occupationCode: reference,
  percentageOfFullTimeEquivalent: number,
  annualSalary: number,
  hourlyWage: number,
  payrollTaxMunicipalityId: reference,
  monthlySalary: readOnly,
})

export const employmentBody = z.strictObject({
  ...persisted,
  employee: reference,
  employmentId: text(255),
  startDate: date,
  endDate: date,
  employmentEndReason: oneOf(endReasons),
  division: reference,
  lastSalaryChangeDate: date,
  noEmploymentRelationship: flag,
  isMainEmployer: flag,
  taxDeductionCode: oneOf(taxDeductionCodes),
  employmentDetails: z.array(detailsBody).nullish(),
  isRemoveAccessAtEmploymentEnded: flag,
  latestSalary: readOnly,
})

export const employeeBody = z.strictObject({
  ...persisted,
  firstName: text(100, 1),
  lastName: text(100, 1),
  displayName: readOnly,
  employeeNumber: text(100),
  dateOfBirth: date,
  email: text(100),
  phoneNumberMobileCountry: reference,
  phoneNumberMobile: text(100),
  phoneNumberHome: text(100),
  phoneNumberWork: text(100),
  nationalIdentityNumber: text(100),
  dnumber: text(11),
  internationalId: z
    .strictObject({
      intAmeldingType: oneOf([
        'PASSPORT_NO',
        'NATIONAL_INSURANCE_NO',
        'TAX_IDENTIFICATION_NO',
        'VALUE_ADDED_TAX_IDENTIFICATION_NO',
      ]),
      country: reference,
      number: text(100),
    })
    .nullish(),
  bankAccountNumber: text(100),
  iban: text(boundless),
  bic: text(boundless),
  creditorBankCountryId: integer,
  usesAbroadPayment: flag,
  userType: oneOf(userTypes),
  allowInformationRegistration: readOnly,
  isContact: flag,
  isProxy: readOnly,
  comments: text(boundless),
  address: addressBody.nullish(),
  department: reference,
  employments: z.array(employmentBody).nullish(),
  // Not answered here: there are no categories and no holiday pay, so what is sent of them is not kept.
  holidayAllowanceEarned: readOnly,
  employeeCategory: readOnly,
  isAuthProjectOverviewURL: readOnly,
  pictureId: readOnly,
  companyId: readOnly,
  vismaConnect2FAactive: readOnly,
})

export const departmentBody = z.strictObject({
  ...persisted,
  name: text(255),
  departmentNumber: text(100),
  departmentManager: reference,
  displayName: readOnly,
  isInactive: flag,
  businessActivityTypeId: readOnly,
})

export type EmployeeBody = z.infer<typeof employeeBody>
export type AddressBody = z.infer<typeof addressBody>
export type EmploymentBody = z.infer<typeof employmentBody>
export type DetailsBody = z.infer<typeof detailsBody>
export type DepartmentBody = z.infer<typeof departmentBody>

/** `required` must be there in a new object, and may never be null. */
export interface ReadOptions<T> {
  required: readonly (keyof T & string)[]
  creating: boolean
}

/** The body as the object that it stands for. Throws the system's own refusals. */
export function readBody<T extends object>(json: string, schema: z.ZodType<T>, options: ReadOptions<T>): T {
  return readObject(parseJson(json), schema, options)
}

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw invalidJson()
  }
}

export function readObject<T extends object>(value: unknown, schema: z.ZodType<T>, options: ReadOptions<T>): T {
  const parsed = schema.safeParse(value)
  const issues = parsed.error?.issues ?? []
  const lengths = issues.flatMap((issue) => lengthComplaint(issue) ?? [])
  const misfit = issues.find((issue) => !lengthComplaint(issue))
  if (misfit) throw unmappable(mappingComplaint(misfit))

  const body = parsed.data
  const nulls = options.required
    .filter((name) => body && (body[name] === null || (options.creating && body[name] === undefined)))
    .map((name) => ({ field: name, message: texts.notNull, path: `null.${name}` }))
  if (!body || nulls.length > 0) throw badObject([...nulls, ...lengths])
  return body
}

type Issue = z.core.$ZodIssue

function mappingComplaint(issue: Issue): Complaint {
  if (issue.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys
    return { field: fieldName([...issue.path, name]), message: texts.unknownField, path: null }
  }
  return { field: fieldName(issue.path), message: texts.wrongType, path: fieldPath(issue.path) }
}

function lengthComplaint(issue: Issue): Complaint | undefined {
  const limits = issue.code === 'custom' ? lengthLimits.safeParse(issue.params).data : undefined
  if (!limits) return undefined
  const message = lengthBetween(limits.least, limits.most)
  return { field: fieldName(issue.path), message, path: `null.${fieldPath(issue.path)}` }
}

const lengthLimits = z.object({ least: z.number(), most: z.number() })

/** `employmentDetails.employmentType`: lists leave no trace. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.filter((part) => typeof part === 'string').join('.')
}

/** `employments[0].employmentDetails[0].employmentType` */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((whole, part) => {
    if (typeof part === 'number') return `${whole}[${part}]`
    return whole === '' ? String(part) : `${whole}.${String(part)}`
  }, '')
}
