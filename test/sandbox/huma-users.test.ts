import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeHuma, people, start } from './made-huma.ts'

describe('users', () => {
  test('a new one is there at once, with what was given and nothing else', async () => {
    const { call, huma } = await makeHuma()
    const groups = (await call('GET', '/groups?limit=2')).body.items
    const input = { givenName: 'Ny', familyName: 'Person', email: 'ny.person@nordlys.example', phone: '+4799912345' }
    const ids = groups.map((group: { id: string }) => group.id)
    const created = await call('POST', '/users', { ...input, groups: ids, invite: false })
    expect(created).toMatchObject({ status: 200, body: { ...input, type: 'user', status: { active: true }, groups } })
    expect((await call('GET', `/users?id=${created.body.id}`)).body.items).toEqual([created.body])
    const { body } = await call('GET', `/users/${created.body.id}`)
    expect(body).toMatchObject({
      email: { value: input.email },
      phone: { value: input.phone },
      groups: { value: groups },
    })
    expect(body.birthDate).toEqual({ editable: true })
    expect(body.identifications.value).toEqual([])
    expect(huma.snapshot().users).toHaveLength(61)
    expect(huma.snapshot().invitations).toEqual([])
  })

  test('only `invite: false` keeps the invitation back', async () => {
    const { call, huma } = await makeHuma()
    const input = { givenName: 'Ny', familyName: 'Person', groups: [] }
    for (const [index, more] of [{}, { invite: true, inviteSubject: 'Hei' }, { invite: false }].entries()) {
      await call('POST', '/users', { ...input, ...more, email: `ny${index}@nordlys.example` })
    }
    const invited = huma.snapshot().users.filter((user) => user.invitedAt)
    expect(invited.map((user) => user.email)).toEqual(['ny0@nordlys.example', 'ny1@nordlys.example'])
    expect(huma.snapshot().invitations.map((invitation) => invitation.subject)).toEqual([undefined, 'Hei'])
  })

  test('whatever is patched is read back, and nothing else changes', async () => {
    const { call, huma, userAt } = await makeHuma()
    const { id } = userAt(5)
    const text = fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme' }).filter((value) => value.length <= 255)
    const patch = fc.record(
      {
        givenName: text.filter((value) => value.trim() !== ''),
        preferredName: text,
        phone: text,
        nationality: fc.constantFrom('NO', 'SE'),
        birthDate: fc.constantFrom('1990-02-28', '2000-02-29'),
        homeAddress: fc.record({
          line1: text,
          line2: text,
          line3: text,
          postalCode: text,
          city: text,
          country: fc.constant('NO'),
        }),
        civilStatus: fc.constantFrom('Married', 'Single'),
        interests: fc.array(text, { maxLength: 5 }),
        bankAccount: fc.oneof(
          fc.record({ type: fc.constant('national'), number: text, country: fc.constant('NO') }),
          fc.record({ type: fc.constant('international'), iban: text, bic: text }),
        ),
        employmentId: text,
        relevantExperienceInMonths: fc.integer({ min: 0, max: 600 }),
        excludeFromSurveys: fc.boolean(),
        privateEmail: text,
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(patch, async (input) => {
        const [before, others] = [
          await call('GET', `/users/${id}`),
          huma.snapshot().users.filter((user) => user.id !== id),
        ]
        const patched = await call('PATCH', `/users/${id}`, input)
        const after = await call('GET', `/users/${id}`)
        expect(patched).toEqual(after)
        for (const [name, value] of Object.entries(input)) {
          const code = typeof value === 'object' && 'type' in value ? { code: expect.any(String) } : {}
          const expected = Array.isArray(value) || typeof value !== 'object' ? value : { ...value, ...code }
          expect(after.body[name].value).toEqual(expected)
          delete before.body[name]
          delete after.body[name]
        }
        expect(after).toEqual(before)
        expect(huma.snapshot().users.filter((user) => user.id !== id)).toEqual(others)
      }),
      { numRuns: 50 },
    )
  })

  test('a text that is emptied has no value any more', async () => {
    const { call, userAt } = await makeHuma()
    const { body } = await call('PATCH', `/users/${userAt(0).id}`, { phone: '' })
    expect(body.phone).toEqual({ editable: true })
  })

  test('a new e-mail address waits for the employee', async () => {
    const { call, huma, userAt } = await makeHuma()
    const { id, email } = userAt(0)
    const other = userAt(1)
    const next = 'new.address@nordlys.example'
    expect((await call('PATCH', `/users/${id}`, { email: next })).body.email).toEqual({
      value: email,
      editable: true,
      requestedValue: next,
    })
    expect((await call('PATCH', `/users/${other.id}`, { email: next })).status).toBe(400)
    expect((await call('GET', `/users?id=${id}`)).body.items[0].email).toBe(email)
    expect((await call('PATCH', `/users/${id}`, { email })).body.email).toEqual({ value: email, editable: true })
    await call('PATCH', `/users/${id}`, { email: next })
    huma.confirmEmail(id)
    expect((await call('GET', `/users/${id}`)).body.email).toEqual({ value: next, editable: true })
  })

  test('fields that the key may not see are absent, and locked ones say so; neither can be changed', async () => {
    const { call, huma, userAt } = await makeHuma({
      hiddenFields: ['phone', 'bankAccount', 'identifications', 'salary'],
      lockedFields: ['employmentId'],
      hostedIntegration: 'tripletex',
    })
    const { id } = userAt(0)
    const before = huma.snapshot()
    const { body } = await call('GET', `/users/${id}`)
    for (const field of ['phone', 'bankAccount', 'identifications', 'salary']) expect(body).not.toHaveProperty(field)
    expect((await call('GET', '/users')).body.items[0]).not.toHaveProperty('phone')
    expect(body.employmentId).toMatchObject({ value: '1001', editable: false })
    expect(body.connectedIntegrations).toEqual({ tripletex: { type: 'tripletex', externalId: expect.any(String) } })
    expect(body.homeAddress.integrations).toEqual({ tripletex: { warning: 'possibly_locked_disconnect' } })
    const refused = await call('PATCH', `/users/${id}`, { phone: '1', employmentId: '2', gender: 'Male' })
    expect(refused).toMatchObject({ status: 400, body: { fields: ['phone', 'employmentId'] } })
    const identification = { type: 'national', country: 'NO', value: '1' }
    expect((await call('POST', `/users/${id}/identifications`, identification)).status).toBe(400)
    const own = before.users[0]?.identifications[0]?.id
    expect((await call('DELETE', `/users/${id}/identifications/${own}`)).status).toBe(400)
    expect(huma.snapshot()).toEqual(before)
  })

  test('a new name and a new supervisor show at once', async () => {
    const { call, userAt } = await makeHuma()
    const [one, other] = [userAt(0), userAt(1)]
    const names = async () => (await call('GET', '/users?limit=50')).body.items.map((row: { id: string }) => row.id)
    await names()
    await call('PATCH', `/users/${one.id}`, { givenName: '0', supervisor: other.id })
    expect((await names())[0]).toBe(one.id)
    expect((await call('GET', `/users/${one.id}`)).body.supervisor.value).toMatchObject({ email: other.email })
    expect((await call('GET', `/users/${other.id}`)).body.subordinatesCount).toBe(1)
  })

  test('a deactivated profile is locked until it is active again', async () => {
    const { call, huma, userAt } = await makeHuma()
    const { id } = userAt(0)
    huma.edit(id, { active: false })
    const { body } = await call('GET', `/users/${id}`)
    expect(body).toMatchObject({ status: { active: false, deactivatedAt: new Date(start).toISOString() } })
    expect(body.phone).toMatchObject({ editable: false })
    expect((await call('PATCH', `/users/${id}`, { phone: '1' })).status).toBe(400)
    huma.edit(id, { active: true })
    expect((await call('PATCH', `/users/${id}`, { phone: '1' })).status).toBe(200)
  })

  test('the words for the kind of bank account can be other ones', async () => {
    const { call, userAt } = await makeHuma({
      bankAccountTypes: { national: 'NationalBankAccount', international: 'IBAN' },
    })
    const { id } = userAt(0)
    const { body } = await call('GET', `/users/${id}`)
    expect(body.bankAccount.value).toMatchObject({
      type: 'NationalBankAccount',
      number: people[0]?.bankAccount,
      country: 'NO',
    })
    const national = { type: 'national', number: '1', country: 'NO' }
    expect((await call('PATCH', `/users/${id}`, { bankAccount: national })).status).toBe(400)
    const international = { type: 'IBAN', iban: 'NO9386011117947', bic: 'DNBANOKK' }
    expect((await call('PATCH', `/users/${id}`, { bankAccount: international })).body.bankAccount.value).toEqual({
      ...international,
      code: expect.any(String),
    })
  })

  test('administrators add and remove people in Huma itself', async () => {
    const { call, huma, userAt } = await makeHuma({ people: people.slice(0, 2) })
    const [, , third] = people
    if (!third) throw new RangeError('three people')
    const id = huma.add(third)
    expect(huma.findByEmail(third.email.toUpperCase())?.id).toBe(id)
    huma.remove(userAt(0).id)
    const { items } = (await call('GET', '/users')).body
    expect(new Set(items.map((row: { email: string }) => row.email))).toEqual(new Set([people[1]?.email, third.email]))
    expect((await call('GET', `/users/${id}`)).body.salary.value).toMatchObject({ amount: third.monthlySalary })
  })
})

describe('what hangs on a user', () => {
  test('identifications are added, replaced and removed one by one', async () => {
    const { call, userAt } = await makeHuma()
    const path = `/users/${userAt(0).id}/identifications`
    const passport = { type: 'passport', country: 'SE', value: 'AA0000001' }
    const added = await call('POST', path, passport)
    expect(added.body).toEqual({ ...passport, id: expect.any(String) })
    const changed = await call('PUT', `${path}/${added.body.id}`, { ...passport, value: 'AA0000002' })
    expect(userAt(0).identifications).toEqual([
      { id: expect.any(String), type: 'national', country: 'NO', value: people[0]?.nationalId },
      changed.body,
    ])
    expect(await call('DELETE', `${path}/${added.body.id}`)).toEqual({ status: 200, body: undefined })
    expect(userAt(0).identifications).toHaveLength(1)
  })

  test('a position is created with a job title', async () => {
    const { call, userAt } = await makeHuma()
    const path = `/users/${userAt(0).id}/positions`
    const title = (await call('POST', '/job-titles', { name: 'Baker' })).body
    expect((await call('PATCH', `/job-titles/${title.id}`, { description: 'Bread' })).body).toMatchObject({
      name: 'Baker',
    })
    expect((await call('GET', `/job-titles/${title.id}`)).body).toEqual({ ...title, description: 'Bread' })
    const created = await call('POST', path, {
      contractStartDate: '2026-02-01',
      contractType: 'Temporary',
      titleId: title.id,
      contractEndDate: '2026-02-28',
    })
    expect(created.body).toMatchObject({
      status: 'UPCOMING',
      percentage: { value: 100, editable: true },
      title: { value: { name: 'Baker' } },
      firstDayOfWork: { editable: true },
    })
    const statuses = async () => (await call('GET', path)).body.items.map((row: { status: string }) => row.status)
    expect(await statuses()).toEqual(['CURRENT', 'UPCOMING'])
  })

  test('positions are changed and removed, and the day tells which are current', async () => {
    const { call, clock, logIn, userAt } = await makeHuma()
    const path = `/users/${userAt(0).id}/positions`
    const { titleId = '' } = userAt(0).positions[0] ?? {}
    const dates = { contractStartDate: '2026-02-01', contractEndDate: '2026-02-28' }
    const { body } = await call('POST', path, { ...dates, contractType: 'Temporary', titleId, percentage: 20 })
    const status = async (at: number) => {
      clock.time = at
      await logIn()
      return (await call('GET', `${path}/${body.id}`)).body.status
    }
    expect(await status(Date.UTC(2026, 0, 31, 23))).toBe('UPCOMING')
    expect(await status(Date.UTC(2026, 1, 1))).toBe('CURRENT')
    expect(await status(Date.UTC(2026, 1, 28, 23))).toBe('CURRENT')
    expect(await status(Date.UTC(2026, 2, 1))).toBe('ENDED')
    const patched = await call('PATCH', `${path}/${body.id}`, { contractEndDate: '2026-03-31', percentage: 40 })
    expect(patched.body).toMatchObject({
      status: 'CURRENT',
      percentage: { value: 40 },
      contractType: { value: 'Temporary' },
    })
    expect((await call('GET', '/users/me')).body.currentPositions).toHaveLength(2)
    expect(await call('DELETE', `${path}/${body.id}`)).toEqual({ status: 200, body: undefined })
    expect((await call('GET', path)).body.items).toHaveLength(1)
  })
})
