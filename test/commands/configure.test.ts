import { expect, test } from 'vitest'
import { type Answer, cancel, scriptedPrompter, standard } from '../helpers/prompter.ts'
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
  expect(second.out).not.toMatch(/Positions|Results by e-mail/)
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
    { kind: 'confirm', message: 'Send positions to Tripletex?', answer: true },
    { kind: 'confirm', message: 'Go through them now?', answer: standard },
    { kind: 'find', message: 'Account manager (1 of 7)', answer: ['salg', '3415901 SALGSKONSULENT'] },
    { kind: 'find', message: 'Accountant (2 of 7)', answer: 'Finish later' },
    { kind: 'confirm', message: 'Send absence to Tripletex?', answer: true },
    { kind: 'select', message: 'Vacation in Huma', answer: 'Ferie' },
    ...unmapped.map((type): Answer => ({ kind: 'select', message: `${type} in Huma`, answer: standard })),
    { kind: 'confirm', message: 'Send salary to Tripletex?', answer: true },
    { kind: 'select', message: 'Main position', answer: 'began last' },
    { kind: 'select', message: 'Access to Tripletex', answer: standard },
    { kind: 'select', message: 'Department for new employees', answer: 'Kitchen' },
    { kind: 'select', message: 'Business (virksomhet) for new employments', answer: standard },
    { kind: 'select', message: 'Kind of pay of new employments', answer: standard },
    { kind: 'select', message: 'Working hours of new employments', answer: standard },
    { kind: 'confirm', message: 'Send the result of each sync by e-mail?', answer: standard },
    { kind: 'confirm', message: 'Save?', answer: standard },
  ]
  const before = await connection('nordlys')
  const asked = await run(['configure'], { prompter: scriptedPrompter(script) })
  expect(asked.code).toBe(0)
  expect(asked.err).toContain('Approved absence is sent automatically.')
  // What the system says of itself, and what nobody could send otherwise.
  expect(asked.said).toContain('In Tripletex: Written to the row of the employment')
  expect(asked.said).toContain("Absence comes by Huma's webhook, which is not set up yet: huma-payroll webhook")
  const { configuredAt: _, ...chosen } = await connection('nordlys')
  expect(chosen.data).toEqual({ users: true, createUsers: true, positions: true, absence: true, salary: true })
  expect(chosen).toMatchObject({
    occupationMap: { 'Account manager': '3415901' },
    settings: { mainPosition: 'latest-start', userType: 'NO_ACCESS' },
  })

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
  expect(said).toContain('Salary: what Huma holds now is taken as known.')

  const more = await run(['configure', '--positions', 'on', '--absence', 'on', '--salary', 'on'])
  expect(more.said).toContain('Positions: what Huma holds now')
  expect(more.said).toContain('Absence: what Huma tells of from now on is sent.')
})

test('Ctrl-C among the questions says that nothing was saved', async () => {
  const { run, connection } = await connected()
  const before = await connection('nordlys')
  const prompter = scriptedPrompter([
    { kind: 'confirm', message: 'Keep users', answer: standard },
    { kind: 'confirm', message: 'Create employees', answer: cancel },
  ])
  expect(await run(['configure'], { prompter })).toMatchObject({
    code: 130,
    err: expect.stringContaining('Nothing was saved'),
  })
  expect(await connection('nordlys')).toEqual(before)
})

test('nobody is asked about what is not sent', async () => {
  const { run, connection } = await connected()
  const prompter = scriptedPrompter([
    { kind: 'confirm', message: 'Keep users', answer: standard },
    { kind: 'confirm', message: 'Create employees', answer: standard },
    { kind: 'confirm', message: 'Send positions', answer: standard },
    { kind: 'confirm', message: 'Send absence', answer: standard },
    { kind: 'confirm', message: 'Send salary', answer: standard },
    { kind: 'select', message: 'Access to Tripletex', answer: standard },
    { kind: 'select', message: 'Department for new employees', answer: standard },
    { kind: 'confirm', message: 'by e-mail?', answer: standard },
    { kind: 'confirm', message: 'Save?', answer: standard },
  ])
  const { out } = await run(['configure'], { prompter })
  expect(out).not.toMatch(/Main position|new employments|Mail/)
  // Chosen before it is needed, it is shown and kept.
  await run(['configure', '--set', 'mainPosition=The one that began first'])
  expect((await connection('nordlys')).settings.mainPosition).toBe('earliest-start')
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
  [['--set', 'mainPosition=any'], 2, 'latest-start The one that began last'],
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

test.each([
  ['visma-net-payroll', '--absence', 'Visma takes absence by its Calendar API only'],
  ['xledger', '--absence', 'Xledger has no public way to write absence.'],
  ['xledger', '--salary', 'Xledger has no public way to write salaries.'],
  ['fortnox', '--map-occupation', 'Job titles have no codes in Fortnox.'],
])('%s %s: what a system does not take is refused with the reason', async (system, flag, why) => {
  const { run, connection, save } = await connected()
  await save({ ...(await connection('nordlys')), system })
  const { code, said } = await run(['configure', flag, flag === '--map-occupation' ? 'Cook=1' : 'on'])
  expect(said).toContain(why)
  expect(code).toBe(1)
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
