/** Sends what was found for one person: fields, positions, salary. Each part is remembered as soon as it is done. */
import { type Known, labelOf, longestWork, type NotSent, type Step, takesCurrency } from '../core/change.ts'
import { displayName, type Person } from '../core/person.ts'
import type { Outcome } from '../core/report.ts'
import { describeLeftField, leftFieldHint } from '../core/wording.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { HumaEmployee } from '../huma/client.ts'
import type { Lease } from '../store/store.ts'
import { apply } from '../sync/apply.ts'
import { logOutcome, logPlan } from '../sync/log.ts'
import { remember } from '../sync/remember.ts'
import { whereWritten } from '../sync/run-sync.ts'
import type { PayrollClient, Sent } from '../systems/system.ts'
import { refuseBlindness } from './blindness.ts'
import { type End, endOf, endOfStep, worst } from './end.ts'
import { called, type LiveInput, startOfDay, takesOf, tell, todayIn } from './input.ts'
import { savePosition, saveSalary } from './known.ts'
import { newlyLeft } from './left.ts'
import type { Ready } from './person.ts'

/** The only part of a client that can write; what only looks is never given one. */
export type Writers = Omit<PayrollClient, 'read'>

export interface SendInput extends LiveInput {
  writers: Writers
  lease: Lease
  runId: number
}

/** `ready.payroll` is there wherever something is to be sent. */
export async function sendPerson(input: SendInput, employee: HumaEmployee, ready: Ready): Promise<End> {
  const { person: huma } = employee
  const { payroll, changes } = ready
  const ends: End[] = []
  if (input.connection.data.users) {
    if (payroll && ready.plan && ready.compared) ends.push(await sendFields(input, ready.plan, ready.compared))
    if (ends.some(({ kind }) => kind === 'stop')) return worst(ends)
  } else if (ready.hasFieldNews) {
    const message = 'Changed in Huma, and users are off: not sent.'
    tell(input, [{ ...called(huma), runId: input.runId, level: 'info', event: 'ignored', message }])
  }
  for (const known of changes.noted) savePosition(input.state, input.connection.id, huma.id, known)
  for (const recordId of changes.forgotten) {
    input.state.removeRecord(input.connection.id, { humaId: huma.id, kind: 'position', recordId })
  }
  for (const step of changes.steps) {
    const end = payroll ? await sendStep(input, employee, payroll, step, ready) : endOf(nobodyThere())
    ends.push(end)
    if (end.kind === 'stop') break
  }
  ends.push(...notSentEnds(input, huma, changes.notSent))
  if (changes.waitsUntil !== undefined) {
    ends.push({ kind: 'again', at: startOfDay(changes.waitsUntil), message: `Waits until ${changes.waitsUntil}.` })
  }
  return worst(ends)
}

async function sendFields(
  input: SendInput,
  plan: NonNullable<Ready['plan']>,
  compared: NonNullable<Ready['compared']>,
): Promise<End> {
  const { state, lease, runId, system, connection, interrupted } = input
  const at = () => new Date(input.now()).toISOString()
  const names = { huma: 'Huma', payroll: system.name }
  const targets = { ...names, payroll: whereWritten(system) }
  const about = { state, connectionId: connection.id, runId, names, targets, at }
  logPlan(about, { ...plan, leftFields: newlyLeft(plan, compared) })
  const { outcomes, stopped } = await apply({
    actions: plan.actions,
    sides: {
      huma: nothingToHuma,
      payroll: {
        read: input.payroll,
        write: input.writers.write,
        findBy: system.findBy,
        concurrency: 1,
      },
    },
    state,
    lease,
    runId,
    doubtful: new Set(),
    now: at,
    interrupted,
    onOutcome: (outcome) => logOutcome(about, outcome),
  })
  remember({ state, lease, compared, plan, outcomes, isPart: () => true, keepsLeft: true, at: at() })
  if (stopped) {
    return endOf(
      stopped.end === 'failed' ? stopped.error : new HumaPayrollError('cancelled', 'Stopped before it was sent.'),
    )
  }
  const ends = outcomes.map((outcome) => endOfOutcome(outcome, system.name))
  const [held] = plan.heldBack
  if (held) ends.push({ kind: 'held', message: 'Held back; see the log.' })
  for (const { field, why } of plan.leftFields) {
    const hint = leftFieldHint(field, why, names)
    if (hint !== undefined) ends.push({ kind: 'held', message: describeLeftField(field, why, names), hint })
  }
  return worst(ends)
}

