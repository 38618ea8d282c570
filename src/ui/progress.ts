import type { Writable } from 'node:stream'
import type { Io, Progress } from './ui.ts'

const barWidth = 30

export interface Stoppable extends Progress {
  /** Takes a line that still moves away, without a word. */
  stop(): void
}

/** A line that moves on a terminal; elsewhere only how it ended. Counts and times are part of the given texts. */
export function createProgress(text: string, io: Io, stderr: Writable, env: Moving): Stoppable {
  const moves = io.errIsTerminal && env.TERM !== 'dumb'
  let shown = text
  let ended = false
  let clear = (): void => {}
  let show = (): void => {}

  // Loaded only where something moves; a read that is over before has nothing to show.
  async function start(): Promise<void> {
    const { default: ora } = await import('ora')
    if (ended) return
    const spinner = ora({
      text: shown,
      stream: stderr,
      color: false,
      isEnabled: true,
      ...(!io.theme.unicode && { spinner: 'line' }),
      // Raw mode would swallow Ctrl-C, which must reach the program as a signal.
      discardStdin: false,
    }).start()
    clear = () => void spinner.stop()
    show = () => {
      spinner.text = shown
    }
  }
  if (moves) void start()

  function stop(): void {
    ended = true
    clear()
  }
  function end(symbol: string, last: string): void {
    if (ended) return
    stop()
    io.err(`${symbol} ${last}`)
  }

  return {
    update(next, part) {
      shown = part ? `${bar(part.done, part.of, io)}  ${part.done} / ${part.of}  ${next}` : next
      show()
    },
    succeed: (last) => end(io.theme.symbols.good, last),
    fail: (last) => end(io.theme.symbols.bad, last),
    stop,
  }
}

type Moving = Readonly<Record<string, string | undefined>>

function bar(done: number, of: number, { theme }: Io): string {
  const full = of > 0 ? Math.round((Math.min(done, of) / of) * barWidth) : barWidth
  const [past, ahead] = theme.unicode ? ['━', '─'] : ['#', '-']
  return theme.good(past.repeat(full)) + theme.faint(ahead.repeat(barWidth - full))
}
