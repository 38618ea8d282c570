/** A client of a system that is asked over HTTP, on its sandbox. */
import { expect, onTestFinished } from 'vitest'
import { createHttp } from '../../src/http/client.ts'
import type { Http, HttpRequest } from '../../src/http/http.ts'
import { type Served, serve } from '../../src/sandbox/server.ts'
import type { PayrollSystem } from '../../src/systems/system.ts'
import {
  commonOf,
  type Harness,
  type Opened,
  type OpenOptions,
  people,
  personalTexts,
  settingsOf,
  start,
} from './contract-harness.ts'
import { type HttpTrouble, httpTroubles, type Trouble } from './contract-troubles.ts'

/** The sandbox on a socket and the client on the one HTTP client; waiting takes no time. Closed after the test. */
export async function openServed(harness: Harness, options: OpenOptions = {}): Promise<Opened & { served: Served }> {
  const { system, basePath } = harness
  const clock = { time: start }
  const now = () => clock.time
  const { sandbox, ...backstage } = harness.start({ people, now, hidden: options.hidden ?? [] })
  const { secrets } = sandbox
  const served = await serve(sandbox)

  const confidential = [...Object.values(secrets), ...personalTexts(harness, backstage.stored())]
  const sent: HttpRequest[] = []
  const exposed: string[] = []
  const real = createHttp(system.limits, {
    now,
    async sleep(milliseconds) {
      clock.time += milliseconds
    },
    random: () => 0,
    userAgent: 'huma-payroll/test',
  })
  const http: Http = {
    send(request) {
      sent.push(request)
      const address = decodeURIComponent(JSON.stringify([request.url, request.query ?? {}]))
      const open = confidential.filter((text) => address.includes(text) && !request.secret?.includes(text))
      if (open.length > 0) exposed.push(`${request.method} ${request.url.replace(/\d/g, '…')}`)
      return real.send(request)
    },
  }
  onTestFinished(async () => {
    await served.close()
    expect(exposed, 'requests whose address shows something confidential without naming it').toEqual([])
    expect(served.requests().filter(({ method }) => method === 'DELETE')).toEqual([])
  })

  const wrong = options.wrongKey ?? false
  const client = system.open({
    baseUrl: served.url + basePath,
    secrets: wrong ? wrongSecrets(system, secrets) : secrets,
    settings: settingsOf(harness, options),
    http,
    now,
    ...harness.session?.({ url: served.url, secrets, http: real, wrong }),
  })
  return {
    ...client,
    ...backstage,
    ...commonOf(client, backstage, confidential),
    served,
    /** The requests that the client calls writes. */
    writes: () => sent.filter(({ effect }) => effect === 'write'),
    async begin(trouble, at) {
      served.setFaults([{ ...faultOf(trouble), ...(at === undefined ? {} : { ...harness.writes[at], times: 1 }) }])
    },
    async pass(trouble) {
      served.setFaults([{ ...faultOf(trouble), times: 2 }])
    },
  }
}

function faultOf({ name }: Trouble): HttpTrouble['fault'] {
  const found = Object.values(httpTroubles)
    .flat()
    .find((one) => one.name === name)
  if (!found) throw new RangeError(`There is no trouble ${name} over HTTP.`)
  return found.fault
}

/** The same form, another key. */
function wrongSecrets({ auth }: PayrollSystem, secrets: Readonly<Record<string, string>>): Record<string, string> {
  const questions = auth.flatMap((method) => (method.kind === 'refused' ? [] : method.questions))
  const hidden = new Set(questions.flatMap((one) => (one.hidden ? one.key : [])))
  const turned = (text: string) => text.replaceAll(/[0-9a-f]/gi, (digit) => (digit === '7' ? '3' : '7'))
  return Object.fromEntries(Object.entries(secrets).map(([key, text]) => [key, hidden.has(key) ? turned(text) : text]))
}
