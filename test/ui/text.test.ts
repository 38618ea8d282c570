import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, duration, list, plain } from '../../src/ui/text.ts'

test.each([
  ['a name', 'Kåre Ødegård-Ünal', 'Kåre Ødegård-Ünal'],
  ['other scripts and joined emoji', '李小龍 שלום 👩‍👩‍👧', '李小龍 שלום 👩‍👩‍👧'],
  ['colours', '\x1b[31mKari\x1b[0m', 'Kari'],
  ['a title of the window', 'Kari\x1b]0;owned\x07 Nordmann', 'Kari Nordmann'],
  ['a link', '\x1b]8;;https://evil.example\x1b\\Kari\x1b]8;;\x1b\\', 'Kari'],
  ['the same in eight bits', 'Kari\x9b2J', 'Kari'],
  ['bell, backspace, delete', 'K\x07a\x08r\x7fi', 'Kari'],
  ['a line that would overwrite its beginning', 'failed\rdone', 'failed done'],
  ['lines', ' Storgata 1\r\nBergen\u2028Norge\t', 'Storgata 1 Bergen Norge'],
  ['another reading direction', 'invoice\u202Efdp.exe\u2069', 'invoicefdp.exe'],
  ['hidden text', 'Ka\u200Bri\u{E0041}\uFEFF', 'Kari'],
  ['half a character', 'Kari\uD83D', 'Kari\uFFFD'],
])('of remote text only what can be seen is left: %s', (_, remote, shown) => {
  expect(plain(remote)).toBe(shown)
})

test('nothing that a terminal obeys survives, whatever comes', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('\x1b', '[', ']', '\x9b', '3', 'm', ';', '\x07', '\r', '\\', 'a', '\u202E'),
  })
  fc.assert(
    fc.property(nasty, (text) => {
      expect(plain(text)).not.toMatch(/[\p{Cc}\u202E]/u)
    }),
  )
})

test('numbers and lists as people say them', () => {
  expect([0, 1, 2].map((number) => count(number, 'user'))).toEqual(['0 users', '1 user', '2 users'])
  expect(count(3, 'person', 'people')).toBe('3 people')
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => list(items))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
  expect(list(['a', 'b'], 'or')).toBe('a or b')
})

test.each([
  [0, '0.0 s'],
  [3_140, '3.1 s'],
  [9_949, '9.9 s'],
  [9_951, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [185_000, '3 min 5 s'],
  [3_600_000, '1 h'],
  [7_260_000, '2 h 1 min'],
])('%i milliseconds are %s', (milliseconds, said) => {
  expect(duration(milliseconds)).toBe(said)
})
