/** Tables that fit the terminal: natural widths where there is room, else the widest columns give way and wrap. */
import Table from 'cli-table3'
import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'
import type { Io } from './ui.ts'

type Screen = Pick<Io, 'width' | 'theme'>
type Row = readonly string[]

/** Nobody reads longer lines. */
const widest = 160

/**
 * A table with borders. Cells may be coloured and have several lines; texts of remote systems went through `plain`.
 * No line is longer than the terminal is wide. Without the newline at the end.
 */
export function borderedTable(head: Row, rows: readonly Row[], screen: Screen): string {
  const strongHead = head.map((title) => screen.theme.strong(title))
  const room = lineWidth(screen) - (3 * head.length + 1)
  const widths = fitWidths(naturalWidths([strongHead, ...rows]), room)
  const table = new Table({
    head: strongHead.map((title, column) => wrap(title, widths[column])),
    colWidths: widths.map((width) => width + 2),
    style: { head: [], border: [], compact: true },
    ...(!screen.theme.unicode && { chars: asciiBorders }),
  })
  for (const row of rows) table.push(head.map((_, column) => wrap(row[column] ?? '', widths[column])))
  return withoutTrailingBlanks(table.toString())
}

const asciiBorders = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  'left-mid': '+',
  mid: '-',
  'mid-mid': '+',
  right: '|',
  'right-mid': '+',
  middle: '|',
}

/**
 * Columns without borders, two blanks apart, as in a list; a cell that has no room wraps below itself.
 * `indent` blanks stand before every line. Without a head where `head` is undefined.
 */
export function listTable(head: Row | undefined, rows: readonly Row[], screen: Screen, indent = 0): string {
  const all = head ? [head.map((title) => screen.theme.faint(title)), ...rows] : rows
  const natural = naturalWidths(all)
  const widths = fitWidths(natural, lineWidth(screen) - indent - 2 * (natural.length - 1))
  const lines = all.flatMap((row) => {
    const cells = widths.map((width, column) => wrap(row[column] ?? '', width).split('\n'))
    const height = Math.max(...cells.map((cell) => cell.length))
    return Array.from({ length: height }, (_, line) =>
      cells.map((cell, column) => padded(cell[line] ?? '', widths[column] ?? 0)).join('  '),
    )
  })
  return withoutTrailingBlanks(lines.map((line) => ' '.repeat(indent) + line).join('\n'))
}

/** Text in lines of at most the terminal's width, each behind `indent` blanks. */
export function paragraph(text: string, screen: Screen, indent = 0): string {
  return wrap(text, lineWidth(screen) - indent).replace(/^(?=.)/gm, ' '.repeat(indent))
}

function lineWidth({ width }: Screen): number {
  return Math.min(width, widest)
}

function naturalWidths(rows: readonly Row[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: columns }, (_, column) =>
    Math.max(1, ...rows.flatMap((row) => (row[column] ?? '').split('\n').map((line) => stringWidth(line)))),
  )
}

/** Lowers the widest columns, evenly, until all fit into `room`. */
function fitWidths(natural: readonly number[], room: number): number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, width) => sum + width, 0) - room
  while (excess > 0) {
    const most = Math.max(...widths)
    if (most <= 1) break
    const next = Math.max(1, ...widths.filter((width) => width < most))
    const atMost = widths.flatMap((width, column) => (width === most ? [column] : []))
    const step = Math.min(most - next, Math.ceil(excess / atMost.length))
    for (const column of atMost) {
      const less = Math.min(step, excess)
      widths[column] = most - less
      excess -= less
    }
  }
  return widths
}

function wrap(text: string, width = 1): string {
  // Words longer than the line are broken: an e-mail address has no blanks.
  return wrapAnsi(text, Math.max(1, width), { hard: true })
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}

function withoutTrailingBlanks(text: string): string {
  return text.replace(/ +$/gm, '')
}
