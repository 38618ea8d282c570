/**
 * Visma Connect, as far as it is needed here. Client credentials with a Tenant ID are what the vendor's demos show: the
 * customer has approved the app in the Visma App Store before. Not documented: whether the API takes tokens of a login in
 * the browser, the redirect addresses (exact here), PKCE (required here), how long a refresh token lives, and that a used
 * one ends everything (it does here).
 */
import { type Authorization, createAuthorization } from '../authorization/authorization.ts'

export const secrets = {
  clientId: 'isv_huma_payroll_sandbox',
  clientSecret: 'sandbox-vismanet-s3cret-0000000000001',
  /** That of the company. */
  tenantId: '9e1f0000-0000-4000-8000-c0a9a0000001',
}

/** That of the customer, who owns companies: it gives tokens, and then every call is refused. */
const customerTenantId = '9e1f0000-0000-4000-8000-c0570e000001'

/** Named so in a demo of 2021. Not documented: whether they are still named so. */
export const scopes = { read: 'visma_net_employee:employees:read', write: 'visma_net_employee:employees:write' }

export interface ConnectOptions {
  now: () => number
  redirectUris?: readonly string[]
  approvedScopes?: readonly string[]
}

export function createConnect({ now, redirectUris, approvedScopes }: ConnectOptions): Authorization {
  const ofApi = [scopes.read, scopes.write]
  const tenants = [
    { id: secrets.tenantId, name: 'Nordlys AS' },
    { id: customerTenantId, name: 'Nordlys (customer)' },
  ] as const
  return createAuthorization({
    now,
    endpoints: {
      authorize: '/connect/authorize',
      token: '/connect/token',
      revoke: '/connect/revocation',
      discovery: '/.well-known/openid-configuration',
    },
    clients: [
      {
        id: secrets.clientId,
        secret: secrets.clientSecret,
        name: 'huma-payroll',
        redirects: redirectUris ?? ['http://localhost:4000/callback'],
        grants: ['authorization_code', 'refresh_token', 'client_credentials'],
        scopes: ['openid', 'offline_access', ...ofApi],
      },
    ],
    tenants,
    clientAuthentication: 'body',
    invalidClientStatus: 400,
    tokenType: 'Bearer',
    pkce: 'required',
    seconds: { code: 300, access: 3600, refresh: 30 * 86_400 },
    reuse: 'revoke-family',
    // What an Integration Administrator has ticked in the App Store.
    consents: tenants.map(({ id }) => ({
      clientId: secrets.clientId,
      tenant: id,
      scopes: approvedScopes ?? ofApi,
      parameters: {},
    })),
    rules: {
      givesRefreshToken: (request) => request.scopes.includes('offline_access'),
      // Not documented: the errors.
      clientCredentials({ client, parameters, consents }) {
        const { tenant_id: tenant, scope } = parameters
        if (tenant === undefined) return { error: 'invalid_request', description: 'tenant_id is missing.' }
        const consent = consents.find((one) => one.clientId === client.id && one.tenant === tenant)
        if (!consent) return { error: 'unauthorized_client', description: 'The tenant has not approved this client.' }
        const asked = (scope ?? '').split(' ').filter((one) => one !== '')
        const isMore = asked.some((one) => !ofApi.includes(one) || !consent.scopes.includes(one))
        if (asked.length === 0 || isMore) return { error: 'invalid_scope', description: 'Not approved by the tenant.' }
        return { tenant, scopes: asked }
      },
      claims: ({ clientId, tenant, scopes: granted }) => ({ client_id: clientId, tenant_id: tenant, scope: granted }),
    },
  })
}
