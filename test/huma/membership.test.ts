/** One employee in or out of a scope, and everybody who is there. */
import { describe, expect, test } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { changed, counted, openSandbox } from './sandbox.ts'

describe('an employee', () => {
  test('takes part while they are in any of the groups, and the list says the same', async () => {
    const { read, huma, users } = await openSandbox({ count: 20 })
    const scope = (await read.groups()).filter(({ name }) => ['Kitchen', 'Bergen', 'Nordlys Drift AS'].includes(name))
    expect(scope.map(({ type }) => type).sort()).toEqual(['company', 'location', 'team'])
    const members = await read.members(scope)
    for (const { id } of users()) expect((await read.employee(id, scope))?.isMember).toBe(members.has(id))
    expect(members.size).toBeGreaterThan(0)
    expect(members.size).toBeLessThan(20)

    const outside = users().find(({ id }) => !members.has(id))?.id ?? ''
    huma.join(outside, { type: 'team', name: 'Kitchen' })
    expect(await read.employee(outside, scope)).toMatchObject({ isMember: true, person: { id: outside } })
    huma.leave(outside, { type: 'team', name: 'Kitchen' })
    expect(await read.employee(outside, scope)).toMatchObject({ isMember: false })
    expect(await read.employee(outside, 'all')).toMatchObject({ isMember: true })
  })

  test('in no group at all is outside; of whom it is not shown nobody can tell', async () => {
    const { read, huma, userAt, users } = await openSandbox()
    const { id } = userAt(0)
    const [team] = (await read.groups()).filter(({ type }) => type === 'team')
    if (!team) throw new RangeError('no team')
    for (const name of userAt(0).groups) {
      for (const type of ['team', 'location', 'company'] as const) {
        try {
          huma.leave(id, { type, name })
        } catch {}
      }
    }
    expect(users()[0]?.groups).toEqual([])
    expect(await read.employee(id, [team])).toMatchObject({ isMember: false })

    const blind = await openSandbox({ hiddenFields: ['teams', 'groups'] })
    await expect(blind.read.employee(blind.userAt(0).id, [team])).rejects.toMatchObject({
      kind: 'authorization',
      hint: expect.stringContaining('teams'),
    })
    // What is shown is enough where it says yes.
    const { read: seeing, userAt: at } = blind
    const company = (await seeing.groups()).find(({ name }) => at(0).groups.includes(name) && name.endsWith('AS'))
    expect(await seeing.employee(at(0).id, company ? [team, company] : [])).toMatchObject({ isMember: true })
    expect(await seeing.employee(at(0).id, 'all')).toMatchObject({ isMember: true })

    const half = await openSandbox({ hiddenFields: ['teams'] })
    const [own] = (await half.read.groups()).filter(({ name }) => half.userAt(0).groups.includes(name))
    expect(await half.read.employee(half.userAt(0).id, own ? [own] : [])).toMatchObject({ isMember: true })
  })

  test('who is deactivated is there; who is deleted, or no person, is not', async () => {
    const people = makePeople({ count: 3, seed: 1, country: 'NO' })
    const { read, huma, userAt } = await openSandbox({
      people: people.map((one, at) => (at === 2 ? { ...one, standing: 'service-user' } : one)),
    })
    const [one, other, service] = [userAt(0).id, userAt(1).id, userAt(2).id]
    huma.edit(one, { active: false })
    expect(await read.employee(one, 'all')).toMatchObject({ isMember: true, person: { active: false } })
    huma.remove(other)
    expect(await read.employee(other, 'all')).toBeUndefined()
    expect(await read.employee(service, 'all')).toBeUndefined()
  })

  test('of a type that is not documented is there, and takes no part', async () => {
    const { read, userAt } = await openSandbox({
      between: ({ url }) =>
        /\/users\/[^/?]+$/.test(url) ? changed((body) => ({ ...body, type: 'robot' })) : undefined,
    })
    expect(await read.employee(userAt(0).id, 'all')).toMatchObject({ isMember: false })
  })

  test.each([
    [404, 'unavailable'],
    [500, 'unavailable'],
    [403, 'authorization'],
  ])('an answer of %i is not "deleted"', async (status, kind) => {
    const { read, userAt, served } = await openSandbox()
    served.setFaults([{ path: '/users/', kind: 'status', status }])
    await expect(read.employee(userAt(0).id, 'all')).rejects.toMatchObject({ kind })
  })
})

test('the directory: everybody by what the list shows, in a request a page', async () => {
  const people = makePeople({ count: 60, seed: 1, country: 'NO' })
  const { read, huma, users, userAt, asked } = await openSandbox({
    people: people.map((one, at) => (at === 3 ? { ...one, standing: 'service-user' } : one)),
    between: ({ url }, { snapshot }) =>
      url.includes('/users?')
        ? changed((body) => ({
            ...body,
            items: body.items.map((row) => (row.id === snapshot().users[1]?.id ? { ...row, email: null } : row)),
          }))
        : undefined,
  })
  huma.edit(userAt(0).id, { active: false })
  const everybody = await read.directory()
  const expected = users().filter(({ type }) => type === 'user')
  expect(everybody).toHaveLength(59)
  expect(new Set(everybody.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)))
  const { id, email, givenName, familyName } = userAt(0)
  expect(everybody).toContainEqual({ id, email, givenName, familyName })
  expect(everybody.find((one) => one.id === userAt(1).id)?.email).toBe('')
  expect(counted(asked())).toEqual({ 'POST /auth/oauth/token': 1, 'GET /users': 2 })
})
