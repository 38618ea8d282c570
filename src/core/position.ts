/** A position as Huma knows one, and which of several is the main one. */

export interface Position {
  /** Huma's. */
  id: string
  /** The job title's name; '' where there is none. */
  title: string
  /** ISO 8601 dates; the last day is part of it, null = open. */
  startDate: string
  endDate: string | null
  /** Of full time, 0 to 100. */
  percentage: number
  /**
   * Permanent, Temporary, Seasonal, Casual, Trainee, JobTrainingProgram, Consultant, Freelance, ThirdParty, Other; or a text
   * that is not documented; '' where Huma does not tell.
   */
  contractType: string
  /**
   * change_in_organization_or_internal_job_transfer, employee_resigned, employee_terminated,
   * temporary_contract_or_position_ended, change_in_payroll_system_or_accountant, other; or a text that is not documented; ''
   * where Huma does not tell.
   */
  endReason: string
}

/**
 * Which position counts where several hold at once. Not documented: Huma's own rule.
 * Ties: the later start, then the id.
 */
export const mainPositionRules = ['highest-percentage', 'latest-start', 'earliest-start'] as const
export type MainPositionRule = (typeof mainPositionRules)[number]

export function isMainPositionRule(text: string): text is MainPositionRule {
  return mainPositionRules.some((rule) => rule === text)
}

/** ISO 8601 dates, both inclusive. */
export function holdsOn({ startDate, endDate }: Pick<Position, 'startDate' | 'endDate'>, date: string): boolean {
  return startDate <= date && (endDate === null || date <= endDate)
}

/** The main position of a day; undefined where none holds. The order of `positions` changes nothing. */
export function mainPosition(
  positions: readonly Position[],
  date: string,
  rule: MainPositionRule,
): Position | undefined {
  return positions.filter((position) => holdsOn(position, date)).sort((a, b) => inRank(a, b, rule))[0]
}

/** The first day on which it is the main one; undefined where there is no such day. */
export function mainFrom(
  position: Position,
  positions: readonly Position[],
  rule: MainPositionRule,
): string | undefined {
  // Who is main changes only where a position begins, or on the day after one has ended.
  const days = [position.startDate, ...positions.flatMap(({ endDate }) => (endDate === null ? [] : [nextDay(endDate)]))]
  return days
    .filter((day) => holdsOn(position, day))
    .sort()
    .find((day) => mainPosition(positions, day, rule)?.id === position.id)
}

function inRank(a: Position, b: Position, rule: MainPositionRule): number {
  const byStart = a.startDate < b.startDate ? 1 : a.startDate > b.startDate ? -1 : 0
  const first =
    rule === 'highest-percentage' ? b.percentage - a.percentage : rule === 'latest-start' ? byStart : -byStart
  return first || byStart || (a.id < b.id ? -1 : 1)
}

/** ISO 8601. */
export function nextDay(date: string): string {
  return dayAfter(date, 1)
}

/** ISO 8601. `days` may be negative. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
