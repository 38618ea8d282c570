/**
 * What is used of Tripletex API 2.74.00 (https://tripletex.no/v2/openapi.json), and which fields to ask for.
 *
 * Nearly everything may be null or absent on the wire: "Missing fields or even no response data can occur because
 * result objects and fields are filtered on authorization." Absent = not visible to this key; null or '' = empty.
 * A value that is none of its kind counts as not visible too: it is neither compared nor overwritten, and stops nobody.
 */
import { z } from 'zod'

/** A number is taken for its digits. */
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined)
/** Where a number would say something else: it has lost the zeros at its beginning. */
const written = z.string().nullish().catch(undefined)
const flag = z.boolean().nullish().catch(undefined)
const integer = z.int().nullish().catch(undefined)
const id = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
])

/** A single object: `{"value": …}`. */
export function single<T extends z.ZodType>(value: T) {
  return z.object({ value })
}

/** Each row is read by itself (answers.ts), so that the one that cannot be understood can be named. */
export const page = z.object({ values: z.array(z.unknown()), fullResultSize: z.number().nullish().catch(undefined) })

/** Only the id where nested objects are not opened; neither = some country that cannot be told. */
const countryReference = z.object({ id: integer, isoAlpha2Code: text })
export type CountryReference = z.infer<typeof countryReference>

/** Visible as a whole or not at all: an odd part must not look like an empty one. */
const part = z.string().nullish()
const address = z.object({
  id: integer,
  version: integer,
  addressLine1: part,
  addressLine2: part,
  postalCode: part,
  city: part,
  country: countryReference.nullish().catch({}),
})

/** `userType` is never read: GET answers null for everybody. */
export const employee = z.object({
  id,
  /** "Found on all persisted resources", and yet not relied on. */
  version: integer,
  firstName: text,
  lastName: text,
  email: text,
  employeeNumber: text,
  dateOfBirth: written,
  phoneNumberMobile: text,
  phoneNumberMobileCountry: countryReference.nullish().catch({}),
  nationalIdentityNumber: written,
  dnumber: written,
  bankAccountNumber: written,
  iban: text,
  bic: text,
  usesAbroadPayment: flag,
  address: address.nullish().catch(undefined),
  isContact: flag,
  isProxy: flag,
  employments: z
    .array(z.object({ endDate: z.string().nullish() }))
    .nullish()
    .catch(undefined),
})

export type Employee = z.infer<typeof employee>

/** `fields=` for `employee`: everything in one request, because `*` does not expand what is nested. */
export const employeeFields = [
  'id,version,firstName,lastName,email,employeeNumber,dateOfBirth',
  'phoneNumberMobile,phoneNumberMobileCountry(isoAlpha2Code)',
  'nationalIdentityNumber,dnumber,bankAccountNumber,iban,bic,usesAbroadPayment',
  'address(id,version,addressLine1,addressLine2,postalCode,city,country(isoAlpha2Code))',
  'isContact,isProxy,employments(endDate)',
].join(',')

export const sessionToken = z.object({ token: z.string().min(1) })

export const loggedInUser = z.object({
  companyId: id,
  employee: z.object({ firstName: text, lastName: text }).nullish().catch(undefined),
})
export const loggedInUserFields = 'companyId,employee(firstName,lastName)'

export const company = z.object({ name: text, organizationNumber: text })
export const companyFields = 'name,organizationNumber'

export const country = z.object({ id, isoAlpha2Code: text })
export const countryFields = 'id,isoAlpha2Code'

export const department = z.object({ id, name: text, departmentNumber: text, isInactive: flag })
export const departmentFields = 'id,name,departmentNumber,isInactive'

export const activity = z.object({ id, name: text, number: text, isDisabled: flag })
export const activityFields = 'id,name,number,isDisabled'

export const division = z.object({ id, name: text, organizationNumber: text })
export const divisionFields = 'id,name,organizationNumber'

export const occupationCode = z.object({ id, code: written, nameNO: text })
export const occupationCodeFields = 'id,code,nameNO'

/**
 * The error envelope. It is described in the vendor's text only, not among the schemas; `validationMessages` can be
 * null, and `field` can be '' or null.
 */
export const errorEnvelope = z.object({
  code: integer,
  message: text,
  requestId: text,
  validationMessages: z
    .array(z.object({ field: text, message: text }))
    .nullish()
    .catch(undefined),
})

export type ErrorEnvelope = z.infer<typeof errorEnvelope>

/** Body of POST and PUT /employee; only what is written. */
export interface EmployeeBody {
  id?: number
  version?: number
  userType?: string
  firstName?: string
  lastName?: string
  email?: string
  employeeNumber?: string
  dateOfBirth?: string
  phoneNumberMobile?: string
  phoneNumberMobileCountry?: { id: number }
  nationalIdentityNumber?: string
  dnumber?: string
  bankAccountNumber?: string
  iban?: string
  bic?: string
  creditorBankCountryId?: number
  usesAbroadPayment?: boolean
  address?: AddressBody
  department?: { id: number }
}

export interface AddressBody {
  id?: number
  version?: number
  addressLine1?: string
  addressLine2?: string
  postalCode?: string
  city?: string
  country?: { id: number }
}
