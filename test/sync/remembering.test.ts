/** What a run remembers: who is the same person, and what both sides held when they were last looked at together. */
import { expect, test } from 'vitest'
import { noAnswers } from '../../src/core/decide.ts'
import { savePlan } from '../../src/core/saved-plan.ts'
import type { SandboxPerson } from '../../src/sandbox/sandbox.ts'
import { type Company, company, connection, expectAtRest, people, results } from './company.ts'

const everybody = people(4)
const [anne, berit] = everybody
if (!anne || !berit) throw new RangeError('Nobody was made.')

function replaced(who: SandboxPerson, change: Partial<SandboxPerson>): SandboxPerson[] {
  return everybody.map((one) => (one === who ? { ...one, ...change } : one))
}

/** Anne has no address in Tripletex, and another phone in Huma. */
async function twoAnnes() {
  const there = await company({
    huma: replaced(anne ?? missing(), { phone: '+4799900077' }),
    payroll: replaced(anne ?? missing(), { email: '' }),
  })
  const user = there.huma.system.findByEmail(anne?.email ?? '')
  const employee = there.tripletex.system.snapshot().find(({ email }) => email === '')
  const link = { humaId: user?.id ?? '', payrollId: String(employee?.id) }
  return { there, link, answers: { ...noAnswers, links: [link] } }
}

function missing(): never {
  throw new RangeError('Nobody was made.')
}

function linkedTo({ state }: Company, humaId: string): string | undefined {
  return state.links('c1').find((link) => link.humaId === humaId)?.payrollId
}

test('whom a person calls the same is written as a pair and stays one', async () => {
  const { there, link, answers } = await twoAnnes()
  const first = await there.run()
  expect([results(first), first.plan.heldBack.map(({ reason }) => reason.kind)]).toEqual([[], ['twin']])
  expect(linkedTo(there, link.humaId)).toBe(undefined)

  const second = await there.run({ view: { review: async () => answers } })
  expect(results(second)).toEqual(['done'])
  expect(linkedTo(there, link.humaId)).toBe(link.payrollId)
  expect(there.state.logEntries({ event: 'linked', limit: 9 })).toMatchObject([link])
  await expectAtRest(there)
})

test('not where the run was not confirmed', async () => {
  const { there, link, answers } = await twoAnnes()
  const run = there.run({ view: { review: async () => answers, confirm: async () => false } })
  await expect(run).rejects.toMatchObject({ kind: 'cancelled' })
  expect(linkedTo(there, link.humaId)).toBe(undefined)
})

test('also where nothing has to be written: that is confirmed too', async () => {
  const there = await company({ huma: everybody, payroll: replaced(anne, { email: '' }) })
  await there.run()
  const user = there.huma.system.findByEmail(anne.email)
  const employee = there.tripletex.system.snapshot().find(({ email }) => email === '')
  const link = { humaId: user?.id ?? '', payrollId: String(employee?.id) }
  let confirmed = 0
  const synced = await there.run({
    connection: { ...connection, activatedAt: '2026-01-15' },
    policy: { conflicts: 'leave', create: [] },
    view: {
      review: async () => ({ ...noAnswers, links: [link] }),
      async confirm() {
        confirmed += 1
        return true
      },
    },
  })
  expect([synced.outcomes, confirmed, linkedTo(there, link.humaId)]).toEqual([[], 1, link.payrollId])
})

test('a saved plan carries it', async () => {
  const { there, link, answers } = await twoAnnes()
  const planned = await there.plan({ view: { review: async () => answers } })
  const saved = savePlan(planned.plan, 'c1', '2026-01-15', planned.compared.digest)
  expect(linkedTo(there, link.humaId)).toBe(undefined)
  expect(results(await there.run({ savedPlan: saved }))).toEqual(['done'])
  expect(linkedTo(there, link.humaId)).toBe(link.payrollId)
})

test('whoever is left out of a run has not been looked at: who changed what is not forgotten', async () => {
  const there = await company({ huma: everybody, payroll: everybody })
  await there.run()
  const user = there.huma.system.findByEmail(anne.email)
  there.huma.system.edit(user?.id ?? '', { phone: '+4799900077' })
  const changedBy = async () => {
    const { compared } = await there.plan()
    return compared.comparisons.flatMap(({ differences }) => differences.map((one) => `${one.field} ${one.changedBy}`))
  }
  expect(await changedBy()).toEqual(['phone huma'])
  await there.run({ only: [berit.email] })
  expect(await changedBy()).toEqual(['phone huma'])
  await there.run({ policy: { conflicts: 'leave' } })
  expect(await changedBy()).toEqual(['phone neither'])
})

test('what is remembered of one employee says nothing about the next', async () => {
  const there = await company({ huma: everybody, payroll: everybody })
  await there.run()
  const employee = there.tripletex.system.findByEmail(anne.email)
  there.tripletex.system.remove(employee?.id ?? 0)
  there.tripletex.system.add({ ...anne, phone: '+4799900077' })
  const { compared } = await there.plan()
  expect(compared.comparisons.flatMap(({ differences }) => differences)).toMatchObject([
    { field: 'phone', changedBy: 'unknown' },
  ])
})

test('a run in which nothing has changed writes no base anew', async () => {
  const there = await company({ huma: everybody, payroll: everybody })
  await there.run()
  const before = there.state.bases('c1')
  expect(before.size).toBe(everybody.length)
  await there.run()
  expect(there.state.bases('c1')).toEqual(before)
})
