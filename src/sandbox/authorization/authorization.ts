/**
 * An OAuth 2.0 authorization server with behaviour, shared by the vendors that have one. What a vendor does differently
 * is data or one of the `rules`. RFC 6749 (grants, errors), RFC 7636 (PKCE, S256 only), RFC 7009 (revocation),
 * RFC 8252 section 7.3 (loopback redirects).
 *
 *     const authorization = createAuthorization({ now, endpoints: { authorize: '/connect/authorize', … }, … })
 *     authorization.routes(app)                          // before any guard that asks for a token
 *     authorization.verify(token)?.tenant                // in the guard of the API
 *     authorization.answerNext('approve')                // in a test, in place of a person at the page
 */
import type { Hono } from 'hono'
import { addConsentRoutes } from './consent.ts'
import { createGrants } from './grants.ts'
import { addTokenRoutes } from './token.ts'

/** Error codes of RFC 6749 or of the vendor. `status` is 400 where absent. */
export interface OAuthProblem {
  error: string
  description: string
  status?: 400 | 401 | 403
}

/** A redirect address as it was registered: exactly this one, or a loopback host with any port. */
export type RedirectRule = string | { loopback: readonly string[]; path: string }

export interface Client {
  id: string
  /** Without one it is a public client, which must use PKCE. */
  secret?: string
  /** As the consent page calls it. */
  name: string
  redirects: readonly RedirectRule[]
  grants: readonly ('authorization_code' | 'refresh_token' | 'client_credentials')[]
  scopes: readonly string[]
}

/** Whose data an access token opens; `name` stands on the consent page. */
export interface Tenant {
  id: string
  name: string
}

/** A request to the authorization endpoint whose client, redirect address and scopes are in order. */
export interface AuthorizeRequest {
  clientId: string
  scopes: readonly string[]
  /** Every parameter as it was sent; each at most once. */
  parameters: Readonly<Record<string, string>>
}

/** What somebody has approved, until it is withdrawn. A later approval does not end an earlier one. */
export interface Consent extends AuthorizeRequest {
  tenant: string
}

export interface Access {
  clientId: string
  tenant: string
  scopes: readonly string[]
  /** Milliseconds since 1970. */
  expiresAt: number
}

export interface AuthorizationRules {
  /** Refuses a request by a redirect with the error, before anybody is asked. */
  refusesRequest?(request: AuthorizeRequest): OAuthProblem | undefined
  /** Refuses what the person at the page has approved, by a redirect with the error. */
  refusesApproval?(request: AuthorizeRequest): OAuthProblem | undefined
  /** Whether the code of this request also gives a refresh token. Yes where absent. */
  givesRefreshToken?(request: AuthorizeRequest): boolean
  /** What client credentials open. Without it nobody can use them. */
  clientCredentials?(request: {
    client: Client
    /** The form. */
    parameters: Readonly<Record<string, string>>
    header(name: string): string | undefined
    /** Of every client and tenant, newest first. */
    consents: readonly Consent[]
  }): { tenant: string; scopes: readonly string[] } | OAuthProblem
  /** Makes access tokens JWTs with these claims besides iat and exp (signed with a key that nobody has). */
  claims?(access: Access, origin: string): Record<string, unknown>
}

export interface AuthorizationOptions {
  /** Milliseconds since 1970. */
  now: () => number
  /** Paths. `discovery` serves RFC 8414 metadata. */
  endpoints: { authorize: string; token: string; revoke?: string; discovery?: string }
  clients: readonly Client[]
  /** Who can be picked on the consent page; the first one is picked already. */
  tenants: readonly [Tenant, ...Tenant[]]
  /** How clients with a secret prove themselves at the token endpoint. */
  clientAuthentication: 'basic' | 'body' | 'basic-or-body'
  /** The status of invalid_client. */
  invalidClientStatus: 400 | 401
  /** As the vendor spells it; the case does not matter (RFC 6749 section 5.1). */
  tokenType: 'Bearer' | 'bearer'
  /** Whether clients with a secret, too, must use PKCE. A challenge that was sent is always checked. */
  pkce: 'required' | 'optional'
  seconds: { code: number; access: number; refresh: number }
  /** What a used refresh token does: it is refused, or everything that came from the same approval ends with it. */
  reuse: 'refuse' | 'revoke-family'
  /** What was approved before the sandbox began. */
  consents?: readonly Consent[]
  rules?: AuthorizationRules
}

export interface AuthorizationSnapshot {
  consents: { clientId: string; tenant: string; scopes: readonly string[] }[]
  /** How many of each could be used now. */
  live: { codes: number; accessTokens: number; refreshTokens: number }
}

export interface Authorization {
  /** Adds all endpoints and the consent page. Its buttons have the ids `approve` and `deny`. */
  routes(app: Hono): void
  /** undefined for a token that is unknown, revoked or over. */
  verify(accessToken: string): Access | undefined
  /** The next request for consent is answered at once, without the page. Several calls queue up. */
  answerNext(answer: 'approve' | 'deny', tenant?: string): void
  /** Somebody takes a client's access back in the vendor's screens: the consent and every token end. */
  withdraw(clientId: string, tenant: string): void
  /** Holds no secrets. */
  snapshot(): AuthorizationSnapshot
}

export function createAuthorization(options: AuthorizationOptions): Authorization {
  const grants = createGrants(options)
  const answers: { answer: 'approve' | 'deny'; tenant?: string }[] = []
  return {
    routes(app) {
      addConsentRoutes(app, options, grants, () => answers.shift())
      addTokenRoutes(app, options, grants)
      const { discovery } = options.endpoints
      if (discovery !== undefined) app.get(discovery, (context) => context.json(metadata(context.req.url, options)))
    },
    verify: grants.verify,
    answerNext(answer, tenant) {
      answers.push({ answer, ...(tenant === undefined ? {} : { tenant }) })
    },
    withdraw: grants.withdraw,
    snapshot: grants.snapshot,
  }
}

function metadata(url: string, { endpoints, clients, clientAuthentication }: AuthorizationOptions) {
  const { origin } = new URL(url)
  const methods = { basic: ['client_secret_basic'], body: ['client_secret_post'] }
  return {
    issuer: origin,
    authorization_endpoint: origin + endpoints.authorize,
    token_endpoint: origin + endpoints.token,
    ...(endpoints.revoke === undefined ? {} : { revocation_endpoint: origin + endpoints.revoke }),
    response_types_supported: ['code'],
    grant_types_supported: [...new Set(clients.flatMap((client) => client.grants))],
    scopes_supported: [...new Set(clients.flatMap((client) => client.scopes))],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported:
      clientAuthentication === 'basic-or-body' ? [...methods.basic, ...methods.body] : methods[clientAuthentication],
  }
}
