/** What becomes of people in payroll while they change in Huma. */
import { describe, expect, test } from 'vitest'
import { mostTries } from '../../src/live/end.ts'
import { flowing } from './flow.ts'

describe('an active connection', () => {
  test('sends nothing while nothing changes, and asks payroll nothing', async () => {
    const { pass, writesOf, tripletex, told } = await flowing()
    const before = tripletex.requests().length
    expect(await writesOf(pass)).toEqual([])
    expect(tripletex.requests().length - before).toBe(0)
    expect(told()).toEqual([])
  })

  test('sends a changed field once, of ten edits one write', async () => {
    const { pass, writesOf, huma, id, fields, notice, told } = await flowing()
    for (let edit = 0; edit < 10; edit += 1) {
      huma.system.edit(id(0), { phone: `+47912345${String(10 + edit)}` })
      notice({ users: [id(0)] })
    }
    expect(await writesOf(() => pass({ compares: false }))).toEqual(['PUT /v2/employee/*'])
    expect(await fields(0)).toMatchObject({ phone: '+4791234519' })
    expect(told()).toContainEqual(expect.stringMatching(/^updated: .*mobile phone/))
    expect(await writesOf(pass)).toEqual([])
  })

  test('finds by comparing what no notice has told', async () => {
    const { pass, huma, id, fields } = await flowing()
    huma.system.edit(id(1), { givenName: 'Astrid' })
    expect(await pass()).toMatchObject({ done: 1, reconciled: { found: 1 } })
    expect(await fields(1)).toMatchObject({ givenName: 'Astrid' })
  })

  test('leaves what was changed in payroll only, and lets Huma win where both were', async () => {
    const { pass, huma, tripletex, id, employeeId, fields, run, told } = await flowing()
    tripletex.system.edit(employeeId(0), { lastName: 'Payroll' })
    huma.system.edit(id(0), { phone: '+4791234500' })
    await pass()
    expect(await fields(0)).toMatchObject({ familyName: 'Payroll', phone: '+4791234500' })
    expect(told()).toContainEqual(expect.stringMatching(/last name differs|Last name differs/))
    // For sync-users it is still known that it was changed in payroll.
    const { compared } = await run({ policy: { conflicts: 'leave' } })
    expect(compared.comparisons.flatMap(({ differences }) => differences)).toMatchObject([
      { field: 'familyName', changedBy: 'payroll' },
    ])
    huma.system.edit(id(0), { familyName: 'Huma' })
    await pass()
    expect(await fields(0)).toMatchObject({ familyName: 'Huma' })
  })

  test('erases nothing that was emptied in Huma, and says so', async () => {
    const { pass, writesOf, huma, id, fields, told } = await flowing()
    const { phone: before } = await fields(0)
    huma.system.edit(id(0), { phone: '' })
    expect(await writesOf(pass)).toEqual([])
    expect(await fields(0)).toMatchObject({ phone: before })
    expect(told()).toContainEqual(expect.stringContaining('is empty in Huma'))
    expect(await writesOf(pass)).toEqual([])
  })

  test('keeps the link when the address changes', async () => {
    const { pass, huma, tripletex, id, fields } = await flowing()
    huma.system.edit(id(0), { email: 'new@nordlys.example', phone: '+4791234500' })
    await pass()
    expect(tripletex.system.snapshot()).toHaveLength(4)
    expect(await fields(0)).toMatchObject({ phone: '+4791234500' })
  })

  test('sends nothing at all while users are off', async () => {
    const { pass, writesOf, huma, id, connection, told } = await flowing()
    huma.system.edit(id(0), { phone: '+4791234500' })
    const change = { data: { ...connection.data, users: false } }
    expect(await writesOf(() => pass({ change }))).toEqual([])
    expect(told()).toContainEqual(expect.stringContaining('users are off'))
    // What changed in the meantime is for sync-users, until they change again.
    expect(await writesOf(pass)).toEqual([])
    huma.system.edit(id(0), { givenName: 'Astrid' })
    expect(await writesOf(pass)).toEqual(['PUT /v2/employee/*'])
  })
})

