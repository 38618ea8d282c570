import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTerminal, type Terminal } from '../helpers/terminal.ts'

const source = join(import.meta.dirname, '../../src')

/** Runs `code` with a real `prompter` on a terminal; whatever it returns or throws is shown as JSON at the end. */
function ask(code: string, { unicode = true } = {}): Terminal {
  const program = `
    import { createPrompter } from '${source}/ui/prompter.ts'
    import { createTheme } from '${source}/ui/theme.ts'
    const interrupt = new AbortController()
    process.on('SIGTERM', () => interrupt.abort())
    const theme = createTheme({ colour: true, unicode: ${unicode} })
    const prompter = createPrompter({ stdin: process.stdin, stderr: process.stderr, theme, interrupted: interrupt.signal })
    const run = async () => { ${code} }
    let ended = false
    process.once('beforeExit', () => ended || console.log('left hanging'))
    run().finally(() => { ended = true }).then((answer) => console.log('answer', JSON.stringify(answer)), (error) => console.log(error.name, error.kind))
  `
  return startTerminal({ command: process.execPath, args: ['--input-type=module', '--eval', program], rows: 20 })
}

const systems = `[
  { value: 1, name: 'Fortnox', description: 'Sweden' },
  { value: 2, name: 'Tripletex', description: 'Norway' },
  { value: 3, name: 'Xledger', disabled: 'not yet' },
]`

test('one of a list, beginning at the standard', async () => {
  const terminal = ask(`return prompter.select({ message: 'Which?', standard: 2, choices: ${systems} })`)
  await terminal.waitFor(/❯ Tripletex.*Norway/s)
  terminal.press('up')
  await terminal.waitFor(/❯ Fortnox.*Sweden/s)
  terminal.press('enter')
  await terminal.exit()
  expect(terminal.screen()).toContain('answer 1')
})

test('one of a long list, found by parts of its name', async () => {
  const people = `Array.from({ length: 300 }, (_, index) => ({ value: index, name: 'Person ' + index + ' Nordmann' }))`
  const terminal = ask(`return prompter.select({ message: 'Who?', search: true, choices: ${people} })`)
  await terminal.waitFor('Person 0 Nordmann')
  terminal.type('nord 217')
  await terminal.waitFor('❯ Person 217 Nordmann')
  terminal.press('enter')
  await terminal.exit()
  expect(terminal.screen()).toContain('answer 217')
})

test('what fits is asked for as it is typed, and Enter waits for the answer', async () => {
  const terminal = ask(`
    const answers = { '': ['Ferie', 'Permisjon'], fu: ['Furlough'] }
    return prompter.find({
      message: 'What?',
      choices: async (typed, signal) => {
        if (typed === 'slow') await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return (answers[typed] ?? []).map((name) => ({ value: name, name }))
      },
    })`)
  await terminal.waitFor('❯ Ferie')
  terminal.type('slow')
  await terminal.waitFor('What? slow')
  terminal.press('enter')
  terminal.press(...Array<'backspace'>(4).fill('backspace'))
  await terminal.waitFor('❯ Ferie')
  terminal.type('fu')
  await terminal.waitFor('❯ Furlough')
  terminal.press('enter')
  await terminal.exit()
  expect(terminal.screen()).toContain('answer "Furlough"')
})

test('several of a list; what is required cannot be left out', async () => {
  const terminal = ask(
    `return prompter.checkbox({ message: 'Which ones?', required: true, checked: [1], choices: ${systems} })`,
  )
  await terminal.waitFor('◉ Fortnox')
  terminal.press('space', 'enter')
  await terminal.waitFor(/at least one/i)
  terminal.press('down', 'space', 'enter')
  await terminal.exit()
  expect(terminal.screen()).toContain('answer [2]')
})

test('texts are trimmed, a wrong one is told why, and a secret is not shown', async () => {
  const terminal = ask(`
    const problem = (text) => (text === 'nordlys' ? undefined : 'Only nordlys will do, not [' + text + '].')
    const name = await prompter.text({ message: 'Name?', problem })
    const key = await prompter.password({ message: 'Key?' })
    return [name, key.length, await prompter.confirm({ message: 'Save?', standard: false })]
  `)
  await terminal.waitFor('Name?')
  terminal.type(' other ')
  terminal.press('enter')
  await terminal.waitFor('not [other].')
  terminal.press(...Array<'backspace'>(7).fill('backspace'))
  terminal.type(' nordlys ')
  terminal.press('enter')
  await terminal.waitFor('Key?')
  terminal.type('secret-key ')
  terminal.press('enter')
  await terminal.waitFor(/Save\?.*y\/N/)
  expect(terminal.screen()).not.toContain('secret-key')
  terminal.press('enter')
  await terminal.exit()
  expect(terminal.screen()).toContain('answer ["nordlys",10,false]')
})

test.each([
  ['Ctrl-C', (terminal: Terminal) => terminal.press('ctrl-c')],
  // Closes the input without a word to the question: without care the process would just end.
  ['Ctrl-D', (terminal: Terminal) => terminal.press('ctrl-d')],
])('%s is a cancelled question', async (_, leave) => {
  const terminal = ask(`return prompter.text({ message: 'Name?' })`)
  await terminal.waitFor('Name?')
  leave(terminal)
  expect(await terminal.exit()).toBe(0)
  expect(terminal.screen()).toContain('HumaPayrollError cancelled')
  expect(terminal.screen()).not.toContain('hanging')
})

test('a signal from outside is a cancelled question', async () => {
  const terminal = ask(`
    const answer = prompter.confirm({ message: 'Sure?', standard: true })
    process.kill(process.pid, 'SIGTERM')
    return answer
  `)
  expect(await terminal.exit()).toBe(0)
  expect(terminal.screen()).toContain('HumaPayrollError cancelled')
})

test('ASCII only where the terminal cannot show more', async () => {
  const terminal = ask(
    `await prompter.select({ message: 'Which?', choices: ${systems} })
     return prompter.checkbox({ message: 'Which ones?', choices: ${systems} })`,
    { unicode: false },
  )
  await terminal.waitFor('> Fortnox')
  const others = /[^\x20-\x7E\n]/
  expect(terminal.screen()).not.toMatch(others)
  terminal.press('enter')
  await terminal.waitFor('[ ] Fortnox')
  expect(terminal.screen()).not.toMatch(others)
  terminal.press('enter')
  await terminal.exit()
})
