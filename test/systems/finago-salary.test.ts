/** What is peculiar to salary in Finago: one current value a month or an hour, in an update that may clear what it leaves out. */
import { expect, test } from 'vitest'
import { changesOf } from '../../src/core/change.ts'
import type { Salary } from '../../src/core/salary.ts'
import { takesOf } from '../../src/live/input.ts'
import { finago } from '../../src/systems/finago/index.ts'
import { connection } from '../sync/company.ts'
import { failure, openFinago } from './finago-setting.ts'

const salary: Salary = { id: '', unit: 'monthly', amount: 41_000, currency: 'NOK', fromDate: '2026-01-01' }

async function open(options: Parameters<typeof openFinago>[0] = {}) {
  const opened = await openFinago(options)
  const { system, salary: writer, served } = opened
  if (!writer) throw new RangeError('There is no writer of salary.')
  const order = { person: await opened.personAt(0), percentage: 60, today: '2026-01-15' }
  served.clearRequests()
  return {
    ...opened,
    row: () => system.snapshot()[0],
    posts: () => opened.asked().filter((one) => one.startsWith('POST')).length,
    put: (more: Partial<Salary> = {}) => writer.put({ ...order, salary: { ...salary, ...more } }),
    clear: (reference?: string) => writer.clear({ ...order, ...(reference === undefined ? {} : { reference }) }),
  }
}

test.each<[Partial<Salary>, string, string]>([
  [{}, 'monthly', '41000.00'],
  [{ unit: 'yearly', amount: 500_000 }, 'monthly', '41666.67'],
  [{ unit: 'weekly', amount: 10_000 }, 'monthly', '43333.33'],
  [{ unit: 'hourly', amount: 251.5 }, 'hourly', '251.50'],
])('%j, of somebody who works 60 %: what is paid', async (more, salary_type, amount) => {
  const { put, row } = await open()
  await put(more)
  expect(row()).toMatchObject({ salary_type, salary: amount, salary_valid_from: '2026-01-01' })
})

test.each(['keep', 'clear'] as const)(
  'nothing else of the employee changes (left out: %s), and again writes nothing',
  async (whenOmitted) => {
    const { put, row, posts } = await open({ whenOmitted })
    const before = row()
    const sent = await put()
    expect(sent).toEqual({ changed: true, reference: '{"validFrom":"2026-01-01"}' })
    expect(row()).toEqual({ ...before, salary: '41000.00', salary_valid_from: '2026-01-01' })
    expect(await put()).toEqual({ ...sent, changed: false })
    expect(posts()).toBe(1)
  },
)

test('a company pays in its own currency', async () => {
  const { put, posts } = await open({ country: 'SE' })
  const error = await failure(put())
  expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('SEK') })
  expect(error.message).not.toContain('41')
  await put({ currency: 'SEK' })
  expect(posts()).toBe(1)
})

test.each([
  ['NOK', true],
  ['SEK', true],
  ['EUR', false],
])('in %s: comes as far as the client, which knows the company: %j', (currency, comes) => {
  const { steps } = changesOf({
    employment: { positions: undefined, salary: { ...salary, currency } },
    known: { positions: [], salary: undefined },
    takes: takesOf({ connection: { ...connection, data: { ...connection.data, salary: true } }, system: finago }),
    rule: 'highest-percentage',
    today: '2026-01-15',
    since: '2026-01-01',
    digest: (text) => text,
  })
  expect(steps.map(({ kind }) => kind)).toEqual(comes ? ['put-salary'] : [])
})

test('a deleted salary is removed by hand, unless another one has taken its place', async () => {
  const { put, clear, row, posts, system } = await open()
  const { reference } = await put()
  const { changed, byHand = [] } = await clear(reference)
  expect([changed, byHand]).toEqual([false, [expect.stringMatching(/holds from 2026-01-01\.$/)]])
  expect(byHand.join()).not.toContain('41000')
  system.edit(row()?.empId ?? '', { salary_valid_from: '2026-03-01', salary: '50000.00' })
  expect(await clear(reference)).toEqual({ changed: false })
  system.edit(row()?.empId ?? '', { salary: '', salary_valid_from: '' })
  expect(await clear()).toEqual({ changed: false })
  expect(posts()).toBe(1)
})
