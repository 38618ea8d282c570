/**
 * Asking an authorization server for tokens, through openid-client (certified for OpenID Connect) over our own HTTP client.
 * What the library says when something fails may hold tokens, so none of it is passed on: neither its text nor its cause.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretPost,
  Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  customFetch,
  None,
  ResponseBodyError,
  refreshTokenGrant,
  type TokenEndpointResponse,
} from 'openid-client'
import { z } from 'zod'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { Http, HttpRequest, RatePolicy } from '../http/http.ts'
import type { OAuth2ClientCredentialsMethod, OAuth2CodeMethod } from '../systems/system.ts'
import type { App } from './app.ts'
import { answerProblem, callbackProblem } from './problems.ts'

/** For the requests to an authorization server. A refresh is done long before others stop waiting for its lock. */
export const tokenLimits: RatePolicy = { concurrency: 1, tooManyWait: 5, timeout: 30 }

export interface TokenParts {
  http: Http
  /** Milliseconds since 1970. */
  now(): number
}

export interface Issued {
  accessToken: string
  /** Milliseconds since 1970, by the clock of this machine: from then on it is better replaced. */
  usableUntil: number
  /** Absent where the server gave none; the one before stays good then. */
  refreshToken?: string
}

/** What a login is begun with, and its answer is checked against. */
export interface Request {
  redirectUri: string
  state: string
  /** Absent without PKCE. */
  verifier?: string
}

/** Where the person logs in and approves. */
export async function loginAddress(
  app: App<OAuth2CodeMethod>,
  request: Request,
  { http }: TokenParts,
): Promise<string> {
  const { scopes, authorizeParameters } = app.method
  const config = configure(app, senderOf(http, 'read', { secrets: [] }))
  const url = buildAuthorizationUrl(config, {
    redirect_uri: request.redirectUri,
    state: request.state,
    ...scopeOf(scopes),
    ...(request.verifier === undefined
      ? {}
      : {
          code_challenge: await calculatePKCECodeChallenge(request.verifier),
          code_challenge_method: 'S256',
        }),
    ...authorizeParameters,
  })
  return url.href
}

/**
 * `callback` is the redirect address with what the server has added. Throws kind `authorization` where consent was denied,
 * the answer belongs to another login or comes from another server, or the code is used or too old.
 */
export async function redeemCode(
  app: App<OAuth2CodeMethod>,
  callback: URL,
  { state, verifier }: Request,
  parts: TokenParts,
): Promise<Issued> {
  const url = new URL(callback)
  // Not documented where the vendor names no issuer: what `iss` holds there.
  if (app.method.issuer === undefined) url.searchParams.delete('iss')
  const checks = { expectedState: state, ...(verifier === undefined ? {} : { pkceCodeVerifier: verifier }) }
  const grant = (config: Configuration) => authorizationCodeGrant(config, url, checks)
  const issued = await ask(app, 'write', parts, grant, { url, state }).catch((error: unknown) => {
    if (!isKind(error, 'unknown-outcome')) throw error
    // Whether it was the code's one use or not: a new login is never wrong.
    throw new HumaPayrollError('unavailable', `The login at ${app.systemName} was not completed. ${error.message}`, {
      hint: `Log in again: ${app.again}`,
    })
  })
  if (issued !== 'invalid-grant') return issued
  throw new HumaPayrollError(
    'authorization',
    `${app.systemName} did not take the code of this login: it was used before, or too old.`,
    {
      hint: `Log in again, without a pause before approving: ${app.again}`,
      details: { code: 'invalid_grant' },
    },
  )
}

/**
 * 'invalid-grant': the refresh token has ended. Kind `unknown-outcome` where it may have been exchanged without the answer
 * arriving.
 */
export function refresh(
  app: App<OAuth2CodeMethod>,
  refreshToken: string,
  parts: TokenParts,
): Promise<Issued | 'invalid-grant'> {
  const effect = app.method.rotates ? 'write' : 'read'
  return ask(app, effect, parts, (config) => refreshTokenGrant(config, refreshToken))
}

/** 'invalid-grant': there is no consent, or no longer. */
export function useCredentials(
  app: App<OAuth2ClientCredentialsMethod>,
  parts: TokenParts,
): Promise<Issued | 'invalid-grant'> {
  const { scopes, form = {} } = app.method
  return ask(app, 'read', parts, (config) =>
    clientCredentialsGrant(config, { ...scopeOf(scopes), ...answersTo(form, app) }),
  )
}

function scopeOf(scopes: readonly string[]): { scope?: string } {
  return scopes.length > 0 ? { scope: scopes.join(' ') } : {}
}

/** The answers that the names stand for; what was not answered is left out. */
function answersTo(names: Readonly<Record<string, string>>, { keys }: App): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, key]) => (keys[key] === undefined ? [] : [[name, keys[key]]])),
  )
}

/** What went over the wire, for telling what went wrong. */
interface Exchange {
  status?: number
  /** What the server may repeat and nobody else may see. */
  secrets: string[]
}

