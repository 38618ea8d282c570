/** A payroll system of files, from `connect` to `logs`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { CronaLonSandbox } from '../../src/sandbox/crona-lon.ts'
import type { SandboxSystem } from '../../src/sandbox/sandbox.ts'
import { startSandboxOf } from '../../src/sandbox/start.ts'
import { scriptedPrompter } from '../helpers/prompter.ts'
import { desk } from './commands.ts'

/** Huma is connected; Crona has exported its people. */
async function office() {
  const running = await startSandboxOf('crona-lon', { people: 12 })
  if (!running) throw new Error('no sandbox')
  onTestFinished(() => running.stop())
  const { huma, payroll, environment } = running
  const one = desk(environment)
  await one.run(['connect', 'huma', '--base-url', huma.baseUrl])
  const folder = payroll.folder ?? ''
  const connect = ['connect', 'crona-lon', '--name', 'crona', '--folder', folder]
  if (!isCrona(payroll.system)) throw new Error('another sandbox')
  return { ...one, crona: payroll.system, folder, connect, environment }
}

function isCrona(system: SandboxSystem): system is CronaLonSandbox {
  return 'exportFile' in system
}

/** Connected and configured. */
async function ready() {
  const one = await office()
  const said = [
    await one.run(one.connect),
    await one.run(['configure', 'crona', '--users', 'on', '--create-users', 'on']),
  ]
  if (said.some(({ code }) => code !== 0)) throw new Error(said.map(({ err }) => err).join('\n'))
  return one
}

const counted = z.object({ outcomes: z.array(z.unknown()), toDo: z.array(z.string()).optional() })

test('connect asks for folder and company, makes the folders and shows them', async () => {
  const { run, connections, kept, folder, environment } = await office()
  const env = Object.fromEntries(
    Object.keys(environment).flatMap((name) => (name.includes('CRONA') ? [[name, '']] : [])),
  )
  const prompter = scriptedPrompter([
    { kind: 'text', message: 'Give the connection a name', answer: 'crona' },
    { kind: 'select', message: 'Who should be part', answer: 'All employees' },
    { kind: 'text', message: 'Folder', answer: folder },
    { kind: 'text', message: 'Name of the company', answer: 'Nordlys AB' },
    { kind: 'text', message: 'Organisation number', answer: '555555-5555' },
  ])
  const asked = await run(['connect', 'crona-lon'], { prompter, env })
  expect([asked.code, asked.err]).toEqual([0, expect.stringContaining(join(folder, 'import'))])
  expect(readdirSync(folder).sort()).toEqual(['export', 'import', 'imported', 'ledger'])
  expect(await connections()).toMatchObject([
    {
      method: 'folder',
      baseUrl: `file://${folder}`,
      account: { id: '5555555555', name: 'Nordlys AB' },
      settings: { companyName: 'Nordlys AB', organisationNumber: '555555-5555', encoding: 'iso-8859-1' },
    },
  ])
  expect(asked.said).toContain(`connect crona-lon --name crona --scope all --folder ${folder}`)

  // The same without questions, and once more with what is known.
  const again = await run(['connect', 'crona-lon', '--name', 'crona'], { env })
  expect([again.code, again.said]).toEqual([0, expect.stringContaining('is authorized anew')])
  expect(kept()).not.toContain('vault')
})

test.for<[string, string[], number, string]>([
  ['the activation code', ['--method', 'activation-code'], 1, 'Crona does not publish the API'],
  ['no folder', [], 2, '--folder PATH'],
  ['a folder that is not there', ['--folder', '/nowhere/at/all'], 2, 'is no folder'],
  ['an address', ['--base-url', 'https://lon.crona.se'], 2, 'has no address'],
])('connect with %s: nothing is saved', async ([, words, code, said]) => {
  const { run, connections } = await office()
  const refused = await run(['connect', 'crona-lon', '--name', 'crona', ...words])
  expect([refused.code, refused.said]).toEqual([code, expect.stringContaining(said)])
  expect(await connections()).toEqual([])
  expect((await run(['connect', 'tripletex', '--folder', '/tmp'])).said).toContain('--folder is for systems')
})

test('a personnel file of another company is told at once', async () => {
  const { run, connect, connections } = await office()
  const env = { HUMA_PAYROLL_CRONA_LON_ORGANISATION_NUMBER: '556000-0000' }
  const refused = await run(connect, { env })
  expect([refused.code, refused.said]).toEqual([2, expect.stringContaining('is of another company')])
  const short = await run(connect, { env: { HUMA_PAYROLL_CRONA_LON_ORGANISATION_NUMBER: '5560' } })
  expect(short.code).toBe(2)
  expect(await connections()).toEqual([])
})

