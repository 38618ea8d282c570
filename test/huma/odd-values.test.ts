/** One odd value must not stop everybody; where it has to, it is named. */
import { describe, expect, test } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { makePeople } from '../../src/sandbox/people.ts'
import { changed, openSandbox } from './sandbox.ts'

/** Twelve users, the second of whom is a service user; `row` and `details` are laid over what is shown of one of them. */
function openOdd(at: number, { row, details }: { row?: object; details?: object }) {
  const people = makePeople({ count: 12, seed: 1, country: 'NO' })
  const opened = openSandbox({
    people: people.map((person, index) => (index === 1 ? { ...person, standing: 'service-user' } : person)),
    between: ({ url }, huma) => {
      const id = huma.snapshot().users[at]?.id
      if (row && url.includes('/users?')) {
        return changed((body) => ({
          ...body,
          items: body.items.map((one) => (one.id === id ? { ...one, ...row } : one)),
        }))
      }
      if (details && id && url.endsWith(`/users/${id}`)) return changed((body) => ({ ...body, ...details }))
      return undefined
    },
  })
  return opened
}

const value = (odd: unknown) => ({ value: odd, editable: true })

describe('read nevertheless', () => {
  test.each([
    [1, { email: null, teams: 'none', givenName: { text: 'x' }, status: null }],
    [0, { email: null, givenName: 7, teams: [{ id: null }, { id: 5 }], status: null }],
  ])('the row of user %i with %j', async (at, row) => {
    const { read } = await openOdd(at, { row })
    expect((await read.readHuma('all')).people).toHaveLength(11)
  })

  const identity = { id: 'b', type: 'national', value: '29822099635', country: 'NO' }
  test.each([
    [
      { phone: value(4791234567), employmentId: value(17) },
      { phone: '+4791234567', employeeNumber: '17' },
    ],
    [
      { phone: null, employmentId: value(null) },
      { phone: undefined, employeeNumber: null },
    ],
    [{ birthDate: value('1980-05-17T00:00:00') }, { birthDate: '1980-05-17' }],
    [
      { givenName: value('Ka\u0000ri\u202e'), familyName: value('\u200b') },
      { givenName: 'Kari', familyName: null },
    ],
    [
      { identifications: value([{ ...identity, id: 'a', value: null }, null, identity]) },
      { nationalId: { country: 'NO', number: '29822099635' } },
    ],
    [{ identifications: value([{ ...identity, type: null }]) }, { nationalId: undefined }],
    [{ identifications: value([{ ...identity, id: null }]) }, { nationalId: undefined }],
    [{ identifications: value(null) }, { nationalId: null }],
    [{ homeAddress: value({ line1: 'Nordlysgata 1', postalCode: 150, city: null }) }, {}],
    [{ connectedIntegrations: [] }, {}],
  ])('details %j', async (details, fields) => {
    const { read, userAt } = await openOdd(0, { details })
    const { people } = await read.readHuma('all')
    expect(people).toHaveLength(11)
    const shown = people.find(({ id }) => id === userAt(0).id)?.fields
    for (const [field, kept] of Object.entries(fields)) expect(Reflect.get(shown ?? {}, field)).toEqual(kept)
  })
})

describe('fails the reading, by id and path, never by the value', () => {
  test.each([
    [{ row: { email: { text: 'hemmelig' } } }, 'email'],
    [{ row: { type: null } }, 'type'],
    [{ details: { phone: value({ text: 'hemmelig' }) } }, 'phone.value'],
    [{ details: { phone: 'hemmelig' } }, 'phone'],
    [{ details: { employmentId: value(1e300) } }, 'employmentId.value'],
    [{ details: { status: { active: null } } }, 'status.active'],
    [{ details: { identifications: value(['hemmelig']) } }, 'identifications.value.0'],
    [{ details: { homeAddress: value({ city: ['hemmelig'] }) } }, 'homeAddress.value.city'],
  ])('%j', async (odd, path) => {
    const { read, userAt } = await openOdd(0, odd)
    const error = await read.readHuma('all').catch((reason: unknown) => reason)
    const { id } = userAt(0)
    expect(error).toBeInstanceOf(HumaPayrollError)
    expect(error).toMatchObject({ kind: 'protocol', details: { id, path } })
    if (!(error instanceof HumaPayrollError)) return
    expect(error.message).toContain(id)
    expect(error.message).toContain(`"${path}"`)
    expect(error.hint).not.toContain('address')
    expect(JSON.stringify([error, error.message, error.hint])).not.toContain('hemmelig')
  })

  test('a user whose details this key may not see', async () => {
    const { read, userAt, served } = await openOdd(0, {})
    const { id } = userAt(0)
    served.setFaults([{ path: `/users/${id}`, kind: 'status', status: 403 }])
    await expect(read.readHuma('all')).rejects.toMatchObject({
      kind: 'authorization',
      message: expect.stringContaining(id),
    })
  })

  test.each(['null', '[]', '<html>'])('a user whose details are %s', async (body) => {
    const { read, userAt } = await openSandbox({
      between: ({ url }, huma) =>
        url.endsWith(`/users/${huma.snapshot().users[0]?.id}`) ? async () => new Response(body) : undefined,
    })
    await expect(read.readHuma('all')).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining(userAt(0).id),
      hint: expect.not.stringContaining('address'),
    })
  })

  test('what is no answer of Huma at all is a matter of the address', async () => {
    const { read } = await openSandbox({ between: () => async () => Response.json({ hello: 'world' }) })
    await expect(read.readHuma('all')).rejects.toMatchObject({
      kind: 'protocol',
      hint: expect.stringContaining('address'),
    })
  })
})

test.each([
  ['takes JSON only', 'application/json', { kind: undefined }],
  ['takes neither', 'text/plain', { kind: 'protocol' }],
])('for a token, a server that %s is asked in both ways, once', async (_, taken, expected) => {
  const types: (string | null)[] = []
  const { read } = await openSandbox({
    between: (request) => {
      if (!request.url.endsWith('/auth/oauth/token')) return undefined
      const type = request.headers.get('content-type')
      types.push(type)
      if (type !== taken) return async () => new Response('', { status: 415 })
      return async (answer) => Response.json({ ...Object(await answer.json()), expires_in: '3600', organizationId: 1 })
    },
  })
  const answer = await read.groups().catch((reason: unknown) => reason)
  expect(types).toEqual(['application/x-www-form-urlencoded', 'application/json'])
  expect(Reflect.get(Object(answer), 'kind')).toBe(expected.kind)
})
