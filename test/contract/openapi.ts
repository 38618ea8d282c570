/** Checks requests and answers against a vendor's OpenAPI file, more strictly than the file itself asks for. */
import { Ajv, type ValidateFunction } from 'ajv'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { z } from 'zod'
import { checkFields, checkSorting } from './fields-filter.ts'
import { complaints, decodeForm, decodeJson, type Headers, header, pick, readText } from './message.ts'
import { type Direction, documentId, type Habits, isJson, type Json, strictSchema, withoutRequired } from './schema.ts'

const schema = z.custom<Json>(isJson)
const content = z.record(z.string(), z.object({ schema: schema.optional() }))
const parameter = z.object({
  name: z.string(),
  in: z.enum(['query', 'path', 'header']),
  required: z.boolean().default(false),
  schema,
})
const operation = z.object({
  parameters: z.array(parameter).default([]),
  requestBody: z
    .object({ description: z.string().default(''), required: z.boolean().default(false), content })
    .optional(),
  responses: z.record(z.string(), z.object({ content: content.default({}) })),
  security: z.array(z.record(z.string(), z.unknown())).default([]),
})
const documentSchema = z.object({
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operation)),
  components: z.object({
    schemas: z.record(z.string(), schema),
    securitySchemes: z.record(z.string(), z.object({ type: z.string(), scheme: z.string().optional() })),
  }),
})

type Operation = z.infer<typeof operation>
type Parameter = z.infer<typeof parameter>

/** A vendor's file, ready to check against. Made by `makeContract`. */
export interface Contract {
  document: z.infer<typeof documentSchema>
  /** `fields` and `sorting` name properties of the answer's model. */
  fieldsFilter: boolean
  /** What an error answers that the file does not declare; without it an undeclared status is a problem. */
  undeclaredError: Json | undefined
  validator(direction: Direction, where: string, schema: unknown, partial?: boolean): ValidateFunction
}

export interface CheckedRequest {
  method: string
  /** Below the contract's server address, as sent (`/token/session/%3EwhoAmI`), without query. */
  path: string
  /** Names and values; a name may come several times. */
  query?: Iterable<readonly [string, string]>
  headers?: Headers
  /** A string is text as it was sent; anything else is decoded JSON. */
  body?: unknown
}

export interface CheckedResponse {
  /** Of the request. */
  method: string
  path: string
  status: number
  headers?: Headers
  body?: unknown
}

/** Throws where the file is no OpenAPI document of the kind that the vendors publish. */
export function makeContract(
  parsed: unknown,
  { fieldsFilter = false, undeclaredError, ...habits }: Habits & { fieldsFilter?: boolean; undeclaredError?: Json },
): Contract {
  const document = documentSchema.parse(parsed)
  const { schemas } = document.components
  const compilers = new Map<Direction, Ajv>()
  const validators = new Map<string, ValidateFunction>()

  function compiler(direction: Direction): Ajv {
    const known = compilers.get(direction)
    if (known) return known
    const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, inlineRefs: false })
    for (const [name, format] of Object.entries(fullFormats)) ajv.addFormat(name, format)
    ajv.addFormat('ISO 3166-1 alpha-2', /^[A-Z]{2}$/).addFormat('ISO 639-1', /^[a-z]{2}$/)
    const strict = Object.entries(schemas).map(([name, one]) => [name, strictSchema(one, schemas, direction, habits)])
    ajv.addSchema({ $id: documentId, components: { schemas: Object.fromEntries(strict) } })
    compilers.set(direction, ajv)
    return ajv
  }

  return {
    document,
    fieldsFilter,
    undeclaredError,
    validator(direction, where, one, partial = false) {
      const key = `${direction} ${where}`
      const known = validators.get(key)
      if (known) return known
      const ajv = compiler(direction)
      const strict = strictSchema(one, schemas, direction, habits)
      const top = partial && isJson(strict) ? (ajv.getSchema(String(strict.$ref))?.schema ?? strict) : strict
      const made = ajv.compile(partial && isJson(top) ? withoutRequired(top) : isJson(strict) ? strict : {})
      validators.set(key, made)
      return made
    },
  }
}

