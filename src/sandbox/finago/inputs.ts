/** What is read from a request. Values may be sent as text or as numbers; they are kept as text. */
import type { Context } from 'hono'
import { z } from 'zod'
import { badParameter, invalidObject } from './refusals.ts'

/** Where the company is: two values of an employment depend on it. */
export type Country = 'NO' | 'SE'

const text = z.union([z.string(), z.number()]).transform(String)

/** '' = no value. */
const matching = (shape: RegExp) => text.refine((value) => value === '' || shape.test(value))
const day = text.refine((value) => value === '' || z.iso.date().safeParse(value).success)
/** Kept with two decimals. */
const decimal = matching(/^\d+(\.\d+)?$/).transform((value) => (value === '' ? '' : Number(value).toFixed(2)))
const integer = matching(/^\d+$/)
const country = matching(/^[A-Z]{2}$/)
const oneOf = (values: readonly string[]) => text.refine((value) => value === '' || values.includes(value))

const share = z.strictObject({
  percentage: decimal,
  dimensions: z.array(z.strictObject({ dimid: text, value: text })),
})

/** The fields of an employee, in the order of the documentation; all may be left out, but for what is asked of new ones. */
const employeeShape = {
  empId: integer,
  email: text,
  email_copy: text,
  firstname: text,
  lastname: text,
  postaddress: text,
  zipcode: text,
  city: text,
  countryCode: country,
  clearingno: text,
  account: text,
  bic: text,
  employee_date: day,
  telefon: text,
  // A birth number, a D-number, or a birth date in either length; a Swedish number.
  personnr: matching(/^(\d{6}|\d{8}|\d{11}|\d{12})$/),
  internationalID: z.strictObject({
    countryCode: country,
    ID: text,
    type: oneOf(['passnummer', 'socialSecurityNumber', 'taxIdentificationNumber', 'valueAddedTaxNumber']),
  }),
  salary_type: oneOf(['monthly', 'hourly']),
  salary: decimal,
  salary_valid_from: day,
  taxtable: text,
  employment_rate: decimal,
  employment_rate_valid_from: day,
  hours_per_week: decimal,
  hours_per_week_valid_from: day,
  vacation_percent: decimal,
  vacation_percent_valid_from: day,
  vacation_days: integer,
  hidden: oneOf(['0', '1']),
  percentage_tax_main_employer: decimal,
  percentage_tax_bi_employer: decimal,
  tax_resident_country: country,
  continental_shelf: oneOf(['1', '-1']),
  taxexemption: z.strictObject({ percentage: text, amount: text }),
  accounting: z
    .array(share)
    .refine((shares) => shares.reduce((sum, { percentage }) => sum + Number(percentage), 0) <= 100),
}

export const employeeFields = Object.keys(employeeShape)

const employeeInput = z.object(employeeShape).partial().catchall(text)
type EmployeeInput = z.output<typeof employeeInput>

const endReasons = {
  NO: [
    'arbeidsforholdetSkulleAldriVaertRapportert',
    'arbeidsgiverHarSagtOppArbeidstaker',
    'arbeidstakerHarSagtOppSelv',
    'byttetLoenssystemEllerRegnskapsfoerer',
    'endringIOrganisasjonsstrukturEllerByttetJobbInternt',
    'kontraktEngasjementEllerVikariatErUtloept',
  ],
  SE: [
    'Ingen',
    'UppsagdArbetsbrist',
    'TidsbegransadAnstallning',
    'EgenBegaran',
    'SlutProvanstallningAnstalldBeslut',
    'SlutProvanstallningArbetsgivareBeslut',
    'Konkurs',
    'AnnanOrsak',
  ],
}
const employmentForms = {
  NO: ['fast', 'fastAnsattUtleid', 'midlertidig', 'midlertidigAnsattUtleid', 'midlertidigAnsattSomTilkallingsvikar'],
  SE: ['Ingen', 'Tillsvidare', 'Provanstallning', 'Behovsanstalld', 'Tidsbegransad'],
}
const employmentTypes = [
  'ordinaertArbeidsforhold',
  'maritimtArbeidsforhold',
  'frilanserOppdragstakerHonorarPersonerMm',
  'pensjonOgAndreTyperYtelserUtenAnsettelsesforhold',
]
const workingTimes = [
  'ikkeSkift',
  'offshore336',
  'doegnkontinuerligSkiftOgTurnus355',
  'helkontinuerligSkiftOgAndreOrdninger336',
  'skift365',
  'andreSkift',
]

