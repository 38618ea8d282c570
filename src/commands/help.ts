/** Everything that tells how the program is used: the start screen, the help of a command, the exit codes. */
import type { Command, Help, Option } from 'commander'
import { errorKinds, exitCode } from '../errors.ts'
import { listTable, paragraph } from '../ui/tables.ts'
import type { Io } from '../ui/ui.ts'

/** A command line as typed, and what it is for. */
export type Example = readonly [line: string, purpose: string]

type Entry = readonly [term: string, meaning: string]

/** The help of one command. Begins with what most people look for: lines to copy. */
export function formatHelp(command: Command, help: Help, examples: readonly Example[], io: Io): string {
  const { theme } = io
  const option = (one: Option): Entry => [
    one.flags.replace(/[<>]/g, ''),
    one.description + (one.argChoices ? `: ${one.argChoices.join(', ')}` : ''),
  ]
  const lists: readonly (readonly [title: string, entries: readonly Entry[]])[] = [
    ['Commands', help.visibleCommands(command).map((one) => [one.name(), help.subcommandDescription(one)])],
    ['Arguments', help.visibleArguments(command).map((one) => [one.name(), one.description])],
    ['Options', help.visibleOptions(command).map(option)],
    ['Options of every command', help.visibleGlobalOptions(command).map(option)],
  ]
  const termWidth = Math.max(...lists.flatMap(([, entries]) => entries.map(([term]) => term.length)))
  return [
    theme.strong('Examples'),
    ...examples.map(([line, purpose]) => exampleText(line, purpose, io)),
    '',
    theme.strong(usage(command)),
    paragraph(help.commandDescription(command), io, 2),
    ...lists.flatMap(([title, entries]) =>
      entries.length > 0 ? ['', theme.strong(title), entryList(entries, termWidth, io)] : [],
    ),
  ].join('\n')
}

function usage(command: Command): string {
  const words = command.parent ? [command.parent.name(), command.name()] : [command.name(), 'COMMAND']
  const named = command.registeredArguments.map((one) => (one.required ? one.name() : `[${one.name()}]`))
  return [...words, ...named, '[options]'].join(' ')
}

function entryList(entries: readonly Entry[], termWidth: number, io: Io): string {
  const rows = entries.map(([term, meaning]) => [io.theme.command(term.padEnd(termWidth)), meaning])
  return listTable(undefined, rows, io, 2)
}

/** A line to copy is never broken: what it is for stands above it. */
function exampleText(line: string, purpose: string, io: Io): string {
  return `${paragraph(io.theme.faint(`# ${purpose}`), io, 2)}\n  ${io.theme.command(line)}`
}

const startScreenParts: readonly (readonly [title: string, entries: readonly Example[]])[] = [
  [
    'Start here',
    [
      ['connect huma', 'authorize Huma'],
      ['connect tripletex', 'authorize a payroll system (15-30 min the first time)'],
      ['configure', 'choose what to sync'],
      ['sync-users', 'review differences and activate'],
    ],
  ],
  [
    'Every day',
    [
      ['status', 'what is connected, what needs attention'],
      ['logs', 'what was sent, held back or refused'],
      ['run', 'keep sending changes from Huma'],
    ],
  ],
  [
    'Try it without accounts',
    [
      ['systems', 'which payroll systems there are'],
      ['demo', 'a full tour on built-in sandbox systems'],
    ],
  ],
]

/** What `huma-payroll` alone shows. */
export function startScreen(io: Io): string {
  const { theme } = io
  const width = Math.max(...startScreenParts.flatMap(([, entries]) => entries.map(([command]) => command.length)))
  const parts = startScreenParts.map(([title, entries]) => {
    const rows = entries.map(([command, purpose]) => [
      theme.command(command.padEnd(width)),
      purpose.replace(/\(.*\)/, (aside) => theme.faint(aside)),
    ])
    return `${theme.strong(title)}\n${listTable(undefined, rows, io, 2)}`
  })
  const head = paragraph(
    `${theme.strong('huma-payroll')}  Connect Huma to your payroll system and keep people in step.`,
    io,
  )
  return [head, '', ...parts, '', `Examples and options: ${theme.command('huma-payroll COMMAND --help')}`].join('\n')
}

/** `help exit-codes` */
export function exitCodesText(io: Io): string {
  const rows = exitCodes().map(({ code, means }) => [io.theme.strong(String(code).padStart(3)), means])
  return `${io.theme.strong('Exit codes')}, the same with ${io.theme.command('--json')}\n${listTable(undefined, rows, io, 2)}`
}

/** By number; several kinds of error may share one. */
export function exitCodes(): { code: number; means: string; kinds: string[] }[] {
  const table = new Map<number, { code: number; means: string; kinds: string[] }>([
    [exitCode.done, { code: exitCode.done, means: 'done, or nothing to do', kinds: [] }],
    [exitCode.partly, { code: exitCode.partly, means: 'finished; some people failed or were held back', kinds: [] }],
  ])
  for (const [kind, { exitCode: code, means }] of Object.entries(errorKinds)) {
    const there = table.get(code)
    if (there) {
      there.means += `,\nor ${means}`
      there.kinds.push(kind)
    } else table.set(code, { code, means, kinds: [kind] })
  }
  return [...table.values()].sort((a, b) => a.code - b.code)
}
