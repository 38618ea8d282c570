/**
 * What employees and everything that hangs on them show, in the order in which the system shows it: the properties of the API's description
 * 2.74.00. Values of properties that nothing here stores are as observed in a new company.
 */
import type { Company } from './company.ts'
import { constant, link, links, type Models, nothing, persisted, stored, value } from './model-kit.ts'
import type { Rows } from './rows.ts'

export const peopleModels: Pick<
  Models,
  | 'employee'
  | 'address'
  | 'employment'
  | 'details'
  | 'leaveOfAbsence'
  | 'timesheetEntry'
  | 'standardTime'
  | 'companyStandardTime'
> = {
  employee: {
    name: 'Employee',
    path: '/employee',
    fields: {
      ...persisted(),
      ...stored('firstName', 'lastName'),
      displayName: value((row) => fullName(row)),
      ...stored('employeeNumber', 'dateOfBirth'),
      // Not documented: whether no address is '', as other texts are; what is there is an e-mail address by its format.
      email: value((row) => row.email || null),
      phoneNumberMobileCountry: link('country', (row) => row.phoneNumberMobileCountry),
      ...stored('phoneNumberMobile', 'phoneNumberHome', 'phoneNumberWork', 'nationalIdentityNumber', 'dnumber'),
      internationalId: {
        as: 'part',
        model: 'InternationalId',
        isThere: () => true,
        fields: {
          intAmeldingType: value((row) => row.internationalId.intAmeldingType),
          country: link('country', (row) => row.internationalId.country),
          number: value((row) => row.internationalId.number),
        },
      },
      ...stored('bankAccountNumber', 'iban', 'bic', 'creditorBankCountryId', 'usesAbroadPayment'),
      // Write-only in effect: null for everybody (observed).
      userType: constant(null),
      allowInformationRegistration: value((row) => !row.isContact),
      ...stored('isContact'),
      isProxy: constant(false),
      ...stored('comments'),
      address: link('address', (row) => row.address),
      department: link('department', (row) => row.department),
      employments: links('employment', (row) => row.employments),
      holidayAllowanceEarned: {
        as: 'part',
        model: 'HolidayAllowanceEarned',
        isThere: () => true,
        fields: { year: constant(0), amount: constant(0), basis: constant(0), amountExtraHolidayWeek: constant(0) },
      },
      employeeCategory: nothing,
      isAuthProjectOverviewURL: constant(true),
      pictureId: constant(0),
      companyId: value((_, company) => company.id),
      vismaConnect2FAactive: constant(false),
    },
  },
  address: {
    name: 'Address',
    path: '/address',
    fields: {
      ...persisted(),
      ...stored('addressLine1', 'addressLine2', 'postalCode', 'city'),
      country: link('country', (row) => row.country),
      displayName: value(addressWithName),
      addressAsString: value(addressInOneLine),
      displayNameInklMatrikkel: value(addressWithName),
      ...stored('knr', 'gnr', 'bnr', 'fnr', 'snr', 'unitNumber'),
    },
  },
  employment: {
    name: 'Employment',
    path: '/employee/employment',
    fields: {
      ...persisted(),
      employee: link('employee', (row) => row.employee),
      ...stored('employmentId', 'startDate', 'endDate', 'employmentEndReason'),
      division: link('division', (row) => row.division),
      ...stored('lastSalaryChangeDate', 'noEmploymentRelationship', 'isMainEmployer', 'taxDeductionCode'),
      employmentDetails: links('details', (row) => row.employmentDetails),
      isRemoveAccessAtEmploymentEnded: value(
        (row, company) => company.find('employee', row.employee)?.losesAccessAtEnd,
      ),
      latestSalary: link('details', (row) => row.employmentDetails.at(-1)),
    },
  },
  details: {
    name: 'EmploymentDetails',
    path: '/employee/employment/details',
    fields: {
      ...persisted(),
      employment: link('employment', (row) => row.employment),
      ...stored('date', 'employmentType', 'employmentForm'),
      maritimeEmployment: {
        as: 'part',
        model: 'MaritimeEmployment',
        isThere: (row) => row.maritimeEmployment !== null,
        fields: {
          fartoeyId: value((row) => row.maritimeEmployment?.fartoeyId),
          paamoenstringsdato: value((row) => row.maritimeEmployment?.paamoenstringsdato),
          avmoenstringsdato: value((row) => row.maritimeEmployment?.avmoenstringsdato),
          antallTimerPerYrkeskodePerMoenstring: value(
            (row) => row.maritimeEmployment?.antallTimerPerYrkeskodePerMoenstring,
          ),
          shipRegister: value((row) => row.maritimeEmployment?.shipRegister),
          shipType: value((row) => row.maritimeEmployment?.shipType),
          tradeArea: value((row) => row.maritimeEmployment?.tradeArea),
        },
      },
      ...stored('remunerationType', 'workingHoursScheme', 'shiftDurationHours'),
      occupationCode: link('occupationCode', (row) => row.occupationCode),
      ...stored('percentageOfFullTimeEquivalent', 'annualSalary', 'hourlyWage'),
      payrollTaxMunicipalityId: nothing,
      // Not documented: how it is computed.
      monthlySalary: value((row) => Math.round((row.annualSalary * row.percentageOfFullTimeEquivalent) / 12) / 100),
    },
  },
  leaveOfAbsence: {
    name: 'LeaveOfAbsence',
    path: '/employee/employment/leaveOfAbsence',
    fields: {
      ...persisted(),
      employment: link('employment', (row) => row.employment),
      ...stored('importedLeaveOfAbsenceId', 'startDate', 'endDate', 'percentage', 'isWageDeduction', 'type'),
    },
  },
  timesheetEntry: {
    name: 'TimesheetEntry',
    path: '/timesheet/entry',
    fields: {
      ...persisted(),
      project: nothing,
      activity: link('activity', (row) => row.activity),
      ...stored('date', 'hours'),
      chargeableHours: constant(0),
      employee: link('employee', (row) => row.employee),
      timeClocks: constant([]),
      ...stored('comment', 'locked'),
      chargeable: constant(false),
      invoice: nothing,
      hourlyRate: constant(0),
      hourlyCost: constant(0),
      hourlyCostPercentage: constant(0),
      projectChargeableHours: constant(0),
    },
  },
  standardTime: {
    name: 'StandardTime',
    path: '/employee/standardTime',
    fields: {
      ...persisted(),
      employee: link('employee', (row) => row.employee),
      ...stored('fromDate', 'hoursPerDay'),
    },
  },
  companyStandardTime: {
    name: 'CompanyStandardTime',
    path: '/salary/settings/standardTime',
    fields: {
      ...persisted(),
      company: link('company', () => undefined),
      ...stored('fromDate', 'hoursPerDay'),
    },
  },
}

function fullName({ firstName, lastName }: Rows['employee']): string {
  return `${firstName} ${lastName}`
}

function addressInOneLine(row: Rows['address'], company: Company): string {
  const place = `${row.postalCode} ${row.city}`.trim()
  const country = company.find('country', row.country)?.name
  return [row.addressLine1, row.addressLine2, place, country].filter(Boolean).join(', ')
}

function addressWithName(row: Rows['address'], company: Company): string {
  const owner = company.find('employee', row.owner)
  return [owner && fullName(owner), addressInOneLine(row, company)].filter(Boolean).join(', ')
}
