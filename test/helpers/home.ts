/** Folders of their own for what a test keeps. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type StorePaths, storePaths } from '../../src/store/paths.ts'

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'huma-payroll-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Where everything lies when `HUMA_PAYROLL_HOME` is this folder; a new one without it. */
export function pathsIn(folder = temporaryFolder()): StorePaths {
  return storePaths({ HUMA_PAYROLL_HOME: folder }, process.platform, '')
}
