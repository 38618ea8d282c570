/** What is peculiar to positions in Finago: rows that payroll has made itself, the primary one, reasons, Norway and Sweden. */
import { describe, expect, test } from 'vitest'
import type { Position } from '../../src/core/position.ts'
import type { PositionOrder } from '../../src/systems/system.ts'
import { answering, failure, openFinago } from './finago-setting.ts'

const position: Position = {
  id: '5f0c2f6e-0000-4000-8000-000000000001',
  title: 'Controller',
  startDate: '2026-02-01',
  endDate: null,
  percentage: 60,
  contractType: 'Permanent',
  endReason: '',
}
const ownId = `huma-${position.id}`

type Settings = Readonly<Record<string, string>>

/** The first employee has one employment of payroll's own: `there`, open, primary, of 100 %. */
async function open(options: Parameters<typeof openFinago>[0] = {}, settings: Settings = {}) {
  const opened = await openFinago(options, { workingTimes: 'ikkeSkift', ...settings })
  const { system, positions, served } = opened
  if (!positions) throw new RangeError('There is no writer of positions.')
  const empId = system.snapshot()[0]?.empId ?? ''
  system.keep('employments', {
    empId,
    employment_id: `${empId}-1`,
    startdate: '2020-01-01',
    employment_rate: '100.00',
    profession_code: '2511102',
  })
  const person = await opened.personAt(0)
  served.clearRequests()
  const rows = () => system.snapshot()[0]?.employments ?? []
  return {
    ...opened,
    empId,
    there: `${empId}-1`,
    positions,
    rows,
    row: (id: string) => rows().find(({ employment_id }) => employment_id === id),
    posts: () => opened.asked().filter((one) => one.startsWith('POST')).length,
    put: (more: Partial<PositionOrder> = {}) =>
      positions.put({ person, position, from: position.startDate, isMain: true, today: '2026-01-15', ...more }),
    remove: (before: Position, reference?: string) =>
      positions.remove({ person, before, today: '2026-01-15', ...(reference === undefined ? {} : { reference }) }),
  }
}

describe('a new position', () => {
  test('is an employment of its own with all that Norway asks for, and the primary one from now on', async () => {
    const { put, row, rows, there, posts } = await open()
    const sent = await put({ occupationCode: '2130102' })
    expect(sent).toEqual({ changed: true, reference: JSON.stringify({ employment: ownId }) })
    expect(row(ownId)).toEqual({
      ...{ employment_id: ownId, primary_employment: '1', startdate: '2026-02-01', enddate: '', enddate_reason: '' },
      ...{ employment_form: 'fast', profession_code: '2130102', employment_rate: '60.00' },
      ...{ employment_type: 'ordinaertArbeidsforhold', enterprise_number: '999999026', working_times: 'ikkeSkift' },
    })
    expect(rows().map(({ primary_employment }) => primary_employment)).toEqual(['0', '1'])
    expect(row(there)).toMatchObject({ profession_code: '2511102', employment_rate: '100.00', enddate: '' })
    expect(posts()).toBe(1)
  })

  test('beside the main one leaves the mark where it is', async () => {
    const { put, rows } = await open()
    await put({ isMain: false, occupationCode: '2130102' })
    expect(rows().map(({ primary_employment }) => primary_employment)).toEqual(['1', '0'])
  })

  test('after one that is over leaves that one as it was', async () => {
    const { put, row, there, system, empId } = await open()
    const ended = { enddate: '2026-01-14', enddate_reason: 'arbeidstakerHarSagtOppSelv' }
    system.keep('employments', { empId, employment_id: there, ...ended })
    const before = row(there)
    await put()
    expect(row(there)).toEqual(before)
  })

  test('for which payroll has made the employment already takes it over', async () => {
    const { put, rows, there } = await open()
    const sent = await put({ position: { ...position, startDate: '2020-01-01', percentage: 80 } })
    expect(sent.reference).toBe(JSON.stringify({ employment: there }))
    expect(rows()).toMatchObject([{ employment_id: there, employment_rate: '80.00', profession_code: '2511102' }])
  })

  test.each<[string, Partial<Position>, Record<string, string>]>([
    ['Casual', {}, { employment_form: 'midlertidigAnsattSomTilkallingsvikar' }],
    ['Seasonal', {}, { employment_form: 'midlertidig' }],
    ['Freelance', {}, { employment_form: '', employment_type: 'frilanserOppdragstakerHonorarPersonerMm' }],
    ['Something else', {}, { employment_form: '' }],
  ])('of the type %s', async (contractType, more, shown) => {
    const { put, row } = await open()
    const { warnings } = await put({ position: { ...position, ...more, contractType }, occupationCode: '2130102' })
    expect(row(ownId)).toMatchObject(shown)
    expect(warnings).toEqual(
      shown.employment_form === '' ? [expect.stringContaining(`Huma has "${contractType}"`)] : undefined,
    )
  })

  test('of a company with several enterprises is where the person works already, else where it was chosen', async () => {
    const several = {
      country_code: 'NO',
      enterprise_number: '999999026',
      sites: [{ name: 'Nord', enterprise_number: '999999034' }],
    }
    const sentTo = async (rows: object[], settings: Settings) => {
      const { positions, asked, read } = answering(
        (request, path) => {
          if (path === '/organization/v2') return { json: several }
          if (path.startsWith('/employee/')) return { json: [{ empId: '7', firstname: 'Kari' }] }
          return { json: request.method === 'POST' ? request.json : rows }
        },
        undefined,
        settings,
      )
      const person = await read.findPerson({ id: '7' })
      if (!person || !positions) throw new RangeError('There is nobody.')
      expect(await read.choices('enterpriseNumber')).toEqual([
        { value: '999999034', label: 'Nord 999999034' },
        { value: '999999026', label: '999999026' },
      ])
      const order = { person, position, from: position.startDate, isMain: false, today: '2026-01-15' }
      const { warnings = [] } = await positions.put({ ...order, occupationCode: '2130102' })
      return [asked.at(-1)?.request.json, warnings.join()]
    }
    const here = { employment_id: '7-1', startdate: '2019-01-01', enterprise_number: '999999034' }
    const chosen = { enterpriseNumber: '999999026' }
    expect(await sentTo([here], chosen)).toEqual([[expect.objectContaining({ enterprise_number: '999999034' })], ''])
    expect(await sentTo([], chosen)).toEqual([[expect.objectContaining({ enterprise_number: '999999026' })], ''])
    expect(await sentTo([], {})).toEqual([
      [expect.not.objectContaining({ enterprise_number: expect.anything() })],
      expect.stringContaining('--set enterpriseNumber=NUMBER'),
    ])
  })
})

