import { expect, onTestFinished, test } from 'vitest'
import { choosePlace } from '../../src/commands/connect-choices.ts'
import { createHumaSandbox } from '../../src/sandbox/huma.ts'
import { finnishPerson } from '../../src/sandbox/netvisor/finnish.ts'
import { createNetvisorSandbox } from '../../src/sandbox/netvisor.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { tripletex } from '../../src/systems/tripletex/index.ts'
import { type Answer, scriptedPrompter, standard } from '../helpers/prompter.ts'
import { testWorld } from '../helpers/world.ts'
import { connected, desk, keys, printedCommand, sandbox, wordsOf } from './commands.ts'

test('scripted: both keys from standard input, a scope by name, and nothing secret in plain text', async () => {
  const { huma, tripletex: payroll, environment } = await sandbox()
  const { run, connection, kept } = desk()

  const first = await run(['connect', 'huma', '--base-url', `${huma.baseUrl}/`, '--key-file', '-'], keys(huma))
  expect(first.code).toBe(0)
  expect(first.err).toContain('Next: huma-payroll connect tripletex')
  const words = ['connect', 'tripletex', '--name', 'Nordlys AS', '--scope', 'company:nordlys as']
  const second = await run([...words, '--base-url', payroll.baseUrl, '--key-file', '-'], keys(payroll))

  expect(second.code).toBe(0)
  expect(second.out).toContain('company Nordlys AS ⇄ Tripletex, Nordlys AS (')
  expect(second.out).toMatch(/The key is in the encrypted file .*secrets\.age/)
  expect((await run(['status'])).said).toMatch(/Nordlys AS .* Key in the encrypted file \S*secrets\.age/)
  expect(second.err).toContain('Nothing is active')
  expect(second.err).toContain('Next: huma-payroll configure "Nordlys AS"')
  expect(await connection('Nordlys AS')).toMatchObject({
    scope: [{ type: 'company', name: 'Nordlys AS' }],
    settings: { userType: 'NO_ACCESS', department: '' },
    data: { users: true, createUsers: false, positions: false, absence: false, salary: false },
    configuredAt: null,
    activatedAt: null,
  })
  for (const secret of Object.values(environment)) {
    expect(kept()).not.toContain(secret)
    expect(first.out + first.err + second.out + second.err).not.toContain(secret)
  }
})

test('asked for everything; the command that is printed does the same without questions', async () => {
  const { huma, tripletex: payroll } = await sandbox()
  const { clientId = '', clientSecret = '' } = huma.system.secrets
  const { run, connection } = desk({
    HUMA_PAYROLL_HUMA_CLIENT_ID: clientId,
    HUMA_PAYROLL_HUMA_CLIENT_SECRET: clientSecret,
  })
  await run(['connect', 'huma', '--base-url', huma.baseUrl])

  const { employeeToken = '', consumerToken = '' } = payroll.system.secrets
  const script: Answer[] = [
    { kind: 'text', message: 'Give the connection a name', answer: standard },
    { kind: 'select', message: 'Who should be part', answer: 'One or more teams' },
    { kind: 'checkbox', message: 'Which teams?', answer: ['Finance', 'Kitchen'] },
    { kind: 'password', message: 'Employee token', answer: employeeToken },
    { kind: 'password', message: 'Consumer token', answer: consumerToken },
  ]
  const words = ['connect', 'tripletex', '--base-url', payroll.baseUrl]
  const asked = await run(words, { prompter: scriptedPrompter(script) })
  expect(asked.err).toContain('Before you start')
  expect(asked.err).toContain('API access')
  expect(asked.code).toBe(0)
  const made = await connection('tripletex')
  expect(made.scope).toMatchObject([{ name: 'Finance' }, { name: 'Kitchen' }])

  const printed = printedCommand(asked.err)
  expect(printed.join(' ')).not.toContain(employeeToken)
  const again = await run(
    printed.map((word) => (word === 'FILE' ? '-' : word)),
    keys(payroll),
  )
  expect(again.code).toBe(0)
  expect(await connection('tripletex')).toEqual(made)
})

test('without Huma it offers to connect it first; declined, or where nobody can be asked, it says how', async () => {
  const { run } = desk()
  const asked = { kind: 'confirm', message: 'Connect Huma now?' } as const
  const declined = await run(['connect', 'tripletex'], {
    prompter: scriptedPrompter([{ ...asked, answer: false }]),
  })
  const alone = await run(['connect', 'tripletex'])
  for (const { code, err } of [declined, alone]) {
    expect(code).toBe(4)
    expect(err).toContain('First: huma-payroll connect huma')
  }
})

