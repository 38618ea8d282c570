/** A machine's clock that runs faster and begins where it is told, for the program and for the sandboxes alike. */

export interface FlowClock {
  /** Milliseconds since 1970. */
  now(): number
  /** For the sandboxes at once, for the program from its next start. */
  jump(milliseconds: number): void
  /** Makes a program run by this clock that is started with it. */
  environment(): Record<string, string>
}

/** So many times as fast. The time limits of single requests stay the machine's: they are about how busy it is. */
export function createClock(start: number, pace: number): FlowClock {
  const begun = Date.now()
  let jumped = 0
  return {
    now: () => Math.floor(start + jumped + (Date.now() - begun) * pace),
    jump(milliseconds) {
      jumped += milliseconds
    },
    environment() {
      const call = `(${hasten})(${start + jumped}, ${begun}, ${pace})`
      return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(call)}` }
    },
  }
}

/** Before anything of the program is loaded. */
const hasten = `(start, begun, pace) => {
  const machineNow = Date.now
  const now = () => Math.floor(start + (machineNow() - begun) * pace)
  globalThis.Date = class extends Date {
    constructor(...parts) {
      if (parts.length === 0) super(now())
      else super(...parts)
    }
    static now() {
      return now()
    }
  }
  const timers = process.getBuiltinModule('node:timers')
  const promises = process.getBuiltinModule('node:timers/promises')
  const { setTimeout: once, setInterval: often } = globalThis
  const delay = promises.setTimeout
  globalThis.setTimeout = (work, milliseconds, ...more) => once(work, milliseconds / pace, ...more)
  globalThis.setInterval = (work, milliseconds, ...more) => often(work, milliseconds / pace, ...more)
  timers.setTimeout = globalThis.setTimeout
  timers.setInterval = globalThis.setInterval
  promises.setTimeout = (milliseconds, ...more) => delay(milliseconds / pace, ...more)
  process.getBuiltinModule('node:module').syncBuiltinESMExports()
}`
