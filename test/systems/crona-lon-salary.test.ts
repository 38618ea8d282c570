/** Salary as a dated value of a person in import files. */
import { describe, expect, test } from 'vitest'
import type { Salary } from '../../src/core/salary.ts'
import type { PayrollClient, Sent } from '../../src/systems/system.ts'
import { openCrona, personOf } from './crona-lon-setting.ts'

const salary: Salary = { id: '', unit: 'monthly', amount: 41_000, currency: 'SEK', fromDate: '2026-01-01' }

async function open() {
  const setting = openCrona()
  const { crona, exportFile } = setting
  await exportFile()
  const stored = () => crona.snapshot().find(({ anstid }) => anstid === '1001')
  const order = async (client: PayrollClient, reference?: string) => ({
    ...{ person: await personOf(client, '1001'), percentage: 60, today: '2026-01-15' },
    ...(reference === undefined ? {} : { reference }),
  })
  const put = async (more: Partial<Salary> = {}, reference?: string, client = setting.open()): Promise<Sent> =>
    (await client.salary?.put({ ...(await order(client, reference)), salary: { ...salary, ...more } })) ?? never()
  return {
    ...setting,
    putFile: setting.put,
    put,
    clear: async (reference?: string, client = setting.open()): Promise<Sent> =>
      (await client.salary?.clear(await order(client, reference))) ?? never(),
    stored,
    async importAll() {
      expect((await crona.importFiles()).flatMap(({ problems }) => problems)).toEqual([])
      await exportFile()
    },
    /** As Crona pays it: the last that has begun. */
    paidOn(name: 'manlon' | 'timlon', day: string) {
      const rows = stored()?.[name]
      const dated = Array.isArray(rows) ? rows.flatMap((row) => ('from' in row ? [row] : [])) : []
      return dated.filter((row) => String(row.from) <= day).at(-1)?.value
    },
  }
}

describe('what is written, of somebody who works 60 %: what is paid', () => {
  test.each<[Partial<Salary>, 'manlon' | 'timlon', string, string]>([
    [{}, 'manlon', '41000', 'MÅN'],
    [{ unit: 'yearly', amount: 500_000 }, 'manlon', '41666.67', 'MÅN'],
    [{ unit: 'weekly', amount: 10_000 }, 'manlon', '43333.33', 'MÅN'],
    [{ unit: 'hourly', amount: 251.5 }, 'timlon', '251.5', 'TIM'],
  ])('%j', async (more, name, amount, lonform) => {
    const { put, importAll, stored, paidOn } = await open()
    const before = stored()
    expect((await put(more)).changed).toBe(true)
    await importAll()
    expect([paidOn(name, '2026-01-15'), stored()?.lonform]).toEqual([amount, lonform])
    expect(paidOn(name, '2025-12-31')).toBe(
      name === 'manlon' ? String(before?.manlon && paidBefore(before.manlon)) : undefined,
    )
    expect((await put(more)).changed).toBe(false)
  })

  test('in both encodings, because the word for "by the month" has a letter of its own', async () => {
    for (const encoding of ['iso-8859-1', 'utf-8']) {
      const { put, importAll, stored, open: another, crona, exportFile } = await open()
      crona.edit('1001', { lonform: 'TIM' })
      await exportFile()
      await put({}, undefined, another({ encoding }))
      await importAll()
      expect(stored()?.lonform).toBe('MÅN')
    }
  })
})

test('again writes nothing: before the import, after it, and where a file shows the amount in another form', async () => {
  const { put, importAll, importFiles, putFile } = await open()
  const { reference } = await put()
  expect(reference).toBe('{"from":"2026-01-01"}')
  expect(await put({}, reference)).toEqual({ changed: false, reference })
  expect(importFiles()).toHaveLength(1)
  await importAll()
  expect((await put()).changed).toBe(false)
  putFile('z.csv', 'anstid;fornamn;efternamn;lonform;manlon\r\n1001;Kari;Ek;MÅN;41 000,00\r\n')
  expect((await put()).changed).toBe(false)
  expect((await put({ amount: 41_001 })).changed).toBe(true)
})