describe('a position that was there before anything was sent', () => {
  const old = { ...position, startDate: '2020-01-01', percentage: 100 }
  const left: Position = { ...old, endDate: '2026-01-31', endReason: 'employee_resigned' }

  test('ends, also where it is no longer the main one, and nothing is made anew', async () => {
    const { put, rows } = await open()
    await put({ before: old, position: left, isMain: false })
    expect(rows()).toMatchObject([
      { enddate: '2026-01-31', enddate_reason: 'arbeidstakerHarSagtOppSelv', profession_code: '2511102' },
    ])
  })

  test('began later than the employment, which keeps its start', async () => {
    const { put, rows } = await open()
    const later = { ...old, startDate: '2023-05-01' }
    const first = await put({ before: later, position: { ...left, startDate: '2023-05-01' } })
    expect(rows()).toMatchObject([{ startdate: '2020-01-01', enddate: '2026-01-31' }])
    // Also when it is changed again.
    await put({ before: later, position: { ...later, percentage: 90 }, ...reference(first) })
    expect(rows()).toMatchObject([{ startdate: '2020-01-01', enddate: '', employment_rate: '90.00' }])
  })

  test('moves with the position that began with it', async () => {
    const { put, rows } = await open()
    await put({ before: old, position: { ...old, startDate: '2020-02-01' } })
    expect(rows()).toMatchObject([{ startdate: '2020-02-01' }])
    expect((await put({ before: old, position: { ...old, startDate: '2020-02-01' } })).changed).toBe(false)
  })

  test.each<[string, Position]>([
    ['ended long ago, and the employment goes on', { ...old, endDate: '2022-12-31' }],
    ['another percentage, beside the primary one', { ...old, startDate: '2023-01-01', percentage: 40 }],
  ])('cannot be told: %s', async (_, before) => {
    const { put, rows, posts } = await open()
    const untouched = rows()
    const error = await failure(put({ before, position: { ...before, title: 'Other' }, isMain: false }))
    expect(error).toMatchObject({ kind: 'refused', hint: expect.stringContaining(before.startDate) })
    expect([rows(), posts()]).toEqual([untouched, 0])
  })
})

