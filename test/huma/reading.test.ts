import { describe, expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { type Between, changed, counted, openSandbox } from './sandbox.ts'

describe('keys', () => {
  test('requests at the same time share one token, which is renewed before it ends', async () => {
    const { read, clock, asked, userAt } = await openSandbox({ tokenSeconds: 600 })
    await Promise.all([read.groups(), read.findPerson({ id: userAt(0).id }), read.account()])
    expect(counted(asked())['POST /auth/oauth/token']).toBe(1)
    clock.time += 539_000
    await read.groups()
    expect(counted(asked())['POST /auth/oauth/token']).toBe(1)
    clock.time += 1000
    await read.groups()
    expect(counted(asked())['POST /auth/oauth/token']).toBe(2)
  })

  test('a token that is refused is replaced once, for all that used it', async () => {
    const { read, served, asked, userAt } = await openSandbox({})
    await read.groups()
    served.clearRequests()
    // As with a token that somebody has revoked: all that are under way are refused.
    served.setFaults([{ method: 'GET', kind: 'status', status: 401, times: 3 }])
    const ids = [0, 1, 2].map((index) => userAt(index).id)
    expect(await Promise.all(ids.map((id) => read.findPerson({ id })))).toMatchObject(ids.map((id) => ({ id })))
    expect(counted(asked())).toEqual({ 'POST /auth/oauth/token': 1, 'GET /users/*': 6 })

    served.setFaults([{ method: 'GET', kind: 'status', status: 401 }])
    served.clearRequests()
    await expect(read.findPerson({ id: userAt(0).id })).rejects.toMatchObject({ kind: 'authorization' })
    expect(counted(asked())).toEqual({ 'POST /auth/oauth/token': 1, 'GET /users/*': 2 })
  })

  test.each([
    [{ clientId: 'x', clientSecret: 'hemmelig' }, undefined, 'authorization'],
    [{ clientId: 'x' }, undefined, 'authorization'],
    [undefined, 400, 'authorization'],
    [undefined, 404, 'unavailable'],
    [undefined, 503, 'unavailable'],
  ])('no token: keys %j, status %j', async (secrets, status, kind) => {
    const { read, served } = await openSandbox(secrets ? { client: { secrets } } : {})
    if (status) served.setFaults([{ path: 'oauth', kind: 'status', status }])
    const error = await read.account().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ kind, hint: expect.any(String) })
    expect(JSON.stringify([error, String(error)])).not.toContain('hemmelig')
  })
})

test('job titles: each once, whole and in order', async () => {
  const odd = [
    { id: 'a', name: ' Cook ' },
    { id: 'b', name: 'Åpner' },
    { id: 'c', name: 'Cook' },
    { id: 'd', name: '' },
  ]
  const { read } = await openSandbox({
    between: (request) => (request.url.endsWith('/job-titles') ? async () => Response.json(odd) : undefined),
  })
  expect(await read.jobTitles()).toEqual(['Cook', 'Åpner'])
})

describe('everybody', () => {
  test.each([false, true])(
    'each user once, whole, without service users (total left out: %j)',
    async (withoutTotal) => {
      const people = makePeople({ count: 110, seed: 1, country: 'NO' })
      const standings = { 3: 'deactivated', 7: 'service-user' } as const
      const { read, users, asked } = await openSandbox({
        withoutTotal,
        people: people.map((person, index) => {
          const standing = index === 3 || index === 7 ? standings[index] : undefined
          return standing ? { ...person, standing } : person
        }),
      })
      const parts: unknown[] = []
      const result = await read.readHuma('all', (part) => parts.push(part))
      const expected = users().filter(({ type }) => type === 'user')
      expect(result.people.map(({ id }) => id)).toEqual(expected.map(({ id }) => id).toSorted())
      expect(result).toMatchObject({ outsiders: [], all: 109 })
      expect(result.people.filter(({ active }) => !active).map(({ fields }) => fields.email)).toEqual([
        people[3]?.email,
      ])
      // Without `total` one more page has to show that nobody comes after the last one.
      const pages = withoutTotal ? 4 : 3
      expect(counted(asked())).toEqual({ 'POST /auth/oauth/token': 1, 'GET /users': pages, 'GET /users/*': 109 })
      expect([parts.length, parts.at(-1)]).toEqual([109, { done: 109, of: 109 }])
    },
  )

  test('a scope: members of any of its groups in detail, the others by id, e-mail and name only', async () => {
    const { read, users, asked } = await openSandbox({ count: 40 })
    const groups = await read.groups()
    expect(groups.length).toBeGreaterThan(10)
    const scope = groups.filter(({ name }) => ['Kitchen', 'Bergen'].includes(name))
    expect(scope).toMatchObject([{ type: 'location' }, { type: 'team' }])
    const inside = users().filter((user) => user.groups.some((name) => ['Kitchen', 'Bergen'].includes(name)))
    const { people, outsiders, all } = await read.readHuma(scope)
    expect(people.map(({ id }) => id)).toEqual(inside.map(({ id }) => id).toSorted())
    expect(outsiders).toHaveLength(40 - inside.length)
    expect(Object.keys(outsiders[0] ?? {})).toEqual(['id', 'email', 'givenName', 'familyName'])
    expect([all, counted(asked())['GET /users/*']]).toEqual([40, inside.length])

    const alone: string[] = []
    for await (const person of read.people(scope)) alone.push(person.id)
    expect(alone).toEqual(people.map(({ id }) => id))
  })

  test('a scope of teams that the key may not see is no empty scope', async () => {
    const { read } = await openSandbox({ hiddenFields: ['teams', 'groups'] })
    const [team] = (await read.groups()).filter(({ type }) => type === 'team')
    await expect(read.readHuma(team ? [team] : 'all')).rejects.toMatchObject({ kind: 'authorization' })
    expect((await read.readHuma('all')).people).toHaveLength(12)
  })

  test('somebody of a type that is not documented is known to be there and not synced', async () => {
    const { read, userAt } = await openSandbox({
      between: ({ url }) => (url.includes('/users?') ? changed(withType) : undefined),
    })
    function withType<T extends { items: { id: string }[] }>(body: T) {
      return { ...body, items: body.items.map((row) => (row.id === userAt(0).id ? { ...row, type: 'robot' } : row)) }
    }
    const { people, outsiders, all } = await read.readHuma('all')
    const { id, email, givenName, familyName } = userAt(0)
    expect([people.length, all, outsiders]).toEqual([11, 11, [{ id, email, givenName, familyName }]])
  })
})

