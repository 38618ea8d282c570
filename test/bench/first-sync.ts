/**
 * How much longer the first sync of a company takes than it must: `node test/bench/first-sync.ts [people] [system…]`, 1,000
 * people from Huma into each of the eight sandboxes unless told. No part of the tests.
 *
 * It is held against the least requests that are necessary, and, where the vendor documents a limit, against the least time
 * that those requests take under it. Both come from the vendors' documents (first-sync/vendors.ts), not from our clients.
 * Ends with 1 where one of the two is passed by more than a tenth.
 *
 * Waiting takes no time here (first-sync/clock.ts): ten minutes of a limit pass in some seconds. What our own program needs
 * takes as long as it takes, so a busy machine makes the ratios worse.
 */
import { systemById } from '../../src/systems/registry.ts'
import { bareSeconds } from './first-sync/bare.ts'
import { type Clock, createClock } from './first-sync/clock.ts'
import { assumedLatency, type FirstSync, firstSync } from './first-sync/run.ts'
import { type Limit, type Vendor, vendors } from './first-sync/vendors.ts'

const allowed = 1.1

const [first = '1000', ...wanted] = process.argv.slice(2)
const count = Number(first)
const unknown = wanted.filter((id) => vendors.every((vendor) => vendor.id !== id))
if (!Number.isInteger(count) || count < 1 || unknown.length > 0) {
  throw new RangeError(`usage: first-sync.ts [people] [system…], of ${vendors.map(({ id }) => id).join(', ')}`)
}

print(
  `The first sync of ${number(count)} people. An answer takes ${assumedLatency} ms (an assumption), times are the vendor's.`,
)
print(row(['', 'requests', 'least', 'ratio', 'time', 'least', 'ratio', 'the least is made of']))
for (const vendor of vendors) {
  if (wanted.length === 0 || wanted.includes(vendor.id)) await measure(vendor)
}

async function measure(vendor: Vendor): Promise<void> {
  const clock = createClock()
  const sync = await firstSync(vendor, count, clock)
  const parts = vendor.least(count)
  const least = parts.reduce((sum, [requests]) => sum + requests, 0)
  const made = sync.files ?? sync.asked.length
  const { seconds, text } = await leastTime(vendor, least, sync, clock)
  const ratios = [made / least, ...(seconds > 0 ? [sync.seconds / seconds] : [])]
  if (ratios.some((ratio) => ratio > allowed)) process.exitCode = 1

  const [ofRequests, ofTime] = ratios.map(ratioText)
  const what = parts.map(([requests, name]) => `${number(requests)} ${name}`).join(', ')
  const time = seconds > 0 ? secondsText(seconds) : '-'
  const cells = [number(made), number(least), ofRequests ?? '', secondsText(sync.seconds), time, ofTime ?? '-']
  print(row([systemById(vendor.id).name, ...cells, `${what}; ${text}`]))
}

/** 0 where the limit holds nothing up, or where there is none. */
async function leastTime(
  vendor: Vendor,
  least: number,
  sync: FirstSync,
  clock: Clock,
): Promise<{ seconds: number; text: string }> {
  const { limit } = vendor
  if (limit.kind === 'serial') {
    const each = await bareSeconds(vendor, count, sync, clock)
    const own = sync.seconds / sync.asked.length - each
    const text = `${limit.text}, ${milliseconds(each)} each in a bare loop and ${milliseconds(own)} more here`
    return { seconds: least * each, text }
  }
  const seconds = waitOf(limit, least)
  return { seconds, text: limit.kind !== 'none' && seconds === 0 ? `${limit.text}, which hold nothing up` : limit.text }
}

/** When the last of `requests` may be sent at the earliest, the first being sent at 0. In both cases so many at once. */
function waitOf(limit: Exclude<Limit, { kind: 'serial' }>, requests: number): number {
  return limit.kind === 'none' ? 0 : Math.floor((requests - 1) / limit.requests) * limit.seconds
}

/** Two decimals, and never 1.10 for what is more. */
function ratioText(ratio: number): string {
  return (Math.ceil(ratio * 100) / 100).toFixed(2)
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toFixed(1)} ms`
}

function secondsText(seconds: number): string {
  return `${seconds.toFixed(1)} s`
}

function number(value: number): string {
  return value.toLocaleString('en')
}

function row([name = '', ...cells]: readonly string[]): string {
  const columns = cells.map((cell, index) => (index < cells.length - 1 ? cell.padStart(9) : ` ${cell}`))
  return `${name.padEnd(17)} ${columns.join('')}`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
