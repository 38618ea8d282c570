/**
 * Tripletex' `fields` and `sorting` parameters. The contract calls them strings; the server refuses a name that the
 * answered model does not have (400 code 11000 and 422), so the names are checked here against the answer's schema.
 */
import { isJson, type Json, resolve } from './schema.ts'

/** `answer` is the schema of a response: a wrapper with `value`, or a list with `values`. */
export function checkFields(filter: string, answer: unknown, schemas: Json): string[] {
  const model = modelOf(answer, schemas)
  if (!model) return ['query fields: this answer has no model to pick fields from']
  const tokens = filter.match(/[^\s,()]+|[(),]/g) ?? []
  const problems: string[] = []
  const rest = readList(tokens, model, '', schemas, problems)
  if (rest.length > 0) problems.push(`query fields: unexpected ${rest[0]}`)
  return problems
}

export function checkSorting(sorting: string, answer: unknown, schemas: Json): string[] {
  const model = modelOf(answer, schemas)
  if (!model) return ['query sorting: this answer has no model to sort by']
  return sorting.split(',').flatMap((item) => {
    let current: Json | undefined = model
    for (const name of item.trim().replace(/^-/, '').split('.')) {
      const property: unknown = current ? propertiesOf(current)[name] : undefined
      if (property === undefined) return [`query sorting: ${item.trim()} is not in the model`]
      current = objectOf(property, schemas)
    }
    return []
  })
}

/** Reads `a,b(c,d),*` up to a closing parenthesis and returns what is left. */
function readList(
  tokens: readonly string[],
  model: Json,
  path: string,
  schemas: Json,
  problems: string[],
): readonly string[] {
  let rest = tokens
  for (;;) {
    const [name, next] = rest
    if (name === undefined || /^[(),]$/.test(name)) {
      problems.push(`query fields: a name is missing in ${path || 'the list'}`)
      return []
    }
    rest = rest.slice(1)
    const property = propertiesOf(model)[name]
    const here = path ? `${path}/${name}` : name
    if (name !== '*' && property === undefined) problems.push(`query fields: ${here} is not in the model`)
    if (next === '(') {
      rest = readList(rest.slice(1), objectOf(property, schemas) ?? {}, here, schemas, problems)
      if (rest[0] !== ')') {
        problems.push(`query fields: ${here}( is not closed`)
        return rest
      }
      rest = rest.slice(1)
    }
    if (rest[0] !== ',') return rest
    rest = rest.slice(1)
  }
}

function modelOf(answer: unknown, schemas: Json): Json | undefined {
  if (!isJson(answer)) return undefined
  const { value, values } = propertiesOf(resolve(answer, schemas))
  return objectOf(value ?? values, schemas)
}

/** The object behind a property: itself, or what its list holds. */
function objectOf(property: unknown, schemas: Json): Json | undefined {
  if (!isJson(property)) return undefined
  const schema = resolve(property, schemas)
  return schema.type === 'array' ? objectOf(schema.items, schemas) : schema
}

function propertiesOf(schema: Json): Json {
  return isJson(schema.properties) ? schema.properties : {}
}