export function endOfOutcome(outcome: Outcome, systemName: string): End {
  switch (outcome.result) {
    case 'done':
      return { kind: 'done' }
    case 'changed-meanwhile':
      return { kind: 'later', message: `Was changed in ${systemName} at the same time.`, isOutage: false }
    case 'not-started':
      return { kind: 'later', message: 'Stopped before it was sent.', isOutage: false }
    case 'incomplete':
      return { kind: 'held', ...said(outcome.problem) }
    case 'failed':
    case 'unknown': {
      const { problem } = outcome
      const isOutage = problem.kind === 'unavailable' || problem.kind === 'unknown-outcome'
      return isOutage || problem.kind === 'stale'
        ? { kind: 'later', ...said(problem), isOutage }
        : { kind: 'held', ...said(problem) }
    }
  }
}

/** Nothing ever flows to Huma from here. */
export const nothingToHuma = {
  get read(): never {
    throw new HumaPayrollError('internal', 'Nothing is read here.')
  },
  get write(): never {
    throw new HumaPayrollError('internal', 'Nothing is written to Huma here.')
  },
  findBy: [],
  concurrency: 1,
}

function said({ message, hint }: { message: string; hint?: string }) {
  return { message, ...(hint === undefined ? {} : { hint }) }
}

async function sendStep(
  input: SendInput,
  employee: HumaEmployee,
  payroll: Person,
  step: Step,
  ready: Ready,
): Promise<End> {
  const { person: huma } = employee
  const { system, runId } = input
  const label = stepLabel(step)
  try {
    if (step.kind === 'remove-position') await refuseBlindness(input, huma.id, 'position')
    if (step.kind === 'clear-salary') await refuseBlindness(input, huma.id, 'salary')
    notePending(input, huma.id, step, ready.known, false)
    const sent = await perform(input, employee, payroll, step)
    // First the list of what is to be done by hand: after a power cut in between the step is made again, and says the same.
    tellSent(input, huma, payroll.id, label, sent)
    noteStep(input, huma.id, step, sent)
    return { kind: 'done' }
  } catch (error) {
    const isAnswered = error instanceof HumaPayrollError && !isKind(error, 'unknown-outcome')
    if (isAnswered) notePending(input, huma.id, step, ready.known, true)
    const end = endOfStep(error)
    if (end.kind === 'held' || end.kind === 'later') {
      tell(input, [
        {
          ...called(huma),
          payrollId: payroll.id,
          runId,
          level: end.kind === 'held' ? 'error' : 'attention',
          event: end.kind === 'held' ? 'refused' : 'put-off',
          message: `${label} was not sent to ${system.name}: ${end.message}`,
          ...(end.hint === undefined ? {} : { hint: end.hint }),
        },
      ])
      return { ...end, message: `${label}: ${end.message}` }
    }
    return end
  }
}

async function perform(input: SendInput, employee: HumaEmployee, person: Person, step: Step): Promise<Sent> {
  const { writers, system, connection } = input
  const today = todayIn(system, input.now())
  const reference = step.reference === undefined ? {} : { reference: step.reference }
  switch (step.kind) {
    case 'put-position': {
      if (!writers.positions) throw notTaken('Positions', system.name)
      const { known, before } = step
      const { position } = known
      // Huma's list does not tell why one ended.
      const endReason = position.endDate === null ? '' : await input.huma.endReason(employee.person.id, position.id)
      const map = connection.occupationMap ?? {}
      const occupationCode = Object.hasOwn(map, position.title) ? map[position.title] : undefined
      return writers.positions.put({
        person,
        position: { ...position, endReason },
        from: known.from,
        isMain: known.isMain,
        continued: step.isContinued,
        today,
        ...(before ? { before } : {}),
        ...(occupationCode === undefined ? {} : { occupationCode }),
        ...(step.unansweredSince === undefined ? {} : { unansweredSince: step.unansweredSince }),
        ...salaryFor(input, employee),
        ...reference,
      })
    }
    case 'remove-position':
      if (!writers.positions) throw notTaken('Positions', system.name)
      return writers.positions.remove({ person, before: step.before, today, ...reference })
    case 'put-salary': {
      if (!writers.salary) throw notTaken('Salary', system.name)
      const { salary, known } = step
      return writers.salary.put({ person, salary, percentage: known.percentage, today, ...reference })
    }
    case 'clear-salary':
      if (!writers.salary) throw notTaken('Salary', system.name)
      return writers.salary.clear({ person, percentage: step.percentage, today, ...reference })
  }
}

