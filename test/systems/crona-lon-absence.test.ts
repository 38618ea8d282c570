/**
 * Absence in import files: Crona only ever adds what a file has, so whatever becomes of an absence, the files and what
 * somebody is told to remove must lead to the days that Huma has, each once.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAfter, nextDay } from '../../src/core/position.ts'
import type { PayrollClient, Sent, SentAbsence } from '../../src/systems/system.ts'
import { contractsAbsent } from '../contract/contracts.ts'
import { openCrona, personOf } from './crona-lon-setting.ts'

const absence: SentAbsence = {
  id: '6650a1b2c3d4e5f6a7b8c9d0',
  code: 'SJK',
  startDate: '2026-02-03',
  endDate: '2026-02-05',
  percentage: 100,
  workdays: [],
}

async function open() {
  const setting = openCrona()
  const { crona, exportFile, folder } = setting
  await exportFile()
  let client = setting.open()

  async function send(wanted: Partial<SentAbsence> | undefined, one: PayrollClient = client): Promise<Sent> {
    const writer = one.absence
    if (!writer) throw new RangeError('There is no writer of absence.')
    const person = await personOf(one, '1001')
    const order = { person, today: '2026-01-15' }
    return wanted
      ? writer.put({ ...order, absence: { ...absence, ...wanted } })
      : writer.remove({ ...order, before: absence })
  }

  /** Days in Crona's calendar, as "SJK 100 2026-02-03", in order. */
  function calendar(): string[] {
    const rows = crona.snapshot().find(({ anstid }) => anstid === '1001')?.tidtransaktioner ?? []
    return rows
      .flatMap(({ tidkod, omfattning, datumfrom = '', datumtom = '' }) =>
        daysOf(`${tidkod} ${omfattning}`, datumfrom, datumtom),
      )
      .sort()
  }

  return {
    ...setting,
    send,
    calendar,
    /** The next run has a client of its own. */
    nextRun() {
      client = setting.open()
      return client
    },
    async importAll() {
      expect((await crona.importFiles()).flatMap(({ problems }) => problems)).toEqual([])
    },
    ledger: () => readdirSync(join(folder, 'ledger')),
  }
}

function daysOf(kind: string, from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = nextDay(day)) days.push(`${kind} ${day}`)
  return days
}

/** The days that a sentence tells to remove. */
function toRemove(text: string): string[] {
  const [, code, percentage, from = '', to = from] =
    /remove (\S+) ([\d.]+) % (?:on|from) ([\d-]+)(?: to ([\d-]+))? of employee 1001 /.exec(text) ?? []
  return daysOf(`${code} ${percentage}`, from, to)
}

const validator = 'xmllint'

type Step = Partial<SentAbsence> | undefined

/** An absence and a change of somebody, in one file that was imported and put back, and what Crona shows since. */
async function importedInPlace(opened: Awaited<ReturnType<typeof open>>): Promise<{ path: string; before: string }> {
  const { send, importAll, importFiles, exportFile, nextRun, folder, crona } = opened
  const client = nextRun()
  await send({})
  await client.write.updatePerson(await personOf(client, '1002'), { givenName: 'Kari' })
  const [{ name = '' } = {}] = importFiles()
  await importAll()
  const path = join(folder, 'import', name)
  renameSync(join(crona.folders.imported, name), path)
  const before = readFileSync(path, 'utf8')
  await exportFile()
  return { path, before }
}

