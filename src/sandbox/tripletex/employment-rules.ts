/** Employments and their dated rows: what they must look like, and how they are created and changed. */
import type { DetailsBody, EmploymentBody } from './bodies.ts'
import { checkVersion, type Desk, referTo, refuse } from './desk.ts'
import { type Broken, notFound } from './refusals.ts'
import type { Employment, EmploymentDetails, MaritimeEmployment } from './rows.ts'
import { texts } from './texts.ts'

const mainTaxCode = 'loennFraHovedarbeidsgiver'
const sideTaxCode = 'loennFraBiarbeidsgiver'

/** What is wrong with a new employment; `prefix` is where it stands in a larger body. */
export function employmentComplaints(
  desk: Desk,
  body: EmploymentBody,
  employee: { dateOfBirth: string | null },
  prefix: string,
): Broken[] {
  const broken: Broken[] = []
  if (!body.startDate) broken.push({ field: `${prefix}startDate`, message: texts.notNull })
  if (!employee.dateOfBirth) broken.push({ field: `${prefix}employee.dateOfBirth`, message: texts.mustBeFilledIn })
  const division = referTo(desk, 'division', body.division, `${prefix}division`, broken)
  if (!body.division && !division && desk.company.all('division').length > 0) {
    broken.push({ field: `${prefix}division.id`, message: texts.divisionMissing })
  }
  broken.push(...valueComplaints(body, body.startDate ?? '', prefix))
  const dates = new Set<string>()
  for (const details of body.employmentDetails ?? []) {
    const start = body.startDate ?? ''
    broken.push(...detailsComplaints(desk, details, start, dates, `${prefix}employmentDetails.`))
    dates.add(details.date ?? start)
  }
  return broken
}

function valueComplaints(body: EmploymentBody, start: string, prefix: string): Broken[] {
  const broken: Broken[] = []
  if (body.endDate && body.endDate < start) broken.push({ field: `${prefix}endDate`, message: texts.endBeforeStart })
  // The empty code is only for reading.
  if (body.taxDeductionCode === '') broken.push({ field: `${prefix}taxDeductionCode`, message: texts.notAllowed })
  return broken
}

/** The employee and the body are known to be right. */
export function createEmployment(desk: Desk, employeeId: number, body: EmploymentBody): Employment {
  const { company } = desk
  const isMainEmployer = body.isMainEmployer ?? body.taxDeductionCode !== sideTaxCode
  const employment = company.add('employment', {
    employee: employeeId,
    employmentId: body.employmentId ?? '',
    startDate: body.startDate ?? '',
    endDate: body.endDate ?? null,
    employmentEndReason: body.employmentEndReason ?? null,
    division: body.division?.id ?? null,
    lastSalaryChangeDate: body.lastSalaryChangeDate ?? null,
    noEmploymentRelationship: body.noEmploymentRelationship ?? false,
    isMainEmployer,
    taxDeductionCode: body.taxDeductionCode ?? (isMainEmployer ? mainTaxCode : sideTaxCode),
    employmentDetails: [],
  })
  // Not documented: whether the employee gets a new version by it. Not here.
  const employee = company.find('employee', employeeId)
  if (employee) company.replace('employee', { ...employee, employments: [...employee.employments, employment.id] })
  setAccessAtEnd(desk, employeeId, body)
  for (const details of body.employmentDetails ?? []) createDetails(desk, employment.id, details)
  return company.find('employment', employment.id) ?? employment
}