type Send = (request: {
  url: string
  headers: Record<string, string>
  form: Record<string, string>
}) => Promise<Response>

function senderOf(http: Http, effect: HttpRequest['effect'], exchange: Exchange): Send {
  return async (request) => {
    const { code = '', code_verifier = '', refresh_token = '' } = request.form
    exchange.secrets.push(code, code_verifier, refresh_token)
    const { status, headers, body } = await http.send({ method: 'POST', effect, ...request })
    exchange.status = status
    const hasBody = status !== 204 && status !== 205 && status !== 304
    // Only what the library reads. With www-authenticate it would look at that instead of the error in the body.
    return new Response(hasBody ? withoutIdToken(body) : null, {
      status,
      headers: { 'content-type': headers['content-type'] ?? 'text/plain' },
    })
  }
}

const withIdToken = z.looseObject({ id_token: z.unknown() })

/**
 * Who logged in is of no interest: an id token is used for nothing here, and the library refuses the whole answer for one
 * that it does not like. What is no JSON stays as it is, for the library to refuse.
 */
function withoutIdToken(body: string): string {
  try {
    const { id_token: idToken, ...rest } = withIdToken.parse(JSON.parse(body))
    return idToken === undefined ? body : JSON.stringify(rest)
  } catch {
    return body
  }
}

function configure(app: App, send: Send): Configuration {
  const { method, authUrl, keys, systemName, again } = app
  const { clientId } = keys
  if (!clientId) {
    throw new HumaPayrollError('authorization', `The client ID for ${systemName} is not there.`, {
      hint: `Authorize it: ${again}`,
    })
  }
  const isCode = method.kind === 'oauth2-code'
  const config = new Configuration(
    {
      issuer: authUrl,
      token_endpoint: authUrl + method.tokenPath,
      ...(isCode ? { authorization_endpoint: authUrl + method.authorizePath } : {}),
    },
    clientId,
    undefined,
    clientAuthOf(app),
  )
  const more = isCode ? {} : answersTo(method.headers ?? {}, app)
  const fetch: CustomFetch = (url, { headers: { 'user-agent': _, ...headers }, body }) =>
    send({ url, headers: { ...headers, ...more }, form: formOf(body) })
  config[customFetch] = fetch
  // Our client has its own limit, and its own rule for plain http: to this machine only.
  config.timeout = 0
  if (authUrl.startsWith('http:')) allowInsecureRequests(config)
  return config
}

function clientAuthOf({ method: { clientAuth }, keys, systemName, again }: App): ClientAuth {
  const { clientSecret } = keys
  if (!clientSecret) {
    if (clientAuth === 'none-or-body') return None()
    throw new HumaPayrollError('authorization', `The client secret for ${systemName} is not there.`, {
      hint: `Authorize it: ${again}`,
    })
  }
  return clientAuth === 'basic' ? basic(clientSecret) : ClientSecretPost(clientSecret)
}

/**
 * RFC 6749 section 2.3.1. The library's own form encodes `-` and `_` too, which servers that do not decode (Not documented
 * for any vendor: who does) would take for another secret.
 */
function basic(clientSecret: string): ClientAuth {
  const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1)
  return (_, { client_id }, __, headers) => {
    const pair = `${encode(client_id)}:${encode(clientSecret)}`
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  }
}

function formOf(body: unknown): Record<string, string> {
  if (body instanceof URLSearchParams) return Object.fromEntries(body)
  throw new TypeError('a token request without a form')
}

async function ask(
  app: App,
  effect: HttpRequest['effect'],
  { http, now }: TokenParts,
  grant: (config: Configuration) => Promise<TokenEndpointResponse>,
  callback?: { url: URL; state: string },
): Promise<Issued | 'invalid-grant'> {
  const exchange: Exchange = { secrets: Object.values(app.keys) }
  const config = configure(app, senderOf(http, effect, exchange))
  const asked = now()
  try {
    return issuedFrom(await grant(config), asked)
  } catch (error) {
    if (error instanceof ResponseBodyError && error.error === 'invalid_grant') return 'invalid-grant'
    const { status, secrets } = exchange
    if (status !== undefined) throw answerProblem(error, { status, effect, secrets }, app)
    const ours = error instanceof Error && error.cause instanceof HumaPayrollError ? error.cause : error
    if (ours instanceof HumaPayrollError || !callback) throw ours
    throw callbackProblem(error, callback, app)
  }
}

/** RFC 6749 section 5.1 recommends a lifetime; where it is left out, a short one does no harm. In seconds. */
const unknownLifetime = 300
/** Replaced so many seconds before the end, so that no request is under way when it ends. */
const margin = 60

function issuedFrom({ access_token, expires_in, refresh_token }: TokenEndpointResponse, asked: number): Issued {
  const lifetime = expires_in ?? unknownLifetime
  return {
    accessToken: access_token,
    usableUntil: asked + (lifetime - Math.min(margin, lifetime / 2)) * 1000,
    ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
  }
}
