/** The plug is pulled right after payroll has answered: what somebody is to do by hand must not be forgotten. */
import { expect, test } from 'vitest'
import { type Flowing, flowing } from './flow.ts'

const options = {
  data: { positions: true, absence: true },
  settings: { userType: 'NO_ACCESS' },
  absenceMap: { Vacation: 'activity:5620002' },
}

/** In the moment when the list would be written to. */
async function cutWhileListing({ state, pass }: Flowing): Promise<void> {
  const { addByHand } = state
  state.addByHand = () => {
    throw new Error('no power')
  }
  await pass()
  state.addByHand = addByHand
  // Starting again is what a worker does by itself; a fault in our own code is held.
  state.retryTasks('c1', 'all')
  await pass()
}

function byHand({ state }: Flowing): string[] {
  return state.tasks({ connectionId: 'c1', state: 'by-hand', limit: 10 }).map(({ message = '' }) => message)
}

test('of a position that was deleted', async () => {
  const flow = await flowing(options)
  const [position] = await flow.input().huma.positions(flow.id(0))
  flow.huma.system.editPosition(flow.id(0), position?.id ?? '', { percentage: 60 })
  await flow.pass()
  flow.huma.system.removePosition(flow.id(0), position?.id ?? '')
  await cutWhileListing(flow)
  expect(byHand(flow)).toEqual([expect.stringContaining('the position was deleted in Huma')])
})

test('of an absence that meets hours of somebody else', async () => {
  const flow = await flowing(options)
  flow.tripletex.system.registerHours(flow.employeeId(0), { activity: 5_620_002, date: '2026-02-03', hours: 2 })
  const absence = { id: 'a1', type: 'Vacation', startDate: '2026-02-03', endDate: '2026-02-03', percentage: 100 }
  flow.notice({
    topic: 'absence-registered',
    absences: [{ userId: flow.id(0), absence: { ...absence, isApproved: true, isDeleted: false } }],
  })
  await cutWhileListing(flow)
  expect(byHand(flow)).toEqual([expect.stringContaining('somebody has registered 2 hours')])
})

test('somebody who was created just before, and changed in Huma since, gets the change', async () => {
  const flow = await flowing()
  const newcomer = {
    ...{ givenName: 'Ny', familyName: 'Ansatt', email: 'ny@nordlys.example', phone: '+4791112233' },
    ...{ birthDate: '1990-05-17', nationalId: '', bankAccount: '', employeeNumber: '9001', gender: 'Female' as const },
    address: { line1: '', line2: '', postalCode: '', city: '', country: '' },
    ...{ jobTitle: 'Cook', team: 'Kitchen', location: 'Bergen', company: 'Nordlys AS' },
    ...{ startDate: '2026-02-01', percentage: 100, monthlySalary: 40_000 },
  }
  const id = flow.huma.system.add(newcomer)
  // The request arrived, its answer did not.
  flow.tripletex.system.add(newcomer)
  const { givenName, familyName, email, phone, birthDate, employeeNumber } = newcomer
  const lease = flow.state.takeLease('c1')
  const runId = flow.state.startRun(lease, { command: 'run', startedAt: '2026-01-15T12:00:00Z' })
  flow.state.openIntent(lease, {
    ...{ runId, kind: 'create', side: 'payroll', personId: id, openedAt: '2026-01-15T12:00:00Z' },
    payload: { givenName, familyName, email, phone, birthDate, employeeNumber },
  })
  lease.release()
  const bankAccount = { type: 'national', number: '99991000077', country: 'NO' } as const
  flow.huma.system.edit(id, { phone: '+4791234500', bankAccount })
  await flow.pass()
  await flow.pass()
  expect(flow.tripletex.system.findByEmail(email)).toMatchObject({
    phoneNumberMobile: '91234500',
    bankAccountNumber: '99991000077',
  })
})
