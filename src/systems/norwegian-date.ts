/** Which day it is for a Norwegian system, wherever this runs. */

const dates = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short' })

/** ISO 8601, which is how Swedish writes dates. `milliseconds` since 1970. */
export function norwegianDate(milliseconds: number): string {
  return dates.format(milliseconds)
}
