/**
 * What is used of Unimicro's API. There is no public description of it: the names are those of the vendor's own front end
 * and of its connector (https://github.com/unimicro/Unimicro.MCP).
 *
 * Whatever else an object holds is kept: a change sends the whole of it back.
 */
import { z } from 'zod'

const text = z.string().nullish()
const id = z.int().nullish()

/** Of a list or a PUT; `ID` 0 = new. */
const part = { ID: id, _createguid: text }

const email = z.looseObject({ ...part, EmailAddress: text })
const phone = z.looseObject({ ...part, CountryCode: text, Number: text })
const address = z.looseObject({
  ...part,
  AddressLine1: text,
  AddressLine2: text,
  AddressLine3: text,
  PostalCode: text,
  City: text,
  Country: text,
  CountryCode: text,
})
const bankAccount = z.looseObject({ ...part, AccountNumber: text, IBAN: text })

const businessRelation = z
  .looseObject({
    ...part,
    Name: text,
    DefaultEmailID: id,
    DefaultPhoneID: id,
    InvoiceAddressID: id,
    DefaultBankAccountID: id,
    DefaultEmail: email.nullish(),
    DefaultPhone: phone.nullish(),
    InvoiceAddress: address.nullish(),
    DefaultBankAccount: bankAccount.nullish(),
  })
  // By the e-mail people are matched: one that is there and not shown must not look like none.
  .refine(({ DefaultEmail, DefaultEmailID }) => DefaultEmail || !DefaultEmailID)

export const employee = z
  .looseObject({
    ID: z.int(),
    Deleted: z.boolean().nullish(),
    EmployeeNumber: z.number().nullish(),
    SocialSecurityNumber: text,
    BirthDate: text,
    EndDate: text,
    BusinessRelationID: id,
    BusinessRelationInfo: businessRelation.nullish(),
    Employments: z.array(z.looseObject({ EndDate: text, Deleted: z.boolean().nullish() })).nullish(),
  })
  .refine(({ BusinessRelationInfo, BusinessRelationID }) => BusinessRelationInfo || !BusinessRelationID)

export type Employee = z.infer<typeof employee>
export type BusinessRelation = z.infer<typeof businessRelation>

const parts = ['DefaultEmail', 'DefaultPhone', 'InvoiceAddress', 'DefaultBankAccount']

/** What a change sends back: nothing that it does not touch, so that it overwrites as little as it can. */
export const partsToChange = parts.map((name) => `BusinessRelationInfo.${name}`).join(',')

export const partsToRead = `${partsToChange},Employments`

const number = z.number().nullish()

/** One of a person's employments: a position and its pay. Without dated rows: the server keeps a history of its own. */
export const employment = z.looseObject({
  ...part,
  ID: z.int(),
  Deleted: z.boolean().nullish(),
  Standard: z.boolean().nullish(),
  JobCode: text,
  JobName: text,
  StartDate: text,
  EndDate: text,
  EndDateReason: number,
  WorkPercent: number,
  HoursPerWeek: number,
  MonthRate: number,
  HourRate: number,
  EmploymentType: number,
  TypeOfEmployment: number,
  RemunerationType: number,
  SeniorityDate: text,
  LastWorkPercentChangeDate: text,
  LastSalaryChangeDate: text,
})

export type Employment = z.infer<typeof employment>

/** An employee with all employments: what is not shown must not look like none. */
export const employed = z.looseObject({
  ID: z.int(),
  Deleted: z.boolean().nullish(),
  EmployeeNumber: number,
  SubEntityID: id,
  Employments: z.array(employment),
})

export type Employed = z.infer<typeof employed>

/** What the server has kept of an employment at the time of a change. */
export const historyRecord = z.object({ ChangedAt: z.string(), MonthRate: number, HourRate: number })

export type HistoryRecord = z.infer<typeof historyRecord>

/** A leave as the a-melding reports it, of one employment. */
export const leave = z.looseObject({
  ID: z.int(),
  Deleted: z.boolean().nullish(),
  EmploymentID: id,
  LeaveType: number,
  LeavePercent: number,
  FromDate: text,
  ToDate: text,
})

export type Leave = z.infer<typeof leave>

export const saved = z.object({ ID: z.int().positive() })

export const company = z.object({ Key: z.string().min(1), Name: text, OrganizationNumber: text })

export type Company = z.infer<typeof company>

export const subEntity = z.object({
  ID: z.int(),
  OrgNumber: text,
  SuperiorOrganizationID: id,
  Deleted: z.boolean().nullish(),
  BusinessRelationInfo: z.object({ Name: text }).nullish(),
})

/** The two short forms of a refusal. */
export const refusal = z.object({
  Messages: z.array(z.object({ Message: text })).nullish(),
  Message: text,
  message: text,
})

/** The long form: the entity that was sent, with these at any depth under `_validationResults`. */
export const findings = z.record(
  z.string(),
  z.array(z.object({ EntityType: text, PropertyName: text, Message: text, Level: z.number().nullish() })),
)
