/** The commands and their options. A command's module is loaded only when it runs. */
import { Command, CommanderError, Option } from 'commander'
import { declareActive } from './commands/declare-active.ts'
import { type Example, exitCodes, exitCodesText, formatHelp, startScreen } from './commands/help.ts'
import {
  type ConfigureInput,
  type ConnectInput,
  conflictChoices,
  createChoices,
  type DisconnectInput,
  directions,
  type LogsInput,
  logLevels,
  type SandboxInput,
  type StatusInput,
  type SyncUsersInput,
} from './commands/inputs.ts'
import { type Invocation, reads, screen, writes } from './commands/invocation.ts'
import { maxChanges, onOffOption, several, usageError, wholeNumber } from './commands/usage.ts'
import { HumaPayrollError } from './errors.ts'
import type { World } from './world.ts'

/** Throws kind `usage`, with a suggestion where a word is nearly right. */
export function parse(argv: readonly string[], world: World): Invocation {
  const chosen: { invocation?: Invocation } = {}
  const program = commandTree(world, (invocation) => {
    chosen.invocation = invocation
  })
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.version') return screen(world.version, { programVersion: world.version })
    // No command at all.
    if (error.code === 'commander.help') return screen(startScreen(world.io))
    if (!chosen.invocation) throw usageError(error, program, argv)
  }
  if (!chosen.invocation) throw new Error('a command without an action')
  return chosen.invocation
}

