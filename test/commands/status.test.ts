import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { connected, desk } from './commands.ts'

const at = '2026-01-15T12:00:00.000Z'

test('from nothing to active, it names the one next command', async () => {
  const alone = await desk().run(['status'])
  expect(alone.code).toBe(0)
  expect(alone.said).toContain('Huma is not connected. Next: huma-payroll connect huma')

  const { run, connection, save, state } = await connected()
  expect((await run(['status'])).said).toMatch(/connected, not yet active .* Next huma-payroll configure nordlys/)
  await run(['configure', '--absence', 'on', '--map-absence', 'Vacation=Ferie'])
  const { said } = await run(['status'])
  expect(said).toMatch(/configured, not yet active .* Next huma-payroll sync-users nordlys/)
  expect(said).toContain('Sends users, absence (1 of 7 types)')
  expect(said).toContain('Last sync none')

  const active = { ...(await connection('nordlys')), activatedAt: at }
  await save(active)
  await state((state) => {
    const lease = state.takeLease(active.id)
    const counts = { updatedInPayroll: 23, heldBack: 4, failed: 0 }
    const run = state.startRun(lease, { command: 'sync-users', startedAt: at })
    state.endRun(lease, run, { endedAt: at, result: 'partly', counts })
    lease.release()
  })
  const after = await run(['status', 'NORDLYS'])
  expect(after.said).toMatch(/nordlys ✔ active .* partly, 23 updated in payroll, 4 held back/)
  expect(after.said).toMatch(/Attention ⚠ Run \d+: 4 held back/)
  expect(after.said).toMatch(/Next huma-payroll logs nordlys --run \d+/)

  await state((state) => {
    const lease = state.takeLease(active.id)
    const runId = state.startRun(lease, { command: 'sync-users', startedAt: at })
    const payload = { givenName: 'Kari' }
    state.openIntent(lease, { runId, kind: 'create', side: 'payroll', personId: '1', payload, openedAt: at })
    state.endRun(lease, runId, { endedAt: at, result: 'failed', counts: { failed: 1 } })
    lease.release()
  })
  const open = await run(['status'])
  expect(open.said).toContain('1 write without a known outcome')
  expect(open.said).toContain('Next huma-payroll sync-users nordlys')
})

test('--check asks both systems: refused keys end it with 4 and say what to type', async () => {
  const { run, running } = await connected()
  const good = await run(['status', '--check', '--json'])
  expect(good.code).toBe(0)
  expect(good.json()).toMatchObject({
    huma: { check: { ok: true } },
    connections: [
      { name: 'nordlys', stage: 'connected', key: 'the environment', check: { ok: true, answered: 'Nordlys AS' } },
    ],
  })
  running.tripletex.setFaults([{ kind: 'status', status: 401 }])
  const refused = await run(['status', '--check'])
  expect(refused.code).toBe(4)
  expect(refused.said).toContain('Next huma-payroll connect tripletex --name nordlys')
  expect((await run(['status'])).code).toBe(0)

  const withoutKey = await run(['status'], {
    env: { HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN: '', HUMA_PAYROLL_TRIPLETEX_CONSUMER_TOKEN: '' },
  })
  expect(withoutKey.said).toMatch(
    /Attention ⚠ The key of Tripletex is not there\. Next huma-payroll connect tripletex --name nordlys/,
  )
})

test('one connection and many fit on a screen of 80 columns', async () => {
  const { run, connection, save } = await connected()
  const one = await connection('nordlys')
  const name = 'A connection with a name as long as they may be, sixty chars'
  await save({ ...one, name })
  const narrow = [await run(['status'])]
  for (const number of [2, 3, 4, 5]) await save({ ...one, id: `id-${number}`, name: `nordlys ${number}` })
  const many = await run(['status'])
  expect(many.out.split('\n').length).toBeLessThan(24)
  expect(many.said).toContain('nordlys 5')
  narrow.push(many, await run(['status', 'nordlys 3']))
  for (const { out } of narrow) {
    // A command to copy is never broken by us.
    const lines = out.split('\n').filter((line) => !line.includes('huma-payroll'))
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80)
  }
})

test('which connection is meant: by name in any case, the only one, and else a list or a suggestion', async () => {
  const { run, connection, save } = await connected()
  const nothing = await desk().run(['configure', 'nordlys', '--salary', 'on'])
  expect(nothing.code).toBe(2)
  expect(nothing.said).toContain('Connect a payroll system first: huma-payroll connect tripletex')

  for (const near of ['nordly', 'nordlyss', 'mordlys', 'Nord']) {
    const { code, said } = await run(['status', near])
    expect(code).toBe(2)
    expect(said).toContain(`Did you mean "nordlys"?`)
  }
  const one = await connection('nordlys')
  await save({ ...one, id: 'another', name: 'Kjøkken' })
  expect((await run(['status', 'KJØKKEN'])).code).toBe(0)
  expect((await run(['status', 'payroll'])).said).toContain('There is "nordlys" and "Kjøkken".')
  const several = await run(['disconnect', '--yes'])
  expect(several.code).toBe(2)
  expect(several.said).toContain('say which one: "nordlys" and "Kjøkken"')
})
