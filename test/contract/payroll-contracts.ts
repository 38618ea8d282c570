/** The contracts of Fortnox and Unimicro, and how their wires differ from their files. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Contract, makeContract } from './openapi.ts'
import { isJson, type Json } from './schema.ts'

const folder = process.env.HUMA_PAYROLL_CONTRACTS
  ? resolve(process.env.HUMA_PAYROLL_CONTRACTS)
  : join(import.meta.dirname, '../../../shared/contracts')

/** The parsed file; undefined where the folder is absent. Throws where a named folder lacks the file. */
function read(file: string): Json | undefined {
  const path = join(folder, file)
  if (!existsSync(path) && !process.env.HUMA_PAYROLL_CONTRACTS) return undefined
  return asJson(JSON.parse(readFileSync(path, 'utf8')))
}

/** Fortnox API 3, the paths for payroll. undefined where the contracts are absent. */
export function fortnoxContract(): Contract | undefined {
  const document = read('fortnox-openapi.json')
  if (!document) return undefined
  const used =
    /^\/3\/(employees|absencetrans|attendancetrans|salarytrans|scheduletimes|companyinf|me$|settings\/comp|costc|proj)/
  const paths = Object.fromEntries(
    Object.entries(asJson(document.paths))
      .filter(([path]) => used.test(path))
      .map(([path, operations]) => [path, withJsonBodies(asJson(operations))] as const)
      .map(([path, operations]) => [path, path.includes('{') ? operations : withPages(path, operations)]),
  )
  const components = asJson(document.components)
  const schemas = Object.entries(asJson(components.schemas)).map(([name, one]) => [
    name,
    fortnoxSchema(name, asJson(one)),
  ])
  return makeContract(
    { ...document, paths, components: { ...components, schemas: Object.fromEntries(schemas) } },
    {
      nullsInResponses: true,
      partialResponses: true,
      idReplacesRequired: false,
      dateProperties: new Set(),
      undeclaredError: fortnoxError,
    },
  )
}

/** The file takes any type of body; the documentation asks for JSON, by its header. */
function withJsonBodies(operations: Json): Json {
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => {
      if (!isJson(operation) || !isJson(operation.requestBody)) return [method, operation]
      const { '*/*': any, ...content } = asJson(operation.requestBody.content)
      const requestBody = { ...operation.requestBody, content: { ...content, 'application/json': any } }
      return [method, { ...operation, requestBody }]
    }),
  )
}

/** The file leaves out the parameters that all lists have. */
function withPages(path: string, operations: Json): Json {
  const get = asJson(operations.get ?? {})
  const own = Array.isArray(get.parameters) ? get.parameters : []
  const number = { type: 'integer', minimum: 1 }
  const more = [
    { name: 'page', in: 'query', schema: number },
    { name: 'limit', in: 'query', schema: { ...number, maximum: 500 } },
    ...(path === '/3/employees' ? [{ name: 'filter', in: 'query', schema: { enum: ['active', 'inactive'] } }] : []),
  ]
  return { ...operations, get: { ...get, parameters: [...own, ...more] } }
}

/** What the documentation and clients of others show on the wire and the file does not have. */
function fortnoxSchema(name: string, schema: Json): Json {
  const properties = asJson(schema.properties ?? {})
  const add = (more: Json): Json => ({ ...schema, properties: { ...properties, ...more } })
  const mixed = { type: ['string', 'number'] }
  const pages = {
    type: 'object',
    properties: Object.fromEntries(
      ['@TotalResources', '@TotalPages', '@CurrentPage'].map((key) => [key, { type: 'integer' }]),
    ),
  }
  if (/_(List|Wrap)$/.test(name) && Object.values(properties).some((one) => asJson(one).type === 'array')) {
    return add({ MetaInformation: pages })
  }
  switch (name) {
    case 'fortnox_EmployeeListItem':
      return add({ AutoNonRecurringTax: { type: ['string', 'boolean'] } })
    case 'fortnox_AbsenceTransactionListItem':
      return add({ Extent: mixed, CauseCode: { type: 'string' } })
    case 'fortnox_AbsenceTransactionPayload':
    case 'fortnox_AbsenceTransactionSingleItem':
      // There are more codes than the file lists.
      return add({ CauseCode: { type: 'string' } })
    case 'fortnox_ScheduleTime':
      return add({ Hours: mixed })
    case 'fortnox_AttendanceTransaction':
      return add({ id: { type: 'string' }, '@url': { type: 'string' } })
    case 'fortnox_SalaryTransaction':
      return add({ '@url': { type: 'string' } })
    default:
      return schema
  }
}

/** Both spellings of the keys, and what the gateway says. */
const fortnoxError: Json = {
  anyOf: [
    { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
    ...[
      { error: 'error', message: 'message', code: 'code' },
      { error: 'Error', message: 'Message', code: 'Code' },
    ].map((keys) => ({
      type: 'object',
      required: ['ErrorInformation'],
      properties: {
        ErrorInformation: {
          type: 'object',
          required: Object.values(keys),
          properties: {
            [keys.error]: { type: 'integer' },
            [keys.message]: { type: 'string' },
            [keys.code]: { type: 'integer' },
          },
        },
      },
    })),
  ],
}

/** Unimicro, derived from the vendor's entities of 2021; statuses and what is required are guesses there. */
export function unimicroContract(): Contract | undefined {
  const document = read('DERIVED-unimicro-openapi.json')
  if (!document) return undefined
  const paths = Object.entries(asJson(document.paths)).map(([path, item]) => {
    const { parameters, ...operations } = asJson(item)
    const shared = Array.isArray(parameters) ? parameters : []
    return [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, one]) => [
          method,
          unimicroOperation(
            one,
            method === 'get' && path === '/api/biz/employments/{id}' ? [...shared, history] : shared,
          ),
        ]),
      ),
    ]
  })
  const components = asJson(document.components)
  const schemas = Object.entries(asJson(components.schemas)).map(([name, one]) => [name, withTypedNulls(asJson(one))])
  return makeContract(
    {
      ...document,
      paths: Object.fromEntries(paths),
      components: { ...components, schemas: Object.fromEntries(schemas) },
    },
    {
      nullsInResponses: true,
      partialResponses: true,
      idReplacesRequired: false,
      dateProperties: new Set(),
      // Three forms, one of them any entity.
      undeclaredError: { type: 'object' },
    },
  )
}

/** An action that the vendor's front end asks for, and the file made from its entities leaves out. */
const history = { name: 'action', in: 'query', schema: { enum: ['history'] } }

/** JSON Schema has no `nullable` without a type; anything in an answer may be null anyway. */
function withTypedNulls(schema: Json): Json {
  if (!isJson(schema.properties)) return schema
  const properties = Object.entries(schema.properties).map(([name, one]) => {
    const { nullable, ...rest } = asJson(one)
    return [name, 'type' in rest && nullable !== undefined ? { ...rest, nullable } : rest]
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}

/** Parameters of the path belong to every operation. 400 is declared without its three forms, 401 not everywhere. */
function unimicroOperation(operation: unknown, shared: readonly unknown[]): Json {
  const { parameters, responses, ...rest } = asJson(operation)
  const { 400: _, ...others } = asJson(responses)
  return {
    ...rest,
    parameters: [...shared, ...(Array.isArray(parameters) ? parameters : [])],
    responses: { 401: {}, ...others },
  }
}

function asJson(value: unknown): Json {
  if (!isJson(value)) throw new Error('A vendor contract holds something else than an object where one belongs')
  return value
}
