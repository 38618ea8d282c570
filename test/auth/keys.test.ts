import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { collectSecrets, type KeyParts } from '../../src/auth/keys.ts'
import { HumaPayrollError } from '../../src/errors.ts'
import type { SecretQuestion } from '../../src/systems/system.ts'

const clientId: SecretQuestion = { key: 'clientId', label: 'Client ID', help: 'Under API keys.', hidden: false }
const clientSecret: SecretQuestion = { key: 'clientSecret', label: 'Client secret', help: 'Shown once.', hidden: true }
const tenantId: SecretQuestion = { ...clientId, key: 'tenantId', label: 'Tenant ID', optional: true }
const three = [clientId, clientSecret, tenantId]

/** Answers by label; an unexpected question fails. `asked` tells what was asked, and how. */
function parts(given: { env?: KeyParts['env']; stdin?: string; answers?: Record<string, string> } = {}) {
  const asked: string[] = []
  const told: string[] = []
  const reply =
    (how: string) => async (question: { message: string; problem?: (text: string) => string | undefined }) => {
      asked.push(`${how} ${question.message}`)
      const answer = given.answers?.[question.message]
      if (answer === undefined) throw new Error(`unexpected: ${question.message}`)
      expect(question.problem?.(answer)).toBeUndefined()
      return answer
    }
  const world: KeyParts = {
    env: given.env ?? {},
    readFile: (path) => readFile(path, 'utf8'),
    readStdin: async () => given.stdin ?? '',
    prompter: given.answers && { text: reply('shown'), password: reply('hidden') },
    tell: (text) => told.push(text),
  }
  return { world, asked, told }
}

async function keyFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'huma-payroll-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'key.json')
  await writeFile(path, text)
  return path
}

const environment = { HUMA_PAYROLL_FORTNOX_CLIENT_ID: ' id-e ', HUMA_PAYROLL_FORTNOX_CLIENT_SECRET: 'secret-e' }
const request = { questions: three, environmentPrefix: 'FORTNOX' }

test('the file wins over the environment, and only what is missing is asked for', async () => {
  const path = await keyFile('\uFEFF{"clientSecret":" secret-f ","tenantId":4711}\n')
  const { world, asked } = parts({ env: environment, answers: {} })
  expect(await collectSecrets({ ...request, keyFile: path }, world)).toEqual({
    values: { clientId: 'id-e', clientSecret: 'secret-f', tenantId: '4711' },
    from: 'file',
  })
  expect(await collectSecrets(request, world)).toEqual({
    values: { clientId: 'id-e', clientSecret: 'secret-e' },
    from: 'environment',
  })
  expect(asked).toEqual([])
})

test('what was given before is the last place to look', async () => {
  const kept = { clientId: 'id-k', clientSecret: 'secret-k' }
  const { world } = parts({ env: { HUMA_PAYROLL_FORTNOX_CLIENT_ID: 'id-e' } })
  expect(await collectSecrets({ ...request, kept }, world)).toEqual({
    values: { clientId: 'id-e', clientSecret: 'secret-k' },
    from: 'kept',
  })
})

test('questions: ids are shown, secrets are hidden, the place is told first, and nothing given in part is forgotten', async () => {
  const { world, asked, told } = parts({
    env: { ...environment, HUMA_PAYROLL_FORTNOX_CLIENT_SECRET: '' },
    answers: { 'Client ID': 'x', 'Client secret': ' secret-p ', 'Tenant ID (empty: none)': '' },
  })
  expect(await collectSecrets(request, world)).toEqual({
    values: { clientId: 'id-e', clientSecret: 'secret-p' },
    from: 'prompt',
  })
  expect([asked, told]).toEqual([
    ['hidden Client secret', 'shown Tenant ID (empty: none)'],
    ['Shown once.', 'Under API keys.'],
  ])
})

test('nobody to ask: the variables and the form of the key file are named', async () => {
  const { world } = parts({ env: { HUMA_PAYROLL_FORTNOX_CLIENT_ID: 'id-e' } })
  await expect(collectSecrets(request, world)).rejects.toMatchObject({
    kind: 'authorization',
    message: expect.stringContaining('Client secret'),
    hint: expect.stringMatching(
      /HUMA_PAYROLL_FORTNOX_CLIENT_SECRET.*--key-file PATH.*"clientId": "…", "clientSecret": "…"/,
    ),
    details: { variables: ['HUMA_PAYROLL_FORTNOX_CLIENT_SECRET'] },
  })
})

test('one secret may stand alone, also on standard input', async () => {
  const alone = { questions: [clientSecret, tenantId], environmentPrefix: 'X', keyFile: '-' }
  expect(await collectSecrets(alone, parts({ stdin: ' hemmelig\r\n' }).world)).toEqual({
    values: { clientSecret: 'hemmelig' },
    from: 'file',
  })
  expect(await collectSecrets(alone, parts({ stdin: '{"clientSecret":"hemmelig"}' }).world)).toMatchObject({
    values: { clientSecret: 'hemmelig' },
  })
})

test.each([
  ['hemmelig', 'JSON object', three],
  ['hemmelig\nhemmelig', 'more than one line', [clientSecret]],
  ['  \n', 'empty', three],
  ['{"clientSecret":"hemmelig"', 'not valid JSON', three],
  ['{"clientSecret":["hemmelig"]}', 'no text for clientSecret', three],
  ['{"clientSecret":"hemmelig\\n"}', undefined, three],
  ['{"clientSecret":"hem\\nmelig"}', 'more than one line for clientSecret', three],
  ['{"client_secret":"hemmelig"}', 'clientSecret may be meant', three],
  ['{"ClientSceret":"hemmelig"}', 'clientSecret may be meant', three],
  ['{"hemmelig":"hemmelig"}', 'a name that is not known here.', three],
])('a key file with %j', async (text, words, questions) => {
  const path = await keyFile(text)
  const { world } = parts({ env: environment })
  const keys = collectSecrets({ questions, environmentPrefix: 'FORTNOX', keyFile: path }, world)
  if (words === undefined) return expect(keys).resolves.toMatchObject({ from: 'file' })
  const error = await keys.catch((reason: unknown) => reason)
  expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining(words) })
  const { message, hint } = error instanceof HumaPayrollError ? error : { message: 'hemmelig', hint: '' }
  expect(`${message} ${hint}`).not.toContain('hemmelig')
})
