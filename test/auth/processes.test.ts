/** Two processes that share one login. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { keepLogin } from '../../src/auth/session.ts'
import { startScript } from '../helpers/script.ts'
import { startProvider, visit } from './provider.ts'
import { appAt, logInWith, setUp } from './setting.ts'

/** All of them where there is time: HUMA_PAYROLL_SCENARIO=full. */
const rounds = process.env.HUMA_PAYROLL_SCENARIO === 'full' ? 200 : 60

test(`two processes that renew at the same instant, ${rounds} times, never lose the login`, async () => {
  const provider = await startProvider()
  const setting = await setUp()
  const app = appAt(provider.url)
  const { issued } = await logInWith(setting, app, visit)
  await keepLogin(setting.session.secrets, setting.session.owner, app.keys, issued)
  const start = await startLine(2)

  const env = {
    APP: JSON.stringify(app),
    OWNER: JSON.stringify(setting.session.owner),
    START: start,
    HUMA_PAYROLL_HOME: setting.home,
    HUMA_PAYROLL_KEYCHAIN: 'off',
    HUMA_PAYROLL_PASSPHRASE: 'a passphrase for tests',
  }
  const renewing = `
    import { keptTokens } from '#/auth/session.ts'
    import { tokenLimits } from '#/auth/token.ts'
    import { createWorld } from '#/world.ts'
    const { stdin, stdout, stderr, env } = process
    const world = createWorld({ stdin, stdout, stderr, env, interrupted: new AbortController().signal })
    const parts = {
      http: world.http(tokenLimits),
      now: world.now,
      secrets: await world.secrets(),
      owner: JSON.parse(env.OWNER),
    }
    const app = JSON.parse(env.APP)
    let token = await keptTokens(app, parts).get()
    for (let round = 0; round < ${rounds}; round += 1) {
      await fetch(env.START)
      // Each time as a command that has just begun.
      token = await keptTokens(app, parts).renew(token)
      console.log(token)
    }`
  const both = [startScript(renewing, { env }), startScript(renewing, { env })]
  const ends = await Promise.all(
    both.map(async (one) => {
      const end = await one.end()
      // The other one waits at the start line for it.
      if (end.exitCode !== 0) for (const each of both) each.kill()
      return end
    }),
  )
  expect(ends.map(({ stderr, exitCode }) => [stderr, exitCode])).toEqual([
    ['', 0],
    ['', 0],
  ])
  const [one, other] = ends.map(({ stdout }) => stdout.split('\n'))
  // In each round one of them asks, and the other finds what the first has kept.
  expect(one).toEqual(other)
  expect(new Set(one).size).toBe(rounds)
  expect(Object.fromEntries(provider.counts)).toEqual({ authorization_code: 1, refresh_token: rounds })
})

/** An address that answers nobody before all have asked. */
async function startLine(count: number): Promise<string> {
  let waiting: ServerResponse[] = []
  const server = createServer((_, response) => {
    waiting.push(response)
    if (waiting.length < count) return
    for (const one of waiting) one.end()
    waiting = []
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}
