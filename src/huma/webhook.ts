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
import { cleanDate, cleanText } from '../core/values.ts'

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
  if (token && !isSame(Buffer.from(headers.get('authorization') ?? ''), Buffer.from(`Bearer ${token}`))) return false
  if (!secret) return true
  const given = headers.get('huma-hmac-sha256')?.trim() ?? ''
  const wanted = createHmac('sha256', secret).update(body).digest()
  // Not documented: how it is written. Both usual ways are taken; each is decoded, so that capitals do not matter.
  return isSame(Buffer.from(given, 'hex'), wanted) || isSame(Buffer.from(given, 'base64'), wanted)
}

/** In the same time whatever the two hold. */
function isSame(given: Buffer, wanted: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const word = z.union([z.string(), z.int().transform(String)]).nullish()
const named = z.union([word, z.looseObject({ id: word, name: word, type: word }).nullish()])

/** Not documented: any of these names. What is read of an absence is read by each of its likely names. */
const absenceShape = z.looseObject({
  id: word,
  absenceId: word,
  userId: word,
  user: named,
  employeeId: word,
  type: named,
  absenceType: named,
  startDate: word,
  fromDate: word,
  from: word,
  endDate: word,
  toDate: word,
  to: word,
  percentage: z.union([z.number(), z.string()]).nullish(),
  percent: z.union([z.number(), z.string()]).nullish(),
  status: named,
  approved: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  updatedAt: word,
  modifiedAt: word,
})

const bodyShape = z.looseObject({
  topic: word,
  timestamp: word,
  users: z.array(z.unknown()).nullish(),
  user: z.unknown().optional(),
  absences: z.array(z.unknown()).nullish(),
  absence: z.unknown().optional(),
})

const userShape = z.looseObject({ id: word, userId: word, absences: z.array(z.unknown()).nullish() })

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
  for (const one of [...(users ?? []), ...(user === undefined ? [] : [user])]) {
    const shape = userShape.safeParse(one)
    const id = shape.success ? (shape.data.id ?? shape.data.userId) : undefined
    if (!shape.success || !id) {
      notice.unreadable += 1
      continue
    }
    notice.users.push(id)
    for (const theirs of shape.data.absences ?? []) addAbsence(theirs, id)
  }
  for (const one of [...(absences ?? []), ...(absence === undefined ? [] : [absence])]) addAbsence(one, undefined)
  return notice

  function addAbsence(one: unknown, userId: string | undefined): void {
    const read = readAbsence(one, { userId, topic, timestamp: timestamp ?? undefined })
    if (read) notice.absences.push(read)
    else notice.unreadable += 1
  }
}

/** `userId`, `topic`, `timestamp`: what stands around it. */
export function readAbsence(
  one: unknown,
  around: { userId?: string | undefined; topic?: string; timestamp?: string | undefined },
): AbsenceNotice | undefined {
  const shape = absenceShape.safeParse(one)
  if (!shape.success) return undefined
  const { data } = shape
  const id = data.id ?? data.absenceId
  const userId = data.userId ?? idOf(data.user) ?? data.employeeId ?? around.userId
  const isDeleted =
    data.deleted === true || /delete|remove/i.test(around.topic ?? '') || isState(data.status, 'deleted')
  const startDate = cleanDate(data.startDate ?? data.fromDate ?? data.from)
  if (!id || !userId) return undefined
  const type = typeOf(data.absenceType) ?? typeOf(data.type) ?? ''
  if (startDate === null && !isDeleted) return undefined
  const percentage = Number(data.percentage ?? data.percent ?? 100)
  const order = data.updatedAt ?? data.modifiedAt ?? around.timestamp
  return {
    userId,
    absence: {
      id,
      type,
      startDate: startDate ?? '',
      endDate: cleanDate(data.endDate ?? data.toDate ?? data.to),
      percentage: Number.isFinite(percentage) ? percentage : 0,
      // Not documented: how an approval is told. Without a word of it nothing is sent.
      isApproved: data.approved === true || isState(data.status, 'approved'),
      isDeleted,
    },
    ...(order ? { order: sortable(order) } : {}),
  }
}

function idOf(value: z.infer<typeof named>): string | undefined {
  return (typeof value === 'object' ? value?.id : value) ?? undefined
}

function isState(value: z.infer<typeof named>, state: string): boolean {
  const text = typeof value === 'object' ? (value?.name ?? value?.type) : value
  return text?.trim().toLowerCase() === state
}

/** By its name, whatever its capitals and separators: `SICK_LEAVE`, `sickLeave`, "Sick leave". */
function typeOf(value: z.infer<typeof named>): string | undefined {
  const text = cleanText(typeof value === 'object' ? (value?.name ?? value?.type) : value)
  if (text === null) return undefined
  const letters = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, '')
  return humaAbsenceTypes.find((name) => letters(name) === letters(text)) ?? text
}

/** Times with different offsets sort by the instant; what is no time sorts as it is. */
function sortable(order: string): string {
  const time = Date.parse(order)
  return Number.isNaN(time) || /^\d+$/.test(order) ? order.padStart(20, '0') : new Date(time).toISOString()
}
