import { afterEach, expect, test } from 'vitest'
import { type RunningSandbox, type StartOptions, startSandbox } from '../../src/sandbox/start.ts'

let sandbox: RunningSandbox | undefined
afterEach(() => sandbox?.stop())

async function start(options: StartOptions = {}): Promise<RunningSandbox> {
  sandbox = await startSandbox({ people: 20, ...options })
  return sandbox
}

const json = async (response: Response) => JSON.parse(await response.text())

async function logIn({ huma, environment }: RunningSandbox): Promise<string> {
  const response = await fetch(`${huma.baseUrl}/auth/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: environment.HUMA_PAYROLL_HUMA_CLIENT_ID ?? '',
      client_secret: environment.HUMA_PAYROLL_HUMA_CLIENT_SECRET ?? '',
    }),
  })
  return (await json(response)).access_token
}

test('both systems answer at their addresses with the keys of the printed environment', async () => {
  const running = await start()
  expect(Object.keys(running.environment).sort()).toEqual([
    'HUMA_PAYROLL_HUMA_CLIENT_ID',
    'HUMA_PAYROLL_HUMA_CLIENT_SECRET',
    'HUMA_PAYROLL_TRIPLETEX_CONSUMER_TOKEN',
    'HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN',
  ])
  const headers = { authorization: `Bearer ${await logIn(running)}` }
  const { total } = await json(await fetch(`${running.huma.baseUrl}/users`, { headers }))
  expect(total).toBe(running.company.huma.length)

  const session = await fetch(`${running.tripletex.baseUrl}/token/session/:create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      consumerToken: running.environment.HUMA_PAYROLL_TRIPLETEX_CONSUMER_TOKEN,
      employeeToken: running.environment.HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN,
      expirationDate: new Date(running.clock.now() + 2 * 86_400_000).toISOString().slice(0, 10),
    }),
  })
  expect(session.status).toBe(201)
  const { token } = (await json(session)).value
  const authorization = `Basic ${Buffer.from(`0:${token}`).toString('base64')}`
  const employees = await fetch(`${running.tripletex.baseUrl}/employee?count=1000`, { headers: { authorization } })
  expect((await json(employees)).values).toHaveLength(running.company.payroll.length)
})

test('one clock for all: when it is moved, the keys run out', async () => {
  const running = await start({ now: () => Date.UTC(2026, 0, 1) })
  const headers = { authorization: `Bearer ${await logIn(running)}` }
  const status = async () => (await fetch(`${running.huma.baseUrl}/users`, { headers })).status
  expect(await status()).toBe(200)
  running.clock.moveBy(3_600_000)
  expect(running.clock.now()).toBe(Date.UTC(2026, 0, 1, 1))
  expect(await status()).toBe(401)
})

test('the same seed makes the same organization', async () => {
  const [one, two] = [await start({ seed: 5 }), await start({ seed: 5 })]
  expect(one.huma.system.snapshot().users).toEqual(two.huma.system.snapshot().users)
  expect(one.company.payroll).toEqual(two.company.payroll)
  await one.stop()
})

test('faults can be there from the start', async () => {
  const running = await start({ faults: { payroll: [{ kind: 'status', status: 503 }] } })
  expect((await fetch(`${running.tripletex.baseUrl}/employee`)).status).toBe(503)
  expect((await fetch(`${running.huma.baseUrl}/users`)).status).toBe(401)
})

test('a port that is taken leaves nothing running', async () => {
  const first = await start()
  const port = Number(new URL(first.huma.url).port)
  const free = await start()
  const other = Number(new URL(free.huma.url).port)
  await free.stop()
  await free.stop()
  await expect(startSandbox({ ports: { huma: other, payroll: port } })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await expect(fetch(`http://127.0.0.1:${other}/users`)).rejects.toThrow()
  sandbox = first
})
