/**
 * What an earlier run sent and never heard back about (it was killed, or the answer was lost) is settled by looking,
 * before anything is planned: nobody is created twice.
 */
import { comparableFields, type Digest, type Rules } from '../core/compare.ts'
import { displayName, fieldLabels, type Person, type Side } from '../core/person.ts'
import type { Intent, Lease, Link, NewLogEntry, State } from '../store/store.ts'
import { findAmong, holds } from './look-up.ts'
import { baseOfSent } from './remember.ts'

export interface Settled {
  /** How many intents were open. */
  count: number
  /**
   * People (`huma <id>`, `payroll <id>`) whose creation was sent and is not to be seen: before they are created they are
   * looked for once more, because a slow server may still be at it.
   */
  doubtful: ReadonlySet<string>
}

export function settleIntents(input: {
  state: State
  lease: Lease
  people: { huma: readonly Person[]; payroll: readonly Person[] }
  sideNames: Readonly<Record<Side, string>>
  rules: Rules
  digest: Digest
  /** ISO 8601. */
  at: string
}): Settled {
  const { state, lease, people, sideNames, rules, digest, at } = input
  const connectionId = lease.connectionId
  const intents = state.openIntents(connectionId)
  const doubtful = new Set<string>()
  const linked = new Set(
    state.links(connectionId).flatMap(({ humaId, payrollId }) => [`huma ${humaId}`, `payroll ${payrollId}`]),
  )
  const entries: NewLogEntry[] = []

  for (const intent of intents) {
    const name = sideNames[intent.side]
    if (intent.kind === 'create') {
      const unlinked = people[intent.side].filter(({ side, id }) => !linked.has(`${side} ${id}`))
      const found = findAmong(unlinked, intent.payload)
      if (found) {
        state.together(() => {
          const end = { outcome: 'found' as const, settledAt: at, resultId: found.id }
          state.settleIntent(lease, intent.id, end, linkOf(intent, found.id, at))
          rememberSent(intent, found)
        })
        log(intent, `Was created in ${name} by an earlier run that was interrupted; now linked.`)
      } else {
        state.settleIntent(lease, intent.id, { outcome: 'not-sent', settledAt: at })
        doubtful.add(`${sourceSide(intent)} ${intent.personId}`)
        log(intent, `An earlier run was interrupted before creating them in ${name}.`)
      }
    } else {
      const person = people[intent.side].find(({ id }) => id === intent.personId)
      const done = person !== undefined && holds(person, intent.payload)
      state.settleIntent(lease, intent.id, { outcome: done ? 'done' : 'not-sent', settledAt: at })
      const fields = Object.keys(intent.payload).map(
        (field) => Object.entries(fieldLabels).find(([key]) => key === field)?.[1] ?? field,
      )
      log(
        intent,
        done
          ? `Was updated in ${name} by an earlier run that was interrupted: ${fields.join(', ')}.`
          : `An earlier run was interrupted before updating them in ${name}: ${fields.join(', ')}.`,
      )
    }
  }
  if (entries.length > 0) state.log(entries)

  function rememberSent(intent: Intent, found: Person): void {
    const base = baseOfSent(intent.side, intent.payload, found, comparableFields(rules), at, digest)
    if (base) state.saveBases(lease, new Map([[linkOf(intent, found.id, at).humaId, base]]))
  }

  return { count: intents.length, doubtful }

  function log(intent: Intent, message: string): void {
    const side = intent.kind === 'create' ? sourceSide(intent) : intent.side
    const person = people[side].find(({ id }) => id === intent.personId)
    entries.push({
      at,
      connectionId,
      runId: intent.runId,
      level: 'attention',
      event: 'settled',
      ...(person ? { person: displayName(person) } : {}),
      [`${side}Id`]: intent.personId,
      message,
    })
  }
}

function sourceSide({ side }: Intent): Side {
  return side === 'huma' ? 'payroll' : 'huma'
}

function linkOf({ side, personId }: Intent, newId: string, linkedAt: string): Link {
  return side === 'payroll'
    ? { humaId: personId, payrollId: newId, linkedAt }
    : { humaId: newId, payrollId: personId, linkedAt }
}
