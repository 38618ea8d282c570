/** Where the vendors' contracts are found, and how their wires differ from their files. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { type Contract, makeContract } from './openapi.ts'
import { isJson, type Json } from './schema.ts'

const folder = process.env.HUMA_PAYROLL_CONTRACTS
  ? resolve(process.env.HUMA_PAYROLL_CONTRACTS)
  : join(import.meta.dirname, '../../../shared/contracts')

/** The reason to give where a contract is absent. */
export const contractsAbsent = 'no vendor contracts: put their folder in HUMA_PAYROLL_CONTRACTS'

/** The text of a vendor's file; undefined where the folder is absent. Throws where a named folder lacks the file. */
function read(file: string): string | undefined {
  const path = join(folder, file)
  if (!existsSync(path) && !process.env.HUMA_PAYROLL_CONTRACTS) return undefined
  return readFileSync(path, 'utf8')
}

/** Huma Open API. undefined where the contracts are absent. */
export function humaContract(): Contract | undefined {
  const text = read('huma-openapi.yaml')
  if (text === undefined) return undefined
  const document: unknown = parse(text)
  return makeContract(humaCorrections(document), {
    nullsInResponses: false,
    partialResponses: false,
    idReplacesRequired: false,
    dateProperties: new Set(),
  })
}

/** The status of an error is typed as an object of the server's HTTP library, with the example 500: it is the number. */
function humaCorrections(document: unknown): unknown {
  return amendSchemas(document, (name, schema) => {
    if (name !== 'StandardServerErrorResponse' || !isJson(schema.properties)) return schema
    return { ...schema, properties: { ...schema.properties, status: { type: 'integer' } } }
  })
}

/**
 * Tripletex 2.74.00, with what only the older Swagger 2 file (2.71.19) tells: `required`, lengths and formats.
 * undefined where the contracts are absent.
 */
export function tripletexContract(): Contract | undefined {
  const text = read('tripletex-openapi.json')
  const older = read('tripletex-swagger2-2.71.19.json')
  if (text === undefined || older === undefined) return undefined
  const { definitions } = asJson(JSON.parse(older))
  return makeContract(
    amendSchemas(JSON.parse(text), (name, schema) => addOlder(schema, asJson(asJson(definitions)[name] ?? {}))),
    {
      nullsInResponses: true,
      partialResponses: true,
      idReplacesRequired: true,
      fieldsFilter: true,
      // The file calls these strings; Tripletex' own examples write YYYY-MM-DD and it refuses anything else.
      dateProperties: new Set(['dateOfBirth', 'startDate', 'endDate', 'date', 'expirationDate', 'municipalityDate']),
      undeclaredError: tripletexError,
    },
  )
}

/** The error envelope is in no file: this is what Tripletex' documentation and observed answers show. */
const tripletexError: Json = {
  type: 'object',
  required: ['status', 'code', 'message'],
  properties: {
    status: { type: 'integer' },
    code: { type: 'integer' },
    message: { type: 'string' },
    link: { type: 'string' },
    developerMessage: { type: 'string' },
    validationMessages: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string' },
          message: { type: 'string' },
          path: { type: 'string' },
          rootId: {},
        },
      },
    },
    requestId: { type: 'string' },
  },
}

function addOlder(schema: Json, older: Json): Json {
  const olderProperties = asJson(older.properties ?? {})
  const properties = Object.entries(asJson(schema.properties ?? {})).map(([name, property]) => {
    const { minLength, maxLength, format } = asJson(olderProperties[name] ?? {})
    return [name, { ...defined({ minLength, maxLength, format }), ...asJson(property) }]
  })
  if (properties.length === 0) return schema
  const known = new Set(properties.map(([name]) => name))
  const required = Array.isArray(older.required) ? older.required.filter((name) => known.has(name)) : []
  return { ...schema, properties: Object.fromEntries(properties), required }
}

function defined(parts: Json): Json {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

function amendSchemas(document: unknown, amend: (name: string, schema: Json) => Json): unknown {
  const whole = asJson(document)
  const components = asJson(whole.components)
  const schemas = Object.entries(asJson(components.schemas)).map(([name, one]) => [name, amend(name, asJson(one))])
  return { ...whole, components: { ...components, schemas: Object.fromEntries(schemas) } }
}

function asJson(value: unknown): Json {
  if (!isJson(value)) throw new Error('A vendor contract holds something else than an object where one belongs')
  return value
}
