/** Which code of the payroll system each of Huma's job titles has: as typed, and as asked for one title after the other. */
import { cleanText } from '../core/values.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { count, list, plain } from '../ui/text.ts'
import type { Choice, Prompter } from '../ui/ui.ts'
import type { World } from '../world.ts'
import type { LiveChoices } from './live-choices.ts'

export type OccupationMap = Readonly<Record<string, string>>
type Codes = NonNullable<PayrollSystem['occupations']>

/**
 * `Controller=2411104`; without a code the title loses the one it has. The titles are Huma's, without regard to case. Throws
 * kinds `usage` and `unsupported`.
 */
export async function mapOccupations(
  typed: readonly string[],
  map: OccupationMap,
  { name, occupations }: PayrollSystem,
  live: LiveChoices,
): Promise<OccupationMap> {
  if (typed.length === 0) return map
  if (!occupations) {
    throw new HumaPayrollError('unsupported', `Job titles have no codes in ${name}.`, {
      hint: 'Leave out --map-occupation.',
    })
  }
  const changed = new Map(Object.entries(map))
  for (const one of typed) {
    // A title may hold the sign, a code does not.
    const equals = one.lastIndexOf('=')
    const title = cleanText(one.slice(0, Math.max(0, equals)))
    if (title === null) {
      throw new HumaPayrollError('usage', `--map-occupation "${plain(one)}" is no job title with its code.`, {
        hint: 'Write --map-occupation "TITLE=CODE", with the job title as it is in Huma.',
      })
    }
    const code = one.slice(equals + 1).trim()
    if (code === '') {
      changed.delete(titleIn([...changed.keys()], title) ?? title)
      continue
    }
    const problem = occupations.format?.(code)
    if (problem !== undefined) {
      throw new HumaPayrollError('usage', `--map-occupation "${plain(one)}": ${problem}`, {
        hint: `Write --map-occupation "${plain(title)}=CODE", with this code: ${occupations.label}.`,
      })
    }
    changed.set(await titleOfHuma(title, live), code)
  }
  return Object.fromEntries(changed)
}

async function titleOfHuma(typed: string, live: LiveChoices): Promise<string> {
  const titles = await live.jobTitles()
  const found = titleIn(titles, typed)
  if (found !== undefined) return found
  const near = titles.filter((title) => folded(title).includes(folded(typed)) || folded(typed).includes(folded(title)))
  throw new HumaPayrollError('usage', `Huma has no job title "${plain(typed)}".`, {
    hint:
      near.length > 0
        ? `Did you mean ${list(
            near.slice(0, 5).map((title) => `"${plain(title)}"`),
            'or',
          )}?`
        : `Write it as in Huma, which has ${count(titles.length, 'job title')}.`,
  })
}

function titleIn(titles: readonly string[], typed: string): string | undefined {
  return titles.find((title) => title === typed) ?? titles.find((title) => folded(title) === folded(typed))
}

function folded(text: string): string {
  return text.toLocaleLowerCase()
}

/** So many proposals leave room on the screen for the ways on. */
const mostProposals = 8
/** In milliseconds: who types is waited for before the payroll system is asked. */
const pause = 250

/** Offers the titles of Huma that have no code, one after the other, with the likeliest codes. */
export async function askOccupations(
  world: World,
  map: OccupationMap,
  system: PayrollSystem,
  live: LiveChoices,
): Promise<OccupationMap> {
  const { io, prompter } = world
  const { occupations } = system
  if (!prompter || !occupations) return map
  io.err(`\n  ${io.theme.strong(occupations.label)}`)
  const titles = await titlesToAsk(world, live)
  const open = titles.filter((title) => !Object.hasOwn(map, title))
  if (open.length === 0) {
    if (titles.length > 0) io.err(paragraph('Every job title in Huma has one.', io, 2))
    return map
  }
  const isFirst = open.length === titles.length
  const all = `${count(titles.length, 'job title')} in Huma`
  io.err(paragraph(isFirst ? `${all}, none with a code yet.` : `${all}, ${open.length} without a code.`, io, 2))
  if (!(await prompter.confirm({ message: 'Go through them now?', standard: isFirst }))) return map
  const hasList = await live.hasOccupations()
  const how = hasList
    ? 'Enter takes the first proposal. Or type a code, or a word to look for.'
    : 'Type the code. Enter alone goes on without one.'
  io.err(paragraph(io.theme.faint(how), io, 2))
  return askEach(world, prompter, { map, titles: open, codes: occupations, hasList, system, live })
}

