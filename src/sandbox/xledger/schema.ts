/** The part of Xledger's schema that the sandbox answers. */
import { buildSchema, GraphQLError, type GraphQLSchema, isScalarType } from 'graphql'
import { employeeTypes, inputTypes } from './fields.ts'

/** Kinds of rows that are listed, with the fields that only they have. */
const listed = {
  Employee: '',
  EmployeeGroup:
    'dbId: Int code: String description: String createdAt: DateTimeString modifiedAt: DateTimeString ownerDbId: Int',
  ObjectValue:
    'dbId: Int code: String description: String createdAt: DateTimeString modifiedAt: DateTimeString ownerDbId: Int',
  Entity:
    'dbId: Int code: String description: String createdAt: DateTimeString modifiedAt: DateTimeString ownerDbId: Int',
} as const

/** What others have and have not been able to read. */
interface Shown {
  showsCodes: boolean
  showsCompanies: boolean
}

// Not documented: which filters there are beside those that have been seen in use, such as that on `email`.
const textOf = ({ showsCodes, showsCompanies }: Shown) => `
scalar DateString
scalar DateTimeString
scalar Int64String
enum ObjectStatus { ALL OPEN CLOSED }
enum OwnerSet { CURRENT UPPER LOWER MINE ALL }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! }
${employeeTypes(showsCodes)}
${Object.entries(listed)
  .map(
    ([name, fields]) => `${fields === '' ? '' : `type ${name} { ${fields} }`}
type ${name}Edge { cursor: String clientId: String syncVersion: Int64String node: ${name} }
type ${name}Connection { edges: [${name}Edge!] pageInfo: PageInfo! }`,
  )
  .join('\n')}
type EmployeeDelta { dbId: Int mutationType: String }
type EmployeeDeltaEdge { cursor: String node: EmployeeDelta }
type EmployeeDeltaConnection { edges: [EmployeeDeltaEdge!] pageInfo: PageInfo! }

input EmployeeFilter {
  dbId_in: [Int!]
  code: String
  code_gt: String
  email: String
  modifiedAt_gt: DateTimeString
  modifiedAt_gte: DateTimeString
  employmentFrom_lte: DateString
  employmentTo: DateString
  AND: [EmployeeFilter!]
  OR: [EmployeeFilter!]
}
input ModifiedFilter { dbId_in: [Int!] modifiedAt_gt: DateTimeString modifiedAt_gte: DateTimeString }

${inputTypes('AddEmployeesNode', [['owner', 'AddEmployeesNode_owner']])}
${inputTypes('UpdateEmployeesNode', [['dbId', 'Int64String']])}
input AddEmployeesInput { clientId: String node: AddEmployeesNode }
input UpdateEmployeesInput { clientId: String node: UpdateEmployeesNode }

type Query {
${(['employees', 'employeeGroups', 'objectValues', 'entities'] as const)
  .filter((name) => showsCompanies || name !== 'entities')
  .map((name) => {
    const type = {
      employees: 'Employee',
      employeeGroups: 'EmployeeGroup',
      objectValues: 'ObjectValue',
      entities: 'Entity',
    }[name]
    const filter = name === 'employees' ? 'EmployeeFilter' : 'ModifiedFilter'
    return `  ${name}(first: Int, last: Int, before: String, after: String, ownerSet: OwnerSet, objectStatus: ObjectStatus, filter: ${filter}): ${type}Connection`
  })
  .join('\n')}
  employee_deltas(first: Int, last: Int, after: String, filter: ModifiedFilter): EmployeeDeltaConnection
}
type Mutation {
  addEmployees(inputs: [AddEmployeesInput!]!): EmployeeConnection
  updateEmployees(inputs: [UpdateEmployeesInput!]!): EmployeeConnection
}
`

const scalars: Readonly<Record<string, (value: unknown) => unknown>> = {
  DateString: (value) => (isDate(value) ? value : wrong('a date such as 2026-01-31')),
  // No zone: it is the time of Central Europe.
  DateTimeString(value) {
    const parts =
      typeof value === 'string' ? /^(.{10})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,7})?)?$/.exec(value) : null
    return parts && isDate(parts[1]) ? value : wrong('a time without a zone such as 2026-01-31T12:00:00')
  },
  // A number too: the vendor's own sample sends one.
  Int64String(value) {
    const given = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
    return typeof given === 'string' && /^\d{1,19}$/.test(given) ? given : wrong('a whole number as text')
  },
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(value)
}

// The value itself is not repeated: it may be a birth date.
function wrong(expected: string): never {
  throw new GraphQLError(`Expected ${expected}.`)
}

export function createSchema(shown: Shown): GraphQLSchema {
  const schema = buildSchema(textOf(shown))
  for (const [name, coerce] of Object.entries(scalars)) {
    const type = schema.getType(name)
    if (!isScalarType(type)) throw new TypeError(`The schema has no scalar ${name}.`)
    type.coerceInputValue = coerce
  }
  return schema
}
