import { expect, test } from 'vitest'
import { type Answer, scriptedPrompter, standard } from '../helpers/prompter.ts'
import { connected, meanwhile, printedCommand } from './commands.ts'

test('scripted: flags are the answer; a type of absence by code or by name, and none again', async () => {
  const { run, connection } = await connected()
  const words = ['configure', '--users', 'on', '--absence', 'on']
  const maps = ['--map-absence', 'Vacation=leave:FURLOUGH', '--map-absence', 'sick leave=Sykmelding']
  const first = await run([...words, ...maps, '--set', 'userType=STANDARD', '--set', 'department=3 Finance'])
  expect(first.code).toBe(0)
  expect(first.said).toContain('established but not yet active')
  expect(first.said).toContain('Next: huma-payroll sync-users nordlys')
  const saved = await connection('nordlys')
  expect(saved).toMatchObject({
    data: { users: true, createUsers: false, positions: false, absence: true, salary: false },
    absenceMap: { Vacation: 'leave:FURLOUGH', 'Sick leave': expect.stringMatching(/^activity:\d+$/) },
    settings: { userType: 'STANDARD', department: expect.stringMatching(/^\d+$/) },
    activatedAt: null,
  })
  expect(saved.configuredAt).not.toBeNull()

  const second = await run(['configure', '--map-absence', 'Vacation=', '--map-absence', 'Sick leave=none'])
  expect(second.out).toMatch(/│ - Vacation +│ Furlough \(permittering\) +│ not sent +│/)
  expect(second.out).not.toContain('Positions')
  expect(second.said).toContain('No absence type is mapped')
  expect((await connection('nordlys')).absenceMap).toEqual({})

  const third = await run(['configure', '--absence', 'on'])
  expect(third.said).toContain('Nothing changes for nordlys')
})

test('asked for everything; the command that is printed does the same without questions', async () => {
  const { run, connection, save } = await connected()
  const unmapped = [
    'Self-certification',
    'Sick leave',
    'Paid time off',
    'Unpaid time off',
    'Sick child',
    'Parental leave',
  ]
  const script: Answer[] = [
    { kind: 'confirm', message: 'Keep users and employees in step?', answer: standard },
    { kind: 'confirm', message: 'Create employees in Tripletex automatically', answer: true },
    { kind: 'confirm', message: 'Send positions to Tripletex?', answer: standard },
    { kind: 'confirm', message: 'Send absence to Tripletex?', answer: true },
    { kind: 'select', message: 'Vacation in Huma', answer: 'Ferie' },
    ...unmapped.map((type): Answer => ({ kind: 'select', message: `${type} in Huma`, answer: standard })),
    { kind: 'confirm', message: 'Send salary to Tripletex?', answer: true },
    { kind: 'select', message: 'Access to Tripletex', answer: standard },
    { kind: 'select', message: 'Department for new employees', answer: 'Kitchen' },
    { kind: 'confirm', message: 'Save?', answer: standard },
  ]
  const before = await connection('nordlys')
  const asked = await run(['configure'], { prompter: scriptedPrompter(script) })
  expect(asked.code).toBe(0)
  expect(asked.err).toContain('Approved absence is sent automatically.')
  const { configuredAt: _, ...chosen } = await connection('nordlys')
  expect(chosen.data).toEqual({ users: true, createUsers: true, positions: false, absence: true, salary: true })

  await save(before)
  const printed = printedCommand(asked.err)
  expect(printed).toContain('Paid time off=none')
  expect((await run(printed)).code).toBe(0)
  const { configuredAt: __, ...again } = await connection('nordlys')
  expect(again).toEqual(chosen)
})

test('declined, nothing is saved; accepted, what a sync has done meanwhile stays', async () => {
  const { run, connection, save } = await connected()
  const before = await connection('nordlys')
  const declined = scriptedPrompter([{ kind: 'confirm', message: 'Save?', answer: false }])
  expect((await run(['configure', '--salary', 'on'], { prompter: declined })).said).toContain('Nothing was saved')
  expect(await connection('nordlys')).toEqual(before)

  const activatedAt = '2026-01-15T12:00:00.000Z'
  const accepted = scriptedPrompter([{ kind: 'confirm', message: 'Save?', answer: true }])
  const prompter = meanwhile(accepted, () => save({ ...before, activatedAt }))
  const { said } = await run(['configure', '--salary', 'on'], { prompter })
  expect(said).toContain('nordlys is active: this holds from now on')
  expect(await connection('nordlys')).toMatchObject({ activatedAt, data: { salary: true } })
})

const refusals: readonly [flags: readonly string[], code: number, says: string][] = [
  [[], 5, 'Say it with flags: huma-payroll configure nordlys --users on'],
  [['--users', 'off', '--create-users', 'on'], 2, 'while users are not synced'],
  [['--map-absence', 'Flu=1'], 2, 'TYPE one of: Vacation, Self-certification'],
  [['--map-absence', 'Vacation'], 2, 'TYPE=CODE'],
  [['--map-absence', 'Vacation=Sommer'], 2, 'leave:FURLOUGH Furlough (permittering)'],
  [['--set', 'colour=red'], 2, 'userType Access to Tripletex for new employees'],
  [['--set', 'userType'], 2, 'KEY=VALUE'],
  [['--set', 'userType=ROOT'], 2, 'NO_ACCESS No access'],
  [['--set', 'department=Basement'], 2, 'Finance'],
]

test('what cannot be right is refused, and nothing is saved', async () => {
  const { run, connection } = await connected()
  const before = await connection('nordlys')
  for (const [flags, code, says] of refusals) {
    const refused = await run(['configure', ...flags])
    expect.soft(refused.said, flags.join(' ')).toContain(says)
    expect.soft(refused.code, flags.join(' ')).toBe(code)
  }
  expect(await connection('nordlys')).toEqual(before)
})

test('only what looks into the payroll system needs its key', async () => {
  const { run, running } = await connected()
  await running.tripletex.close()
  const env = { HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN: '' }
  expect((await run(['configure', '--salary', 'on', '--set', 'userType=EXTENDED'], { env })).code).toBe(0)
  const { code, said } = await run(['configure', '--map-absence', 'Vacation=Ferie'], { env })
  expect(code).toBe(4)
  expect(said).toContain('Authorize it: huma-payroll connect tripletex --name nordlys')
})