/** Not documented: the form of a Swedish occupation code. */
const employmentShape = (country: Country) => ({
  employment_id: text,
  primary_employment: oneOf(['0', '1']),
  startdate: day,
  enddate: day,
  enddate_reason: oneOf(endReasons[country]),
  employment_form: oneOf(employmentForms[country]),
  profession_code: country === 'NO' ? matching(/^\d{7}$/) : text,
  employment_rate: decimal,
  employment_type: oneOf(employmentTypes),
  enterprise_number: matching(/^\d{9}$/),
  working_times: oneOf(workingTimes),
})

export const employmentFields = Object.keys(employmentShape('NO'))
const employmentInput = {
  NO: z.object(employmentShape('NO')).partial(),
  SE: z.object(employmentShape('SE')).partial(),
}
export type EmploymentInput = z.output<typeof employmentInput.NO>

const absenceShape = {
  empId: integer,
  serialNo: integer,
  startDate: day,
  endDate: day,
  comment: text,
  approved: oneOf(['1', '2']),
  percent: matching(/^\d+(\.\d+)?$/),
  absenceType: text,
  childId: text,
  numberOfDays: integer,
  permisjonId: text,
  startdateParental: day,
  externalId: text,
}

export const absenceFields = Object.keys(absenceShape)
const absenceInput = z.object(absenceShape).partial()
export type AbsenceInput = z.output<typeof absenceInput>

const childShape = { empId: integer, childId: text, firstname: text, lastname: text, birthdate: day }
const childInput = z.object(childShape).partial()

const filterInput = z.strictObject({
  serialNo: integer.exactOptional(),
  datefrom: z.iso.date().exactOptional(),
  dateto: z.iso.date().exactOptional(),
})
export type Filter = z.output<typeof filterInput>

/** Fields that the company has made itself. */
const ownField = /^employee_field_\d+$/

export async function employeeFrom(context: Context): Promise<EmployeeInput> {
  return checked(await jsonOf(context), employeeInput, [...employeeFields, ownField])
}

export async function employmentsFrom(context: Context, country: Country): Promise<EmploymentInput[]> {
  const rows = z.array(z.unknown()).safeParse(await jsonOf(context))
  if (!rows.success) throw invalidObject()
  return rows.data.map((row) => checked(row, employmentInput[country], employmentFields))
}

export async function absenceFrom(context: Context): Promise<AbsenceInput> {
  return checked(await jsonOf(context), absenceInput, absenceFields)
}

export async function childFrom(context: Context): Promise<z.output<typeof childInput>> {
  return checked(await jsonOf(context), childInput, Object.keys(childShape))
}

export function filterOf(context: Context): Filter {
  const filter = filterInput.safeParse(context.req.query())
  if (!filter.success) throw badParameter()
  return filter.data
}

/** Only what was sent. */
export function sentOf(input: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** Whatever the media type says: the documentation has application/json for some bodies and text/html for others. */
async function jsonOf(context: Context): Promise<unknown> {
  const sent = await context.req.text()
  try {
    return JSON.parse(sent)
  } catch {
    throw invalidObject()
  }
}

/** Not documented: what happens to names that nobody knows. They are refused. */
function checked<T extends z.ZodType>(sent: unknown, schema: T, names: readonly (string | RegExp)[]): z.output<T> {
  const object = z.record(z.string(), z.unknown()).safeParse(sent)
  if (!object.success) throw invalidObject()
  const isKnown = (key: string) => names.some((name) => (name instanceof RegExp ? name.test(key) : name === key))
  if (!Object.keys(object.data).every(isKnown)) throw invalidObject()
  const result = schema.safeParse(object.data)
  if (!result.success) throw badParameter()
  return result.data
}
