/** When the long-lived worker makes a pass, and how patiently it makes the next one. */
import { expect, test } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { type WorkInput, work } from '../../src/live/worker.ts'

const minute = 60_000

/** Plays the clock: every sleep is over at once, and the work ends after `until`. */
async function play(
  until: number,
  options: { due?: number[]; pass?: (time: number, compares: boolean) => void; every?: number } = {},
) {
  const clock = { time: 0 }
  const stop = new AbortController()
  const passes: string[] = []
  const waits: number[] = []
  const due = [...(options.due ?? [])]
  const input: WorkInput = {
    now: () => clock.time,
    every: options.every ?? 60 * minute,
    interrupted: stop.signal,
    nextDue: () => due[0],
    async sleep(milliseconds) {
      clock.time += Math.max(1, milliseconds)
      if (clock.time >= until) stop.abort()
    },
    async pass(compares) {
      passes.push(`${clock.time / 1000} ${compares ? 'compares' : 'drains'}`)
      options.pass?.(clock.time, compares)
      while (due[0] !== undefined && due[0] <= clock.time) due.shift()
      return { done: 0, waits: 0, later: 0, held: 0, ...(compares ? { reconciled: { read: 1, found: 0 } } : {}) }
    },
    passed() {},
    async failed(_, wait) {
      waits.push(wait / 1000)
    },
  }
  await work(input)
  return { passes, waits }
}

test('everything is compared at the start and at the interval', async () => {
  const { passes } = await play(150 * minute)
  expect(passes).toEqual(['0 compares', '3600 compares', '7200 compares'])
})

test('what falls due is worked off when it is due', async () => {
  const { passes } = await play(10 * minute, { due: [7000, 7000, 95_000] })
  expect(passes).toEqual(['0 compares', '7 drains', '95 drains'])
})

test('a failure is waited for, longer and longer, and a compare that failed is made again', async () => {
  const { passes, waits } = await play(20 * minute, {
    pass(time) {
      if (time < 5 * minute) throw new HumaPayrollError('unavailable', 'Huma does not answer.')
    },
  })
  expect(waits.slice(0, 5)).toEqual([5, 10, 20, 40, 80])
  expect(new Set(passes.map((text) => text.split(' ')[1]))).toEqual(new Set(['compares']))
})

test('while another run holds the connection it waits its turn, without growing impatient or patient', async () => {
  const { waits } = await play(2 * minute, {
    pass(time) {
      if (time < minute) throw new HumaPayrollError('busy', 'Another run.')
    },
  })
  expect(new Set(waits)).toEqual(new Set([5]))
})

test('a fault of our own ends it', async () => {
  const broken = play(minute, {
    pass() {
      throw new TypeError('undefined is not a function')
    },
  })
  await expect(broken).rejects.toThrow(TypeError)
})
