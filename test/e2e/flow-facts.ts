/** What happened in Huma, as its administrator remembers it: nothing here is read from a system. */

/** `at`: the number of the event since which it is so; 0 = before the activation. */
export interface Since<T> {
  at: number
  value: T
}
/** In order; the last one holds. */
export type Past<T> = Since<T>[]

export const flowFields = ['name', 'email', 'phone', 'address', 'account'] as const
/** `name`: "Kari Nordmann". `phone`, `account`: digits. `address`: street, postal code and city. '' = emptied. */
export type FlowField = (typeof flowFields)[number]

export interface FlowPosition {
  /** ISO 8601. */
  start: string
  /** The last day. */
  end: string | null
  percentage: number
  title: string
  /** Another position follows inside the company, so this is no end of the employment. */
  isTransfer: boolean
}

export interface FlowSalary {
  unit: 'hourly' | 'monthly' | 'yearly'
  amount: number
  currency: string
  fromDate: string
}

export type FlowAbsenceType =
  | ('Vacation' | 'Self-certification' | 'Sick leave' | 'Paid time off')
  | ('Unpaid time off' | 'Sick child' | 'Parental leave')

export interface FlowAbsence {
  type: FlowAbsenceType
  startDate: string
  /** null = open. */
  endDate: string | null
  percentage: number
  isApproved: boolean
}

export interface PersonFacts {
  /** In Huma. */
  id: string
  /** The employee number, by which the same person is known in payroll. */
  number: string
  isNew: boolean
  fields: Record<FlowField, Past<string>>
  standing: Past<'active' | 'deactivated' | 'deleted'>
  /** By Huma's id; null = deleted. */
  positions: Map<string, Past<FlowPosition | null>>
  salary: Past<FlowSalary | null>
  absences: Map<string, Past<FlowAbsence | null>>
}

export function now<T>(past: Past<T>): T {
  const last = past.at(-1)
  if (!last) throw new RangeError('Nothing is known.')
  return last.value
}

/** As it was right after an event; undefined where it was not there yet. */
export function asOf<T>(past: Past<T>, at: number): T | undefined {
  return past.findLast((since) => since.at <= at)?.value
}

export function isChanged<T>(past: Past<T>): boolean {
  return past.some(({ at }) => at > 0)
}

/** The event by which the person was deactivated or deleted; undefined while they are active. */
export function lockedAt({ standing }: PersonFacts): number | undefined {
  const last = standing.at(-1)
  return last?.value === 'active' ? undefined : last?.at
}

export function currentPositions({ positions }: PersonFacts): FlowPosition[] {
  return [...positions.values()].map(now).filter((position) => position !== null)
}

export function holdsOn({ start, end }: Pick<FlowPosition, 'start' | 'end'>, day: string): boolean {
  return start <= day && (end === null || day <= end)
}

/**
 * The main position of a day: the one with the highest percentage, of two like ones the one that begins later. That is the
 * tool's own standard (`mainPosition`); Huma's is not documented. The events make no two that begin on one day.
 */
export function mainOn(positions: readonly FlowPosition[], day: string): FlowPosition | undefined {
  return positions
    .filter((position) => holdsOn(position, day))
    .sort((a, b) => b.percentage - a.percentage || (a.start < b.start ? 1 : -1))[0]
}

/** ISO 8601. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