export function changeEmployment(desk: Desk, row: Employment, body: EmploymentBody): Employment {
  checkVersion(body, row)
  const { company } = desk
  const broken: Broken[] = []
  const startDate = body.startDate ?? row.startDate
  const endDate = body.endDate === undefined ? row.endDate : body.endDate
  const division = referTo(desk, 'division', body.division, 'division', broken)
  if (division === null) broken.push({ field: 'division.id', message: texts.divisionMissing })
  if (body.employee && body.employee.id !== row.employee) {
    broken.push({ field: 'employee.id', message: texts.notAllowed })
  }
  broken.push(...valueComplaints({ ...body, endDate }, startDate, ''))
  const [first, second] = row.employmentDetails.map((id) => company.find('details', id))
  if (second && startDate >= second.date) broken.push({ field: 'startDate', message: texts.startAfterDetails })
  refuse(broken)

  // No row may be from before the employment, so the first one moves with it.
  if (first && first.date < startDate) company.save('details', { ...first, date: startDate })
  setAccessAtEnd(desk, row.employee, body)
  return company.save('employment', {
    ...row,
    startDate,
    endDate,
    employmentId: body.employmentId === undefined ? row.employmentId : (body.employmentId ?? ''),
    employmentEndReason: body.employmentEndReason === undefined ? row.employmentEndReason : body.employmentEndReason,
    division: division ?? row.division,
    lastSalaryChangeDate:
      body.lastSalaryChangeDate === undefined ? row.lastSalaryChangeDate : body.lastSalaryChangeDate,
    noEmploymentRelationship: body.noEmploymentRelationship ?? row.noEmploymentRelationship,
    isMainEmployer: body.isMainEmployer ?? row.isMainEmployer,
    taxDeductionCode: body.taxDeductionCode ?? row.taxDeductionCode,
  })
}

/** The flag belongs to the employee, though it is shown on every employment. */
function setAccessAtEnd({ company }: Desk, employeeId: number, body: EmploymentBody): void {
  const employee = company.find('employee', employeeId)
  const losesAccessAtEnd = body.isRemoveAccessAtEmploymentEnded
  if (employee && typeof losesAccessAtEnd === 'boolean') company.save('employee', { ...employee, losesAccessAtEnd })
}

/** What is wrong with a row; `taken` are the dates of the employment's other rows. */
function detailsComplaints(
  desk: Desk,
  body: DetailsBody,
  start: string,
  taken: ReadonlySet<string>,
  prefix: string,
  before?: EmploymentDetails,
): Broken[] {
  const broken: Broken[] = []
  const percentage = body.percentageOfFullTimeEquivalent ?? before?.percentageOfFullTimeEquivalent
  if (percentage === undefined) {
    broken.push({ field: `${prefix}percentageOfFullTimeEquivalent`, message: texts.notNull })
  }
  // Not documented: rows without a date; here they are from the employment's start.
  const date = body.date ?? before?.date ?? start
  if (date < start) broken.push({ field: `${prefix}date`, message: texts.detailsTooEarly })
  if (taken.has(date)) broken.push({ field: `${prefix}date`, message: texts.exists })
  const scheme = body.workingHoursScheme ?? before?.workingHoursScheme ?? 'NOT_CHOSEN'
  const isShift = scheme !== 'NOT_SHIFT' && scheme !== 'NOT_CHOSEN'
  if (isShift && !(body.shiftDurationHours ?? before?.shiftDurationHours)) {
    broken.push({ field: `${prefix}shiftDurationHours`, message: texts.shiftHoursMissing })
  }
  referTo(desk, 'occupationCode', body.occupationCode, `${prefix}occupationCode`, broken)
  return broken
}

/** Throws where the body is wrong. */
export function addDetails(desk: Desk, body: DetailsBody): EmploymentDetails {
  const broken: Broken[] = []
  const id = referTo(desk, 'employment', body.employment, 'employment', broken)
  if (!body.employment) broken.push({ field: 'employment', message: texts.notNull })
  refuse(broken)
  const employment = desk.company.find('employment', id)
  if (!employment) throw notFound()
  refuse(detailsComplaints(desk, body, employment.startDate, datesOf(desk, employment), ''))
  return createDetails(desk, employment.id, body)
}

function datesOf({ company }: Desk, employment: Employment, except?: EmploymentDetails): Set<string> {
  return new Set(
    employment.employmentDetails.flatMap((id) => (id === except?.id ? [] : (company.find('details', id)?.date ?? []))),
  )
}

