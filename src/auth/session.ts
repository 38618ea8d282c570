/**
 * Access tokens for a client: from memory, else from where the secrets are, else new ones. A login whose refresh token
 * holds once is renewed by one process at a time, and the new one is kept before anybody uses what came with it.
 */
import { HumaPayrollError, isKind } from '../errors.ts'
import type { SecretOwner, SecretPlace, SecretStore } from '../store/store.ts'
import type { AccessTokens } from '../systems/system.ts'
import type { App } from './app.ts'
import { type Issued, refresh, type TokenParts, useCredentials } from './token.ts'

type Keeper = Pick<SecretStore, 'get' | 'set' | 'withLock'>

export interface SessionParts extends TokenParts {
  secrets: Keeper
  owner: SecretOwner
}

type OAuth2App = Omit<App, 'keys'>
type Values = Readonly<Record<string, string>>

interface Token {
  value: string
  /** Milliseconds since 1970. */
  usableUntil: number
}

const tokenNames = ['refreshToken', 'accessToken', 'accessTokenUsableUntil']

/** The tokens of an authorization that is kept. Asks for nothing before the first call. */
export function keptTokens(app: OAuth2App, parts: SessionParts): AccessTokens {
  const { secrets, owner, now } = parts
  const keyNames = app.method.questions.map(({ key }) => key)
  // No variable has this prefix: only what is kept. What the environment gives is never written down.
  const keptOwner: SecretOwner = { id: owner.id, environmentPrefix: '' }

  /** The keys as they hold now, and what is kept. */
  async function look(): Promise<{ keys: Values; kept: Values }> {
    const [keys, kept] = [
      await secrets.get(owner, keyNames),
      await secrets.get(keptOwner, [...keyNames, ...tokenNames]),
    ]
    return { keys: keys?.values ?? {}, kept: kept?.values ?? {} }
  }

  /** What client credentials open depends on all keys: tokens are kept beside the keys that they were made with only. */
  function isKept({ keys, kept }: { keys: Values; kept: Values }): boolean {
    if (app.method.kind === 'oauth2-code') return true
    return keyNames.some((name) => kept[name]) && keyNames.every((name) => keys[name] === kept[name])
  }

  async function obtain(refused: string | undefined): Promise<Token> {
    const isGood = (token: Token | undefined): token is Token =>
      token !== undefined && token.value !== refused && now() < token.usableUntil
    const before = await look()
    const known = isKept(before) ? tokenIn(before.kept) : undefined
    if (isGood(known)) return known

    return secrets.withLock(owner, async () => {
      let found = await look()
      for (let tries = 1; ; tries += 1) {
        const token = isKept(found) ? tokenIn(found.kept) : undefined
        // Renewed by another process meanwhile.
        if (isGood(token)) return token
        const issued = await issue(app, found, parts)
        if (issued !== 'invalid-grant') {
          if (isKept(found)) await secrets.set(owner, withTokens(found.kept, issued))
          return { value: issued.accessToken, usableUntil: issued.usableUntil }
        }
        const asked = found.kept.refreshToken
        found = await look()
        // Somebody may have logged in, or renewed from elsewhere. What is kept stays in any case.
        if (found.kept.refreshToken === asked || tries > 1) throw loginEnded(app)
      }
    })
  }

  return sharing(now, obtain)
}

/**
 * The tokens of an authorization that is about to be proven: nothing is kept. `issued` is what a login gave; it is not
 * renewed, because a login that is refused at once would be so again.
 */
export function unkeptTokens(app: App, issued: Issued | undefined, parts: TokenParts): AccessTokens {
  return sharing(parts.now, async (refused) => {
    const { method } = app
    const given =
      method.kind === 'oauth2-code'
        ? issued && issued.accessToken !== refused && issued
        : await useCredentials({ ...app, method }, parts)
    if (given && given !== 'invalid-grant') return { value: given.accessToken, usableUntil: given.usableUntil }
    throw refused === undefined ? loginEnded(app) : refusedAtOnce(app)
  })
}

