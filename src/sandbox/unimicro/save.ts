/** Saves an entity with everything that is nested in it, or refuses all of it. */
import { z } from 'zod'
import { type Model, type ModelName, models, type Relation } from './models.ts'
import { bodyRefusal, refusal, validationRefusal } from './refusals.ts'
import { type Finding, findings, level } from './rules.ts'
import { isOwn, type Row, type Scalar, type Store } from './store.ts'

type Entity = Readonly<Record<string, unknown>>

interface Saved {
  row: Row
  /** The entity as it was sent, with `_validationResults` where something was found. */
  echo: Record<string, unknown>
  isGood: boolean
}

const guid = z.guid()
const entity = z.record(z.string(), z.unknown())
const kinds = {
  text: z.string(),
  number: z.number(),
  integer: z.int(),
  boolean: z.boolean(),
  date: z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]),
  'date-time': z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]),
}

/**
 * Returns the ID and the names of the relations that were sent, for the answer. `id` is 0 for a new entity.
 * A whole entity is wanted. Not documented: what a property that was left out means. It is emptied here, as if it were
 * null; relations that were left out stay.
 */
export function saveEntity(
  store: Store,
  model: ModelName,
  body: unknown,
  id: number,
): { row: Row; relations: string[] } {
  const given = entity.safeParse(body)
  if (!given.success) throw bodyRefusal('The body must be an object')
  const sent = given.data.ID ?? 0
  if (sent !== id) throw bodyRefusal('ID differs from the address')
  const before = id === 0 ? undefined : store.find(model, id)
  if (id !== 0 && (!before || before.Deleted === true)) throw refusal(`${model} not found`, 404)
  const saved = store.attempt(
    () => save(store, models[model], given.data, before, {}),
    (result) => result.isGood,
  )
  if (!saved.isGood) throw validationRefusal(saved.echo)
  return { row: saved.row, relations: relationsIn(models[model], given.data) }
}

function save(
  store: Store,
  model: Model,
  given: Entity,
  existing: Row | undefined,
  owner: Record<string, Scalar>,
): Saved {
  const before = existing && { ...existing }
  const values = { ...scalarsOf(model, given), ...owner }
  if (model.name === 'Employee' && !existing && !values.EmployeeNumber) {
    values.EmployeeNumber = store.nextEmployeeNumber()
  }
  if (model.name === 'Employment') {
    values.EmployeeNumber = store.find('Employee', values.EmployeeID)?.EmployeeNumber ?? null
  }
  const row = existing ?? store.insert(model.name, values)
  if (existing) store.update(model.name, existing, values)

  const echo: Record<string, unknown> = { ...given }
  let isGood = true
  for (const [name, relation] of Object.entries(model.relations)) {
    const nested = given[name]
    if (nested === undefined || nested === null) continue
    if (relation.many) {
      const list = z.array(entity).safeParse(nested)
      if (!list.success) throw bodyRefusal(`${model.name}.${name} must be a list`)
      const saved = list.data.map((one) => saveNested(store, relation, one, row))
      echo[name] = saved.map((one) => one.echo)
      isGood &&= saved.every((one) => one.isGood)
    } else {
      const one = entity.safeParse(nested)
      if (!one.success) throw bodyRefusal(`${model.name}.${name} must be an object`)
      const saved = saveNested(store, relation, one.data, row)
      store.update(model.name, row, { [relation.key]: saved.row.ID })
      echo[name] = saved.echo
      isGood &&= saved.isGood
    }
  }

  const found = findings(store, model.name, row, before, Object.keys(owner).length > 0)
  if (found.length > 0) echo._validationResults = resultsOf(found, model.name, before?.ID ?? 0)
  return { row, echo, isGood: isGood && found.every((one) => one.level < level.error) }
}

/** A new one must carry `_createguid`; one with an ID must be the owner's. */
function saveNested(store: Store, relation: Relation, given: Entity, owner: Row): Saved {
  const model = models[relation.model]
  const back = relation.many ? relation.key : relation.back
  const link = back === undefined ? {} : { [back]: owner.ID }
  const id = given.ID ?? 0
  if (id === 0) {
    if (!guid.safeParse(given._createguid).success) throw refusal('_createguid is mandatory field')
    return save(store, model, given, undefined, link)
  }
  const row = store.find(relation.model, typeof id === 'number' ? id : undefined)
  const isOwners = back === undefined ? owner[relation.key] === id : row?.[back] === owner.ID
  if (!row || row.Deleted === true || !isOwners) throw bodyRefusal(`${relation.model} ${String(id)} is not here`)
  if (given.Deleted === true) {
    store.update(relation.model, row, { Deleted: true })
    return { row, echo: { ...given }, isGood: true }
  }
  return save(store, model, given, row, link)
}

function scalarsOf(model: Model, given: Entity): Record<string, Scalar> {
  for (const name of Object.keys(given)) {
    const isKnown =
      name in model.scalars || name in model.relations || name === '_createguid' || name === 'CustomFields'
    if (!isKnown) throw bodyRefusal(`${model.name} has no property ${name}`)
  }
  const values: Record<string, Scalar> = {}
  for (const [name, kind] of Object.entries(model.scalars)) {
    if (isOwn(name)) continue
    const value = given[name] ?? null
    if (value === null) {
      values[name] = Array.isArray(kind) ? (kind[0] ?? 0) : null
      continue
    }
    const schema = typeof kind === 'string' ? kinds[kind] : z.literal([...kind])
    const read = schema.safeParse(value)
    if (!read.success) throw bodyRefusal(`${model.name}.${name} has a wrong value`)
    values[name] = typeof kind === 'string' && typeof read.data === 'string' ? dated(kind, read.data) : read.data
  }
  return values
}

/** Days and moments are stored as they are answered. Not documented: what becomes of a time of day. It is dropped here. */
function dated(kind: string, value: string): string {
  if (kind === 'date') return value.slice(0, 10)
  return kind === 'date-time' ? `${value.slice(0, 10)}T00:00:00Z` : value
}

/** Not documented: what the keys are. Here they are the properties' names. */
function resultsOf(found: readonly Finding[], model: ModelName, EntityID: number) {
  const messages = found.map((one, index) => {
    const shared = { ID: 0, EntityType: model, Message: one.message, Level: one.level, Operation: 30 }
    return {
      ID: index + 1,
      EntityType: model,
      EntityID,
      PropertyName: one.property,
      Message: one.message,
      Level: one.level,
      EntityValidationRule:
        one.rule.kind === 'entity'
          ? { ...shared, PropertyName: one.property, Operator: one.rule.operator, Value: one.rule.value }
          : null,
      ComplexValidationRule: one.rule.kind === 'complex' ? { ...shared, ValidationCode: one.rule.code } : null,
    }
  })
  return Object.groupBy(messages, (message) => message.PropertyName)
}

/** Dotted names of what was nested in an entity, so that the answer can show it. */
function relationsIn(model: Model, given: Entity): string[] {
  return Object.entries(model.relations).flatMap(([name, relation]) => {
    const nested: unknown[] = Array.isArray(given[name]) ? given[name] : [given[name]]
    const found = nested.map((one) => entity.safeParse(one)).filter((one) => one.success)
    if (found.length === 0) return []
    const within = new Set(found.flatMap((one) => relationsIn(models[relation.model], one.data)))
    return [name, ...[...within].map((more) => `${name}.${more}`)]
  })
}
