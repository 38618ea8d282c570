/** Who in Huma each row of an absence file means. Nobody is ever guessed. */
import type { Connection } from '../core/connection.ts'
import { digestText } from '../core/values.ts'
import { HumaPayrollError } from '../errors.ts'
import type { HumaPeople, HumaReader } from '../huma/client.ts'
import type { ImportRow } from '../live/import-rows.ts'
import { plain } from '../ui/text.ts'
import type { NotRead, ReadRow, Who } from './absence-row.ts'

export interface Found {
  rows: ImportRow[]
  notFound: NotRead[]
  /** Ids of the users in the scope of the connection. */
  members: ReadonlySet<string>
  /** By id, as people call them. */
  names: ReadonlyMap<string, string>
}

/** By Huma's id, else by the e-mail address, else by the employee number. `onRead`: as of readHuma. */
export async function findPeople(
  huma: HumaReader,
  connection: Pick<Connection, 'scope'>,
  rows: readonly ReadRow[],
  onRead: (part: { done: number; of: number }) => void,
): Promise<Found> {
  const everybody = await huma.directory()
  if (everybody.length === 0) {
    throw new HumaPayrollError('unavailable', 'Huma shows no users at all, so nobody can be looked up.', {
      hint: 'Run the command again.',
    })
  }
  const members = await huma.members(connection.scope)
  const indexes = indexesOf(everybody)
  // The list does not show employee numbers: everybody has to be asked for.
  if (rows.some(({ who }) => who.userId === '' && who.email === '')) {
    const { people } = await huma.readHuma(connection.scope, onRead)
    for (const { id, fields } of people)
      if (fields.employeeNumber) add(indexes.employeeNumber, fields.employeeNumber, id)
  }
  const found: Found = { rows: [], notFound: [], members, names: namesOf(everybody) }
  for (const { who, ...row } of rows) {
    const user = userOf(who, indexes)
    if ('id' in user) found.rows.push({ ...row, userId: user.id })
    else found.notFound.push({ line: row.line, why: user.why })
  }
  return found
}

/** A key, and the ids of all who have it. */
type Index = Map<string, string[]>
type Indexes = Record<keyof Who, Index>

function indexesOf(everybody: HumaPeople['outsiders']): Indexes {
  const indexes: Indexes = { userId: new Map(), email: new Map(), employeeNumber: new Map() }
  for (const { id, email } of everybody) {
    add(indexes.userId, id.toLowerCase(), id)
    if (email) add(indexes.email, digestText('email', email), id)
  }
  return indexes
}

function add(index: Index, key: string, id: string): void {
  const there = index.get(key)
  if (there) there.push(id)
  else index.set(key, [id])
}

function userOf({ userId, email, employeeNumber }: Who, indexes: Indexes): { id: string } | { why: string } {
  // A column may be called id of the employee and mean either.
  const isId = employeeNumber !== '' && indexes.userId.has(employeeNumber.toLowerCase())
  const keys = [
    { index: indexes.userId, key: userId.toLowerCase(), typed: userId, what: 'id' },
    { index: indexes.email, key: email && digestText('email', email), typed: email, what: 'e-mail address' },
    isId
      ? { index: indexes.userId, key: employeeNumber.toLowerCase(), typed: employeeNumber, what: 'id' }
      : { index: indexes.employeeNumber, key: employeeNumber, typed: employeeNumber, what: 'employee number' },
  ].filter(({ key }) => key !== '')
  const [strongest] = keys
  if (!strongest) return { why: 'it does not say whose it is' }
  const [id, ...others] = strongest.index.get(strongest.key) ?? []
  const typed = `${strongest.what} ${plain(strongest.typed).slice(0, 80)}`
  if (id === undefined) return { why: `nobody in Huma has the ${typed}` }
  if (others.length > 0) return { why: `${others.length + 1} people in Huma have the ${typed}` }
  const other = keys.find(({ index, key }) => !(index.get(key) ?? [id]).includes(id))
  return other ? { why: `the ${other.what} is somebody else's than the ${strongest.what}` } : { id }
}

function namesOf(everybody: HumaPeople['outsiders']): Map<string, string> {
  return new Map(
    everybody.map(({ id, givenName, familyName, email }) => [
      id,
      [givenName, familyName].filter(Boolean).join(' ') || email || id,
    ]),
  )
}
