import { describe, expect, type TestContext, test } from 'vitest'
import { contractsAbsent, humaContract, tripletexContract } from './contracts.ts'
import { type Contract, checkRequest, checkResponse, makeContract } from './openapi.ts'

const strictHabits = {
  nullsInResponses: false,
  partialResponses: false,
  idReplacesRequired: false,
  dateProperties: new Set<string>(),
}

/** A made-up vendor, so that the checker is proven where the real contracts are absent too. */
const library = makeContract(
  {
    paths: {
      '/books': {
        get: {
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 50 } },
            { name: 'shelf', in: 'query', required: true, schema: { type: 'string', enum: ['north', 'south'] } },
            { name: 'id', in: 'query', schema: { type: 'array', items: { type: 'integer' }, maxItems: 2 } },
          ],
          responses: {
            200: { content: { 'application/json; charset=utf-8': { schema: { $ref: '#/components/schemas/Book' } } } },
          },
          security: [{ key: [] }],
        },
        post: {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
          },
          responses: { 204: {} },
        },
      },
      '/books/{id}': { get: { parameters: [pathId()], responses: { 200: {} } } },
      '/books/>newest': { get: { responses: { 200: {} } } },
      '/token': {
        post: {
          requestBody: {
            content: {
              'application/x-www-form-urlencoded': {
                schema: { type: 'object', properties: { grant_type: { type: 'string' } }, required: ['grant_type'] },
              },
            },
          },
          responses: { 200: {} },
        },
      },
    },
    components: {
      schemas: {
        Book: {
          type: 'object',
          readOnly: true,
          required: ['title'],
          properties: {
            title: { type: 'string', maxLength: 10 },
            kind: { type: 'string', enum: ['novel', 'poems'] },
            printed: { type: 'string', format: 'date' },
            pages: { type: 'integer' },
            url: { type: 'string', readOnly: true },
            writers: { type: 'array', items: { $ref: '#/components/schemas/Writer' } },
            owner: { oneOf: [{ $ref: '#/components/schemas/Writer' }, { $ref: '#/components/schemas/Company' }] },
            tags: { type: 'object', additionalProperties: { type: 'string' } },
          },
        },
        Writer: { type: 'object', discriminator: { propertyName: 'type' }, properties: { name: { type: 'string' } } },
        Company: {
          allOf: [
            { $ref: '#/components/schemas/Writer' },
            { type: 'object', properties: { number: { type: 'string' } } },
          ],
          required: ['number'],
        },
      },
      securitySchemes: { key: { type: 'http', scheme: 'basic' } },
    },
  },
  strictHabits,
)

function pathId(): unknown {
  return { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }
}