describe('somebody who', () => {
  const newcomer = {
    ...{ givenName: 'Ny', familyName: 'Ansatt', email: 'ny@nordlys.example', phone: '+4791112233' },
    ...{ birthDate: '1990-05-17', nationalId: '', bankAccount: '', employeeNumber: '9001', gender: 'Female' as const },
    address: { line1: '', line2: '', postalCode: '', city: '', country: '' },
    ...{ jobTitle: 'Cook', team: 'Kitchen', location: 'Bergen', company: 'Nordlys AS' },
    ...{ startDate: '2026-02-01', percentage: 100, monthlySalary: 40_000 },
  }

  test('is added in Huma is created once', async () => {
    const { pass, writesOf, huma, tripletex, notice, state } = await flowing()
    const id = huma.system.add(newcomer)
    notice({ topic: 'users-create', users: [id] })
    notice({ topic: 'users-update', users: [id] })
    expect(await writesOf(() => pass({ compares: false }))).toEqual(['POST /v2/employee'])
    expect(tripletex.system.snapshot().filter(({ email }) => email === newcomer.email)).toHaveLength(1)
    expect(state.link('c1', id)).toBeDefined()
    expect(await writesOf(pass)).toEqual([])
  })

  test('is added while nobody is created by themselves is told and left', async () => {
    const { pass, writesOf, huma, told, connection } = await flowing({ data: { createUsers: false } })
    huma.system.add(newcomer)
    expect(await writesOf(pass)).toEqual([])
    expect(told()).toContainEqual(expect.stringContaining('new users are not created by themselves'))
    // Turned on later, it is for those who are added from then on.
    expect(await writesOf(() => pass({ change: { data: { ...connection.data, createUsers: true } } }))).toEqual([])
  })

  test('was left out by the sync is not created for being edited', async () => {
    const { pass, writesOf, huma, id, state, notice } = await flowing({ count: 4, onlyInHuma: 1 })
    huma.system.edit(id(3), { phone: '+4791234500' })
    expect(await writesOf(pass)).toEqual([])
    // Once for each change, and with what to do: they may have been held back, and be right now.
    notice({ users: [id(3)] })
    await pass()
    expect(state.logEntries({ connectionId: 'c1', event: 'ignored', limit: 10 })).toMatchObject([
      { humaId: id(3), hint: 'To create or link them: huma-payroll sync-users NAME' },
    ])
  })

  test('lacks a field is held until it is there', async () => {
    const { pass, writesOf, huma, state, told } = await flowing()
    const id = huma.system.add({ ...newcomer, familyName: 'ø', email: 'bjørn@nordlys.example' })
    expect(await pass()).toMatchObject({ held: 1 })
    expect(told()).toContainEqual(expect.stringMatching(/^held-back: .*E-mail/))
    expect(state.tasks({ connectionId: 'c1', state: 'held', limit: 10 })).toMatchObject([
      { humaId: id, person: 'Ny ø' },
    ])
    // Comparing alone does not try again and again.
    expect(await pass()).toMatchObject({ done: 0, held: 0 })
    huma.system.edit(id, { email: 'bjorn@nordlys.example' })
    expect(await writesOf(pass)).toEqual(['POST /v2/employee'])
    expect(state.countTasks('c1')).toMatchObject({ held: 0, waiting: 0 })
  })

  test('is in payroll already is linked, not created', async () => {
    const { pass, writesOf, huma, tripletex, state, told } = await flowing()
    tripletex.system.add(newcomer)
    const id = huma.system.add({ ...newcomer, phone: '+4799999999' })
    expect(await writesOf(pass)).toEqual([])
    expect(state.link('c1', id)).toBeDefined()
    expect(told()).toContainEqual(expect.stringContaining('now linked'))
  })

  test('is deactivated is locked, and unlocked when active again', async () => {
    const { pass, writesOf, huma, id, fields, told } = await flowing()
    huma.system.edit(id(0), { active: false })
    expect(await writesOf(pass)).toEqual([])
    expect(told()).toContainEqual(expect.stringMatching(/^locked: /))
    huma.system.edit(id(0), { phone: '+4791234500' })
    expect(await writesOf(pass)).toEqual([])
    expect(told().filter((text) => text.startsWith('locked'))).toEqual([])
    huma.system.edit(id(0), { active: true })
    expect(await writesOf(pass)).toEqual(['PUT /v2/employee/*'])
    expect(await fields(0)).toMatchObject({ phone: '+4791234500' })
    expect(told()).toContainEqual(expect.stringMatching(/^unlocked: /))
  })

  test('is deleted stays in payroll, told once, and a sync of users suggests them', async () => {
    const { pass, writesOf, huma, tripletex, id, told, plan } = await flowing()
    huma.system.remove(id(0))
    expect(await writesOf(pass)).toEqual([])
    expect(told()).toContainEqual(expect.stringContaining('Deleted in Huma'))
    expect(tripletex.system.snapshot()).toHaveLength(4)
    await pass()
    expect(told()).toEqual([])
    const { plan: next } = await plan({ policy: { direction: 'payroll-to-huma' } })
    expect(next.actions).toMatchObject([{ kind: 'create', side: 'huma', recreates: true }])
  })

  test('is gone from payroll is held', async () => {
    const { pass, huma, tripletex, id, employeeId, state } = await flowing()
    tripletex.system.remove(employeeId(0))
    huma.system.edit(id(0), { phone: '+4791234500' })
    expect(await pass()).toMatchObject({ held: 1 })
    expect(state.tasks({ connectionId: 'c1', state: 'held', limit: 10 })).toMatchObject([
      { message: expect.stringContaining('no longer shows') },
    ])
  })

  test('is new in large numbers stops before anybody is created', async () => {
    const { pass, writesOf, huma, state } = await flowing()
    for (let n = 0; n < 11; n += 1) {
      huma.system.add({ ...newcomer, familyName: `Nr ${n}`, email: `ny${n}@nordlys.example`, employeeNumber: `9${n}` })
    }
    expect(await writesOf(pass)).toEqual([])
    expect(state.countTasks('c1')).toMatchObject({ held: 11 })
  })
})

