/**
 * Works the queue off: one person after the other as a whole, several people at once. A task goes only when everything it
 * is about is done and remembered, so a pass may end at any instant and the next one goes on.
 */
import { displayName, type Person } from '../core/person.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Task } from '../store/store.ts'
import { ignoreAbsence, sendAbsence } from './absences.ts'
import { createPeople } from './creating.ts'
import { type End, endOf, mostTries, postponed } from './end.ts'
import { called, type LiveInput, tell } from './input.ts'
import { absenceOf, type KeptPerson, savePerson } from './known.ts'
import { type Looked, lookAt } from './person.ts'
import { type SendInput, sendPerson } from './send.ts'

export interface Drained {
  /** Tasks that were worked off, put off and held. */
  done: number
  /** How many of `done` have a part that is sent on a later day. */
  waits: number
  later: number
  held: number
  /** Why the pass ended before its end. */
  error?: HumaPayrollError
}

/** So many people are taken out of the queue together. */
const portion = 200
/** A system that answers nothing so many times in a row is down. */
const outagesInARow = 5
/** People who are looked at at once; Huma and payroll have limits of their own. */
const mostAtOnce = 100

/** `doubtful`: see `Settled`. `onTask` is called after every task. */
export async function drain(
  input: SendInput,
  doubtful: ReadonlySet<string>,
  onTask?: (task: Task, end: End) => void,
): Promise<Drained> {
  const { state, connection, system, interrupted } = input
  const drained: Drained = { done: 0, waits: 0, later: 0, held: 0 }
  const atOnce = Math.min(mostAtOnce, Math.max(2, system.writesTogether ?? system.limits.concurrency))
  let outages = 0
  while (!drained.error && !interrupted.aborted) {
    const tasks = state.dueTasks(connection.id, input.now(), portion)
    if (tasks.length === 0) break
    const people = [...Map.groupBy(tasks, ({ humaId }) => humaId)]
    const newcomers: Newcomer[] = []
    const rest = people.values()
    const worker = async (): Promise<void> => {
      for (const [humaId, theirs] of rest) {
        if (drained.error || interrupted.aborted) return
        const newcomer = await workOn(input, humaId, theirs, finish)
        if (newcomer) newcomers.push(newcomer)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    if (newcomers.length > 0 && !drained.error && !interrupted.aborted) {
      await createThem(input, newcomers, doubtful, finish)
    }
  }
  return drained

  function finish(task: Task, end: End, person: string | undefined): void {
    if (end.kind === 'stop') {
      drained.error ??= end.error
      return
    }
    if (end.kind === 'done') {
      state.finishTask(input.lease, task)
      drained.done += 1
      outages = 0
    } else {
      const put = postponed(end, task.tries, input.now(), input.random())
      state.postponeTask(input.lease, task, { ...put, ...(person === undefined ? {} : { person }) })
      if (put.state === 'held') drained.held += 1
      else if (end.kind === 'later') drained.later += 1
      else if (end.kind === 'again') {
        drained.done += 1
        drained.waits += 1
      }
      if (put.state === 'held' && end.kind === 'later') tellGivenUp(input, task, end.message, person)
      if (end.kind === 'later' && end.isOutage) noteOutage(end)
      else outages = 0
    }
    onTask?.(task, end)
  }

  function noteOutage({ message }: { message: string }): void {
    outages += 1
    if (outages < outagesInARow) return
    drained.error ??= new HumaPayrollError('unavailable', `Nothing answers: ${message}`, {
      hint: 'What waits is sent as soon as it answers again.',
    })
  }
}

type Finish = (task: Task, end: End, person: string | undefined) => void

interface Newcomer {
  person: Person
  seen: string
  tasks: readonly Task[]
}

/** Answers whoever is to be created, which is done for all of them together. */
async function workOn(
  input: SendInput,
  humaId: string,
  tasks: readonly Task[],
  finish: Finish,
): Promise<Newcomer | undefined> {
  const absences = tasks.filter(({ kind }) => kind === 'absence')
  let looked: Looked
  try {
    looked = await lookAt(input, humaId, absences.length > 0 && input.connection.data.absence)
  } catch (error) {
    const end = endOf(error)
    for (const task of tasks) finish(task, end, undefined)
    return undefined
  }
  if (looked.standing === 'unlinked' && isToBeCreated(input, looked.kept)) {
    return { person: looked.employee.person, seen: looked.seen, tasks }
  }
  await workOff(input, humaId, looked, tasks, finish)
  return undefined
}

/** Whoever was in Huma before and was left out by a sync-users is not created for being edited. */
function isToBeCreated({ connection: { data } }: LiveInput, kept: KeptPerson | undefined): boolean {
  return data.users && data.createUsers && (kept === undefined || kept.isNew === true)
}

async function workOff(
  input: SendInput,
  humaId: string,
  looked: Looked,
  tasks: readonly Task[],
  finish: Finish,
): Promise<void> {
  const name = looked.standing === 'gone' ? undefined : displayName(looked.employee.person)
  if (looked.standing === 'open' && looked.kept && looked.kept.standing !== 'open') lookAtAbsences(input, humaId)
  const end = await guarded(() => workOnPerson(input, humaId, looked))
  // Noted before the task goes, so that nothing is forgotten in between.
  if (end.kind !== 'stop' && end.kind !== 'later') noteSeen(input, humaId, looked)
  const persons = tasks.filter(({ kind }) => kind === 'person')
  for (const task of persons) finish(task, end, name)
  if (end.kind === 'stop') return
  // Without a task of their own, what the person lacks is tried again.
  if (persons.length === 0 && end.kind === 'later') requeue(input, humaId)
  for (const task of tasks.filter(({ kind }) => kind === 'absence')) {
    finish(task, await guarded(() => workOnAbsence(input, humaId, looked, task)), name)
  }
}

async function guarded(work: () => Promise<End>): Promise<End> {
  try {
    return await work()
  } catch (error) {
    return endOf(error)
  }
}

async function workOnPerson(input: SendInput, humaId: string, looked: Looked): Promise<End> {
  switch (looked.standing) {
    case 'gone':
      tellStanding(input, { humaId }, looked, 'Deleted in Huma: nothing is sent. In payroll they stay as they are.')
      return { kind: 'done' }
    case 'outside':
      tellStanding(
        input,
        called(looked.employee.person),
        looked,
        'Outside the scope of this connection: nothing is sent.',
      )
      return { kind: 'done' }
    case 'locked':
      tellStanding(input, called(looked.employee.person), looked, 'Deactivated in Huma: locked, nothing is sent.')
      return { kind: 'done' }
    case 'unlinked':
      tellUnlinked(input, looked)
      return { kind: 'done' }
    case 'missing':
      tell(input, [
        {
          ...called(looked.employee.person),
          runId: input.runId,
          level: 'attention',
          event: 'held-back',
          message: `${input.system.name} no longer shows the employee whom they were linked to: nothing is sent.`,
        },
      ])
      return {
        kind: 'held',
        message: `${input.system.name} no longer shows the employee whom they were linked to.`,
        hint: 'Check in payroll that nobody is missing; a sync of users suggests recreating them: huma-payroll sync-users NAME',
      }
    case 'open':
      if (looked.kept?.standing === 'locked') {
        tell(input, [
          {
            ...called(looked.employee.person),
            runId: input.runId,
            level: 'info',
            event: 'unlocked',
            message: 'Active in Huma again: unlocked.',
          },
        ])
      }
      if (isNothing(looked)) {
        const message = `Changed in Huma, in nothing that is sent to ${input.system.name}.`
        tell(input, [
          { ...called(looked.employee.person), runId: input.runId, level: 'info', event: 'ignored', message },
        ])
      }
      return sendPerson(input, looked.employee, looked)
  }
}

/** It was seen to be otherwise than before, and no part of it goes to payroll. */
function isNothing({ kept, seen, hasFieldNews, changes }: Looked & { standing: 'open' }): boolean {
  const { steps, notSent } = changes
  return kept?.standing === 'open' && kept.seen !== seen && !hasFieldNews && steps.length + notSent.length === 0
}

/** Said when it was otherwise before. */
function tellStanding(
  input: SendInput,
  about: { humaId?: string; person?: string },
  { standing, kept }: Looked,
  message: string,
): void {
  if (kept?.standing === standing) return
  const event = standing === 'locked' ? 'locked' : 'ignored'
  tell(input, [{ ...about, runId: input.runId, level: 'info', event, message }])
}

/** At every change, because whoever was held back by a sync-users and is right now waits for somebody to run it again. */
function tellUnlinked(
  input: SendInput,
  { employee, kept, seen }: Extract<Looked, { standing: 'locked' | 'outside' | 'unlinked' }>,
): void {
  if (kept?.standing === 'unlinked' && kept.seen === seen) return
  const { connection, runId } = input
  const why =
    connection.data.createUsers && connection.data.users ? '' : ', and new users are not created by themselves'
  const message = `Not linked to anybody in payroll${why}: nothing is sent.`
  const hint = 'To create or link them: huma-payroll sync-users NAME'
  tell(input, [{ ...called(employee.person), runId, level: 'info', event: 'ignored', message, hint }])
}

function noteSeen({ state, connection }: SendInput, humaId: string, looked: Looked): void {
  const kept: KeptPerson =
    looked.standing === 'gone'
      ? { seen: looked.kept?.seen ?? '', standing: 'gone' }
      : { seen: looked.seen, standing: looked.standing, ...('work' in looked ? { work: looked.work } : {}) }
  // Whoever was never in scope is added to the connection when they come into it.
  const isNew = looked.standing === 'outside' && (looked.kept === undefined || looked.kept.isNew === true)
  savePerson(state, connection.id, humaId, isNew ? { ...kept, isNew } : kept)
}

function requeue({ state, connection, now }: SendInput, humaId: string): void {
  const at = now()
  state.enqueue([{ connectionId: connection.id, humaId, kind: 'person', subject: '', at, dueAt: at + 30_000 }])
}

/** What was heard while nothing was sent for them. */
function lookAtAbsences({ state, connection, now }: SendInput, humaId: string): void {
  const heard = state.records(connection.id, humaId).filter(({ kind }) => kind === 'absence')
  const [connectionId, at] = [connection.id, now()]
  state.enqueue(heard.map(({ recordId }) => ({ connectionId, humaId, kind: 'absence', subject: recordId, at })))
}

async function workOnAbsence(input: SendInput, humaId: string, looked: Looked, task: Task): Promise<End> {
  if (looked.standing === 'gone') return ignoreAbsence(input, { id: humaId, fields: {} }, task, 'gone')
  const { person } = looked.employee
  if (!input.connection.data.absence) return ignoreAbsence(input, person, task, 'off')
  if (looked.standing !== 'open') return ignoreAbsence(input, person, task, looked.standing)
  if (!looked.payroll) return ignoreAbsence(input, person, task, 'missing')
  return sendAbsence(input, person, looked.payroll, task)
}

/** Everybody who is new is created together, because it takes a look at everybody in payroll. */
async function createThem(
  input: SendInput,
  newcomers: readonly Newcomer[],
  doubtful: ReadonlySet<string>,
  finish: Finish,
): Promise<void> {
  const ends = await createPeople(
    input,
    newcomers.map(({ person }) => person),
    doubtful,
  )
  for (const { person, seen, tasks } of newcomers) {
    const end = ends.get(person.id) ?? { kind: 'later', message: 'Stopped before they were created.', isOutage: false }
    if (end.kind !== 'done') {
      if (end.kind === 'held') {
        const kept: KeptPerson = { seen, standing: 'unlinked', isNew: true }
        savePerson(input.state, input.connection.id, person.id, kept)
      }
      for (const task of tasks) finish(task, end, displayName(person))
      continue
    }
    // Their positions, salary and absence come next, as for anybody who is linked.
    try {
      await workOff(input, person.id, await lookAt(input, person.id, true), tasks, finish)
    } catch (error) {
      for (const task of tasks) finish(task, endOf(error), displayName(person))
    }
  }
}

function tellGivenUp(input: SendInput, task: Task, message: string, person: string | undefined): void {
  const { state, connection } = input
  const { humaId, kind, subject } = task
  const record = kind === 'absence' ? state.record(connection.id, { humaId, kind, recordId: subject }) : undefined
  const what = record ? `absence from ${absenceOf(record).wanted.startDate}` : 'person'
  tell(input, [
    {
      ...(person === undefined ? {} : { person }),
      humaId,
      runId: input.runId,
      level: 'error',
      event: 'given-up',
      message: `Tried ${mostTries} times (${what}): ${message}`,
      hint: `When the reason is gone: huma-payroll retry NAME ${task.id}`,
    },
  ])
}
