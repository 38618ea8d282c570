/**
 * What may be written: the properties of the API's description 2.74.00 with the lengths of 2.71.19, the last that tells
 * them. Read-only properties may be sent and are ignored (observed for activities).
 */
import { z } from 'zod'

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
const readOnly = z.unknown().optional()

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values).nullish()
}

/**
 * `{"id": 123}`. Other properties of a reference are not looked at. Not documented: what becomes of one without an id,
 * other than that it is taken as a new object; here it is refused.
 */
const reference = z.object({ id: z.int().nullish() }).nullish()

const persisted = { id: integer, version: integer, changes: readOnly, url: readOnly }

const userTypes = ['STANDARD', 'EXTENDED', 'NO_ACCESS'] as const
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

const employmentTypes = ['ORDINARY', 'MARITIME', 'FREELANCE', 'NOT_CHOSEN'] as const
const employmentForms = [
  'PERMANENT',
  'TEMPORARY',
  'PERMANENT_AND_HIRED_OUT',
  'TEMPORARY_AND_HIRED_OUT',
  'TEMPORARY_ON_CALL',
  'NOT_CHOSEN',
] as const
const remunerationTypes = [
  'MONTHLY_WAGE',
  'HOURLY_WAGE',
  'COMMISION_PERCENTAGE',
  'FEE',
  'NOT_CHOSEN',
  'PIECEWORK_WAGE',
] as const
const workingHoursSchemes = [
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

const leaveTypes = [
  'LEAVE_OF_ABSENCE',
  'FURLOUGH',
  'PARENTAL_BENEFITS',
  'MILITARY_SERVICE',
  'EDUCATIONAL',
  'COMPASSIONATE',
  'OTHER_NOT_STATUTORILY_REQUIRED',
  'OTHER_STATUTORILY_REQUIRED',
  'EDUCATIONAL_NOT_STATUTORILY_REQUIRED',
  'EDUCATIONAL_STATUTORILY_REQUIRED',
] as const

export const leaveBody = z.strictObject({
  ...persisted,
  employment: reference,
  importedLeaveOfAbsenceId: text(255),
  startDate: date,
  endDate: date,
  percentage: number,
  isWageDeduction: flag,
  type: oneOf(leaveTypes),
})

export const entryBody = z.strictObject({
  ...persisted,
  project: reference,
  activity: reference,
  date,
  hours: number,
  chargeableHours: readOnly,
  employee: reference,
  timeClocks: readOnly,
  comment: text(boundless),
  locked: readOnly,
  chargeable: readOnly,
  invoice: readOnly,
  hourlyRate: readOnly,
  hourlyCost: readOnly,
  hourlyCostPercentage: readOnly,
  projectChargeableHours: number,
})

export const sessionBody = z.strictObject({
  consumerToken: z.string().nullish(),
  employeeToken: z.string().nullish(),
  expirationDate: date,
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
export type LeaveBody = z.infer<typeof leaveBody>
export type EntryBody = z.infer<typeof entryBody>
export type Reference = z.infer<typeof reference>
export type DepartmentBody = z.infer<typeof departmentBody>
