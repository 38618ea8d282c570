/**
 * What each kind of object shows, in the order in which the system shows it: the properties of the API's description
 * 2.74.00. Values of properties that nothing here stores are as observed in a new company.
 */
import type { Company } from './company.ts'
import type { Kind, Rows } from './rows.ts'

export type Field<Row> =
  | { as: 'value'; read(row: Row, company: Company): unknown }
  | { as: 'url' }
  /** Shown as `{id, url}` unless its own fields are asked for. */
  | { as: 'link'; kind: Kind; read(row: Row): number | null | undefined }
  | { as: 'links'; kind: Kind; read(row: Row): readonly number[] }
  /** An object without an id: always shown whole, or null. */
  | { as: 'part'; model: string; fields: Fields<Row>; isThere(row: Row): boolean }
  /** An object of a kind that is not served here: always null. */
  | { as: 'nothing' }

export type Fields<Row> = Readonly<Record<string, Field<Row>>>

export interface Model<Row> {
  /** As errors call it, without the `DTO` at its end. */
  name: string
  /** Where one of them is found, without its id. */
  path: string
  fields: Fields<Row>
}

function value<Row>(read: (row: Row, company: Company) => unknown): Field<Row> {
  return { as: 'value', read }
}

/** Properties that are shown as they are stored. */
function stored<Row>(...names: (keyof Row & string)[]): Record<string, Field<Row>> {
  return Object.fromEntries(names.map((name) => [name, value((row: Row) => row[name])]))
}

function link<Row>(kind: Kind, read: (row: Row) => number | null | undefined): Field<Row> {
  return { as: 'link', kind, read }
}

function links<Row>(kind: Kind, read: (row: Row) => readonly number[]): Field<Row> {
  return { as: 'links', kind, read }
}

function constant<Row>(always: unknown): Field<Row> {
  return value(() => always)
}

const nothing = { as: 'nothing' } as const

function persisted<Row extends Rows[Kind]>(): Record<string, Field<Row>> {
  return { ...stored<Row>('id', 'version', 'changes'), url: { as: 'url' } }
}

export const models: { readonly [K in Kind]: Model<Rows[K]> } = {
  employee: {
    name: 'Employee',
    path: '/employee',
    fields: {
      ...persisted(),
      ...stored('firstName', 'lastName'),
      displayName: value((row) => fullName(row)),
      ...stored('employeeNumber', 'dateOfBirth', 'email'),
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
      isRemoveAccessAtEmploymentEnded: value((row, company) => company.find('employee', row.employee)?.losesAccessAtEnd),
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
  department: {
    name: 'Department',
    path: '/department',
    fields: {
      ...persisted(),
      ...stored('name', 'departmentNumber'),
      departmentManager: link('employee', (row) => row.departmentManager),
      displayName: value((row) => `${row.departmentNumber} ${row.name}`.trim()),
      ...stored('isInactive'),
      businessActivityTypeId: constant(0),
    },
  },
  division: {
    name: 'Division',
    path: '/division',
    fields: {
      ...persisted(),
      displayName: value((row) => `(${row.organizationNumber}) ${row.name}`),
      ...stored('name', 'startDate'),
      endDate: constant(null),
      ...stored('organizationNumber'),
      municipalityDate: value((row) => row.startDate),
      municipality: nothing,
    },
  },
  country: {
    name: 'Country',
    path: '/country',
    fields: {
      ...persisted(),
      ...stored('name'),
      displayName: value((row) => row.name),
      ...stored('isoAlpha2Code', 'isoAlpha3Code', 'isoNumericCode'),
    },
  },
  activity: {
    name: 'Activity',
    path: '/activity',
    fields: {
      ...persisted(),
      ...stored('name', 'number'),
      description: constant(''),
      ...stored('activityType'),
      isProjectActivity: value((row) => row.activityType === 'PROJECT_GENERAL_ACTIVITY'),
      isGeneral: constant(true),
      isTask: constant(false),
      ...stored('isDisabled'),
      isChargeable: constant(false),
      rate: constant(0),
      costPercentage: constant(0),
      displayName: value((row) => `${row.number} ${row.name}`.trim()),
      ...stored('deletable'),
    },
  },
  leaveOfAbsenceType: {
    name: 'LeaveOfAbsenceType',
    path: '/employee/employment/leaveOfAbsenceType',
    fields: {
      ...persisted(),
      // These two are in the description and came in no answer, though everything was asked for (observed).
      leaveOfAbsenceType: constant(undefined),
      ...stored('nameNO'),
      code: constant(undefined),
    },
  },
  occupationCode: {
    name: 'OccupationCode',
    path: '/employee/employment/occupationCode',
    fields: { ...persisted(), ...stored('nameNO', 'code') },
  },
  salaryType: {
    name: 'SalaryType',
    path: '/salary/type',
    fields: {
      ...persisted(),
      ...stored('number', 'name'),
      description: constant(''),
      showInTimesheet: constant(false),
      isSickPayable: constant(false),
      isVacationPayable: constant(true),
      isTaxable: constant(true),
      payStatementCodeCode: constant(''),
      ameldingWageCode: constant(''),
      accountNumberDebit: nothing,
      accountNumberCredit: nothing,
      isPayrollTaxable: constant(true),
    },
  },
  company: {
    name: 'Company',
    path: '/company',
    fields: {
      ...persisted(),
      ...stored('name'),
      displayName: value((row) => row.name),
      startDate: constant(null),
      endDate: constant(null),
      ...stored('organizationNumber'),
      email: constant(''),
      phoneNumber: constant(''),
      phoneNumberMobile: constant(''),
      faxNumber: constant(''),
      address: nothing,
      type: constant(null),
      currency: nothing,
      accountantOrSimilar: constant(false),
      companyMigration: constant(null),
      invoiceShowDeliveryDate: constant(false),
    },
  },
  // Not persisted: without id, version and url of their own.
  loggedInUser: {
    name: 'LoggedInUserInfo',
    path: '',
    fields: {
      employeeId: value((row) => row.employee),
      actualEmployeeId: value((row) => row.employee),
      employee: link('employee', (row) => row.employee),
      companyId: value((row) => row.company),
      company: link('company', (row) => row.company),
      ...stored('language'),
      loggedInWithConnect: constant(false),
      employeeIsProxy: constant(false),
    },
  },
  session: {
    name: 'SessionToken',
    path: '/token/session',
    fields: {
      ...persisted(),
      consumerToken: nothing,
      employeeToken: nothing,
      ...stored('expirationDate', 'token'),
      encryptionKey: constant(null),
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
