/** Public holidays by law of the countries whose payroll systems there are; no days that are only customarily free. */

/** Days after Easter Sunday, by the names that English has for them. */
const easter = {
  maundyThursday: -3,
  goodFriday: -2,
  easterSunday: 0,
  easterMonday: 1,
  ascensionDay: 39,
  whitSunday: 49,
  whitMonday: 50,
} as const

interface Calendar {
  /** `MM-DD` */
  fixed: readonly string[]
  movable: readonly (keyof typeof easter)[]
  /** Midsummer Day and All Saints' Day: the first Saturday from `MM-DD` on. */
  saturdaysFrom: readonly string[]
}

const common = ['goodFriday', 'easterSunday', 'easterMonday', 'ascensionDay', 'whitSunday'] as const

const calendars: Readonly<Record<string, Calendar>> = {
  NO: {
    fixed: ['01-01', '05-01', '05-17', '12-25', '12-26'],
    movable: [...common, 'maundyThursday', 'whitMonday'],
    saturdaysFrom: [],
  },
  SE: {
    fixed: ['01-01', '01-06', '05-01', '06-06', '12-25', '12-26'],
    movable: common,
    saturdaysFrom: ['06-20', '10-31'],
  },
  FI: {
    fixed: ['01-01', '01-06', '05-01', '12-06', '12-25', '12-26'],
    movable: common,
    saturdaysFrom: ['06-20', '10-31'],
  },
}

/** ISO 8601 dates in order, each once; both ends included. undefined for another country. */
export function holidaysBetween(country: string, fromDate: string, toDate: string): string[] | undefined {
  const calendar = calendars[country]
  if (!calendar) return undefined
  const days = new Set<string>()
  for (let year = Number(fromDate.slice(0, 4)); year <= Number(toDate.slice(0, 4)); year += 1) {
    const dayOf = (monthAndDay: string) => `${String(year).padStart(4, '0')}-${monthAndDay}`
    for (const day of calendar.fixed) days.add(dayOf(day))
    for (const name of calendar.movable) days.add(dayAfter(dayOf(easterSunday(year)), easter[name]))
    for (const day of calendar.saturdaysFrom) {
      days.add(dayAfter(dayOf(day), 6 - new Date(dayOf(day)).getUTCDay()))
    }
  }
  return [...days].filter((date) => date >= fromDate && date <= toDate).sort()
}

/** `MM-DD`. The anonymous Gregorian computus: https://en.wikipedia.org/wiki/Date_of_Easter#Anonymous_Gregorian_algorithm */
function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3)
  const h = (19 * a + d + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return `${String(Math.floor(n / 31)).padStart(2, '0')}-${String((n % 31) + 1).padStart(2, '0')}`
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}