function createDetails({ company }: Desk, employmentId: number, body: DetailsBody): EmploymentDetails {
  const employment = company.find('employment', employmentId)
  const annualSalary = body.annualSalary ?? 0
  const details = company.add('details', {
    employment: employmentId,
    date: body.date ?? employment?.startDate ?? '',
    employmentType: body.employmentType ?? 'NOT_CHOSEN',
    employmentForm: body.employmentForm ?? 'NOT_CHOSEN',
    maritimeEmployment: maritime(body),
    remunerationType: body.remunerationType ?? 'NOT_CHOSEN',
    workingHoursScheme: body.workingHoursScheme ?? 'NOT_CHOSEN',
    shiftDurationHours: body.shiftDurationHours ?? 0,
    occupationCode: body.occupationCode?.id ?? null,
    percentageOfFullTimeEquivalent: body.percentageOfFullTimeEquivalent ?? 0,
    annualSalary,
    // Of a full-time position whatever the percentage (observed).
    hourlyWage: body.hourlyWage ?? Math.round(annualSalary / 1950),
  })
  if (employment) putInOrder({ company }, employment, [...employment.employmentDetails, details.id])
  return details
}

function putInOrder({ company }: Pick<Desk, 'company'>, employment: Employment, ids: readonly number[]): void {
  const rows = ids.flatMap((id) => company.find('details', id) ?? [])
  const sorted = rows.toSorted((a, b) => (a.date < b.date ? -1 : 1)).map(({ id }) => id)
  company.replace('employment', { ...employment, employmentDetails: sorted })
}

/** What is left out stays as it is: the hourly wage too is not computed anew (observed). */
export function changeDetails(desk: Desk, row: EmploymentDetails, body: DetailsBody): EmploymentDetails {
  checkVersion(body, row)
  const { company } = desk
  const employment = company.find('employment', row.employment)
  if (!employment) return row
  const broken = detailsComplaints(desk, body, employment.startDate, datesOf(desk, employment, row), '', row)
  if (body.employment && body.employment.id !== row.employment) {
    broken.push({ field: 'employment.id', message: texts.notAllowed })
  }
  refuse(broken)
  const saved = company.save('details', {
    ...row,
    date: body.date ?? row.date,
    employmentType: body.employmentType ?? row.employmentType,
    employmentForm: body.employmentForm ?? row.employmentForm,
    maritimeEmployment: body.maritimeEmployment === undefined ? row.maritimeEmployment : maritime(body),
    remunerationType: body.remunerationType ?? row.remunerationType,
    workingHoursScheme: body.workingHoursScheme ?? row.workingHoursScheme,
    shiftDurationHours: emptied(body.shiftDurationHours, row.shiftDurationHours),
    occupationCode: body.occupationCode === undefined ? row.occupationCode : (body.occupationCode?.id ?? null),
    percentageOfFullTimeEquivalent: body.percentageOfFullTimeEquivalent ?? row.percentageOfFullTimeEquivalent,
    annualSalary: emptied(body.annualSalary, row.annualSalary),
    hourlyWage: emptied(body.hourlyWage, row.hourlyWage),
  })
  putInOrder(desk, employment, employment.employmentDetails)
  return saved
}

/** Not documented: what null does. It empties, which is the worst that it could do. */
function emptied(value: number | null | undefined, before: number): number {
  return value === undefined ? before : (value ?? 0)
}

function maritime({ maritimeEmployment: given }: DetailsBody): MaritimeEmployment | null {
  if (!given) return null
  return {
    fartoeyId: given.fartoeyId ?? null,
    paamoenstringsdato: given.paamoenstringsdato ?? null,
    avmoenstringsdato: given.avmoenstringsdato ?? null,
    antallTimerPerYrkeskodePerMoenstring: given.antallTimerPerYrkeskodePerMoenstring ?? null,
    shipRegister: given.shipRegister ?? null,
    shipType: given.shipType ?? null,
    tradeArea: given.tradeArea ?? null,
  }
}
