import { describe, expect, test } from 'vitest'
import { failure } from './tripletex-sandbox.ts'
import { agreement, controller, open, salary, today } from './visma-net-payroll-positions-setting.ts'
import { kari, openVisma, quick } from './visma-net-payroll-setting.ts'

describe('a new position', () => {
  test('after another one takes what Huma does not know from that one, and the salary from Huma', async () => {
    const { put, edit, rows, first, writes, sandbox } = await open()
    edit({ activeEnd: '2026-01-31' })
    const sent = await put({ salary })
    expect(sent).toEqual({
      changed: true,
      requestId: expect.any(String),
      reference: JSON.stringify({ position: rows()[1]?.id, start: '2026-02-01', end: null }),
    })
    expect(rows()[1]).toEqual({
      id: expect.any(String),
      typeOfPosition: 'Ordinary',
      activeStart: '2026-02-01',
      employmentForm: [{ value: 'fast' }],
      typeOfWork: [{ value: '2411101' }],
      partTimeFactors: [{ value: 80 }],
      workTimeAgreement: first.workTimeAgreement,
      taxUnitIds: first.taxUnitIds,
      salaryInformation: [expect.objectContaining({ contractSalaryType: 'monthly', monthlySalary: '40000' })],
    })
    expect(writes()).toEqual(['POST /employees/*/positions 202'])
    expect(sandbox.snapshot()).toHaveLength(3)
  })

  test('without a salary from Huma takes that over too, and says so', async () => {
    const { put, edit, rows } = await open()
    edit({ activeEnd: '2026-01-31' })
    for (const [index, more] of [{}, { salary: { ...salary, fromDate: '2026-03-01' } }].entries()) {
      const startDate = `2026-02-0${index + 1}`
      const { warnings } = await put({ position: { ...controller, startDate, endDate: startDate }, ...more })
      expect(warnings).toEqual([expect.stringContaining('was taken over from the one before')])
      expect(rows().at(-1)?.salaryInformation).toMatchObject([{ monthlySalary: '50000' }])
    }
  })

  test('before the first day of the salary in Huma gets that one from then on', async () => {
    const { put, edit, rows } = await open()
    edit({ activeEnd: '2026-01-31' })
    await put({ salary: { ...salary, fromDate: '2026-03-01' } })
    expect(rows()[1]?.salaryInformation).toMatchObject([
      { monthlySalary: '50000', activeEnd: '2026-02-28' },
      { monthlySalary: '40000', activeStart: '2026-03-01' },
    ])
  })

  test('beside another one gets no pay of its own, because Huma has one salary for both', async () => {
    const { put, rows, first } = await open()
    const { byHand } = await put({ salary })
    expect(byHand).toEqual([expect.stringMatching(/beside the one that begins on 2020-03-01.* with 0/)])
    expect(rows()[0]).toEqual(first)
    expect(rows()[1]?.salaryInformation).toMatchObject([{ contractSalaryType: 'monthly', monthlySalary: '0' }])
    expect(await failure(put({ position: { ...controller, startDate: '2026-04-01' } }))).toMatchObject({
      kind: 'refused',
      details: { field: 'salary', missing: ['salary'] },
    })
  })

  test('beside another one gets none from a later day on either', async () => {
    const { put, rows } = await open()
    await put({ salary: { ...salary, fromDate: '2026-06-01' } })
    expect(rows()[1]?.salaryInformation).toMatchObject([{ monthlySalary: '0' }])
    expect(rows()[1]?.salaryInformation).toHaveLength(1)
  })

  test('on the day of another one, alike in nothing, is another one', async () => {
    const { put, rows } = await open()
    await put({ salary })
    const second = { ...controller, id: 'position-2', title: 'Guard', percentage: 20 }
    await put({ position: second, occupationCode: '5414104', salary })
    expect(rows()).toHaveLength(3)
    // What has the same work is the same, also where its reference is lost.
    await put({ position: { ...second, percentage: 30 }, occupationCode: '5414104', before: second })
    expect(rows().map(({ partTimeFactors }) => partTimeFactors)).toEqual(
      [100, 80, 30].map((value) => [expect.objectContaining({ value })]),
    )
  })

  test('of a draft needs nothing more; what it lacks is said', async () => {
    const opened = await openVisma({ sandbox: quick, settings: { workTimeAgreement: agreement, taxUnit: '1' } })
    await opened.write.createPerson(kari)
    const person = await opened.personAt(-1)
    const position = { ...controller, endDate: '2026-06-30' }
    const sent = await opened.positions?.put({ person, position, from: '2026-02-01', isMain: true, today })
    expect(sent?.warnings).toEqual([expect.stringMatching(/is a draft.*still needs an occupation code, a salary\./)])
    expect(sent?.byHand).toEqual([expect.stringContaining('Enter the reason for the end')])
    expect(opened.employeeAt(-1).positions).toMatchObject([
      { activeEnd: '2026-06-30', taxUnitIds: [{ value: '1' }], workTimeAgreement: [{ value: agreement }] },
    ])
    expect(opened.employeeAt(-1).isDraft).toBe(true)
  })

  test('of anybody else without what pay needs is refused before anything is sent, with what to do', async () => {
    const opened = await openVisma({ sandbox: quick })
    const { id } = await opened.write.createPerson(kari)
    opened.sandbox.edit(id, { isDraft: false })
    const person = await opened.personAt(-1)
    const before = opened.sent('POST').length
    const position = { ...controller, contractType: 'Consultant' }
    const order = { person, position, from: '2026-02-01', isMain: true, today }
    const error = await failure(opened.positions?.put(order) ?? Promise.resolve())
    expect(error).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('"Controller" from 2026-02-01'),
      hint: expect.stringMatching(/--set workTimeAgreement=ID.*--set taxUnit=ID/),
      details: { missing: ['contractType', 'occupationCode', 'workTimeAgreement', 'taxUnit', 'salary'] },
    })
    expect(opened.sent('POST')).toHaveLength(before)
  })

  test('that was over before anything was sent, and that Visma never had, is history', async () => {
    const { put, writes } = await open()
    const position = { ...controller, startDate: '2018-01-01', endDate: '2019-12-31' }
    const sent = await put({ position, before: { ...position, title: 'Guard' } })
    expect(sent).toEqual({ changed: false, warnings: [expect.stringContaining('history is not sent')] })
    expect(writes()).toEqual([])
  })
})