test('sync-users to Crona: one file, told where to import it; nothing twice; then Crona has it', async () => {
  const { run, crona, folder } = await ready()
  const dry = await run(['sync-users', 'crona', '--direction', 'huma-to-payroll', '--dry-run'])
  expect([dry.code, readdirSync(join(folder, 'import'))]).toEqual([0, []])

  const words = ['sync-users', 'crona', '--direction', 'huma-to-payroll', '--yes', '--json']
  const first = counted.parse((await run(words)).json())
  expect(first.outcomes.length).toBeGreaterThan(0)
  expect(first.toDo).toEqual([expect.stringContaining('Lön > Importera löneunderlag')])
  const second = counted.parse((await run(words)).json())
  expect([second.outcomes, second.toDo, readdirSync(join(folder, 'import'))]).toEqual([
    [],
    first.toDo,
    [expect.any(String)],
  ])

  const waiting = await run(['status', 'crona', '--check'])
  expect([waiting.code, waiting.said]).toEqual([0, expect.stringContaining('not yet to be seen in Crona Lön')])
  expect(waiting.out).toContain(folder)
  expect((await run(['logs', 'crona'])).said).toContain('updated in the import file for Crona Lön')

  expect((await crona.importFiles()).flatMap(({ problems }) => problems)).toEqual([])
  await crona.exportFile('csv')
  const third = counted.parse((await run(words)).json())
  expect(third).toEqual(expect.not.objectContaining({ toDo: expect.anything() }))
  expect([third.outcomes, readdirSync(join(folder, 'import'))]).toEqual([[], []])
  expect((await run(['status', 'crona', '--check'])).said).not.toContain('not yet to be seen')
  const gone = await run(['disconnect', 'crona', '--yes'])
  expect([gone.code, gone.said]).toEqual([0, expect.stringMatching(/The files in .* too\./)])
  expect(readdirSync(join(folder, 'ledger'))).toHaveLength(1)
})

test('sync-users to Huma needs nothing but the personnel file', async () => {
  const { run, crona, folder } = await ready()
  const words = ['sync-users', 'crona', '--direction', 'payroll-to-huma', '--yes', '--json']
  await run(words)
  const [person] = crona.snapshot()
  crona.edit(String(person?.anstid), { efternamn: 'Öberg' })
  await crona.exportFile('paxml')
  const { outcomes } = counted.parse((await run(words)).json())
  expect(outcomes).toHaveLength(1)
  expect(readdirSync(join(folder, 'import'))).toEqual([])
})

test('letters that the encoding lacks are held back by name before anything is written, unless UTF-8 is chosen', async () => {
  const { run, crona, folder } = await ready()
  const [person] = crona.snapshot()
  await run(['sync-users', 'crona', '--direction', 'payroll-to-huma', '--yes'])
  // In Huma now; in Crona somebody has written it without the letter.
  crona.edit(String(person?.anstid), { efternamn: 'Łukasik' })
  rmSync(join(folder, 'export'), { recursive: true })
  mkdirSync(join(folder, 'export'))
  const columns = ['anstid', 'efternamn', 'epostarb'] as const
  const table = (name: string) =>
    [
      columns.join(';'),
      ...crona
        .snapshot()
        .map((one) => [one.anstid, one.anstid === person?.anstid ? name : one.efternamn, one.epostarb].join(';')),
    ].join('\n')
  writeFileSync(join(folder, 'export', 'a.csv'), table('Łukasik'))
  await run(['sync-users', 'crona', '--direction', 'payroll-to-huma', '--yes'])
  writeFileSync(join(folder, 'export', 'b.csv'), table('Lukasik'))
  const only = ['--only', String(person?.epostarb)]
  const words = ['sync-users', 'crona', '--direction', 'huma-to-payroll', '--yes', ...only]
  const held = await run(words)
  expect(held.said).toContain('lacks the character Ł (U+0141)')
  expect(readdirSync(join(folder, 'import'))).toEqual([])
  await run(['configure', 'crona', '--set', 'encoding=utf-8', '--yes'])
  expect((await run(words)).said).toContain('1 person is written to')
})

test('without a personnel file nothing is planned', async () => {
  const { run, folder } = await ready()
  for (const name of readdirSync(join(folder, 'export'))) rmSync(join(folder, 'export', name))
  const failed = await run(['sync-users', 'crona', '--direction', 'huma-to-payroll', '--yes'])
  expect([failed.code, failed.said]).toEqual([1, expect.stringContaining('There is no personnel file of Crona Lön')])
})
