/**
 * What is used of Tripletex API 2.74.00 (https://tripletex.no/v2/openapi.json), and which fields to ask for.
 *
 * Nearly everything may be null or absent on the wire: "Missing fields or even no response data can occur because
 * result objects and fields are filtered on authorization." Absent = not visible to this key; null or '' = empty.
 */
import { z } from 'zod'

const text = z.string().nullish()
const id = z.int()

/** A single object: `{"value": …}`. */
export function single<T extends z.ZodType>(value: T) {
  return z.object({ value })
}

export function page<T extends z.ZodType>(row: T) {
  return z.object({ values: z.array(row), fullResultSize: z.number().nullish() })
}

/** Only the id where nested objects are not opened. */
const countryReference = z.object({ id: id.nullish(), isoAlpha2Code: text })
export type CountryReference = z.infer<typeof countryReference>

const address = z.object({
  id: id.nullish(),
  version: z.int().nullish(),
  addressLine1: text,
  addressLine2: text,
  postalCode: text,
  city: text,
  country: countryReference.nullish(),
})

/** `userType` is never read: GET answers null for everybody. */
export const employee = z.object({
  id,
  /** "Found on all persisted resources", and yet not relied on. */
  version: z.int().nullish(),
  firstName: text,
  lastName: text,
  email: text,
  employeeNumber: text,
  dateOfBirth: text,
  phoneNumberMobile: text,
  phoneNumberMobileCountry: countryReference.nullish(),
  nationalIdentityNumber: text,
  dnumber: text,
  bankAccountNumber: text,
  iban: text,
  bic: text,
  usesAbroadPayment: z.boolean().nullish(),
  address: address.nullish(),
  isContact: z.boolean().nullish(),
  isProxy: z.boolean().nullish(),
  employments: z.array(z.object({ endDate: text })).nullish(),
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

export const created = z.object({ id })

export const sessionToken = z.object({ token: z.string().min(1) })

export const loggedInUser = z.object({
  companyId: id,
  employee: z.object({ firstName: text, lastName: text }).nullish(),
})
export const loggedInUserFields = 'companyId,employee(firstName,lastName)'

export const company = z.object({ name: text, organizationNumber: text })
export const companyFields = 'name,organizationNumber'

export const country = z.object({ id, isoAlpha2Code: text })
export const countryFields = 'id,isoAlpha2Code'

export const department = z.object({ id, name: text, departmentNumber: text, isInactive: z.boolean().nullish() })
export const departmentFields = 'id,name,departmentNumber,isInactive'

export const activity = z.object({ id, name: text, number: text, isDisabled: z.boolean().nullish() })
export const activityFields = 'id,name,number,isDisabled'

/**
 * The error envelope. It is described in the vendor's text only, not among the schemas; `validationMessages` can be
 * null, and `field` can be '' or null.
 */
export const errorEnvelope = z.object({
  code: z.int().nullish(),
  message: text,
  requestId: text,
  validationMessages: z.array(z.object({ field: text, message: text })).nullish(),
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