describe('when it does not work', () => {
  test('a refusal is held, and sent again by retry', async () => {
    const { pass, writesOf, huma, tripletex, id, state, fields } = await flowing()
    tripletex.setFaults([{ kind: 'status', status: 422, method: 'PUT', times: 1 }])
    huma.system.edit(id(0), { phone: '+4791234500' })
    expect(await pass()).toMatchObject({ held: 1, done: 0 })
    expect(await writesOf(pass)).toEqual([])
    const [held] = state.tasks({ connectionId: 'c1', state: 'held', limit: 10 })
    expect(state.retryTasks('c1', [held?.id ?? 0])).toHaveLength(1)
    expect(await writesOf(() => pass({ compares: false }))).toEqual(['PUT /v2/employee/*'])
    expect(await fields(0)).toMatchObject({ phone: '+4791234500' })
  })

  test('what was discarded is sent when it changes again', async () => {
    const { pass, writesOf, huma, tripletex, id, state } = await flowing()
    tripletex.setFaults([{ kind: 'status', status: 422, method: 'PUT', times: 1 }])
    huma.system.edit(id(0), { phone: '+4791234500' })
    await pass()
    expect(state.discardTasks('c1', 'all')).toHaveLength(1)
    expect(await writesOf(pass)).toEqual([])
    huma.system.edit(id(0), { givenName: 'Astrid' })
    expect(await writesOf(pass)).toEqual(['PUT /v2/employee/*'])
  })

  test('an outage puts it off, with longer and longer waits, and holds it in the end', async () => {
    const { pass, huma, tripletex, id, state, clock, told } = await flowing()
    huma.system.edit(id(0), { phone: '+4791234500' })
    tripletex.setFaults([{ kind: 'status', status: 503 }])
    const waits: number[] = []
    for (let tries = 1; tries < mostTries; tries += 1) {
      expect(await pass({ compares: tries === 1 })).toMatchObject({ later: 1 })
      const due = state.nextDue('c1') ?? 0
      waits.push(due - clock.time)
      clock.time = due
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(await pass({ compares: false })).toMatchObject({ held: 1 })
    expect(told()).toContainEqual(expect.stringMatching(/^given-up: /))
    tripletex.setFaults([])
    state.retryTasks('c1', 'all')
    expect(await pass({ compares: false })).toMatchObject({ done: 1 })
  })

  test('a system that is down is left alone after five people', async () => {
    const { pass, huma, tripletex, id, state } = await flowing({ count: 12 })
    for (let n = 0; n < 12; n += 1) huma.system.edit(id(n), { phone: `+47912345${10 + n}` })
    tripletex.setFaults([{ kind: 'status', status: 503 }])
    const { error, later, done } = await pass()
    expect(error?.kind).toBe('unavailable')
    expect(later).toBeLessThan(12)
    expect(done).toBe(0)
    expect(state.countTasks('c1').waiting).toBe(12)
  })

  test('an answer that is lost is looked for, and nothing is written twice', async () => {
    const { pass, huma, tripletex, id, fields, state, clock } = await flowing()
    huma.system.edit(id(0), { phone: '+4791234500' })
    tripletex.setFaults([{ kind: 'reset-after', method: 'PUT', times: 1 }])
    await pass()
    clock.time = state.nextDue('c1') ?? clock.time
    await pass({ compares: false })
    expect(await fields(0)).toMatchObject({ phone: '+4791234500' })
    expect(state.openIntents('c1')).toEqual([])
    expect(state.countTasks('c1')).toMatchObject({ waiting: 0, held: 0 })
  })

  test('a new person whose answer is lost is created once', async () => {
    const { pass, huma, tripletex, state, clock } = await flowing()
    const before = tripletex.system.snapshot().length
    huma.system.add({
      ...{ givenName: 'Ny', familyName: 'Ansatt', email: 'ny@nordlys.example', phone: '', birthDate: '1990-05-17' },
      ...{
        nationalId: '',
        bankAccount: '',
        employeeNumber: '9001',
        gender: 'Female',
        jobTitle: 'Cook',
        team: 'Kitchen',
      },
      address: { line1: '', line2: '', postalCode: '', city: '', country: '' },
      ...{ location: 'Bergen', company: 'Nordlys AS', startDate: '2026-02-01', percentage: 100, monthlySalary: 1 },
    })
    tripletex.setFaults([{ kind: 'reset-after', method: 'POST', path: '/employee', times: 1 }])
    await pass()
    clock.time += 600_000
    await pass()
    expect(tripletex.system.snapshot()).toHaveLength(before + 1)
    expect(state.countTasks('c1')).toMatchObject({ waiting: 0, held: 0 })
  })

  test('a key that is refused stops the pass, and nothing is lost', async () => {
    const { pass, huma, tripletex, id, state } = await flowing()
    huma.system.edit(id(0), { phone: '+4791234500' })
    tripletex.setFaults([{ kind: 'status', status: 401 }])
    expect((await pass()).error?.kind).toBe('authorization')
    expect(state.tasks({ connectionId: 'c1', limit: 10 })).toMatchObject([{ state: 'waiting', tries: 0 }])
    tripletex.setFaults([])
    expect(await pass({ compares: false })).toMatchObject({ done: 1 })
  })

  test('an interrupted pass is gone on with', async () => {
    const { pass, huma, id, state } = await flowing({ count: 12 })
    for (let n = 0; n < 12; n += 1) huma.system.edit(id(n), { phone: `+47912345${10 + n}` })
    const stop = new AbortController()
    stop.abort()
    expect(await pass({ interrupted: stop.signal })).toMatchObject({ done: 0 })
    expect(state.countTasks('c1').waiting).toBe(12)
    expect(await pass({ compares: false })).toMatchObject({ done: 12 })
  })
})

describe('notices', () => {
  test('of a connection that is not active send nothing, with the reason in the log', async () => {
    const { notice, id, state, told } = await flowing()
    notice({ users: [id(0)] }, { activatedAt: null })
    expect(state.countTasks('c1').waiting).toBe(0)
    expect(told()).toEqual(['ignored: Notice users-update: the connection is not active.'])
  })

  test('of somebody who is not there send nothing', async () => {
    const { notice, pass, writesOf } = await flowing()
    notice({ users: ['10000000-0000-4000-8000-0000000fffff'] })
    expect(await writesOf(() => pass({ compares: false }))).toEqual([])
  })
})

describe('what is held', () => {
  test('is tried again when it was corrected in Huma, found by comparing', async () => {
    const { pass, writesOf, huma, id, state } = await flowing({ data: { salary: true } })
    const pay = { unit: 'yearly', amount: 600_000, fromDate: '2026-02-01' } as const
    huma.system.setSalary(id(0), { ...pay, currency: 'EUR' })
    expect(await pass()).toMatchObject({ held: 1 })
    expect(await writesOf(pass)).toEqual([])
    huma.system.setSalary(id(0), { ...pay, currency: 'NOK' })
    expect((await writesOf(pass)).length).toBeGreaterThan(0)
    expect(state.countTasks('c1')).toMatchObject({ held: 0, waiting: 0 })
  })
})

test('who comes into the scope after they were added is created, with a scope of one team', async () => {
  const flow = await flowing()
  const team = (await flow.open().huma.read.groups()).find(({ type }) => type === 'team')
  if (!team) throw new Error('no team')
  const change = { scope: [team] }
  const id = flow.huma.system.add({
    ...{ givenName: 'Ny', familyName: 'Ansatt', email: 'ny@nordlys.example', phone: '', birthDate: '1990-05-17' },
    ...{
      nationalId: '',
      bankAccount: '',
      employeeNumber: '9001',
      gender: 'Female',
      jobTitle: 'Cook',
      team: 'Elsewhere',
    },
    address: { line1: '', line2: '', postalCode: '', city: '', country: '' },
    ...{ location: 'Bergen', company: 'Nordlys AS', startDate: '2026-01-01', percentage: 100, monthlySalary: 1 },
  })
  flow.notice({ users: [id] }, change)
  expect(await flow.writesOf(() => flow.pass({ compares: false, change }))).toEqual([])
  flow.huma.system.join(id, { type: 'team', name: team.name })
  flow.notice({ users: [id] }, change)
  expect(await flow.writesOf(() => flow.pass({ compares: false, change }))).toEqual(['POST /v2/employee'])
})
