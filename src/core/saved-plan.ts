/** A plan as a file: who and which fields, with fingerprints instead of values, so that it can lie anywhere. */
import { z } from 'zod'
import { type Digest, fingerprint } from './compare.ts'
import { type Answers, type Policy, personKey, type Use } from './decide.ts'
import { displayName, type FieldName, fieldNames, otherSide, type Person, type Side } from './person.ts'
import { type Action, inOrder, type Plan } from './plan.ts'
import { changedFields } from './report.ts'

const about = {
  side: z.enum(['huma', 'payroll']),
  /** For people who read the file. */
  person: z.string(),
  sourceId: z.string(),
  fields: z.array(z.enum(fieldNames)),
  source: z.string(),
}

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('update'), ...about, targetId: z.string(), target: z.string() }),
  /** `twins`: ids of those who look like the same human being, which somebody has said they are not. */
  z.object({ kind: z.literal('create'), ...about, twins: z.array(z.string()) }),
])

export const savedPlan = z.object({
  version: z.literal(1),
  connectionId: z.string(),
  madeAt: z.string(),
  actions: z.array(entry),
})

export type SavedPlan = z.infer<typeof savedPlan>
type Entry = SavedPlan['actions'][number]

export function savePlan(plan: Plan, connectionId: string, madeAt: string, digest: Digest): SavedPlan {
  return { version: 1, connectionId, madeAt, actions: inOrder(plan.actions).map((action) => entryOf(action, digest)) }
}

function entryOf(action: Action, digest: Digest): Entry {
  const { side, source } = action
  const about = {
    side,
    person: displayName(source),
    sourceId: source.id,
    fields: changedFields(action),
    source: fingerprint(source, digest),
  }
  if (action.kind === 'create') return { kind: 'create', ...about, twins: action.twins.map(({ person }) => person.id) }
  const { target } = action
  return { kind: 'update', ...about, targetId: target.id, target: fingerprint(target, digest) }
}

/** Names of the people whom the plan touches and who are not as they were when it was made. */
export function changedSince(
  saved: SavedPlan,
  people: Readonly<Record<Side, readonly Person[]>>,
  digest: Digest,
): string[] {
  const prints = new Map<string, string>()
  const wanted = new Set(saved.actions.flatMap((one) => [sourceKey(one), targetKey(one)]))
  for (const side of ['huma', 'payroll'] as const) {
    for (const person of people[side]) {
      const key = personKey(person)
      if (wanted.has(key)) prints.set(key, fingerprint(person, digest))
    }
  }
  return saved.actions
    .filter((one) => {
      if (prints.get(sourceKey(one)) !== one.source) return true
      return one.kind === 'update' && prints.get(targetKey(one)) !== one.target
    })
    .map(({ person }) => person)
}

function sourceKey({ side, sourceId }: Entry): string {
  return personKey({ side: otherSide(side), id: sourceId })
}

/** '' where the person does not exist yet. */
function targetKey(one: Entry): string {
  return one.kind === 'update' ? personKey({ side: one.side, id: one.targetId }) : ''
}

/** Decisions that lead to the saved plan again, and to nothing else. */
export function decisionsOf(saved: SavedPlan): { policy: Policy; answers: Answers } {
  const fields = new Map<string, { [K in FieldName]?: Use }>()
  const people = new Map<string, 'create' | 'leave'>()
  for (const one of saved.actions) {
    if (one.kind === 'create') people.set(sourceKey(one), 'create')
    else {
      const humaId = one.side === 'huma' ? one.targetId : one.sourceId
      const uses = fields.get(humaId) ?? {}
      for (const field of one.fields) uses[field] = otherSide(one.side)
      fields.set(humaId, uses)
    }
  }
  return { policy: { conflicts: 'leave', create: [] }, answers: { fields, people } }
}

/** True where the plan made of `decisionsOf` is the saved one, write for write. */
export function isSamePlan(saved: SavedPlan, plan: Plan, digest: Digest): boolean {
  const text = (one: Entry) => {
    const end = one.kind === 'create' ? one.twins : [one.targetId, one.target]
    return [one.kind, one.side, one.sourceId, one.fields, one.source, end]
  }
  const now = inOrder(plan.actions).map((action) => entryOf(action, digest))
  return JSON.stringify(saved.actions.map(text)) === JSON.stringify(now.map(text))
}
