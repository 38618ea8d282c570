/** A client of a system that exchanges files, with its sandbox in a folder, and disks that fail. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { expect, onTestFinished } from 'vitest'
import { temporaryFolder } from '../helpers/home.ts'
import {
  commonOf,
  type FileHarness,
  type Opened,
  type OpenOptions,
  people,
  personalTexts,
  settingsOf,
  start,
} from './contract-harness.ts'

/** Nothing is asked of any server. Everything is gone after the test. */
export async function openFiles(harness: FileHarness, options: OpenOptions = {}): Promise<Opened> {
  const folder = temporaryFolder()
  const now = () => start
  const { session, written, ...backstage } = await harness.start({ people, now, hidden: options.hidden ?? [], folder })
  const confidential = personalTexts(harness, backstage.stored())
  const client = harness.system.open({
    ...session,
    secrets: {},
    settings: settingsOf(harness, options),
    http: {
      send() {
        throw new Error('a request, of a system of files')
      },
    },
    now,
  })
  let mend: () => void | Promise<void> = () => {}
  onTestFinished(() => {
    const names = readdirSync(folder, { recursive: true }).join('\n')
    expect(confidential.filter((text) => names.includes(text))).toEqual([])
  })
  return {
    ...client,
    ...backstage,
    ...commonOf(client, backstage, confidential),
    writes: written,
    async begin({ name }) {
      const found = Object.values(harness.troubles)
        .flat()
        .find((one) => one.name === name)
      if (!found) throw new RangeError(`There is no trouble ${name} with files.`)
      mend = await found.begin({ folder, client })
    },
    pass: async () => mend(),
  }
}

const unshare = 'unshare'
const apart = ['--map-root-user', '--mount', 'sh']
const mount = 'mount -t tmpfs -o size=32k tmpfs /mnt'

/** A reason, where a disk of one's own cannot be had. */
export const noSmallDisk =
  spawnSync(unshare, [...apart, '-c', mount]).status === 0
    ? undefined
    : `this machine gives nobody a disk of their own (${unshare}, ${mount})`

/** A disk of 32 KiB, which is gone after the test. `command` runs with it as `/mnt`. */
export async function smallDisk(): Promise<{ path: string; command(line: string): Promise<void> }> {
  const shell = spawn(unshare, apart, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(shell, 'exit')
  onTestFinished(async () => {
    shell.kill()
    await ended
  })
  async function command(line: string): Promise<void> {
    shell.stdin.write(`${line} && echo done || echo failed\n`)
    const [said] = await once(shell.stdout, 'data')
    expect(String(said), line).toBe('done\n')
  }
  await command(`${mount} && cd /mnt`)
  return { path: `/proc/${shell.pid}/cwd`, command }
}
