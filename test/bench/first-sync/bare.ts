/** What a system takes that answers one request at a time, without any client: the same requests once more, in a loop. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Clock } from './clock.ts'
import { type Asked, type FirstSync, peopleOf, servePayroll } from './run.ts'
import type { Vendor } from './vendors.ts'

/** So many requests tell the average well enough. */
const most = 300

/**
 * Seconds that one request takes on the average, of the first ones of `sync`, asked of a company as it was before. The port
 * is the same, because addresses are signed. Throws where one is answered otherwise than before.
 */
export async function bareSeconds(
  vendor: Vendor,
  count: number,
  { asked, port }: FirstSync,
  clock: Clock,
): Promise<number> {
  const [owner] = peopleOf(vendor, count)
  const served = await servePayroll(vendor.open({ people: owner ? [owner] : [], now: clock.now }), clock, port)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    const some = asked.slice(0, most)
    const started = clock.now()
    for (const one of some) await again(one, port, agent)
    return (clock.now() - started) / 1000 / some.length
  } finally {
    agent.destroy()
    await served.close()
  }
}

async function again({ method, path, headers, body, status }: Asked, port: number, agent: Agent): Promise<void> {
  const sent = request({ host: '127.0.0.1', port, method, path, agent, headers: kept(headers) })
  sent.end(body)
  const [answer]: IncomingMessage[] = await once(sent, 'response')
  if (answer) await buffer(answer)
  if (answer?.statusCode !== status) throw new Error(`${path} is answered ${answer?.statusCode} instead of ${status}.`)
}

/** Without those of the connection. */
function kept(headers: Asked['headers']): Record<string, string> {
  const own = ['connection', 'host', 'content-length', 'transfer-encoding']
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name)))
}
