/** The administrator of Huma by curl: each address of the comment in src/sandbox/huma-control.ts. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHumaSandbox } from '../../src/sandbox/huma.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createTripletexSandbox } from '../../src/sandbox/tripletex.ts'
import { receiver } from './receiver.ts'

const now = () => Date.UTC(2026, 0, 15, 12)
const people = makePeople({ count: 3, seed: 1, country: 'NO' })

async function curl() {
  const huma = createHumaSandbox({ people, now })
  const served = await serve(huma)
  onTestFinished(() => served.close())
  const email = people[0]?.email ?? ''

  /** As a form by its type, as `curl -d` sends it. Returns the status, or the id of what was added. */
  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(`${served.url}/__sandbox/huma${path}`, {
      method,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    return response.status === 200 ? JSON.parse(answer) : response.status
  }
  const user = () => huma.findByEmail(email)
  return { huma, served, call, email, user, path: `/users/${email}` }
}

test('a user, by the e-mail address or the id: profile, state, salary, positions, groups', async () => {
  const { huma, call, user, path } = await curl()
  expect(await call('POST', path, { phone: '+4799912345' })).toBe(204)
  expect(await call('POST', `/users/${user()?.id}`, { gender: 'Other' })).toBe(204)
  expect(user()).toMatchObject({ phone: '+4799912345', gender: 'Other' })
  expect(await call('POST', `${path}/deactivate`)).toBe(204)
  expect(user()?.active).toBe(false)
  expect(await call('POST', `${path}/reactivate`)).toBe(204)
  expect(user()?.active).toBe(true)

  const salary = { unit: 'yearly', amount: 700_000, currency: 'NOK', fromDate: '2026-01-01' }
  expect(await call('POST', `${path}/salary`, salary)).toBe(204)
  expect(user()?.salary).toMatchObject({ periodUnit: 'yearly', amount: 700_000 })
  expect(await call('DELETE', `${path}/salary`)).toBe(204)
  expect(user()).not.toHaveProperty('salary')

  const position = { title: 'Baker', contractStartDate: '2026-02-01', contractType: 'Permanent', percentage: 80 }
  const { id } = await call('POST', `${path}/positions`, position)
  expect(await call('POST', `${path}/positions/${id}`, { contractEndDate: '2026-12-31' })).toBe(204)
  expect(user()?.positions.at(-1)).toMatchObject({ id, percentage: 80, contractEndDate: '2026-12-31' })
  expect(await call('DELETE', `${path}/positions/${id}`)).toBe(204)
  expect(user()?.positions).toHaveLength(1)

  expect(await call('POST', `${path}/groups`, { type: 'team', name: 'Night shift' })).toBe(204)
  expect(user()?.groups).toContain('Night shift')
  expect(await call('DELETE', `${path}/groups`, { type: 'team', name: 'Night shift' })).toBe(204)
  expect(user()?.groups).not.toContain('Night shift')

  expect(await call('DELETE', path)).toBe(204)
  expect(huma.snapshot().users).toHaveLength(2)
})

test('absence', async () => {
  const { served, call, path } = await curl()
  const absence = { type: 'Vacation', startDate: '2026-07-06', endDate: '2026-07-10' }
  const { id } = await call('POST', `${path}/absences`, absence)
  expect(await call('POST', `/absences/${id}`, { isApproved: true, percentage: 50 })).toBe(204)
  const state = async () => JSON.parse(await (await fetch(`${served.url}/__sandbox/state`)).text())
  expect((await state()).absences).toMatchObject([{ id, ...absence, isApproved: true, percentage: 50 }])
  expect(await call('DELETE', `/absences/${id}`)).toBe(204)
  expect((await state()).absences).toEqual([])
})

test('the webhook is told at once, until it is taken away', async () => {
  const { call, huma, path } = await curl()
  const { url, received, topics } = await receiver()
  expect(await call('PUT', '/webhook', { url, secret: 'hemmelig', token: 'adgang' })).toBe(204)
  await call('POST', path, { phone: '+4799912345' })
  await vi.waitFor(() => expect(topics()).toEqual(['users-update']))
  expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer adgang' })
  await call('PUT', '/webhook', { url, auto: false })
  await call('POST', path, { phone: '+4799912346' })
  expect(await call('GET', '/notices')).toMatchObject([{ topic: 'users-update' }])
  expect(await call('DELETE', '/webhook')).toBe(204)
  await call('POST', path, { phone: '+4799912347' })
  expect(huma.notices()).toHaveLength(1)
})

test('what cannot be is refused, with the fields that are wrong, and changes nothing', async () => {
  const { served, huma, call, path } = await curl()
  const before = huma.snapshot()
  const wrong: [string, string, unknown, number][] = [
    ['POST', '/users/nobody@nordlys.example', { phone: '1' }, 404],
    ['POST', path, { phone: 1 }, 400],
    ['POST', path, { shoeSize: 43 }, 400],
    ['POST', path, { email: people[1]?.email }, 400],
    ['POST', `${path}/salary`, { amount: 1 }, 400],
    ['POST', `${path}/positions`, { title: 'Baker' }, 400],
    ['POST', `${path}/positions/1`, {}, 404],
    ['POST', `${path}/absences`, { type: 'Holiday', startDate: '2026-07-06' }, 400],
    ['DELETE', '/absences/1', undefined, 404],
    ['PUT', '/webhook', { url: 'ftp://nordlys.example' }, 400],
    ['POST', '/nowhere', {}, 404],
  ]
  for (const [method, at, body, status] of wrong) expect([at, await call(method, at, body)]).toEqual([at, status])
  expect(huma.snapshot()).toEqual(before)
  const answer = await fetch(`${served.url}/__sandbox/huma${path}/salary`, { method: 'POST', body: '{"amount": -1}' })
  expect(JSON.parse(await answer.text()).fields).toEqual(expect.arrayContaining(['amount', 'currency']))
  expect(served.requests()).toEqual([])
})

test('only of Huma', async () => {
  const served = await serve(createTripletexSandbox({ people: [], now }))
  onTestFinished(() => served.close())
  for (const name of ['huma', 'tripletex']) {
    expect((await fetch(`${served.url}/__sandbox/${name}/notices`)).status).toBe(404)
  }
})
