import { addAbortSignal, type Readable, type Writable } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { HumaPayrollError } from '../errors.ts'
import { createTheme } from './theme.ts'
import type { Io } from './ui.ts'

export interface Streams {
  stdin: Readable & { isTTY?: boolean }
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable & { isTTY?: boolean; columns?: number }
}

/** Options that hold for every command. */
export interface Flags {
  json: boolean
  /** False with `--no-color`. */
  colour: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

export interface Desk extends Streams {
  env: Environment
  platform: NodeJS.Platform
  interrupted: AbortSignal
}

export function createIo({ stdin, stdout, stderr, env, platform, interrupted }: Desk, flags: Flags): Io {
  const outIsTerminal = stdout.isTTY === true
  const errIsTerminal = stderr.isTTY === true
  const outColour = wantsColour(outIsTerminal, env, flags)
  const errColour = wantsColour(errIsTerminal, env, flags)
  const dumb = env.TERM === 'dumb'

  function write(stream: Writable, text: string, colour: boolean): void {
    const shown = colour ? text : stripVTControlCharacters(text)
    stream.write(shown.endsWith('\n') ? shown : `${shown}\n`)
  }

  return {
    out(text) {
      if (!flags.json) write(stdout, text, outColour)
    },
    err: (text) => write(stderr, text, errColour),
    envelope: (value) => void stdout.write(`${JSON.stringify(value).replace(obeyed, escaped)}\n`),
    json: flags.json,
    // A question moves the cursor, which a dumb terminal cannot do.
    interactive: stdin.isTTY === true && errIsTerminal && !dumb && !flags.json,
    outIsTerminal,
    errIsTerminal,
    get width() {
      return stdout.columns || stderr.columns || 80
    },
    theme: createTheme({ colour: outColour || errColour, unicode: !dumb && speaksUnicode(env, platform) }),
    async readStdin() {
      try {
        return await readText(addAbortSignal(interrupted, stdin))
      } catch (error) {
        if (!interrupted.aborted) throw error
        throw new HumaPayrollError('cancelled', 'Cancelled.')
      }
    },
  }
}

/** What a terminal obeys, or reads in another direction, and JSON leaves as it is. */
const obeyed = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** https://no-color.org (any value but the empty one), https://force-color.org; the flag is the nearest to the person. */
function wantsColour(terminal: boolean, env: Environment, flags: Flags): boolean {
  if (!flags.colour || env.NO_COLOR) return false
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return terminal && env.TERM !== 'dumb'
}

/** The first of these that is set decides (POSIX, Environment Variables). */
function speaksUnicode(env: Environment, platform: NodeJS.Platform): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG
  if (locale) return /utf-?8/i.test(locale)
  if (platform === 'darwin') return true
  // On Windows the older console has no such symbols; these are set by those that do.
  return platform === 'win32' && Boolean(env.WT_SESSION || env.TERM_PROGRAM)
}