interface Asked {
  map: OccupationMap
  titles: readonly string[]
  codes: Codes
  hasList: boolean
  system: PayrollSystem
  live: LiveChoices
}

type Answer = { code: string } | 'skip' | 'back' | 'later'

async function askEach(world: World, prompter: Prompter, asked: Asked): Promise<OccupationMap> {
  const { titles } = asked
  const chosen = new Map(Object.entries(asked.map))
  for (let index = 0; index < titles.length; index += 1) {
    const title = titles[index] ?? ''
    const before = titles[index - 1]
    const answer = await prompter.find<Answer>({
      message: `${plain(title)} (${index + 1} of ${titles.length})`,
      async choices(typed, signal) {
        const ways: Choice<Answer>[] = [
          { value: 'skip', name: 'No code for now' },
          ...(before === undefined ? [] : [{ value: 'back' as const, name: `Back to ${plain(before)}` }]),
          { value: 'later', name: 'Finish later' },
        ]
        // Enter must not pass a title by while something else is typed.
        const fitting = ways.filter(({ name }) => folded(name).startsWith(folded(typed)))
        const offered = [...(await codesFor(typed, title, { ...asked, chosen, world, signal })), ...fitting]
        return isFree(typed, asked) ? [...offered, { value: { code: typed }, name: plain(typed) }] : offered
      },
    })
    if (answer === 'later') break
    if (answer === 'back') index -= 2
    else if (answer === 'skip') chosen.delete(title)
    else chosen.set(title, answer.code)
  }
  return Object.fromEntries(chosen)
}

/** Where nothing tells what a code looks like, a word may be one too; but more likely it is looked for. */
function isFree(typed: string, { codes, hasList }: Asked): boolean {
  return !hasList && !codes.format && typed !== '' && !/\d/.test(typed)
}

/** What was typed as a code, the codes of titles that are like it, and what the system's own list has. */
async function codesFor(
  typed: string,
  title: string,
  asked: Asked & { chosen: ReadonlyMap<string, string>; world: World; signal: AbortSignal },
): Promise<Choice<Answer>[]> {
  const { codes, hasList, system, live, chosen, world, signal } = asked
  const found = new Map<string, Choice<Answer>>()
  const add = (code: string, name: string) => found.set(code, { value: { code }, name: plain(name) })

  const problem = codes.format?.(typed)
  const isCode = typed !== '' && (codes.format ? problem === undefined : /\d/.test(typed))
  if (isCode) add(typed, live.occupationName(typed))
  for (const [other, code] of typed === '' ? [] : chosen) {
    if (code === typed || folded(other).includes(folded(typed))) add(code, `${code} as ${other}`)
  }
  if (isCode) return [...found.values()]
  if (problem !== undefined && (hasList ? /^\d+$/.test(typed) : typed !== '')) {
    return [...found.values(), { value: 'skip', name: plain(typed), disabled: `(${problem})` }]
  }
  if (!hasList) return [...found.values()]
  if (typed !== '') await world.sleep(pause)
  if (signal.aborted) return []
  try {
    const proposals = (await live.occupations(typed || title)).slice(0, mostProposals)
    for (const { code, name } of proposals) add(code, `${code} ${name}`)
  } catch (error) {
    if (!isKind(error) || error.kind === 'cancelled') throw error
    const refused: Choice<Answer> = {
      value: 'skip',
      name: `${system.name} gives no proposals:`,
      disabled: plain(error.message),
    }
    return [...found.values(), refused]
  }
  return [...found.values()]
}

/** Whatever keeps Huma from showing them stops nothing else. */
async function titlesToAsk({ io }: World, live: LiveChoices): Promise<readonly string[]> {
  try {
    return await live.jobTitles()
  } catch (error) {
    if (!isKind(error) || error.kind === 'cancelled') throw error
    const text = `${io.theme.symbols.attention} The job titles cannot be read: ${plain(error.message)} Later: --map-occupation "TITLE=CODE"`
    io.err(paragraph(text, io, 2))
    return []
  }
}
