import { describe, expect, test } from 'vitest'
import { makeHuma, people } from './made-huma.ts'

describe('holidays', () => {
  // As the calendars of 2026 and, for the movable ones, of 2024 and 2027 have them.
  test.each([
    ['NO', 2026, '01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26'],
    ['SE', 2026, '01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26'],
    ['FI', 2026, '01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-20 10-31 12-06 12-25 12-26'],
    // Ascension Day is Labour Day's neighbour or not, Whit Monday may be Constitution Day's: each day stands once.
    ['NO', 2027, '01-01 03-25 03-26 03-28 03-29 05-01 05-06 05-16 05-17 12-25 12-26'],
    ['SE', 2024, '01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-22 11-02 12-25 12-26'],
  ])('of %s in %i', async (country, year, days) => {
    const { call } = await makeHuma()
    const { body } = await call('GET', `/holidays/${country}?fromDate=${year}-01-01&toDate=${year}-12-31`)
    expect(body).toEqual(days.split(' ').map((day) => `${year}-${day}`))
  })

  // https://en.wikipedia.org/wiki/List_of_dates_for_Easter
  test.each(['2000-04-23', '2008-03-23', '2011-04-24', '2019-04-21', '2038-04-25', '2285-03-22'])(
    'Easter Sunday %s',
    async (date) => {
      const { call } = await makeHuma()
      expect((await call('GET', `/holidays/SE?fromDate=${date}&toDate=${date}`)).body).toEqual([date])
      const friday = new Date(Date.parse(date) - 2 * 86_400_000).toISOString().slice(0, 10)
      expect((await call('GET', `/holidays/SE?fromDate=${friday}&toDate=${friday}`)).body).toEqual([friday])
    },
  )

  test('over the end of a year, and of no time at all', async () => {
    const { call } = await makeHuma()
    const over = await call('GET', '/holidays/NO?fromDate=2025-12-26&toDate=2026-04-03')
    expect(over.body).toEqual(['2025-12-26', '2026-01-01', '2026-04-02', '2026-04-03'])
    expect((await call('GET', '/holidays/NO?fromDate=2026-05-02&toDate=2026-05-01')).body).toEqual([])
    expect((await call('GET', '/holidays/NO?fromDate=0001-01-01&toDate=0001-01-31')).body).toEqual(['0001-01-01'])
  })
})

test('a work schedule is everybody’s, of the country of the people, until somebody has their own', async () => {
  const { call, huma, userAt } = await makeHuma({
    people: people.slice(0, 2).map((one) => ({ ...one, country: 'SE' })),
  })
  const [one, other] = [userAt(0), userAt(1)]
  const schedule = async (id: string) => (await call('GET', `/users/${id}/work-schedule`)).body
  const standard = await schedule('me')
  expect(standard).toMatchObject({ countryCode: 'SE', default: true, weekDays: [1, 2, 3, 4, 5] })
  huma.setWorkSchedule(one.id, ['SATURDAY', 'SUNDAY'])
  expect(await schedule(one.id)).toMatchObject({
    weekWorkDays: ['SATURDAY', 'SUNDAY'],
    weekDays: [6, 7],
    default: false,
  })
  expect((await schedule(one.id)).id).not.toBe(standard.id)
  expect(await schedule(other.id)).toEqual(standard)
  expect((await call('GET', `/users/${one.id}`)).body.salary.value.currency).toBe('SEK')
})
