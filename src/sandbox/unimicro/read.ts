/** Answers entities: `expand`, `select`, `filter`, `orderby`, `top` and `skip`, without the dollar sign. */
import { z } from 'zod'
import { parseFilter } from './filter.ts'
import { type Model, type ModelName, models } from './models.ts'
import { queryRefusal } from './refusals.ts'
import type { Row, Scalar, Store } from './store.ts'

/** Not documented: how many rows come without `top`, and how many at most. A client has to page here. */
const standardTop = 100
const maximumTop = 1000

const count = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

/** Not documented: what an unknown parameter does. It is refused here. */
const query = z.strictObject({
  expand: z.string().optional(),
  select: z.string().optional(),
  hateoas: z.enum(['true', 'false']).optional(),
  filter: z.string().optional(),
  orderby: z.string().optional(),
  top: count.default(standardTop),
  skip: count.default(0),
})

/** Relations to show, each with those to show within it. */
interface Tree {
  [relation: string]: Tree
}

export function readQuery(given: Record<string, string[]>) {
  const single = Object.fromEntries(
    Object.entries(given).map(([name, values]) => [name, values.length > 1 ? null : values[0]]),
  )
  const result = query.safeParse(single)
  if (!result.success) throw queryRefusal('The query cannot be read')
  return result.data
}

type Query = ReturnType<typeof readQuery>

export function readList(store: Store, name: ModelName, { filter, orderby, top, skip, ...shown }: Query) {
  const model = models[name]
  const tree = treeOf(model, names(shown.expand))
  let rows = store.rows(name).filter((row) => row.Deleted !== true)
  if (filter !== undefined) {
    rows = rows.filter(parseFilter<Row>(filter, (row, path) => lookUp(store, model, tree, row, path.split('.'))))
  }
  if (orderby !== undefined) {
    const [property = '', direction = 'asc', ...more] = orderby.trim().split(/\s+/)
    const isAscending = direction === 'asc'
    if (more.length > 0 || !(isAscending || direction === 'desc')) throw queryRefusal('orderby cannot be read')
    const valueIn = (row: Row) => lookUp(store, model, tree, row, property.split('.')) ?? ''
    // Sorting a short list looks nothing up.
    checkPath(model, tree, property.split('.'))
    rows.sort((a, b) => (valueIn(a) < valueIn(b) ? -1 : valueIn(a) > valueIn(b) ? 1 : 0) * (isAscending ? 1 : -1))
  }
  const page = rows.slice(skip, skip + Math.min(top, maximumTop))
  return {
    count: rows.length,
    entities: page.map((row) => selected(model, entityOf(store, model, row, tree), shown.select)),
  }
}

export function readOne(store: Store, name: ModelName, row: Row, { expand, select }: Pick<Query, 'expand' | 'select'>) {
  const model = models[name]
  return selected(model, entityOf(store, model, row, treeOf(model, names(expand))), select)
}

function names(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').map((one) => one.trim())
}

function treeOf(model: Model, paths: readonly string[]): Tree {
  const tree: Tree = {}
  for (const path of paths) {
    let [place, at]: [Tree, Model] = [tree, model]
    for (const part of path.split('.')) {
      const relation = at.relations[part]
      if (!relation) throw queryRefusal(`${at.name} has no ${part} to expand`)
      place[part] ??= {}
      place = place[part]
      at = models[relation.model]
    }
  }
  return tree
}

/** Not documented: what stands for a relation that was not asked for. It is left out here. */
function entityOf(store: Store, model: Model, row: Row, tree: Tree): Record<string, unknown> {
  const entity: Record<string, unknown> = { ...row, CustomFields: null }
  for (const [name, within] of Object.entries(tree)) {
    const relation = model.relations[name]
    if (!relation) continue
    const other = models[relation.model]
    const isShown = (found: Row) => found.Deleted !== true && (!relation.many || found[relation.key] === row.ID)
    if (relation.many) {
      entity[name] = store
        .rows(relation.model)
        .filter(isShown)
        .map((found) => entityOf(store, other, found, within))
    } else {
      const found = store.find(relation.model, row[relation.key])
      entity[name] = found && isShown(found) ? entityOf(store, other, found, within) : null
    }
  }
  return entity
}

/** Only plain properties can be selected here; the ID is always there. */
function selected(model: Model, entity: Record<string, unknown>, select: string | undefined): Record<string, unknown> {
  if (select === undefined) return entity
  const wanted = names(select)
  for (const name of wanted) if (!(name in model.scalars)) throw queryRefusal(`${model.name} has no ${name} to select`)
  return Object.fromEntries(Object.entries(entity).filter(([name]) => name === 'ID' || wanted.includes(name)))
}

/** A path leads through what is expanded, and not through lists. */
function checkPath(model: Model, tree: Tree, path: readonly string[]): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    if (!(name in model.scalars)) throw queryRefusal(`${model.name} has no ${name}`)
    return
  }
  const relation = model.relations[name]
  const within = tree[name]
  if (!relation || relation.many || !within) throw queryRefusal(`${model.name}.${name} is not expanded`)
  checkPath(models[relation.model], within, rest)
}

function lookUp(store: Store, model: Model, tree: Tree, row: Row, path: readonly string[]): Scalar {
  checkPath(model, tree, path)
  let [at, found]: [Model, Row | undefined] = [model, row]
  for (const name of path.slice(0, -1)) {
    const relation = at.relations[name]
    if (!relation || !found) return null
    found = store.find(relation.model, found[relation.key])
    at = models[relation.model]
  }
  return found?.[path.at(-1) ?? ''] ?? null
}
