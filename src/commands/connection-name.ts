/** Which connection `connect` is about: a new one with a name of its own, or one that is authorized anew. */
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'
import { connectionNamed } from './open.ts'
import { accountText } from './summary.ts'

export interface Target {
  name: string
  /** The connection that keeps its settings, links and history, and gets a new key. */
  existing: Connection | undefined
}

/** Throws kind `usage` for a name that cannot be used. */
export async function chooseConnection(
  world: World,
  system: PayrollSystem,
  name: string | undefined,
  connections: readonly Connection[],
): Promise<Target> {
  if (name !== undefined) {
    const problem = nameProblem(name, system, connections)
    if (problem) throw new HumaPayrollError('usage', problem, { hint: 'Give another one: --name NAME' })
    return named(name, connections)
  }
  const own = connections.filter((connection) => connection.system === system.id)
  const free = freeName(system.id, connections)
  const [first] = own
  if (!world.prompter) {
    if (!first) return { name: free, existing: undefined }
    throw new HumaPayrollError('usage', `${system.name} is connected already, as "${first.name}".`, {
      hint: `Say which one is meant. The same anew: ${commandLine('connect', system.id, '--name', first.name)}
One more: ${commandLine('connect', system.id, '--name', free)}`,
    })
  }
  if (first) {
    const chosen = await world.prompter.select<Connection | 'another'>({
      message: `${system.name} is connected already. What do you want?`,
      choices: [
        { value: 'another', name: 'Another connection' },
        ...own.map((one) => ({ value: one, name: `A new key for ${one.name}, ${accountText(one)}; all else stays` })),
      ],
    })
    if (chosen !== 'another') return { name: chosen.name, existing: chosen }
  }
  const typed = await world.prompter.text({
    message: 'Give the connection a name',
    standard: free,
    problem: (answer) => nameProblem(answer, system, connections),
  })
  return named(typed, connections)
}

function named(name: string, connections: readonly Connection[]): Target {
  const existing = connectionNamed(connections, name)
  return { name: existing?.name ?? name.trim(), existing }
}

const longest = 60

function nameProblem(typed: string, system: PayrollSystem, connections: readonly Connection[]): string | undefined {
  const name = typed.trim()
  if (name === '') return 'A connection needs a name.'
  if (name.length > longest) return `A name has at most ${longest} characters.`
  if (name !== plain(name)) return 'A name is one line of visible characters.'
  if (name.startsWith('-')) return 'A name does not begin with a hyphen, or it would look like an option.'
  const other = connectionNamed(connections, name)
  if (other && other.system !== system.id) return `"${other.name}" is the name of another connection already.`
  return undefined
}

/** tripletex, tripletex-2, … */
function freeName(base: string, connections: readonly Connection[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!connectionNamed(connections, name)) return name
  }
}
