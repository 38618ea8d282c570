/** Reads both sides completely, or fails: an outage is never an empty list. */
import type { Scope } from '../core/connection.ts'
import type { Outsider } from '../core/match.ts'
import type { Person } from '../core/person.ts'
import type { HumaReader } from '../huma/client.ts'
import type { PayrollReader } from '../systems/system.ts'

export interface People {
  /** The users in scope. */
  huma: Person[]
  outsiders: readonly Outsider[]
  payroll: Person[]
}

/** Called as often as people arrive; `of` where it is known. */
export type OnRead = (part: { done: number; of?: number }) => void

export async function readHumaPeople(
  reader: HumaReader,
  scope: Scope,
  onRead: OnRead,
): Promise<Pick<People, 'huma' | 'outsiders'>> {
  const { people, outsiders } = await reader.readHuma(scope, onRead)
  return { huma: people, outsiders }
}

export async function readPayrollPeople(reader: Pick<PayrollReader, 'people'>, onRead: OnRead): Promise<Person[]> {
  const people: Person[] = []
  let of: number | undefined
  const everybody = reader.people((count) => {
    of = count
  })
  for await (const person of everybody) {
    people.push(person)
    const done = people.length
    // A side that knows how many there are beforehand reads them one by one.
    if (of !== undefined) onRead({ done, of })
    else if (done % 100 === 0) onRead({ done })
  }
  return people
}
