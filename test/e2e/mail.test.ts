/** The result of a sync by e-mail, through a real mail server, by the built program. */
import type { SMTPServerOptions } from 'smtp-server'
import { expect, test } from 'vitest'
import { mailServer, readMail, refusal } from '../report/mail-server.ts'
import { connected, expectDone, type Setup } from './program.ts'

const password = 'correct horse battery'

const login: SMTPServerOptions['onAuth'] = (auth, _session, callback) =>
  auth.password === password ? callback(null, { user: 1 }) : callback(refusal(535, '5.7.8 no'))

/** Mail goes to two people, the password comes from the environment. */
async function mailing(setup: Setup, port: number): Promise<void> {
  Object.assign(setup.env, { HUMA_PAYROLL_MAIL_PASSWORD: password })
  const server = ['--mail-server', `smtp://per@nordlys.example@localhost:${port}`]
  const to = ['--mail-to', 'kari@nordlys.example', '--mail-to', 'ola@nordlys.example']
  await expectDone(setup.run('configure', 'nordlys', ...server, ...to))
}

/** The subjects of what arrived, and the plain text of the last mail. */
function arrived(server: Awaited<ReturnType<typeof mailServer>>) {
  const mails = server.mails.map(({ source }) => readMail(source))
  return {
    subjects: mails.map(({ headers }) => headers.get('subject')?.[0]),
    text: mails.at(-1)?.parts.get('text/plain') ?? '',
  }
}

const sync = ['sync-users', 'nordlys', '--direction', 'huma-to-payroll', '--yes']

test('after a sync those who are named get the result; a dry run and a busy connection send nothing', async () => {
  const server = await mailServer({ allowInsecureAuth: true, onAuth: login })
  const setup = await connected({ people: 14 })
  await mailing(setup, server.port)

  await expectDone(setup.run(...sync, '--dry-run'))
  expect(server.connections).toBe(0)

  const first = await expectDone(setup.run(...sync), 3)
  expect(first.stderr).toContain('The result went by e-mail to kari@nordlys.example and ola@nordlys.example.')
  expect(server.mails.map(({ from, to }) => [from, to])).toEqual([
    ['per@nordlys.example', ['kari@nordlys.example', 'ola@nordlys.example']],
  ])
  const { subjects, text } = arrived(server)
  expect(subjects).toEqual([expect.stringMatching(/^nordlys: \d+ synced, \d+ held back$/)])
  expect(text).toMatch(/need attention[\s\S]*huma-payroll sync-users nordlys[\s\S]*huma-payroll logs nordlys --run 1/)

  const log = await expectDone(setup.run('logs', 'nordlys', '--run', '1', '--event', 'mailed'))
  expect(log.stdout).toContain('Mailed to 2 addresses.')

  // With --json there is still one object and nothing else.
  const second = await expectDone(setup.run(...sync, '--json'), 3)
  expect(second.json()).toMatchObject({ ok: true, result: 'partly' })
  expect(server.mails).toHaveLength(2)
}, 60_000)

test('a mail that fails changes neither the result nor the exit code, and says what to do', async () => {
  const server = await mailServer({ allowInsecureAuth: true, onAuth: login })
  const setup = await connected({ people: 14 })
  await mailing(setup, server.port)
  setup.env.HUMA_PAYROLL_MAIL_PASSWORD = 'wrong'
  const refused = await expectDone(setup.run(...sync), 3)
  expect(refused.stdout).toContain('nordlys is active')
  expect(refused.stderr).toMatch(/does not accept the login of\s+per@nordlys.example/)
  expect(refused.stderr).toContain(
    `huma-payroll configure nordlys --mail-server smtp://per@nordlys.example@localhost:${server.port}`,
  )
  expect(refused.stderr + refused.stdout).not.toContain('wrong')
  const log = await expectDone(setup.run('logs', 'nordlys', '--event', 'not-mailed'))
  expect(log.stdout).toContain('does not accept the login')
  expect(server.mails).toEqual([])
}, 60_000)

test('a sync that failed is told too: before it began, in its reads, and by a safety limit', async () => {
  const server = await mailServer({ allowInsecureAuth: true, onAuth: login })
  const setup = await connected({ people: 14 })
  await mailing(setup, server.port)
  const { huma, tripletex } = setup.sandbox

  // A mistyped command line is no sync.
  await expectDone(setup.run(...sync, '--only', 'nobody@nordlys.example'), 2)
  expect(server.connections).toBe(0)

  await expectDone(setup.run('sync-users', 'nordlys', '--yes'), 5)
  expect(arrived(server).text).toMatch(/did not reach its end\. Nothing was written\.[\s\S]*Nobody has decided about/)

  await expectDone(setup.run(...sync, '--max-changes', '1'), 6)
  expect(arrived(server).text).toContain('A safety limit stopped the sync.')

  tripletex.setFaults([{ path: '/employee', kind: 'status', status: 403 }])
  await expectDone(setup.run(...sync), 4)
  tripletex.setFaults([])

  const key = setup.env.HUMA_PAYROLL_HUMA_CLIENT_SECRET ?? ''
  setup.env.HUMA_PAYROLL_HUMA_CLIENT_SECRET = 'old'
  await expectDone(setup.run(...sync), 4)
  setup.env.HUMA_PAYROLL_HUMA_CLIENT_SECRET = key
  expect(arrived(server).text).not.toContain('run 4')
  expect(arrived(server).subjects).toEqual([
    'nordlys: sync failed, nothing written',
    'nordlys: sync stopped, nothing written',
    'nordlys: sync failed, nothing written',
    'nordlys: sync failed, nothing written',
  ])
  expect(huma.requests().length).toBeGreaterThan(0)
}, 60_000)
