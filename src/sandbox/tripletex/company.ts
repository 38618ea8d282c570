/** The company's rows: finding, adding and changing them. */
import { isDeepStrictEqual } from 'node:util'
import type { Kind, Rows } from './rows.ts'

type Tables = { readonly [K in Kind]: Map<number, Rows[K]> }

/** Without what is given to every row. */
export type Fresh<K extends Kind> = Omit<Rows[K], 'id' | 'version' | 'changes'>

export interface Company {
  readonly id: number
  find<K extends Kind>(kind: K, id: number | null | undefined): Rows[K] | undefined
  /** In the order in which they were added, which is that of their ids. */
  all<K extends Kind>(kind: K): Rows[K][]
  /** `version` is 0 unless given; an `id` is taken unless given, which must then be the highest so far. */
  add<K extends Kind>(kind: K, row: Fresh<K> & { id?: number; version?: number }): Rows[K]
  /** Puts a changed copy in the place of the row; the version rises only where something differs. */
  save<K extends Kind>(kind: K, copy: Rows[K]): Rows[K]
  /** The same without a new version: for what hangs on a row without being a part of it. */
  replace<K extends Kind>(kind: K, row: Rows[K]): void
  remove(kind: Kind, id: number): void
}

/** Ids are given upwards from here; only their size is like the system's own. */
const firstIds: Readonly<Record<Kind, number>> = {
  employee: 18_000_001,
  address: 405_000_001,
  employment: 2_800_001,
  details: 3_700_001,
  leaveOfAbsence: 1_200_001,
  timesheetEntry: 175_900_001,
  standardTime: 61_001,
  companyStandardTime: 71_001,
  department: 848_001,
  division: 108_200_001,
  country: 1,
  activity: 5_620_001,
  leaveOfAbsenceType: 800,
  occupationCode: 1,
  salaryType: 70_550_001,
  company: 108_130_001,
  loggedInUser: 1,
  session: 9_000_001,
}

/** `now`: milliseconds since 1970. */
export function createTables(now: () => number): Company {
  const tables: Tables = {
    employee: new Map(),
    address: new Map(),
    employment: new Map(),
    details: new Map(),
    leaveOfAbsence: new Map(),
    timesheetEntry: new Map(),
    standardTime: new Map(),
    companyStandardTime: new Map(),
    department: new Map(),
    division: new Map(),
    country: new Map(),
    activity: new Map(),
    leaveOfAbsenceType: new Map(),
    occupationCode: new Map(),
    salaryType: new Map(),
    company: new Map(),
    loggedInUser: new Map(),
    session: new Map(),
  }
  const nextIds = { ...firstIds }

  function table<K extends Kind>(kind: K): Map<number, Rows[K]> {
    return tables[kind]
  }

  const timestamp = () => new Date(now()).toISOString().slice(0, 19)

  const company: Company = {
    id: firstIds.company,
    find: (kind, id) => (id === null || id === undefined ? undefined : table(kind).get(id)),
    all: (kind) => [...table(kind).values()],
    add(kind, row) {
      const id = row.id ?? nextIds[kind]
      nextIds[kind] = Math.max(nextIds[kind], id + 1)
      const changes = [{ employeeId: ownerId(company), timestamp: timestamp(), changeType: 'CREATE' }]
      // The compiler cannot see that a fresh row with these three is a row of its kind.
      const whole = { ...row, id, version: row.version ?? 0, changes } as unknown as Rows[typeof kind]
      table(kind).set(id, whole)
      return whole
    },
    save(kind, copy) {
      const before = table(kind).get(copy.id)
      if (before && isDeepStrictEqual(before, copy)) return before
      const change = { employeeId: ownerId(company), timestamp: timestamp(), changeType: 'UPDATE' as const }
      const saved = { ...copy, version: copy.version + 1, changes: [...copy.changes, change] }
      table(kind).set(copy.id, saved)
      return saved
    },
    replace(kind, row) {
      table(kind).set(row.id, row)
    },
    remove(kind, id) {
      tables[kind].delete(id)
    },
  }
  return company
}

/** Everything is done in the name of the token's owner. */
function ownerId(company: Company): number {
  return company.all('loggedInUser')[0]?.employee ?? 0
}
