/**
 * Unimicro's entities as data: names, types and relations from the vendor's generated entities of 2021.
 * Newer properties and values exist and are not here.
 */

type Kind = 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'date-time' | readonly number[]

export interface Relation {
  model: ModelName
  /** A list, whose rows carry `key`; or one object, whose ID is in `key` of the owner. */
  many: boolean
  key: string
  /** Where one object carries the owner's ID as well. */
  back?: string
}

export interface Model {
  name: ModelName
  /** Below `/api/biz/`; absent where an entity is only found inside others. */
  path?: string
  scalars: Readonly<Record<string, Kind>>
  relations: Readonly<Record<string, Relation>>
}

export type ModelName =
  | 'Employee'
  | 'Employment'
  | 'EmployeeLeave'
  | 'BusinessRelation'
  | 'Email'
  | 'Phone'
  | 'Address'
  | 'BankAccount'
  | 'SubEntity'
  | 'SalaryTransaction'
  | 'WageType'

/** Set by the server; taken back and ignored in a whole entity. */
export const ownScalars: Readonly<Record<string, Kind>> = {
  ID: 'integer',
  Deleted: 'boolean',
  StatusCode: 'integer',
  CreatedAt: 'date-time',
  CreatedBy: 'text',
  UpdatedAt: 'date-time',
  UpdatedBy: 'text',
}

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, index) => index)

function scalars(
  lists: { readonly [K in Extract<Kind, string>]?: string },
  values: Readonly<Record<string, readonly number[]>> = {},
): Readonly<Record<string, Kind>> {
  const named: Record<string, Kind> = {}
  for (const kind of ['text', 'number', 'integer', 'boolean', 'date', 'date-time'] as const) {
    for (const name of lists[kind]?.split(/\s+/) ?? []) named[name] = kind
  }
  return { ...ownScalars, ...named, ...values }
}

const one = (model: ModelName, key: string, back?: string): Relation => ({
  model,
  many: false,
  key,
  ...(back === undefined ? {} : { back }),
})
const many = (model: ModelName, key: string): Relation => ({ model, many: true, key })

