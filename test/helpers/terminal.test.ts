import { expect, test } from 'vitest'
import { startTerminal, type Terminal } from './terminal.ts'

function run(code: string, size: { cols?: number; rows?: number } = {}): Terminal {
  return startTerminal({ command: process.execPath, args: ['--input-type=module', '--eval', code], ...size })
}

const dialogue = `
import { confirm, input, select } from '@inquirer/prompts'
const name = await input({ message: 'Name?' })
const system = await select({ message: 'System?', choices: ['fortnox', 'tripletex', 'xledger'] })
const sure = await confirm({ message: 'Sure?' })
console.log(JSON.stringify([name, system, sure]), process.stdin.isTTY, process.stdout.columns)
process.exitCode = 3
`

test('a dialogue is answered prompt by prompt', async () => {
  const terminal = run(dialogue, { cols: 72 })
  await terminal.waitFor('Name?')
  terminal.type('Blåbær')
  terminal.press('enter')
  await terminal.waitFor(/System\?.*fortnox/s)
  terminal.press('down', 'enter')
  await terminal.waitFor('Sure?')
  terminal.press('enter')
  expect(await terminal.exit()).toBe(3)
  expect(terminal.screen()).toContain('["Blåbær","tripletex",true] true 72')
})

test('keys reach the program as signals, and the end by a signal is told', async () => {
  const terminal = run('setInterval(() => {}, 1000); console.log("ready")')
  await terminal.waitFor('ready')
  terminal.press('ctrl-c')
  expect(await terminal.exit()).toBe(130)
})

test('waiting for what never comes fails with the last screen', async () => {
  const terminal = run('console.log("nothing to see")')
  await expect(terminal.waitFor('treasure')).rejects.toThrow(/treasure did not come .* exit code 0.*nothing to see/s)
})

test('the screen is what a person sees: overwritten and scrolled-off text is gone', async () => {
  const terminal = run(`process.stdout.write("first\\n".repeat(9) + "wrong\\rright")`, { rows: 5 })
  expect(await terminal.exit()).toBe(0)
  expect(terminal.screen()).toBe('first\nfirst\nfirst\nfirst\nright')
})
