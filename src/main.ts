/** Runs one command line from beginning to end; the only place that catches everything. */
import { errorKinds, HumaPayrollError, isKind } from './errors.ts'
import { parse } from './program.ts'
import type { Flags } from './ui/io.ts'
import { paragraph } from './ui/tables.ts'
import { plain } from './ui/text.ts'
import { colourCommands } from './ui/theme.ts'
import { createWorld, type World } from './world.ts'

/** Why `interrupted` fired, where it was not the person or the system who wanted an end. */
const nobodyReads = 'nobody reads the output'

/** The program as it is started: with the machine's own streams and signals. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr, env } = process
  const flags = flagsOf(argv)
  if (!flags.colour) {
    // For the libraries that decide on colours by themselves.
    env.NO_COLOR = '1'
    delete env.FORCE_COLOR
  }
  // Node 22 calls SQLite experimental, on stderr, at every start.
  process.removeAllListeners('warning').on('warning', ({ name, message }) => {
    if (!message.includes('SQLite')) stderr.write(`${name}: ${message}\n`)
  })
  const interrupt = new AbortController()
  const world = createWorld({ stdin, stdout, stderr, env, interrupted: interrupt.signal })

  function onSignal(): void {
    if (interrupt.signal.aborted) process.exit(errorKinds.cancelled.exitCode)
    interrupt.abort()
    world.io.err('Stopping after what is under way. Ctrl-C again stops at once.')
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  // Packages that clean up at the end (conf brings one) send the signal again, which would look like the second Ctrl-C.
  process.on('newListener', (event, listener) => {
    if (signals.some((signal) => signal === event) && listener !== onSignal) {
      queueMicrotask(() => process.removeListener(event, listener))
    }
  })
  for (const signal of signals) process.on(signal, onSignal)

  // Such as `| head`: what is written from now on goes nowhere, and a run ends after the write in hand.
  stdout.on('error', () => interrupt.abort(nobodyReads))
  stderr.on('error', () => {})

  let broken = false
  const fault = new Promise<never>((_, reject) => {
    process.on('uncaughtException', (error) => {
      broken = true
      reject(error)
    })
    process.once('beforeExit', () => reject(new Error('nothing is left that could finish')))
  })
  const exitCode = await run(argv, world, fault)
  // Whatever the fault left behind may run for ever.
  if (broken) stdout.write('', () => process.exit(exitCode))
  return exitCode
}

/**
 * Resolves to the exit code, after everything was said; never rejects. `fault` rejects when something breaks outside of
 * the command's own reach.
 *
 * A command that only reads and whose output nobody reads any more ends with 0. One that writes keeps its own code:
 * whoever closed its output still has to learn that it was stopped.
 */
export async function run(argv: readonly string[], given: World, fault?: Promise<never>): Promise<number> {
  const world = given.withFlags(flagsOf(argv))
  fault?.catch(() => {})
  const { error, json, onlyReads, exitCode = 0 } = await attempt(argv, world, fault)
  const { io } = world
  if (!error) {
    if (io.json) io.envelope({ version: 1, ok: true, ...json })
    return exitCode
  }
  if (onlyReads && error.kind === 'cancelled' && world.interrupted.reason === nobodyReads) return 0
  if (io.json) io.envelope({ version: 1, ok: false, error: errorJson(error), ...json })
  io.err(errorText(error, world))
  return errorKinds[error.kind].exitCode
}

interface Outcome {
  error?: HumaPayrollError | undefined
  exitCode?: number | undefined
  json: Readonly<Record<string, unknown>>
  onlyReads: boolean
}

async function attempt(argv: readonly string[], world: World, fault?: Promise<never>): Promise<Outcome> {
  let invocation: ReturnType<typeof parse> | undefined
  let outcome: Outcome
  try {
    invocation = parse(argv, world)
    const command = invocation.run(world)
    const result = await (fault ? Promise.race([command, fault]) : command)
    outcome = { ...result, onlyReads: invocation.onlyReads }
  } catch (error) {
    outcome = { error: expected(error, world), json: {}, onlyReads: invocation?.onlyReads ?? true }
  }
  try {
    await world.close()
  } catch (error) {
    return { ...outcome, error: outcome.error ?? expected(error, world) }
  }
  return outcome
}

/** A fault of the program is told without its text, which may hold anything. */
function expected(error: unknown, world: World): HumaPayrollError {
  if (isKind(error)) return error
  if (world.env.HUMA_PAYROLL_DEBUG === '1') {
    world.io.err(error instanceof Error ? String(error.stack) : String(error))
  }
  const name = error instanceof Error ? error.constructor.name : typeof error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return new HumaPayrollError(
    'internal',
    `A fault in huma-payroll itself (${[name, code].filter(Boolean).join(', ')}).`,
    {
      hint: 'What was done so far is kept. To see where it happened, set HUMA_PAYROLL_DEBUG=1 and run the command again.',
      cause: error,
    },
  )
}

function errorText(error: HumaPayrollError, { io }: World): string {
  const { theme } = io
  const symbol = error.kind === 'cancelled' ? theme.symbols.attention : theme.symbols.bad
  const [first = '', ...more] = paragraph(plain(error.message), io, 2).split('\n')
  const lines = [`${symbol} ${first.trimStart()}`, ...more]
  for (const line of (error.hint ?? '').split('\n').map(plain)) {
    if (!line) continue
    // A line to copy is never broken.
    lines.push(/[.?]$/.test(line) ? paragraph(colourCommands(line, theme), io, 2) : `  ${colourCommands(line, theme)}`)
  }
  if (error.requestId) lines.push(`  ${theme.faint(`Request ${plain(error.requestId)}, for the system's support`)}`)
  return lines.join('\n')
}

function errorJson({ kind, message, hint, details, requestId }: HumaPayrollError): Readonly<Record<string, unknown>> {
  const facts = requestId ? { ...details, requestId } : details
  return { kind, message, ...(hint && { hint }), ...(facts && { details: facts }) }
}

/** Known before anything is parsed, because also a mistyped command line is answered in the wanted form. */
function flagsOf(argv: readonly string[]): Flags {
  const end = argv.indexOf('--')
  const options = end < 0 ? argv : argv.slice(0, end)
  return { json: options.includes('--json'), colour: !options.includes('--no-color') }
}
