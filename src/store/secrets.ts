/** Secrets: from the environment, from the OS keychain, or from an encrypted file; never in plain text anywhere. */
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { HumaPayrollError } from '../errors.ts'
import { json } from './json.ts'
import { type Keychain, openKeychain } from './keychain.ts'
import { type Locking, withLock } from './lock.ts'
import type { PassphraseSource } from './passphrase.ts'
import { damagedSecrets, readSecretsFile, type SecretsFile, writeSecretsFile } from './secrets-file.ts'
import type { SecretOwner, SecretPlace, SecretStore } from './store.ts'
import { createVaults } from './vault.ts'

type Values = Record<string, string>
const valuesSchema = json(z.record(z.string(), z.string()))

const keychainSwitch = 'HUMA_PAYROLL_KEYCHAIN'

/**
 * `env` holds secrets for CI, the passphrase, and `HUMA_PAYROLL_KEYCHAIN=off` to go straight to the encrypted file.
 * `askPassphrase` asks a person; leave it out where nobody can be asked. `now` is milliseconds since 1970. Touches nothing
 * before the first call.
 */
export function createSecretStore(options: PassphraseSource & Locking): SecretStore {
  const { env, paths } = options
  const path = paths.secrets
  const openVault = createVaults(path, options)
  const keychain = env[keychainSwitch]?.toLowerCase() === 'off' ? undefined : openKeychain()

  /** One keychain serves all homes of a person; they must not overwrite each other's. */
  function account({ id }: SecretOwner): string {
    return `${id} (${resolve(dirname(path))})`
  }

  async function change(edit: (file: SecretsFile) => Promise<void> | void): Promise<void> {
    await withLock(options, 'secrets', async () => {
      const file = readSecretsFile(path)
      await edit(file)
      writeSecretsFile(path, file)
    })
  }

  async function kept(owner: SecretOwner): Promise<{ values: Values; place: SecretPlace } | undefined> {
    const { key, owners } = readSecretsFile(path)
    const where = owners[owner.id]
    if (!where) return undefined
    if (where.place === 'keychain') {
      const text = await askKeychain((open) => open.read(account(owner)))
      return text === undefined ? undefined : { values: parsed(text), place: inKeychain }
    }
    const vault = await openVault(key)
    try {
      return { values: parsed(await vault.decrypt(where.encrypted)), place: inFile(path) }
    } catch {
      throw damagedSecrets(path)
    }
  }

  async function askKeychain<T>(question: (open: Keychain) => Promise<T>): Promise<T> {
    if (!keychain) throw keychainOff()
    try {
      return await question(keychain)
    } catch (error) {
      throw keychainClosed(error)
    }
  }

  function parsed(text: string): Values {
    const values = valuesSchema.safeParse(text)
    if (values.success) return values.data
    throw new HumaPayrollError('storage', 'What the OS keychain holds for huma-payroll cannot be read.', {
      hint: 'Connect again to replace it.',
    })
  }

  /** False where no keychain takes it: there is none, it is locked, or the value is too long for it. */
  async function intoKeychain(owner: SecretOwner, text: string): Promise<boolean> {
    try {
      await keychain?.write(account(owner), text)
      return keychain !== undefined
    } catch {
      return false
    }
  }

  return {
    async get(owner, names) {
      const given = fromEnvironment(env, owner, names)
      if (names.every((name) => name in given)) return { values: given, place: inEnvironment }
      const stored = await kept(owner)
      const wanted = Object.entries(stored?.values ?? {}).filter(([name]) => names.includes(name))
      const values = { ...Object.fromEntries(wanted), ...given }
      if (Object.keys(values).length === 0) return undefined
      return { values, place: stored?.place ?? inEnvironment }
    },

    async place(owner, names) {
      const given = fromEnvironment(env, owner, names)
      if (names.every((name) => name in given)) return inEnvironment
      const where = readSecretsFile(path).owners[owner.id]?.place
      if (where) return where === 'keychain' ? inKeychain : inFile(path)
      return Object.keys(given).length > 0 ? inEnvironment : undefined
    },

    async set(owner, values) {
      const text = JSON.stringify(values)
      if (await intoKeychain(owner, text)) {
        if (readSecretsFile(path).owners[owner.id]?.place !== 'keychain') {
          await change((file) => {
            file.owners[owner.id] = { place: 'keychain' }
          })
        }
        return inKeychain
      }
      // Before the lock is taken, because a person may have to type a passphrase.
      await openVault(readSecretsFile(path).key)
      await change(async (file) => {
        const vault = await openVault(file.key)
        file.key = vault.key
        file.owners[owner.id] = { place: 'file', encrypted: await vault.encrypt(text) }
      })
      return inFile(path)
    },

    async remove(owner) {
      const where = readSecretsFile(path).owners[owner.id]
      if (!where) return
      if (where.place === 'keychain') {
        await askKeychain(async (open) => {
          // A locked keychain says so to a reader only; to a removal it says that there is nothing.
          await open.read(account(owner))
          await open.remove(account(owner))
        })
      }
      await change((file) => {
        delete file.owners[owner.id]
      })
    },

    withLock: (owner, work) => withLock(options, `secret-${owner.id}`, work),
  }
}

const inEnvironment: SecretPlace = { kind: 'environment', text: 'the environment' }
const inKeychain: SecretPlace = { kind: 'keychain', text: 'the OS keychain' }

function inFile(path: string): SecretPlace {
  return { kind: 'file', text: `the encrypted file ${path}` }
}

/** An empty variable is a missing one. */
function fromEnvironment(
  env: PassphraseSource['env'],
  { environmentPrefix }: SecretOwner,
  names: readonly string[],
): Values {
  const values: Values = {}
  for (const name of names) {
    const key = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()
    const value = env[`HUMA_PAYROLL_${environmentPrefix}_${key}`]
    if (value) values[name] = value
  }
  return values
}

const orConnect = 'or connect again from here: where no keychain can be used, the keys go to an encrypted file.'

function keychainOff(): HumaPayrollError {
  return new HumaPayrollError('storage', `The keys are in the OS keychain, which ${keychainSwitch}=off rules out.`, {
    hint: `Use the keychain again: unset ${keychainSwitch}\nThen run the command again, ${orConnect}`,
  })
}

function keychainClosed(cause: unknown): HumaPayrollError {
  return new HumaPayrollError(
    'storage',
    'The keys are in the OS keychain, which is locked or out of reach from here.',
    {
      hint: `Unlock it, or log in to the desktop, and run the command again, ${orConnect}`,
      cause,
    },
  )
}
