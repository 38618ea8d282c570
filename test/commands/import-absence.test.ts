/** `import-absence` as people type it: from a file on the disk to the hours in payroll. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { State } from '../../src/store/store.ts'
import type { Prompter } from '../../src/ui/ui.ts'
import { temporaryFolder } from '../helpers/home.ts'
import { type Answer, cancel, scriptedPrompter } from '../helpers/prompter.ts'
import { connected, type Ran } from './commands.ts'

const february = ['--complete', '--from', '2026-02-01', '--to', '2026-02-28']

/** An active connection on 15 January 2026, and those of its people who are linked. */
async function active() {
  const clock = { time: Date.UTC(2026, 0, 15, 12) }
  const one = await connected('nordlys', { now: () => clock.time })
  const run = (words: readonly string[], options: { prompter?: Prompter } = {}) =>
    one.run(words, { now: () => clock.time, ...options })
  const maps = ['Vacation=activity:5620002', 'Sick leave=activity:5620004'].flatMap((map) => ['--map-absence', map])
  await run(['configure', '--users', 'on', '--create-users', 'on', '--absence', 'on', ...maps, '--yes'])
  await run(['sync-users', '--direction', 'huma-to-payroll', '--yes'])
  const { id } = await one.connection('nordlys')
  const links = await one.state((state) => state.links(id))
  const { huma, tripletex } = one.running
  const linked = huma.system.snapshot().users.flatMap((user) => {
    const link = links.find(({ humaId }) => humaId === user.id)
    return user.active && link ? [{ ...user, employeeId: Number(link.payrollId) }] : []
  })
  const path = join(temporaryFolder(), 'absence.csv')
  clock.time += 3_600_000

  return {
    ...one,
    run,
    clock,
    path,
    users: linked,
    /** Imports these rows below a first row of column names. */
    bring(head: string, rows: readonly string[], words: readonly string[] = ['--yes'], options = {}): Promise<Ran> {
      writeFileSync(path, [head, ...rows, ''].join('\n'))
      return run(['import-absence', path, ...words], options)
    },
    /** The days of February on which payroll holds hours of somebody. */
    days(employeeId: number): number[] {
      const employee = tripletex.system.snapshot().find((other) => other.id === employeeId)
      return (employee?.timesheetEntries ?? []).map(({ date }) => Number(date.slice(-2))).sort((a, b) => a - b)
    },
    kept: () =>
      one.state((state: State) => [
        state.recordsOf(id, 'absence'),
        state.tasks({ connectionId: id, limit: 1000 }),
        state.logEntries({ limit: 1000 }),
      ]),
  }
}

function user<T>(users: readonly T[], index: number): T {
  const found = users[index]
  if (!found) throw new RangeError(`nobody at ${index}`)
  return found
}

const head = 'email;type;start;end;approved'

test('from a file to payroll, changed by a second one, taken back by a complete one; the same again changes nothing', async () => {
  const { bring, run, users, days, kept } = await active()
  const [kari, ola] = [user(users, 0), user(users, 1)]
  const rows = [
    `${kari.email.toUpperCase()} ;Vacation;2026-02-02;2026-02-06;yes`,
    `${ola.email};Sick leave;2026-02-02;2026-02-03;yes`,
  ]
  const first = await bring(head, rows)
  expect([first.code, first.said]).toEqual([0, expect.stringContaining('2 new 2 to be sent')])
  expect(first.said).toContain('Imported: 2 new, 0 changed.')
  expect(first.said).toContain('huma-payroll sync nordlys')
  expect(days(kari.employeeId)).toEqual([])
  expect((await run(['sync'])).code).toBe(0)
  expect([days(kari.employeeId), days(ola.employeeId)]).toEqual([
    [2, 3, 4, 5, 6],
    [2, 3],
  ])

  const before = await kept()
  const again = await bring(head, rows)
  expect([again.code, again.said]).toEqual([0, expect.stringContaining('Nothing in it is new: nothing was imported.')])
  expect(await kept()).toEqual(before)

  const shorter = [rows[0]?.replace('02-06', '02-04') ?? '', rows[1] ?? '']
  expect((await bring(head, shorter)).said).toContain('1 changed 1 to be sent')
  await run(['sync'])
  expect(days(kari.employeeId)).toEqual([2, 3, 4])
  // Without --complete nothing is taken back, whatever the file lacks.
  expect((await bring(head, shorter.slice(0, 1))).said).toContain('nothing was imported')
  const complete = await bring(head, shorter.slice(0, 1), [...february, '--yes'])
  expect(complete.said).toContain('1 gone not in the file; 1 to be taken back from payroll')
  await run(['sync'])
  expect([days(kari.employeeId), days(ola.employeeId)]).toEqual([[2, 3, 4], []])
  // Why somebody is away is nobody's business.
  const logs = await run(['logs', '--json', '--limit', '1000'])
  expect(logs.out).toContain('Absence from a file')
  expect(logs.out).not.toMatch(/vacation|sick/i)
})

