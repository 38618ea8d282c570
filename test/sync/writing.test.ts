/** What becomes of single writes: lost answers, somebody else's changes, half of a change. */
import { describe, expect, test } from 'vitest'
import type { Fault, SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { company, expectAtRest, people, results } from './company.ts'

const everybody = people(3)
const [anne] = everybody
if (!anne) throw new RangeError('Nobody was made.')

function changed(change: Partial<SandboxPerson>): SandboxPerson[] {
  return everybody.map((one) => (one === anne ? { ...one, ...change } : one))
}

const put = { method: 'PUT', path: '^/v2/employee/' }
const post = { method: 'POST', path: '^/v2/employee' }

describe('an answer that is lost', () => {
  test.each<[string, Fault, number]>([
    ['before the change', { ...put, kind: 'reset-before', times: 1 }, 2],
    ['after the change', { ...put, kind: 'reset-after', times: 1 }, 1],
    ['with an error after the change', { ...put, kind: 'status-after', status: 500, times: 1 }, 1],
  ])('%s is looked up, and sent again only where it did nothing', async (_name, fault, sent) => {
    const there = await company({ huma: changed({ phone: '+4799900077' }), payroll: everybody })
    there.tripletex.setFaults([fault])
    expect(results(await there.run())).toEqual(['done'])
    expect(there.writes('tripletex')).toHaveLength(sent)
    expect(there.tripletex.system.findByEmail(anne.email)?.phoneNumberMobile).toBe('99900077')
    await expectAtRest(there)
  })

  test.each<[string, Fault, number]>([
    ['before', { ...post, kind: 'reset-before', times: 1 }, 2],
    ['after', { ...post, kind: 'reset-after', times: 1 }, 1],
  ])('of a creation, %s, likewise', async (_name, fault, sent) => {
    const there = await company({ huma: everybody, payroll: everybody.slice(1) })
    there.tripletex.setFaults([fault])
    const { outcomes } = await there.run()
    expect(outcomes).toMatchObject([sent === 1 ? { result: 'done', found: { side: 'payroll' } } : { result: 'done' }])
    expect(there.writes('tripletex')).toHaveLength(sent)
    await expectAtRest(there)
  })

  test('of a creation, after: what is changed in Huma from then on is known to be changed there', async () => {
    const there = await company({ huma: everybody, payroll: everybody.slice(1) })
    there.tripletex.setFaults([{ ...post, kind: 'reset-after', times: 1 }])
    await there.run()
    there.huma.system.edit(there.huma.system.findByEmail(anne.email)?.id ?? '', { familyName: 'Nordmann-Ny' })
    expect(results(await there.run({ policy: { conflicts: 'changed-in-huma', create: [] } }))).toEqual(['done'])
    expect(there.tripletex.system.findByEmail(anne.email)?.lastName).toBe('Nordmann-Ny')
  })

  test.each<[string, SandboxPerson[], Fault]>([
    ['a change', changed({ phone: '+4799900077' }), { ...put, kind: 'reset-after' }],
    ['a creation', everybody, { ...post, kind: 'reset-after' }],
  ])('of %s that cannot be looked up either stays open, and the next run settles it', async (what, users, fault) => {
    const there = await company({ huma: users, payroll: what === 'a change' ? everybody : everybody.slice(1) })
    const { end, outcomes } = await there.run({
      meanwhile: () =>
        there.tripletex.setFaults([fault, { kind: 'status', status: 503, method: 'GET', path: '^/v2/employee' }]),
    })
    expect([end, outcomes[0]?.result]).toEqual(['partly', 'unknown'])
    expect(there.state.openIntents('c1')).toHaveLength(1)

    there.tripletex.setFaults([])
    let settled = 0
    const again = await there.run({
      view: {
        settled(count) {
          settled = count
        },
      },
    })
    expect([settled, again.outcomes, there.writes('tripletex').length]).toEqual([1, [], 1])
    expect(there.state.logEntries({ event: 'settled', limit: 9 })).toHaveLength(1)
    await expectAtRest(there)
  })
})

describe('somebody changes the employee in Tripletex after they were read', () => {
  async function meanwhile(change: { phoneNumberMobile: string } | { comments: string } | { firstName: string }) {
    const there = await company({ huma: changed({ phone: '+4799900077' }), payroll: everybody })
    const employee = there.tripletex.system.findByEmail(anne?.email ?? '')
    const run = () => there.tripletex.system.edit(employee?.id ?? 0, change)
    const synced = await there.run({ meanwhile: run })
    return { there, results: results(synced), now: there.tripletex.system.findByEmail(anne?.email ?? '') }
  }

  test('the same field is not overwritten, and asked about by the next run', async () => {
    const { there, results: found, now } = await meanwhile({ phoneNumberMobile: '99900088' })
    expect(found).toEqual(['changed-meanwhile'])
    expect(now?.phoneNumberMobile).toBe('99900088')
    expect(there.writes('tripletex')).toHaveLength(1)
    const { plan } = await there.run()
    expect(plan.actions).toHaveLength(1)
  })

  test('another field is kept, and ours is written', async () => {
    const { there, results: found, now } = await meanwhile({ comments: 'Likes tea.' })
    expect(found).toEqual(['done'])
    expect(now).toMatchObject({ phoneNumberMobile: '99900077', comments: 'Likes tea.' })
    await expectAtRest(there)
  })
})

describe('Huma takes half of it', () => {
  const noNumber: Fault = { kind: 'status', status: 400, path: 'identifications' }
  const fromPayroll = { policy: { direction: 'payroll-to-huma' } } as const

  test('a new user without the identity number is incomplete, and the next run completes them', async () => {
    const there = await company({ huma: everybody.slice(1), payroll: everybody })
    there.huma.setFaults([noNumber])
    const first = await there.run(fromPayroll)
    expect([first.end, ...results(first)]).toEqual(['partly', 'incomplete refused'])
    there.huma.setFaults([])
    expect(results(await there.run(fromPayroll))).toEqual(['done'])
    expect(there.huma.system.findByEmail(anne.email)?.identifications).toMatchObject([{ value: anne.nationalId }])
    await expectAtRest(there)
  })

  test('a change without the identity number has failed, and the next run sends the rest alone', async () => {
    const there = await company({ huma: changed({ phone: '+4799900077', nationalId: '' }), payroll: everybody })
    there.huma.setFaults([noNumber])
    const first = await there.run(fromPayroll)
    expect(first.outcomes).toMatchObject([
      { result: 'failed', problem: { message: expect.stringContaining('other fields were changed') } },
    ])
    there.huma.setFaults([])
    there.huma.clearRequests()
    expect(results(await there.run(fromPayroll))).toEqual(['done'])
    expect(there.writes('huma')).toEqual(['POST /users/*/identifications'])
    await expectAtRest(there)
  })
})
