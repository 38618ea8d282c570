/** What the fields of Query and Mutation do. */
import type { GraphQLResolveInfo } from 'graphql'
import { type AddInput, addEmployee, namedEmployee, type UpdateInput, updateEmployee } from './employee-rules.ts'
import { references } from './fields.ts'
import { type Employee, type Ledger, localTime, type Named, type Row } from './ledger.ts'
import { type Connection, commonFields, cursorOf, type ListArguments, matches, ownersOf, page } from './lists.ts'
import { badValue, noRight, type ShownProblem, shown } from './problems.ts'

/** Of one request. */
export interface Asked {
  mayWrite: boolean
  /** What was refused of a batch while the rest of it was done. */
  complaints: ShownProblem[]
  /** Rows read and written. */
  rows: number
}

export interface BatchInput<I> {
  inputs: readonly { clientId?: string | null; node?: I | null }[]
}

export type BatchFailure = 'item' | 'whole'

const mostInputs = 500
const deltasKept = 3 * 24 * 3600 * 1000

export function createResolvers(ledger: Ledger, batchFailure: BatchFailure) {
  function list<R extends Row, N>(
    asked: Asked,
    given: ListArguments,
    rows: readonly R[],
    fields: (row: R) => Record<string, unknown>,
    node: (row: R) => N,
  ): Connection<N> {
    const owners = ownersOf(ledger, given.ownerSet)
    const found = rows.filter((row) => owners.has(row.ownerDbId) && matches(given.filter, fields(row)))
    return counted(asked, page(found, given, node))
  }

  function counted<N>(asked: Asked, connection: Connection<N>): Connection<N> {
    asked.rows += connection.edges?.length ?? 0
    return connection
  }

  const shownRow = (row: Row & Named) => ({
    ...row,
    createdAt: localTime(row.createdAt),
    modifiedAt: localTime(row.modifiedAt),
  })
  const values = (kinds: (kind: string) => boolean) => (given: ListArguments, asked: Asked) =>
    list(
      asked,
      given,
      ledger.values().filter(({ kind }) => kinds(kind)),
      commonFields,
      shownRow,
    )

  /** Not documented: whether one refused input stops the others, and how it is told which one it was. */
  function batch<I>(
    { inputs }: BatchInput<I>,
    asked: Asked,
    info: GraphQLResolveInfo,
    write: (node: I) => Employee,
  ): Connection<EmployeeNode | null> | null {
    if (!asked.mayWrite) throw noRight()
    if (inputs.length > mostInputs) throw badValue('inputs', `At most ${mostInputs}.`)
    return ledger.attempt<Connection<EmployeeNode | null> | null>(() => {
      const refused: unknown[] = []
      const edges = inputs.map(({ clientId = null, node }) => {
        try {
          if (!node) throw badValue('node', 'A value is required.')
          const employee = write(node)
          return {
            cursor: cursorOf(employee),
            clientId,
            syncVersion: String(employee.change),
            node: employeeNode(ledger, employee),
          }
        } catch (error) {
          refused.push(error)
          return { cursor: '', clientId, syncVersion: null, node: null, error }
        }
      })
      if (refused.length > 0 && batchFailure === 'whole') {
        asked.complaints.push(...refused.map((error) => shown(error, [info.path.key])))
        return { keep: false, result: null }
      }
      asked.rows += edges.length
      // Not documented: the order of the answers. Turned round, so that nobody counts on it; the clientId tells.
      edges.reverse()
      for (const [index, edge] of edges.entries()) {
        if ('error' in edge) asked.complaints.push(shown(edge.error, [info.path.key, 'edges', index, 'node']))
      }
      return { keep: true, result: { edges: edges.length === 0 ? null : edges, pageInfo: noPages } }
    })
  }

  return {
    employees: (given: ListArguments, asked: Asked) => {
      const today = ledger.today()
      const open = ({ fields: { dateTo } }: Employee) => typeof dateTo !== 'string' || dateTo >= today
      // Not documented: which ones are meant where nothing is said. Only the open ones here.
      const status = given.objectStatus ?? 'OPEN'
      const rows = ledger.employees().filter((one) => status === 'ALL' || open(one) === (status === 'OPEN'))
      return list(
        asked,
        given,
        rows,
        (one) => ({ ...one.fields, ...commonFields(one) }),
        (one) => employeeNode(ledger, one),
      )
    },
    employeeGroups: values((kind) => kind === 'employeeGroup'),
    objectValues: values((kind) => kind.startsWith('glObject')),
    entities(given: ListArguments, asked: Asked) {
      const owners = ownersOf(ledger, given.ownerSet)
      const found = ledger.entities().filter((one) => owners.has(one.dbId) && matches(given.filter, commonFields(one)))
      return counted(asked, page(found, given, shownRow))
    },
    /** Kept for three days. Not documented: the values of `mutationType`. */
    employee_deltas(given: ListArguments, asked: Asked) {
      const recent = ledger.deltas().filter((delta) => {
        const fields = { dbId: delta.dbId, modifiedAt: localTime(delta.at) }
        return ledger.now() - delta.at < deltasKept && matches(given.filter, fields)
      })
      return counted(
        asked,
        page(recent, given, ({ dbId, mutationType }) => ({ dbId, mutationType })),
      )
    },
    addEmployees: (given: BatchInput<AddInput>, asked: Asked, info: GraphQLResolveInfo) =>
      batch(given, asked, info, (node) => addEmployee(ledger, node)),
    updateEmployees: (given: BatchInput<UpdateInput>, asked: Asked, info: GraphQLResolveInfo) =>
      batch(given, asked, info, (node) => updateEmployee(ledger, node)),
  }
}

const noPages = { hasNextPage: false, hasPreviousPage: false }

type EmployeeNode = ReturnType<typeof employeeNode>

function employeeNode(ledger: Ledger, employee: Employee) {
  const { fields, gender } = employee
  const shownReferences = references.map((name) => {
    const dbId = employee.references[name] ?? 0
    const superior = ledger.employee(dbId)
    return [name, superior ? namedEmployee(superior) : (ledger.value(dbId) ?? null)] as const
  })
  const { birthday, socialSec } = fields
  return {
    ...fields,
    ...Object.fromEntries(shownReferences),
    dbId: employee.dbId,
    ownerDbId: employee.ownerDbId,
    createdAt: localTime(employee.createdAt),
    modifiedAt: localTime(employee.modifiedAt),
    // Not documented: how it is masked.
    socialSecurityMasked: typeof socialSec === 'string' ? `${socialSec.slice(0, 6)}*****` : null,
    contactDbId: employee.contactDbId,
    contact: {
      firstName: fields.firstName ?? null,
      lastName: fields.lastName ?? null,
      birthday: birthday ?? null,
      age: typeof birthday === 'string' ? ageOn(ledger.today(), birthday) : null,
      gender: gender === '' ? null : { name: gender },
      country: { description: 'Norge' },
    },
  }
}

function ageOn(today: string, birthday: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4))
  return today.slice(5) < birthday.slice(5) ? years - 1 : years
}
