/** Lines that several commands say in the same way. */
import { listTable } from '../ui/tables.ts'
import type { Io } from '../ui/ui.ts'

/** One point a line, hanging behind its dash; numbered where the order counts. */
export function points(texts: readonly string[], io: Io, numbered = false): string {
  const rows = texts.map((text, index) => [numbered ? `${index + 1}.` : '-', text])
  return listTable(undefined, rows, io, 2)
}

/** Printed when an interactive run has ended: what would do the same without questions. */
export function withoutQuestions(command: string, { theme }: Io): string {
  return theme.faint(`Without questions:\n  ${command}`)
}

export function nextLine(command: string, { theme }: Io): string {
  return `Next: ${theme.command(command)}`
}
