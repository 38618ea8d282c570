/** Who takes part in a connection: as typed, as asked for, and as options to paste. */
import { type Group, type GroupType, groupTypes, type Scope } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import { list, plain } from '../ui/text.ts'
import type { Prompter } from '../ui/ui.ts'

const plural: Readonly<Record<GroupType, string>> = { company: 'companies', team: 'teams', location: 'locations' }

/** `all`, `company:Nordlys AS`, `team:12` (name or id). Nothing typed = everybody. Throws kind `usage`. */
export function parseScope(typed: readonly string[], groups: readonly Group[]): Scope {
  if (typed.length === 0 || typed.every((one) => one === 'all')) return 'all'
  if (typed.includes('all')) {
    throw new HumaPayrollError('usage', 'A connection has all employees or some groups, not both.', {
      hint: 'Give --scope all alone, or leave it out.',
    })
  }
  const chosen = new Map(
    typed.map((one) => findGroup(one, groups)).map((group) => [`${group.type}:${group.id}`, group]),
  )
  return [...chosen.values()]
}

function findGroup(typed: string, groups: readonly Group[]): Group {
  const colon = typed.indexOf(':')
  const type = groupTypes.find((one) => one === typed.slice(0, colon))
  const wanted = typed.slice(colon + 1).trim()
  if (colon < 0 || !type || !wanted) {
    throw new HumaPayrollError('usage', `"${plain(typed)}" does not say who takes part.`, {
      hint: 'Write --scope all, --scope "company:NAME", --scope "team:NAME" or --scope "location:NAME".',
    })
  }
  const ofType = groups.filter((group) => group.type === type)
  const folded = wanted.toLocaleLowerCase()
  for (const fits of [
    (group: Group) => group.id === wanted,
    (group: Group) => group.name === wanted,
    (group: Group) => group.name.toLocaleLowerCase() === folded,
  ]) {
    const [found, ...others] = ofType.filter(fits)
    if (found && others.length === 0) return found
    if (found) {
      const ids = [found, ...others].map((group) => `--scope ${type}:${group.id}`)
      throw new HumaPayrollError('usage', `Huma has several ${plural[type]} called "${plain(wanted)}".`, {
        hint: `Say which one by its id: ${list(ids, 'or')}`,
      })
    }
  }
  throw new HumaPayrollError('usage', `Huma has no ${type} "${plain(wanted)}".`, {
    hint:
      ofType.length > 0
        ? `It has ${listed(ofType)}.`
        : `It has no ${plural[type]} at all, or the key may not see them.`,
  })
}

/** So many names still help; more of them would hide the sentence. */
const manyNames = 20

function listed(groups: readonly Group[]): string {
  const names = groups.slice(0, manyNames).map((group) => `"${plain(group.name)}"`)
  if (groups.length > manyNames) names.push(`${groups.length - manyNames} more`)
  return list(names)
}

export async function askScope(prompter: Prompter, groups: readonly Group[]): Promise<Scope> {
  const kind = await prompter.select<'all' | GroupType>({
    message: 'Who should be part of this connection?',
    choices: [
      { value: 'all', name: 'All employees' },
      ...groupTypes.map((type) => ({
        value: type,
        name: `One or more ${plural[type]}`,
        ...(groups.some((group) => group.type === type) ? {} : { disabled: `(Huma shows no ${plural[type]})` }),
      })),
    ],
  })
  if (kind === 'all') return 'all'
  return prompter.checkbox({
    message: `Which ${plural[kind]}?`,
    choices: groups.filter((group) => group.type === kind).map((group) => ({ value: group, name: plain(group.name) })),
    required: true,
  })
}

/** The words of a command line that mean this scope; by id where a name is not the only one. */
export function scopeWords(scope: Scope, groups: readonly Group[]): string[] {
  if (scope === 'all') return ['--scope', 'all']
  return scope.flatMap(({ type, id, name }) => {
    const same = groups.filter(
      (group) => group.type === type && group.name.toLocaleLowerCase() === name.toLocaleLowerCase(),
    )
    return ['--scope', `${type}:${same.length > 1 ? id : name}`]
  })
}