describe('a request', () => {
  const good = {
    title: 'Growth',
    kind: 'novel',
    printed: '1917-01-01',
    writers: [{ name: 'Knut' }],
    owner: { name: 'Gyldendal', number: '1' },
    tags: { anything: 'goes' },
  }

  test('that keeps to the contract has no problems', () => {
    expect(checkRequest(library, { method: 'POST', path: '/books', body: good })).toEqual([])
    expect(checkRequest(library, { method: 'POST', path: '/books', body: JSON.stringify(good) })).toEqual([])
  })

  test.each([
    ['a misspelt property', { ...good, titel: 'x' }, 'body/titel: not in the contract'],
    [
      'a misspelt property deep down',
      { ...good, writers: [{ nmae: 'x' }] },
      'body/writers/0/nmae: not in the contract',
    ],
    ['a property of no alternative', { ...good, owner: { name: 'x', nr: 1 } }, 'body/owner/nr: not in the contract'],
    ['a wrong enum', { ...good, kind: 'drama' }, 'body/kind: must be one of novel, poems'],
    ['a wrong type', { ...good, pages: '12' }, 'body/pages: must be integer'],
    ['a null', { ...good, pages: null }, 'body/pages: must be integer'],
    ['a wrong format', { ...good, printed: '1917' }, 'body/printed: must match format "date"'],
    [
      'a too long string',
      { ...good, title: 'Growth of the Soil' },
      'body/title: must NOT have more than 10 characters',
    ],
    ['a missing required property', { ...good, title: undefined }, 'body/title: missing'],
    ['a read-only property', { ...good, url: 'x' }, 'body/url: read-only'],
    ['a wrong value in a map', { ...good, tags: { one: 1 } }, 'body/tags/one: must be string'],
  ])('with %s is caught', (_, body, problem) => {
    const sent = JSON.stringify(body)
    expect(checkRequest(library, { method: 'POST', path: '/books', body: sent })).toContain(problem)
  })

  test.each([
    ['an unknown path', { method: 'GET', path: '/boks' }, 'no such path: /boks'],
    ['a method that the path lacks', { method: 'DELETE', path: '/books' }, '/books does not take DELETE'],
    ['a path value of the wrong type', { method: 'GET', path: '/books/one' }, 'path id: must be integer'],
    ['a body on the wrong path', { method: 'GET', path: '/books/1', body: good }, 'GET /books/{id} takes no body'],
    ['no body where one belongs', { method: 'POST', path: '/books' }, 'POST /books: the body is missing'],
    ['a body that is no JSON', { method: 'POST', path: '/books', body: '{' }, 'body: not JSON'],
  ])('with %s is caught', (_, request, problem) => {
    expect(checkRequest(library, request)).toEqual([problem])
  })

  test.each([
    ['shelf=north&limit=50&id=1&id=2', []],
    ['shelf=north&limt=5', ['query limt: GET /books has no such parameter']],
    ['limit=5', ['query shelf: missing']],
    ['shelf=west', ['query shelf: must be one of north, south']],
    ['shelf=north&limit=51', ['query limit: must be <= 50']],
    ['shelf=north&limit=many', ['query limit: must be integer']],
    ['shelf=north&limit=5&limit=6', ['query limit: given 2 times']],
    ['shelf=north&id=1&id=2&id=3', ['query id: must NOT have more than 2 items']],
  ])('asking for %s', (query, problems) => {
    const request = { method: 'GET', path: '/books', query: new URLSearchParams(query) }
    expect(checkRequest(library, request)).toEqual(problems)
  })

  test('finds a literal path before one with a parameter, also when it is escaped', () => {
    expect(checkRequest(library, { method: 'GET', path: '/books/>newest' })).toEqual([])
    expect(checkRequest(library, { method: 'GET', path: '/books/%3Enewest' })).toEqual([])
  })

  test('must carry the authorization that the contract names', () => {
    const request = { method: 'GET', path: '/books', query: [['shelf', 'north']] as const }
    expect(checkRequest(library, { ...request, headers: { Authorization: 'Basic eDp5' } })).toEqual([])
    expect(checkRequest(library, { ...request, headers: {} })).toEqual(['header authorization: must be basic'])
    expect(checkRequest(library, { ...request, headers: { authorization: 'Bearer x' } })).not.toEqual([])
  })

  test('with a form is checked too', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    const ask = (body: string): string[] => checkRequest(library, { method: 'POST', path: '/token', headers, body })
    expect(ask('grant_type=x')).toEqual([])
    expect(ask('grant=x')).toEqual(['body/grant_type: missing', 'body/grant: not in the contract'])
    expect(ask('grant_type=x&grant_type=y')).toEqual(['body: a name comes twice'])
    const json = { 'content-type': 'application/json' }
    expect(checkRequest(library, { method: 'POST', path: '/token', headers: json, body: '{}' })).toEqual([
      'POST /token does not take this content type',
    ])
  })
})

describe('an answer', () => {
  test.each([
    ['that keeps to the contract', 200, { title: 'Growth', url: 'x' }, []],
    ['with an unknown property', 200, { title: 'Growth', isbn: '1' }, ['body/isbn: not in the contract']],
    ['without a required one', 200, { url: 'x' }, ['body/title: missing']],
    ['with a null', 200, { title: 'Growth', pages: null }, ['body/pages: must be integer']],
    ['with a status that is not declared', 418, {}, ['GET /books does not answer 418']],
    ['that is empty', 200, '', ['GET /books 200: the body is missing']],
  ])('%s', (_, status, body, problems) => {
    expect(checkResponse(library, { method: 'GET', path: '/books', status, body })).toEqual(problems)
  })

  test('has no body where none is declared', () => {
    expect(checkResponse(library, { method: 'POST', path: '/books', status: 204, body: '' })).toEqual([])
    expect(checkResponse(library, { method: 'POST', path: '/books', status: 204, body: '{}' })).toEqual([
      'POST /books 204 has no body',
    ])
  })
})

/** The contract, or the end of the test with the reason why it cannot run. */
function present(contract: Contract | undefined, { skip }: TestContext): Contract {
  return contract ?? skip(contractsAbsent)
}