describe('before the import a file is written anew, after it days are added and days to be removed are told', () => {
  const all = daysOf('SJK 100', '2026-02-03', '2026-02-05')
  test.each<[string, Step, string[], string[]]>([
    ['extended', { endDate: '2026-02-07' }, daysOf('SJK 100', '2026-02-06', '2026-02-07'), []],
    ['begun earlier', { startDate: '2026-02-02' }, daysOf('SJK 100', '2026-02-02', '2026-02-02'), []],
    ['shortened', { endDate: '2026-02-04' }, [], daysOf('SJK 100', '2026-02-05', '2026-02-05')],
    [
      'moved by a day',
      { startDate: '2026-02-04', endDate: '2026-02-06' },
      ['SJK 100 2026-02-06'],
      ['SJK 100 2026-02-03'],
    ],
    ['regraded', { percentage: 62.5 }, daysOf('SJK 62.5', '2026-02-03', '2026-02-05'), all],
    ['retyped', { code: 'NÄR' }, daysOf('NÄR 100', '2026-02-03', '2026-02-05'), all],
    ['deleted', undefined, [], all],
  ])('%s', async (_, step, added, removed) => {
    const wanted = [...all, ...added].filter((day) => !removed.includes(day)).sort()
    for (const isImported of [false, true]) {
      const { send, calendar, importAll, importFiles, nextRun } = await open()
      await send({})
      if (isImported) await importAll()
      nextRun()
      const sent = await send(step)
      const told = (sent.byHand ?? []).flatMap(toRemove)
      expect(told).toEqual(isImported ? removed : [])
      expect(sent.changed).toBe(!isImported || added.length > 0)
      expect(await send(step), 'again').toEqual({ changed: false, ...(sent.byHand ? { byHand: sent.byHand } : {}) })
      expect(importFiles().length).toBe(wanted.length === 0 || (isImported && added.length === 0) ? 0 : 1)
      await importAll()
      expect(calendar().filter((day) => !told.includes(day))).toEqual(wanted)
      if (!isImported) expect(calendar()).toEqual(wanted)
    }
  })

  test('one file of a run has everything of it, and a change leaves the others alone', async () => {
    const { send, nextRun, importFiles, importAll, calendar, open: another } = await open()
    const client = nextRun()
    await send({})
    await send({ id: 'b', code: 'SEM', startDate: '2026-03-02', endDate: '2026-03-06' })
    await client.write.updatePerson(await personOf(client, '1002'), { givenName: 'Kari' })
    await send({ id: 'c', code: 'TJL', percentage: 50, startDate: '2026-04-01', endDate: '2026-04-01' })
    expect(importFiles()).toHaveLength(1)
    const later = another()
    await send({ id: 'b', code: 'SEM', startDate: '2026-03-03', endDate: '2026-03-06' }, later)
    await send(undefined, later)
    const [{ text = '' } = {}, ...more] = importFiles()
    expect(more).toEqual([])
    expect(text).toContain('<format>LÖNIN</format>')
    expect(text.match(/postid="\d+"/g)).toEqual(['postid="3"', 'postid="4"'])
    expect(text).toContain('<fornamn>Kari</fornamn>')
    await importAll()
    expect(calendar()).toEqual([...daysOf('SEM 100', '2026-03-03', '2026-03-06'), 'TJL 50 2026-04-01'])
  })

  test('a file that was taken is never made again: the run begins another one', async () => {
    const { send, importAll, importFiles, calendar, nextRun } = await open()
    const client = nextRun()
    await send({})
    await client.write.updatePerson(await personOf(client, '1002'), { givenName: 'Kari' })
    await importAll()
    await send({ id: 'b', startDate: '2026-03-02', endDate: '2026-03-02' })
    await client.write.updatePerson(await personOf(client, '1003'), { givenName: 'Ivar' })
    expect(
      importFiles().map(({ text }) => [text.includes('2026-02-03'), text.includes('Kari'), text.includes('Ivar')]),
    ).toEqual([[false, false, true]])
    await importAll()
    expect(calendar()).toHaveLength(4)
  })

  test('a file that was imported and left in the folder is known by what Crona shows of its people', async () => {
    const opened = await open()
    const { send, nextRun } = opened
    const { path, before } = await importedInPlace(opened)
    nextRun()
    const sent = await send({ endDate: '2026-02-04' })
    expect([sent.changed, (sent.byHand ?? []).flatMap(toRemove)]).toEqual([false, ['SJK 100 2026-02-05']])
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(await nextRun().read.toDo?.()).toEqual([
      expect.stringMatching(/counts as imported.* Move it out of the folder, so that its absence \(1 absence\)/),
    ])
  })

  test.each([
    ['the same run', (_next: () => PayrollClient) => {}],
    ['the next one', (next: () => PayrollClient) => void next()],
  ])('what %s writes after that comes into no file that was imported, and stays so', async (_, begin) => {
    const opened = await open()
    const { send, importAll, nextRun, calendar } = opened
    const { path, before } = await importedInPlace(opened)
    begin(nextRun)
    await send({ id: 'b', startDate: '2026-03-02', endDate: '2026-03-02' })
    nextRun()
    const sent = await send({ endDate: '2026-02-04' })
    expect([sent.changed, (sent.byHand ?? []).flatMap(toRemove)]).toEqual([false, ['SJK 100 2026-02-05']])
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(await nextRun().read.toDo?.()).toHaveLength(3)
    rmSync(path)
    await importAll()
    expect(calendar()).toHaveLength(4)
  })

  test('a change in a file that lies there says what to do where it was imported all the same', async () => {
    const { send } = await open()
    await send({})
    const { warnings, byHand } = await send({ endDate: '2026-02-04' })
    expect([warnings, byHand]).toEqual([
      [expect.stringMatching(/lies in the import folder.*without SJK 100 % from 2026-02-03 to 2026-02-05/)],
      undefined,
    ])
  })
})

