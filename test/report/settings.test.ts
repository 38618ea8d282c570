import { expect, test } from 'vitest'
import { HumaPayrollError } from '../../src/errors.ts'
import { mailAddressProblem, mailSettings, parseMailServer } from '../../src/report/settings.ts'

test.each([
  ['smtps://smtp.example.com', { host: 'smtp.example.com', port: 465, security: 'tls' }],
  ['smtps://kari@smtp.example.com/', { host: 'smtp.example.com', port: 465, security: 'tls', user: 'kari' }],
  // A user is mostly an e-mail address, typed as it is or as an address bar makes it.
  [
    'smtps://kari@nordlys.example@smtp.example.com:4650',
    { host: 'smtp.example.com', port: 4650, security: 'tls', user: 'kari@nordlys.example' },
  ],
  [
    ' SMTP://kari%40nordlys.example@SMTP.example.com:587 ',
    { host: 'smtp.example.com', port: 587, security: 'starttls', user: 'kari@nordlys.example' },
  ],
  ['smtp://smtp.example.com', { host: 'smtp.example.com', port: 587, security: 'starttls' }],
  ['smtp://smtp.blåbær.example', { host: 'smtp.xn--blbr-roah.example', port: 587, security: 'starttls' }],
  ['smtp://[2001:DB8:0:0::1]:25', { host: '2001:db8::1', port: 25, security: 'starttls' }],
  ['smtp://localhost:2525', { host: 'localhost', port: 2525, security: 'none' }],
  ['smtp://127.0.0.1', { host: '127.0.0.1', port: 25, security: 'none' }],
  ['smtp://[0:0:0:0:0:0:0:1]', { host: '::1', port: 25, security: 'none' }],
  ['smtps://localhost', { host: 'localhost', port: 465, security: 'tls' }],
  // Looks like this machine and is another one.
  ['smtp://127.0.0.1.example.com', { host: '127.0.0.1.example.com', port: 587, security: 'starttls' }],
  ['smtp://localhost.example.com', { host: 'localhost.example.com', port: 587, security: 'starttls' }],
])('%s', (typed, server) => {
  expect(parseMailServer(typed)).toEqual(server)
  const whole = { ...parseMailServer(typed), from: 'payroll@nordlys.example', to: ['kari@nordlys.example'] }
  expect(mailSettings.parse(whole)).toEqual(whole)
})

test.each([
  ['smtp.example.com:587', 'begins with smtps:// or smtp://'],
  ['https://smtp.example.com', 'begins with smtps:// or smtp://'],
  ['kari@nordlys.example', 'begins with smtps:// or smtp://'],
  ['', 'begins with smtps:// or smtp://'],
  ['smtps://', 'names no mail server'],
  ['smtps:///smtp.example.com', 'names no mail server'],
  ['smtps://smtp example.com', 'cannot be read'],
  ['smtp://localhost%2F.example.com', 'names no mail server'],
  ['smtps://smtp.example.com:99999', 'cannot be read'],
  ['smtps://smtp.example.com:0', 'no port 0'],
  ['smtps://smtp.example.com/inbox', 'ends with its name'],
  ['smtps://smtp.example.com?secure=no', 'ends with its name'],
  ['smtps://kari%00@smtp.example.com', 'user name'],
  ['smtps://kari%zz@smtp.example.com', 'user name'],
  ['smtps://smtp.example.com:587', 'write smtp://'],
  ['smtp://smtp.example.com:465', 'write smtps://'],
  ['smtps://kari:Tr0ub4dor@smtp.example.com', 'password'],
  // What is left of a password that was not written as addresses want it.
  ['smtps://kari:Tr0ub4dor/3@smtp.example.com', 'cannot be read'],
  ['smtps://kari:25/Tr0ub4dor@smtp.example.com', 'ends with its name'],
  ['smtps://kari:25#Tr0ub4dor@smtp.example.com', 'ends with its name'],
])('%s is refused and never repeated', (typed, why) => {
  const error = refusalOf(typed)
  expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining(why) })
  const said = `${error.message} ${error.hint}`
  expect(said).not.toMatch(/Tr0ub4dor|kari/)
  expect(error.hint).toContain('smtps://user@smtp.example.com')
})

test('a password in the address is told where it goes instead', () => {
  const { hint } = refusalOf('smtps://kari:Tr0ub4dor@smtp.example.com')
  expect(hint).toContain('HUMA_PAYROLL_MAIL_PASSWORD')
})

function refusalOf(typed: string): HumaPayrollError {
  try {
    parseMailServer(typed)
  } catch (error) {
    if (error instanceof HumaPayrollError) return error
    throw error
  }
  throw new Error(`accepted: ${typed}`)
}

test.each([
  ['kari@nordlys.example', undefined],
  ['root@localhost', undefined],
  ['post+pay@blåbær.example', undefined],
  ['Kari <kari@nordlys.example>', 'This is not an e-mail address.'],
  ['kari@nordlys.example, ola@nordlys.example', 'one e-mail address at a time'],
  ['kari@nordlys.example\nBcc: eve@evil.example', 'This is not an e-mail address.'],
  ['kari', 'This is not an e-mail address.'],
  ['', 'This is not an e-mail address.'],
])('the e-mail address "%s"', (typed, problem) => {
  const found = mailAddressProblem(typed)
  if (problem === undefined) expect(found).toBeUndefined()
  else expect(found).toContain(problem)
})
