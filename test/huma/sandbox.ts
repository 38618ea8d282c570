/** The Huma sandbox on a socket, our client on top, and a place between the two where Huma may be made to change. */
import { Hono } from 'hono'
import { onTestFinished } from 'vitest'
import { createHttp } from '../../src/http/client.ts'
import { type HumaParts, openHuma } from '../../src/huma/client.ts'
import { humaLimits } from '../../src/huma/index.ts'
import { createHumaSandbox, type HumaSandbox, type HumaSandboxOptions } from '../../src/sandbox/huma.ts'
import type { HumaPerson } from '../../src/sandbox/huma-organization.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'

/** What happens in Huma beside our requests: called before each; may answer in Huma's place, or change the answer. */
export type Between = (request: Request, huma: HumaSandbox) => undefined | ((answer: Response) => Promise<Response>)

const start = Date.UTC(2026, 0, 15, 12)

export async function openSandbox(
  options: Partial<HumaSandboxOptions> & { count?: number; client?: Partial<HumaParts>; between?: Between } = {},
) {
  const { count = 12, client, between, ...more } = options
  const clock = { time: start }
  const people: readonly HumaPerson[] = more.people ?? makePeople({ count, seed: 1, country: 'NO' })
  const huma = createHumaSandbox({ now: () => clock.time, ...more, people })
  const app = new Hono()
  app.all('*', async (context) => {
    const request = context.req.raw
    const after = between?.(request, huma)
    const answer = await huma.app.fetch(request)
    return after ? after(answer) : answer
  })
  const served = await serve({ id: 'huma', app, secrets: huma.secrets, snapshot: huma.snapshot })
  onTestFinished(() => served.close())

  const http = createHttp(humaLimits, {
    now: () => clock.time,
    async sleep(milliseconds) {
      clock.time += milliseconds
    },
    random: () => 0,
    userAgent: 'huma-payroll/test',
  })
  const parts = { baseUrl: served.url, secrets: huma.secrets, http, now: () => clock.time, ...client }
  const users = () => huma.snapshot().users
  return {
    ...openHuma(parts),
    huma,
    served,
    clock,
    users,
    /** The made-up user at a place; throws where there is none. */
    userAt(index: number) {
      const user = users()[index]
      if (!user) throw new RangeError('no such user')
      return user
    },
    /** "GET /users/*": whose id it was does not matter; without the query. */
    asked: () =>
      served
        .requests()
        .map(({ method, path }) => `${method} ${path.replace(/\?.*/, '').replace(/[0-9a-f-]{36}/g, '*')}`),
  }
}

/** How often each was asked. */
export function counted(asked: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of asked) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** The answer with `items` (and what else) changed. */
export function changed(change: (body: { items: { id: string }[]; total?: number }) => object) {
  return async (answer: Response) => Response.json(change(JSON.parse(await answer.text())))
}
