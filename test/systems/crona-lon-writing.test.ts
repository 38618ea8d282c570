import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Patch } from '../../src/core/person.ts'
import { contractsAbsent } from '../contract/contracts.ts'
import { everybody, openCrona, paxml, personOf } from './crona-lon-setting.ts'

const validator = 'xmllint'

const newcomer: Patch = {
  givenName: 'Åse & Ivar',
  familyName: '<Björk>',
  email: 'aase@nordlys.example',
  phone: '+46701740605',
  nationalId: { country: 'SE', number: '198112189876' },
  address: { line1: 'Provgatan 1', line2: 'c/o Ek', line3: '', postalCode: '111 22', city: 'Malmö', country: 'SE' },
  bankAccount: { kind: 'national', country: 'SE', number: '33001234567' },
  employeeNumber: '2001',
}

describe('what is written', () => {
  test('only whom it is about, only the fields that change, and Crona takes it', async () => {
    const { crona, exportFile, open, importFiles } = openCrona()
    await exportFile()
    const before = crona.snapshot()
    const client = open()
    await client.write.updatePerson(await personOf(client, '1002'), { phone: '+46701749999', familyName: 'Öberg' })
    const [file, ...more] = importFiles()
    expect(more).toEqual([])
    expect(file?.name).toMatch(/^huma-00001-20260115-120000-[0-9a-f]{8}\.xml$/)
    expect(file?.text.match(/<person [^>]*>[\s\S]*<\/person>/)?.[0].replaceAll(/\s*\n\s*/g, '')).toBe(
      `<person anstid="1002" persnr="${before[1]?.persnr}"><efternamn>Öberg</efternamn><mobiltelefon>+46701749999</mobiltelefon></person>`,
    )
    expect(await crona.importFiles()).toMatchObject([{ outcome: 'imported', problems: [] }])
    const expected = before.map((one) =>
      one.anstid === '1002' ? { ...one, efternamn: 'Öberg', mobiltelefon: '+46701749999' } : one,
    )
    expect(crona.snapshot()).toEqual(expected)
  })

  test('everybody of a run in one file, whole after each of them; the next run has its own', async () => {
    const { crona, exportFile, open, importFiles } = openCrona()
    await exportFile()
    const client = open()
    for (const id of ['1001', '1002']) {
      await client.write.updatePerson(await personOf(client, id), { givenName: `Kari ${id}` })
      expect(importFiles()).toHaveLength(1)
    }
    expect(await client.write.createPerson(newcomer)).toEqual({ id: '2001' })
    await client.write.updatePerson(await personOf(client, '2001'), { email: 'other@nordlys.example' })
    const next = open()
    await next.write.updatePerson(await personOf(next, '1003'), { givenName: 'Kari' })
    const files = importFiles()
    expect(
      files.map(({ text }) => text.match(/anstid="\d+"/g)).sort((a, b) => Number(b?.length) - Number(a?.length)),
    ).toEqual([['anstid="1001"', 'anstid="1002"', 'anstid="2001"'], ['anstid="1003"']])
    expect((await crona.importFiles()).flatMap(({ problems }) => problems)).toEqual([])
    await exportFile()
    expect((await personOf(open(), '2001')).fields).toEqual({ ...newcomer, email: 'other@nordlys.example' })
    expect(await open().read.toDo?.()).toEqual([])
  })

  test.for(['iso-8859-1', 'utf-8'])('the file is right by the schema itself, in %s', async (encoding, { skip }) => {
    const contracts = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
    const schema = join(contracts, 'paxml-2.0-2013-12-03-RECONSTRUCTED.xsd')
    if (!existsSync(schema) && !process.env.HUMA_PAYROLL_CONTRACTS) return skip(contractsAbsent)
    const { exportFile, open, importFiles, folder } = openCrona()
    await exportFile()
    const { write, read } = open({ encoding, companyName: 'Łódź & Åkeri AB' })
    await write.createPerson(newcomer)
    await write.updatePerson(await personOf({ read, write }, '1001'), { address: newcomer.address ?? never() })
    const [file] = importFiles()
    expect(file?.text.includes('foretagnamn'), 'a company that the encoding cannot name').toBe(encoding === 'utf-8')
    const path = join(folder, 'import', String(file?.name))
    const { error, stderr } = spawnSync(validator, ['--noout', '--schema', schema, path], { encoding: 'utf8' })
    if (error) {
      const reason = `no ${validator}: install libxml2-utils`
      if (process.env.HUMA_PAYROLL_REQUIRE_EXTRAS === '1') throw new Error(reason)
      return skip(reason)
    }
    expect(stderr).toContain('validates')
  })

  test('letters that the encoding lacks are refused by name, and another encoding takes them', async () => {
    const { exportFile, open, importFiles } = openCrona()
    await exportFile()
    const { read, write } = open()
    const person = await personOf({ read, write }, '1001')
    const refusals: [Patch, string, string][] = [
      [{ givenName: 'Łucja' }, 'givenName', 'Ł (U+0141)'],
      [{ address: { ...(newcomer.address ?? never()), city: 'Šiauliai' } }, 'address', 'Š (U+0160)'],
      [{ familyName: 'a\u0007' }, 'familyName', '(U+0007)'],
    ]
    for (const [patch, field, character] of refusals) {
      const error = await write.updatePerson(person, patch).catch((one: unknown) => one)
      expect(error).toMatchObject({ kind: 'refused', details: { field }, message: expect.stringContaining(character) })
    }
    await expect(write.createPerson({ ...newcomer, givenName: 'Łucja' })).rejects.toMatchObject({ kind: 'refused' })
    expect(importFiles()).toEqual([])
    const wide = open({ encoding: 'utf-8' })
    await wide.write.updatePerson(person, { givenName: 'Łucja' })
    expect(Buffer.from(importFiles()[0]?.text ?? '', 'latin1').toString()).toContain('<fornamn>Łucja</fornamn>')
  })

  test.for<[string, Patch, string]>([
    ['a number that somebody has', { ...newcomer, employeeNumber: '1001' }, 'employeeNumber'],
    [
      'an identity number of another country',
      { ...newcomer, nationalId: { country: 'NO', number: '15818212345' } },
      'nationalId',
    ],
    [
      'an account of another country',
      { ...newcomer, bankAccount: { kind: 'international', iban: 'NO9386011117947', bic: '' } },
      'bankAccount',
    ],
  ])('nobody is created with %s', async ([, patch, field]) => {
    const { exportFile, open, importFiles } = openCrona()
    await exportFile()
    await expect(open().write.createPerson(patch)).rejects.toMatchObject({ kind: 'refused', details: { field } })
    expect(importFiles()).toEqual([])
  })

  test('what a file cannot say is refused: that a line becomes empty', async () => {
    const { crona, exportFile, open, importFiles } = openCrona()
    crona.edit('1001', { extraadress: 'c/o Ek' })
    await exportFile()
    const client = open()
    const address = { ...(newcomer.address ?? never()), line2: '' }
    const write = client.write.updatePerson(await personOf(client, '1001'), { address })
    await expect(write).rejects.toMatchObject({ kind: 'refused', details: { field: 'address' } })
    expect(importFiles()).toEqual([])
  })

  test('what is asked for at once is in one file, and each is answered for as if they came one by one', async () => {
    const { exportFile, open, importFiles } = openCrona()
    await exportFile()
    const { read, write } = open()
    const [first, second] = [await personOf({ read, write }, '1001'), await personOf({ read, write }, '1002')]
    const results = await Promise.allSettled([
      write.updatePerson(first, { givenName: 'Kari' }),
      write.updatePerson(second, { givenName: 'Łucja' }),
      write.createPerson(newcomer),
      write.createPerson({ ...newcomer, givenName: 'Ola', email: 'ola@nordlys.example' }),
      write.updatePerson(first, { givenName: 'Ola' }),
      write.updatePerson(first, { familyName: 'Ek' }),
    ])
    const [done, refused, stale] = [
      { status: 'fulfilled' },
      { reason: { kind: 'refused' } },
      { reason: { kind: 'stale' } },
    ]
    expect(results).toMatchObject([done, refused, done, refused, stale, done])
    expect(importFiles().map(({ text }) => text.match(/<(fornamn|efternamn)>[^<]*/g))).toEqual([
      ['<fornamn>Kari', '<efternamn>Ek', '<fornamn>Åse &amp; Ivar', '<efternamn>&lt;Björk&gt;'],
    ])
  })

  test('more than are written together are all written', async () => {
    const { crona, exportFile, open } = openCrona()
    await exportFile()
    const { read, write } = open()
    const numbers = Array.from({ length: 501 }, (_, index) => String(2001 + index))
    const { nationalId: _, ...rest } = newcomer
    await Promise.all(numbers.map((employeeNumber) => write.createPerson({ ...rest, employeeNumber })))
    expect((await everybody({ read, write })).slice(-501).map(({ id }) => id)).toEqual(numbers)
    expect(await crona.importFiles()).toMatchObject([{ outcome: 'imported', problems: [] }])
    expect(crona.snapshot()).toHaveLength(4 + 501)
  })
})

