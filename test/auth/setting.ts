/** What a login and its tokens need, from the real world of a test. */
import type { App } from '../../src/auth/app.ts'
import { type LoginOptions, type LoginParts, logIn } from '../../src/auth/login.ts'
import { keepLogin, keptTokens, type SessionParts } from '../../src/auth/session.ts'
import { type Issued, tokenLimits } from '../../src/auth/token.ts'
import type { OAuth2CodeMethod } from '../../src/systems/system.ts'
import { type TestWorld, testWorld } from '../helpers/world.ts'
import { codeMethod, secret } from './provider.ts'

export const owner = { id: 'c1', environmentPrefix: 'EXAMPLE' }

export function appAt(authUrl: string, more: Partial<App<OAuth2CodeMethod>> = {}): App<OAuth2CodeMethod> {
  const keys = { clientId: 'public' }
  return { method: codeMethod, authUrl, keys, systemName: 'Example', again: 'huma-payroll connect example', ...more }
}

export const withSecret = (clientId: string) => ({ clientId, clientSecret: secret })

export interface Setting extends TestWorld {
  session: SessionParts
  /** Addresses that were told, in order. */
  addresses: string[]
  opened: string[]
  told(): string
  parts(more?: Partial<LoginParts>): LoginParts
}

export async function setUp(options: Parameters<typeof testWorld>[0] = {}): Promise<Setting> {
  const made = testWorld(options)
  const { world } = made
  const addresses: string[] = []
  const opened: string[] = []
  const lines: string[] = []
  const http = world.http(tokenLimits)
  return {
    ...made,
    session: { http, now: world.now, secrets: await world.secrets(), owner },
    addresses,
    opened,
    told: () => lines.join('\n'),
    parts: (more = {}) => ({
      http,
      now: world.now,
      interrupted: world.interrupted,
      tell(text) {
        lines.push(text)
        if (text.startsWith('http')) addresses.push(text)
      },
      openBrowser: (url) => void opened.push(url),
      prompter: world.prompter,
      ...more,
    }),
  }
}

/**
 * Logs in; `browse` gets the address that the browser is opened with and answers with the address that it was sent to,
 * which is asked for then. `pages` is what the browser shows at the end.
 */
export async function logInWith(
  setting: Setting,
  app: App<OAuth2CodeMethod>,
  browse: (address: string) => Promise<string | undefined>,
  options: LoginOptions = {},
): Promise<{ issued: Issued; page: string }> {
  const { promise: page, resolve, reject } = Promise.withResolvers<string>()
  async function browser(address: string): Promise<void> {
    const back = await browse(address)
    if (back !== undefined) resolve(await pageAt(back))
  }
  const openBrowser = (address: string) => void browser(address).catch(reject)
  const login = logIn(app, setting.parts({ openBrowser }), options)
  const [issued, shown] = await Promise.all([login, page])
  return { issued, page: shown }
}

export async function pageAt(address: string): Promise<string> {
  const response = await fetch(address)
  return `${response.status} ${await response.text()}`
}

/** Keeps what was issued, as `connect` does, and opens it as later commands do. */
export async function keptSession(setting: Setting, app: App<OAuth2CodeMethod>, issued: Issued) {
  const { session } = setting
  await keepLogin(session.secrets, session.owner, app.keys, issued)
  return keptTokens(app, session)
}
