import { z } from 'zod'

/** Huma's seven absence types, by the names that its administrators see. Their API codes are not documented. */
export const humaAbsenceTypes = [
  'Vacation',
  'Self-certification',
  'Sick leave',
  'Paid time off',
  'Unpaid time off',
  'Sick child',
  'Parental leave',
] as const

export const groupTypes = ['company', 'team', 'location'] as const
export type GroupType = (typeof groupTypes)[number]

/** One of Huma's groups. */
export interface Group {
  type: GroupType
  id: string
  name: string
}

const scopeGroup = z.object({ type: z.enum(groupTypes), id: z.string(), name: z.string() })

/** Who takes part: everybody, or the members of any of the groups. */
const scope = z.union([z.literal('all'), z.array(scopeGroup).min(1)])

/** Which data flows. `createUsers`: people added in Huma later are created in payroll without being asked about. */
const dataChoices = z.object({
  users: z.boolean(),
  createUsers: z.boolean(),
  positions: z.boolean(),
  absence: z.boolean(),
  salary: z.boolean(),
})

/** A connection: one Huma scope tied to one account in one payroll system. Holds no secret. */
export const connectionSchema = z.object({
  /** Never changes and is never shown; everything kept about the connection hangs on it. */
  id: z.string(),
  /** What people call it; unique. */
  name: z.string(),
  system: z.string(),
  scope,
  /** The authorization method's id (AuthMethod.id). */
  method: z.string(),
  baseUrl: z.string(),
  authUrl: z.string().optional(),
  /** The account that answered when the connection was authorized. */
  account: z.object({ id: z.string(), name: z.string() }),
  data: dataChoices,
  /** Huma's absence type -> the payroll system's own code. A type that is not here is not sent. */
  absenceMap: z.record(z.string(), z.string()),
  /** Huma's job title -> the payroll system's occupation code. A title that is not here is sent without a code. */
  occupationMap: z.record(z.string(), z.string()).exactOptional(),
  /** E-mail addresses that get the result of each sync, and what needs attention; absent = nobody. */
  mailTo: z.array(z.string()).readonly().exactOptional(),
  /** Answers to the system's own questions (SettingQuestion.key), and `mainPosition` (core/position.ts). */
  settings: z.record(z.string(), z.string()),
  createdAt: z.string(),
  /** Null until `configure` has been saved once. */
  configuredAt: z.string().nullable(),
  /** Null until the first complete sync; only an active connection sends changes by itself. */
  activatedAt: z.string().nullable(),
})

export type Connection = z.infer<typeof connectionSchema>
export type Scope = z.infer<typeof scope>
export type DataChoices = z.infer<typeof dataChoices>
export type DataType = Exclude<keyof DataChoices, 'createUsers'>

export type Stage = 'connected' | 'configured' | 'active'

export function stage(connection: Connection): Stage {
  if (connection.activatedAt) return 'active'
  return connection.configuredAt ? 'configured' : 'connected'
}

/** "all employees", "company Nordlys AS", "team Kitchen and location Bergen". */
export function describeScope(chosen: Scope): string {
  if (chosen === 'all') return 'all employees'
  return chosen.map((group) => `${group.type} ${group.name}`).join(' and ')
}
