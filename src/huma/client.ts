/** Huma as a client: who is there, and the few changes that a sync makes. */
import type { Group, GroupType, Scope } from '../core/connection.ts'
import { groupTypes } from '../core/connection.ts'
import type { FieldRules } from '../core/field-rule.ts'
import type { Person } from '../core/person.ts'
import type { Position } from '../core/position.ts'
import type { Salary } from '../core/salary.ts'
import { cleanText } from '../core/values.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Http } from '../http/http.ts'
import type { PeopleReader, PeopleWriter, PersonKey } from '../systems/system.ts'
import { type HumaAccount, readAccount } from './account.ts'
import { createApi } from './api.ts'
import { readEndReason, readPositions, salaryOf } from './employment.ts'
import { createAccountTypes, personOf, standingOf } from './mapping.ts'
import { rulesWith } from './rules.ts'
import { group, jobTitles, type UserDetails, type UserRow, userDetails, userRow } from './schema.ts'
import { isMemberOf, membersOf } from './scope.ts'
import { createWorkdays } from './workdays.ts'
import { createWriter } from './writer.ts'

export interface HumaClient {
  read: HumaReader
  write: PeopleWriter
  /** What this Huma takes: `humaRules`, and what the users that were read have shown of its bank accounts. */
  rules: FieldRules
}

export interface HumaReader extends PeopleReader {
  /** `id` is the organisation's. */
  account(): Promise<HumaAccount>
  /** All teams, locations and companies. */
  groups(): Promise<Group[]>
  /** The names of all job titles, each once, in alphabetical order. */
  jobTitles(): Promise<string[]>
  /** Ids of the users of `scope`; much cheaper than all that is known of them. */
  members(scope: Scope): Promise<ReadonlySet<string>>
  /** The users of `scope` ('all' where absent), with all that this key may see. */
  people(scope?: Scope): AsyncIterable<Person>
  /** `onRead` is called after every user; `of` is how many are in scope. */
  readHuma(scope: Scope, onRead?: (part: { done: number; of: number }) => void): Promise<HumaPeople>
  /** One user with what else is sent of them; undefined = deleted, or no person. */
  employee(id: string, scope: Scope): Promise<HumaEmployee | undefined>
  /** All positions of a user, past and future ones too; without `endReason`. */
  positions(userId: string): Promise<Position[]>
  /** Why a position ended, in Huma's word; '' where it does not tell. */
  endReason(userId: string, positionId: string): Promise<string>
  /** The days that the user would work, holidays left out. ISO 8601 dates, both included. */
  workdays(userId: string, from: string, to: string): Promise<string[]>
  /** Everybody who is there, in scope or not, by what the list shows of them. */
  directory(): Promise<HumaPeople['outsiders']>
}

export interface HumaEmployee {
  person: Person
  /** Whether they take part in the connection. */
  isMember: boolean
  /** null = none; undefined = not visible to this key. */
  salary: Salary | null | undefined
}

export interface HumaPeople {
  /** In scope, in the order of their ids. */
  people: Person[]
  /** Of `people`, by id; null = none. Absent where it is not visible to this key. */
  salaries: ReadonlyMap<string, Salary | null>
  /** Users who take no part, and rows whose type is not known: not to be created a second time. `email` may be ''. */
  outsiders: { id: string; email: string; givenName: string | null; familyName: string | null }[]
  /** How many users there are, in scope or not. */
  all: number
}

export interface HumaParts {
  baseUrl: string
  /** clientId, clientSecret. */
  secrets: Readonly<Record<string, string>>
  http: Http
  /** Milliseconds since 1970. */
  now: () => number
  /** Whether Huma e-mails an invitation to users that are created; not where absent. */
  invite?: boolean
  /** Ids of the groups that new users are put into: those of the connection's scope. */
  groups?: readonly string[]
  /** ISO 3166-1 alpha-2 of the payroll system: whose identity numbers and phone numbers are meant. 'NO' where absent. */
  country?: string
}

/** How many users' details are asked for at once. */
const detailsAtOnce = 8

