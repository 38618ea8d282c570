/** What a login and its tokens need, from the real world of a test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { App } from '../../src/auth/app.ts'
import { type LoginOptions, type LoginParts, logIn } from '../../src/auth/login.ts'
import { keepLogin, keptTokens, type SessionParts } from '../../src/auth/session.ts'
import { type Issued, tokenLimits } from '../../src/auth/token.ts'
import { createSecretStore } from '../../src/store/secrets.ts'
import type { SecretOwner, SecretStore } from '../../src/store/store.ts'
import type { OAuth2CodeMethod } from '../../src/systems/system.ts'
import { pathsIn } from '../helpers/home.ts'
import { type TestWorld, testWorld } from '../helpers/world.ts'
import { codeMethod, secret } from './provider.ts'

/**
 * One encrypted file for a whole test file: opening one takes a second, on purpose. Every setting is another owner in it.
 * To be called before the tests.
 */
export function sharedSecrets(): SecretStore {
  const folder = mkdtempSync(join(tmpdir(), 'huma-payroll-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const env = { HUMA_PAYROLL_KEYCHAIN: 'off', HUMA_PAYROLL_PASSPHRASE: 'a passphrase for tests' }
  return createSecretStore({ paths: pathsIn(folder), env, now: Date.now })
}

let owners = 0

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

export async function setUp(
  options: Parameters<typeof testWorld>[0] & { secrets?: SecretStore; owner?: SecretOwner } = {},
): Promise<Setting> {
  owners += 1
  const { secrets, owner = { id: `c${owners}`, environmentPrefix: 'EXAMPLE' }, ...more } = options
  const made = testWorld(more)
  const { world } = made
  const addresses: string[] = []
  const opened: string[] = []
  const lines: string[] = []
  const http = world.http(tokenLimits)
  return {
    ...made,
    session: { http, now: world.now, secrets: secrets ?? (await world.secrets()), owner },
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
