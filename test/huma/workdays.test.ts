/** The days that somebody would have worked. */
import { describe, expect, test } from 'vitest'
import { changed, counted, openSandbox } from './sandbox.ts'

/** Laid over the work schedule. */
const withSchedule = (schedule: object) => ({
  between: ({ url }: Request) =>
    url.endsWith('/work-schedule') ? changed((body) => ({ ...body, ...schedule })) : undefined,
})

describe('workdays', () => {
  test('Monday to Friday without the holidays around Easter', async () => {
    const { read, userAt } = await openSandbox()
    expect(await read.workdays(userAt(0).id, '2026-03-30', '2026-04-08')).toEqual([
      '2026-03-30',
      '2026-03-31',
      '2026-04-01',
      '2026-04-07',
      '2026-04-08',
    ])
  })

  test('one day, a day off, and days that run backwards', async () => {
    const { read, userAt } = await openSandbox()
    const { id } = userAt(0)
    expect(await read.workdays(id, '2026-03-30', '2026-03-30')).toEqual(['2026-03-30'])
    expect(await read.workdays(id, '2026-03-28', '2026-03-29')).toEqual([])
    expect(await read.workdays(id, '2026-04-08', '2026-03-30')).toEqual([])
  })

  test('over the end of a year: holidays are asked for once a year and country, whoever it is about', async () => {
    const { read, users, served, asked } = await openSandbox()
    const expected = ['2025-12-31', '2026-01-02']
    for (const { id } of users()) expect(await read.workdays(id, '2025-12-31', '2026-01-03')).toEqual(expected)
    await Promise.all(users().map(({ id }) => read.workdays(id, '2026-05-13', '2026-05-15')))
    const holidays = served.requests().filter(({ path }) => path.startsWith('/holidays'))
    expect(holidays.map(({ path }) => path)).toEqual([
      '/holidays/NO?fromDate=2025-01-01&toDate=2025-12-31',
      '/holidays/NO?fromDate=2026-01-01&toDate=2026-12-31',
    ])
    expect(counted(asked())['GET /users/*/work-schedule']).toBe(users().length * 2)
  })

  test('at the same time, too', async () => {
    const { read, users, asked } = await openSandbox()
    await Promise.all(users().map(({ id }) => read.workdays(id, '2026-05-13', '2026-05-15')))
    expect(counted(asked())['GET /holidays/NO']).toBe(1)
  })

  test('somebody’s own schedule', async () => {
    const { read, huma, userAt } = await openSandbox()
    const { id } = userAt(0)
    huma.setWorkSchedule(id, ['SATURDAY', 'SUNDAY', 'MONDAY'])
    expect(await read.workdays(id, '2026-04-03', '2026-04-13')).toEqual([
      '2026-04-04',
      '2026-04-11',
      '2026-04-12',
      '2026-04-13',
    ])
    huma.setWorkSchedule(id, [])
    expect(await read.workdays(id, '2026-04-03', '2026-04-13')).toEqual([])
  })

  test.each<[string, object, string]>([
    ['another country', { countryCode: 'SE' }, 'SE'],
    ['small letters', { countryCode: ' se ', weekWorkDays: ['friday', 'Monday'] }, 'SE'],
    ['no country', { countryCode: null }, 'FI'],
    ['an empty country', { countryCode: '' }, 'FI'],
    ['the name of a country', { countryCode: 'Sverige' }, 'FI'],
    ['the country of payroll', { countryCode: undefined }, 'FI'],
    // Nobody knows its holidays, so nobody can leave them out.
    ['a country without holidays', { countryCode: 'DK' }, 'DK'],
  ])('a schedule with %s', async (_, schedule, country) => {
    const { read, userAt, asked } = await openSandbox({ client: { country: 'FI' }, ...withSchedule(schedule) })
    const found = await read.workdays(userAt(0).id, '2026-05-15', '2026-05-18')
    expect(found).toEqual(['2026-05-15', '2026-05-18'])
    // Ascension Day is a holiday where holidays are known.
    const ascension = await read.workdays(userAt(0).id, '2026-05-14', '2026-05-14')
    expect(ascension).toHaveLength(country === 'DK' ? 1 : 0)
    expect(counted(asked())[`GET /holidays/${country}`]).toBe(1)
  })

  test('no schedule: Monday to Friday, of the country of payroll', async () => {
    const { read, asked } = await openSandbox({ client: { country: 'SE' } })
    const nobody = '10000000-0000-4000-8000-999999999999'
    expect(await read.workdays(nobody, '2026-06-04', '2026-06-08')).toEqual(['2026-06-04', '2026-06-05', '2026-06-08'])
    expect(counted(asked())).toMatchObject({ 'GET /holidays/SE': 1 })
  })

  test('holidays with a time at the day are holidays', async () => {
    const { read, userAt } = await openSandbox({
      between: ({ url }) =>
        url.includes('/holidays/') ? async () => Response.json(['2026-03-31T00:00:00', null]) : undefined,
    })
    expect(await read.workdays(userAt(0).id, '2026-03-30', '2026-04-01')).toEqual(['2026-03-30', '2026-04-01'])
  })

  test.each(['work-schedule', 'holidays'])(
    'an outage of %s is not "no days off", and is not remembered',
    async (path) => {
      const { read, userAt, served } = await openSandbox()
      const { id } = userAt(0)
      for (const status of [404, 500]) {
        served.setFaults([{ path, kind: 'status', status }])
        await expect(read.workdays(id, '2026-03-30', '2026-04-08')).rejects.toMatchObject({ kind: 'unavailable' })
      }
      served.setFaults([])
      expect(await read.workdays(id, '2026-03-30', '2026-04-08')).toHaveLength(5)
    },
  )

  test.each([{ weekWorkDays: null }, { weekWorkDays: 'MONDAY' }, { weekWorkDays: [1, 2] }])(
    'a schedule that cannot be understood is said to be so: %j',
    async (schedule) => {
      const { read, userAt } = await openSandbox(withSchedule(schedule))
      await expect(read.workdays(userAt(0).id, '2026-03-30', '2026-04-08')).rejects.toMatchObject({ kind: 'protocol' })
    },
  )

  test('an end in the year 9999 means that there is none, and asks for no holidays of 8000 years', async () => {
    const { read, userAt, asked } = await openSandbox()
    const { id } = userAt(0)
    for (const [from, to] of [
      ['2026-03-30', '9999-12-31'],
      ['0001-01-01', '2026-01-01'],
      ['9990-01-01', '9999-12-31'],
    ] as const) {
      await expect(read.workdays(id, from, to)).rejects.toMatchObject({ kind: 'refused', hint: expect.any(String) })
    }
    expect(asked()).toEqual([])
    expect((await read.workdays(id, '2026-01-01', '2035-12-31')).at(-1)).toBe('2035-12-31')
    expect(counted(asked())['GET /holidays/NO']).toBe(10)
  })
})
