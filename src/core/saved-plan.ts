/** A plan as a file: who and which fields, with fingerprints instead of values, so that it can lie anywhere. */
import { z } from 'zod'
import { type Digest, fingerprint } from './compare.ts'
import { type Answers, type Policy, personKey, type Use } from './decide.ts'
import { order } from './match.ts'
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
  /** Whom somebody has called the same person. `huma` and `payroll` are fingerprints. */
  links: z
    .array(
      z.object({
        person: z.string(),
        humaId: z.string(),
        payrollId: z.string(),
        huma: z.string(),
        payroll: z.string(),
      }),
    )
    .default([]),
})

export type SavedPlan = z.infer<typeof savedPlan>
type Entry = SavedPlan['actions'][number]

export function savePlan(plan: Plan, connectionId: string, madeAt: string, digest: Digest): SavedPlan {
  const actions = inOrder(plan.actions).map((action) => entryOf(action, digest))
  return { version: 1, connectionId, madeAt, actions, links: linksOf(plan, digest) }
}

function linksOf({ linked }: Plan, digest: Digest): SavedPlan['links'] {
  return linked
    .map(({ huma, payroll }) => ({
      person: displayName(huma),
      humaId: huma.id,
      payrollId: payroll.id,
      huma: fingerprint(huma, digest),
      payroll: fingerprint(payroll, digest),
    }))
    .sort((a, b) => order(a.humaId, b.humaId))
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

/**
 * Names of the people whom the plan touches and who are not as they were when it was made. `people.huma` are all users,
 * in scope or not.
 */
export function changedSince(
  saved: SavedPlan,
  people: Readonly<Record<Side, readonly Person[]>>,
  digest: Digest,
): string[] {
  const prints = new Map<string, string>()
  const wanted = new Set([
    ...saved.actions.flatMap((one) => [sourceKey(one), targetKey(one)]),
    ...saved.links.flatMap(({ humaId, payrollId }) => [keyOf('huma', humaId), keyOf('payroll', payrollId)]),
  ])
  for (const side of ['huma', 'payroll'] as const) {
    for (const person of people[side]) {
      const key = personKey(person)
      if (wanted.has(key)) prints.set(key, fingerprint(person, digest))
    }
  }
  const changed = [
    ...saved.links.filter(
      ({ humaId, payrollId, huma, payroll }) =>
        prints.get(keyOf('huma', humaId)) !== huma || prints.get(keyOf('payroll', payrollId)) !== payroll,
    ),
    ...saved.actions.filter((one) => {
      if (prints.get(sourceKey(one)) !== one.source) return true
      return one.kind === 'update' && prints.get(targetKey(one)) !== one.target
    }),
  ]
  return changed.map(({ person }) => person)
}

function keyOf(side: Side, id: string): string {
  return personKey({ side, id })
}

function sourceKey({ side, sourceId }: Entry): string {
  return keyOf(otherSide(side), sourceId)
}

/** '' where the person does not exist yet. */
function targetKey(one: Entry): string {
  return one.kind === 'update' ? keyOf(one.side, one.targetId) : ''
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
  return { policy: { conflicts: 'leave', create: [] }, answers: { fields, people, links: saved.links } }
}

/** True where the plan made of `decisionsOf` is the saved one, write for write. */
export function isSamePlan(saved: SavedPlan, plan: Plan, digest: Digest): boolean {
  const text = (one: Entry) => {
    const end = one.kind === 'create' ? one.twins : [one.targetId, one.target]
    return [one.kind, one.side, one.sourceId, one.fields, one.source, end]
  }
  const link = ({ humaId, payrollId, huma, payroll }: SavedPlan['links'][number]) => [humaId, payrollId, huma, payroll]
  const now = inOrder(plan.actions).map((action) => entryOf(action, digest))
  const links = linksOf(plan, digest)
  return (
    JSON.stringify([saved.actions.map(text), saved.links.map(link)]) ===
    JSON.stringify([now.map(text), links.map(link)])
  )
}
