/**
 * Makes docs/sync-users.svg: the last screen of a real `sync-users` in a real terminal, on the sandbox.
 * Usage: npm run build && node tools/picture.mjs
 */

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { startSandbox } from '../dist/sandbox/start.js'

const root = dirname(import.meta.dirname)
const program = join(root, 'bin/huma-payroll.js')
const size = { cols: 92, rows: 46 }

const sandbox = await startSandbox({ people: 214, seed: 4 })
const home = await mkdtemp(join(tmpdir(), 'huma-payroll-picture-'))
try {
  const env = {
    ...sandbox.environment,
    HUMA_PAYROLL_HOME: home,
    HUMA_PAYROLL_KEYCHAIN: 'off',
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
  }
  const run = (...args) => promisify(execFile)(process.execPath, [program, ...args], { env })
  await run('connect', 'huma', '--base-url', sandbox.huma.baseUrl)
  await run('connect', 'tripletex', '--name', 'nordlys', '--scope', 'all', '--base-url', sandbox.tripletex.baseUrl)
  await run('configure', 'nordlys', '--users', 'on', '--create-users', 'on')
  const screen = await record(env)
  await writeFile(join(root, 'docs/sync-users.svg'), svg(screen))
} finally {
  await sandbox.stop()
  await rm(home, { recursive: true, force: true })
}

/** Types the answers, and returns the lines of the last screen as runs of text in one style. */
async function record(env) {
  const display = new xterm.Terminal({ ...size, allowProposedApi: true })
  const shell = spawn(process.execPath, [program, 'sync-users', 'nordlys'], { ...size, name: 'xterm-256color', env })
  shell.onData((text) => display.write(text))
  const ended = new Promise((resolve) => shell.onExit(() => display.write('', resolve)))
  const text = () =>
    Array.from(
      { length: size.rows },
      (_, row) => display.buffer.active.getLine(display.buffer.active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n')
  async function answer(prompt, keys) {
    while (!prompt.test(text())) await new Promise((resolve) => setTimeout(resolve, 20))
    shell.write(keys)
  }
  const down = '\x1b[B'
  // Whoever may be there already under another address is asked about first.
  await answer(/the same person\?[\s\S]*Finish later/, `${down}\r`)
  await answer(/Whose values count\?[\s\S]*Finish later/, '\r')
  await answer(/\(1 of \d+\)[\s\S]*Finish later/, '\r')
  await answer(/\(2 of \d+\)[\s\S]*Finish later/, `${down}${down}\r`)
  await answer(/\(3 of \d+\)[\s\S]*Finish later/, `${down.repeat(3)}\r`)
  await answer(/only in Huma[\s\S]*Finish later/, `${down}\r`)
  await answer(/only in Tripletex[\s\S]*Finish later/, `${down}${down}\r`)
  await answer(/Sync users\?[\s\S]*Yes, sync/, `${down}${down}\r`)
  await ended
  const { active } = display.buffer
  return Array.from({ length: active.length }, (_, row) => runsOf(active.getLine(row)))
}

function runsOf(line) {
  const runs = []
  for (let column = 0; column < size.cols; column += 1) {
    const cell = line?.getCell(column)
    if (!cell || cell.getWidth() === 0) continue
    const style = [cell.isBold() && 'b', cell.isDim() && 'd', cell.isFgPalette() && `c${cell.getFgColor()}`]
      .filter(Boolean)
      .join(' ')
    const last = runs.at(-1)
    if (last?.style === style) last.text += cell.getChars() || ' '
    else runs.push({ style, column, text: cell.getChars() || ' ' })
  }
  return runs
}

function svg(lines) {
  while (lines.length > 0 && lines.at(-1).every(({ text }) => text.trim() === '')) lines.pop()
  const [width, height] = [8.4, 18]
  const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const rows = lines.map((runs, row) => {
    const spans = runs
      .filter(({ text }) => text.trim() !== '')
      .map(({ style, column, text }) => {
        const start = text.length - text.trimStart().length
        const shown = text.trim()
        return `<tspan x="${(16 + (column + start) * width).toFixed(1)}" textLength="${([...shown].length * width).toFixed(1)}"${style ? ` class="${style}"` : ''}>${escaped(shown)}</tspan>`
      })
    return `<text y="${34 + row * height}">${spans.join('')}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(32 + size.cols * width)}" height="${52 + lines.length * height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<title>huma-payroll sync-users in a terminal</title>
<style>
text { fill: #d7dae0; white-space: pre }
.b { font-weight: bold; fill: #fff } .d { opacity: .6 }
.c1 { fill: #e06c75 } .c2 { fill: #98c379 } .c3 { fill: #e5c07b } .c4 { fill: #61afef } .c6 { fill: #56b6c2 } .c8 { fill: #8b919c }
</style>
<rect width="100%" height="100%" rx="8" fill="#1e2127"/>
${rows.join('\n')}
</svg>
`
}
