/**
 * What is used of Finago Payday's API 2.0.0 (https://swagger.api.24sevenoffice.com/?url=https://me.24sevenoffice.com/swagger.json),
 * which describes no answer but by an example. In those every value is a text and '' means none.
 */
import { z } from 'zod'

/** Numbers are taken too, because only examples say that they come as texts. */
const text = z.union([z.string(), z.number()]).nullish()

/** "Of one" is a list of one element there, though not of everything: both are read. */
export function oneOrMany<T extends z.ZodType>(row: T) {
  return z.union([z.array(row), row.transform((only) => [only])])
}

/** The client of somebody else (https://github.com/valuetechdev/finago-go) shows the form; the vendor's file tells none. */
export const bearer = z.object({ accessToken: z.string().min(1), expiresOn: z.string().nullish() })

/** Whatever else is there is kept: a change sends most of it back. */
export const employee = z.looseObject({
  empId: z.union([z.string().min(1), z.number()]),
  firstname: text,
  lastname: text,
  email: text,
  telefon: text,
  personnr: text,
  postaddress: text,
  zipcode: text,
  city: text,
  countryCode: text,
  clearingno: text,
  account: text,
  bic: text,
})

export type Employee = z.infer<typeof employee>

export const employment = z.object({ enddate: text })

export type Employment = z.infer<typeof employment>

export const organization = z.object({ name: text, orgno: text, country_code: text })

export const absenceType = z.object({ code: z.string().min(1), description: text })

/** Not documented: the body of any refusal. */
export const refusal = z.object({ message: z.string().nullish(), error: z.string().nullish() })
