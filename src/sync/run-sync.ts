/** A whole sync of users: prepare, confirm, apply, remember. */
import { displayName, type Side } from '../core/person.ts'
import type { Plan } from '../core/plan.ts'
import { type Counts, countOutcomes, type Outcome, type RunEnd, runEnd } from '../core/report.ts'
import type { SideNames } from '../core/wording.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { Lease } from '../store/store.ts'
import type { PeopleWriter } from '../systems/system.ts'
import { apply, toStop } from './apply.ts'
import { logEnd, logOutcome, logPlan, logStart } from './log.ts'
import { type Planned, prepare, type SyncInput } from './prepare.ts'
import { remember } from './remember.ts'

export interface Synced extends Planned {
  runId: number
  end: RunEnd
  outcomes: Outcome[]
  counts: Counts
  /** Why it did not reach its end. */
  error?: HumaPayrollError
  /** The connection has become active in this run. */
  activated: boolean
}

/**
 * The whole run. Everything that was done is kept whatever happens; throws where nothing was written (kinds `busy`,
 * `safety`, `decision`, `cancelled` and all those of the reads).
 */
export async function runSync(
  input: SyncInput & { writers: Readonly<Record<Side, PeopleWriter>>; command: string },
): Promise<Synced> {
  const { connection, system, state, view } = input
  const names: SideNames = { huma: 'Huma', payroll: system.name }
  const targets = { ...names, payroll: whereWritten(system) }
  const lease = state.takeLease(connection.id)
  const at = () => new Date(input.now()).toISOString()
  try {
    const runId = state.startRun(lease, { command: input.command, startedAt: at() })
    const about = { state, connectionId: connection.id, runId, names, targets, at }
    logStart(about, input.command)
    let planned: Awaited<ReturnType<typeof prepare>> | undefined
    try {
      const ready = await prepare(input, lease)
      planned = ready
      const { plan, compared } = ready
      refuseUndecided(plan)
      const partial = input.only.length > 0 || input.except.length > 0
      const activates = connection.activatedAt === null && !partial
      const isNews = plan.actions.length > 0 || plan.linked.length > 0 || activates
      if (isNews && !(await view.confirm(plan))) {
        throw new HumaPayrollError('cancelled', 'Cancelled. Nothing was written.')
      }
      logPlan(about, plan)
      let count = 0
      const { outcomes, stopped } = await apply({
        actions: plan.actions,
        sides: {
          huma: { read: input.readers.huma, write: input.writers.huma, findBy: ['email'], concurrency: 4 },
          payroll: {
            read: input.readers.payroll,
            write: input.writers.payroll,
            findBy: system.findBy,
            concurrency: system.writesTogether ?? system.limits.concurrency,
          },
        },
        state,
        lease,
        runId,
        doubtful: ready.doubtful,
        now: at,
        interrupted: input.interrupted,
        onOutcome(outcome) {
          count += 1
          logOutcome(about, outcome)
          view.applied(outcome, count, plan.actions.length)
        },
      })
      let error = stopped?.end === 'failed' ? stopped.error : undefined
      // What was written stays written, whatever becomes of the notes about it.
      const noted = (note: () => void) => {
        try {
          note()
        } catch (trouble) {
          error ??= toStop(trouble)
        }
      }
      noted(() => remember({ state, lease, compared, plan, outcomes, isPart: partOf(input, plan), at: at() }))
      const end = runEnd(plan, outcomes, error ? 'failed' : stopped?.end)
      const counts = countOutcomes(plan, outcomes)
      noted(() => {
        state.endRun(lease, runId, {
          endedAt: at(),
          result: end,
          read: ready.read,
          counts: flat(counts),
        })
        logEnd(about, end, counts, error)
      })
      return {
        ...ready,
        runId,
        end: error ? 'failed' : end,
        outcomes,
        counts,
        ...(error ? { error } : {}),
        // Where nothing went well, something is set wrongly.
        activated:
          activates &&
          !stopped &&
          !error &&
          (outcomes.length === 0 || outcomes.some(({ result }) => result === 'done')),
      }
    } catch (error) {
      endBadly(error, about, lease, planned)
      throw error
    }
  } finally {
    release(lease)
  }
}

/** What is written to a file is not there yet. */
export function whereWritten({ name, supports }: SyncInput['system']): string {
  return supports.users === 'file' ? `the import file for ${name}` : name
}

/** A full disk must not hide what became of the run: a lease that stays ends with this process. */
function release(lease: Lease): void {
  try {
    lease.release()
  } catch {
    // The next run takes it over.
  }
}

/** Who was looked at in this run, by the Huma id of the pair: with `--only`, `--except` or a saved plan not everybody. */
function partOf({ only, except, savedPlan }: SyncInput, plan: Plan): (humaId: string) => boolean {
  if (only.length === 0 && except.length === 0 && !savedPlan) return () => true
  const ids = new Set<string>()
  for (const { side, source, ...action } of plan.actions) {
    if (source.side === 'huma') ids.add(source.id)
    else if ('target' in action && side === 'huma') ids.add(action.target.id)
  }
  if (!savedPlan) for (const { huma } of plan.leftFields) ids.add(huma.id)
  return (humaId) => ids.has(humaId)
}

type About = Parameters<typeof logStart>[0]

/** A run that threw wrote nothing; what stopped it is in the log. A full disk must not hide the first error. */
function endBadly(error: unknown, about: About, lease: Lease, planned: Planned | undefined): void {
  const result = isKind(error, 'safety') ? 'stopped' : isKind(error, 'cancelled', 'decision') ? 'cancelled' : 'failed'
  const { state, runId, at } = about
  try {
    state.endRun(lease, runId, { endedAt: at(), result, ...(planned ? { read: planned.read } : {}), counts: {} })
    logEnd(about, result, undefined, error instanceof HumaPayrollError ? error : undefined)
  } catch {
    // The next run marks this one as interrupted.
  }
}

/** Nobody could be asked, and the flags do not answer everything. */
function refuseUndecided({ undecided }: Plan): void {
  if (undecided.length === 0) return
  const differing = undecided.filter(({ fields }) => fields.length > 0)
  const oneSided = undecided.length - differing.length
  const what = [
    ...(differing.length > 0 ? [`${differing.length} with differences (--conflicts huma|payroll|leave)`] : []),
    ...(oneSided > 0 ? [`${oneSided} on one side only (--create payroll|huma|both|none)`] : []),
  ].join(', ')
  throw new HumaPayrollError(
    'decision',
    `Nobody has decided about ${undecided.length} people: ${what}. Nothing was written.`,
    {
      hint: 'Decide for all of them: --direction huma-to-payroll, or --direction payroll-to-huma',
      details: {
        undecided: undecided.map(({ person, fields }) => ({
          person: displayName(person),
          id: person.id,
          side: person.side,
          fields,
          flag: fields.length > 0 ? '--conflicts' : '--create',
        })),
      },
    },
  )
}

function flat(counts: Counts): Record<string, number> {
  const { created, updated, ...rest } = counts
  return {
    createdInHuma: created.huma,
    createdInPayroll: created.payroll,
    updatedInHuma: updated.huma,
    updatedInPayroll: updated.payroll,
    ...rest,
  }
}
