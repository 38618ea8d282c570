/** One absence of one person: decide what payroll is to hold of it, and send the difference. */
import { type AbsenceWhy, decideAbsence } from '../core/absence.ts'
import type { Person } from '../core/person.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Task } from '../store/store.ts'
import type { SentAbsence } from '../systems/system.ts'
import { type End, endOfStep } from './end.ts'
import { called, tell, todayIn } from './input.ts'
import { absenceOf, type KeptAbsence, saveAbsence } from './known.ts'
import { type SendInput, tellSent } from './send.ts'

/** Why somebody's absence is not sent whatever it is. */
export type NobodyWhy = 'off' | 'locked' | 'outside' | 'unlinked' | 'missing' | 'gone'

const nobodyTexts: Readonly<Record<NobodyWhy, string>> = {
  off: 'Absence is off for this connection.',
  locked: 'The person is deactivated in Huma and locked.',
  outside: 'The person is outside the scope of this connection.',
  unlinked: 'The person is not linked to anybody in payroll; sync-users links people.',
  missing: 'Payroll no longer shows the person.',
  gone: 'The person was deleted in Huma.',
}

const whyTexts: Readonly<Record<AbsenceWhy, string>> = {
  'in-step': 'It is so in payroll already.',
  'not-mapped': 'Its type is not mapped to a type of the payroll system.',
  'not-approved': 'It is not approved.',
  'open-ended': 'It has no end date.',
  deleted: 'It was deleted in Huma.',
  'no-grade': 'Its percentage is not between 1 and 100.',
}

/** Where absence is written day by day; longer ones are a mistake more likely than an absence. */
const mostWorkdays = 1100

export function absenceLabel({ startDate, endDate }: { startDate: string; endDate: string | null }): string {
  return `Absence ${startDate} to ${endDate ?? 'no end'}`
}

/** Nothing can be sent; said once, and kept as heard. */
export function ignoreAbsence(
  input: SendInput,
  person: Pick<Person, 'id' | 'fields'>,
  task: Task,
  why: NobodyWhy,
): End {
  const kept = keptOf(input, task)
  if (kept) {
    tell(input, [
      {
        ...called({ ...person, side: 'huma', active: true }),
        runId: input.runId,
        level: 'info',
        event: 'ignored',
        message: `${absenceLabel(kept.wanted)}: not sent. ${nobodyTexts[why]}`,
      },
    ])
  }
  return { kind: 'done' }
}

export async function sendAbsence(input: SendInput, huma: Person, payroll: Person, task: Task): Promise<End> {
  const kept = keptOf(input, task)
  if (!kept) return { kind: 'done' }
  const { wanted, sent, reference } = kept
  const label = absenceLabel(wanted)
  const about = { ...called(huma), payrollId: payroll.id, runId: input.runId }
  const decision = decideAbsence(wanted, sent, input.connection.absenceMap)
  const earlier = reference === undefined ? {} : { reference }
  const today = todayIn(input.system, input.now())
  const writer = input.writers.absence
  try {
    if (decision.kind === 'nothing') {
      tell(input, [
        {
          ...about,
          level: 'info',
          event: decision.why === 'in-step' ? 'in-step' : 'ignored',
          message: `${label}: ${decision.why === 'in-step' ? '' : 'not sent. '}${whyTexts[decision.why]}`,
        },
      ])
      return { kind: 'done' }
    }
    if (!writer) throw new HumaPayrollError('unsupported', `Absence cannot be sent to ${input.system.name}.`)
    if (decision.kind === 'remove') {
      if (sent) {
        const { type: _, ...before } = sent
        const answer = await writer.remove({ person: payroll, before, today, ...earlier })
        tellSent(input, huma, payroll.id, `${absenceLabel(sent)} taken back (${whyTexts[decision.why]})`, answer)
      }
      saveAbsence(input.state, input.connection.id, huma.id, forget(kept))
      return { kind: 'done' }
    }
    const workdays = input.system.absenceByWorkday
      ? await input.huma.workdays(huma.id, wanted.startDate, decision.absence.endDate)
      : []
    if (workdays.length > mostWorkdays) {
      throw new HumaPayrollError('refused', `It has ${workdays.length} working days, more than ${mostWorkdays}.`, {
        hint: 'Correct its end date in Huma, or divide it.',
      })
    }
    const absence: SentAbsence = { ...decision.absence, workdays }
    const { type: _, ...before } = sent ?? { type: '' }
    const answer = await writer.put({
      person: payroll,
      absence,
      today,
      ...('id' in before ? { before } : {}),
      ...earlier,
    })
    const now = answer.reference ?? reference
    saveAbsence(input.state, input.connection.id, huma.id, {
      ...kept,
      sent: { ...decision.absence, workdays, type: wanted.type },
      ...(now === undefined ? {} : { reference: now }),
    })
    tellSent(input, huma, payroll.id, label, answer)
    return { kind: 'done' }
  } catch (error) {
    const end = endOfStep(error)
    if (end.kind === 'held' || end.kind === 'later') {
      tell(input, [
        {
          ...about,
          level: end.kind === 'held' ? 'error' : 'attention',
          event: end.kind === 'held' ? 'refused' : 'put-off',
          message: `${label} was not sent to ${input.system.name}: ${end.message}`,
          ...(end.hint === undefined ? {} : { hint: end.hint }),
        },
      ])
      return { ...end, message: `${label}: ${end.message}` }
    }
    return end
  }
}

/** What payroll no longer holds is no longer known as sent. */
function forget({ wanted, order, heard }: KeptAbsence): KeptAbsence {
  return { wanted, order, heard }
}

function keptOf({ state, connection }: SendInput, { humaId, subject }: Task): KeptAbsence | undefined {
  const record = state.record(connection.id, { humaId, kind: 'absence', recordId: subject })
  return record && absenceOf(record)
}
