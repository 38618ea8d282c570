/**
 * The one HTTP client, on undici: limits, patience, and what a lost answer means.
 *
 * A write is on the wire at most once, unless it surely did nothing. Three things see to that:
 * - "Sent" is what undici says: it calls `onRequestStart` after the connection stands and just before the first byte.
 *   Whatever fails earlier (name, connection, certificate, proxy) has sent nothing.
 * - Each write has a connection of its own. A kept connection may be closed by the other side in the very moment when it
 *   is used again, and then nobody could tell whether the write had arrived. Reads keep theirs: they are simply repeated.
 * - HTTP/1.1 only: with HTTP/2 undici sends again by itself what the other side has refused.
 */
import type { Dispatcher } from 'undici'
import { HumaPayrollError } from '../errors.ts'
import { decode } from './charset.ts'
import { errorOf, type Failure, failureOf } from './failures.ts'
import type { Http, HttpRequest, HttpResponse, RatePolicy } from './http.ts'
import { createLimits, retryAfter } from './limits.ts'

export interface HttpParts {
  /** Milliseconds since 1970. */
  now(): number
  /** May resolve early when `interrupted` fires. */
  sleep(milliseconds: number): Promise<void>
  /** From 0 to below 1: spreads repeated requests. */
  random(): number
  userAgent: string
  /** Ends every wait and every read under way; a write under way is finished. */
  interrupted?: AbortSignal
  /** HTTPS_PROXY and NO_PROXY are read, in capitals or small letters. */
  env?: Readonly<Record<string, string | undefined>>
}

/** How often one request is sent when the other side or the network fails. */
const mostTries = 5
/** How often one request is sent when there are too many. */
const mostTriesWhenTooMany = 10
/** After so many milliseconds nothing is tried once more. */
const patience = 300_000
const firstBackoff = 500
const connectTimeout = 10_000
/** Larger bodies than any vendor's largest page would fill the memory. In bytes. */
const largestBody = 64 * 1024 * 1024

const passing = new Set([500, 502, 503, 504])

/** One client per policy owner: everything sent through it shares its limits. Opens nothing before the first request. */
export function createHttp(policy: RatePolicy, parts: HttpParts): Http {
  const { now, random, interrupted } = parts
  const limits = createLimits(policy, { now, pause, random })
  let dispatchers: Promise<Dispatchers> | undefined

  async function pause(milliseconds: number): Promise<void> {
    if (!interrupted?.aborted) await parts.sleep(milliseconds)
    if (interrupted?.aborted) throw cancelled()
  }

  /** Once. The request is not repeated here, whatever comes. */
  async function attempt(request: HttpRequest, url: URL): Promise<HttpResponse | Failure> {
    dispatchers ??= openDispatchers(parts.env ?? {})
    const dispatcher = (await dispatchers)[isLoopback(url) ? 'direct' : 'proxied'][request.effect]
    const isRead = request.effect === 'read'
    if (isRead && interrupted?.aborted) throw cancelled()

    const timeout = AbortSignal.timeout(policy.timeout * 1000)
    let sent = false
    try {
      const answer = await dispatcher
        .compose(
          watchSending(() => {
            sent = true
          }),
        )
        .request({
          origin: url.origin,
          path: url.pathname + url.search,
          method: request.method,
          signal: isRead && interrupted ? AbortSignal.any([timeout, interrupted]) : timeout,
          ...content(request, url, parts.userAgent),
        })
      const headers = plainHeaders(answer.headers)
      const body = decode(await answer.body.bytes(), headers['content-type'], request.charset)
      return { status: answer.statusCode, headers, body }
    } catch (error) {
      if (isRead && interrupted?.aborted) throw cancelled()
      return failureOf(error, sent, timeout.aborted ? policy.timeout : undefined)
    }
  }

  return {
    async send(request) {
      const url = targetOf(request)
      let started: number | undefined
      let failures = 0
      let tooMany = 0

      function mayWait(milliseconds: number): boolean {
        return now() + milliseconds - (started ?? now()) <= patience
      }

      for (;;) {
        const outcome = await limits.run(() => {
          started ??= now()
          return attempt(request, url)
        })

        const refusal = 'status' in outcome ? refusalForNow(outcome, request) : undefined
        if (refusal && 'status' in outcome) {
          tooMany += 1
          const wait = limits.tooMany(refusal, tooMany)
          if (tooMany >= mostTriesWhenTooMany || !mayWait(wait)) return outcome
          continue
        }

        failures += 1
        const backoff = firstBackoff * 2 ** (failures - 1) * (0.5 + random() / 2)
        if ('status' in outcome) {
          limits.learn(outcome.headers)
          const wait = Math.max(backoff, retryAfter(outcome.headers, now()) ?? 0)
          const again = request.effect === 'read' && passing.has(outcome.status)
          if (!again || failures >= mostTries || !mayWait(wait)) return outcome
          await pause(wait)
          continue
        }

        const again = !outcome.lasting && !(request.effect === 'write' && outcome.sent)
        if (!again || failures >= mostTries || !mayWait(backoff)) {
          throw errorOf(outcome, redacted(url.host, request.secret), request.effect)
        }
        await pause(backoff)
      }
    },
  }
}

