/** The Huma sandbox tells a webhook what has happened. */
import { createHmac } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import type { HumaSandboxOptions } from '../../src/sandbox/huma.ts'
import { makeHuma, people } from './made-huma.ts'
import { receiver } from './receiver.ts'

async function told(webhook: Partial<NonNullable<HumaSandboxOptions['webhook']>> = {}) {
  const made = await makeHuma({ people: people.slice(0, 3), webhook: { url: 'http://127.0.0.1:9/huma', ...webhook } })
  const bodies = () => made.huma.notices().map(({ body }) => JSON.parse(body))
  return { ...made, bodies, id: made.userAt(0).id, email: made.userAt(0).email }
}

const pay = { unit: 'monthly', amount: 50_000, currency: 'NOK', fromDate: '2026-01-01' } as const
const vacation = { type: 'Vacation', startDate: '2026-07-06', endDate: '2026-07-10' } as const
const position = { title: 'Baker', contractStartDate: '2026-02-01', contractType: 'Permanent' } as const

describe('what is told', () => {
  test('of users: who it is and what has changed, in the order in which it happened', async () => {
    const { huma, id, email, bodies } = await told()
    const [, , , fourth] = people
    if (!fourth) throw new RangeError('four people')
    huma.edit(id, { phone: '+4799999999', gender: 'Other' })
    huma.edit(id, { phone: '+4799999999' })
    huma.setSalary(id, pay)
    huma.setSalary(id, null)
    huma.addPosition(id, position)
    huma.join(id, { type: 'team', name: 'Night shift' })
    huma.edit(id, { active: false })
    huma.edit(id, { email: 'new@nordlys.example' })
    const added = huma.add(fourth)
    huma.remove(added)
    const update = (changed: object) => ({ topic: 'users-update', users: [{ id, email, ...changed }] })
    expect(bodies()).toEqual([
      update({ phone: '+4799999999', gender: 'Other' }),
      update({ salary: expect.objectContaining({ periodUnit: 'monthly', amount: 50_000 }) }),
      update({ salary: null }),
      update({ positions: expect.any(Array) }),
      update({ groups: expect.arrayContaining(['Night shift']) }),
      update({ status: { active: false } }),
      update({ email: 'new@nordlys.example' }),
      {
        topic: 'users-create',
        users: [expect.objectContaining({ id: added, email: fourth.email, employmentId: fourth.employeeNumber })],
      },
      { topic: 'users-delete', users: [{ id: added, email: fourth.email }] },
    ])
    expect(huma.notices().map(({ topic }) => topic)).toEqual(bodies().map(({ topic }) => topic))
  })

  test('an export: everybody with everything, without service users', async () => {
    const [first, second] = people
    if (!first || !second) throw new RangeError('two people')
    const { huma } = await makeHuma({
      people: [first, { ...second, standing: 'service-user' }],
      webhook: { url: 'http://127.0.0.1:9' },
    })
    huma.exportUsers()
    const [notice] = huma.notices()
    expect(JSON.parse(notice?.body ?? '')).toMatchObject({
      topic: 'users-export',
      users: [{ email: first.email, givenName: first.givenName, salary: { amount: first.monthlySalary } }],
    })
    expect(JSON.parse(notice?.body ?? '').users).toHaveLength(1)
  })

  test.each([true, false])('what comes by the API, where Huma tells of it (%j)', async (tellsApiChanges) => {
    const { call, huma, id, userAt } = await told({ tellsApiChanges })
    const created = await call('POST', '/users', {
      givenName: 'Ny',
      familyName: 'Person',
      email: 'ny.person@nordlys.example',
      groups: [],
    })
    await call('PATCH', `/users/${id}`, { phone: '+4799999999' })
    const identification = { type: 'passport', country: 'NO', value: 'X1' }
    const { body } = await call('POST', `/users/${id}/identifications`, identification)
    await call('PUT', `/users/${id}/identifications/${body.id}`, { ...identification, value: 'X2' })
    await call('DELETE', `/users/${id}/identifications/${body.id}`)
    const [{ id: own = '' } = {}] = userAt(0).positions
    await call('PATCH', `/users/${id}/positions/${own}`, { percentage: 10 })
    await call('DELETE', `/users/${id}/positions/${own}`)
    // Refused, or without any effect: nothing has happened.
    await call('PATCH', `/users/${id}`, { phone: null })
    await call('PATCH', `/users/${id}`, { phone: '+4799999999' })
    await call('PATCH', `/users/${id}/positions/${own}`, { percentage: 20 })
    const topics = huma.notices().map(({ topic }) => topic)
    expect(topics).toEqual(tellsApiChanges ? ['users-create', ...Array(6).fill('users-update')] : [])
    if (tellsApiChanges) {
      expect(JSON.parse(huma.notices()[0]?.body ?? '').users[0]).toMatchObject({ id: created.body.id, givenName: 'Ny' })
    }
  })

  test('a new e-mail address, once the employee has confirmed it', async () => {
    const { call, huma, id, bodies } = await told()
    await call('PATCH', `/users/${id}`, { email: 'later@nordlys.example' })
    expect(bodies()).toEqual([])
    huma.confirmEmail(id)
    expect(bodies()).toEqual([{ topic: 'users-update', users: [{ id, email: 'later@nordlys.example' }] }])
  })

  test.each([true, false])('of absence, with a time of change or without (%j)', async (withUpdatedAt) => {
    const { huma, id, bodies } = await told({ withUpdatedAt })
    const absenceId = huma.addAbsence(id, vacation)
    huma.editAbsence(absenceId, { isApproved: true })
    huma.editAbsence(absenceId, { isApproved: true })
    huma.editAbsence(absenceId, { endDate: null, percentage: 50 })
    huma.removeAbsence(absenceId)
    const one = { ...vacation, id: absenceId, userId: id, percentage: 100 }
    const { endDate: _, ...open } = one
    const times = new Set(bodies().map(({ absences }) => absences[0].updatedAt))
    expect(bodies().map(({ topic, absences }) => ({ topic, ...absences[0], updatedAt: undefined }))).toEqual([
      { topic: 'absence-registered', ...one, status: 'PENDING' },
      { topic: 'absence-reviewed', ...one, status: 'APPROVED' },
      { topic: 'absence-edited', ...open, percentage: 50, status: 'APPROVED' },
      { topic: 'absence-removed', ...open, percentage: 50, status: 'APPROVED' },
    ])
    expect(times.size).toBe(withUpdatedAt ? 4 : 1)
  })

  test('nothing while there is no webhook', async () => {
    const { huma, id } = await told()
    huma.setWebhook(undefined)
    huma.setSalary(id, pay)
    expect(huma.notices()).toEqual([])
  })
})

