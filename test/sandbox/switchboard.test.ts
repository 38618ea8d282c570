import { expect, test } from 'vitest'
import { createMasker, withoutRows } from '../../src/sandbox/switchboard.ts'
import { serveFinago } from './served-finago.ts'
import { serveFortnox } from './served-fortnox.ts'
import { serveNetvisor } from './served-netvisor.ts'

test('an empty list of Netvisor has its status and nobody', async () => {
  const { ask, served, employeeAt } = await serveNetvisor()
  served.setFaults([{ kind: 'empty' }])
  const list = await ask('getemployees.nv')
  expect(list).toMatchObject({ status: 200, said: 'OK' })
  expect(list.xml).toMatch(/^<\?xml [^>]*\?>\s*<Root>\s*<ResponseStatus>.*<Employees\/>\s*<\/Root>\s*$/s)
  // What is no list stays as it is.
  expect((await ask(`getemployee.nv?netvisorkey=${employeeAt(0).netvisorkey}`)).text('email')).toBe(employeeAt(0).email)
})

test('an empty list of Fortnox counts nothing', async () => {
  const { call, served } = await serveFortnox()
  served.setFaults([{ kind: 'empty', path: '/employees' }])
  expect((await call('GET', '/3/employees')).body).toEqual({
    MetaInformation: { '@TotalResources': 0, '@TotalPages': 0, '@CurrentPage': 1 },
    Employees: [],
  })
})

test('an empty list of Finago is a list', async () => {
  const { get, served } = await serveFinago()
  served.setFaults([{ kind: 'empty' }])
  expect((await get('/employee/v2')).body).toEqual([])
  expect((await get('/organization/v2')).body.name).toBe('Nordlys AS')
})

test('a page for people stays as it is', () => {
  const page = '<!doctype html><html><body><p>Employees<br></body></html>'
  expect(withoutRows(page)).toBe(page)
})

test('what a login brings is not kept, and codes of other things are', () => {
  const masker = createMasker([])
  masker.learn('{"accessToken":"bearer-1"}')
  const form = 'grant_type=authorization_code&code=c0de&code_verifier=v3rifier&client_assertion=eyJ&redirect_uri=x'
  expect(masker.body(form, 'application/x-www-form-urlencoded')).toEqual({
    grant_type: 'authorization_code',
    code: '***',
    code_verifier: '***',
    client_assertion: '***',
    redirect_uri: 'x',
  })
  expect(masker.body('{"code":"1001","note":"bearer-1"}', 'application/json')).toEqual({ code: '1001', note: '***' })
  expect(masker.path('/api/auth?token=permanent&x=1')).toBe('/api/auth?token=***&x=1')
})
