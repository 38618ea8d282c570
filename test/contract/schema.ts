/**
 * A vendor's schemas, made strict enough to catch a mistake of ours.
 *
 * Contracts allow properties that they do not name. Here an object with named properties has no others, at every depth,
 * because an unknown property is most often a misspelt one, which the vendor would ignore or refuse.
 */

export type Json = Readonly<Record<string, unknown>>

/** How a vendor's file and its wire differ. */
export interface Habits {
  /** Any property of an answer may be null, though nothing says so. */
  nullsInResponses: boolean
  /** The caller picks the properties of an answer, so required ones may be missing. */
  partialResponses: boolean
  /** An object that carries an id refers to an existing one: its required properties may be missing. */
  idReplacesRequired: boolean
  /** Properties that hold an ISO 8601 date though the file says only string. */
  dateProperties: ReadonlySet<string>
}

export type Direction = 'request' | 'response'

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where ajv finds the transformed schemas. */
export const documentId = 'contract:/'

const wanted = [
  'type',
  'enum',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'nullable',
] as const

/** The schema as ajv should read it. `schemas` are the components as the vendor wrote them. */
export function strictSchema(schema: unknown, schemas: Json, direction: Direction, habits: Habits): unknown {
  if (!isJson(schema)) return schema
  if (typeof schema.$ref === 'string') return { $ref: `${documentId}${schema.$ref}` }
  if (Array.isArray(schema.allOf)) return strictSchema(flatten(schema, schemas), schemas, direction, habits)

  const strict: Record<string, unknown> = {}
  for (const keyword of wanted) if (keyword in schema) strict[keyword] = schema[keyword]
  const alternatives = schema.oneOf ?? schema.anyOf
  if (Array.isArray(alternatives)) {
    // anyOf for oneOf: with shapes that extend each other and no discriminator mapping, one value may fit several.
    strict.anyOf = alternatives.map((one) => strictSchema(one, schemas, direction, habits))
  }
  if ('items' in schema) strict.items = strictSchema(schema.items, schemas, direction, habits)
  if (isJson(schema.properties)) {
    strict.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        strictProperty(name, property, schemas, direction, habits),
      ]),
    )
    strict.additionalProperties = false
  }
  if (isJson(schema.additionalProperties)) {
    strict.additionalProperties = strictSchema(schema.additionalProperties, schemas, direction, habits)
  }
  return { ...strict, ...requiredRule(schema, direction, habits) }
}

function strictProperty(name: string, property: unknown, schemas: Json, direction: Direction, habits: Habits): unknown {
  // A read-only property is refused in a request. Only the property's own mark counts: marks on whole schemas are wrong.
  if (direction === 'request' && isJson(property) && property.readOnly === true) return false
  const strict = strictSchema(property, schemas, direction, habits)
  const dated = isJson(strict) && strict.type === 'string' && habits.dateProperties.has(name)
  const result = dated ? { ...strict, format: 'date' } : strict
  if (direction === 'request' || !habits.nullsInResponses) return result
  return { if: { type: 'null' }, else: result }
}

function requiredRule(schema: Json, direction: Direction, habits: Habits): Json {
  if (!Array.isArray(schema.required) || schema.required.length === 0) return {}
  if (direction === 'response') return habits.partialResponses ? {} : { required: schema.required }
  if (!habits.idReplacesRequired || !isJson(schema.properties) || !('id' in schema.properties)) {
    return { required: schema.required }
  }
  return { if: { required: ['id'] }, else: { required: schema.required } }
}

/** One object schema in place of `allOf`: the vendors use it only to extend a base with more properties. */
function flatten(schema: Json, schemas: Json): Json {
  const properties: Record<string, unknown> = {}
  const required = new Set<unknown>()
  const parts = [...(Array.isArray(schema.allOf) ? schema.allOf : []), { ...schema, allOf: undefined }]
  for (const part of parts) {
    const whole = resolve(part, schemas)
    const flat = Array.isArray(whole.allOf) ? flatten(whole, schemas) : whole
    if (isJson(flat.properties)) Object.assign(properties, flat.properties)
    if (Array.isArray(flat.required)) for (const name of flat.required) required.add(name)
  }
  return { type: 'object', properties, required: [...required] }
}

/** Follows `#/components/schemas/X`. Throws where there is no such component. */
export function resolve(schema: unknown, schemas: Json): Json {
  if (!isJson(schema)) throw new Error('The contract holds something that is no schema')
  if (typeof schema.$ref !== 'string') return schema
  const name = schema.$ref.replace('#/components/schemas/', '')
  const found = schemas[name]
  if (!isJson(found)) throw new Error(`The contract has no schema ${name}`)
  return resolve(found, schemas)
}

/** A request body that says only what shall change: what the whole object requires may be missing at the top. */
export function withoutRequired(strict: Json): Json {
  const { required: _, if: __, else: ___, ...rest } = strict
  return rest
}
