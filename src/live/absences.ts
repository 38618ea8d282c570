/** One absence of one person: decide what payroll is to hold of it, and send the difference. */
import { type Absence, type AbsenceWhy, decideAbsence, obstacleOf } from '../core/absence.ts'
import type { Person } from '../core/person.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Task } from '../store/store.ts'
import type { AbsenceWriter, SentAbsence } from '../systems/system.ts'
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
  const found = keptOf(input, task)
  if (!found) return { kind: 'done' }
  const label = absenceLabel(found.wanted)
  const about = { ...called(huma), payrollId: payroll.id, runId: input.runId }
  try {
    const kept = found.pending ? await finishPending(input, huma, payroll, found, found.pending) : found
    const decision = decideAbsence(kept.wanted, kept.sent, input.connection.absenceMap)
    if (decision.kind === 'put') await put(input, huma, payroll, kept, decision.absence)
    else if (decision.kind === 'remove') await takeBack(input, huma, payroll, kept, decision.why)
    else {
      const isInStep = decision.why === 'in-step'
      const message = `${label}: ${isInStep ? '' : 'not sent. '}${whyTexts[decision.why]}`
      tell(input, [{ ...about, level: 'info', event: isInStep ? 'in-step' : 'ignored', message }])
    }
    return { kind: 'done' }
  } catch (error) {
    const end = endOfStep(error)
    if (end.kind !== 'held' && end.kind !== 'later') return end
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
}

type Told = NonNullable<KeptAbsence['sent']>

/**
 * Something of it may have arrived, so it is brought to its end before anything else is decided: else what has arrived
 * would stay for good where the absence was changed or deleted in the meantime.
 */
async function finishPending(
  input: SendInput,
  huma: Person,
  payroll: Person,
  kept: KeptAbsence,
  pending: Told,
): Promise<KeptAbsence> {
  try {
    return await tellPayroll(input, huma, payroll, kept, pending)
  } catch (error) {
    if (endOfStep(error).kind !== 'held') throw error
    // As it is wanted it is refused, and is held again.
    const still = decideAbsence(kept.wanted, pending, input.connection.absenceMap)
    if (still.kind === 'nothing' && still.why === 'in-step') throw error
    // Something else is wanted by now. What arrived of it is known as sent, so that it can be taken back.
    const whole = { ...kept, sent: pending, pending: undefined }
    saveTold(input, huma.id, whole)
    return whole
  }
}

async function put(
  input: SendInput,
  huma: Person,
  payroll: Person,
  kept: KeptAbsence,
  absence: Absence,
): Promise<void> {
  refuseOverlap(input, huma, kept, absence)
  const { startDate, endDate } = absence
  const workdays = input.system.absenceByWorkday ? await input.huma.workdays(huma.id, startDate, endDate) : []
  if (workdays.length > mostWorkdays) {
    throw new HumaPayrollError('refused', `It has ${workdays.length} working days, more than ${mostWorkdays}.`, {
      hint: 'Correct its end date in Huma, or divide it.',
    })
  }
  await tellPayroll(input, huma, payroll, kept, { ...absence, workdays, type: kept.wanted.type })
}

/**
 * Two of one kind on the same days cannot be told apart in most systems, so that taking one back would take the other. The
 * one that came second is looked at again as soon as the first has changed.
 */
function refuseOverlap(input: SendInput, huma: Person, kept: KeptAbsence, { code, startDate, endDate }: Absence): void {
  const other = othersOf(input, huma, kept)
    .flatMap(({ sent, pending }) => [sent, pending])
    .find((one) => one?.code === code && one.startDate <= endDate && startDate <= one.endDate)
  if (!other) return
  const { startDate: from, endDate: to } = other
  throw new HumaPayrollError(
    'refused',
    `Another absence of the same kind, from ${from} to ${to}, is in payroll already.`,
    {
      hint: 'If both are meant, make one of them in Huma. If the other one is deleted there, this one is sent by itself.',
    },
  )
}

function othersOf({ state, connection }: SendInput, huma: Person, { wanted }: KeptAbsence): KeptAbsence[] {
  return state
    .records(connection.id, huma.id)
    .filter(({ kind, recordId }) => kind === 'absence' && recordId !== wanted.id)
    .map(absenceOf)
}

/** What was held because of this one. */
function wakeOthers(input: SendInput, huma: Person, kept: KeptAbsence): void {
  const { state, connection, now } = input
  const [connectionId, at] = [connection.id, now()]
  const waiting = othersOf(input, huma, kept).filter(({ sent, wanted }) => !sent && !obstacleOf(wanted))
  state.enqueue(
    waiting.map(({ wanted }) => ({ connectionId, humaId: huma.id, kind: 'absence', subject: wanted.id, at })),
  )
}

async function tellPayroll(
  input: SendInput,
  huma: Person,
  payroll: Person,
  kept: KeptAbsence,
  now: Told,
): Promise<KeptAbsence> {
  const { sent, reference } = kept
  // On disk before it is sent.
  saveTold(input, huma.id, { ...kept, pending: now })
  const answer = await writerOf(input).put({
    person: payroll,
    absence: withoutType(now),
    today: todayIn(input.system, input.now()),
    ...(sent ? { before: withoutType(sent) } : {}),
    ...(reference === undefined ? {} : { reference }),
  })
  const found = answer.reference ?? reference
  const whole: KeptAbsence = {
    ...kept,
    sent: now,
    pending: undefined,
    ...(found === undefined ? {} : { reference: found }),
  }
  // What is to be done by hand comes first, so that a power cut in between does not lose it.
  tellSent(input, huma, payroll.id, absenceLabel(now), answer)
  saveTold(input, huma.id, whole)
  wakeOthers(input, huma, kept)
  return whole
}

async function takeBack(
  input: SendInput,
  huma: Person,
  payroll: Person,
  kept: KeptAbsence,
  why: AbsenceWhy,
): Promise<void> {
  const { sent, reference } = kept
  if (sent) {
    const answer = await writerOf(input).remove({
      person: payroll,
      before: withoutType(sent),
      today: todayIn(input.system, input.now()),
      ...(reference === undefined ? {} : { reference }),
    })
    tellSent(input, huma, payroll.id, `${absenceLabel(sent)} taken back (${whyTexts[why]})`, answer)
  }
  // What payroll no longer holds is no longer known as sent.
  saveTold(input, huma.id, { wanted: kept.wanted })
  wakeOthers(input, huma, kept)
}

function writerOf({ writers, system }: SendInput): AbsenceWriter {
  if (writers.absence) return writers.absence
  throw new HumaPayrollError('unsupported', `Absence cannot be sent to ${system.name}.`)
}

function withoutType({ type: _, ...absence }: Told): SentAbsence {
  return absence
}

/** Of `kept` only what payroll was told: while it was, another notice may have come, and a file may have been imported. */
function saveTold(
  { state, connection }: SendInput,
  humaId: string,
  { wanted, sent, pending, reference }: KeptAbsence,
): void {
  state.together(() => {
    const record = state.record(connection.id, { humaId, kind: 'absence', recordId: wanted.id })
    const { reference: _, ...latest } = record ? absenceOf(record) : { wanted }
    saveAbsence(state, connection.id, humaId, {
      ...latest,
      sent,
      pending,
      ...(reference === undefined ? {} : { reference }),
    })
  })
}

function keptOf({ state, connection }: SendInput, { humaId, subject }: Task): KeptAbsence | undefined {
  const record = state.record(connection.id, { humaId, kind: 'absence', recordId: subject })
  return record && absenceOf(record)
}
