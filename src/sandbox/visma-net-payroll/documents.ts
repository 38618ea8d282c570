/**
 * The documents that Visma.net Payroll takes and answers, as strict schemas: the properties that its documentation and
 * demos show. Not documented: what becomes of unknown properties, of null outside of timelines, and of empty text in an
 * address (a value is deleted by leaving it out). All are refused here.
 */
import { z } from 'zod'

const date = z.iso.date()
/** null = for ever. */
const timeline = { activeStart: date.nullish(), activeEnd: date.nullish() }
const texts = z.array(z.strictObject({ value: z.string(), ...timeline }))
const numbers = z.array(z.strictObject({ value: z.number(), ...timeline }))
const booleans = z.array(z.strictObject({ value: z.boolean(), ...timeline }))
const externalIds = z.array(z.strictObject({ key: z.string(), value: z.string() }))
/** Money is text. */
const amount = z.string().regex(/^\d+(\.\d+)?$/)
/** What an answer holds and a request may hold, because documents are sent back whole. It is not looked at. */
const answered = { id: z.string().exactOptional(), tenantId: z.string().exactOptional() }

const personIds = z.array(
  z.strictObject({
    typeOfId: z.string().exactOptional(),
    typeOfInternationalId: z.string().exactOptional(),
    id: z.string().exactOptional(),
    ...timeline,
  }),
)
const relatives = z.array(
  z.strictObject({
    type: z.string().exactOptional(),
    firstName: z.string().exactOptional(),
    lastName: z.string().exactOptional(),
    email: z.string().exactOptional(),
    phone: z.int32().exactOptional(),
    dateOfBirth: date.exactOptional(),
    chronicallyIll: z.boolean().exactOptional(),
    soleCustody: z.boolean().exactOptional(),
    mainContact: z.boolean().exactOptional(),
  }),
)
const salaryPaymentMethod = z.strictObject({
  paymentType: z.string().exactOptional(),
  internationalBankAccount: z.boolean().exactOptional(),
  localBankAccount: z.string().exactOptional(),
  internationalBankSwift: z.string().exactOptional(),
  internationalIban: z.string().exactOptional(),
  internationalBankCountry: z.string().exactOptional(),
  internationalRemittanceCountry: z.string().exactOptional(),
})

const employeeValues = {
  number: z.string().exactOptional(),
  isDraft: z.boolean().exactOptional(),
  personNames: z
    .array(z.strictObject({ firstName: z.string().exactOptional(), lastName: z.string().exactOptional(), ...timeline }))
    .exactOptional(),
  personIds: personIds.exactOptional(),
  dateOfBirth: date.exactOptional(),
  // A whole number of 32 bits, as it was in the documents of the first version.
  phones: z.array(z.strictObject({ type: z.string().exactOptional(), number: z.int32() })).exactOptional(),
  emails: z.array(z.strictObject({ type: z.string().exactOptional(), address: z.string() })).exactOptional(),
  address: z
    .strictObject({
      streetName: z.string().min(1).exactOptional(),
      cityName: z.string().min(1).exactOptional(),
      zipCode: z.string().min(1).exactOptional(),
      countryCode: z.string().exactOptional(),
    })
    .exactOptional(),
  relatives: relatives.exactOptional(),
  salaryPaymentMethod: salaryPaymentMethod.exactOptional(),
  taxInformation: z
    .strictObject({ mainEmployer: z.boolean().exactOptional(), askForTaxInformation: z.boolean().exactOptional() })
    .exactOptional(),
  sicknessInformation: z.strictObject({ chronicallyIllValues: booleans.exactOptional() }).exactOptional(),
  pensionCompanyIds: texts.exactOptional(),
  printPayslip: z.boolean().exactOptional(),
  payslipInEnglish: z.boolean().exactOptional(),
  manager: z.string().exactOptional(),
  notes: z.string().exactOptional(),
  externalIds: externalIds.exactOptional(),
}

const salaryInformation = z.array(
  z.strictObject({
    salaryType: z.string().exactOptional(),
    contractSalaryType: z.string().exactOptional(),
    monthlySalary: amount.exactOptional(),
    hourlySalary: amount.exactOptional(),
    yearlySalary: amount.exactOptional(),
    ...timeline,
  }),
)

const positionValues = {
  activeStart: date.exactOptional(),
  activeEnd: date.exactOptional(),
  positionEndReason: z.array(z.string()).exactOptional(),
  typeOfPosition: z.string().exactOptional(),
  employmentForm: texts.exactOptional(),
  typeOfWork: texts.exactOptional(),
  workTimeAgreement: texts.exactOptional(),
  partTimeFactors: numbers.exactOptional(),
  salaryInformation: salaryInformation.exactOptional(),
  taxUnitIds: texts.exactOptional(),
  accountingDimensions: z.array(z.strictObject({ dimension: z.string(), dimensionValues: texts })).exactOptional(),
  absence: z
    .strictObject({
      prepaidSickness: booleans.exactOptional(),
      prepaidOtherAbsence: booleans.exactOptional(),
      redundancy: texts.exactOptional(),
    })
    .exactOptional(),
  typeOfPerson: z.string().exactOptional(),
  manager: z.string().exactOptional(),
  externalIds: externalIds.exactOptional(),
}

export const positionInput = z.strictObject({
  ...positionValues,
  ...answered,
  employeeId: z.string().exactOptional(),
})

export const employeeInput = z.strictObject({
  ...employeeValues,
  ...answered,
  lastChange: z.string().exactOptional(),
  _embedded: z.unknown().exactOptional(),
})

export const employeeWithPositionInput = z.strictObject({
  ...employeeValues,
  positions: z.array(z.strictObject(positionValues)).exactOptional(),
})

const employeeDocument = z.object(employeeValues)
const positionDocument = z.object(positionValues)

/** Without what only answers hold. */
export type EmployeeDocument = z.infer<typeof employeeDocument>
export type PositionDocument = z.infer<typeof positionDocument>
export type SalaryInformation = z.infer<typeof salaryInformation>

export function employeeDocumentOf(input: z.infer<typeof employeeInput>): EmployeeDocument {
  const { id: _, tenantId: __, lastChange: ___, _embedded: ____, ...document } = input
  return document
}

export function positionDocumentOf(input: z.infer<typeof positionInput>): PositionDocument {
  const { id: _, tenantId: __, employeeId: ___, ...document } = input
  return document
}