test('whose it is: by id, e-mail address or employee number, and never guessed', async () => {
  const { bring, users, running, path, run } = await active()
  const [kari, ola, per] = [user(users, 0), user(users, 1), user(users, 2)]
  const numberOf = (id: string) => running.huma.system.snapshot().users.find((one) => one.id === id)?.employmentId
  running.huma.system.edit(per.id, { employmentId: numberOf(ola.id) ?? '' })
  const absence = 'Vacation;2026-02-02;2026-02-06;yes'
  const { code, said } = await bring('user id;email;employee number;type;start;end;approved', [
    `${kari.id.toUpperCase()};gone@nordlys.example;;${absence}`,
    `;${ola.email};;${absence}`,
    `;;${numberOf(kari.id)};${absence.replace('02-02', '02-09').replace('02-06', '02-10')}`,
    `10000000-0000-4000-8000-0000000fffff;${kari.email};;${absence}`,
    `;nobody@nordlys.example;${numberOf(kari.id)};${absence}`,
    `${kari.id};${ola.email};;${absence}`,
    `;;${numberOf(ola.id)};${absence}`,
    `;;007;${absence}`,
  ])
  expect(code).toBe(3)
  for (const sentence of [
    '3 new 3 to be sent 0 changed 5 not understood',
    'line 5 nobody in Huma has the id 10000000-0000-4000-8000-0000000fffff',
    'line 6 nobody in Huma has the e-mail address nobody@nordlys.example',
    "line 7 the e-mail address is somebody else's than the id",
    `line 8 2 people in Huma have the employee number ${numberOf(ola.id)}`,
    'line 9 nobody in Huma has the employee number 007',
    'Imported: 3 new',
  ]) {
    expect(said).toContain(sentence)
  }
  const lines = (await run(['import-absence', path, '--dry-run', '--json'])).json()
  expect(lines).toMatchObject({ counts: { new: 0, unchanged: 3, notUnderstood: 5 }, changes: [], imported: false })
})

test('somebody outside of the scope is left', async () => {
  const { bring, run, users, connection, save, running } = await active()
  running.huma.system.join(user(users, 0).id, { type: 'team', name: 'Night shift' })
  const words = ['connect', 'tripletex', '--name', 'night', '--scope', 'team:Night shift']
  await run([...words, '--base-url', running.tripletex.baseUrl])
  await save({ ...(await connection('nordlys')), scope: (await connection('night')).scope })
  const rows = users.map(({ email }) => `${email};Vacation;2026-02-02;2026-02-06;yes`)
  const { said } = await bring(head, rows, ['nordlys', '--yes'])
  expect(said).toContain('1 new 1 to be sent')
  expect(said).toContain(`${users.length - 1} outside of people who take no part in this connection: left`)
})

test('history is counted, told, and not taken', async () => {
  const { bring, users } = await active()
  const { email } = user(users, 0)
  const { said } = await bring(`${head};updated`, [
    `${email};Vacation;2026-02-02;2026-02-06;yes;2026-01-14`,
    `${email};Vacation;2026-01-02;2026-01-06;yes;`,
    `${email};Vacation;2026-02-09;2026-02-10;yes;2026-01-16`,
  ])
  expect(said).toMatch(/1 new .* 2 history approved or changed before 15 Jan 2026/)
})

test('a type that is not mapped is told, and a person who is not linked', async () => {
  const { bring, users, running } = await active()
  const linked = new Set(users.map(({ id }) => id))
  const unlinked = running.huma.system.snapshot().users.find(({ id, active: is }) => is && !linked.has(id))
  const { said } = await bring(head, [
    `${user(users, 0).email};Course;2026-02-02;2026-02-06;yes`,
    `${user(users, 1).email};Vacation;2026-02-02;;yes`,
    `${user(users, 2).email};Vacation;2026-02-02;2026-02-06;no`,
    `${unlinked?.email};Vacation;2026-02-02;2026-02-06;yes`,
  ])
  expect(said).toContain(
    '4 new 1 of a type that is not mapped, 1 not approved, 1 without a last day, 1 of people who are not linked',
  )
  expect(said).toContain('Not mapped, so never sent: "Course". To map them: huma-payroll configure nordlys')
})

