/** The login with a real browser, where there is one. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logIn } from '../../src/auth/login.ts'
import { startProvider } from './provider.ts'
import { appAt, setUp } from './setting.ts'
import { serveVendor } from './vendor.ts'

/** Debian's. */
const path = '/usr/bin/chromium'
const reason = `no browser: ${path} is not there (apt-get install chromium)`

let browser: Browser | undefined

beforeAll(async () => {
  if (!existsSync(path)) return
  browser = await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
})
afterAll(() => browser?.close())

/** A window without anything remembered; skips the test where there is no browser. */
async function openPage(skip: (note: string) => never): Promise<Page> {
  if (browser) return browser.newPage()
  if (process.env.HUMA_PAYROLL_REQUIRE_EXTRAS === '1') throw new Error(reason)
  return skip(reason)
}

test('a person logs in at a certified provider, approves, and sees that it worked', async ({ skip }) => {
  const page = await openPage(skip)
  const provider = await startProvider()
  const setting = await setUp()
  const scripts: string[] = []
  async function browse(address: string): Promise<void> {
    await page.goto(address)
    await page.fill('[name=login]', 'kari')
    await page.fill('[name=password]', 'x')
    await page.click('button[type=submit]')
    await page.click('button:has-text("Continue")')
  }
  let browsed: Promise<void> | undefined
  const openBrowser = (address: string) => {
    browsed = browse(address)
  }
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url())
  })
  const issued = await logIn(appAt(provider.url), setting.parts({ openBrowser }))
  await browsed
  expect(issued.refreshToken).toEqual(expect.any(String))
  await page.waitForFunction('document.title === "You are logged in"')
  expect(await page.textContent('body')).toContain('You can close this page and go back to the terminal.')
  expect(scripts).toEqual([])
  expect(setting.addresses).toHaveLength(1)
})

test('a person denies', async ({ skip }) => {
  const page = await openPage(skip)
  const vendor = await serveVendor()
  const setting = await setUp()
  let browsed: Promise<unknown> | undefined
  const openBrowser = (address: string) => {
    browsed = page.goto(address).then(() => page.click('#deny'))
  }
  await expect(logIn(vendor.app, setting.parts({ openBrowser }))).rejects.toMatchObject({ kind: 'authorization' })
  await browsed
  await page.waitForFunction('document.title === "The login did not work"')
})

test('where nothing listens, the address that the browser cannot load is pasted', async ({ skip }) => {
  const page = await openPage(skip)
  const vendor = await serveVendor()
  const setting = await setUp()
  const prompter = {
    async text(): Promise<string> {
      await page.goto(setting.addresses[0] ?? '')
      const failed = page.waitForEvent('requestfailed')
      await page.click('#approve')
      return (await failed).url()
    },
  }
  const issued = await logIn(vendor.app, setting.parts({ prompter }), { paste: true })
  expect(vendor.authorization.verify(issued.accessToken)).toBeDefined()
})
