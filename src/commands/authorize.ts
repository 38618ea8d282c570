/** Authorization by OAuth 2.0, when a connection is made and whenever it is used; nothing for other methods. */
import type { App } from '../auth/app.ts'
import type { Issued } from '../auth/token.ts'
import { HumaPayrollError } from '../errors.ts'
import type { SecretOwner } from '../store/store.ts'
import type { AccessTokens, AuthMethod, OAuth2ClientCredentialsMethod, OAuth2CodeMethod } from '../systems/system.ts'
import { plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'

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
      openBrowser: io.interactive || prompter ? openBrowser : undefined,
    },
    { paste: options.paste ?? false },
  )
  return { issued, accessToken: unkeptTokens({ ...app, keys }, issued, parts) }
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
