/** What `import-absence` shows: how the file was understood, and what becomes of its absence. */
import { absenceLabel } from '../live/absences.ts'
import type { PlannedImport, Step } from '../live/import.ts'
import { listTable, paragraph } from '../ui/tables.ts'
import { count, list, plain } from '../ui/text.ts'
import type { Io } from '../ui/ui.ts'
import { columnLabels } from './absence-columns.ts'
import type { AbsenceFile } from './absence-file.ts'
import type { NotRead } from './absence-row.ts'
import { commandLine } from './command-line.ts'
import { mostShown } from './held.ts'
import { shortTime } from './times.ts'

/** How a table was read; '' for a list, whose names are the webhook's. */
export function understoodText({ table, rows }: AbsenceFile, io: Io): string {
  if (!table) return ''
  const { used, unused } = table.columns
  const columns = used.map(([header, column]) => [`"${header}"`, columnLabels[column]])
  const notes = [
    ...(unused.length > 0 ? [`Not used: ${list(unused.map((header) => `"${header}"`))}.`] : []),
    ...(table.slashOrder ? [`Days like 3/4/2026 are read with the ${table.slashOrder}.`] : []),
    ...(rows.some(({ absence }) => absence.id === '')
      ? [
          'Without an id, an absence is known by its person, type and first day: one whose first day was moved looks like a new one. --complete has the old one taken back.',
        ]
      : []),
  ]
  return [listTable(undefined, columns, io, 2), ...notes.map((note) => paragraph(io.theme.faint(note), io, 2))].join(
    '\n',
  )
}

export interface Summary {
  name: string
  activatedAt: string
  complete: { from: string; to: string } | undefined
  planned: PlannedImport
  notUnderstood: readonly NotRead[]
}

export function summaryText({ name, activatedAt, complete, planned, notUnderstood }: Summary, io: Io): string {
  const { steps, unchanged, history, outside, older, reaching, answered } = planned
  const of = (what: Step['what']) => steps.filter((step) => step.what === what)
  const rows: [number, string, string][] = [
    [of('new').length, 'new', nextText(of('new'))],
    [of('changed').length, 'changed', nextText(of('changed'))],
    [of('gone').length, 'gone', `not in the file; ${nextText(of('gone'))}`],
    [unchanged, 'unchanged', ''],
    [history, 'history', `approved or changed before ${shortTime(activatedAt)}, or begun before and not known: left`],
    [older, 'older', 'than what is known: left'],
    [outside, 'outside', 'of people who take no part in this connection: left'],
    [notUnderstood.length, 'not understood', 'left out:'],
  ]
  const width = Math.max(...rows.map(([number]) => String(number).length))
  const shown = rows.filter(([number, what]) => number > 0 || what === 'new' || what === 'changed')
  const lines = [
    listTable(
      undefined,
      shown.map(([number, what, why]) => [String(number).padStart(width), what, why]),
      io,
      3,
    ),
  ]
  if (notUnderstood.length > 0) lines.push(notUnderstoodText(notUnderstood, io))
  if (reaching > 0 && complete) {
    const text = `${count(reaching, 'known absence reaches', 'known absences reach')} beyond ${complete.from} to ${complete.to} and ${reaching === 1 ? 'is' : 'are'} not in the file: left. To take such a one back, choose days that hold all of it.`
    lines.push(paragraph(`${io.theme.symbols.attention} ${text}`, io, 3))
  }
  if (answered.length > 0) {
    const text = `${count(answered.length, 'question', 'questions')} about a notice that came again ${answered.length === 1 ? 'is' : 'are'} answered by it.`
    lines.push(paragraph(text, io, 3))
  }
  const unmapped = unmappedTypes(steps)
  if (unmapped.length > 0) {
    const types = list(unmapped.slice(0, mostShown).map((type) => `"${plain(type).slice(0, 40)}"`))
    lines.push(
      paragraph(`${io.theme.symbols.attention} Not mapped, so never sent: ${types}. To map them:`, io, 3),
      `     ${io.theme.command(commandLine('configure', name))}`,
    )
  }
  return lines.join('\n')
}

/** Sorted; of what is not sent because of it. */
function unmappedTypes(steps: readonly Step[]): string[] {
  const types = steps.flatMap(({ next, notice }) =>
    next.kind === 'nothing' && next.why === 'not-mapped' ? [notice.absence.type] : [],
  )
  return [...new Set(types)].sort()
}

export function notUnderstoodText(notUnderstood: readonly NotRead[], io: Io): string {
  const rows = notUnderstood.slice(0, mostShown).map(({ line, why }) => [`line ${line}`, plain(why)])
  const more = notUnderstood.length - rows.length
  return [
    listTable(undefined, rows, io, 5),
    ...(more > 0 ? [`     and ${more} more; all of them with ${io.theme.command('--json')}`] : []),
  ].join('\n')
}

type Why = Extract<Step['next'], { kind: 'nothing' }>['why']

const whyTexts: Readonly<Record<Why, string>> = {
  'in-step': 'in payroll so already',
  'not-mapped': 'of a type that is not mapped',
  'not-approved': 'not approved',
  'open-ended': 'without a last day',
  deleted: 'never sent',
  'no-grade': 'without a percentage',
  unlinked: 'of people who are not linked',
}

const nextTexts = { put: 'to be sent', remove: 'to be taken back from payroll', ...whyTexts } as const

/** "10 to be sent, 1 not approved" */
function nextText(steps: readonly Step[]): string {
  const nexts = steps.map(({ next }) => nextTexts[next.kind === 'nothing' ? next.why : next.kind])
  return Object.values(nextTexts)
    .map((text) => ({ text, number: nexts.filter((one) => one === text).length }))
    .flatMap(({ text, number }) => (number > 0 ? [`${number} ${text}`] : []))
    .join(', ')
}

/** More rows are not read by anybody. */
const mostDetails = 1000

/** Every step, without the type: why somebody is away is nobody's business. */
export function detailsText(steps: readonly Step[], names: ReadonlyMap<string, string>, io: Io): string {
  const rows = steps
    .slice(0, mostDetails)
    .map(({ what, notice, before, next }) => [
      plain(names.get(notice.userId) ?? notice.userId),
      what,
      before ? spanText(before.wanted) : '',
      what === 'gone' || notice.absence.isDeleted ? '' : spanText(notice.absence),
      next.kind === 'nothing' ? whyTexts[next.why] : next.kind === 'remove' ? 'taken back' : '',
    ])
  const more = steps.length - rows.length
  const table = listTable(['Person', 'What', 'Known', 'In the file', ''], rows, io, 3)
  return more > 0 ? `${table}\n   and ${more} more; all of them with ${io.theme.command('--dry-run --json')}` : table
}

function spanText({ startDate, endDate, percentage }: Step['notice']['absence']): string {
  return `${startDate} to ${endDate ?? 'no end'}${percentage === 100 ? '' : `, ${percentage} %`}`
}

export function stepJson({ what, notice, before, next }: Step, names: ReadonlyMap<string, string>): object {
  return {
    what: what,
    person: names.get(notice.userId) ?? null,
    humaId: notice.userId,
    absence: absenceLabel(notice.absence),
    before: before ? absenceLabel(before.wanted) : null,
    next: next.kind === 'nothing' ? next.why : next.kind,
  }
}
