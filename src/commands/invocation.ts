/** A command line that was understood, ready to be done. */
import { stripVTControlCharacters } from 'node:util'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'

export interface Invocation {
  /** What the command is told. */
  input: object
  /** It changes nothing that is kept or lies elsewhere, so nothing is lost when nobody reads its output. */
  onlyReads: boolean
  run(world: World): Promise<CommandResult>
}

type Run<Input> = (world: World, input: Input) => Promise<CommandResult>

export function reads<Input extends object>(input: Input, run: Run<Input>): Invocation {
  return { input, onlyReads: true, run: (world) => run(world, input) }
}

export function writes<Input extends object>(input: Input, run: Run<Input>): Invocation {
  return { input, onlyReads: false, run: (world) => run(world, input) }
}

/** Shows a text; with `--json` the text is `help`, unless `json` says it better. */
export function screen(text: string, json?: Readonly<Record<string, unknown>>): Invocation {
  return reads({}, async ({ io }) => {
    io.out(text)
    return { json: json ?? { help: stripVTControlCharacters(text) } }
  })
}