describe('nothing is done', () => {
  const good = (email: string) => `${email};Vacation;2026-02-02;2026-02-06;yes`

  test('before the activation, or while absence is off', async () => {
    const { bring, connection, save } = await active()
    const before = await connection('nordlys')
    await save({ ...before, data: { ...before.data, absence: false } })
    const off = await bring(head, [good('kari@nordlys.example')])
    expect([off.code, off.said]).toEqual([2, expect.stringContaining('huma-payroll configure nordlys --absence on')])
    await save({ ...before, activatedAt: null })
    const early = await bring(head, [good('kari@nordlys.example')])
    expect([early.code, early.said]).toEqual([2, expect.stringContaining('"nordlys" is not active yet')])
  })

  test.each<[readonly string[], number, string]>([
    [['--complete', '--yes'], 2, '--complete needs --from and --to.'],
    [['--from', '2026-02-01', '--yes'], 2, 'with --complete.'],
    [['--complete', '--from', '2026-02-30', '--to', '2026-03-01'], 2, '--from: "2026-02-30" is no day.'],
    [['--complete', '--from', '2026-03-01', '--to', '2026-02-01'], 2, '--to is before --from.'],
    [[], 5, 'Nobody can be asked whether to import this. Nothing was imported.'],
  ])('with %j', async (words, code, message) => {
    const { bring, users, kept } = await active()
    const before = await kept()
    const ran = await bring(head, [good(user(users, 0).email)], words)
    expect([ran.code, ran.said]).toEqual([code, expect.stringContaining(message)])
    expect(await kept()).toEqual(before)
  })

  test('where nothing of a file is understood, or not all of a complete one', async () => {
    const { bring, users, kept } = await active()
    const before = await kept()
    const nothing = await bring(head, [good('nobody@nordlys.example')])
    expect([nothing.code, nothing.said]).toEqual([2, expect.stringContaining('Nothing in')])
    expect(nothing.said).toContain('line 2 nobody in Huma has')
    const rows = [good(user(users, 0).email), good('nobody@nordlys.example')]
    const complete = await bring(head, rows, [...february, '--yes'])
    expect([complete.code, complete.said]).toEqual([2, expect.stringContaining('cannot be taken as complete')])
    expect(await kept()).toEqual(before)
  })

  test('where more than half of what is known would be taken back, until somebody says how many', async () => {
    const { bring, run, users, kept, path } = await active()
    const rows = [0, 1, 2].map((index) => good(user(users, index).email))
    await bring(head, rows)
    const before = await kept()
    const stopped = await bring(head, rows.slice(0, 1), [...february, '--yes'])
    expect([stopped.code, stopped.said]).toEqual([
      6,
      expect.stringContaining('Of 3 absences that are known from 2026-02-01 to 2026-02-28, 2 are not in the file'),
    ])
    const tighter = await run(['import-absence', path, ...february, '--max-changes', '1', '--yes'])
    expect([tighter.code, tighter.said]).toEqual([6, expect.stringContaining('--max-changes allows 1')])
    expect(await kept()).toEqual(before)
    expect((await run(['import-absence', path, ...february, '--dry-run'])).said).toContain('It would be stopped.')
    // The command line that it printed, as it stands.
    const printed = /If it is meant: huma-payroll (.*)$/m.exec(stopped.err)?.[1]?.split(' ') ?? []
    expect((await run([...printed, '--yes'])).said).toContain('2 gone')
  })

  test('where Huma cannot be asked, or shows nobody', async () => {
    const { bring, users, kept, running } = await active()
    const before = await kept()
    running.huma.setFaults([{ kind: 'empty', path: '/users' }])
    const empty = await bring(head, [good(user(users, 0).email)])
    expect([empty.code, empty.said]).toEqual([1, expect.stringContaining('Huma shows no users at all')])
    running.huma.setFaults([{ kind: 'status', status: 401 }])
    expect((await bring(head, [good(user(users, 0).email)])).code).toBe(4)
    expect(await kept()).toEqual(before)
  })
})

describe('somebody at the terminal', () => {
  const question = (answer: Answer['answer']): Answer => ({ kind: 'select', message: 'Import absence?', answer })

  test('sees every absence, says yes, and gets the command that asks nothing', async () => {
    const { bring, users, run } = await active()
    const { email, givenName } = user(users, 0)
    const rows = [`${email};Vacation;2026-02-02;2026-02-06;yes`]
    const prompter = scriptedPrompter([question('Show every'), question('Yes')])
    const { said, err, code } = await bring(head, rows, [], { prompter })
    expect(code).toBe(0)
    expect(said).toMatch(new RegExp(`${givenName} .* new 2026-02-02 to 2026-02-06`))
    expect(err).not.toContain('Vacation')
    const words = /Without questions:\n {2}huma-payroll (.*)$/m.exec(err)?.[1]?.split(' ') ?? []
    expect((await run(words)).said).toContain('nothing was imported')
  })

  test('says no, or presses Ctrl-C: nothing is imported', async () => {
    const { bring, users, kept } = await active()
    const before = await kept()
    const rows = [`${user(users, 0).email};Vacation;2026-02-02;2026-02-06;yes`]
    const no = await bring(head, rows, [], { prompter: scriptedPrompter([question('No')]) })
    expect([no.code, no.said]).toEqual([0, expect.stringContaining('Nothing was imported.')])
    expect((await bring(head, rows, [], { prompter: scriptedPrompter([question(cancel)]) })).code).toBe(130)
    expect(await kept()).toEqual(before)
  })

  test('thinks while somebody else imports the same', async () => {
    const { bring, users, run, path } = await active()
    const rows = [`${user(users, 0).email};Vacation;2026-02-02;2026-02-06;yes`]
    const yes = scriptedPrompter([question('Yes')])
    const prompter: Prompter = {
      ...yes,
      async select(asked) {
        await run(['import-absence', path, '--yes'])
        return yes.select(asked)
      },
    }
    const { code, said } = await bring(head, rows, [], { prompter })
    expect([code, said]).toEqual([1, expect.stringContaining('has changed in the meantime. Nothing was imported.')])
  })
})