export const models: Readonly<Record<ModelName, Model>> = {
  Employee: {
    name: 'Employee',
    path: 'employees',
    scalars: scalars(
      {
        text: 'InternationalID SocialSecurityNumber FreeText MunicipalityNo InternasjonalIDCountry',
        integer: `IncludeOtpUntilYear IncludeOtpUntilMonth BusinessRelationID UserID EmployeeNumber PhotoID SubEntityID
          AdvancePaymentAmount EmployeeLanguageID ForeignWorker OtpStatus TypeOfPaymentOtp`,
        boolean: 'Active OtpExport',
        date: 'EndDate EndDateOtp EmploymentDateOtp',
        'date-time': 'BirthDate EmploymentDate',
      },
      { Sex: upTo(2), PaymentInterval: upTo(3), InternasjonalIDType: upTo(4) },
    ),
    relations: {
      BusinessRelationInfo: one('BusinessRelation', 'BusinessRelationID'),
      SubEntity: one('SubEntity', 'SubEntityID'),
      Employments: many('Employment', 'EmployeeID'),
    },
  },
  Employment: {
    name: 'Employment',
    path: 'employments',
    scalars: scalars(
      {
        text: 'JobCode JobName PayGrade LedgerAccount',
        integer: `RegulativeGroupID RegulativeStepNr EmployeeNumber DimensionsID SubEntityID EmployeeID ShipReg TradeArea
          ShipType`,
        number: 'WorkPercent UserDefinedRate HoursPerWeek HourRate MonthRate',
        boolean: 'Standard',
        'date-time': 'StartDate EndDate SeniorityDate LastWorkPercentChangeDate LastSalaryChangeDate',
      },
      {
        EmploymentType: upTo(2),
        RemunerationType: upTo(5),
        WorkingHoursScheme: upTo(5),
        EndDateReason: upTo(6),
        TypeOfEmployment: upTo(4),
      },
    ),
    relations: {
      Employee: one('Employee', 'EmployeeID'),
      SubEntity: one('SubEntity', 'SubEntityID'),
      Leaves: many('EmployeeLeave', 'EmploymentID'),
    },
  },
  EmployeeLeave: {
    name: 'EmployeeLeave',
    path: 'EmployeeLeave',
    scalars: scalars(
      {
        text: 'Description',
        integer: 'EmploymentID',
        number: 'LeavePercent',
        boolean: 'AffectsOtp',
        'date-time': 'FromDate ToDate',
      },
      { LeaveType: upTo(6) },
    ),
    relations: { Employment: one('Employment', 'EmploymentID') },
  },
  BusinessRelation: {
    name: 'BusinessRelation',
    scalars: scalars({
      text: 'Name',
      integer: `DefaultBankAccountID DefaultPhoneID InvoiceAddressID ShippingAddressID DefaultEmailID DefaultContactID`,
    }),
    relations: {
      Emails: many('Email', 'BusinessRelationID'),
      Phones: many('Phone', 'BusinessRelationID'),
      Addresses: many('Address', 'BusinessRelationID'),
      BankAccounts: many('BankAccount', 'BusinessRelationID'),
      DefaultEmail: one('Email', 'DefaultEmailID', 'BusinessRelationID'),
      DefaultPhone: one('Phone', 'DefaultPhoneID', 'BusinessRelationID'),
      InvoiceAddress: one('Address', 'InvoiceAddressID', 'BusinessRelationID'),
      ShippingAddress: one('Address', 'ShippingAddressID', 'BusinessRelationID'),
      DefaultBankAccount: one('BankAccount', 'DefaultBankAccountID', 'BusinessRelationID'),
    },
  },
  Email: {
    name: 'Email',
    scalars: scalars({ text: 'Type Description EmailAddress', integer: 'BusinessRelationID' }),
    relations: {},
  },
  Phone: {
    name: 'Phone',
    scalars: scalars(
      { text: 'CountryCode Description Number', integer: 'BusinessRelationID' },
      { Type: [150101, 150102, 150103] },
    ),
    relations: {},
  },
  Address: {
    name: 'Address',
    scalars: scalars({
      text: 'AddressLine1 AddressLine2 AddressLine3 PostalCode City Region Country CountryCode',
      integer: 'BusinessRelationID',
    }),
    relations: {},
  },
  BankAccount: {
    name: 'BankAccount',
    scalars: scalars({
      text: 'BankAccountType Label AccountNumber IntegrationSettings IBAN',
      integer: 'IntegrationStatus BankID BusinessRelationID AccountID CompanySettingsID',
      boolean: 'Locked',
    }),
    relations: {},
  },
  SubEntity: {
    name: 'SubEntity',
    path: 'subentities',
    scalars: scalars({
      text: 'OrgNumber MunicipalityNo',
      integer: 'SuperiorOrganizationID AgaZone BusinessRelationID AgaRule',
      number: 'freeAmount',
    }),
    relations: { BusinessRelationInfo: one('BusinessRelation', 'BusinessRelationID') },
  },
  SalaryTransaction: {
    name: 'SalaryTransaction',
    path: 'salarytrans',
    scalars: scalars({
      text: 'MunicipalityNo Text',
      integer: `Account WageTypeNumber SystemType EmploymentID VatTypeID EmployeeNumber DimensionsID SalaryBalanceID
        SalaryTransactionCarInfoID RecurringID EmployeeID PayrollRunID WageTypeID ChildSalaryTransactionID TaxbasisID`,
      number: 'Rate calcAGA Sum Amount',
      boolean: 'HolidayPayDeduction IsRecurringPost',
      'date-time': 'FromDate ToDate recurringPostValidFrom recurringPostValidTo',
    }),
    relations: { Employee: one('Employee', 'EmployeeID'), employment: one('Employment', 'EmploymentID') },
  },
  WageType: {
    name: 'WageType',
    path: 'wagetypes',
    scalars: scalars(
      { text: 'WageTypeName Description', integer: 'WageTypeNumber ValidYear', number: 'Rate' },
      {
        GetRateFrom: upTo(3),
      },
    ),
    relations: {},
  },
}
