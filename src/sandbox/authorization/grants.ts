/** What the authorization server remembers: consents, codes and tokens. */
import { createHmac, randomBytes } from 'node:crypto'
import type {
  Access,
  Authorization,
  AuthorizationOptions,
  AuthorizationSnapshot,
  AuthorizeRequest,
  Consent,
} from './authorization.ts'

/** Everything that came from one approval, or from one use of client credentials. */
interface Family {
  clientId: string
  tenant: string
  ended: boolean
}

interface Code extends AuthorizeRequest {
  tenant: string
  family: Family
  expiresAt: number
  used: boolean
}

interface RefreshToken {
  scopes: readonly string[]
  family: Family
  expiresAt: number
  used: boolean
}

interface AccessToken extends Access {
  family: Family
}

export interface Grants extends Pick<Authorization, 'verify' | 'withdraw' | 'snapshot'> {
  consents(): readonly Consent[]
  approve(request: AuthorizeRequest, tenant: string): string
  /** undefined: unknown or over. A second use ends what the first one gave (RFC 6749 section 4.1.2). */
  takeCode(code: string, clientId: string): Code | undefined
  /** undefined: unknown, over, ended or used before. */
  findRefreshToken(token: string, clientId: string): RefreshToken | undefined
  newFamily(clientId: string, tenant: string): Family
  newAccessToken(family: Family, scopes: readonly string[], origin: string): string
  newRefreshToken(family: Family, scopes: readonly string[]): string
  /** Ends the token; with a refresh token everything of its family (RFC 7009 section 2.1). */
  revoke(token: string, clientId: string): void
}

export function createGrants({ now, seconds, reuse, rules, ...options }: AuthorizationOptions): Grants {
  const signingKey = randomBytes(32)
  let consents: readonly Consent[] = options.consents ?? []
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, RefreshToken>()
  const accessTokens = new Map<string, AccessToken>()
  const isLive = (one: { expiresAt: number; family: Family; used?: boolean }) =>
    now() < one.expiresAt && !one.family.ended && one.used !== true
  const countLive = (all: Map<string, Parameters<typeof isLive>[0]>) => [...all.values()].filter(isLive).length

  return {
    consents: () => consents,
    verify(token) {
      const found = accessTokens.get(token)
      if (!found || !isLive(found)) return undefined
      const { family: _, ...access } = found
      return access
    },
    withdraw(clientId, tenant) {
      const isOfClient = (one: { clientId: string; tenant: string }) =>
        one.clientId === clientId && one.tenant === tenant
      consents = consents.filter((consent) => !isOfClient(consent))
      for (const { family } of [...codes.values(), ...refreshTokens.values(), ...accessTokens.values()]) {
        if (isOfClient(family)) family.ended = true
      }
    },
    snapshot(): AuthorizationSnapshot {
      return {
        consents: consents.map(({ clientId, tenant, scopes }) => ({ clientId, tenant, scopes: [...scopes] })),
        live: {
          codes: countLive(codes),
          accessTokens: countLive(accessTokens),
          refreshTokens: countLive(refreshTokens),
        },
      }
    },
    approve(request, tenant) {
      consents = [{ ...request, tenant }, ...consents]
      const code = random()
      const family = this.newFamily(request.clientId, tenant)
      codes.set(code, { ...request, tenant, family, expiresAt: now() + seconds.code * 1000, used: false })
      return code
    },
    takeCode(value, clientId) {
      const code = codes.get(value)
      if (!code || code.clientId !== clientId) return undefined
      if (code.used) code.family.ended = true
      if (!isLive(code)) return undefined
      code.used = true
      return code
    },
    findRefreshToken(value, clientId) {
      const token = refreshTokens.get(value)
      if (!token || token.family.clientId !== clientId) return undefined
      if (token.used && reuse === 'revoke-family') token.family.ended = true
      return isLive(token) ? token : undefined
    },
    newFamily: (clientId, tenant) => ({ clientId, tenant, ended: false }),
    newAccessToken(family, scopes, origin) {
      const issued = now()
      const access = {
        clientId: family.clientId,
        tenant: family.tenant,
        scopes,
        expiresAt: issued + seconds.access * 1000,
      }
      const claims = rules?.claims?.(access, origin)
      const token = claims ? jwt({ ...claims, iat: issued, exp: access.expiresAt }, signingKey) : random()
      accessTokens.set(token, { ...access, family })
      return token
    },
    newRefreshToken(family, scopes) {
      const token = random()
      refreshTokens.set(token, { scopes, family, expiresAt: now() + seconds.refresh * 1000, used: false })
      return token
    },
    revoke(token, clientId) {
      const refresh = refreshTokens.get(token)
      if (refresh?.family.clientId === clientId) refresh.family.ended = true
      if (accessTokens.get(token)?.clientId === clientId) accessTokens.delete(token)
    },
  }
}

function random(): string {
  return randomBytes(32).toString('base64url')
}

/** `iat` and `exp` in milliseconds here, in whole seconds in the token (RFC 7519 section 2). */
function jwt({ iat, exp, ...claims }: Record<string, unknown> & { iat: number; exp: number }, key: Buffer): string {
  const times = { iat: Math.floor(iat / 1000), exp: Math.floor(exp / 1000), jti: random() }
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, ...times })}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}
