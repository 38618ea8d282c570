import { expect, test } from 'vitest'
import { type Linked, match, type Outsider } from '../../src/core/match.ts'
import type { Person } from '../../src/core/person.ts'
import { employee, matchingLines, user } from './people.ts'

interface Case {
  huma?: Person[]
  payroll?: Person[]
  links?: Linked[]
  said?: Linked[]
  outsiders?: Outsider[]
  found: string[]
}

const link = (humaId: string, payrollId: string) => ({ humaId, payrollId })
const email = (name: string) => ({ email: `${name}@nordlys.example` })

const cases: Record<string, Case> = {
  'the same e-mail address, whatever its capitals, blanks and Unicode form': {
    huma: [user('h1', { email: 'Kari@Nordlys.example ' }), user('h2', { email: 'a\u030ase@nordlys.example' })],
    payroll: [employee('p1', email('kari')), employee('p2', { email: 'Åse@nordlys.example' })],
    found: ['h1/p1 by email', 'h2/p2 by email'],
  },
  'no address is not the same address': {
    huma: [user('h1', { email: null }), user('h2')],
    payroll: [employee('p1', { email: null }), employee('p2')],
    found: ['only huma h1', 'only huma h2', 'only payroll p1', 'only payroll p2'],
  },
  'a link wins over the address': {
    huma: [user('h1', email('old'))],
    payroll: [employee('p1', email('new'))],
    links: [link('h1', 'p1')],
    found: ['h1/p1 by link'],
  },
  'somebody else with the address of a linked person is not guessed to be them': {
    huma: [user('h1', email('old')), user('h2', email('new'))],
    payroll: [employee('p1', email('new')), employee('p2', email('old'))],
    links: [link('h1', 'p1')],
    found: ['h1/p1 by link', 'huma h2 same email as payroll p1', 'payroll p2 same email as huma h1'],
  },
  'an address twice on one side': {
    huma: [user('h1', email('shop')), user('h2', email('Shop'))],
    payroll: [employee('p1', email('shop'))],
    found: [
      'huma h1 same email as huma h2,payroll p1',
      'huma h2 same email as huma h1,payroll p1',
      'payroll p1 same email as huma h1,huma h2',
    ],
  },
  'an address twice on one side and not at all on the other': {
    payroll: [employee('p1', email('shop')), employee('p2', email('shop'))],
    found: ['payroll p1 same email as payroll p2', 'payroll p2 same email as payroll p1'],
  },
  'an address twice, one of them linked': {
    huma: [user('h1', email('shop')), user('h2', email('shop'))],
    payroll: [employee('p1', email('shop'))],
    links: [link('h1', 'p1')],
    found: ['h1/p1 by link', 'huma h2 same email as huma h1,payroll p1'],
  },
  'links whose ends are gone': {
    huma: [user('h1', email('kari'))],
    payroll: [employee('p2', email('ola'))],
    links: [link('h1', 'p1'), link('h2', 'p2'), link('h3', 'p3')],
    found: ['only huma h1, was linked', 'only payroll p2, was linked', 'broken h1-p1', 'broken h2-p2', 'broken h3-p3'],
  },
  'a broken link does not stand in the way of the address': {
    huma: [user('h1', email('kari'))],
    payroll: [employee('p2', email('kari'))],
    links: [link('h1', 'p1')],
    found: ['h1/p2 by email', 'broken h1-p1'],
  },
  'two users linked to one employee': {
    huma: [user('h1', email('kari')), user('h2', email('kari.new'))],
    payroll: [employee('p1', email('kari'))],
    links: [link('h2', 'p1'), link('h1', 'p1')],
    found: [
      'huma h1 same link as huma h2,payroll p1',
      'huma h2 same link as huma h1,payroll p1',
      'payroll p1 same link as huma h1,huma h2',
    ],
  },
  'one user linked to two employees': {
    huma: [user('h1', email('kari'))],
    payroll: [employee('p1', email('kari')), employee('p2')],
    links: [link('h1', 'p2'), link('h1', 'p1')],
    found: [
      'huma h1 same link as payroll p1,payroll p2',
      'payroll p1 same link as huma h1,payroll p2',
      'payroll p2 same link as huma h1,payroll p1',
    ],
  },
  'one link, kept twice': {
    huma: [user('h1')],
    payroll: [employee('p1')],
    links: [link('h1', 'p1'), link('h1', 'p1')],
    found: ['h1/p1 by link'],
  },
  'an employee of a user outside the scope, by link and by address': {
    payroll: [employee('p1', email('kari')), employee('p2', email('ola'))],
    links: [link('h1', 'p1')],
    outsiders: [
      { id: 'h2', ...email('Ola') },
      { id: 'h1', email: '' },
    ],
    found: ['payroll p1 belongs to h1', 'payroll p2 belongs to h2'],
  },
  'several users outside the scope share an address': {
    payroll: [employee('p1', email('ola'))],
    outsiders: [
      { id: 'h2', ...email('ola') },
      { id: 'h1', ...email('ola') },
    ],
    found: ['payroll p1 belongs to h1'],
  },
  'a user in scope shares the address of one outside': {
    huma: [user('h1', email('ola'))],
    payroll: [employee('p1', email('ola'))],
    outsiders: [{ id: 'h2', ...email('ola') }],
    found: ['huma h1 same email as huma h2,payroll p1', 'payroll p1 same email as huma h1,huma h2'],
  },
  'an employee linked to a user in scope and to one outside': {
    huma: [user('h1', email('ola'))],
    payroll: [employee('p1', email('ola'))],
    links: [link('h1', 'p1'), link('h2', 'p1')],
    outsiders: [{ id: 'h2', email: '' }],
    found: ['huma h1 same link as huma h2,payroll p1', 'payroll p1 same link as huma h1,huma h2'],
  },
}

test.each(Object.entries(cases))('%s', (_name, { found, ...given }) => {
  const { huma = [], payroll = [], links = [], said = [], outsiders = [] } = given
  const input = { huma, payroll, links, said, outsiders }
  expect(matchingLines(match(input))).toEqual(found)
  const reversed = {
    huma: huma.toReversed(),
    payroll: payroll.toReversed(),
    links: links.toReversed(),
    said: said.toReversed(),
    outsiders: outsiders.toReversed(),
  }
  expect(match(reversed)).toEqual(match(input))
})

test('people are in the order of their ids, by code unit', () => {
  const huma = ['b', 'B', 'ä', 'a', '10', '9'].map((id, index) => user(id, { email: `${index}@nordlys.example` }))
  const payroll = huma.map(({ id, fields }) => employee(id, fields))
  const { pairs } = match({ huma, payroll, links: [], outsiders: [] })
  expect(pairs.map((pair) => pair.huma.id)).toEqual(['10', '9', 'B', 'a', 'b', 'ä'])
})