describe('a list that moves while it is read', () => {
  /** Does `change` once, after the first page. */
  function afterFirstPage(change: (huma: Parameters<Between>[1]) => void): Between {
    let pages = 0
    return (request, huma) => {
      if (request.url.includes('/users?')) pages += 1
      if (pages === 2 && request.url.includes('/users?')) change(huma)
      return undefined
    }
  }
  const [first, ...others] = makePeople({ count: 121, seed: 1, country: 'NO' }).toSorted((a, b) =>
    `${a.givenName} ${a.familyName}` < `${b.givenName} ${b.familyName}` ? -1 : 1,
  )
  const byName = <T extends { givenName: string; familyName: string }>(users: readonly T[]) =>
    users.toSorted((a, b) => (`${a.givenName} ${a.familyName}` < `${b.givenName} ${b.familyName}` ? -1 : 1))

  test.each<[string, Parameters<typeof afterFirstPage>[0]]>([
    ['somebody is deleted', (huma) => huma.remove(byName(huma.snapshot().users)[0]?.id ?? '')],
    ['somebody is added', (huma) => void (first && huma.add({ ...first, givenName: 'Aa' }))],
    [
      'somebody moves from the unread part to the read part',
      (huma) => huma.edit(byName(huma.snapshot().users).at(-1)?.id ?? '', { givenName: 'Aa' }),
    ],
  ])('%s: nobody is missed', async (_, change) => {
    for (const withoutTotal of [false, true]) {
      const { read, users } = await openSandbox({ people: others, withoutTotal, between: afterFirstPage(change) })
      const { people } = await read.readHuma('all')
      expect(people.map(({ id }) => id)).toEqual(
        users()
          .map(({ id }) => id)
          .toSorted(),
      )
    }
  })

  test('equal rows that change places from page to page hide nobody', async () => {
    // As a database may do where the order does not decide: the row at the end of a page is another one on the next.
    const { read, users } = await openSandbox({
      people: others,
      between: ({ url }) => {
        const query = new URL(url).searchParams
        if (query.get('limit') !== '50' || query.get('offset') !== '49' || query.get('orderDirection') !== 'ASC')
          return undefined
        return changed((body) => ({ ...body, items: [body.items[0], body.items[0], ...body.items.slice(2)] }))
      },
    })
    expect((await read.readHuma('all')).people).toHaveLength(users().length)
  })

  test.each<[string, (body: { items: { id: string }[]; total?: number }) => object]>([
    ['says that there are more', (body) => ({ ...body, total: 121 })],
    ['goes on in no way', ({ items }) => ({ items: items.map(({ id: _, ...row }, at) => ({ ...row, id: `${at}` })) })],
  ])('a list that %s is not taken', async (_, change) => {
    const { read } = await openSandbox({
      people: others,
      between: ({ url }) => (url.includes('/users?') ? changed(change) : undefined),
    })
    await expect(read.readHuma('all')).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test.each([
    [25, 30],
    [25, 25],
    [2, 5],
    [1, 3],
    [1, 1],
  ])('a server that gives %i at once, whatever is asked for, hides nobody of %i', async (most, count) => {
    for (const withoutTotal of [false, true]) {
      const { read, users } = await openSandbox({
        count,
        withoutTotal,
        between: ({ url }) =>
          url.includes('/users?') ? changed((body) => ({ ...body, items: body.items.slice(0, most) })) : undefined,
      })
      expect((await read.readHuma('all')).people.map(({ id }) => id)).toEqual(
        users()
          .map(({ id }) => id)
          .toSorted(),
      )
    }
  })

  test('whoever is deleted between the list and the details is gone; any other failure fails the reading', async () => {
    let gone = ''
    const { read, served, asked } = await openSandbox({
      people: others,
      between: (request, huma) => {
        if (/users\/[0-9a-f-]{36}/.test(request.url) && gone === '') {
          gone = new URL(request.url).pathname.split('/').at(-1) ?? ''
          huma.remove(gone)
        }
        return undefined
      },
    })
    const { people, outsiders } = await read.readHuma('all')
    expect([people.length, people.some(({ id }) => id === gone), outsiders]).toEqual([119, false, []])

    for (const status of [404, 500, 403]) {
      served.clearRequests()
      served.setFaults([{ path: '/users/', kind: 'status', status, after: 20 }])
      await expect(read.readHuma('all')).rejects.toMatchObject({
        kind: status === 403 ? 'authorization' : 'unavailable',
      })
      // Nothing more is begun: 20 good ones, and those that were under way, with their repetitions.
      expect(counted(asked())['GET /users/*']).toBeLessThanOrEqual(20 + 8 * 5)
    }
    served.setFaults([
      { path: '/users/', kind: 'truncate', times: 5 },
      { path: '/users/', kind: 'status', status: 429, times: 9 },
    ])
    expect((await read.readHuma('all')).people).toHaveLength(119)
  })
})

describe('one person', () => {
  const addresses = ['kari@nordlys.example', 'Anne-Kari@nordlys.example']
  const people = makePeople({ count: 2, seed: 1, country: 'NO' }).map((person, index) => ({
    ...person,
    email: addresses[index] ?? '',
  }))

  test('by id, and by exactly the same e-mail address', async () => {
    const { read, userAt } = await openSandbox({ people })
    const { id } = userAt(0)
    expect(await read.findPerson({ id })).toMatchObject({ id, fields: { email: 'kari@nordlys.example' } })
    expect(await read.findPerson({ email: ' KARI@nordlys.example' })).toMatchObject({ id })
    expect(await read.findPerson({ email: 'anne-kari@nordlys.example' })).toMatchObject({ id: userAt(1).id })
    expect(await read.findPerson({ email: 'ari@nordlys.example' })).toBeUndefined()
    expect(await read.findPerson({ id: '10000000-0000-4000-8000-999999999999' })).toBeUndefined()
    for (const key of [{ employeeNumber: '1001' }, { nationalId: '01' }]) {
      await expect(read.findPerson(key)).rejects.toMatchObject({ kind: 'unsupported' })
    }
  })

  test('a search that does not search e-mail addresses creates nobody twice', async () => {
    const nothing = ({ url }: Request) =>
      url.includes('search=') ? changed(() => ({ items: [], total: 0 })) : undefined
    const { read, userAt, asked } = await openSandbox({ people, between: nothing })
    expect(await read.findPerson({ email: 'kari@nordlys.example' })).toMatchObject({ id: userAt(0).id })
    expect(counted(asked())).toMatchObject({ 'GET /users': 2, 'GET /users/*': 1 })
  })

  test('"nobody" is believed only of a Huma that shows somebody', async () => {
    const { read, served } = await openSandbox({ people })
    served.setFaults([{ path: '^/users\\?', kind: 'empty' }])
    await expect(read.findPerson({ email: 'kari@nordlys.example' })).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('two with the same address are no answer', async () => {
    const { read, huma, userAt } = await openSandbox({ people })
    huma.edit(userAt(1).id, { email: 'Kari@nordlys.example' })
    await expect(read.findPerson({ email: 'kari@nordlys.example' })).rejects.toMatchObject({ kind: 'refused' })
  })
})

test('the account: whose key it is, the companies, and what the key may not see', async () => {
  const all = await openSandbox({ count: 40 })
  const account = await all.read.account()
  expect(account).toMatchObject({
    name: `organisation ${account.id}`,
    userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    facts: { Companies: 'Nordlys AS, Nordlys Butikk AS, Nordlys Drift AS' },
  })
  expect(account).not.toHaveProperty('missingRights')

  const some = await openSandbox({ hiddenFields: ['birthDate', 'identifications'] })
  expect((await some.read.account()).missingRights).toEqual([
    expect.stringContaining('Date of birth'),
    expect.stringContaining('National identity number'),
  ])
  some.served.setFaults([{ path: '/groups', kind: 'status', status: 403 }])
  expect(await some.read.account()).not.toHaveProperty('facts')
})