/** What is wrong with a request; empty when nothing is. Values are never repeated. */
export function checkRequest(contract: Contract, request: CheckedRequest): string[] {
  const found = find(contract, request)
  if (typeof found === 'string') return [found]
  const { operation, name, pathValues } = found
  return [
    ...checkPathValues(contract, found.operation, name, pathValues),
    ...checkQuery(contract, found, [...(request.query ?? [])]),
    ...checkHeaders(contract, operation, request.headers),
    ...checkRequestBody(contract, found, request),
  ]
}

/** What is wrong with an answer; empty when nothing is. Values are never repeated. */
export function checkResponse(contract: Contract, response: CheckedResponse): string[] {
  const found = find(contract, response)
  if (typeof found === 'string') return [found]
  const declared = found.operation.responses[String(response.status)]
  const where = `${found.name} ${response.status}`
  if (!declared) {
    if (response.status < 400 || !contract.undeclaredError) return [`${found.name} does not answer ${response.status}`]
    const decoded = decodeJson(response.body)
    if ('problem' in decoded) return [decoded.problem]
    return complaints(
      contract.validator('response', 'undeclared error', contract.undeclaredError),
      decoded.value,
      'body',
    )
  }
  const empty = response.body === undefined || response.body === ''
  // 204 has no body (RFC 9110), though one vendor's file declares a type for it.
  if (response.status === 204) return empty ? [] : [`${where} has no body`]
  const media = pick(declared.content, response.headers)
  if (media === undefined) {
    if (Object.keys(declared.content).length === 0) return empty ? [] : [`${where} has no body`]
    return [`${where} does not answer this content type`]
  }
  if (!media.type.includes('json') || !media.schema) return []
  if (empty) return [`${where}: the body is missing`]
  const decoded = decodeJson(response.body)
  if ('problem' in decoded) return [decoded.problem]
  return complaints(contract.validator('response', where, media.schema), decoded.value, 'body')
}

interface Found {
  operation: Operation
  /** "POST /employee": the contract's own words. */
  name: string
  pathValues: Readonly<Record<string, string>>
}

/** The operation; or a sentence why there is none. A literal segment goes before a parameter. */
function find(contract: Contract, { method, path }: { method: string; path: string }): Found | string {
  const segments = path.split('/').map(decodeURIComponent)
  let best: { template: string; values: Record<string, string> } | undefined
  for (const template of Object.keys(contract.document.paths)) {
    const values = matchPath(template.split('/'), segments)
    if (!values) continue
    if (!best || Object.keys(values).length < Object.keys(best.values).length) best = { template, values }
  }
  // The path itself may hold a token or an id, so only its shape is told.
  if (!best)
    return `no such path: ${path
      .split('/')
      .map((part) => (/\d/.test(part) ? '…' : part))
      .join('/')}`
  const operations: Readonly<Record<string, Operation | undefined>> = contract.document.paths[best.template] ?? {}
  const operation = operations[method.toLowerCase()]
  if (!operation) return `${best.template} does not take ${method}`
  return { operation, name: `${method.toUpperCase()} ${best.template}`, pathValues: best.values }
}

function matchPath(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined
  const values: Record<string, string> = {}
  for (const [index, expected] of template.entries()) {
    const actual = segments[index] ?? ''
    const name = /^\{(.+)\}$/.exec(expected)?.[1]
    if (name && actual !== '') values[name] = actual
    else if (expected !== actual) return undefined
  }
  return values
}

function checkPathValues(
  contract: Contract,
  operation: Operation,
  name: string,
  values: Found['pathValues'],
): string[] {
  return operation.parameters
    .filter((one) => one.in === 'path')
    .flatMap((one) => checkText(contract, name, one, [values[one.name] ?? '']))
}

