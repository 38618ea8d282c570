import fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { borderedTable, listTable, paragraph } from '../../src/ui/tables.ts'
import { createTheme } from '../../src/ui/theme.ts'

function screen(width: number, { colour = false, unicode = true } = {}) {
  return { width, theme: createTheme({ colour, unicode }) }
}

const head = ['Field', 'Huma', 'Tripletex', 'Use']
const rows = [
  ['Mobile phone', '+47 912 34 567', '(missing)', '→ Huma'],
  ['Home address', 'Storgata 12, bygning B, oppgang 4, 5003 Bergen', 'Storgata 12\n5003 Bergen', '→ Huma'],
  ['E-mail', 'a.long.address.without.any.blank@nordlys.example', '李小龍 🇳🇴', ''],
]

test('a table with borders wraps its widest column and keeps the others', () => {
  expect(`\n${borderedTable(head, rows, screen(80))}\n`).toBe(`
┌──────────────┬────────────────────────────────────────┬─────────────┬────────┐
│ Field        │ Huma                                   │ Tripletex   │ Use    │
├──────────────┼────────────────────────────────────────┼─────────────┼────────┤
│ Mobile phone │ +47 912 34 567                         │ (missing)   │ → Huma │
│ Home address │ Storgata 12, bygning B, oppgang 4,     │ Storgata 12 │ → Huma │
│              │ 5003 Bergen                            │ 5003 Bergen │        │
│ E-mail       │ a.long.address.without.any.blank@nordl │ 李小龍 🇳🇴   │        │
│              │ ys.example                             │             │        │
└──────────────┴────────────────────────────────────────┴─────────────┴────────┘
`)
})

test('a list has columns without borders; a cell wraps below itself', () => {
  const list = [
    ['Kari Nordmann', 'created', ''],
    ['Ola Hansen', 'held back', 'the date of birth is missing; Tripletex cannot do without'],
  ]
  expect(`\n${listTable(['Who', 'What', 'Why'], list, screen(60), 2)}\n`).toBe(`
  Who            What       Why
  Kari Nordmann  created
  Ola Hansen     held back  the date of birth is missing;
                            Tripletex cannot do without
`)
})

test('without Unicode the borders are ASCII', () => {
  expect(borderedTable(['A'], [['b']], screen(80, { unicode: false }))).toBe('+---+\n| A |\n+---+\n| b |\n+---+')
})

test('no line is longer than the terminal, and none longer than anybody reads', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ' ', 'ø', '漢', '\n', '-'), maxLength: 90 })
  const table = fc.integer({ min: 1, max: 5 }).chain((columns) =>
    fc.record({
      head: fc.array(cell, { minLength: columns, maxLength: columns }),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 4 }),
      width: fc.integer({ min: 40, max: 200 }),
      colour: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(table, ({ head, rows, width, colour }) => {
      const where = screen(width, { colour })
      const coloured = rows.map((row) => row.map((text) => where.theme.bad(text)))
      const shown = [
        borderedTable(head, coloured, where),
        listTable(head, coloured, where, 3),
        paragraph(head.join(' '), where, 3),
      ]
      const longest = Math.max(
        ...shown
          .join('\n')
          .split('\n')
          .map((line) => stringWidth(line)),
      )
      expect(longest).toBeLessThanOrEqual(Math.min(width, 160))
    }),
  )
})
