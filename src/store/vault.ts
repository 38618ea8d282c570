/**
 * Encryption of the secrets that no keychain takes, in the age format (https://age-encryption.org/v1).
 *
 * The passphrase opens a key, and the key opens the secrets. So the deliberately slow part happens once a process, and a
 * rotated token is stored in milliseconds. Both are ordinary age files: `age -d` opens them without this program.
 */
import { choosePassphrase, openWithPassphrase, type PassphraseSource } from './passphrase.ts'

/**
 * The base-2 logarithm of scrypt's N. 17 (with r 8, p 1; 128 MiB) is the least that OWASP's Password Storage Cheat Sheet
 * recommends, and opens in half a second on two slow cores; age's own 18 took 1.4 seconds there, for every command.
 */
const workFactor = 17

export interface Vault {
  /** The key as it stands in the file, encrypted with the passphrase. */
  key: string
  encrypt(text: string): Promise<string>
  /** Rejects for what was not encrypted for this key. */
  decrypt(armored: string): Promise<string>
}

/**
 * Opens vaults and keeps the last one open, so that a passphrase is asked for once. `path` is for messages. Throws as the
 * functions of passphrase.ts.
 */
export function createVaults(path: string, source: PassphraseSource): (key: string | undefined) => Promise<Vault> {
  let last: { key: string | undefined; vault: Promise<Vault> } | undefined

  async function start(key: string | undefined): Promise<Vault> {
    try {
      const vault = await (key === undefined ? makeVault(path, source) : openVault(path, key, source))
      last = { key: vault.key, vault: Promise.resolve(vault) }
      return vault
    } catch (error) {
      last = undefined
      throw error
    }
  }

  return (key) => {
    // Where there is no key yet, any will do: two secrets may be the first at once.
    if (last && (last.key === key || key === undefined)) return last.vault
    last = { key, vault: start(key) }
    return last.vault
  }
}

async function openVault(path: string, key: string, source: PassphraseSource): Promise<Vault> {
  const { armor, Decrypter } = await import('age-encryption')
  const identity = await openWithPassphrase(source, path, async (passphrase) => {
    const decrypter = new Decrypter()
    decrypter.addPassphrase(passphrase)
    try {
      return await decrypter.decrypt(armor.decode(key), 'text')
    } catch {
      // The file's checksum was right, so it is the passphrase that is not.
      return undefined
    }
  })
  return vaultOf(key, identity)
}

async function makeVault(path: string, source: PassphraseSource): Promise<Vault> {
  const passphrase = await choosePassphrase(source, path)
  const { armor, Encrypter, generateX25519Identity } = await import('age-encryption')
  const identity = await generateX25519Identity()
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(workFactor)
  encrypter.setPassphrase(passphrase)
  return vaultOf(armor.encode(await encrypter.encrypt(identity)), identity)
}

async function vaultOf(key: string, identity: string): Promise<Vault> {
  const { armor, Decrypter, Encrypter, identityToRecipient } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.addRecipient(await identityToRecipient(identity))
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return {
    key,
    encrypt: async (text) => armor.encode(await encrypter.encrypt(text)),
    decrypt: async (armored) => decrypter.decrypt(armor.decode(armored), 'text'),
  }
}
