/** The three folders of a connection, and what a failing file system means to a person. */
import { randomUUID } from 'node:crypto'
import { access, constants, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HumaPayrollError } from '../../errors.ts'

/** Below the folder of the connection. Seen from Crona: what it exports, what it is to import. */
export const folderNames = { export: 'export', import: 'import', ledger: 'ledger' } as const

export type Folders = Readonly<Record<keyof typeof folderNames, string>>

/** `baseUrl` is a `file:` address. Throws kind `usage` for any other. */
export function foldersOf(baseUrl: string): Folders {
  const url = URL.parse(baseUrl)
  if (url?.protocol !== 'file:') {
    throw new HumaPayrollError('usage', 'Crona Lön is reached through a folder, not through an address.', {
      hint: 'Name the folder: huma-payroll connect crona-lon --folder PATH',
    })
  }
  const folder = fileURLToPath(url)
  return {
    export: join(folder, folderNames.export),
    import: join(folder, folderNames.import),
    ledger: join(folder, folderNames.ledger),
  }
}

/** A folder that is not there may be a disk that is not mounted: it is never made anew here. Kind `unavailable`. */
export async function checkFolders(folders: Folders): Promise<void> {
  await atFile(folders.export, () => access(folders.export, constants.R_OK))
  await atFile(folders.import, () => access(folders.import, constants.W_OK))
  await atFile(folders.ledger, () => access(folders.ledger, constants.W_OK))
}

/**
 * After a crash or a power cut at any instant the file holds the old content or the new one, and is on the disk when this
 * returns. `mode`: who may read it, less what the machine takes away. Kinds: unavailable (as before), unknown-outcome.
 */
export async function replaceFile(path: string, content: Uint8Array, mode: number): Promise<void> {
  // An ending that no import looks for.
  const fresh = `${path}.${randomUUID()}.new`
  await atFile(path, async () => {
    try {
      const handle = await open(fresh, 'wx', mode)
      try {
        await handle.writeFile(content)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(fresh, path)
    } catch (error) {
      await rm(fresh, { force: true })
      throw error
    }
  })
  try {
    await flushFolder(dirname(path))
  } catch (cause) {
    // The name has changed already, and may not outlive a power cut.
    throw new HumaPayrollError('unknown-outcome', `${path} may not be on the disk.`, { cause })
  }
}

/** undefined where it is not there, or was changed before `since` (milliseconds since 1970). */
export function readIfThere(path: string, since = 0): Promise<Uint8Array | undefined> {
  return atFile(path, async () => {
    try {
      return (await stat(path)).mtimeMs < since ? undefined : await readFile(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  })
}

/** The new name is on the disk only when the folder is. */
async function flushFolder(folder: string): Promise<void> {
  // Windows opens no folder, and keeps names safe by itself.
  const handle = await open(folder, 'r').catch(() => undefined)
  if (!handle) return
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'this account has no right to it',
  EPERM: 'this account has no right to it',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
}

/** Runs something that touches `path`; what the file system refuses comes out as kind `unavailable`. */
export async function atFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = codeOf(error)
    if (error instanceof HumaPayrollError || code === undefined) throw error
    throw new HumaPayrollError('unavailable', `${path} cannot be used: ${reasons[code] ?? code}.`, {
      hint: 'See that the disk is there and that this account may read and write in the folder, then run the command again.',
      cause: error,
    })
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
