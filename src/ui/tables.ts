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
  // An id or a command in a list is there to be typed: its column gives way last.
  const words = naturalWidths(all.map((row) => row.map((cell) => cell.replaceAll(' ', '\n'))))
  const widths = fitWidths(natural, lineWidth(screen) - indent - 2 * (natural.length - 1), words)
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

/** Lowers the widest columns, evenly, until all fit into `room`; none below its `least`, where there is room for those. */
function fitWidths(natural: readonly number[], room: number, least: readonly number[] = []): number[] {
  const widths = [...natural]
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const limits = natural.map((_, column) => (sum(least) > room ? 1 : (least[column] ?? 1)))
  let excess = sum(widths) - room
  while (excess > 0) {
    const open = widths.flatMap((width, column) => (width > (limits[column] ?? 1) ? [column] : []))
    if (open.length === 0) break
    const most = Math.max(...open.map((column) => widths[column] ?? 1))
    const atMost = open.filter((column) => widths[column] === most)
    const lower = open.map((column) => widths[column] ?? 1).filter((width) => width < most)
    const next = Math.max(...lower, ...atMost.map((column) => limits[column] ?? 1))
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
