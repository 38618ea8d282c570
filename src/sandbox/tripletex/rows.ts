/** What is stored. Properties have the API's names; a reference is the id of a row of another kind. */
import type { UserType } from './bodies.ts'

export interface Change {
  employeeId: number
  /** `YYYY-MM-DDThh:mm:ss` */
  timestamp: string
  changeType: 'CREATE' | 'UPDATE'
}

interface Persisted {
  id: number
  version: number
  changes: Change[]
}

export interface Address extends Persisted {
  /** The id of the employee who lives there. */
  owner: number
  addressLine1: string
  addressLine2: string
  postalCode: string
  city: string
  country: number
  knr: number
  gnr: number
  bnr: number
  fnr: number
  snr: number
  unitNumber: string
}

/** An empty text is '', as the system has it. */
export interface Employee extends Persisted {
  firstName: string
  lastName: string
  employeeNumber: string
  dateOfBirth: string | null
  email: string
  phoneNumberMobileCountry: number
  phoneNumberMobile: string
  phoneNumberHome: string
  phoneNumberWork: string
  nationalIdentityNumber: string
  dnumber: string
  internationalId: { intAmeldingType: string | null; country: number | null; number: string }
  bankAccountNumber: string
  iban: string
  bic: string
  /** 0 = none. */
  creditorBankCountryId: number
  usesAbroadPayment: boolean
  userType: UserType
  isContact: boolean
  comments: string
  address: number | null
  department: number | null
  employments: number[]
  /** Shown as `isRemoveAccessAtEmploymentEnded` on every employment. */
  losesAccessAtEnd: boolean
}

export interface Employment extends Persisted {
  employee: number
  employmentId: string
  startDate: string
  endDate: string | null
  employmentEndReason: string | null
  division: number | null
  lastSalaryChangeDate: string | null
  noEmploymentRelationship: boolean
  isMainEmployer: boolean
  taxDeductionCode: string
  /** In the order of their dates. */
  employmentDetails: number[]
}

export interface MaritimeEmployment {
  fartoeyId: string | null
  paamoenstringsdato: string | null
  avmoenstringsdato: string | null
  antallTimerPerYrkeskodePerMoenstring: number | null
  shipRegister: string | null
  shipType: string | null
  tradeArea: string | null
}

export interface EmploymentDetails extends Persisted {
  employment: number
  date: string
  employmentType: string
  employmentForm: string
  maritimeEmployment: MaritimeEmployment | null
  remunerationType: string
  workingHoursScheme: string
  shiftDurationHours: number
  occupationCode: number | null
  percentageOfFullTimeEquivalent: number
  /** Of a full-time position, in kroner. */
  annualSalary: number
  hourlyWage: number
}

export interface LeaveOfAbsence extends Persisted {
  employment: number
  importedLeaveOfAbsenceId: string
  startDate: string
  endDate: string | null
  percentage: number
  isWageDeduction: boolean
  type: string
}

export interface TimesheetEntry extends Persisted {
  employee: number
  activity: number
  date: string
  hours: number
  comment: string
  /** The week or month was approved or completed. */
  locked: boolean
}

/** How long a working day is from a date on; of an employee, or of the company. */
export interface StandardTime extends Persisted {
  employee: number
  fromDate: string
  hoursPerDay: number
}

export type CompanyStandardTime = Omit<StandardTime, 'employee'>

export interface Department extends Persisted {
  name: string
  departmentNumber: string
  departmentManager: number | null
  isInactive: boolean
}

export interface Division extends Persisted {
  name: string
  startDate: string
  organizationNumber: string
}

export interface Country extends Persisted {
  name: string
  isoAlpha2Code: string
  isoAlpha3Code: string
  isoNumericCode: string
}

export interface Activity extends Persisted {
  name: string
  number: string
  activityType: 'GENERAL_ACTIVITY' | 'PROJECT_GENERAL_ACTIVITY'
  isDisabled: boolean
  deletable: boolean
}

export interface LeaveOfAbsenceType extends Persisted {
  nameNO: string
}

export interface OccupationCode extends Persisted {
  nameNO: string
  code: string
}

export interface SalaryType extends Persisted {
  number: string
  name: string
}

export interface CompanyRow extends Persisted {
  name: string
  organizationNumber: string
}

/** Whoever owns the token. */
export interface LoggedInUser extends Persisted {
  employee: number
  company: number
  language: string
}

export interface SessionToken extends Persisted {
  token: string
  expirationDate: string
}

export interface Rows {
  employee: Employee
  address: Address
  employment: Employment
  details: EmploymentDetails
  leaveOfAbsence: LeaveOfAbsence
  timesheetEntry: TimesheetEntry
  standardTime: StandardTime
  companyStandardTime: CompanyStandardTime
  department: Department
  division: Division
  country: Country
  activity: Activity
  leaveOfAbsenceType: LeaveOfAbsenceType
  occupationCode: OccupationCode
  salaryType: SalaryType
  company: CompanyRow
  loggedInUser: LoggedInUser
  session: SessionToken
}

export type Kind = keyof Rows