/** Opens nothing yet: the first request gets the token. */
export function openHuma(parts: HumaParts): HumaClient {
  const api = createApi(parts)
  const country = parts.country ?? 'NO'
  const accountTypes = createAccountTypes()

  async function readDetails(id: string): Promise<UserDetails | undefined> {
    const details = await api.get(`/users/${encodeURIComponent(id)}`, userDetails, `read the user with the id ${id}`)
    if (details) accountTypes.learn(details)
    return details
  }

  // Not documented: whether the list shows deactivated users unless it is asked not to. It is taken to show everybody.
  function listUsers(search?: string): Promise<UserRow[]> {
    const query = search === undefined ? {} : { search }
    return api.list({ path: '/users', query, pageSize: 50, row: userRow }, 'read the users')
  }

  async function readHuma(
    scope: Scope,
    onRead: (part: { done: number; of: number }) => void = () => {},
  ): Promise<HumaPeople> {
    const rows = (await listUsers()).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const users = rows.filter((row) => standingOf(row) === 'user')
    const members = membersOf(scope, users)
    const wanted = users.filter((row) => members.has(row.id))

    let done = 0
    const salaries = new Map<string, Salary | null>()
    const read = await mapAtOnce(wanted, detailsAtOnce, async ({ id }) => {
      // Whoever is gone by now has been deleted since the list was read.
      const details = await readDetails(id)
      done += 1
      onRead({ done, of: wanted.length })
      const salary = details && salaryOf(details)
      if (salary !== undefined) salaries.set(id, salary)
      return details && personOf(details, country)
    })
    return {
      people: read.filter((person) => person !== undefined),
      salaries,
      outsiders: rows.filter((row) => standingOf(row) !== 'no person' && !members.has(row.id)).map(shownInList),
      all: users.length,
    }
  }

  async function findByEmail(email: string): Promise<Person | undefined> {
    const wanted = cleanText(email)?.toLowerCase()
    const has = (row: UserRow) => standingOf(row) !== 'no person' && cleanText(row.email)?.toLowerCase() === wanted
    // Not documented: what `search` searches. Only what it finds can be trusted: a false "nobody" would create somebody twice.
    let same = (await listUsers(email.trim())).filter(has)
    if (same.length === 0) {
      const everybody = await listUsers()
      if (everybody.length === 0) {
        throw new HumaPayrollError('unavailable', 'Huma shows no users at all, so nobody can be looked up.', {
          hint: 'Run the command again.',
        })
      }
      same = everybody.filter(has)
    }
    const [first, ...others] = same
    if (!first) return undefined
    if (others.length > 0) {
      throw new HumaPayrollError('refused', `${same.length} users in Huma have the same e-mail address.`, {
        hint: `In Huma, correct the e-mail address of the users with the ids ${same.map(({ id }) => id).join(', ')}.`,
        details: { field: 'email' },
      })
    }
    return findById(first.id)
  }

  async function findById(id: string): Promise<Person | undefined> {
    const details = await readDetails(id)
    return details && standingOf(details) !== 'no person' ? personOf(details, country) : undefined
  }

  async function findPerson(key: PersonKey): Promise<Person | undefined> {
    if ('id' in key) return findById(key.id)
    if ('email' in key) return findByEmail(key.email)
    const what = 'employeeNumber' in key ? 'employee number' : 'national identity number'
    throw new HumaPayrollError('unsupported', `Huma cannot look a user up by ${what}.`)
  }

  async function groups(): Promise<Group[]> {
    const rows = await api.list({ path: '/groups', pageSize: 25, row: group }, 'read the groups')
    return rows.flatMap(({ type, ...rest }) => (isGroupType(type) ? [{ type, ...rest }] : []))
  }

  return {
    rules: rulesWith(accountTypes),
    read: {
      account: () => readAccount(api, readDetails, country),
      accountId: async () => (await api.owner()).organizationId,
      groups,
      async jobTitles() {
        const titles = (await api.get('/job-titles', jobTitles, 'read the job titles')) ?? []
        const names = titles.map(({ name }) => cleanText(name)).filter((name) => name !== null)
        return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'nb'))
      },
      async members(scope) {
        return membersOf(
          scope,
          (await listUsers()).filter((row) => standingOf(row) === 'user'),
        )
      },
      async *people(scope: Scope = 'all') {
        yield* (await readHuma(scope)).people
      },
      readHuma,
      findPerson,
      async employee(id, scope) {
        const details = await readDetails(id)
        if (!details || standingOf(details) === 'no person') return undefined
        return {
          person: personOf(details, country),
          isMember: standingOf(details) === 'user' && isMemberOf(scope, details),
          salary: salaryOf(details),
        }
      },
      positions: (userId) => readPositions(api, userId),
      endReason: (userId, positionId) => readEndReason(api, userId, positionId),
      workdays: createWorkdays(api, country),
      directory: async () => (await listUsers()).filter((row) => standingOf(row) !== 'no person').map(shownInList),
    },
    write: createWriter({
      api,
      readDetails,
      accountTypes,
      country,
      invite: parts.invite ?? false,
      groups: parts.groups ?? [],
    }),
  }
}

function shownInList({ id, email, givenName, familyName }: UserRow): HumaPeople['outsiders'][number] {
  return {
    id,
    email: cleanText(email) ?? '',
    givenName: cleanText(givenName),
    familyName: cleanText(familyName),
  }
}

function isGroupType(type: string): type is GroupType {
  return groupTypes.some((one) => one === type)
}

/** Results in the order of `items`. The first failure ends it: nothing more is begun. */
async function mapAtOnce<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>()
  const rest = items.entries()
  let failed = false
  async function worker(): Promise<void> {
    for (const [index, item] of rest) {
      if (failed) return
      try {
        results.set(index, await work(item))
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result)
}