describe('the reason for an end', () => {
  const ended = { ...position, endDate: '2026-12-31' }

  test.each<[string, Partial<PositionOrder>, Settings, string | undefined]>([
    ['', {}, {}, undefined],
    ['other', {}, {}, undefined],
    ['', {}, { endReason: 'arbeidstakerHarSagtOppSelv' }, 'arbeidstakerHarSagtOppSelv'],
    ['', { continued: true }, {}, 'endringIOrganisasjonsstrukturEllerByttetJobbInternt'],
    ['temporary_contract_or_position_ended', {}, {}, 'kontraktEngasjementEllerVikariatErUtloept'],
    ['employee_terminated', { continued: true }, {}, 'arbeidsgiverHarSagtOppArbeidstaker'],
  ])('"%s", %j, %j', async (endReason, more, settings, shown) => {
    const { put, row } = await open({}, settings)
    const doing = put({ position: { ...ended, endReason }, ...more })
    if (shown === undefined) {
      expect(await failure(doing)).toMatchObject({ kind: 'refused', hint: expect.stringContaining('--set endReason=') })
      expect(row(ownId)).toBeUndefined()
    } else {
      await doing
      expect(row(ownId)).toMatchObject({ enddate: '2026-12-31', enddate_reason: shown })
    }
  })

  test('that somebody has chosen in Finago stays where Huma tells none', async () => {
    const { put, row, system, empId } = await open()
    await put()
    const reason = { enddate: '2026-11-30', enddate_reason: 'arbeidsgiverHarSagtOppArbeidstaker' }
    system.keep('employments', { empId, employment_id: ownId, ...reason })
    await put({ position: ended, before: position })
    expect(row(ownId)).toMatchObject({ ...reason, enddate: '2026-12-31' })
  })
})

test('a Swedish company has other words, and is told nothing of Norwegian reporting', async () => {
  const { put, row } = await open({ country: 'SE' })
  const temporary = { ...position, contractType: 'Temporary', endDate: '2026-12-31', endReason: 'employee_terminated' }
  await put({ position: temporary, occupationCode: '2411' })
  expect(row(ownId)).toMatchObject({
    ...{ employment_form: 'Tidsbegransad', enddate_reason: 'AnnanOrsak', profession_code: '2411' },
    ...{ employment_type: '', working_times: '', enterprise_number: '' },
  })
})

test('an occupation code in another form is refused before anything is sent', async () => {
  const { put, posts } = await open()
  expect(await failure(put({ occupationCode: '2411' }))).toMatchObject({ kind: 'refused' })
  expect(posts()).toBe(0)
})

test('what Finago has not taken is to be corrected by hand, and an answer without the employment is not believed', async () => {
  const kept = { employment_id: ownId, startdate: '2026-02-01', enddate: '2026-03-01', employment_rate: '60' }
  const put = async (shown: object[]) => {
    const { positions, read } = answering(({ method }, path) => {
      if (path === '/organization/v2') return { json: { orgno: '999999018' } }
      if (path.startsWith('/employee/')) return { json: [{ empId: '7', firstname: 'Kari' }] }
      return { json: method === 'POST' ? shown : [kept] }
    })
    const person = await read.findPerson({ id: '7' })
    if (!person || !positions) throw new RangeError('There is nobody.')
    return positions.put({ person, position, from: position.startDate, isMain: false, today: '2026-01-15' })
  }
  const { byHand } = await put([{ ...kept, primary_employment: '0', enddate_reason: '', employment_form: 'fast' }])
  expect(byHand).toEqual([expect.stringMatching(/shows something else than was sent: the end date\. In Finago/)])
  expect(await failure(put([]))).toMatchObject({ kind: 'unknown-outcome' })
})

test('a position that was deleted in Huma is removed by hand, until it is', async () => {
  const { put, remove, posts, system, empId, there } = await open()
  await put()
  const asked = posts()
  const { changed, byHand } = await remove(position)
  expect([changed, byHand]).toEqual([false, [expect.stringContaining(`(arbeidsforhold) ${ownId}`)]])
  system.keep('employments', {
    ...{ empId, employment_id: ownId, enddate: '2026-02-01' },
    enddate_reason: 'arbeidsforholdetSkulleAldriVaertRapportert',
  })
  expect(await remove(position)).toEqual({ changed: false })
  // One that nobody can tell from what payroll has made: that is named.
  const other = { ...position, id: 'another', startDate: '2022-01-01', endDate: '2023-01-01' }
  expect((await remove(other)).byHand).toEqual([expect.stringContaining(`(arbeidsforhold) ${there}:`)])
  expect(posts()).toBe(asked)
})

function reference({ reference: text }: { reference?: string }): { reference?: string } {
  return text === undefined ? {} : { reference: text }
}