/** The headers that tell how long to wait, of an answer that says that there are too many requests. */
function refusalForNow(response: HttpResponse, { tooMany }: HttpRequest): HttpResponse['headers'] | undefined {
  if (response.status === 429) return response.headers
  const seconds = tooMany?.(response)
  return seconds === undefined ? undefined : { ...response.headers, 'retry-after': String(seconds) }
}

function cancelled(): HumaPayrollError {
  return new HumaPayrollError('cancelled', 'Cancelled.')
}

/** The address with its query. Throws kind `usage` for one that must not be used. */
function targetOf({ url: text, query = {}, secret }: HttpRequest): URL {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new HumaPayrollError('usage', 'The address of the API is not one of the web.', { hint: addressHint })
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    const host = redacted(url.host, secret)
    throw new HumaPayrollError('usage', `Keys are not sent to ${host} over plain http.`, { hint: addressHint })
  }
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one))
  }
  return url
}

const addressHint = 'Give an address that begins with https:// (http:// only for this machine itself).'

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function redacted(text: string, secret: readonly string[] = []): string {
  return secret.filter(Boolean).reduce((rest, one) => rest.replaceAll(one, '***'), text)
}

function content(request: HttpRequest, url: URL, userAgent: string) {
  const { body, type } = bodyOf(request)
  return {
    body,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      ...(body === null ? {} : { 'content-type': type }),
      ...request.headers,
      ...request.sign?.(url.href),
    },
  }
}

function bodyOf({ json, form, text }: HttpRequest): { body: string | null; type: string } {
  if (text) return { body: text.content, type: text.type }
  if (form) return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' }
  return { body: json === undefined ? null : JSON.stringify(json), type: 'application/json' }
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}

type ByEffect = Readonly<Record<HttpRequest['effect'], Dispatcher>>

interface Dispatchers {
  /** For this machine itself: no proxy can know what is meant by it. */
  direct: ByEffect
  proxied: ByEffect
}

/** undici is loaded with the first request: it takes longer than the rest of a start. */
async function openDispatchers(env: Readonly<Record<string, string | undefined>>): Promise<Dispatchers> {
  const { Agent, EnvHttpProxyAgent } = await import('undici')
  const common = {
    allowH2: false,
    connect: { timeout: connectTimeout },
    connectTimeout,
    // The whole of a request has one limit of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: largestBody,
  }
  const ownConnection = { ...common, pipelining: 0 }
  // '' rather than undefined: what is not in `env` is not looked for elsewhere.
  const proxies = {
    httpsProxy: env.https_proxy || env.HTTPS_PROXY || '',
    httpProxy: '',
    noProxy: env.no_proxy || env.NO_PROXY || '',
  }
  if (proxies.httpsProxy && !URL.canParse(proxies.httpsProxy)) {
    throw new HumaPayrollError('usage', 'HTTPS_PROXY does not hold an address.', {
      hint: 'Give it as http://HOST:PORT, or unset it.',
    })
  }
  return {
    direct: { read: new Agent(common), write: new Agent(ownConnection) },
    proxied: {
      read: new EnvHttpProxyAgent({ ...common, ...proxies }),
      write: new EnvHttpProxyAgent({ ...ownConnection, ...proxies }),
    },
  }
}

/** Calls `sending` just before the first byte leaves. */
function watchSending(sending: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        handler.onRequestStart?.(controller, context)
        if (!controller.aborted) sending()
      },
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    })
}
