/** Words and numbers for screens. */
import { stripVTControlCharacters } from 'node:util'

/** Line and column movers, colours, bells: everything that a terminal obeys instead of showing. */
const controls = /\p{Cc}/gu
/** Line breaks and tabs of every kind; on a screen a name has one line. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu
/** Invisible characters that turn the reading direction around or hide text in text (Unicode TR 36, TR 39). */
const invisible = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu

/** Text of a remote system as it may go to a terminal: one line, and nothing in it that a terminal obeys. */
export function plain(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replace(breaks, ' ')
    .replace(controls, '')
    .replace(invisible, '')
    .trim()
}

/** `count(1, 'user')` "1 user", `count(3, 'person', 'people')` "3 people". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}

/** Milliseconds as people say them: "0.4 s", "12 s", "3 min 5 s", "2 h 1 min". */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`
}
