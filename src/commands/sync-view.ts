/** What `sync-users` shows and asks while it runs. */
import { stillHolding } from '../core/answers.ts'
import type { Comparison } from '../core/compare.ts'
import type { Answers } from '../core/decide.ts'
import { displayName, type FieldName, type Side } from '../core/person.ts'
import type { Plan } from '../core/plan.ts'
import type { SideNames } from '../core/wording.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Draft, SyncView } from '../sync/prepare.ts'
import { planDetails, planSummary } from '../ui/plan-screens.ts'
import { isOpen, review } from '../ui/review.ts'
import { paragraph } from '../ui/tables.ts'
import { count, duration, list, plain } from '../ui/text.ts'
import type { Progress } from '../ui/ui.ts'
import type { World } from '../world.ts'

export interface SyncViewInput {
  world: World
  names: SideNames
  /** Nothing is asked. */
  yes: boolean
  dryRun: boolean
  /** False for a saved plan: everything in it is decided. */
  asks: boolean
  /** Answers of a review that was put off. */
  saved: Answers
  keep(answers: Answers): void
}

export function createSyncView({ world, names, yes, dryRun, asks, saved, keep }: SyncViewInput): SyncView {
  const { io, prompter } = world
  const what: Readonly<Record<Side, readonly [string, string]>> = {
    huma: ['user', 'users'],
    payroll: ['employee', 'employees'],
  }
  let reading: Progress | undefined
  let applying: Progress | undefined

  return {
    reading(side, part) {
      reading ??= world.progress(`Reading ${what[side][1]} from ${names[side]}`)
      const { done, of } = part
      reading.update(`${done} ${what[side][1]} read from ${names[side]}`, of === undefined ? undefined : { done, of })
    },
    read(side, number, milliseconds) {
      reading ??= world.progress(`Reading ${what[side][1]} from ${names[side]}`)
      reading.succeed(
        `${count(number, ...what[side])} read from ${names[side]}   ${io.theme.faint(duration(milliseconds))}`,
      )
      reading = undefined
    },
    hosted(number, keys) {
      const held = `Huma's own integration (${list(keys.map(plain))}) holds ${count(number, 'user')} in ${names.payroll} already. Two syncers would overwrite each other: turn one of them off in Huma, under Integrations.`
      io.err(paragraph(`${io.theme.symbols.attention} ${io.theme.attention(held)}`, io))
    },
    settled(number) {
      io.err(
        `${io.theme.attention(io.theme.symbols.attention)} ${count(number, 'write')} of an interrupted run settled by looking`,
      )
    },
    ...(prompter && !yes && asks
      ? {
          async review(draft: Draft) {
            const earlier = stillHolding(saved, draft.compared.matching)
            if (!isOpen(draft.plan)) return earlier
            return review({ draft, names, canChange: canChangeIn(draft), io, prompter, saved: earlier, keep })
          },
        }
      : {}),
    planned(plan) {
      if (dryRun || plan.undecided.length > 0) return
      io.err(`\n${io.theme.strong(prompter && !yes ? '3  Ready to sync' : 'Ready to sync')}`)
      io.err(planSummary(plan, names, io))
    },
    async confirm(plan) {
      if (yes) return true
      if (!prompter) {
        throw new HumaPayrollError('decision', 'Nobody can be asked whether to write this. Nothing was written.', {
          hint: 'Look at it with --dry-run, then add --yes',
        })
      }
      return ask(plan)
    },
    applied({ action }, done, of) {
      applying ??= world.progress('Syncing')
      if (done < of) applying.update(plain(displayName(action.source)), { done, of })
      else applying.succeed(`${count(done, 'person', 'people')} written`)
    },
  }

  async function ask(plan: Plan): Promise<boolean> {
    if (!prompter) return false
    if (plan.actions.length === 0 && plan.linked.length > 0) {
      const who = count(plan.linked.length, 'person is', 'people are')
      return prompter.confirm({
        message: `Nothing has to be written. Remember that ${who} the same on both sides?`,
        standard: true,
      })
    }
    if (plan.actions.length === 0) {
      return prompter.confirm({ message: 'Nothing has to be written. Activate the connection?', standard: true })
    }
    for (;;) {
      const answer = await prompter.select<'yes' | 'show' | 'no'>({
        message: 'Sync users?',
        choices: [
          { value: 'no', name: 'No, write nothing' },
          { value: 'show', name: 'Show every change first' },
          { value: 'yes', name: 'Yes, sync users' },
        ],
      })
      if (answer !== 'show') return answer === 'yes'
      io.err(planDetails(plan, names, io))
    }
  }
}

function canChangeIn({ compared }: Draft): (comparison: Comparison, field: FieldName, side: Side) => boolean {
  return ({ pair }, field, side) =>
    compared.rules[side][field]?.write === 'always' && !pair[side].fixedFields?.includes(field)
}
