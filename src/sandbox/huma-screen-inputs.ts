/** What is filled in on Huma's own screens, as strict schemas. */
import { z } from 'zod'
import { type BankAccountTypes, positionCreateInput, positionUpdateInput, userDetailsInput } from './huma-inputs.ts'
import { weekdays } from './huma-organization.ts'

export const salaryInput = z.strictObject({
  unit: z.enum(['hourly', 'weekly', 'monthly', 'yearly']),
  amount: z.number().nonnegative(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'not an ISO 4217 code'),
  fromDate: z.iso.date(),
})

/** https://humahr.com/knowledge/absence-types */
const absenceTypes = [
  'Vacation',
  'Self-certification',
  'Sick leave',
  'Paid time off',
  'Unpaid time off',
  'Sick child',
  'Parental leave',
] as const

const absence = z.strictObject({
  type: z.enum(absenceTypes),
  startDate: z.iso.date(),
  endDate: z.iso.date().nullable(),
  percentage: z.int().min(1).max(100),
  isApproved: z.boolean(),
})

/** Open-ended, whole days and not approved, unless it says otherwise. */
export const absenceInput = absence.extend({
  endDate: absence.shape.endDate.default(null),
  percentage: absence.shape.percentage.default(100),
  isApproved: absence.shape.isApproved.default(false),
})

export const absenceChanges = z.strictObject({
  type: absence.shape.type.exactOptional(),
  startDate: absence.shape.startDate.exactOptional(),
  endDate: absence.shape.endDate.exactOptional(),
  percentage: absence.shape.percentage.exactOptional(),
  isApproved: absence.shape.isApproved.exactOptional(),
})

/** Screens name the job title, and make it where there is none of that name yet. */
const title = z.string().trim().min(1).max(255)
export const screenPosition = positionCreateInput.omit({ titleId: true }).extend({ title })
export const screenPositionChanges = positionUpdateInput
  .omit({ titleId: true })
  .extend({ title: title.exactOptional() })

export const groupInput = z.strictObject({
  type: z.enum(['team', 'location', 'company']),
  name: z.string().trim().min(1),
})

export const workDaysInput = z.array(z.enum(weekdays))

export function profileInput(types: BankAccountTypes) {
  return userDetailsInput(types).omit({ relevantExperienceInYears: true, custom: true })
}

/** `token` is Huma's "access token", `secret` its "client secret". */
export const webhookInput = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().exactOptional(),
  token: z.string().exactOptional(),
  /** Not documented: how the signature is written. `hex` when absent. */
  encoding: z.enum(['hex', 'base64']).exactOptional(),
  /** Every notice is posted at once, and again after a while where it was not taken; else it waits to be delivered. */
  auto: z.boolean().exactOptional(),
  /** Not documented: whether Huma tells of what comes by its API. True when absent. */
  tellsApiChanges: z.boolean().exactOptional(),
  /** Not documented: whether an absence says when it was changed. True when absent. */
  withUpdatedAt: z.boolean().exactOptional(),
})

export type Webhook = z.infer<typeof webhookInput>
