/** The token endpoint and revocation. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { AuthorizationOptions, Client, OAuthProblem } from './authorization.ts'
import type { Grants } from './grants.ts'
import { single } from './parameters.ts'

interface TokenAnswer {
  access_token: string
  token_type: AuthorizationOptions['tokenType']
  expires_in: number
  scope: string
  refresh_token?: string
}

type Form = Readonly<Record<string, string>>

export function addTokenRoutes(app: Hono, options: AuthorizationOptions, grants: Grants): void {
  const { endpoints, seconds, rules } = options

  app.post(endpoints.token, async (context) => {
    const form = await formOf(context)
    if ('error' in form) return refusal(context, form)
    const client = authenticate(context, form.values, options)
    if ('error' in client) return refusal(context, client)
    const answer = answerTo(context, form.values, client)
    if ('error' in answer) return refusal(context, answer)
    context.header('cache-control', 'no-store')
    return context.json(answer)
  })

  if (endpoints.revoke !== undefined) {
    app.post(endpoints.revoke, async (context) => {
      const form = await formOf(context)
      if ('error' in form) return refusal(context, form)
      const client = authenticate(context, form.values, options)
      if ('error' in client) return refusal(context, client)
      const { token } = form.values
      if (token === undefined) return refusal(context, invalidRequest('token is missing.'))
      // An unknown token is a success as well, and the body does not matter (RFC 7009 section 2.2): it is Fortnox'.
      grants.revoke(token, client.id)
      return context.json({ revoked: true })
    })
  }

  function answerTo(context: Context, form: Form, client: Client): TokenAnswer | OAuthProblem {
    const grant = (['authorization_code', 'refresh_token', 'client_credentials'] as const).find(
      (one) => one === form.grant_type,
    )
    if (form.grant_type === undefined) return invalidRequest('grant_type is missing.')
    if (grant === undefined) {
      return { error: 'unsupported_grant_type', description: 'There is no such grant_type.' }
    }
    if (!client.grants.includes(grant)) {
      return { error: 'unauthorized_client', description: 'This client may not use this grant_type.' }
    }
    const { origin } = new URL(context.req.url)
    if (grant === 'authorization_code') return fromCode(form, client, origin)
    if (grant === 'refresh_token') return fromRefreshToken(form, client, origin)
    return fromCredentials(context, form, client, origin)
  }

  function fromCode(form: Form, client: Client, origin: string): TokenAnswer | OAuthProblem {
    if (form.code === undefined) return invalidRequest('code is missing.')
    // The code is spent with the first try, right or wrong.
    const code = grants.takeCode(form.code, client.id)
    if (!code) return invalidGrant('The code is unknown, used or too old.')
    const asked = code.parameters
    if (asked.redirect_uri !== form.redirect_uri) return invalidGrant('redirect_uri differs from the first request.')
    if (asked.code_challenge === undefined) {
      if (form.code_verifier !== undefined) return invalidGrant('code_verifier without a code_challenge.')
    } else if (!isVerified(form.code_verifier, asked.code_challenge)) return invalidGrant('code_verifier is wrong.')
    const hasRefresh = client.grants.includes('refresh_token') && (rules?.givesRefreshToken?.(code) ?? true)
    return answer(code.family, code.scopes, origin, hasRefresh)
  }

  function fromRefreshToken(form: Form, client: Client, origin: string): TokenAnswer | OAuthProblem {
    if (form.refresh_token === undefined) return invalidRequest('refresh_token is missing.')
    const token = grants.findRefreshToken(form.refresh_token, client.id)
    if (!token) return invalidGrant('Invalid refresh token')
    const asked = form.scope?.split(' ') ?? token.scopes
    if (asked.some((scope) => !token.scopes.includes(scope))) {
      return { error: 'invalid_scope', description: 'Wider than what was approved.' }
    }
    token.used = true
    return answer(token.family, asked, origin, true)
  }

  function fromCredentials(context: Context, form: Form, client: Client, origin: string): TokenAnswer | OAuthProblem {
    const opened = rules?.clientCredentials?.({
      client,
      parameters: form,
      header: (name) => context.req.header(name),
      consents: grants.consents(),
    })
    if (!opened) return { error: 'unauthorized_client', description: 'This client may not use this grant_type.' }
    if ('error' in opened) return opened
    return answer(grants.newFamily(client.id, opened.tenant), opened.scopes, origin, false)
  }

  function answer(
    family: ReturnType<Grants['newFamily']>,
    scopes: readonly string[],
    origin: string,
    withRefresh: boolean,
  ): TokenAnswer {
    return {
      access_token: grants.newAccessToken(family, scopes, origin),
      token_type: options.tokenType,
      expires_in: seconds.access,
      scope: scopes.join(' '),
      ...(withRefresh ? { refresh_token: grants.newRefreshToken(family, scopes) } : {}),
    }
  }
}

async function formOf(context: Context): Promise<{ values: Form } | OAuthProblem> {
  const type = context.req.header('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) return invalidRequest('The body must be a form.')
  const { values, repeated } = single(new URLSearchParams(await context.req.text()))
  return repeated.length > 0 ? invalidRequest(`Given more than once: ${repeated.join(', ')}.`) : { values }
}

/** RFC 6749 section 2.3: by one method only. */
function authenticate(context: Context, form: Form, options: AuthorizationOptions): Client | OAuthProblem {
  const { clientAuthentication, invalidClientStatus } = options
  const invalidClient: OAuthProblem = {
    error: 'invalid_client',
    description: 'The client could not be authenticated.',
    status: invalidClientStatus,
  }
  const basic = basicOf(context.req.header('authorization'))
  if (basic && form.client_secret !== undefined) return invalidRequest('The client is authenticated in two ways.')
  if (basic && form.client_id !== undefined && form.client_id !== basic.id) return invalidClient
  const client = options.clients.find((one) => one.id === (basic?.id ?? form.client_id))
  if (!client) return invalidClient
  if (client.secret === undefined) return basic?.secret || form.client_secret !== undefined ? invalidClient : client
  if (clientAuthentication === 'body' ? basic : clientAuthentication === 'basic' && !basic) return invalidClient
  return isSame(basic?.secret ?? form.client_secret ?? '', client.secret) ? client : invalidClient
}

/** The id and the secret are form-encoded before they are joined (RFC 6749 section 2.3.1). */
function basicOf(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = header?.match(/^Basic ([A-Za-z0-9+/=]+)$/i)?.[1]
  if (encoded === undefined) return undefined
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  try {
    return { id: decodeURIComponent(id), secret: decodeURIComponent(secret.join(':')) }
  } catch {
    return { id, secret: '' }
  }
}

/** RFC 7636 sections 4.1 and 4.6. */
function isVerified(verifier: string | undefined, challenge: string): boolean {
  if (verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier)) return false
  return isSame(createHash('sha256').update(verifier).digest('base64url'), challenge)
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

function invalidRequest(description: string): OAuthProblem {
  return { error: 'invalid_request', description }
}

function invalidGrant(description: string): OAuthProblem {
  return { error: 'invalid_grant', description }
}

function refusal(context: Context, { error, description, status = 400 }: OAuthProblem): Response {
  context.header('cache-control', 'no-store')
  if (status === 401) context.header('www-authenticate', 'Basic realm="token"')
  return context.json({ error, error_description: description }, status)
}