/** Some systems take no position without a salary. */
function salaryFor(input: SendInput, { salary }: HumaEmployee) {
  const takes = takesOf(input)
  return takes.salary && salary && takesCurrency(takes, salary.currency) ? { salary } : {}
}

function notTaken(what: string, name: string): HumaPayrollError {
  return new HumaPayrollError('unsupported', `${what} cannot be sent to ${name}.`)
}

function nobodyThere(): HumaPayrollError {
  return new HumaPayrollError('internal', 'A change was found and nobody to send it to.')
}

/**
 * On disk before it is sent, and again when it was answered: what is broken off is taken up again whatever becomes of it in
 * Huma.
 */
function notePending(input: SendInput, humaId: string, step: Step, known: Known, isAnswered: boolean): void {
  const { state, connection } = input
  const now = input.now()
  if (step.kind === 'put-position') {
    const { position } = step.known
    const old = known.positions.find((one) => one.position.id === position.id)
    const { pendingSince, ...before } = old ?? { position, from: '', isMain: false, sent: false }
    // As long as the system may be at it nothing is sent once more, whatever is answered meanwhile.
    const isWaiting = pendingSince !== undefined && now - pendingSince < longestWork
    const sent = isWaiting ? { pendingSince } : isAnswered ? {} : { pendingSince: now }
    savePosition(state, connection.id, humaId, { ...before, pending: position, ...sent })
  }
  if (step.kind === 'put-salary') {
    const nothing = { digest: null, percentage: step.known.percentage, sent: false }
    saveSalary(state, connection.id, humaId, { ...(known.salary ?? nothing), isPending: true })
  }
}

function noteStep({ state, connection }: SendInput, humaId: string, step: Step, sent: Sent): void {
  const reference = sent.reference ?? step.reference
  const kept = reference === undefined ? {} : { reference }
  switch (step.kind) {
    case 'put-position':
      savePosition(state, connection.id, humaId, { ...step.known, sent: true, ...kept })
      break
    case 'remove-position':
      state.removeRecord(connection.id, { humaId, kind: 'position', recordId: step.before.id })
      break
    case 'put-salary':
    case 'clear-salary':
      saveSalary(state, connection.id, humaId, { ...step.known, ...kept })
  }
}

function stepLabel(step: Step): string {
  switch (step.kind) {
    case 'put-position':
      return labelOf(step.known.position)
    case 'remove-position':
      return `${labelOf(step.before)}, deleted in Huma`
    case 'put-salary':
      return `Salary from ${step.salary.fromDate}`
    case 'clear-salary':
      return 'The deletion of the salary'
  }
}

export function tellSent(input: SendInput, huma: Person, payrollId: string, label: string, sent: Sent): void {
  const { system, runId, state, connection } = input
  const about = { ...called(huma), payrollId, runId }
  const { requestId, warnings = [], byHand = [] } = sent
  const isOnlyByHand = !sent.changed && byHand.length > 0
  const message = sent.changed
    ? `${label}: sent to ${whereWritten(system)}.`
    : `${label}: is so in ${system.name} already.`
  const event = sent.changed ? 'sent' : 'in-step'
  tell(input, [
    ...(isOnlyByHand
      ? []
      : [{ ...about, level: 'info' as const, event, message, ...(requestId === undefined ? {} : { requestId }) }]),
    ...warnings.map((message) => ({ ...about, level: 'attention' as const, event: 'note', message })),
    ...byHand.map((message) => ({ ...about, level: 'attention' as const, event: 'by-hand', message })),
  ])
  for (const message of byHand) {
    state.addByHand(connection.id, { humaId: huma.id, person: displayName(huma), message, at: input.now() })
  }
}

function notSentEnds(input: SendInput, huma: Person, notSent: readonly NotSent[]): End[] {
  const about = { ...called(huma), runId: input.runId, event: 'ignored', level: 'info' as const }
  const ends: End[] = []
  for (const { what, why } of notSent) {
    switch (why.kind) {
      case 'history':
        tell(input, [{ ...about, message: `${what} had ended before; history is not sent.` }])
        break
      case 'not-main':
        tell(input, [{ ...about, message: `${what} is not the main position; not sent.` }])
        break
      case 'later':
        tell(input, [{ ...about, event: 'waits', message: `${what} is sent on ${why.date}.` }])
        break
      case 'currency': {
        const message = `${what} is in ${why.currency}, and ${input.system.name} takes ${why.wanted}; not sent.`
        const hint = 'Correct the currency in Huma.'
        tell(input, [{ ...about, event: 'held-back', level: 'attention', message, hint }])
        ends.push({ kind: 'held', message, hint })
      }
    }
  }
  return ends
}
