/** Codes for job titles: asked for one title after the other, and on the command line. */
import { expect, test } from 'vitest'
import { createLiveChoices } from '../../src/commands/live-choices.ts'
import { askOccupations, type OccupationMap } from '../../src/commands/occupation-map.ts'
import { openHumaSide, openPayrollSide } from '../../src/commands/open.ts'
import { systemById } from '../../src/systems/registry.ts'
import { type Answer, scriptedPrompter, standard } from '../helpers/prompter.ts'
import { testWorld } from '../helpers/world.ts'
import { openNetvisor } from '../systems/netvisor-setting.ts'
import { connected } from './commands.ts'

/** Those of the sandbox, and two of the test's own: one has the name of an occupation in Tripletex. */
const titles = [
  'Account manager',
  'Accountant',
  'Cleaner',
  'Controller',
  'Cook',
  'Developer',
  'HR adviser',
  'Kitchen = cold',
  'Warehouse worker',
]

async function setting() {
  const desk = await connected()
  const { huma, tripletex, environment } = desk.running
  const { clientId = '', clientSecret = '' } = huma.system.secrets
  const keys = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const answer = await fetch(`${huma.baseUrl}/auth/oauth/token`, { method: 'POST', body: new URLSearchParams(keys) })
  const { access_token: token }: { access_token: string } = JSON.parse(await answer.text())
  for (const name of ['Controller', 'Kitchen = cold']) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    await fetch(`${huma.baseUrl}/job-titles`, { method: 'POST', headers, body: JSON.stringify({ name }) })
  }
  tripletex.clearRequests()

  /** With the list of Tripletex; Netvisor has none. */
  async function ask(script: readonly Answer[], map: OccupationMap = {}, id = 'tripletex') {
    const sleeps: number[] = []
    const { world, err } = testWorld({
      home: desk.home,
      env: environment,
      prompter: scriptedPrompter(script),
      async sleep(milliseconds) {
        sleeps.push(milliseconds)
      },
    })
    const connection = await desk.connection('nordlys')
    const live = createLiveChoices(
      async () => (id === 'tripletex' ? await openPayrollSide(world, connection) : await openNetvisor()).read,
      async () => (await openHumaSide(world)).huma.read,
    )
    return { map: await askOccupations(world, map, systemById(id), live), sleeps: sleeps.length, err: err() }
  }
  const lookUps = () =>
    tripletex
      .requests()
      .map(({ path }) => /occupationCode\?.*nameNO=([^&]*)/.exec(path)?.[1])
      .filter((name) => name !== undefined)
  return { ...desk, ask, lookUps }
}

const goThrough: Answer = { kind: 'confirm', message: 'Go through them now?', answer: true }
const find = (title: string, answer: Answer['answer']): Answer => ({ kind: 'find', message: `${title} (`, answer })
const skip = (...names: string[]): Answer[] => names.map((title) => find(title, 'No code for now'))

test('a list of the system: Enter takes the first proposal; a word looks for others; a code is taken as it is', async () => {
  const { ask, lookUps } = await setting()
  const { map, sleeps } = await ask([
    goThrough,
    // Nothing is proposed, so Enter passes it by.
    find('Account manager', standard),
    find('Accountant', ['regnskap', '4121901 REGNSKAPSMEDARBEIDER']),
    ...skip('Cleaner'),
    find('Controller', standard),
    find('Cook', ['5122901', '5122901']),
    find('Developer', 'Finish later'),
  ])
  expect(map).toEqual({ Accountant: '4121901', Controller: '2419901', Cook: '5122901' })
  // Only a word that is typed is waited for; a code is never looked up.
  expect(sleeps).toBe(1)
  expect(lookUps()).toContain('REGNSKAP')
  expect(lookUps()).not.toContain('5122901')
})