function commandTree(world: World, choose: (invocation: Invocation) => void): Command {
  const examples = new Map<Command, readonly Example[]>()
  const program = new Command('huma-payroll')
    .description('Connects Huma to your payroll system and keeps people in step.')
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', 'show this')
    .version(world.version, '-V, --version', 'show the version')
    .option('--json', 'print one JSON object instead of text, and ask nothing')
    .option('--no-color', 'no colours; the same as NO_COLOR=1')
    .configureHelp({
      showGlobalOptions: true,
      formatHelp: (command, help) => formatHelp(command, help, examples.get(command) ?? [], world.io),
    })
    .configureOutput({
      // Only help that was asked for; the start screen stands in for help that was not.
      writeOut: (text) => choose(screen(text)),
      writeErr: () => {},
      outputError: () => {},
      getOutHasColors: () => true,
    })
  examples.set(program, [
    ['huma-payroll demo', 'see the whole job on made-up people'],
    ['huma-payroll connect tripletex', 'begin with your own systems'],
    ['huma-payroll status', 'what is connected, what needs attention'],
  ])

  function command(name: string, summary: string, description: string, lines: readonly Example[]): Command {
    const made = program.command(name).summary(summary).description(description)
    examples.set(
      made,
      lines.map(([line, purpose]) => [`huma-payroll ${line}`, purpose]),
    )
    return made
  }

  const connection = 'the connection; may be left out where there is only one'

  command(
    'connect',
    'authorize Huma or a payroll system',
    'Authorizes huma-payroll and proves it with a real call. Nothing is synced yet. A name that exists is authorized anew; its settings and its history stay.',
    [
      ['connect huma', 'once, with a key from System settings > Open API in Huma'],
      ['connect tripletex', 'asks for everything'],
      ['connect tripletex --name nordlys --scope all --key-file key.json', 'asks nothing'],
    ],
  )
    .argument('<SYSTEM>', 'huma, or a payroll system such as tripletex')
    .option('--name <NAME>', 'what you want to call the connection')
    .option(
      '--scope <SCOPE>',
      'who takes part: all, company:X, team:X or location:X, by name or id (repeatable)',
      several,
      [],
    )
    .option('--method <METHOD>', 'how to authorize, where the system offers several ways')
    .option('--company <COMPANY>', 'the company in the payroll system, where the key opens several')
    .option('--folder <PATH>', 'the folder of the files, where the system has no API')
    .option('--base-url <URL>', 'another server that speaks the same API, such as the test environment')
    .option('--auth-url <URL>', 'another authorization server')
    .option(
      '--set <KEY=VALUE>',
      'a setting that the payroll system must be asked with, such as signature=SHA256 (repeatable)',
      several,
      [],
    )
    .option('--key-file <PATH>', 'read the key from a file; - reads standard input')
    .option('--no-browser', 'log in with a browser on another machine, and paste the address that it is sent to')
    .action((system: string, { browser, ...options }: Omit<ConnectInput, 'system' | 'paste'> & { browser: boolean }) =>
      choose(
        writes({ system, ...options, ...(browser ? {} : { paste: true }) }, async (world, input) =>
          (await import('./commands/connect.ts')).runConnect(world, input),
        ),
      ),
    )

  command(
    'configure',
    'choose what to sync',
    'Chooses which data a connection sends, and answers what its payroll system must be told. Shows old and new before it saves. What is not named stays as it is.',
    [
      ['configure nordlys', 'asks for everything'],
      ['configure nordlys --users on --create-users off --yes', 'asks nothing'],
      ['configure nordlys --set userType=STANDARD', 'one setting of the payroll system'],
    ],
  )
    .argument('[NAME]', connection)
    .addOption(onOffOption('--users', 'names, contact data and the other fields of a person'))
    .addOption(onOffOption('--create-users', 'create people in payroll when they are added in Huma'))
    .addOption(onOffOption('--positions', 'job titles and percentages'))
    .addOption(onOffOption('--absence', 'approved absence'))
    .addOption(onOffOption('--salary', 'salaries'))
    .option(
      '--map-absence <TYPE=CODE>',
      'Huma\'s absence type and the payroll system\'s code, such as "Vacation=SEM" (repeatable)',
      several,
      [],
    )
    .option(
      '--map-occupation <TITLE=CODE>',
      'Huma\'s job title and the payroll system\'s code, such as "Controller=2411104"; without a code it has none (repeatable)',
      several,
      [],
    )
    .option('--set <KEY=VALUE>', 'a setting of the payroll system, or mainPosition (repeatable)', several, [])
    .option('--mail-to <ADDRESS>', 'who gets the result of each sync by e-mail; off = nobody (repeatable)', several, [])
    .option(
      '--mail-server <URL>',
      'your mail server, for all connections: smtps://user@smtp.example.com; off forgets it',
    )
    .option('--mail-from <ADDRESS>', 'from which address mail is sent')
    .option('--yes', 'save without asking')
    .action((name: string | undefined, options: Omit<ConfigureInput, 'name'>) =>
      choose(
        writes({ name, ...options }, async (world, input) =>
          (await import('./commands/configure.ts')).runConfigure(world, input),
        ),
      ),
    )

  command(
    'sync-users',
    'review differences and activate',
    'Compares the people of both sides, lets you decide, and writes what was decided. The first complete run activates the connection. Nobody is ever deleted or deactivated.',
    [
      ['sync-users nordlys', 'review and decide'],
      ['sync-users nordlys --direction huma-to-payroll --dry-run', 'what would be written, and nothing else'],
      ['sync-users nordlys --direction huma-to-payroll --yes', 'asks nothing'],
    ],
  )
    .argument('[NAME]', connection)
    .addOption(
      new Option('--direction <DIRECTION>', 'which side wins, and on which side people are created').choices(
        directions,
      ),
    )
    .addOption(
      new Option('--conflicts <SIDE>', 'which side wins where a field differs; leave writes nothing').choices(
        conflictChoices,
      ),
    )
    .addOption(new Option('--create <SIDE>', 'where people are created who are missing there').choices(createChoices))
    .option('--only <WHO>', 'only this person, by e-mail address, name or id (repeatable)', several, [])
    .option('--except <WHO>', 'everybody but this person (repeatable)', several, [])
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--plan-out <FILE>', 'save what would be written')
    .option('--plan <FILE>', 'write what was saved, if nothing it touches has changed since')
    .option(
      '--max-changes <LIMIT>',
      'stop before the first write if more people than this would change on one side: 20, or 10%',
      maxChanges,
    )
    .option('--yes', 'write without asking once more')
    .option('--invite', 'Huma sends its invitation mail to people who are created there')
    .action((name: string | undefined, options: Omit<SyncUsersInput, 'name'>) =>
      choose(
        writes({ name, ...options }, async (world, input) =>
          (await import('./commands/sync-users.ts')).runSyncUsers(world, input),
        ),
      ),
    )

  declareActive(command, connection, choose)

  command(
    'status',
    'what is connected, what needs attention',
    'Shows each connection, how far it has come, what needs attention, and the next command.',
    [
      ['status', 'all connections'],
      ['status nordlys --check', 'also asks both systems whether the keys still work'],
    ],
  )
    .argument('[NAME]', 'only this connection')
    .option('--check', 'ask both systems whether the keys still work')
    .action((name: string | undefined, options: Omit<StatusInput, 'name'>) =>
      choose(
        reads({ name, ...options }, async (world, input) =>
          (await import('./commands/status.ts')).runStatus(world, input),
        ),
      ),
    )

  command(
    'logs',
    'what was sent, held back or refused',
    'Shows what was sent, held back, left, ignored or refused, for whom, and what to do about it.',
    [
      ['logs nordlys', 'the newest entries of a connection'],
      ['logs --level attention --since 7d', 'what needs attention, of the last seven days'],
      ['logs nordlys --person kari@nordlys.example', 'everything about one person'],
    ],
  )
    .argument('[NAME]', 'only this connection')
    .option('--run <N>', 'only the run with this number', wholeNumber(1, 999_999_999))
    .addOption(
      new Option('--level <LEVEL>', 'only entries of this level; attention shows errors too').choices(logLevels),
    )
    .option('--event <EVENT>', 'only entries of this kind, such as held-back')
    .option('--person <WHO>', 'only this person: part of the name or e-mail address, or the id')
    .option('--since <WHEN>', 'only since a date (2026-11-24) or so long ago (30m, 12h, 7d)')
    .option('--limit <N>', 'at most so many entries, the newest; 50 unless told', wholeNumber(1), 50)
    .option('--follow', 'go on showing new entries until Ctrl-C')
    .action((name: string | undefined, options: Omit<LogsInput, 'name'>) =>
      choose(
        reads({ name, ...options }, async (world, input) => (await import('./commands/logs.ts')).runLogs(world, input)),
      ),
    )

  command(
    'disconnect',
    'forget a connection',
    'Removes a connection and its secrets from this machine. Nothing is changed in Huma or in payroll.',
    [
      ['disconnect nordlys', 'says what stays, and asks'],
      ['disconnect nordlys --yes', 'asks nothing'],
    ],
  )
    .argument('[NAME]', connection)
    .option('--yes', 'remove without asking')
    .action((name: string | undefined, options: Omit<DisconnectInput, 'name'>) =>
      choose(
        writes({ name, ...options }, async (world, input) =>
          (await import('./commands/disconnect.ts')).runDisconnect(world, input),
        ),
      ),
    )

  command('systems', 'which payroll systems there are', 'Shows every payroll system and what it takes.', [
    ['systems', 'the table'],
    ['systems --json', 'the same for a script, with addresses'],
  ]).action(() => choose(reads({}, async (world) => (await import('./commands/systems.ts')).runSystems(world))))

  command(
    'demo',
    'a full tour on built-in sandbox systems',
    'Plays the whole job on made-up people. Nothing leaves this machine, and your own settings are not touched.',
    [
      ['demo', 'the tour'],
      ['demo fortnox', 'the tour with another payroll system'],
      ['demo --no-color > tour.txt', 'the tour to read later'],
    ],
  )
    .argument('[SYSTEM]', 'the payroll system; tripletex where left out')
    .action((system: string | undefined) =>
      choose(reads({ system }, async (world, input) => (await import('./commands/demo.ts')).runDemo(world, input))),
    )

  command(
    'sandbox',
    'Huma and a payroll system as local servers',
    'Runs local servers that answer like Huma and a payroll system, with made-up people, until Ctrl-C. Prints the commands that connect them.',
    [
      ['sandbox', 'Tripletex with forty people, any free ports'],
      ['sandbox fortnox', 'another payroll system'],
      ['sandbox --people 200 --seed 7 --port-base 4100', 'the same people and ports every time'],
    ],
  )
    .argument('[SYSTEM]', 'the payroll system; tripletex where left out')
    .option('--people <N>', 'how many people the company has', wholeNumber(1, 100_000))
    .option('--seed <N>', 'the same number makes the same people', wholeNumber(0, 999_999_999))
    .option('--port-base <PORT>', 'the port of Huma; the payroll system takes the next one', wholeNumber(1024, 65_000))
    .action((system: string | undefined, options: Omit<SandboxInput, 'system'>) =>
      choose(
        reads({ system, ...options }, async (world, input) =>
          (await import('./commands/sandbox.ts')).runSandbox(world, input),
        ),
      ),
    )

  command('help', 'help on a command, or on exit-codes', 'Shows the help of a command, or a topic.', [
    ['help sync-users', 'the same as sync-users --help'],
    ['help exit-codes', 'what the exit codes mean'],
  ])
    .argument('[TOPIC]', 'a command, or exit-codes')
    .action((topic: string | undefined) => choose(help(topic, program, world)))

  return program
}

function help(topic: string | undefined, program: Command, world: World): Invocation {
  if (topic === 'exit-codes') return screen(exitCodesText(world.io), { exitCodes: exitCodes() })
  const command = topic === undefined ? program : program.commands.find((one) => one.name() === topic)
  if (command) return screen(command.helpInformation())
  throw new HumaPayrollError('usage', `There is no help on "${topic}".`, {
    hint: `There is help on exit-codes and on: ${program.commands.map((one) => one.name()).join(', ')}`,
  })
}
