/** Who looks like the same human being, who cannot be, and what a person says of them. */
import { expect, test } from 'vitest'
import { type Linked, match, type Outsider } from '../../src/core/match.ts'
import type { Person } from '../../src/core/person.ts'
import { employee, identity, kari, matchingLines, user } from './people.ts'

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
  'the same identity number under another address': {
    huma: [user('h1', { ...email('kari'), nationalId: identity.right })],
    payroll: [employee('p1', { ...email('kari.private'), nationalId: { ...identity.right, country: '' } })],
    found: [
      'only huma h1, twin payroll p1 by national identity number',
      'only payroll p1, twin huma h1 by national identity number',
    ],
  },
  'the same name and date of birth under another address': {
    huma: [user('h1', kari), user('h2', { ...kari, ...email('kari2'), birthDate: '1990-05-18' })],
    payroll: [employee('p1', { ...kari, ...email('private'), familyName: 'NORDMANN' })],
    found: [
      'only huma h1, twin payroll p1 by name and date of birth',
      'only huma h2',
      'only payroll p1, twin huma h1 by name and date of birth',
    ],
  },
  'a name alone makes no twin of somebody with another address, nor does a date of birth': {
    huma: [user('h1', { ...kari, birthDate: null })],
    payroll: [employee('p1', { ...kari, ...email('private') }), employee('p2', { birthDate: '1990-05-17' })],
    found: ['only huma h1', 'only payroll p1', 'only payroll p2'],
  },
  'twins are also among the linked, the ambiguous and those who have left': {
    huma: [user('h1', { ...email('kari'), nationalId: identity.right }), user('h2', email('old'))],
    payroll: [
      employee('p1', { ...email('shop'), nationalId: identity.right }),
      employee('p2', { ...email('shop'), nationalId: identity.right }),
      employee('p3', { ...email('new'), nationalId: identity.right }),
      employee('p4', { ...email('gone'), nationalId: identity.right }, { active: false }),
    ],
    links: [link('h2', 'p3')],
    found: [
      'h2/p3 by link',
      'only huma h1, twin payroll p1 by national identity number, twin payroll p2 by national identity number, twin payroll p3 by national identity number, twin payroll p4 by national identity number',
      'only payroll p4, twin huma h1 by national identity number, twin payroll p1 by national identity number, twin payroll p2 by national identity number, twin payroll p3 by national identity number',
      'payroll p1 same email as payroll p2',
      'payroll p2 same email as payroll p1',
    ],
  },
  'two users who are one human being, and one who has left': {
    huma: [
      user('h1', { ...kari, ...email('kari1') }),
      user('h2', { ...kari, ...email('kari2') }),
      user('h3', { ...kari, ...email('kari3') }, { active: false }),
    ],
    found: [
      'only huma h1, twin huma h2 by name and date of birth, twin huma h3 by name and date of birth',
      'only huma h2, twin huma h1 by name and date of birth, twin huma h3 by name and date of birth',
      'only huma h3, twin huma h1 by name and date of birth, twin huma h2 by name and date of birth',
    ],
  },
  'a second user of somebody whose first one is locked': {
    huma: [user('h1', { ...kari, ...email('kari1') }, { active: false }), user('h2', kari)],
    payroll: [employee('p1')],
    links: [link('h1', 'p1')],
    found: ['h1/p1 by link', 'only huma h2, twin huma h1 by name and date of birth'],
  },
  'the same name where payroll has no address': {
    huma: [user('h1', kari), user('h2', { ...kari, ...email('kari2'), birthDate: '1990-05-18' })],
    payroll: [employee('p1', { givenName: 'KARI', familyName: 'nordmann', email: null, birthDate: null })],
    found: [
      'only huma h1, twin payroll p1 by name',
      'only huma h2, twin payroll p1 by name',
      'only payroll p1, twin huma h1 by name, twin huma h2 by name',
    ],
  },
  'a name in another Unicode form, and an address that is not visible': {
    huma: [user('h1', { givenName: 'A\u030ase', familyName: 'Berg', ...email('ase') })],
    payroll: [employee('p1', { givenName: 'Åse', familyName: 'Berg' })],
    found: ['only huma h1, twin payroll p1 by name', 'only payroll p1, twin huma h1 by name'],
  },
  'a name without an address, and another date of birth': {
    huma: [user('h1', kari)],
    payroll: [employee('p1', { ...kari, email: null, birthDate: '1990-05-18' })],
    found: ['only huma h1', 'only payroll p1'],
  },
  'half a name is none': {
    huma: [user('h1', { ...kari, familyName: null })],
    payroll: [employee('p1', { ...kari, familyName: null, email: null, birthDate: null })],
    found: ['only huma h1', 'only payroll p1'],
  },
  'a name without an address on the own side is no twin': {
    payroll: [employee('p1', { ...kari, birthDate: null }), employee('p2', { ...kari, email: null, birthDate: null })],
    found: ['only payroll p1', 'only payroll p2'],
  },
  'a name says nothing where it is known who they are, unless their user is locked': {
    huma: [user('h1', kari), user('h2', { ...kari, ...email('old') })],
    payroll: [employee('p2', { ...kari, email: null, birthDate: null })],
    links: [link('h2', 'p2')],
    found: ['h2/p2 by link', 'only huma h1, twin huma h2 by name and date of birth'],
  },
  'a name where the user of the other is locked': {
    huma: [user('h1', { ...kari, birthDate: null }), user('h2', { ...kari, ...email('old') }, { active: false })],
    payroll: [employee('p2', { ...kari, email: null, birthDate: null })],
    links: [link('h2', 'p2')],
    found: ['h2/p2 by link', 'only huma h1, twin payroll p2 by name'],
  },
  'the name of a user outside the scope, under another address': {
    payroll: [
      employee('p1', kari),
      employee('p2', { ...kari, ...email('second') }),
      employee('p3', { ...kari, ...email('third') }),
    ],
    outsiders: [
      { id: 'h8', ...email('second'), givenName: 'Kari', familyName: 'Nordmann' },
      { id: 'h9', ...email('private'), givenName: 'kari', familyName: 'Nordmann' },
    ],
    found: [
      // h8 is known to be p2.
      'only payroll p1, twin payroll p2 by name and date of birth, twin payroll p3 by name and date of birth, twin huma h9 by name',
      'only payroll p3, twin payroll p1 by name and date of birth, twin payroll p2 by name and date of birth, twin huma h9 by name',
      'payroll p2 belongs to h8',
    ],
  },
  'a user outside the scope whose name is not visible is nobody’s twin': {
    payroll: [employee('p1', kari)],
    outsiders: [{ id: 'h9', ...email('private'), givenName: null }],
    found: ['only payroll p1'],
  },
  'an address that was given to somebody else': {
    huma: [
      user('h1', { ...kari, nationalId: identity.right }),
      user('h2', { ...kari, ...email('h2'), nationalId: identity.right }),
    ],
    payroll: [
      employee('p1', { ...kari, birthDate: '1990-05-18', nationalId: { ...identity.other, country: '' } }),
      employee('p2', {
        ...kari,
        ...email('h2'),
        givenName: 'Ola',
        familyName: 'Hansen',
        birthDate: null,
        nationalId: identity.other,
      }),
    ],
    found: ['h1 is not p1: identity number,date of birth', 'h2 is not p2: identity number,name'],
  },
  'one that was not, or where nobody can tell': {
    huma: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) =>
      user(id, { ...kari, ...email(id), nationalId: identity.right }),
    ),
    payroll: [
      // The number alone, or with half a name: mistyped, or married.
      employee('a', { ...kari, ...email('a'), nationalId: identity.other }),
      employee('b', { ...kari, ...email('b'), familyName: 'Hansen', nationalId: identity.other }),
      // Everything but the number.
      employee('c', {
        ...kari,
        ...email('c'),
        givenName: 'Ola',
        familyName: 'Hansen',
        birthDate: '1990-05-18',
        nationalId: identity.right,
      }),
      employee('d', { ...kari, ...email('d'), birthDate: '1990-05-18', nationalId: identity.wrong }),
      employee('e', { ...kari, ...email('e'), birthDate: '1990-05-18', nationalId: null }),
      // The number for a time before the lasting one.
      employee('f', { ...kari, ...email('f'), birthDate: '1990-05-18', nationalId: identity.before }),
      employee('g', { ...kari, ...email('g'), birthDate: null, nationalId: identity.other }),
    ],
    found: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => `${id}/${id} by email`),
  },
  'a link is believed, whatever the numbers say': {
    huma: [user('h1', { ...kari, nationalId: identity.right })],
    payroll: [employee('p1', { ...kari, birthDate: '1990-05-18', nationalId: identity.other })],
    links: [link('h1', 'p1')],
    found: ['h1/p1 by link'],
  },
  'a person’s word wins over the address': {
    huma: [user('h1', kari), user('h2', { ...kari, ...email('private') })],
    payroll: [employee('p1', { ...kari, givenName: 'Ola' }), employee('p2', { ...kari, email: null })],
    said: [link('h1', 'p2')],
    found: [
      'h1/p2 by word',
      'only huma h2, twin huma h1 by name and date of birth, twin payroll p2 by name and date of birth',
      'payroll p1 same email as huma h1',
    ],
  },
  'a person’s word wins over an earlier link of either': {
    huma: [user('h1', email('h1')), user('h2', email('h2')), user('h3', email('h3'))],
    payroll: [employee('p1', email('h2')), employee('p2', email('p2'))],
    links: [link('h1', 'p1'), link('h2', 'p2'), link('h3', 'gone')],
    said: [link('h1', 'p2')],
    found: ['h1/p2 by word', 'h2/p1 by email', 'only huma h3, was linked', 'broken h3-gone'],
  },
  'a word about somebody who is gone is no link, broken or not': {
    huma: [user('h1', kari)],
    said: [link('h1', 'gone'), link('gone', 'p1')],
    found: ['only huma h1'],
  },
  'two who share an address and are one, by a person’s word; and one outside the scope': {
    huma: [user('h1', { ...kari, nationalId: identity.right })],
    payroll: [
      employee('p1', { ...kari, birthDate: '1990-05-18', nationalId: identity.other }),
      employee('p2', email('private')),
    ],
    outsiders: [{ id: 'h9', email: '' }],
    said: [link('h1', 'p1'), link('h9', 'p2')],
    found: ['h1/p1 by word', 'payroll p2 belongs to h9'],
  },
  'payroll has the address that Huma waits for': {
    huma: [user('h1', email('old'), { pendingEmail: 'New@nordlys.example' })],
    payroll: [employee('p1', email('new'))],
    found: [
      'only huma h1, twin payroll p1 by unconfirmed e-mail address',
      'only payroll p1, twin huma h1 by unconfirmed e-mail address',
    ],
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
