/** What the sandbox's webhook tells is taken, and understood. */
import { expect, test } from 'vitest'
import { isFromHuma, readNotice } from '../../src/huma/webhook.ts'
import { createHumaSandbox } from '../../src/sandbox/huma.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { receiver } from '../sandbox/receiver.ts'

const [kari, ola] = makePeople({ count: 2, seed: 1, country: 'NO' })

test.each([
  ['hex', true],
  ['base64', false],
] as const)('signed in %s, absence with the time of its change: %j', async (encoding, withUpdatedAt) => {
  const keys = { secret: 'hemmelig', token: 'adgang' }
  const { url, received } = await receiver()
  const now = () => Date.UTC(2026, 0, 15, 12)
  const huma = createHumaSandbox({
    people: kari ? [kari] : [],
    now,
    webhook: { url, ...keys, encoding, withUpdatedAt },
  })
  const id = huma.findByEmail(kari?.email ?? '')?.id ?? ''

  huma.edit(id, { phone: '+4799912345' })
  const added = ola ? huma.add(ola) : ''
  huma.exportUsers()
  huma.remove(added)
  const absenceId = huma.addAbsence(id, { type: 'Parental leave', startDate: '2026-02-02', percentage: 80 })
  huma.editAbsence(absenceId, { isApproved: true })
  huma.editAbsence(absenceId, { endDate: '2026-03-31' })
  huma.removeAbsence(absenceId)
  expect(await huma.deliverAll()).toEqual({ delivered: 8, refused: 0, lost: 0 })

  const notices = received.map(({ headers, body }) => {
    const given = new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    expect(isFromHuma(body, given, keys)).toBe(true)
    expect(isFromHuma(body, given, { ...keys, secret: 'x' })).toBe(false)
    return readNotice(body.toString(), given)
  })
  const users = (topic: string, ...ids: string[]) => ({ topic, users: ids, absences: [], unreadable: 0 })
  const absence = { type: 'Parental leave', startDate: '2026-02-02', percentage: 80, isDeleted: false }
  const told = (topic: string, more: object) => ({
    topic,
    users: [],
    unreadable: 0,
    absences: [{ userId: id, absence: { id: absenceId, ...absence, ...more } }],
  })
  expect(notices).toMatchObject([
    users('users-update', id),
    users('users-create', added),
    users('users-export', id, added),
    users('users-delete', added),
    told('absence-registered', { endDate: null, isApproved: false }),
    told('absence-reviewed', { endDate: null, isApproved: true }),
    told('absence-edited', { endDate: '2026-03-31', isApproved: true }),
    told('absence-removed', { endDate: '2026-03-31', isDeleted: true }),
  ])
  const orders = notices.flatMap((notice) => notice?.absences.map(({ order }) => order) ?? [])
  expect(orders).toEqual(withUpdatedAt ? orders.toSorted() : Array(4).fill(undefined))
  expect(new Set(orders).size).toBe(withUpdatedAt ? 4 : 1)
})
