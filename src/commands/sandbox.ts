/** `sandbox`: Huma and the payroll systems as local servers with made-up people, until interrupted. */
import { startSandbox } from '../sandbox/start.ts'
import { count } from '../ui/text.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import type { SandboxInput } from './inputs.ts'

/** With `--json` one object with addresses and keys comes first; the usual one comes when it is interrupted. */
export async function runSandbox(world: World, input: SandboxInput): Promise<CommandResult> {
  const { io } = world
  const { people, seed, portBase } = input
  const sandbox = await startSandbox({
    ...(people === undefined ? {} : { people }),
    ...(seed === undefined ? {} : { seed }),
    ...(portBase === undefined ? {} : { ports: { huma: portBase, tripletex: portBase + 1 } }),
  })
  try {
    const { huma, tripletex, environment, company } = sandbox
    const commands = [
      commandLine('connect', 'huma', '--base-url', huma.baseUrl),
      commandLine('connect', 'tripletex', '--base-url', tripletex.baseUrl),
    ]
    const systems = { huma: huma.baseUrl, tripletex: tripletex.baseUrl }
    if (io.json) io.envelope({ systems, environment, commands })

    io.out(`${io.theme.symbols.good} Huma       ${huma.baseUrl}  ${count(company.huma.length, 'user')}`)
    io.out(`${io.theme.symbols.good} Tripletex  ${tripletex.baseUrl}  ${count(company.payroll.length, 'employee')}`)
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

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