/**
 * Keeps what was proven, and says where: the keys that are to be kept, and what a login gave. Replaces what was there,
 * while nobody renews it.
 */
export function keepLogin(
  secrets: Pick<SecretStore, 'set' | 'withLock'>,
  owner: SecretOwner,
  keys: Values,
  issued: Issued | undefined,
): Promise<SecretPlace> {
  return secrets.withLock(owner, () => secrets.set(owner, issued ? withTokens(keys, issued) : keys))
}

/** In memory, with one renewal at a time. */
function sharing(now: () => number, obtain: (refused: string | undefined) => Promise<Token>): AccessTokens {
  let current: Token | undefined
  let renewal: Promise<Token> | undefined

  async function shared(refused: string | undefined): Promise<string> {
    renewal ??= obtain(refused).finally(() => {
      renewal = undefined
    })
    current = await renewal
    return current.value
  }

  return {
    async get() {
      return current && now() < current.usableUntil ? current.value : shared(undefined)
    },
    async renew(refused) {
      // One that is under way may end with the very token that was refused.
      if (renewal) current = await renewal
      return current && current.value !== refused && now() < current.usableUntil ? current.value : shared(refused)
    },
  }
}

async function issue(
  { method, ...app }: OAuth2App,
  { keys, kept }: { keys: Values; kept: Values },
  parts: TokenParts,
): Promise<Issued | 'invalid-grant'> {
  if (method.kind === 'oauth2-client-credentials') return useCredentials({ ...app, keys, method }, parts)
  const { refreshToken } = kept
  if (!refreshToken) return 'invalid-grant'
  try {
    return await refresh({ ...app, keys, method }, refreshToken, parts)
  } catch (error) {
    if (!isKind(error, 'unknown-outcome')) throw error
    // Not `unknown-outcome`: nothing of what the client was asked to do has been sent.
    const message = `The login at ${app.systemName} was being renewed, and it is not known whether it was: the old one may have ended, and the new one did not arrive.`
    throw new HumaPayrollError('unavailable', message, {
      hint: `Run the command again. If the login is refused then, log in again: ${app.again}`,
      details: { ...error.details },
    })
  }
}

function tokenIn({ accessToken, accessTokenUsableUntil }: Values): Token | undefined {
  const usableUntil = Number(accessTokenUsableUntil)
  return accessToken && Number.isFinite(usableUntil) ? { value: accessToken, usableUntil } : undefined
}

/**
 * The keychain of Windows takes 2,560 bytes an entry, as UTF-16 (CRED_MAX_CREDENTIAL_BLOB_SIZE). A longer access token
 * is in memory only: it must not drive the keys out of the keychain.
 */
const longestEntry = 1280

function withTokens(kept: Values, issued: Issued): Record<string, string> {
  const { accessToken: _, accessTokenUsableUntil: __, ...rest } = kept
  const login = { ...rest, ...(issued.refreshToken === undefined ? {} : { refreshToken: issued.refreshToken }) }
  const all = { ...login, accessToken: issued.accessToken, accessTokenUsableUntil: String(issued.usableUntil) }
  return JSON.stringify(all).length <= longestEntry ? all : login
}

function loginEnded({ method, systemName, again }: OAuth2App): HumaPayrollError {
  const isCode = method.kind === 'oauth2-code'
  const message = isCode
    ? `The login at ${systemName} has ended, or was taken back.`
    : `${systemName} gives no access to these keys: nobody has approved it, or it was taken back.`
  return new HumaPayrollError('authorization', message, {
    hint: `${isCode ? 'Log in again' : 'Approve it there, then'}: ${again}`,
    details: { code: 'invalid_grant' },
  })
}

function refusedAtOnce({ systemName, again }: App): HumaPayrollError {
  return new HumaPayrollError('authorization', `${systemName} refused the login that it had just given.`, {
    hint: `Check which rights and which company the login was for, then: ${again}`,
  })
}
