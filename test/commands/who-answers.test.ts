/** Who answers a key is who the connection was made with, and nobody else syncs the same people. */
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/main.ts'
import { createHumaSandbox } from '../../src/sandbox/huma.ts'
import { makeCompany } from '../../src/sandbox/people.ts'
import { type Served, serve } from '../../src/sandbox/server.ts'
import { createTripletexSandbox } from '../../src/sandbox/tripletex.ts'
import { temporaryFolder } from '../helpers/home.ts'
import { testWorld } from '../helpers/world.ts'

async function started(hostedIntegration?: string) {
  const { huma: people, payroll } = makeCompany({ people: 20, seed: 2 })
  const now = Date.now
  const huma = createHumaSandbox({ people, now, ...(hostedIntegration ? { hostedIntegration } : {}) })
  const tripletex = createTripletexSandbox({ people: payroll, now })
  const served = { huma: await serve(huma), tripletex: await serve(tripletex) }
  onTestFinished(async () => {
    await Promise.all([served.huma.close(), served.tripletex.close()])
  })
  const home = temporaryFolder()
  const env = {
    HUMA_PAYROLL_HUMA_CLIENT_ID: huma.secrets.clientId ?? '',
    HUMA_PAYROLL_HUMA_CLIENT_SECRET: huma.secrets.clientSecret ?? '',
    HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN: tripletex.secrets.employeeToken ?? '',
    HUMA_PAYROLL_TRIPLETEX_CONSUMER_TOKEN: tripletex.secrets.consumerToken ?? '',
  }
  async function type(line: string): Promise<{ code: number; said: string }> {
    const { world, out, err } = testWorld({ env, home })
    const code = await run(line.split(' '), world)
    return { code, said: `${out()}${err()}`.replaceAll(/\s+/g, ' ') }
  }
  await type(`connect huma --base-url ${served.huma.url}`)
  await type(`connect tripletex --name nordlys --scope all --base-url ${served.tripletex.url}/v2`)
  await type('configure nordlys --users on')
  return { served, type, home }
}

function writes(served: Served): number {
  return served.requests().filter(({ method, path }) => method !== 'GET' && !path.includes('token')).length
}

const others = [
  { file: 'connections', field: 'account', what: 'company' },
  { file: 'huma', field: 'organizationId', what: 'organisation' },
] as const

test.for(others)('a key of another $what is refused before anything is read', async ({ file }) => {
  const { served, type, home } = await started()
  // As if the connection had been made with somebody else's key.
  const { world } = testWorld({ home })
  const config = await world.config()
  if (file === 'huma') {
    const huma = config.huma()
    if (huma) config.saveHuma({ ...huma, organizationId: '70000000-0000-4000-8000-999999999999' })
  } else {
    const [connection] = config.connections()
    if (connection) config.saveConnection({ ...connection, account: { id: '888', name: 'Other AS' } })
  }
  const { code, said } = await type('sync-users nordlys --direction huma-to-payroll --yes')
  expect(code, said).toBe(4)
  expect(said).toContain('Nothing was read or written')
  expect(writes(served.tripletex) + writes(served.huma)).toBe(0)
  expect((await type('status --check')).code).toBe(4)
})

test('an integration of Huma for the same system is told of in every sync', async () => {
  const { type } = await started('tripletex')
  const { said } = await type('sync-users nordlys --dry-run')
  expect(said).toContain('Two syncers would overwrite each other')
})

test('a saved plan takes no second opinion', async () => {
  const { type, home } = await started()
  const plan = `${home}/plan.json`
  await type(`sync-users nordlys --direction huma-to-payroll --dry-run --plan-out ${plan}`)
  for (const flags of ['--direction payroll-to-huma', '--conflicts huma', '--create none', '--only a', '--except a']) {
    expect(await type(`sync-users nordlys --plan ${plan} ${flags} --yes`)).toMatchObject({
      code: 2,
      said: expect.stringContaining(flags.split(' ')[0] ?? ''),
    })
  }
  const applied = await type(`sync-users nordlys --plan ${plan} --yes`)
  expect(applied.code).toBe(3)
  expect(applied.said).toContain('nordlys is active')
})
