/**
 * Huma's webhook: https://humahr.com/knowledge/this-is-how-the-profile-webhook-work
 *
 * Documented: the header `huma-topic` is the body's `topic`; with a client secret, `huma-hmac-sha256` is an HMAC of the JSON
 * body; an access token is sent as bearer; the body has `users`, each with an `id`. Everything else about absence is not
 * documented, and every assumption stands in this file, marked. Nothing of a person's values is taken from a notice: it
 * only says whom to look at, so one that comes twice, late or not at all does no harm.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { HumaAbsence } from '../core/absence.ts'
import { humaAbsenceTypes } from '../core/connection.ts'
import { cleanText } from '../core/values.ts'
import { amount, day } from './schema.ts'

export interface WebhookKeys {
  /** Huma calls it client secret. */
  secret?: string | undefined
  /** Huma calls it access token. */
  token?: string | undefined
}

export interface HumaNotice {
  topic: string
  /** Ids of users to look at. */
  users: string[]
  absences: AbsenceNotice[]
  /** Of what was in it, so many parts could not be understood. */
  unreadable: number
}

export interface AbsenceNotice {
  userId: string
  absence: HumaAbsence
  /** Sorts the notices of one absence; absent where Huma tells nothing that does. */
  order?: string
}

/** True where the request proves to be from Huma. `body` is as it came. False where there is nothing to prove it by. */
export function isFromHuma(body: Uint8Array, headers: Headers, { secret, token }: WebhookKeys): boolean {
  if (!secret && !token) return false
  if (token) {
    const given = /^bearer +(.*)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? ''
    if (!isSame(Buffer.from(given), Buffer.from(token))) return false
  }
  if (!secret) return true
  const given = headers.get('huma-hmac-sha256')?.trim() ?? ''
  const wanted = createHmac('sha256', secret).update(body).digest()
  // Not documented: how it is written. Both usual ways are taken; each is decoded, so that capitals do not matter.
  if (/^[0-9a-f]{64}$/i.test(given)) return isSame(Buffer.from(given, 'hex'), wanted)
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(given) && isSame(Buffer.from(given, 'base64'), wanted)
}

/** In the same time whatever the two hold. */
function isSame(given: Buffer, wanted: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const word = z.union([z.string(), z.int().transform(String)]).nullish()
const named = z.union([word, z.looseObject({ id: word, name: word, type: word }).nullish()])
/** In per cent; may say so. */
const grade = z.preprocess(
  (given) => (typeof given === 'string' ? given.replace(/%\s*$/, '') : given),
  amount.pipe(z.number().nonnegative().nullish()),
)
const time = z.union([z.string(), z.number()]).nullish()

/** Not documented: any of these names. What is read of an absence is read by each of its likely names. */
const absenceShape = z.looseObject({
  id: word,
  absenceId: word,
  userId: word,
  user: named,
  employeeId: word,
  type: named,
  absenceType: named,
  startDate: day,
  fromDate: day,
  from: day,
  endDate: day,
  toDate: day,
  to: day,
  percentage: grade,
  percent: grade,
  status: named,
  approved: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  updatedAt: time,
  modifiedAt: time,
})

const bodyShape = z.looseObject({
  topic: word,
  timestamp: time.catch(undefined),
  users: z.unknown().optional(),
  user: z.unknown().optional(),
  absences: z.unknown().optional(),
  absence: z.unknown().optional(),
})

const userShape = z.looseObject({
  id: word,
  userId: word,
  absences: z.unknown().optional(),
  absence: z.unknown().optional(),
})

/** undefined = no notice of Huma's: no JSON object, or its topic is not the header's. */
export function readNotice(body: string, headers: Headers): HumaNotice | undefined {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return undefined
  }
  const read = bodyShape.safeParse(json)
  if (!read.success) return undefined
  const { users, user, absences, absence, timestamp } = read.data
  const header = headers.get('huma-topic') ?? undefined
  const topic = read.data.topic ?? header ?? ''
  if (topic === '' || (header !== undefined && header !== topic)) return undefined

  const notice: HumaNotice = { topic, users: [], absences: [], unreadable: 0 }
  for (const one of partsOf(users, user)) {
    const shape = userShape.safeParse(one)
    const id = shape.success ? shape.data.id || shape.data.userId : undefined
    if (!shape.success || !id) {
      notice.unreadable += 1
      continue
    }
    notice.users.push(id)
    for (const theirs of partsOf(shape.data.absences, shape.data.absence)) addAbsence(theirs, id)
  }
  for (const one of partsOf(absences, absence)) addAbsence(one, undefined)
  // One that is written in another way must not pass for one in which nothing happened.
  const isMissing = isAbout('absence', topic)
    ? notice.absences.length === 0
    : isAbout('user', topic) && users === undefined && user === undefined
  if (isMissing && notice.unreadable === 0) notice.unreadable = 1
  return notice

  function addAbsence(one: unknown, userId: string | undefined): void {
    const read = readAbsence(one, { userId, topic, timestamp })
    if (read) notice.absences.push(read)
    else notice.unreadable += 1
  }
}