describe('how it is delivered', () => {
  test.each([undefined, 'hex', 'base64'] as const)('signed in %s, with the token', async (encoding) => {
    const { url, received } = await receiver()
    const { huma, id } = await told({ url, secret: 'hemmelig', token: 'adgang', ...(encoding ? { encoding } : {}) })
    huma.edit(id, { phone: '+4799999999', seniorityNote: 'blåbærsyltetøy' })
    const [notice] = huma.notices()
    if (!notice) throw new RangeError('no notice')
    expect(await huma.deliver(notice)).toBe(204)
    expect(huma.notices()).toEqual([])
    const [{ headers, body } = { headers: {}, body: Buffer.of() }] = received
    expect(body.toString()).toBe(notice.body)
    const digest = createHmac('sha256', 'hemmelig')
      .update(body)
      .digest(encoding ?? 'hex')
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'huma-topic': 'users-update',
      'huma-hmac-sha256': digest,
      authorization: 'Bearer adgang',
    })
  })

  test('without keys, without their headers', async () => {
    const { url, received } = await receiver()
    const { huma, id } = await told({ url })
    huma.edit(id, { phone: '' })
    await huma.deliverAll()
    expect(received[0]?.headers).toHaveProperty('huma-topic')
    expect(received[0]?.headers).not.toHaveProperty('huma-hmac-sha256')
    expect(received[0]?.headers).not.toHaveProperty('authorization')
  })

  test('what is not taken still waits', async () => {
    const { url, received } = await receiver(500, 302)
    const { huma, id } = await told({ url })
    huma.edit(id, { phone: '1' })
    expect(await huma.deliverAll()).toEqual({ delivered: 0, refused: 1, lost: 0 })
    expect(await huma.deliverAll()).toEqual({ delivered: 0, refused: 1, lost: 0 })
    huma.setWebhook({ url: 'http://127.0.0.1:9/huma' })
    const [notice] = huma.notices()
    expect(notice && (await huma.deliver(notice))).toBe(0)
    huma.setWebhook({ url })
    expect(await huma.deliverAll()).toEqual({ delivered: 1, refused: 0, lost: 0 })
    expect([huma.notices(), received.length]).toEqual([[], 3])
  })

  test('some are lost, come twice and in another order: the same ones for the same seed', async () => {
    async function numbers(seed: number) {
      const { url, received } = await receiver()
      const { huma, id } = await told({ url })
      for (let number = 0; number < 200; number += 1) huma.edit(id, { phone: String(number) })
      const result = await huma.deliverAll({ lose: 0.05, duplicate: 0.1, shuffle: true, seed })
      expect(huma.notices()).toEqual([])
      expect(result.delivered).toBe(received.length)
      const came = received.map(({ body }) => Number(JSON.parse(body.toString()).users[0].phone))
      expect(new Set(came).size).toBe(200 - result.lost)
      return { came, ...result }
    }
    const [one, again, other] = [await numbers(1), await numbers(1), await numbers(2)]
    expect(one).toEqual(again)
    expect(one.came).not.toEqual(other.came)
    expect(one.lost).toBeGreaterThan(0)
    expect(one.lost).toBeLessThan(30)
    const repeated = one.came.filter((number, at) => one.came.indexOf(number) < at)
    expect(repeated.length).toBeGreaterThan(0)
    expect(repeated).toHaveLength(one.delivered - (200 - one.lost))
    expect(one.came).not.toEqual(one.came.toSorted((a, b) => a - b))
  })

  test('at once and in order, and again where it was not taken', async () => {
    const { url, received, topics } = await receiver(204, 503)
    const { huma, id } = await told({ url, auto: true })
    huma.edit(id, { phone: '1' })
    const absenceId = huma.addAbsence(id, vacation)
    huma.removeAbsence(absenceId)
    await vi.waitFor(() => expect(huma.notices()).toEqual([]), { timeout: 5000 })
    expect(topics()).toEqual(['users-update', 'absence-registered', 'absence-registered', 'absence-removed'])
    expect(received[1]?.body).toEqual(received[2]?.body)
  })
})