function checkQuery(contract: Contract, { operation, name }: Found, query: (readonly [string, string])[]): string[] {
  const declared = operation.parameters.filter((one) => one.in === 'query')
  const problems = [...new Set(query.map(([key]) => key))]
    .filter((key) => !declared.some((one) => one.name === key))
    .map((key) => `query ${key}: ${name} has no such parameter`)
  for (const one of declared) {
    const values = query.filter(([key]) => key === one.name).map(([, value]) => value)
    if (values.length > 0) problems.push(...checkText(contract, name, one, values))
    else if (one.required) problems.push(`query ${one.name}: missing`)
  }
  if (!contract.fieldsFilter) return problems
  const answer = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
  const model = answer ? pick(answer.content, undefined)?.schema : undefined
  const { schemas } = contract.document.components
  for (const [key, value] of query) {
    if (key === 'fields') problems.push(...checkFields(value, model, schemas))
    if (key === 'sorting') problems.push(...checkSorting(value, model, schemas))
  }
  return problems
}

/** Values of a path or query parameter are text: read as the type that the parameter has, then checked. */
function checkText(
  contract: Contract,
  name: string,
  { in: place, name: key, schema: one }: Parameter,
  values: string[],
): string[] {
  const validate = contract.validator('request', `${name} ${place} ${key}`, one)
  if (one.type === 'array') {
    const items = isJson(one.items) ? one.items : {}
    return complaints(
      validate,
      values.map((value) => readText(value, items.type)),
      `${place} ${key}`,
    )
  }
  if (values.length > 1) return [`${place} ${key}: given ${values.length} times`]
  return complaints(validate, readText(values[0] ?? '', one.type), `${place} ${key}`)
}

function checkHeaders(contract: Contract, operation: Operation, headers: Headers | undefined): string[] {
  if (!headers) return []
  const problems = operation.parameters
    .filter((one) => one.in === 'header' && one.required && header(headers, one.name) === undefined)
    .map((one) => `header ${one.name}: missing`)
  for (const name of operation.security.flatMap((one) => Object.keys(one))) {
    const scheme = contract.document.components.securitySchemes[name]
    // RFC 6750 for oauth2, RFC 7617 for basic.
    const expected = scheme?.type === 'oauth2' ? 'bearer' : (scheme?.scheme ?? '')
    const [given = ''] = (header(headers, 'authorization') ?? '').split(' ')
    if (given.toLowerCase() !== expected) problems.push(`header authorization: must be ${expected}`)
  }
  return problems
}

function checkRequestBody(contract: Contract, { operation, name }: Found, request: CheckedRequest): string[] {
  const declared = operation.requestBody
  const empty = request.body === undefined || request.body === ''
  if (!declared) return empty ? [] : [`${name} takes no body`]
  if (empty) return declared.required ? [`${name}: the body is missing`] : []
  const media = pick(declared.content, request.headers)
  if (!media) return [`${name} does not take this content type`]
  const form = media.type === 'application/x-www-form-urlencoded'
  const decoded = form ? decodeForm(request.body) : decodeJson(request.body)
  if ('problem' in decoded) return [decoded.problem]
  const partial = declared.description.startsWith('Partial object')
  return [
    ...complaints(
      contract.validator('request', `${name} ${media.type}`, media.schema ?? {}, partial),
      decoded.value,
      'body',
    ),
    ...checkIdentity(declared.description, decoded.value),
  ]
}

/** Rules that one vendor writes only into the description of the body. */
function checkIdentity(description: string, value: unknown): string[] {
  const items = (Array.isArray(value) ? value : [value]).filter(isJson)
  const keys = ['id', 'version']
  if (description.includes('Should not have ID and version set')) {
    return keys.filter((key) => items.some((item) => key in item)).map((key) => `body/${key}: not in a new object`)
  }
  if (description.includes('Should have ID and version set')) {
    return keys.filter((key) => items.some((item) => !(key in item))).map((key) => `body/${key}: missing`)
  }
  return []
}
