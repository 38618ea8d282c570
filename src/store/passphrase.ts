/** Where the passphrase of the encrypted file comes from: a variable, a file, or a person. */
import { HumaPayrollError } from '../errors.ts'
import { quoted, readIfThere } from './files.ts'

export interface PassphraseSource {
  env: Readonly<Record<string, string | undefined>>
  /** Asks a person without showing what is typed; absent where nobody can be asked. `why` is a sentence to show. */
  askPassphrase?: ((why: string) => Promise<string>) | undefined
}

const variable = 'HUMA_PAYROLL_PASSPHRASE'
const fileVariable = 'HUMA_PAYROLL_PASSPHRASE_FILE'
const attempts = 3

/**
 * Answers what `open` makes of the right passphrase; `open` answers undefined for a wrong one. `path` is the encrypted
 * file. Throws kind `authorization` for a wrong passphrase and where there is none.
 */
export async function openWithPassphrase<T>(
  { env, askPassphrase }: PassphraseSource,
  path: string,
  open: (passphrase: string) => Promise<T | undefined>,
): Promise<T> {
  const given = fromEnvironment(env)
  if (given) {
    const opened = await open(given.passphrase)
    if (opened === undefined) throw wrong(path, `The passphrase in ${given.name}`)
    return opened
  }
  if (!askPassphrase) {
    throw new HumaPayrollError(
      'authorization',
      `The keys are in the encrypted file ${path}, and nothing here says its passphrase.`,
      { hint: `Set ${variable} to the passphrase of that file, or ${fileVariable} to a file that holds it.` },
    )
  }
  let why = `The keys are in the encrypted file ${path}.`
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const opened = await open(await askPassphrase(why))
    if (opened !== undefined) return opened
    why = 'That is not the passphrase of the file.'
  }
  throw wrong(path, 'The passphrase')
}

/** A passphrase for a new file; typed twice, because a slip would lock everything away. */
export async function choosePassphrase({ env, askPassphrase }: PassphraseSource, path: string): Promise<string> {
  const given = fromEnvironment(env)
  if (given) return given.passphrase
  if (!askPassphrase) {
    throw noPassphrase(path)
  }
  let why = `No OS keychain can be used here. Choose a passphrase for an encrypted file:\n${path}`
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const first = await askPassphrase(why)
    if (first === '') {
      why = 'The passphrase is empty. Choose another one.'
      continue
    }
    if (first === (await askPassphrase('Type the same passphrase again.'))) return first
    why = 'The two were not the same. Choose a passphrase again.'
  }
  throw new HumaPayrollError('usage', 'No passphrase was typed twice the same way. Nothing was kept.', {
    hint: 'Run the command again.',
  })
}

function fromEnvironment(env: PassphraseSource['env']): { passphrase: string; name: string } | undefined {
  const passphrase = env[variable]
  if (passphrase) return { passphrase, name: variable }
  const path = env[fileVariable]
  if (!path) return undefined
  // A line end belongs to the editor that wrote the file, not to the passphrase.
  const text = readIfThere(path)?.replace(/\r?\n$/, '')
  if (text === undefined) {
    throw new HumaPayrollError('storage', `The passphrase file ${path}, named by ${fileVariable}, is not there.`, {
      hint: `Put the passphrase of the encrypted file into it, or correct the path:\nexport ${fileVariable}=PATH`,
    })
  }
  if (text) return { passphrase: text, name: `${path} (${fileVariable})` }
  throw new HumaPayrollError('storage', `The passphrase file ${path}, named by ${fileVariable}, is empty.`, {
    hint: 'Put the passphrase of the encrypted file into it.',
  })
}

function wrong(path: string, what: string): HumaPayrollError {
  return new HumaPayrollError('authorization', `${what} does not open ${path}.`, {
    hint: `Try another one. Without it what the file holds is lost; to start anew, move it aside and connect again:\nmv ${quoted(path)} ${quoted(`${path}.locked`)}`,
  })
}

function noPassphrase(path: string): HumaPayrollError {
  const file = `${path.slice(0, path.lastIndexOf('.'))}.passphrase`
  const message =
    'No OS keychain can be used here, and there is no passphrase for an encrypted file instead. Nothing was kept.'
  return new HumaPayrollError('storage', message, {
    hint: `Name a file that holds the passphrase and that only you can read, or set ${variable}:\n(umask 077; head -c 24 /dev/urandom | base64 > ${quoted(file)})   # a new one\nexport ${fileVariable}=${quoted(file)}`,
  })
}