test('a failed proof leaves everything as it was', async () => {
  const { huma, tripletex: payroll } = await sandbox()
  const { run, kept } = desk()
  await run(['connect', 'huma', '--base-url', huma.baseUrl, '--key-file', '-'], keys(huma))
  const words = ['connect', 'tripletex', '--base-url', payroll.baseUrl, '--key-file', '-']
  await run(words, keys(payroll))
  const before = kept()

  const wrong = { stdin: JSON.stringify({ employeeToken: 'wrong', consumerToken: 'wrong' }) }
  const wrongHuma = { stdin: JSON.stringify({ clientId: '5a4db0c5-0000-4000-8000-000000000009', clientSecret: 'no' }) }
  const failed = [
    await run([...words, '--name', 'tripletex'], wrong),
    await run([...words, '--name', 'other'], wrong),
    await run(['connect', 'huma', '--key-file', '-'], wrongHuma),
  ]
  for (const { code, said } of failed) {
    expect(code).toBe(4)
    expect(said).toContain('Nothing was saved')
  }
  expect(kept()).toBe(before)
  expect((await run(['status', '--check'])).code).toBe(0)
})

test('a name that exists is authorized anew: settings stay, also an activation of the meantime', async () => {
  const { run, connection, save, running } = await connected()
  await run(['configure', 'nordlys', '--salary', 'on'])
  const before = await connection('nordlys')
  const activatedAt = '2026-01-15T12:00:00.000Z'
  const { employeeToken = '', consumerToken = '' } = running.tripletex.system.secrets
  const prompter = scriptedPrompter([
    { kind: 'select', message: 'Tripletex is connected already', answer: 'A new key for nordlys' },
    { kind: 'password', message: 'Employee token', answer: employeeToken },
    { kind: 'password', message: 'Consumer token', answer: consumerToken },
  ])
  const busy = {
    ...prompter,
    async password(question: Parameters<typeof prompter.password>[0]) {
      await save({ ...before, activatedAt })
      return prompter.password(question)
    },
  }
  const env = { HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN: '', HUMA_PAYROLL_TRIPLETEX_CONSUMER_TOKEN: '' }
  const { code, out } = await run(['connect', 'tripletex'], { prompter: busy, env })
  expect(code).toBe(0)
  expect(out).toContain('nordlys is authorized anew; its settings, links and history stay.')
  expect(await connection('nordlys')).toEqual({ ...before, activatedAt })
})

test('a key of another company or organisation is refused for a connection that has people', async () => {
  const { run, connection, save, kept } = await connected()
  await save({ ...(await connection('nordlys')), account: { id: '4711', name: 'Other AS' } })
  const before = kept()
  const again = await run(['connect', 'tripletex', '--name', 'nordlys'])
  expect(again.code).toBe(2)
  expect(again.said).toContain('"nordlys" belongs to Other AS (4711). Nothing was saved.')

  const other = await sandbox({ people: 5 })
  const words = ['connect', 'huma', '--base-url', other.huma.baseUrl]
  const huma = await run(words, { env: other.environment })
  expect(huma.code).toBe(2)
  expect(huma.said).toContain('another organisation in Huma than the one that "nordlys" belongs to')
  expect(kept()).toBe(before)
  const same = await run(['connect', 'huma'])
  expect(same.said).toContain('Huma is connected; the new key replaces the one before.')
})

test('people in two connections of one system are counted, and so is a hosted integration told', async () => {
  const { run, running } = await connected()
  const words = ['connect', 'tripletex', '--name', 'finance', '--scope', 'team:Finance', '--json']
  const address = ['--base-url', running.tripletex.baseUrl]
  const inFinance = running.company.huma.filter(({ team }) => team === 'Finance').length
  const second = await run([...words, ...address])
  expect(second.json()).toMatchObject({
    warnings: [expect.stringMatching(new RegExp(`^${inFinance} (person takes|people take) part in "nordlys" too`))],
  })

  // A person has one team: nobody of the kitchen is in finance.
  const third = await run([
    'connect',
    'tripletex',
    '--name',
    'kitchen',
    '--scope',
    'team:Kitchen',
    '--json',
    ...address,
  ])
  expect(third.json().warnings).toEqual([expect.stringContaining('part in "nordlys" too')])

  const people = makePeople({ count: 4, seed: 1, country: 'NO' })
  const hosted = createHumaSandbox({ people, now: Date.now, hostedIntegration: 'tripletex' })
  const served = await serve(hosted)
  onTestFinished(() => served.close())
  const other = desk(running.environment)
  await other.run(['connect', 'huma', '--base-url', served.url])
  const { said, code } = await other.run(['connect', 'tripletex', ...address])
  expect(code).toBe(0)
  expect(said).toContain('Two syncers would overwrite each other')
})

test('the first environment where nobody can be asked, else the one that is picked, or the one of before', async () => {
  const [production, test] = tripletex.environments
  expect(await choosePlace(testWorld().world, tripletex, {}, undefined)).toEqual({ baseUrl: production?.baseUrl })
  const prompter = scriptedPrompter([{ kind: 'select', message: 'Which Tripletex?', answer: 'Test' }])
  const { world } = testWorld({ prompter })
  expect(await choosePlace(world, tripletex, {}, undefined)).toEqual({ baseUrl: test?.baseUrl })
  const { connection } = await connected()
  const before = await connection('nordlys')
  expect(await choosePlace(world, tripletex, {}, before)).toEqual({ baseUrl: before.baseUrl })
})