/** A list, or one alone; what is neither is kept, to be counted as unreadable. */
function partsOf(several: unknown, one: unknown): unknown[] {
  const list = Array.isArray(several) ? several : [several]
  return [...list, one].filter((part) => part !== undefined && part !== null)
}

function isAbout(what: 'user' | 'absence', topic: string): boolean {
  return topic.toLowerCase().startsWith(what)
}

/** What stands around an absence. */
interface Around {
  userId: string | undefined
  topic: string
  timestamp: z.infer<typeof time>
}

export function readAbsence(one: unknown, around: Around): AbsenceNotice | undefined {
  const shape = absenceShape.safeParse(one)
  if (!shape.success) return undefined
  const { data } = shape
  const id = data.id || data.absenceId
  const userId = data.userId || idOf(data.user) || data.employeeId || around.userId
  const startDate = data.startDate ?? data.fromDate ?? data.from
  // That a user was deleted deletes nothing in payroll.
  const isRemoval = !isAbout('user', around.topic) && /delete|remove/i.test(around.topic)
  const isDeleted = data.deleted === true || isRemoval || isState(data.status, 'deleted')
  if (!id || !userId || (startDate === null && !isDeleted)) return undefined
  const order = sortable(data.updatedAt ?? data.modifiedAt ?? around.timestamp)
  return {
    userId,
    absence: {
      id,
      type: typeOf(data.absenceType) ?? typeOf(data.type) ?? '',
      startDate: startDate ?? '',
      endDate: data.endDate ?? data.toDate ?? data.to,
      // It is graded only where it says so.
      percentage: data.percentage ?? data.percent ?? 100,
      // Not documented: how an approval is told. Without a word of it nothing is sent.
      isApproved: data.approved ?? isState(data.status, 'approved'),
      isDeleted,
    },
    ...(order === undefined ? {} : { order }),
  }
}

function idOf(value: z.infer<typeof named>): string | undefined {
  return (typeof value === 'object' ? value?.id : value) ?? undefined
}

/** Everything that it is called by. */
function namesOf(value: z.infer<typeof named>): string[] {
  const names = typeof value === 'object' ? [value?.name, value?.type, value?.id] : [value]
  return names.map((name) => cleanText(name)).filter((name) => name !== null)
}

function isState(value: z.infer<typeof named>, state: string): boolean {
  return namesOf(value).some((name) => name.toLowerCase() === state)
}

/** By its name, whatever its capitals and separators: `SICK_LEAVE`, `sickLeave`, "Sick leave". */
function typeOf(value: z.infer<typeof named>): string | undefined {
  const names = namesOf(value)
  const letters = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, '')
  return humaAbsenceTypes.find((type) => names.some((name) => letters(name) === letters(type))) ?? names[0]
}

/** From so many on a number is one of milliseconds, below it one of seconds: 1973 and the year 5138. */
const milliseconds = 100_000_000_000

/** The instant as ISO 8601 in UTC, so that times with different offsets sort; undefined for what is no time. */
function sortable(order: z.infer<typeof time>): string | undefined {
  const written = String(order ?? '').trim()
  const instant = new Date(/^\d+(\.\d+)?$/.test(written) ? sinceEpoch(Number(written)) : isoInstant(written))
  const text = Number.isNaN(instant.getTime()) ? '' : instant.toISOString()
  // Years of more digits would not sort.
  return /^\d{4}-/.test(text) ? text : undefined
}

function sinceEpoch(number: number): number {
  return number < milliseconds ? number * 1000 : number
}

/** A time without an offset is taken as UTC, because it must not depend on where it is read. NaN for what is none. */
function isoInstant(written: string): number {
  const [, date, clock, offset] = /^(\d{4}-\d{2}-\d{2})(?:[T ]([\d:.]+)(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(written) ?? []
  return Date.parse(`${date}T${clock ?? '00:00'}${offset ?? 'Z'}`)
}
