/** What is kept of a person between passes, as it stands in the state file. */
import { z } from 'zod'
import type { HumaAbsence, KnownAbsence } from '../core/absence.ts'
import type { Known, KnownPosition, KnownSalary } from '../core/change.ts'
import type { LiveRecord, State } from '../store/store.ts'

const position = z.object({
  id: z.string(),
  title: z.string(),
  startDate: z.string(),
  endDate: z.string().nullable(),
  percentage: z.number(),
  contractType: z.string(),
  endReason: z.string(),
})

const knownPosition = z.object({
  position,
  from: z.string(),
  isMain: z.boolean(),
  isLast: z.boolean().exactOptional(),
  sent: z.boolean(),
  pending: position.exactOptional(),
  pendingSince: z.number().exactOptional(),
})
const knownSalary = z.object({
  digest: z.string().nullable(),
  percentage: z.number(),
  sent: z.boolean(),
  position: z.string().exactOptional(),
  isPending: z.boolean().exactOptional(),
})

const wantedAbsence = z.object({
  id: z.string(),
  type: z.string(),
  startDate: z.string(),
  endDate: z.string().nullable(),
  percentage: z.number(),
  isApproved: z.boolean(),
  isDeleted: z.boolean(),
})

const sentAbsence = z.object({
  id: z.string(),
  type: z.string(),
  code: z.string(),
  startDate: z.string(),
  endDate: z.string(),
  percentage: z.number(),
  workdays: z.array(z.string()),
})

const keptAbsence = z.object({
  /** As last heard. */
  wanted: wantedAbsence,
  /** What payroll was told. */
  sent: sentAbsence.optional(),
  /** What it was being told when that was broken off. */
  pending: sentAbsence.optional(),
  /** The order that Huma gives its notices, where it tells one; a text that sorts. */
  order: z.string().optional(),
  /** Of the notices that came without an order: their digests and when they came, the newest last. */
  heard: z.array(z.object({ digest: z.string(), at: z.number() })).optional(),
  /** A file without an order has said so after the notice of `order`. */
  isVouched: z.boolean().optional(),
  /** Huma's own id, where the record has one that was made for a file without ids. */
  humaId: z.string().optional(),
})

export interface KeptAbsence {
  wanted: HumaAbsence
  sent?: (KnownAbsence & { workdays: string[] }) | undefined
  pending?: (KnownAbsence & { workdays: string[] }) | undefined
  order?: string | undefined
  heard?: { digest: string; at: number }[] | undefined
  isVouched?: boolean | undefined
  humaId?: string | undefined
  reference?: string
}

const keptPerson = z.object({
  /** A digest of everything that Huma showed when it was last looked at. */
  seen: z.string(),
  /** The same of their positions and salary; only of somebody `open`. */
  work: z.string().optional(),
  standing: z.enum(['open', 'locked', 'outside', 'unlinked', 'missing', 'gone']),
  /** Added in Huma while new users are created by themselves, and not in payroll yet. */
  isNew: z.boolean().optional(),
})

/** `standing`: what was found when the person was last looked at; only a change of it is told. */
export type KeptPerson = z.infer<typeof keptPerson>

export function personIn(records: readonly LiveRecord[]): KeptPerson | undefined {
  const record = records.find(({ kind }) => kind === 'person')
  return record && keptPerson.parse(JSON.parse(record.content))
}

export function knownIn(records: readonly LiveRecord[]): Known {
  const positions: KnownPosition[] = []
  let salary: KnownSalary | undefined
  for (const { kind, content, reference } of records) {
    const kept = reference === undefined ? {} : { reference }
    if (kind === 'position') positions.push({ ...knownPosition.parse(JSON.parse(content)), ...kept })
    if (kind === 'salary') salary = { ...knownSalary.parse(JSON.parse(content)), ...kept }
  }
  return { positions, salary }
}

export function absenceOf({ content, reference }: LiveRecord): KeptAbsence {
  return { ...keptAbsence.parse(JSON.parse(content)), ...(reference === undefined ? {} : { reference }) }
}

type Saves = Pick<State, 'saveRecords'>

export function savePerson(state: Saves, connectionId: string, humaId: string, kept: KeptPerson): void {
  state.saveRecords(connectionId, [{ humaId, kind: 'person', recordId: '', content: JSON.stringify(kept) }])
}

export function savePosition(state: Saves, connectionId: string, humaId: string, known: KnownPosition): void {
  const { reference, ...content } = known
  const recordId = known.position.id
  state.saveRecords(connectionId, [
    {
      humaId,
      kind: 'position',
      recordId,
      content: JSON.stringify(content),
      ...(reference === undefined ? {} : { reference }),
    },
  ])
}

export function saveSalary(state: Saves, connectionId: string, humaId: string, known: KnownSalary): void {
  const { reference, ...content } = known
  state.saveRecords(connectionId, [
    {
      humaId,
      kind: 'salary',
      recordId: '',
      content: JSON.stringify(content),
      ...(reference === undefined ? {} : { reference }),
    },
  ])
}

export function saveAbsence(state: Saves, connectionId: string, humaId: string, kept: KeptAbsence): void {
  const { reference, ...content } = kept
  state.saveRecords(connectionId, [
    {
      humaId,
      kind: 'absence',
      recordId: kept.wanted.id,
      content: JSON.stringify(content),
      ...(reference === undefined ? {} : { reference }),
    },
  ])
}