test('whatever becomes of it, and whenever files are imported: the days of Huma, each once', async () => {
  const offset = fc.integer({ min: 0, max: 6 })
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        start: offset,
        length: offset,
        code: fc.constantFrom('SJK', 'TJL'),
        percentage: fc.constantFrom(100, 50),
      }),
    },
    { weight: 2, arbitrary: fc.constant('delete' as const) },
    { weight: 3, arbitrary: fc.constant('import' as const) },
    { weight: 1, arbitrary: fc.constant('next run' as const) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), async (steps) => {
      const { send, calendar, importAll, nextRun } = await open()
      let wanted: string[] = []
      const removed: string[] = []
      for (const one of steps) {
        if (one === 'import') await importAll()
        else if (one === 'next run') nextRun()
        else {
          const startDate = one === 'delete' ? '' : dayAfter('2026-02-02', one.start)
          const endDate = one === 'delete' ? '' : dayAfter(startDate, one.length)
          const sent = await send(
            one === 'delete' ? undefined : { code: one.code, percentage: one.percentage, startDate, endDate },
          )
          wanted = one === 'delete' ? [] : daysOf(`${one.code} ${one.percentage}`, startDate, endDate)
          // The list of what is to be done by hand keeps each sentence once; somebody does it at once here.
          const there = calendar()
          for (const day of (sent.byHand ?? []).flatMap(toRemove)) {
            if (count(there, day) > count(removed, day)) removed.push(day)
          }
        }
      }
      await importAll()
      const left = calendar()
      for (const day of removed) left.splice(left.indexOf(day), 1)
      expect(left).toEqual(wanted.sort())
    }),
    { numRuns: 60, seed: 20260115 },
  )
})

function count(days: readonly string[], wanted: string): number {
  return days.filter((day) => day === wanted).length
}

describe('a run that broke off', () => {
  test('before the file was written: it is written', async () => {
    const { send, importFiles, folder, nextRun, calendar, importAll } = await open()
    await send({})
    // As if only the record of the absence had been reached.
    for (const { name } of importFiles()) rmSync(join(folder, 'import', name))
    for (const name of readdirSync(join(folder, 'ledger'))) {
      if (name.startsWith('huma-')) rmSync(join(folder, 'ledger', name))
    }
    nextRun()
    expect((await send({})).changed).toBe(true)
    await importAll()
    expect(calendar()).toHaveLength(3)
  })

  test('after the file and before the ledger: it is found there', async () => {
    const { send, folder, nextRun, importFiles } = await open()
    await send({})
    for (const name of readdirSync(join(folder, 'ledger'))) {
      if (name.startsWith('huma-')) rmSync(join(folder, 'ledger', name))
    }
    nextRun()
    expect(await send({})).toEqual({ changed: false })
    await send({ endDate: '2026-02-04' })
    expect(importFiles().map(({ text }) => text.match(/<tidtrans /g)?.length)).toEqual([1])
  })

  test('with a record that cannot be understood: nothing is written twice', async () => {
    const { send, folder, nextRun, importFiles } = await open()
    await send({})
    const [name = ''] = readdirSync(join(folder, 'ledger')).filter((one) => one.startsWith('absence-'))
    writeFileSync(join(folder, 'ledger', name), '{')
    nextRun()
    const before = importFiles()
    await expect(send({ endDate: '2026-02-09' })).rejects.toMatchObject({ kind: 'storage' })
    expect(importFiles()).toEqual(before)
  })

  test('a file that was taken without being imported is put back by hand, or written again without its ledger', async () => {
    const { send, folder, nextRun, importFiles } = await open()
    await send({})
    const [{ name = '' } = {}] = importFiles()
    rmSync(join(folder, 'import', name))
    nextRun()
    expect(await send({})).toEqual({ changed: false })
    rmSync(join(folder, 'ledger', name.replace('.xml', '.json')))
    expect((await send({})).changed).toBe(true)
    expect(importFiles()).toHaveLength(1)
  })
})

