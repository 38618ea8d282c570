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
