/**
 * What the company's lists and the token's own objects show, in the order in which the system shows it: the properties of the API's description
 * 2.74.00. Values of properties that nothing here stores are as observed in a new company.
 */
import { constant, link, type Models, nothing, persisted, stored, value } from './model-kit.ts'

export const registerModels: Pick<
  Models,
  | 'department'
  | 'division'
  | 'country'
  | 'activity'
  | 'leaveOfAbsenceType'
  | 'occupationCode'
  | 'salaryType'
  | 'company'
  | 'loggedInUser'
  | 'session'
> = {
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
      email: constant('post@nordlys.example'),
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