describe('what waits to be imported', () => {
  test('counts as written, and as waiting, until a personnel file shows it', async () => {
    const { crona, exportFile, open, importFiles } = openCrona()
    await exportFile()
    const client = open()
    await client.write.updatePerson(await personOf(client, '1001'), { givenName: 'Kari' })
    await client.write.createPerson(newcomer)
    const waits = [
      expect.stringMatching(/^2 people are written to .*huma-.*xml and not yet.*Lön > Importera löneunderlag/),
    ]

    // Before the import, after it, and with an export that was made too early.
    for (const act of [async () => {}, () => exportFile(), () => crona.importFiles()]) {
      await act()
      expect((await personOf(open(), '1001')).fields.givenName).toBe('Kari')
      expect((await personOf(open(), '2001')).fields).toMatchObject({ givenName: newcomer.givenName })
      await expect(open().write.createPerson(newcomer)).rejects.toMatchObject({ kind: 'refused' })
      const said = await open().read.toDo?.()
      if (importFiles().length > 0) expect(said).toEqual(waits)
      else expect(said).toEqual([expect.stringContaining('somebody has taken out of the folder')])
    }
    await exportFile()
    expect((await personOf(open(), '1001')).fields.givenName).toBe('Kari')
    expect(await open().read.toDo?.()).toEqual([])
  })

  test('what Crona has made of it is believed', async () => {
    const { crona, exportFile, open } = openCrona()
    await exportFile()
    const client = open()
    await client.write.updatePerson(await personOf(client, '1001'), { givenName: 'Kari', familyName: 'Ek' })
    await client.write.createPerson(newcomer)
    await crona.importFiles()
    crona.edit('1001', { fornamn: 'Karianne' })
    crona.edit('2001', { efternamn: 'Björk', mobiltelefon: '' })
    await exportFile()
    expect((await personOf(open(), '1001')).fields).toMatchObject({ givenName: 'Karianne', familyName: 'Ek' })
    expect((await personOf(open(), '2001')).fields).toMatchObject({ familyName: 'Björk', phone: null })
    expect(await open().read.toDo?.()).toEqual([])
  })

  test('several files, each on top of the one before', async () => {
    const { crona, exportFile, open, folder } = openCrona()
    await exportFile()
    for (const givenName of ['First', 'Second', 'Third']) {
      const client = open()
      await client.write.updatePerson(await personOf(client, '1001'), { givenName })
      expect((await personOf(open(), '1001')).fields.givenName).toBe(givenName)
      if (givenName === 'First') {
        await crona.importFiles()
        await exportFile()
      }
    }
    expect(await open().read.toDo?.()).toEqual([
      expect.stringMatching(/^2 files .* in this order: Lön > Importera/),
      expect.stringMatching(/huma-00002-.*\.xml \(1 person\)$/),
      expect.stringMatching(/huma-00003-.*\.xml \(1 person\)$/),
    ])
    await crona.importFiles()
    await exportFile()
    expect((await personOf(open(), '1001')).fields.givenName).toBe('Third')
    expect(await open().read.toDo?.()).toEqual([])
    // The state before is reached again by hand, after a run has seen that all of it was imported.
    const client = open()
    await client.write.updatePerson(await personOf(client, '1002'), { givenName: 'Kari' })
    crona.edit('1001', { fornamn: 'Second' })
    await exportFile()
    expect((await personOf(open(), '1001')).fields.givenName).toBe('Second')
    expect(readdirSync(join(folder, 'ledger')).filter((name) => name.endsWith('.seen'))).toHaveLength(3)
  })

  test('a run that was killed between its two files has written once', async () => {
    const { exportFile, open, folder, importFiles } = openCrona()
    await exportFile()
    const client = open()
    await client.write.updatePerson(await personOf(client, '1001'), { givenName: 'Kari' })
    await client.write.createPerson(newcomer)
    const kept = readdirSync(join(folder, 'ledger'))
    expect(kept).toHaveLength(1)
    for (const name of kept) rmSync(join(folder, 'ledger', name))
    const later = open()
    expect((await personOf(later, '1001')).fields.givenName).toBe('Kari')
    expect(await later.read.findPerson({ employeeNumber: '2001' })).toMatchObject({ id: '2001' })
    expect(await later.read.toDo?.()).toEqual([expect.stringContaining('2 people')])
    expect(importFiles()).toHaveLength(1)
  })

  test('with its ledger deleted, a file that was taken away is written again', async () => {
    const { exportFile, open, folder } = openCrona()
    await exportFile()
    const client = open()
    const before = await personOf(client, '1001')
    await client.write.updatePerson(before, { givenName: 'Kari' })
    for (const name of readdirSync(join(folder, 'import'))) rmSync(join(folder, 'import', name))
    const [told = ''] = (await open().read.toDo?.()) ?? []
    rmSync(/delete (\S+\.json)/.exec(told)?.[1] ?? '')
    expect(await personOf(open(), '1001')).toEqual(before)
  })

  test('what the ledger of a run does not tell is found in its import file', async () => {
    const { exportFile, open, folder } = openCrona()
    await exportFile()
    const client = open()
    await client.write.updatePerson(await personOf(client, '1001'), { givenName: 'Kari' })
    const [name = ''] = readdirSync(join(folder, 'ledger'))
    const ledger = join(folder, 'ledger', name)
    const before = readFileSync(ledger)
    await client.write.updatePerson(await personOf(client, '1002'), { givenName: 'Ivar' })
    writeFileSync(ledger, before)
    const later = open()
    expect((await personOf(later, '1001')).fields.givenName).toBe('Kari')
    expect((await personOf(later, '1002')).fields.givenName).toBe('Ivar')
    expect(await later.read.toDo?.()).toEqual([expect.stringMatching(/^2 people are written to /)])
  })

  test('a ledger that cannot be understood stops everything', async () => {
    const { exportFile, open, folder } = openCrona()
    await exportFile()
    const client = open()
    await client.write.updatePerson(await personOf(client, '1001'), { givenName: 'Kari' })
    const [name = ''] = readdirSync(join(folder, 'ledger'))
    const text = readFileSync(join(folder, 'ledger', name), 'utf8')
    writeFileSync(join(folder, 'ledger', name), text.slice(0, -10))
    await expect(everybody(open())).rejects.toMatchObject({ kind: 'storage' })
  })

  test('a personnel file with more letters than a name needs is no way into the import file', async () => {
    const { put, open, importFiles } = openCrona()
    put('a.xml', paxml('<person anstid="1&quot; delete=&quot;true"><fornamn>Kari</fornamn></person>'))
    const client = open()
    const [person] = await everybody(client)
    await client.write.updatePerson(person ?? never(), { givenName: '</fornamn><avgdatum>2026-01-01</avgdatum>' })
    expect(importFiles()[0]?.text).not.toMatch(/<avgdatum>| delete="true"/)
  })
})

function never(): never {
  throw new Error('not there')
}
