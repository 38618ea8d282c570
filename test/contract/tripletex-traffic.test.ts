/**
 * Every request by which positions, absence and salary are written, and every answer of the sandbox to it, against Tripletex'
 * own description. The traffic of `sync-users` is in traffic.test.ts.
 */
import { expect, onTestFinished, test } from 'vitest'
import { kari, openTripletex } from '../systems/tripletex-sandbox.ts'
import { contractsAbsent, tripletexContract } from './contracts.ts'
import { type Contract, checkRequest, checkResponse } from './openapi.ts'
import { type Exchange, type Recorder, startRecorder } from './recording.ts'

const today = '2026-01-15'
/** The one thing that is tried without being described: taking an end away. Nothing in the description may be null. */
const untold = 'PUT /employee/employment/* request body/endDate: must be string'
const position = {
  id: 'p-1',
  title: 'Controller',
  startDate: '2026-02-01',
  endDate: null,
  percentage: 60,
  contractType: 'Seasonal',
  endReason: '',
}
const salary = { id: 's-1', unit: 'monthly', amount: 40_000, currency: 'NOK', fromDate: '2026-02-01' } as const
const absence = {
  id: '6650a1b2c3d4e5f6a7b8c9d0',
  code: 'activity:5620002',
  startDate: '2026-02-02',
  endDate: '2026-02-03',
  percentage: 100,
  workdays: ['2026-02-02', '2026-02-03'],
}

test('positions, absence and salary keep to the contract', async ({ skip }) => {
  const contract = tripletexContract()
  if (!contract) return skip(contractsAbsent)
  const recorders: Recorder[] = []
  const {
    read,
    write,
    positions,
    absence: absences,
    salary: salaries,
    sandbox,
    employeeAt,
    personAt,
  } = await openTripletex({
    async by(url) {
      const recorder = await startRecorder(url)
      recorders.push(recorder)
      onTestFinished(() => recorder.close())
      return recorder.url
    },
  })
  sandbox.setStandardTime(undefined, '2020-01-01', 7.5)
  sandbox.setStandardTime(employeeAt(1).id, '2020-01-01', 8)
  // Everything that a row can carry on.
  const [first] = employeeAt(1).employments.flatMap(({ details }) => details)
  sandbox.editRow(first?.id ?? 0, { workingHoursScheme: 'OTHER_SHIFT', shiftDurationHours: 35.5, ...atSea })
  const person = await personAt(1)

  await read.choices('division')
  await read.occupations?.('Senior controller')
  const { id } = await write.createPerson(kari)
  const newcomer = await read.findPerson({ id })
  if (!newcomer) throw new RangeError('Nobody was created.')
  const order = { from: position.startDate, isMain: true, today, occupationCode: '2419901' }
  await positions.put({ ...order, person: newcomer, position: { ...position, endDate: '2026-12-31' }, salary })
  await positions.put({ ...order, person, position })
  const moved = { ...position, startDate: '2026-01-20', percentage: 70, endDate: '2026-06-30' }
  await positions.put({ ...order, person, position: moved, before: position, from: moved.startDate })
  await positions.put({ ...order, person, position, before: moved })
  const pay = { person, percentage: 60, today }
  await salaries.put({ ...pay, salary: { ...salary, fromDate: '2026-03-01' } })
  await salaries.put({ ...pay, salary: { ...salary, unit: 'hourly', amount: 210.5, fromDate: '2026-03-01' } })
  await salaries.clear(pay)
  await absences.put({ person, today, absence })
  await absences.put({ person, today, absence: { ...absence, percentage: 50, workdays: ['2026-02-03'] } })
  const leave = { ...absence, code: 'leave:PARENTAL_BENEFITS' }
  const { reference = '' } = await absences.put({ person, today, absence: leave, before: absence })
  await absences.put({ person, today, absence: { ...leave, percentage: 40 }, before: leave, reference })

  const exchanges = recorders.flatMap((recorder) => recorder.exchanges())
  expect([...new Set(exchanges.flatMap((one) => problemsOf(contract, one)))]).toEqual([untold])
  expect([...new Set(exchanges.map((one) => `${operation(one)} ${one.status}`))]).toEqual(
    expect.arrayContaining([
      'GET /division 200',
      'GET /employee/employment 200',
      'GET /employee/employment/occupationCode 200',
      'POST /employee/employment 201',
      'PUT /employee/employment/* 200',
      'POST /employee/employment/details 201',
      'PUT /employee/employment/details/* 200',
      'GET /employee/standardTime 200',
      'GET /salary/settings/standardTime 200',
      'GET /timesheet/entry 200',
      'POST /timesheet/entry 201',
      'PUT /timesheet/entry/* 200',
      'DELETE /timesheet/entry/* 204',
      'GET /employee/employment/leaveOfAbsence 200',
      'GET /employee/employment/leaveOfAbsence/* 200',
      'POST /employee/employment/leaveOfAbsence 201',
      'PUT /employee/employment/leaveOfAbsence/* 200',
    ]),
  )
})

const atSea = {
  employmentType: 'MARITIME',
  maritimeEmployment: {
    fartoeyId: 'LM-1',
    paamoenstringsdato: '2026-01-01',
    avmoenstringsdato: null,
    antallTimerPerYrkeskodePerMoenstring: 12,
    shipRegister: 'NOR',
    shipType: 'OTHER',
    tradeArea: 'DOMESTIC',
  },
} as const

function problemsOf(contract: Contract, one: Exchange): string[] {
  const { method, path, query, status } = one
  if (status === undefined) return [`${operation(one)}: the connection broke`]
  const asked = checkRequest(contract, { method, path, query, headers: one.requestHeaders, body: one.requestBody })
  const headers = one.responseHeaders
  const answered = checkResponse(contract, { method, path, status, headers, body: one.responseBody })
  return [...asked.map((text) => `request ${text}`), ...answered.map((text) => `answer ${text}`)].map(
    (problem) => `${operation(one)} ${problem}`,
  )
}

/** "PUT /employee/employment/*": whose id it was does not matter. */
function operation({ method, path }: Exchange): string {
  return `${method} ${path.replaceAll(/\/\d+/g, '/*')}`
}