test('a setting that decides how to ask is told with the key; the hint of a refused key is the command to paste', async () => {
  const { huma, company } = await sandbox()
  const people = company.payroll.map(finnishPerson)
  const system = createNetvisorSandbox({ people, now: Date.now, oldAlgorithm: 'only' })
  const served = await serve(system)
  onTestFinished(() => served.close())
  const { run, connection, connections } = desk()
  await run(['connect', 'huma', '--base-url', huma.baseUrl, '--key-file', '-'], keys(huma))
  const words = ['connect', 'netvisor', '--name', 'Nordlys Oy', '--scope', 'team:Kitchen', '--base-url', served.url]
  const refused = await run([...words, '--key-file', '-'], keys({ system }))
  expect([refused.code, await connections()]).toEqual([4, []])

  const again = wordsOf(/huma-payroll (connect .*signature=.*)$/m.exec(refused.err)?.[1] ?? '')
  expect(again).toEqual([...words, '--key-file', '-', '--set', 'signature=SHA256'])
  expect((await run(again, keys({ system }))).code).toBe(0)
  expect(await connection('Nordlys Oy')).toMatchObject({
    scope: [{ type: 'team', name: 'Kitchen' }],
    settings: { signature: 'SHA256', hoursPerDay: '7,5', wageModel: '' },
  })

  // Authorized anew it stays; the wrong way round, the hint turns round too.
  const anew = ['connect', 'netvisor', '--name', 'Nordlys Oy', '--key-file', '-']
  expect((await run(anew, keys({ system }))).code).toBe(0)
  expect((await connection('Nordlys Oy')).settings).toMatchObject({ signature: 'SHA256' })
  const wrong = await run([...anew, '--set', 'signature=HMACSHA256'], keys({ system }))
  expect(wrong.err).toMatch(/connect netvisor --name "Nordlys Oy" .*--key-file - --set signature=SHA256$/m)
  const other = await run(anew, keys({ system: { secrets: { ...system.secrets, customerKey: 'x' } } }))
  expect(other.err).toMatch(/connect netvisor --name "Nordlys Oy" .*--key-file - --set signature=HMACSHA256$/m)
  expect((await connection('Nordlys Oy')).settings).toMatchObject({ signature: 'SHA256' })
})

const refusals: readonly [why: string, options: readonly string[], says: string][] = [
  ['a group that is not there', ['--scope', 'company:Sydlys AS'], 'It has "Nordlys AS"'],
  ['a kind of group that is not there', ['--scope', 'department:1'], 'company:NAME'],
  ['a scope without a kind', ['--scope', 'Nordlys AS'], 'company:NAME'],
  ['everybody and somebody', ['--scope', 'all', '--scope', 'team:Finance'], 'not both'],
  ['http to somewhere else', ['--base-url', 'http://tripletex.example/v2'], 'only to this machine'],
  ['http to something like this machine', ['--base-url', 'http://127.0.0.1.example/v2'], 'only to this machine'],
  ['another protocol', ['--base-url', 'ftp://tripletex.example'], 'only https:// can be used'],
  ['an address with a key in it', ['--base-url', 'https://a:b@tripletex.example'], 'keys do not belong'],
  ['no address', ['--base-url', 'tripletex'], 'not an address'],
  ['a name like an option', ['--name=-x'], 'hyphen'],
  ['a name of two lines', ['--name', 'a\nb'], 'one line'],
  ['no name', ['--name', ' '], 'needs a name'],
  ['a method that is not there', ['--method', 'smoke-signals'], '--method api-key'],
  ['a setting that is not there', ['--set', 'signature=SHA256'], 'is no setting of Tripletex'],
  ['a choice that is not there', ['--set', 'userType=KING'], 'no such choice as "KING"'],
  ['a choice that only Tripletex knows', ['--set', 'department=1'], 'configure other --set department=VALUE'],
  ['another company than the key opens', ['--company', 'Sydlys AS'], 'not "Sydlys AS"'],
]

test('what cannot be right is refused as usage, and nothing is kept', async () => {
  const { run, kept, running } = await connected()
  const before = kept()
  for (const [why, options, says] of refusals) {
    const name = options.some((option) => option.startsWith('--name')) ? [] : ['--name', 'other']
    const address = options.includes('--base-url') ? [] : ['--base-url', running.tripletex.baseUrl]
    const { code, said } = await run(['connect', 'tripletex', ...name, ...address, ...options])
    expect.soft(said, why).toContain(says)
    expect.soft(code, why).toBe(2)
    expect.soft(kept(), why).toBe(before)
  }
  const unnamed = await run(['connect', 'tripletex'])
  expect(unnamed.code).toBe(2)
  expect(unnamed.said).toContain('The same anew: huma-payroll connect tripletex --name nordlys')
  expect(unnamed.said).toContain('One more: huma-payroll connect tripletex --name tripletex')
  for (const option of ['--scope=all', '--set=userType=STANDARD']) {
    const { code, said } = await run(['connect', 'huma', option])
    expect([code, said]).toEqual([2, expect.stringContaining('only --base-url and --key-file belong here')])
  }
  expect(kept()).toBe(before)
})
