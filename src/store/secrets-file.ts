/**
 * The file that knows where each owner's secrets are, and that holds the encrypted ones. Its outside is plain JSON, so that
 * a keychain's secrets need no passphrase, and a broken file can be told from a wrong passphrase.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { HumaPayrollError } from '../errors.ts'
import { quoted, readIfThere, replaceFile } from './files.ts'
import { json } from './json.ts'

const contentsSchema = z.object({
  /** The key that the secrets are encrypted for, itself encrypted with the passphrase; absent before the first. */
  key: z.string().optional(),
  owners: z.record(
    z.string(),
    z.discriminatedUnion('place', [
      z.object({ place: z.literal('keychain') }),
      z.object({ place: z.literal('file'), encrypted: z.string() }),
    ]),
  ),
})
export type SecretsFile = z.infer<typeof contentsSchema>

const version = 1
const fileSchema = json(z.object({ version: z.literal(version), checksum: z.string(), contents: contentsSchema }))
const newerSchema = json(z.object({ version: z.number().min(version + 1) }))

/** Nothing is kept where there is no file. Throws kind `storage` for one that is damaged or newer than this program. */
export function readSecretsFile(path: string): SecretsFile {
  const text = readIfThere(path)
  if (text === undefined) return { owners: {} }
  const file = fileSchema.safeParse(text)
  if (file.success && file.data.checksum === checksum(file.data.contents)) return file.data.contents
  if (newerSchema.safeParse(text).success) {
    throw new HumaPayrollError('storage', `${path} was written by a newer version of huma-payroll.`, {
      hint: 'Update this one: npm install --global huma-payroll@latest',
    })
  }
  throw damagedSecrets(path)
}

/** Only under a lock: it replaces whatever was there. */
export function writeSecretsFile(path: string, contents: SecretsFile): void {
  replaceFile(path, `${JSON.stringify({ version, checksum: checksum(contents), contents }, undefined, 2)}\n`)
}

export function damagedSecrets(path: string): HumaPayrollError {
  return new HumaPayrollError('storage', `${path}, which holds the keys, is damaged. Nothing was changed.`, {
    hint: `Put back a copy of it, or move it aside and connect again:\nmv ${quoted(path)} ${quoted(`${path}.damaged`)}`,
  })
}

/** Against damage, not against malice: who can write the file can write the sum too. */
function checksum({ key, owners }: SecretsFile): string {
  return createHash('sha256')
    .update(JSON.stringify([key, owners]))
    .digest('hex')
}
