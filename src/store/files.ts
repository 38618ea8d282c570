/** Files for their owner only, replaced whole or not at all; and what a failing file system means to a person. */
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { HumaPayrollError } from '../errors.ts'

/** Makes the folder of `file`, for its owner only; one that is there keeps its rights. */
export function makeFolderOf(file: string): void {
  atFile(file, () => mkdirSync(dirname(file), { recursive: true, mode: 0o700 }))
}

/** Makes an empty file for its owner only, unless it is there. `shown` stands for it in messages. */
export function makeFile(path: string, shown = path): void {
  makeFolderOf(shown)
  atFile(shown, () => unlessThere(() => closeSync(openSync(path, 'wx', 0o600))))
}

/** Puts the finished file `fresh` at `path`, unless a file is there; nobody ever sees a part of it. `fresh` stays. */
export function placeFile(fresh: string, path: string): void {
  atFile(path, () => {
    unlessThere(() => {
      try {
        linkSync(fresh, path)
      } catch (error) {
        if (codeOf(error) === 'EEXIST') throw error
        // Not every file system has links.
        copyFileSync(fresh, path, constants.COPYFILE_EXCL)
      }
    })
    flushFolder(dirname(path))
  })
}

function unlessThere(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** What cannot be removed does no harm where it is. */
export function removeLeftovers(...paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { force: true })
    } catch {}
  }
}

/** In bytes; undefined where there is no such file. */
export function sizeIfThere(path: string): number | undefined {
  return atFile(path, () => statSync(path, { throwIfNoEntry: false })?.size)
}

/** undefined where there is no such file. */
export function readIfThere(path: string): string | undefined {
  return atFile(path, () => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  })
}

/**
 * After a crash or a power cut at any instant the file holds the old text or the new one. For one writer at a time: what a
 * crash leaves behind is overwritten by the next.
 */
export function replaceFile(path: string, text: string): void {
  makeFolderOf(path)
  const fresh = `${path}.new`
  atFile(path, () => {
    writeFileSync(fresh, text, { mode: 0o600, flush: true })
    renameSync(fresh, path)
    flushFolder(dirname(path))
  })
}

/** The new name is on the disk only when the folder is. */
function flushFolder(folder: string): void {
  let handle: number
  try {
    handle = openSync(folder, 'r')
  } catch {
    // Windows opens no folder, and keeps names safe by itself.
    return
  }
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** For a command to paste into a shell. */
export function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}

/** Runs something that touches `path`; what the file system refuses comes out as kind `storage`. */
export function atFile<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = codeOf(error)
    if (error instanceof HumaPayrollError || code === undefined) throw error
    throw fileError(path, code, error)
  }
}

function fileError(path: string, code: string, cause: unknown): HumaPayrollError {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path, cause)
    case 'EACCES':
    case 'EPERM':
      return noRight(path, cause)
    case 'EROFS':
      return readOnly(path, cause)
    default:
      return readOnlyDisk(path, cause) ?? unusable(path, code, cause)
  }
}

function unusable(path: string, code: string, cause: unknown): HumaPayrollError {
  return new HumaPayrollError('storage', `${path} cannot be read or written (${code}).`, { hint: elsewhere, cause })
}

export function diskFull(path: string, cause: unknown): HumaPayrollError {
  return new HumaPayrollError('storage', `${path} cannot be written: the disk is full.`, {
    hint: 'Make room and run the command again; what was saved before is safe.',
    cause,
  })
}

export function noRight(path: string, cause: unknown): HumaPayrollError {
  return new HumaPayrollError('storage', `${path} cannot be read or written: this account has no right to it.`, {
    hint: `See who may with: ls -ld ${quoted(dirname(path))} ${quoted(path)}\n${elsewhere}`,
    cause,
  })
}

function readOnly(path: string, cause: unknown): HumaPayrollError {
  return new HumaPayrollError('storage', `${path} cannot be written: the file system is read-only.`, {
    hint: elsewhere,
    cause,
  })
}

/** undefined where the file system itself can be written. */
export function readOnlyDisk(path: string, cause: unknown): HumaPayrollError | undefined {
  // The first folder that is there, because Node says of a missing one only that it is missing.
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const code = writeProblem(folder)
    if (code === 'EROFS') return readOnly(path, cause)
    if (code !== 'ENOENT' || folder === dirname(folder)) return undefined
  }
}

function writeProblem(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return codeOf(error)
  }
}

export const elsewhere = 'To keep everything in another folder, set HUMA_PAYROLL_HOME to it.'

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
