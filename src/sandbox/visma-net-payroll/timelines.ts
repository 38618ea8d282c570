/** Values that hold for a time. */
import { type Finding, wrong } from './findings.ts'

export interface Dated {
  /** null or absent = since ever. */
  activeStart?: string | null | undefined
  /** null or absent = for ever. */
  activeEnd?: string | null | undefined
}

const ever = { start: '0000-00-00', end: '9999-99-99' }

/**
 * Pensions may overlap and positions may have gaps; nothing else is said to. Not documented: that other timelines are
 * refused for either, and whether a value may begin on the day when the one before ends (one of the vendor's samples does).
 */
export function timelineFindings(entries: readonly Dated[], path: string): Finding[] {
  const spans = entries
    .map(({ activeStart, activeEnd }, index) => ({
      index,
      start: activeStart ?? ever.start,
      end: activeEnd ?? ever.end,
    }))
    .sort((a, b) => (a.start < b.start ? -1 : 1))
  return spans.flatMap(({ index, start, end }, order) => {
    const at = `${path}[${index}]`
    if (end < start) return [wrong(`${at}.activeEnd`, 'InvalidTimeline', 'Ends before it starts.')]
    const next = spans[order + 1]
    if (!next) return []
    const following = `${path}[${next.index}].activeStart`
    if (next.start < end || next.start === ever.start)
      return [wrong(following, 'InvalidTimeline', 'Overlaps another value.')]
    if (next.start > dayAfter(end)) return [wrong(following, 'InvalidTimeline', 'There is a gap before it.')]
    return []
  })
}

export function isActive({ activeStart, activeEnd }: Dated, day: string): boolean {
  return (activeStart ?? ever.start) <= day && day <= (activeEnd ?? ever.end)
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