test('a raise of a later day leaves what is paid until then, also in the same run', async () => {
  const { put, importAll, paidOn, open: another, exportFile, crona, importFiles } = await open()
  const client = another()
  const first = await put({}, undefined, client)
  const raise = { amount: 45_000, fromDate: '2026-03-01' }
  const second = await put(raise, first.reference, client)
  expect(second).toEqual({ changed: true, reference: '{"from":"2026-03-01"}' })
  expect(importFiles()).toHaveLength(2)
  expect((await put(raise, second.reference, client)).changed).toBe(false)
  await importAll()
  expect([paidOn('manlon', '2026-02-28'), paidOn('manlon', '2026-03-01')]).toEqual(['41000', '45000'])
  // The personnel file cannot show it before its day: nobody waits for it, and it is not written again.
  expect((await put(raise, second.reference)).changed).toBe(false)
  expect(await another().read.toDo?.()).toEqual([])
  await exportFile()
  crona.edit('1002', { fornamn: 'Ivar' })
  expect((await put(raise)).changed).toBe(false)
})

describe('pay by the month for somebody who is paid by the hour', () => {
  test('from a day to come: by the hour until then, and somebody is told', async () => {
    const { put, importAll, stored, paidOn, crona, exportFile } = await open()
    crona.edit('1001', { lonform: 'TIM', timlon: '200' })
    await exportFile()
    const told = [expect.stringMatching(/^On 2026-02-01, change the pay form \(löneform\) of employee 1001 .* monthly/)]
    const { changed, byHand } = await put({ fromDate: '2026-02-01' })
    expect([changed, byHand]).toEqual([true, told])
    await importAll()
    expect([stored()?.lonform, paidOn('manlon', '2026-02-01')]).toEqual(['TIM', '41000'])
    expect(await put({ fromDate: '2026-02-01' })).toMatchObject({ changed: false, byHand: told })
    expect((await put({ fromDate: '2026-01-15' })).byHand).toBeUndefined()
    await importAll()
    expect(stored()?.lonform).toBe('MÅN')
  })

  test.each([
    ['timlon', 1],
    ['manlon', 0],
  ])('where a file shows only %s, that is how they are paid', async (name, count) => {
    const { put, putFile } = await open()
    putFile('z.csv', `anstid;fornamn;efternamn;${name}\r\n1001;Kari;Ek;200\r\n`)
    expect((await put({ fromDate: '2026-02-01' })).byHand ?? []).toHaveLength(count)
  })
})

describe('what a file cannot take back', () => {
  test('a salary that was moved to an earlier day: the one of the later day is told, until it is no more', async () => {
    const { put, importAll } = await open()
    const first = await put({ fromDate: '2026-02-01' })
    await importAll()
    const told = [
      expect.stringMatching(/remove the monthly pay \(månadslön\) that holds from 2026-02-01 of employee 1001/),
    ]
    const second = await put({ amount: 42_000 }, first.reference)
    expect(second).toMatchObject({ changed: true, byHand: told })
    expect(await put({ amount: 42_000 }, second.reference)).toMatchObject({ changed: false, byHand: told })
    const third = await put({ amount: 43_000, fromDate: '2026-02-01' }, second.reference)
    expect(third.byHand).toBeUndefined()
    expect(JSON.stringify([first, second, third])).not.toMatch(/4\d000/)
  })

  test('one that was moved to a later day', async () => {
    const { put, importAll } = await open()
    const { reference } = await put()
    await importAll()
    const moved = await put({ fromDate: '2026-02-01' }, reference)
    expect(moved).toEqual({
      ...{ changed: false, reference },
      byHand: [
        expect.stringMatching(/that holds from 2026-01-01, which a file cannot do: in Huma it holds from 2026-02-01/),
      ],
    })
  })

  test('one that was deleted, unless another one has taken its place', async () => {
    const { put, clear, importAll, importFiles } = await open()
    const { reference } = await put()
    const told = await clear(reference)
    expect(told).toEqual({
      changed: false,
      byHand: [expect.stringMatching(/monthly pay \(månadslön\) that holds from 2026-01-01/)],
    })
    expect(await clear()).toEqual(told)
    expect(importFiles()).toHaveLength(1)
    await importAll()
    await put({ amount: 50_000, fromDate: '2026-01-10' })
    expect(await clear(reference)).toEqual({ changed: false })
  })
})

function paidBefore(dated: unknown): unknown {
  return Array.isArray(dated) ? dated.at(-1)?.value : undefined
}

function never(): never {
  throw new Error('not there')
}
