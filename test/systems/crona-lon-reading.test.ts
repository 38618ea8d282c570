import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKind } from '../../src/errors.ts'
import { everybody, openCrona, paxml } from './crona-lon-setting.ts'

describe('reading', () => {
  test('PAXml and CSV tell the same of everybody, who has left as inactive', async () => {
    const { crona, exportFile, open } = openCrona()
    crona.edit('1002', { avgdatum: '2025-12-31', extraadress: 'c/o Åse' })
    await exportFile('paxml')
    const first = await everybody(open())
    expect(first.map(({ id, active }) => [id, active])).toEqual([
      ['1001', true],
      ['1002', false],
      ['1003', true],
      ['1004', true],
    ])
    const [stored] = crona.snapshot()
    expect(first[0]?.fields).toEqual({
      employeeNumber: '1001',
      givenName: stored?.fornamn,
      familyName: stored?.efternamn,
      email: stored?.epostarb,
      phone: '+46701740000',
      nationalId: { country: 'SE', number: stored?.persnr },
      bankAccount: { kind: 'national', country: 'SE', number: '33001000000' },
      address: {
        line1: stored?.postadress,
        line2: '',
        line3: '',
        postalCode: '114 55',
        city: 'Stockholm',
        country: 'SE',
      },
    })
    expect(first[1]?.fields.address?.line2).toBe('c/o Åse')
    await exportFile('csv')
    expect(await everybody(open())).toEqual(first)
  })

  test('what a file tells of nobody is not visible, and what it tells of somebody else is empty', async () => {
    const { put, open } = openCrona()
    put(
      'a.xml',
      paxml('<person anstid="1"><fornamn>Kari</fornamn><eposthem>k@x.example</eposthem></person><person anstid="2"/>'),
    )
    expect((await everybody(open())).map(({ fields }) => fields)).toEqual([
      { employeeNumber: '1', givenName: 'Kari', email: 'k@x.example' },
      { employeeNumber: '2', givenName: null, email: null },
    ])
  })

  const letters = 'anstid;fornamn\n1;Åsa\n'
  test.for([
    ['UTF-8', Buffer.from(letters)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${letters}`)],
    ['UTF-16', Buffer.from(`\uFEFF${letters}`, 'utf16le')],
    ['Windows-1252', Buffer.from(letters, 'latin1')],
    [
      'XML in ISO-8859-1',
      Buffer.from(paxml('<person anstid="1"><fornamn>Åsa</fornamn></person>').replace('utf-8', 'ISO-8859-1'), 'latin1'),
    ],
    ['XML in UTF-8', paxml('<person anstid="1"><fornamn>&#197;sa</fornamn></person>')],
    ['a comma', 'anstid,fornamn\n1,Åsa\n'],
    ['Swedish words', 'Anställningsnummer\tFörnamn\n1\t"Åsa"\n'],
  ] as const)('the letters of %s', async ([, content]) => {
    const { put, open } = openCrona()
    put(typeof content === 'string' && content.startsWith('<') ? 'a.pax' : 'a.csv', content)
    expect((await everybody(open())).map(({ id, fields }) => [id, fields.givenName])).toEqual([['1', 'Åsa']])
  })

  test('columns with other names are named by a setting', async () => {
    const { put, open } = openCrona()
    put('a.csv', 'Nr;Who\n7;Kari\n')
    const refusal = await everybody(open()).catch((error: unknown) => error)
    expect(isKind(refusal, 'usage') && refusal.hint).toContain('--set csvColumns=')
    expect(await everybody(open({ csvColumns: 'anstid=Nr; fornamn=who' }))).toMatchObject([
      { id: '7', fields: { givenName: 'Kari' } },
    ])
    for (const csvColumns of ['anstid=No', 'nothing=Nr', 'anstid']) {
      await expect(everybody(open({ csvColumns }))).rejects.toMatchObject({ kind: 'usage' })
    }
  })

  test('the newest file counts, whatever else lies there', async () => {
    const { put, open, folder } = openCrona()
    put('z.csv', 'anstid\n1\n')
    put('a.csv', 'anstid\n2\n')
    put('.hidden.csv', 'anstid\n3\n')
    put('notes.docx', 'anstid\n4\n')
    mkdirSync(join(folder, 'export', 'folder.csv'))
    expect((await everybody(open())).map(({ id }) => id)).toEqual(['2'])
  })
})

describe('a file that cannot be used is never an empty list', () => {
  test('no file yet: the proof holds, reading does not, and it is told what to do', async () => {
    const { open, folder } = openCrona()
    const { read } = open()
    expect(await read.account()).toEqual({
      id: '5555555555',
      name: 'Nordlys AB',
      facts: { 'Organisation number': '555555-5555' },
    })
    const failure = {
      kind: 'unavailable',
      hint: expect.stringContaining('Export the employee register from Crona Lön'),
    }
    await expect(everybody(open())).rejects.toMatchObject(failure)
    await expect(read.findPerson({ id: '1' })).rejects.toMatchObject(failure)
    expect((await read.toDo?.())?.join()).toContain(`no personnel file of Crona Lön in ${join(folder, 'export')}`)
  })

  const one = '<person anstid="1"><fornamn>Kari</fornamn></person>'
  test.for<[string, string, string | Uint8Array, string]>([
    ['nothing in it', 'a.xml', '<', 'protocol'],
    ['an empty table', 'a.csv', '', 'usage'],
    ['no XML of PAXml', 'a.xml', '<other/>', 'protocol'],
    ['a file without people', 'a.xml', '<paxml><header/><tidtransaktioner/></paxml>', 'protocol'],
    ['somebody without a number', 'a.xml', paxml(`${one}<person persnr="198112189876"/>`), 'protocol'],
    ['a number twice', 'a.xml', paxml(one + one), 'protocol'],
    ['rows of other lengths', 'a.csv', 'anstid;fornamn\n1;Kari;x\n', 'protocol'],
    ['a column twice', 'a.csv', 'anstid;förnamn;fornamn\n1;Kari;Kari\n', 'usage'],
    ['another company', 'a.xml', paxml(one, '<foretagorgnr>556000-0000</foretagorgnr>'), 'usage'],
    ['letters that are none', 'a.xml', Buffer.from(paxml(one.replace('Kari', 'Åsa')), 'latin1'), 'protocol'],
  ])('%s', async ([, name, content, kind]) => {
    const { put, open } = openCrona()
    put(name, content)
    await expect(everybody(open())).rejects.toMatchObject({ kind, message: expect.stringContaining(name) })
    await expect(open().read.account()).rejects.toMatchObject({ kind })
  })

  test('what the parser must not do: another file of this machine is not read, and nothing is unfolded', async () => {
    const { put, open, folder } = openCrona()
    writeFileSync(join(folder, 'secret.txt'), 'hidden away')
    const head = `<!DOCTYPE paxml [<!ENTITY x SYSTEM "${join(folder, 'secret.txt')}"><!ENTITY y "${'z'.repeat(1000)}">]>`
    const people = `<person anstid="1"><fornamn>&x;${'&y;'.repeat(1000)}</fornamn></person>`
    put('a.xml', paxml(people).replace('<paxml>', `${head}<paxml>`))
    const read = await everybody(open()).catch((error: unknown) => error)
    expect(JSON.stringify(read)).not.toContain('hidden away')
    expect(JSON.stringify(read).length).toBeLessThan(10_000)
  })

  test('an old file is used, and said to be old', async () => {
    const { open, put, folder } = openCrona()
    put('a.csv', 'anstid\n1\n')
    utimesSync(join(folder, 'export', 'a.csv'), 1_700_000_000, 1_700_000_000)
    expect(await everybody(open())).toHaveLength(1)
    expect(await open().read.toDo?.()).toEqual([expect.stringContaining('is of 2023-11-14')])
  })
})
