/**
 * The keychain of the operating system. On Linux this is the Secret Service (GNOME Keyring, KWallet) and nothing else: the
 * package would otherwise fall back to the kernel's keyring, which forgets everything when the machine starts again.
 */
import type { AsyncEntry } from 'keytar'

const service = 'huma-payroll'

/** Every call throws what the keychain says where there is none, it is locked, or it does not take the value. */
export interface Keychain {
  read(account: string): Promise<string | undefined>
  write(account: string, value: string): Promise<void>
  remove(account: string): Promise<void>
}

export function openKeychain(): Keychain {
  async function entry(account: string): Promise<AsyncEntry> {
    const { AsyncEntry } = await import('keytar')
    return new AsyncEntry(service, account, { linux: { store: 'secret-service' } })
  }
  return {
    read: async (account) => (await (await entry(account)).getPassword()) ?? undefined,
    write: async (account, value) => (await entry(account)).setPassword(value),
    remove: async (account) => {
      await (await entry(account)).deletePassword()
    },
  }
}
