/** Authorization by OAuth 2.0, when a connection is made and whenever it is used; nothing for other methods. */
import type { App } from '../auth/app.ts'
import type { Keys } from '../auth/keys.ts'
import type { Issued } from '../auth/token.ts'
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError, isKind } from '../errors.ts'
import type { SecretOwner, SecretPlace } from '../store/store.ts'
import type { AccessTokens, AuthMethod, OAuth2ClientCredentialsMethod, OAuth2CodeMethod } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'
import { keepKeys } from './proof.ts'

export interface Access {
  /** What the client of the payroll system is to use. */
  accessToken?: AccessTokens
  /** What a login gave and is to be kept. */
  issued?: Issued
}

/** Where and by which way; `again` authorizes anew. */
export interface Way {
  system: { id: string; name: string }
  method: AuthMethod
  authUrl?: string | undefined
  again: string
}

/** Logs in where the method wants that. Asks for no token otherwise, and keeps nothing. */
export async function authorize(
  world: World,
  way: Way,
  keys: Readonly<Record<string, string>>,
  options: { paste?: boolean | undefined },
): Promise<Access> {
  const app = appOf(way)
  if (!app) return {}
  const [{ logIn }, { unkeptTokens }, { tokenLimits }] = await Promise.all([
    import('../auth/login.ts'),
    import('../auth/session.ts'),
    import('../auth/token.ts'),
  ])
  const { io, now, interrupted, prompter, openBrowser } = world
  const parts = { http: world.http(tokenLimits), now }
  const { method } = app
  if (method.kind !== 'oauth2-code') return { accessToken: unkeptTokens({ ...app, keys }, undefined, parts) }

  const issued = await logIn(
    { ...app, method, keys },
    {
      ...parts,
      interrupted,
      prompter,
      // Addresses stand as they are: a broken line cannot be copied.
      tell: (text) => io.err(plain(text)),
      openBrowser,
    },
    { paste: options.paste ?? false },
  )
  if (issued.refreshToken === undefined) {
    const note = `${app.systemName} gave a login that cannot be renewed: it ends soon, mostly within an hour. See that the app may have offline access.`
    io.err(paragraph(`${io.theme.symbols.attention} ${io.theme.attention(note)}`, io))
  }
  return { issued, accessToken: unkeptTokens({ ...app, keys }, issued, parts) }
}

/** Keeps what was proven, and says where. */
export async function keepAuthorization(
  world: World,
  owner: SecretOwner,
  { kind }: AuthMethod,
  keys: Keys,
  issued: Issued | undefined,
): Promise<SecretPlace> {
  const isGiven = keys.from === 'environment'
  if (kind === 'api-key' || (isGiven && !issued)) return keepKeys(world, owner, keys)
  const { keepLogin } = await import('../auth/session.ts')
  return keepLogin(await world.secrets(), owner, isGiven ? {} : keys.values, issued)
}

/** The same app at the same place needs no new keys: those that are kept, if the person wants it so. */
export async function keysOfLogin(
  world: World,
  existing: Connection | undefined,
  method: AuthMethod,
  authUrl: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const isOAuth2 = method.kind === 'oauth2-code' || method.kind === 'oauth2-client-credentials'
  if (!isOAuth2 || !existing || existing.authUrl !== authUrl) return {}
  const secrets = await world.secrets()
  const names = method.questions.map(({ key }) => key)
  // Without what the environment gives, which is looked at anyway.
  const found = await secrets.get({ id: existing.id, environmentPrefix: '' }, names).catch((error: unknown) => {
    // To connect again is what helps where the keys cannot be reached.
    if (isKind(error, 'storage', 'authorization')) return undefined
    throw error
  })
  const kept = found?.values ?? {}
  const labels = method.questions.flatMap(({ key, label }) => (kept[key] ? [label] : []))
  if (!world.prompter || labels.length === 0) return kept
  return (await world.prompter.confirm({ message: `Use the ${list(labels)} of before?`, standard: true })) ? kept : {}
}

/** The tokens of a connection that is kept. */
export async function keptAccess(world: World, way: Way, owner: SecretOwner): Promise<Access> {
  const app = appOf(way)
  if (!app) return {}
  const [{ keptTokens }, { tokenLimits }] = await Promise.all([
    import('../auth/session.ts'),
    import('../auth/token.ts'),
  ])
  const parts = { http: world.http(tokenLimits), now: world.now, secrets: await world.secrets(), owner }
  return { accessToken: keptTokens(app, parts) }
}

type OAuth2App = Omit<App<OAuth2CodeMethod | OAuth2ClientCredentialsMethod>, 'keys'>

/** Throws kind `usage` where nobody has said which server authorizes. */
function appOf({ system, method, authUrl, again }: Way): OAuth2App | undefined {
  if (method.kind !== 'oauth2-code' && method.kind !== 'oauth2-client-credentials') return undefined
  if (authUrl === undefined) {
    throw new HumaPayrollError('usage', `Where ${system.name} authorizes must be said, beside --base-url.`, {
      hint: commandLine('connect', system.id, '--auth-url', 'https://…'),
    })
  }
  return { method, authUrl, systemName: system.name, again }
}
