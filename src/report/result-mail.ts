/** The mail about a run of `sync-users`. */
import type { Side } from '../core/person.ts'
import type { Counts } from '../core/report.ts'
import { count } from '../ui/text.ts'
import { type Letter, writeMail } from './letter.ts'
import type { Mail } from './mail.ts'

export interface ResultMailInput {
  /** What people call the connection. */
  connection: string
  /** "Tripletex" */
  system: string
  /** The company in the payroll system. */
  account: string
  /** undefined where the run did not begin. */
  runId?: number
  /** When it ended, as people read it: "24 Nov 2026, 14:02". */
  when: string
  result: 'done' | 'partly' | 'failed' | 'cancelled' | 'stopped'
  /** undefined where nothing was written. */
  counts?: Counts
  /** Who needs attention and why, the worst first. No text of them holds a sensitive value. */
  attention: readonly Attention[]
  /** Why the run did not reach its end. */
  error?: { message: string; hint?: string }
  /** What waits to be done by hand in the payroll system, a sentence each. */
  toDo?: readonly string[]
  /** Whole command lines to paste: what to do next, and what shows everything that was done. */
  commands: { next?: string; logs: string }
}

export interface Attention {
  name: string
  message: string
  hint?: string
}

/** "Nordlys AS: 23 synced, 4 held back". */
export function resultMail(input: ResultMailInput): Mail {
  const { connection, system, account, runId, when, attention, commands, error, toDo = [] } = input
  const run = runId === undefined ? '' : `run ${runId}, `
  return writeMail({
    about: connection,
    headline: headline(input),
    tone: tones[input.result],
    context: `Huma and ${system} (${account}), ${run}${when}`,
    ...(error && { problem: error }),
    paragraphs: [opening(input), ...toDo],
    facts: input.counts ? facts(input, input.counts) : [],
    entries: attention.map(({ name, ...entry }) => ({ title: name, ...entry })),
    allEntries: commands.logs,
    commands: [
      ...(commands.next === undefined ? [] : [{ label: 'What to do next', command: commands.next }]),
      { label: 'Everything that was done', command: commands.logs },
    ],
    closing:
      'Sent by huma-payroll after a sync. It names people and fields, and holds no identity numbers, accounts, addresses, dates of birth or pay.',
  })
}

const tones: Readonly<Record<ResultMailInput['result'], Letter['tone']>> = {
  done: 'good',
  partly: 'attention',
  cancelled: 'attention',
  failed: 'bad',
  stopped: 'bad',
}

function headline({ result, counts, attention }: ResultMailInput): string {
  const synced = counts ? syncedOf(counts) : 0
  switch (result) {
    case 'done':
      return synced > 0 ? `${synced} synced` : 'everybody is in step'
    case 'partly': {
      const parts = [
        `${synced} synced`,
        ...(counts && counts.failed > 0 ? [`${counts.failed} failed`] : []),
        ...(counts && counts.heldBack > 0 ? [`${counts.heldBack} held back`] : []),
      ]
      if (parts.length === 1)
        parts.push(attention.length === 1 ? '1 needs attention' : `${attention.length} need attention`)
      return parts.join(', ')
    }
    case 'failed':
      return synced > 0 ? `sync failed after ${count(synced, 'person', 'people')}` : 'sync failed, nothing written'
    case 'cancelled':
      return synced > 0
        ? `sync cancelled after ${count(synced, 'person', 'people')}`
        : 'sync cancelled, nothing written'
    case 'stopped':
      return 'sync stopped, nothing written'
  }
}

function opening({ result, counts }: ResultMailInput): string {
  const written = counts && syncedOf(counts) > 0
  const kept = written ? 'What was written until then is kept.' : 'Nothing was written.'
  switch (result) {
    case 'done':
      return written ? 'All that was wanted is written.' : 'Nothing had to be written.'
    case 'partly':
      return 'The sync ran to its end. Some people need attention; they stopped nobody else.'
    case 'failed':
      return `The sync did not reach its end. ${kept}`
    case 'cancelled':
      return `The sync was cancelled. ${kept}`
    case 'stopped':
      return 'A safety limit stopped the sync.'
  }
}

function facts({ system }: ResultMailInput, counts: Counts): [string, string][] {
  const { failed, heldBack, notStarted, left, locked, inStep } = counts
  return [
    [system, written(counts, 'payroll')],
    ['Huma', written(counts, 'huma')],
    ...row('Failed', failed, 'to be tried again'),
    ...row('Held back', heldBack, 'not written until that is mended'),
    ...row('Not started', notStarted, 'the run ended before'),
    ...row('Left', left, 'as they are'),
    ...row('Locked', locked, 'deactivated in Huma'),
    ...row('In step', inStep, 'nothing to write'),
  ]
}

function written({ created, updated }: Counts, side: Side): string {
  const parts = [
    ...(created[side] > 0 ? [`${created[side]} created`] : []),
    ...(updated[side] > 0 ? [`${updated[side]} updated`] : []),
  ]
  return parts.join(', ') || 'nothing written'
}

function row(label: string, number: number, note: string): [string, string][] {
  return number > 0 ? [[label, `${count(number, 'person', 'people')}, ${note}`]] : []
}

function syncedOf({ created, updated }: Counts): number {
  return created.huma + created.payroll + updated.huma + updated.payroll
}