test('back corrects; a code of a title that is alike is proposed; titles that have one are not offered', async () => {
  const { ask } = await setting()
  const before = Object.fromEntries(titles.slice(0, 3).map((title) => [title, '2121101']))
  const declined = await ask([{ ...goThrough, answer: standard }], before)
  expect(declined.map).toEqual(before)
  expect(declined.err).toContain('9 job titles in Huma, 6 without a code.')

  const { map } = await ask(
    [
      goThrough,
      find('Controller', standard),
      find('Cook', 'Back to Controller'),
      find('Controller', ['aktuar', '2121101 AKTUAR']),
      find('Cook', ['contr', '2121101 as Controller']),
      ...skip('Developer', 'HR adviser', 'Kitchen = cold', 'Warehouse worker'),
    ],
    before,
  )
  expect(map).toEqual({ ...before, Controller: '2121101', Cook: '2121101' })
})

test('no list: what is typed is the code, and Enter alone goes on', async () => {
  const { ask } = await setting()
  const { map, sleeps } = await ask(
    [
      goThrough,
      find('Account manager', ['33221', '33221']),
      find('Accountant', standard),
      find('Cleaner', ['manager', standard]),
      find('Controller', ['KOKKI', standard]),
      find('Cook', ['finish', standard]),
    ],
    {},
    'netvisor',
  )
  expect(map).toEqual({ 'Account manager': '33221', Cleaner: '33221', Controller: 'KOKKI' })
  expect(sleeps).toBe(0)
})

test('whatever cannot be asked stops nothing else', async () => {
  const { ask, running } = await setting()
  running.tripletex.setFaults([{ path: 'occupationCode', kind: 'status', status: 503 }])
  const { map } = await ask([
    goThrough,
    find('Account manager', ['9132901', '9132901']),
    find('Accountant', 'Finish later'),
  ])
  expect(map).toEqual({ 'Account manager': '9132901' })
  running.huma.setFaults([{ path: 'job-titles', kind: 'status', status: 403 }])
  const without = await ask([], { Cook: '5122901' })
  expect(without.map).toEqual({ Cook: '5122901' })
  expect(without.err).toContain('The job titles cannot be read')
})

test('on the command line: titles as Huma writes them, without regard to case; nothing takes a code away', async () => {
  const { run, connection } = await setting()
  const map = async () => (await connection('nordlys')).occupationMap
  const first = await run([
    'configure',
    '--map-occupation',
    'kitchen  =  COLD = 5122901',
    '--map-occupation',
    'Cook=5122901',
  ])
  expect(first.code).toBe(0)
  expect(first.said).toContain('Positions are off. What is mapped holds as soon as they are on: --positions on')
  expect(await map()).toEqual({ 'Kitchen = cold': '5122901', Cook: '5122901' })
  expect((await run(['configure', '--positions', 'on'])).said).not.toContain('No job title has a code')

  const second = await run(['configure', '--map-occupation', 'cook=', '--map-occupation', 'Nobody has this=', '--json'])
  expect(second.json()).toMatchObject({ connection: { occupationMap: { 'Kitchen = cold': '5122901' } } })
  const third = await run(['configure', '--map-occupation', 'Kitchen = cold='])
  expect(third.out).toMatch(/│ Code of Kitchen = cold +│ 5122901 +│ none +│/)
  expect(third.said).toContain('No job title has a code (Occupation code (STYRK-98, 7 digits))')
  expect(await map()).toBeUndefined()

  for (const [typed, says] of [
    ['Cook', 'Write --map-occupation "TITLE=CODE"'],
    ['=5122901', 'Write --map-occupation "TITLE=CODE"'],
    ['Cook=2411', 'An occupation code of STYRK-98 has seven digits.'],
    ['Coo=5122901', 'Did you mean "Cook"?'],
    ['Baker=5122901', 'Huma has no job title "Baker"'],
  ] as const) {
    const refused = await run(['configure', '--map-occupation', typed])
    expect.soft(refused.said, typed).toContain(says)
    expect.soft(refused.code, typed).toBe(2)
  }
})
