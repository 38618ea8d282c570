/** The `fields` parameter: which properties are shown, and which of the objects inside are opened. */
import type { Company } from './company.ts'
import type { Field, Fields } from './model-kit.ts'
import { models } from './models.ts'
import { illegalField } from './refusals.ts'
import type { Kind, Rows } from './rows.ts'

/** Of one object: everything (`*`), and what is named, each with its own selection where it has parentheses. */
export interface Selection {
  everything: boolean
  named: ReadonlyMap<string, Selection | undefined>
}

const everything: Selection = { everything: true, named: new Map() }

/** Nothing asked for = everything. Throws for a name that the model does not have. */
export function readFields(filter: string | null, kind: Kind): Selection {
  if (filter === null || filter.trim() === '') return everything
  const tokens = filter.match(/[^\s,()]+|[(),]/g) ?? []
  const { name, fields } = models[kind]
  const { selection, rest } = readList(tokens, name, fieldNamed(fields))
  // Not documented: what a filter that cannot be read answers.
  if (rest.length > 0) throw illegalField(filter, name)
  return selection
}

/** Tells what a name stands for; undefined where there is no such name. */
type Lookup = (name: string) => Inside | undefined
interface Inside {
  model: string
  /** undefined: cannot be opened. */
  lookup: Lookup | undefined
}

// Names need no rows, so the fields of any kind will do.
function fieldNamed(fields: Fields<never>): Lookup {
  return (name) => (Object.hasOwn(fields, name) ? insideOf(name, fields[name]) : undefined)
}

function insideOf(name: string, field: Field<never> | undefined): Inside | undefined {
  if (!field) return undefined
  switch (field.as) {
    case 'link':
    case 'links':
      return { model: models[field.kind].name, lookup: fieldNamed(models[field.kind].fields) }
    case 'part':
      return { model: field.model, lookup: fieldNamed(field.fields) }
    case 'nothing':
      return { model: name, lookup: () => ({ model: name, lookup: undefined }) }
    default:
      return { model: name, lookup: undefined }
  }
}

interface Read {
  selection: Selection
  rest: readonly string[]
}

/** Reads `a,b(c,d),*` up to a closing parenthesis. */
function readList(tokens: readonly string[], model: string, lookup: Lookup): Read {
  const named = new Map<string, Selection | undefined>()
  let all = false
  let rest = tokens
  for (;;) {
    const [name = ''] = rest
    rest = rest.slice(1)
    const inside = name === '*' ? undefined : lookup(name)
    if (name === '*') all = true
    else if (!inside) throw illegalField(name, model)
    else named.set(name, undefined)
    if (rest[0] === '(') {
      if (!inside?.lookup) throw illegalField(name, model)
      const opened = readList(rest.slice(1), inside.model, inside.lookup)
      if (opened.rest[0] !== ')') throw illegalField(name, model)
      named.set(name, opened.selection)
      rest = opened.rest.slice(1)
    }
    if (rest[0] !== ',') return { selection: { everything: all, named }, rest }
    rest = rest.slice(1)
  }
}

export interface View {
  company: Company
  /** `127.0.0.1:8080/v2`: addresses of objects have no scheme (observed). */
  base: string
  /** Properties that are left out, as for a token without the right to see them. */
  hidden: ReadonlySet<string>
}

type Shown = Record<string, unknown>

export function show<K extends Kind>(view: View, kind: K, row: Rows[K], selection: Selection): Shown {
  return showFields(view, models[kind].fields, row, selection, `${view.base}${models[kind].path}/${row.id}`)
}

function showFields<Row>(view: View, fields: Fields<Row>, row: Row, selection: Selection, url: string): Shown {
  const shown: Shown = {}
  for (const [name, field] of Object.entries(fields)) {
    // Changes come only when they are asked for by name.
    const wanted = selection.named.has(name) || (selection.everything && name !== 'changes')
    if (!wanted || view.hidden.has(name)) continue
    const value = showField(view, field, row, selection.named.get(name), url)
    if (value !== undefined) shown[name] = value
  }
  return shown
}

function showField<Row>(view: View, field: Field<Row>, row: Row, inside: Selection | undefined, url: string): unknown {
  switch (field.as) {
    case 'value':
      return field.read(row, view.company)
    case 'url':
      return url
    case 'nothing':
      return null
    case 'link':
      return showLink(view, field.kind, field.read(row), inside)
    case 'links':
      return field.read(row).map((id) => showLink(view, field.kind, id, inside))
    case 'part':
      return field.isThere(row) ? showFields(view, field.fields, row, inside ?? everything, url) : null
  }
}

function showLink<K extends Kind>(view: View, kind: K, id: number | null | undefined, inside: Selection | undefined) {
  const row = view.company.find(kind, id)
  if (!row) return null
  return inside ? show(view, kind, row, inside) : { id: row.id, url: `${view.base}${models[kind].path}/${row.id}` }
}

/**
 * What a row is sorted by: `department.name`. Throws where the model has no such property, or where it is no plain value.
 */
export function sortingKey<K extends Kind>(
  kind: K,
  path: readonly string[],
): ((row: Rows[K], company: Company) => unknown) | undefined {
  const [name = '', ...rest] = path
  const field: Field<Rows[K]> | undefined = Object.hasOwn(models[kind].fields, name)
    ? models[kind].fields[name]
    : undefined
  if (field?.as === 'value' && rest.length === 0) return field.read
  if (field?.as !== 'link' || rest.length === 0) return undefined
  const key = sortingKey(field.kind, rest)
  if (!key) return undefined
  return (row, company) => {
    const linked = company.find(field.kind, field.read(row))
    return linked ? key(linked, company) : null
  }
}
