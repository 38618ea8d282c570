/** The small rules that stand beside the shapes: connection, field rule, person, answers. */
import { expect, test } from 'vitest'
import { readAnswers, stillHolding, writeAnswers } from '../../src/core/answers.ts'
import { type Connection, connectionSchema, describeScope, stage } from '../../src/core/connection.ts'
import { noAnswers } from '../../src/core/decide.ts'
import { isRequired, type Required } from '../../src/core/field-rule.ts'
import { displayName } from '../../src/core/person.ts'
import { employee, kari, planOf, user } from './people.ts'

const connection: Connection = {
  id: 'c1',
  name: 'nordlys',
  system: 'tripletex',
  scope: 'all',
  method: 'api-key',
  baseUrl: 'https://tripletex.example/v2',
  account: { id: '1', name: 'Nordlys AS' },
  data: { users: true, createUsers: false, positions: false, absence: false, salary: false },
  absenceMap: {},
  settings: {},
  createdAt: '2026-01-31',
  configuredAt: null,
  activatedAt: null,
}

test('how far a connection has come', () => {
  expect(stage(connection)).toBe('connected')
  expect(stage({ ...connection, configuredAt: '2026-01-31' })).toBe('configured')
  expect(stage({ ...connection, configuredAt: '2026-01-31', activatedAt: '2026-02-01' })).toBe('active')
})

test('who takes part', () => {
  expect(describeScope('all')).toBe('all employees')
  expect(describeScope([{ type: 'company', id: '1', name: 'Nordlys AS' }])).toBe('company Nordlys AS')
  expect(
    describeScope([
      { type: 'team', id: '1', name: 'Kitchen' },
      { type: 'location', id: '2', name: 'Bergen' },
    ]),
  ).toBe('team Kitchen and location Bergen')
  expect(connectionSchema.safeParse(connection).success).toBe(true)
  expect(connectionSchema.safeParse({ ...connection, scope: [] }).success).toBe(false)
})

test.each<[Required, Record<string, string>, string[], boolean]>([
  [{ when: 'always' }, {}, [], true],
  [{ when: 'never' }, {}, ['positions'], false],
  [{ when: 'unless-setting', key: 'userType', is: 'NO_ACCESS' }, { userType: 'NO_ACCESS' }, [], false],
  [{ when: 'unless-setting', key: 'userType', is: 'NO_ACCESS' }, { userType: 'STANDARD' }, [], true],
  [{ when: 'unless-setting', key: 'userType', is: 'NO_ACCESS' }, {}, [], true],
  [{ when: 'with-data', data: 'positions' }, {}, ['salary'], false],
  [{ when: 'with-data', data: 'positions' }, {}, ['positions'], true],
])('%j with settings %j and data %j: %j', (required, settings, data, expected) => {
  expect(isRequired(required, settings, new Set(data))).toBe(expected)
})

test.each([
  [{ givenName: 'Kari', familyName: 'Nordmann', email: 'kari@nordlys.example' }, 'Kari Nordmann'],
  [{ givenName: null, familyName: 'Nordmann' }, 'Nordmann'],
  [{ givenName: null, email: 'kari@nordlys.example' }, 'kari@nordlys.example'],
  [{ email: null }, '42'],
])('%j is called %s', (fields, name) => expect(displayName({ id: '42', fields })).toBe(name))

test('a review that was put off comes back', () => {
  const answers = {
    fields: new Map([['h1', { phone: 'huma', address: 'leave' }]] as const),
    people: new Map([['payroll 42', 'create']] as const),
    links: [{ humaId: 'h1', payrollId: '42' }],
  }
  expect(readAnswers(writeAnswers(answers))).toEqual(answers)
})

test('one from before there were links, too', () => {
  const { people } = readAnswers('{"fields":[],"people":[["payroll 42","create"]]}')
  expect(people).toEqual(new Map([['payroll 42', 'create']]))
})

test('that somebody is nobody else holds only while nobody looks like them', () => {
  const people = {
    huma: [user('h1', kari), user('h2', { email: 'h2@nordlys.example' })],
    payroll: [employee('p1', { ...kari, email: null })],
  }
  const { matching } = planOf(people)
  const answers = {
    ...noAnswers,
    people: new Map([
      ['huma h1', 'create'],
      ['huma h2', 'create'],
      ['payroll p1', 'leave'],
    ] as const),
  }
  expect([...stillHolding(answers, matching).people.keys()]).toEqual(['huma h2', 'payroll p1'])
})

test.each([
  undefined,
  '',
  '{',
  '{"fields":[["h1",{"salary":"huma"}]],"people":[]}',
  '{"fields":[],"people":[["x","delete"]]}',
])('everything is asked again where the review is %j', (text) => expect(readAnswers(text)).toEqual(noAnswers))
