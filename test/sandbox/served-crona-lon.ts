/** A Crona Lön sandbox with folders of its own, and files to put into them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type CronaLonSandboxOptions, createCronaLonSandbox } from '../../src/sandbox/crona-lon.ts'
import { swedishPerson } from '../../src/sandbox/fortnox/swedish.ts'
import { makePeople } from '../../src/sandbox/people.ts'

export const people = makePeople({ count: 30, seed: 1, country: 'NO' }).map((person) => swedishPerson(person))
/** Noon in Sweden, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)

export async function openCronaLon(options: Partial<CronaLonSandboxOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'crona-lon-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const clock = { time: start }
  const crona = createCronaLonSandbox({ people, now: () => clock.time, folder, ...options })
  // The folders are there from the first import on.
  await crona.importFiles()

  const put = (name: string, text: string | Uint8Array, encoding: BufferEncoding = 'latin1') =>
    writeFile(join(crona.folders.import, name), text, encoding)
  /** Takes in one file; what was wrong with it. */
  async function takeIn(text: string): Promise<string[] | string> {
    await put('one.xml', text)
    const [one] = await crona.importFiles()
    if (one?.outcome === 'refused') await rm(join(crona.folders.import, 'one.xml'))
    return one?.outcome === 'imported' ? one.problems : `refused: ${one?.problems}`
  }
  const personAt = (anstid: string) => {
    const person = crona.snapshot().find((one) => one.anstid === anstid)
    if (!person) throw new RangeError('no such person')
    return person
  }
  return { crona, folder, clock, put, takeIn, personAt }
}

export function paxml(content: string, header = '<version>2.0</version>'): string {
  return `<?xml version="1.0" encoding="iso-8859-1"?>
    <paxml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:noNamespaceSchemaLocation="http://www.paxml.se/2.0/paxml.xsd"><header>${header}</header>${content}</paxml>`
}

export function personal(...rows: string[]): string {
  return paxml(`<personal>${rows.join('')}</personal>`)
}

export function times(...rows: string[]): string {
  return paxml(`<tidtransaktioner>${rows.join('')}</tidtransaktioner>`)
}
