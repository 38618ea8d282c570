/** Runs a piece of a program in a process of its own, to be killed, to compete, or to be somebody else. */
import { join } from 'node:path'
import { execa } from 'execa'
import { onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '../..')

export interface Script {
  pid: number
  /** The next line that it prints; undefined when it has ended. */
  line(): Promise<string | undefined>
  kill(): void
  /** Everything that it printed, and what it said on stderr, when it has ended. */
  end(): Promise<{ stdout: string; stderr: string; exitCode: number | undefined }>
}

/**
 * `text` is a module in JavaScript that imports from the source by '#/store/state.ts'. `through` is a command to run it with
 * (`setpriv`, a shell). Ends with the test that started it.
 */
export function startScript(
  text: string,
  options: { env?: Readonly<Record<string, string>>; through?: readonly string[] } = {},
): Script {
  const module = text.replaceAll("'#/", `'${root}/src/`)
  const [file = '', ...args] = [...(options.through ?? []), process.execPath, '--input-type=module', '--eval', module]
  const child = execa(file, args, { cwd: root, reject: false, env: options.env ?? {} })
  const lines = child.iterable()[Symbol.asyncIterator]()
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    pid: child.pid ?? 0,
    async line() {
      const { value, done } = await lines.next()
      return done ? undefined : String(value)
    },
    kill: () => void child.kill('SIGKILL'),
    async end() {
      const { stdout, stderr, exitCode } = await child
      return { stdout, stderr, exitCode }
    },
  }
}
