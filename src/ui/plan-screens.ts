/** What a sync is going to do, and what it did, for people. */
import { displayName, fieldLabels, type Person, type Side } from '../core/person.ts'
import { type Action, type HeldBack, inOrder, type Plan } from '../core/plan.ts'
import { type Counts, changedFields, countPlan, isWanted, type Outcome } from '../core/report.ts'
import { maskField } from '../core/values.ts'
import { describeHeldBack, describeLeftField, describeLeftOut, leftFieldHint, type SideNames } from '../core/wording.ts'
import { listTable, paragraph } from './tables.ts'
import { count, plain } from './text.ts'
import type { Io } from './ui.ts'

/** "Tripletex   14 updated, 8 created" */
export function planSummary(plan: Plan, names: SideNames, io: Io): string {
  const counts = countPlan(plan)
  const { theme } = io
  const sides = (['payroll', 'huma'] as const).map((side) => [theme.strong(names[side]), written(counts, side)])
  const rest = [
    ...(counts.heldBack > 0 ? [theme.attention(`${counts.heldBack} held back`)] : []),
    ...(counts.left > 0 ? [`${counts.left} left as they are`] : []),
    ...(plan.linked.length > 0 ? [`${count(plan.linked.length, 'pair', 'pairs')} put together`] : []),
    ...(counts.locked > 0 ? [`${counts.locked} locked`] : []),
    `${counts.inStep} in step`,
  ].join(', ')
  return `${listTable(undefined, sides, io, 3)}\n   ${rest}`
}

function written({ created, updated }: Counts, side: Side): string {
  const parts = [
    ...(updated[side] > 0 ? [`${updated[side]} updated`] : []),
    ...(created[side] > 0 ? [`${created[side]} created`] : []),
  ]
  return parts.join(', ') || 'nothing'
}

/** Every planned write, field by field; sensitive values only as far as two can be told apart. */
export function planDetails(plan: Plan, names: SideNames, io: Io): string {
  const linked = plan.linked.map(({ huma, payroll }) => [
    plain(displayName(huma)),
    names.payroll,
    'the same person',
    '',
    plain(displayName(payroll)),
  ])
  const rows = [...linked, ...inOrder(plan.actions).flatMap((action) => actionRows(action, names, io))]
  return listTable(['User', 'Where', 'Field', 'Now', 'Then'], rows, io, 3)
}

function actionRows(action: Action, names: SideNames, { theme }: Io): string[][] {
  const who = plain(displayName(action.source))
  if (action.kind === 'create') return [[who, names[action.side], theme.good('created'), '', '']]
  return changedFields(action).map((field, index) => [
    index === 0 ? who : '',
    index === 0 ? names[action.side] : '',
    fieldLabels[field],
    plain(maskField(action.before, field) ?? '') || theme.faint('(missing)'),
    plain(maskField(action.patch, field) ?? ''),
  ])
}

/** Everybody who needs attention, with the reason and what to do. '' where nobody does. */
export function attentionList(plan: Plan, names: SideNames, io: Io): string {
  const { theme } = io
  const lines = withoutRepeats(plan.heldBack).map((held) => {
    const { message, hint } = describeHeldBack(held, names)
    return entry(io, plain(displayName(held.person)), plain(message), hint)
  })
  for (const { huma, field, why } of plan.leftFields) {
    if (!isWanted(why)) continue
    const hint = leftFieldHint(field, why, names) ?? ''
    lines.push(entry(io, plain(displayName(huma)), plain(describeLeftField(field, why, names)), hint))
  }
  for (const action of plan.actions) {
    for (const left of action.kind === 'create' ? action.leftOut : []) {
      lines.push(entry(io, plain(displayName(action.source)), plain(describeLeftOut(left)), ''))
    }
  }
  if (lines.length === 0) return ''
  const title = `${count(lines.length, 'thing needs', 'things need')} your attention`
  return [` ${theme.attention(`${theme.symbols.attention} ${title}`)}`, ...lines].join('\n')
}

/** People who share one e-mail address are one thing to look at, not one each. */
function withoutRepeats(heldBack: readonly HeldBack[]): HeldBack[] {
  const told = new Set<Person>()
  return heldBack.filter(({ person, reason }) => {
    if (reason.kind !== 'ambiguous' && reason.kind !== 'different-people') return true
    if (told.has(person)) return false
    const others = reason.kind === 'ambiguous' ? reason.sharedWith : [reason.other]
    for (const one of [person, ...others]) told.add(one)
    return true
  })
}

function entry(io: Io, who: string, message: string, hint: string): string {
  const text = [`${io.theme.strong(who)}: ${message}`, hint && io.theme.faint(hint)].filter(Boolean).join(' ')
  return paragraph(text, io, 3)
}

/** The failures of a run, one entry each. */
export function failureList(outcomes: readonly Outcome[], names: SideNames, io: Io): string {
  return outcomes
    .flatMap((outcome) => {
      const who = plain(displayName(outcome.action.source))
      switch (outcome.result) {
        case 'failed':
        case 'incomplete':
        case 'unknown':
          return [entry(io, who, plain(outcome.problem.message), plain(outcome.problem.hint ?? ''))]
        case 'changed-meanwhile':
          return [
            entry(
              io,
              who,
              `Changed in ${names[outcome.action.side]} meanwhile; not overwritten.`,
              'Run the command again.',
            ),
          ]
        case 'done':
          return (outcome.warnings ?? []).map((warning) => entry(io, who, plain(warning), ''))
        default:
          return []
      }
    })
    .join('\n')
}

/** "✔ 23 synced   ✖ 1 failed   ⚠ 4 held back" */
export function resultLine(counts: Counts, { theme }: Io): string {
  const synced = counts.created.huma + counts.created.payroll + counts.updated.huma + counts.updated.payroll
  const { symbols } = theme
  return [
    theme.good(`${symbols.good} ${synced} synced`),
    ...(counts.failed > 0 ? [theme.bad(`${symbols.bad} ${counts.failed} failed`)] : []),
    ...(counts.heldBack > 0 ? [theme.attention(`${symbols.attention} ${counts.heldBack} held back`)] : []),
    ...(counts.left > 0 ? [theme.faint(`${counts.left} left as they are`)] : []),
    ...(counts.notStarted > 0 ? [theme.attention(`${symbols.pending} ${counts.notStarted} not started`)] : []),
  ].join('   ')
}
