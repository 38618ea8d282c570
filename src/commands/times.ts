import { HumaPayrollError } from '../errors.ts'
import { plain } from '../ui/text.ts'

const display = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** ISO 8601 -> "24 Nov 2026, 14:02", in the time zone of the machine. */
export function shortTime(iso: string): string {
  return display.format(new Date(iso))
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * `30m`, `12h`, `7d` before `now`, or a date or time in ISO 8601 (in the machine's time zone where it names none).
 * Returns ISO 8601 in UTC. Throws kind `usage`.
 */
export function parseSince(typed: string, now: number): string {
  const ago = /^(\d{1,5})([mhd])$/.exec(typed)
  if (ago) {
    const unit = ago[2] === 'm' ? units.m : ago[2] === 'h' ? units.h : units.d
    return new Date(now - Number(ago[1]) * unit).toISOString()
  }
  // Without a time, Date takes a date for midnight in UTC, which is another day for most people.
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? `${typed}T00:00` : typed
  const time = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})?$/.test(iso) ? Date.parse(iso) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new HumaPayrollError('usage', `--since: "${plain(typed)}" is not a time.`, {
    hint: 'Write how long ago (30m, 12h, 7d) or a date (2026-11-24, 2026-11-24T14:00).',
  })
}
