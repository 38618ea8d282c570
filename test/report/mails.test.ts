/** The mails themselves: what they say, and what they can never hold. */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Counts } from '../../src/core/report.ts'
import { digestMail } from '../../src/report/digest-mail.ts'
import type { Mail } from '../../src/report/mail.ts'
import { type ResultMailInput, resultMail } from '../../src/report/result-mail.ts'
import { digest, result } from './examples.ts'

const golden = join(import.meta.dirname, '../../fixtures/mail')

test.each([
  ['result', resultMail(result)],
  ['digest', digestMail(digest)],
])('the %s mail reads as in fixtures/mail', async (name, mail) => {
  await expect(`Subject: ${mail.subject}\n\n${mail.text}`).toMatchFileSnapshot(join(golden, `${name}.txt`))
})

test.each([resultMail(result), digestMail(digest)])('$subject: HTML says the same as the text', ({ text, html }) => {
  const shown = html.replaceAll(/<title>.*?<\/title>|<[^>]+>/gs, ' ').replaceAll('&quot;', '"')
  const words = (of: string) => of.match(/[\p{L}\p{N}"./@:-]*[\p{L}\p{N}][\p{L}\p{N}"./@:-]*/gu) ?? []
  // The first letter of the headline apart: there it begins a line.
  expect(words(shown).join(' ')).toBe(words(text).join(' ').replace('Nordlys AS: ', 'Nordlys AS '))
})

const nothing: Counts = {
  created: { huma: 0, payroll: 0 },
  updated: { huma: 0, payroll: 0 },
  failed: 0,
  heldBack: 0,
  left: 0,
  locked: 0,
  inStep: 0,
  notStarted: 0,
}
const some: Counts = { ...nothing, created: { huma: 1, payroll: 8 }, updated: { huma: 2, payroll: 12 } }
const attention = [{ name: 'Ola Hansen', message: 'Job title is not taken over.' }]

test.each<[Partial<ResultMailInput>, string, string]>([
  [{ result: 'done', counts: some }, '23 synced', 'All that was wanted is written.'],
  [{ result: 'done', counts: { ...nothing, inStep: 9 } }, 'everybody is in step', 'Nothing had to be written.'],
  [{ result: 'partly', counts: { ...some, heldBack: 4 } }, '23 synced, 4 held back', 'stopped nobody else'],
  [{ result: 'partly', counts: { ...nothing, failed: 1 } }, '0 synced, 1 failed', 'stopped nobody else'],
  [{ result: 'partly', counts: some, attention }, '23 synced, 1 needs attention', 'stopped nobody else'],
  [{ result: 'failed', counts: some }, 'sync failed after 23 people', 'What was written until then is kept.'],
  [{ result: 'failed' }, 'sync failed, nothing written', 'Nothing was written.'],
  [{ result: 'cancelled', counts: some }, 'sync cancelled after 23 people', 'What was written until then is kept.'],
  [{ result: 'cancelled' }, 'sync cancelled, nothing written', 'Nothing was written.'],
  [{ result: 'stopped' }, 'sync stopped, nothing written', 'A safety limit stopped the sync.'],
])('%j', (more, headline, sentence) => {
  const { counts: _, ...rest } = result
  const { subject, text } = resultMail({ ...rest, attention: [], ...more })
  expect(subject).toBe(`Nordlys AS: ${headline}`)
  expect(text.replaceAll('\n', ' ')).toContain(sentence)
})

test('a run that failed says why, what to do, and what waits in the system', () => {
  const { counts: _, runId: __, ...rest } = result
  const error = {
    message: 'Tripletex could not be reached: the connection was refused.',
    hint: 'Authorize the connection anew: huma-payroll connect tripletex --name "Nordlys AS"',
  }
  const { text } = resultMail({ ...rest, result: 'failed', attention: [], error, toDo: ['Import the file users.xml.'] })
  expect(text).toContain(
    `${error.message}\n> Authorize the connection anew:\n  huma-payroll connect tripletex --name "Nordlys AS"\n`,
  )
  expect(text).toContain('\nImport the file users.xml.\n')
  expect(text).not.toContain(', run')
})

test.each([
  [{ ...digest, items: digest.items.slice(0, 1), counts: { sent: 1, ignored: 0, waiting: 0 } }, '1 needs attention'],
  [{ ...digest, items: [], counts: { sent: 1, ignored: 0, waiting: 2 } }, 'nothing needs attention, 2 waiting'],
])('the subject of a digest', (input, headline) => {
  expect(digestMail(input).subject).toBe(`Nordlys AS: ${headline}`)
})