test('what is refused: a code that PAXml lacks, and somebody whom Crona lacks', async () => {
  const { send, importFiles, open: another } = await open()
  await expect(send({ code: 'TID' })).rejects.toMatchObject({
    kind: 'refused',
    hint: expect.stringContaining('--map-absence'),
  })
  const client = another()
  const person = { ...(await personOf(client, '1001')), id: '9999' }
  await expect(client.absence?.put({ person, absence, today: '2026-01-15' })).rejects.toMatchObject({ kind: 'refused' })
  expect(importFiles()).toEqual([])
})

test('the administrator is told which file holds absence, and to move it before the import', async () => {
  const { send, nextRun, importAll } = await open()
  const client = nextRun()
  await send({})
  await send({ id: 'b', startDate: '2026-03-02', endDate: '2026-03-02' })
  await client.write.updatePerson(await personOf(client, '1002'), { givenName: 'Kari' })
  expect(await nextRun().read.toDo?.()).toEqual([
    expect.stringMatching(/^1 person and 2 absences are written to .*\.xml and not yet/),
    expect.stringContaining('Move a file out of'),
  ])
  await importAll()
  expect(await nextRun().read.toDo?.()).toEqual([expect.stringMatching(/^1 person is written to/)])
})

test.for(['iso-8859-1', 'utf-8'])('the file is right by the schema itself, in %s', async (encoding, { skip }) => {
  const contracts = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
  const schema = join(contracts, 'paxml-2.0-2013-12-03-RECONSTRUCTED.xsd')
  if (!existsSync(schema) && !process.env.HUMA_PAYROLL_CONTRACTS) return skip(contractsAbsent)
  const { send, importFiles, folder, open: another, importAll } = await open()
  const client = another({ encoding })
  await send({ code: 'NÄR', percentage: 33.333 }, client)
  await send({ id: 'b', code: 'SEM_FÖR', startDate: '2026-03-02', endDate: '2026-03-06' }, client)
  // A run with another setting keeps the letters of the file.
  await send({ code: 'SJK_LÖN', percentage: 25 }, another({ encoding: encoding === 'utf-8' ? 'iso-8859-1' : 'utf-8' }))
  const person = await personOf(client, '1001')
  const order = { person, today: '2026-01-15', percentage: 80 }
  const salary = { id: '', unit: 'yearly' as const, amount: 500_000, currency: 'SEK', fromDate: '2026-02-01' }
  await client.salary?.put({ ...order, salary })
  const position = {
    ...{ id: 'p', title: 'Säljare & kock', startDate: '2026-01-01', endDate: '2026-12-31', percentage: 62.5 },
    ...{ contractType: 'Seasonal', endReason: 'employee_resigned' },
  }
  await client.positions?.put({
    person,
    today: '2026-01-15',
    position,
    from: '2026-01-01',
    isMain: true,
    occupationCode: '5222',
  })
  const [file, ...more] = importFiles()
  expect(more).toEqual([])
  const path = join(folder, 'import', String(file?.name))
  const { error, stderr } = spawnSync(validator, ['--noout', '--schema', schema, path], { encoding: 'utf8' })
  if (error) {
    const reason = `no ${validator}: install libxml2-utils`
    if (process.env.HUMA_PAYROLL_REQUIRE_EXTRAS === '1') throw new Error(reason)
    return skip(reason)
  }
  expect(stderr).toContain('validates')
  await importAll()
})
