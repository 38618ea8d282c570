/** The folder of a payroll system that works with files: where it is, and what `connect` makes in it. */
import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { FolderMethod, PayrollSystem } from '../systems/system.ts'
import { plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { commandLine } from './command-line.ts'

/** The way by folder that a system offers; undefined for all that have an API. */
export function folderMethodOf({ auth }: Pick<PayrollSystem, 'auth'>): FolderMethod | undefined {
  return auth.find((method) => method.kind === 'folder')
}

/** The path behind a connection's address; undefined where it is no folder. */
export function folderOf(baseUrl: string): string | undefined {
  return baseUrl.startsWith('file:') ? fileURLToPath(baseUrl) : undefined
}

/** As typed, else as before, else as asked. A folder that is not there is not made: a typing error would make one. */
export async function chooseFolder(
  { prompter, io }: World,
  system: PayrollSystem,
  typed: string | undefined,
  existing: Connection | undefined,
): Promise<string> {
  const before = typed === undefined && existing ? folderOf(existing.baseUrl) : undefined
  if (before !== undefined) return address(before, system)
  if (typed !== undefined) return address(typed, system)
  if (!prompter) {
    throw new HumaPayrollError('usage', `${system.name} works with files; say in which folder.`, {
      hint: commandLine('connect', system.id, '--folder', 'PATH'),
    })
  }
  io.err(`${system.name} works with files. The folder must be there already.`)
  const problem = (path: string) => (path.trim() === '' ? 'A folder is needed.' : undefined)
  return address((await prompter.text({ message: 'Folder of the files', problem })).trim(), system)
}

async function address(path: string, { id }: PayrollSystem): Promise<string> {
  const whole = isAbsolute(path) ? path : resolve(path)
  const found = await stat(whole).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new HumaPayrollError('usage', `${plain(whole)} is no folder. Nothing was saved.`, {
      hint: `Make it, for those who may see pay only: ${commandLine('connect', id, '--folder', 'PATH')} then makes the rest.`,
    })
  }
  return pathToFileURL(whole).href
}

/** Shows them too. Throws kind `usage` where one cannot be made or used. */
export async function makeFolders({ io }: World, method: FolderMethod, baseUrl: string): Promise<void> {
  const folder = folderOf(baseUrl) ?? ''
  for (const { name, what } of method.folders) {
    const path = join(folder, name)
    try {
      await mkdir(path, { recursive: true, mode: 0o770 })
      await access(path, constants.R_OK | constants.W_OK)
    } catch (cause) {
      throw new HumaPayrollError('usage', `${plain(path)} cannot be made or used. Nothing was saved.`, {
        hint: 'See that this account may read and write in the folder.',
        cause,
      })
    }
    // Not a table: a path to copy is never broken.
    io.err(`  ${plain(path)}\n    ${io.theme.faint(what)}`)
  }
}