describe('Huma', () => {
  const contract = humaContract()
  const user = '/users/0d8f9d0e-6f0b-4f7c-9c35-5d8d1f1b0a11'
  const kari = { givenName: 'Kari', familyName: 'Nordmann', email: 'kari@nordlys.example' }

  test.for<[string, string, unknown, string[]]>([
    ['POST', '/users', { ...kari, groups: [] }, []],
    ['POST', '/users', kari, ['body/groups: missing']],
    ['PATCH', user, { employmentId: '7' }, []],
    ['PATCH', user, { employeeId: '7' }, ['body/employeeId: not in the contract']],
    ['PATCH', user, { employmentId: 'x'.repeat(256) }, ['body/employmentId: must NOT have more than 255 characters']],
    ['PATCH', user, { birthDate: '1.1.1990' }, ['body/birthDate: must match format "date"']],
    ['PATCH', user, { bankAccount: { type: 'x', iban: 'x', bic: 'x' } }, []],
    ['PATCH', '/users/7', { employmentId: '7' }, []],
    ['PUT', user, { employmentId: '7' }, ['/users/{id} does not take PUT']],
    [
      'POST',
      `${user}/identifications`,
      { type: 'x', country: 'NO', value: '1' },
      ['body/type: must be one of national, passport'],
    ],
    ['POST', `${user}/deactivate`, {}, ['/users/{id}/deactivate does not take POST']],
  ])('%s %s %j', ([method, path, body, problems], context) => {
    expect(checkRequest(present(contract, context), { method, path, body })).toEqual(problems)
  })

  test('takes all six parts of an address or none', (context) => {
    const body = { homeAddress: { line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' } }
    const problems = ['body/homeAddress/line2: missing', 'body/homeAddress/line3: missing']
    expect(checkRequest(present(contract, context), { method: 'PATCH', path: user, body })).toEqual(problems)
  })

  test('takes a bank account of one of two shapes, without a mixture', (context) => {
    const body = { bankAccount: { type: 'x', number: '1', bic: 'x' } }
    const problems = checkRequest(present(contract, context), { method: 'PATCH', path: user, body })
    expect(problems).toContain('body/bankAccount/bic: not in the contract')
  })

  test('gives at most 50 users a page and is asked with a bearer token', (context) => {
    const request = { method: 'GET', path: '/users', headers: { authorization: 'Bearer x' } }
    const ask = (query: [string, string][]): string[] => checkRequest(present(contract, context), { ...request, query })
    expect(
      ask([
        ['limit', '50'],
        ['offset', '50'],
      ]),
    ).toEqual([])
    expect(ask([['limit', '51']])).toEqual(['query limit: must be <= 50'])
    expect(ask([['active', 'true']])).toEqual(['query active: GET /users has no such parameter'])
    expect(ask([['team', 'kitchen']])).toEqual(['query team/0: must match format "uuid"'])
  })

  test('answers users with what the contract requires', (context) => {
    const row = { ...kari, id: user.slice(7), jobTitles: [], type: 'user', status: { active: true } }
    const answer = (items: unknown[]): string[] =>
      checkResponse(present(contract, context), { method: 'GET', path: '/users', status: 200, body: { items } })
    expect(answer([row])).toEqual([])
    expect(answer([{ ...row, groups: [{ id: row.id, name: 'x', type: 'company', organizationNumber: '1' }] }])).toEqual(
      [],
    )
    expect(answer([{ ...row, type: 'robot', phone: null }])).toEqual([
      'body/items/0/phone: must be string',
      expect.stringContaining('body/items/0/type: must be one of organization, user'),
    ])
  })

  test('answers an error of the server with its number', (context) => {
    const body = { timestamp: '2026-11-24T10:00:00Z', status: 500, error: 'x', message: 'x', path: '/users' }
    expect(checkResponse(present(contract, context), { method: 'GET', path: '/users', status: 500, body })).toEqual([])
  })
})

describe('Tripletex', () => {
  const contract = tripletexContract()
  const kari = { firstName: 'Kari', lastName: 'Nordmann', userType: 'NO_ACCESS' }

  test.for<[string, string, unknown, string[]]>([
    ['POST', '/employee', { ...kari, department: { id: 5 }, address: { city: 'Oslo' } }, []],
    ['POST', '/employee', { ...kari, startDate: '2026-01-01' }, ['body/startDate: not in the contract']],
    ['POST', '/employee', { ...kari, address: { street: 'x' } }, ['body/address/street: not in the contract']],
    [
      'POST',
      '/employee',
      { ...kari, userType: 'NONE' },
      ['body/userType: must be one of STANDARD, EXTENDED, NO_ACCESS'],
    ],
    [
      'POST',
      '/employee',
      { ...kari, dnumber: '123456789012' },
      ['body/dnumber: must NOT have more than 11 characters'],
    ],
    ['POST', '/employee', { ...kari, email: 'kåre@nordlys.example' }, ['body/email: must match format "email"']],
    ['POST', '/employee', { ...kari, dateOfBirth: '1.1.1990' }, ['body/dateOfBirth: must match format "date"']],
    ['POST', '/employee', { ...kari, comments: null }, ['body/comments: must be string']],
    ['POST', '/employee', { ...kari, displayName: 'x' }, ['body/displayName: read-only']],
    ['POST', '/employee', { firstName: 'Kari' }, ['body/lastName: missing']],
    ['POST', '/employee', { ...kari, department: {} }, ['body/department/name: missing']],
    ['POST', '/employee', { ...kari, id: 1 }, ['body/id: not in a new object']],
    ['PUT', '/employee/1', { version: 3, phoneNumberMobile: '91234567' }, []],
    ['PUT', '/employee/1', { version: 3, lastName: '' }, ['body/lastName: must NOT have fewer than 1 characters']],
    [
      'POST',
      '/employee/employment/leaveOfAbsence',
      { employment: { id: 1 }, startDate: '2026-01-01', percentage: 50 },
      [],
    ],
    ['PATCH', '/employee/1', {}, ['/employee/{id} does not take PATCH']],
    ['POST', '/token/session/:create', { consumerToken: 'x', employeeToken: 'x', expirationDate: '2026-12-01' }, []],
    ['PUT', '/token/session/:create', undefined, expect.arrayContaining(['query employeeToken: missing'])],
    ['GET', '/token/session/%3EwhoAmI', undefined, []],
    ['GET', '/token/session/whoAmI', undefined, ['/token/session/{token} does not take GET']],
  ])('%s %s %j', ([method, path, body, problems], context) => {
    expect(checkRequest(present(contract, context), { method, path, body })).toEqual(problems)
  })

  test.for<[string, string[]]>([
    ['fields=*', []],
    ['fields=id,version,employments(*,employmentDetails(date,occupationCode(code))),address(*)&from=0&count=100', []],
    ['fields=id,surname', ['query fields: surname is not in the model']],
    ['fields=id,employments(start)', ['query fields: employments/start is not in the model']],
    ['fields=id,address(city', ['query fields: address( is not closed']],
    ['fields=id,,email', ['query fields: a name is missing in the list']],
    ['fields=id)', ['query fields: unexpected )']],
    ['sorting=lastName,-department.name', []],
    ['sorting=surname', ['query sorting: surname is not in the model']],
    ['mail=kari@nordlys.example', ['query mail: GET /employee has no such parameter']],
    ['count=all', ['query count: must be integer']],
  ])('GET /employee?%s', ([query, problems], context) => {
    const request = { method: 'GET', path: '/employee', query: new URLSearchParams(query) }
    expect(checkRequest(present(contract, context), request)).toEqual(problems)
  })

  test('answers with nulls and with the chosen properties only, never with unknown ones', (context) => {
    const answer = (values: unknown[]): string[] =>
      checkResponse(present(contract, context), { method: 'GET', path: '/employee', status: 200, body: { values } })
    expect(answer([{ id: 1, email: null, address: null, userType: null, employments: [{ id: 2, url: 'x' }] }])).toEqual(
      [],
    )
    expect(answer([{ id: 1, mail: null }])).toEqual(['body/values/0/mail: not in the contract'])
    expect(answer([{ id: '1' }])).toEqual(['body/values/0/id: must be integer'])
  })

  test('answers an error in the envelope that its documentation shows', (context) => {
    const error = { status: 422, code: 18000, message: 'Validering feilet.', validationMessages: null }
    const answer = (status: number, body: unknown): string[] =>
      checkResponse(present(contract, context), { method: 'POST', path: '/employee', status, body })
    expect(answer(422, error)).toEqual([])
    expect(answer(422, { error: 'no' })).not.toEqual([])
    expect(answer(200, { value: {} })).toEqual(['POST /employee does not answer 200'])
  })
})
