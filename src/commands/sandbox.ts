/** `sandbox`: Huma and the payroll systems as local servers with made-up people, until interrupted. */
import { HumaPayrollError } from '../errors.ts'
import { whyNot } from '../live/receiver.ts'
import { sandboxIds, startSandboxOf } from '../sandbox/start.ts'
import { systemById } from '../systems/registry.ts'
import { listTable } from '../ui/tables.ts'
import { count, list } from '../ui/text.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import type { SandboxInput } from './inputs.ts'

/** With `--json` one object with addresses and keys comes first; the usual one comes when it is interrupted. */
export async function runSandbox(world: World, input: SandboxInput): Promise<CommandResult> {
  const { io } = world
  const { people, seed, portBase } = input
  const { id, name } = systemById(input.system ?? 'tripletex')
  const sandbox = await startSandboxOf(id, {
    ...(people === undefined ? {} : { people }),
    ...(seed === undefined ? {} : { seed }),
    ...(portBase === undefined ? {} : { ports: { huma: portBase, payroll: portBase + 1 } }),
  }).catch((error: unknown) => {
    throw cannotListen(error, [
      ...['sandbox', id],
      ...(people === undefined ? [] : ['--people', String(people)]),
      ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ])
  })
  if (!sandbox) throw noSandbox(name)
  try {
    const { huma, payroll, environment, company } = sandbox
    const login = payroll.authUrl === undefined ? [] : ['--auth-url', payroll.authUrl]
    const commands = [
      commandLine('connect', 'huma', '--base-url', huma.baseUrl),
      payroll.folder === undefined
        ? commandLine('connect', id, '--base-url', payroll.baseUrl, ...login)
        : commandLine('connect', id, '--folder', payroll.folder),
    ]
    const place = payroll.folder ?? payroll.baseUrl
    const systems = { huma: huma.baseUrl, [id]: place }
    if (io.json) io.envelope({ systems, environment, commands })

    const rows = [
      [`${io.theme.symbols.good} Huma`, huma.baseUrl, count(company.huma.length, 'user')],
      [`${io.theme.symbols.good} ${name}`, place, count(company.payroll.length, 'employee')],
    ]
    io.out(listTable(undefined, rows, io))
    io.out('\nMade-up people, made-up keys. Paste this into another terminal:\n')
    io.out('export HUMA_PAYROLL_HOME="$(mktemp -d)"')
    for (const [name, value] of Object.entries(environment)) io.out(`export ${name}='${value}'`)
    for (const command of commands) io.out(io.theme.command(command))
    io.out('')
    io.err('Ctrl-C stops it, and forgets what was changed in it.')
    await interruption(world.interrupted)
    return { json: { stopped: true } }
  } finally {
    await sandbox.stop()
  }
}

/** `words`: the same without ports of its own, which takes any that are free. */
function cannotListen(error: unknown, words: readonly string[]): unknown {
  if (!(error instanceof Error && 'code' in error && 'port' in error && typeof error.code === 'string')) return error
  return new HumaPayrollError('usage', `Cannot listen on port ${error.port}: ${whyNot(error.code)}.`, {
    hint: `End that program (it may be another sandbox), choose another --port-base, or take any free ports: ${commandLine(...words)}`,
  })
}

export function noSandbox(name: string): HumaPayrollError {
  return new HumaPayrollError('unsupported', `There is no sandbox of ${name}.`, {
    hint: `There are: ${list(sandboxIds)}.`,
  })
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