describe('what a mail can never hold', () => {
  test('more than 50 people; how many more, and the command that shows them', () => {
    const many = Array.from({ length: 63 }, (_, number) => ({ name: `Person ${number}`, message: 'Missing.' }))
    for (const of of [(mail: Mail) => mail.text, (mail: Mail) => mail.html.replaceAll('&quot;', '"')]) {
      const shown = of(resultMail({ ...result, attention: many }))
      expect(shown.match(/Person \d+/g)).toHaveLength(50)
      expect(shown).toMatch(/63 things need attention.*and 13 more:.*huma-payroll logs "Nordlys AS" --run 12/s)
    }
  })

  test.each([
    ['01129955131', 'identity number'],
    ['011299 55131', 'identity number'],
    ['19850709-9805', 'identity number'],
    ['131052-308T', 'identity number'],
    ['131052A308T', 'identity number'],
    ['NO93 8601 1117 947', 'account'],
    ['8601.11.17947', 'account'],
    ['FI2112345600000785', 'account'],
    ['1985-07-09', 'date of birth'],
    ['09.07.1985', 'date of birth'],
    ['+47 912 34 567', 'phone number'],
    ['Sick leave', 'kind of absence'],
    ['parental leave', 'kind of absence'],
  ])('%s, an %s that a message should not have had', (value) => {
    const message = `Tripletex says: ${value} is wrong.`
    for (const mail of [
      resultMail({ ...result, attention: [{ name: 'Ola Hansen', message }] }),
      digestMail({ ...digest, items: [{ id: '1', what: 'refused', person: 'Ola Hansen', message }] }),
    ]) {
      expect(mail.text).toMatch(/Tripletex says: (NO|FI|\+)?…\w? is wrong\./)
      expect(`${mail.text}${mail.html}`).not.toContain(value)
    }
  })

  test('what a terminal, a mail program or a browser would obey', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '</title></style><script>alert(1)</script>',
        '" onload="alert(1)',
        'Kari\r\nBcc: eve@evil.example\r\n\r\n',
        '\u001b]8;;https://evil.example\u0007Kari\u001b]8;;\u0007',
        '\u202Eevil\u2066',
        '\uD800',
        `<img src="https://evil.example/${'x'.repeat(2000)}">`,
      ),
    )
    const known = /<\/?(?:div|p|h1|h2|ul|li|span|pre|strong|br|html|head|body|title)(?: (?:style|lang)="[^"<>]*")?>/g
    const head = /^<!doctype html>|<meta (?:charset|name)="[^"<>]*"(?: content="[^"<>]*")?>/g
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, (name, message, hint, command) => {
        const { subject, text, html } = resultMail({
          ...result,
          connection: name,
          account: message,
          attention: [{ name, message, hint }],
          error: { message, hint },
          toDo: [message],
          commands: { next: command, logs: command },
        })
        expect(subject).not.toMatch(/\p{Cc}/u)
        expect([...subject].length).toBeLessThan(120)
        for (const body of [text, html]) {
          expect(body.isWellFormed()).toBe(true)
          expect(body).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u)
        }
        expect(html.replaceAll(head, '').replaceAll(known, '')).not.toMatch(/[<>"']/)
      }),
      { seed: 20261124 },
    )
  })

  test('anything from another place, or a colour that only one background suits', () => {
    for (const { html } of [resultMail(result), digestMail(digest)]) {
      expect(html).not.toMatch(/https?:|src=|href=|url\(|@import|<(?:table|img|style|link|script|form)/)
      expect(html).not.toMatch(/[^-]color:(?!\/\/)|background(?!:rgba\(128,128,128)/)
      expect(html).toContain('<meta name="color-scheme" content="light dark">')
    }
  })

  test('lines of more than 72 columns, apart from what is copied whole', () => {
    for (const { text } of [resultMail(result), digestMail(digest)]) {
      const long = text.split('\n').filter((line) => line.length > 72)
      expect(long).toEqual([])
    }
    const command = `huma-payroll sync-users "Nordlys AS" --only ${'kari@nordlys.example,'.repeat(8)}`
    const { text } = resultMail({ ...result, commands: { ...result.commands, next: command } })
    expect(text).toContain(`\n  ${command}\n`)
  })
})
