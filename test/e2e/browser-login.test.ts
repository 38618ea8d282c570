/** `connect fortnox` as a person does it: in a terminal, with a browser in which somebody approves. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startSandboxOf } from '../../src/sandbox/start.ts'
import { temporaryFolder } from '../helpers/home.ts'
import { startTerminal } from '../helpers/terminal.ts'
import { program, run } from './program.ts'

const browserPath = '/usr/bin/chromium'

test('connect fortnox ends with a stored login, which is renewed when it has ended', async ({ skip }) => {
  if (!existsSync(browserPath) && process.env.HUMA_PAYROLL_REQUIRE_EXTRAS !== '1') {
    return skip('No Chromium at /usr/bin/chromium: apt-get install chromium')
  }
  const sandbox = await startSandboxOf('fortnox', { people: 20 })
  if (!sandbox) throw new Error('There is no sandbox of Fortnox.')
  onTestFinished(() => sandbox.stop())
  const { huma, payroll } = sandbox
  const { PATH = '' } = process.env
  const { HUMA_PAYROLL_FORTNOX_TENANT_ID: _, ...keys } = sandbox.environment
  const env = {
    ...keys,
    PATH,
    HUMA_PAYROLL_HOME: temporaryFolder(),
    HUMA_PAYROLL_KEYCHAIN: 'off',
    HUMA_PAYROLL_PASSPHRASE: 'four words are enough',
    LANG: 'C.UTF-8',
  }
  expect((await run(env, ['connect', 'huma', '--base-url', huma.baseUrl])).exitCode).toBe(0)

  const words = ['connect', 'fortnox', '--name', 'nordlys', '--scope', 'all', '--method', 'login']
  const where = ['--base-url', payroll.baseUrl, '--auth-url', payroll.authUrl ?? '']
  const terminal = startTerminal({ command: process.execPath, args: [program, ...words, ...where], env, cols: 400 })
  await terminal.waitFor(/\/oauth-v1\/auth\?\S+/)
  const address = /https?:\/\/\S+\/oauth-v1\/auth\?\S+/.exec(terminal.screen())?.[0] ?? ''

  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await page.goto(address)
  await page.click('#approve')
  await page.waitForURL(/127\.0\.0\.1:47411/)
  expect(await terminal.exit(), terminal.screen()).toBe(0)
  expect(terminal.screen()).toContain('nordlys is connected')

  // Later commands need no browser, also after the access token has ended; each renewal gives a new refresh token.
  for (let round = 0; round < 2; round += 1) {
    sandbox.clock.moveBy(3_700_000)
    const checked = await run(env, ['status', 'nordlys', '--check', '--json'])
    expect(checked.exitCode, checked.stdout).toBe(0)
  }
  const renewals = payroll.requests().filter(({ path }) => path.includes('/oauth-v1/token'))
  expect(renewals.length).toBeGreaterThanOrEqual(3)
})
