/** Fields that stay different: who is told, how often, and what becomes of what could not be taken over. */
import { describe, expect, test } from 'vitest'
import { flowing } from './flow.ts'

describe('an active connection', () => {
  test('tells once of what was different before and stays so, and again when payroll has changed it', async () => {
    const { pass, huma, tripletex, id, employeeId, told } = await flowing()
    const left = () => told().filter((line) => line.startsWith('left:'))
    const edit = async (digit: number) => {
      huma.system.edit(id(0), { phone: `+479123450${digit}` })
      await pass()
      return left()
    }
    tripletex.system.edit(employeeId(0), { lastName: 'Payroll' })
    expect(await edit(1)).toEqual([expect.stringContaining('Last name differs, and was not changed in Huma')])
    expect(await edit(2)).toEqual([])
    expect(await edit(3)).toEqual([])
    tripletex.system.edit(employeeId(0), { lastName: 'Again' })
    expect(await edit(4)).toEqual([expect.stringContaining('Last name differs')])
    expect(await edit(5)).toEqual([])
  })

  test('says of what is empty in Huma that it is, once', async () => {
    const { pass, huma, tripletex, id, employeeId, told, run } = await flowing()
    huma.system.edit(id(0), { employmentId: '' })
    tripletex.system.edit(employeeId(0), { employeeNumber: '4711' })
    await run({ policy: { conflicts: 'leave' } })
    told()
    const left = async (phone: string) => {
      huma.system.edit(id(0), { phone })
      await pass()
      return told().filter((line) => line.startsWith('left:'))
    }
    // Somebody has said so in that sync-users.
    expect(await left('+4791234501')).toEqual([])
    tripletex.system.edit(employeeId(0), { employeeNumber: '4712' })
    expect(await left('+4791234502')).toEqual([
      expect.stringContaining('Employee number is empty in Huma; what Tripletex has is kept.'),
    ])
    expect(await left('+4791234503')).toEqual([])
  })
})

describe('what is held', () => {
  test('for a value that payroll does not take stays held until it is corrected, or left in a sync-users', async () => {
    const { pass, huma, id, fields, run, state, told } = await flowing()
    const held = () => state.tasks({ connectionId: 'c1', state: 'held', limit: 10 })
    const account = (number: string) => ({ bankAccount: { type: 'national', number, country: 'NO' } })
    huma.system.edit(id(0), { phone: '+4791234500', ...account('1') })
    expect(await pass()).toMatchObject({ done: 0, held: 1 })
    expect(await fields(0)).toMatchObject({ phone: '+4791234500' })
    const message = 'Bank account is not taken over to Tripletex: It is not a valid account number.'
    const hint = 'Correct bank account in Huma, or change it in Tripletex by hand.'
    expect(held()).toMatchObject([{ message, hint }])
    expect(told()).toContainEqual(expect.stringContaining(message))
    // Another change of them does not make it right, and a retry does not either.
    huma.system.edit(id(0), { phone: '+4791234501' })
    expect(await pass()).toMatchObject({ held: 1 })
    state.retryTasks('c1', 'all')
    expect(await pass()).toMatchObject({ done: 0, held: 1 })

    await run({ policy: { conflicts: 'leave' } })
    state.retryTasks('c1', 'all')
    expect(await pass()).toMatchObject({ done: 1, held: 0 })
    expect(held()).toEqual([])

    huma.system.edit(id(0), account('86011117947'))
    expect(await pass()).toMatchObject({ done: 1, held: 0 })
    expect(await fields(0)).toMatchObject({ bankAccount: { number: '86011117947' } })
  })

  test('stays so while something else waits for its day, which is sent then', async () => {
    const flow = await flowing({ data: { salary: true }, system: { salaryIsUndated: true } })
    flow.huma.system.edit(flow.id(0), { bankAccount: { type: 'national', number: '1', country: 'NO' } })
    flow.huma.system.setSalary(flow.id(0), { unit: 'monthly', amount: 50_000, currency: 'NOK', fromDate: '2026-02-01' })
    expect(await flow.pass()).toMatchObject({ held: 1 })
    await flow.pass()
    expect(flow.state.countTasks('c1')).toMatchObject({ held: 1, waiting: 0 })
    flow.clock.time = Date.UTC(2026, 1, 1, 12)
    expect((await flow.writesOf(flow.pass)).length).toBeGreaterThan(0)
    expect(flow.state.countTasks('c1')).toMatchObject({ held: 1, waiting: 0 })
  })

  test('for a field that is missing is sent with the field, when that is there', async () => {
    const { pass, huma, tripletex, id, employeeId, fields, run, told } = await flowing({ data: { positions: true } })
    huma.system.edit(id(0), { birthDate: '' })
    tripletex.system.edit(employeeId(0), { dateOfBirth: '' })
    await run({ policy: { conflicts: 'leave' } })
    huma.system.edit(id(0), { phone: '+4791234500' })
    expect(await pass()).toMatchObject({ held: 1 })
    expect(told()).toContainEqual(expect.stringContaining('Date of birth is missing'))
    huma.system.edit(id(0), { birthDate: '1990-05-17' })
    expect(await pass()).toMatchObject({ done: 1, held: 0 })
    expect(await fields(0)).toMatchObject({ phone: '+4791234500', birthDate: '1990-05-17' })
  })
})
