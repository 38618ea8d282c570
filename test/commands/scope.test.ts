import { expect, test } from 'vitest'
import { commandLine } from '../../src/commands/command-line.ts'
import { parseScope, scopeWords } from '../../src/commands/scope.ts'
import type { Group } from '../../src/core/connection.ts'

const group = (type: Group['type'], id: string, name: string): Group => ({ type, id, name })
const groups = [
  group('company', 'c1', 'Nordlys AS'),
  group('team', 't1', 'Kitchen'),
  group('team', 't2', 'Kitchen'),
  group('team', 't3', 'kitchen'),
  group('team', 't4', 'Shop: Oslo'),
  group('location', 'l1', 'Kitchen'),
]

test.each<[string[], string[] | 'all']>([
  [[], 'all'],
  [['all', 'all'], 'all'],
  [['company:NORDLYS as'], ['c1']],
  [['team:t2'], ['t2']],
  [['team:kitchen'], ['t3']],
  [
    ['team: Shop: Oslo ', 'location:Kitchen', 'team:t4'],
    ['t4', 'l1'],
  ],
])('--scope %j', (typed, ids) => {
  const scope = parseScope(typed, groups)
  expect(scope === 'all' ? scope : scope.map(({ id }) => id)).toEqual(ids)
  // What is printed to be pasted means the same again.
  const words = scopeWords(scope, groups).filter((word) => word !== '--scope')
  expect(parseScope(words, groups)).toEqual(scope)
})

test.each([
  ['team:Kitchen', 'Huma has several teams called "Kitchen".', '--scope team:t1 or --scope team:t2'],
  ['team:KITCHEN', 'Huma has several teams called "KITCHEN".', '--scope team:t1, --scope team:t2 or --scope team:t3'],
  ['team:c1', 'Huma has no team "c1".', 'It has "Kitchen", "Kitchen", "kitchen" and "Shop: Oslo".'],
  ['company:', '"company:" does not say who takes part.', '--scope "company:NAME"'],
])('--scope %s is refused', (typed, message, hint) => {
  expect(() => parseScope([typed], groups)).toThrow(
    expect.objectContaining({ kind: 'usage', message, hint: expect.stringContaining(hint) }),
  )
})

test('a company with hundreds of teams is not listed whole', () => {
  const many = Array.from({ length: 300 }, (_, index) => group('team', `${index}`, `Team ${index}`))
  expect(() => parseScope(['team:Bakery'], many)).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/"Team 19" and 280 more\.$/) }),
  )
})

test.each([
  ['nordlys', 'nordlys'],
  ['Blåbær-1', 'Blåbær-1'],
  ['Nordlys AS', '"Nordlys AS"'],
  ["Kari's", `"Kari's"`],
  ['cash $HOME', "'cash $HOME'"],
  ["it's `x`", "'it'\\''s `x`'"],
  ['', '""'],
])('%s on a command line', (word, quoted) => {
  expect(commandLine('status', word)).toBe(`huma-payroll status ${quoted}`)
})
