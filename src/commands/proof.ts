/** The call that proves an authorization, and where the key goes once it is proven. */
import type { Keys } from '../auth/keys.ts'
import type { SecretOwner, SecretPlace } from '../store/store.ts'
import type { Account } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { plain } from '../ui/text.ts'
import type { World } from '../world.ts'

/** Asks, and shows who answered and which rights are missing. Rejects as the call does. */
export async function prove<A extends Account>(world: World, name: string, ask: () => Promise<A>): Promise<A> {
  const progress = world.progress(`Asking ${name}`)
  try {
    const account = await ask()
    progress.succeed(`${name} answered: ${plain(account.name)}`)
    showAccount(world, account)
    return account
  } catch (error) {
    progress.fail(`Asking ${name} failed. Nothing was saved.`)
    throw error
  }
}

function showAccount({ io }: World, { facts = {}, missingRights = [] }: Account): void {
  for (const [label, value] of Object.entries(facts)) io.err(`  ${plain(label)}: ${plain(value)}`)
  for (const right of missingRights) io.err(paragraph(`${io.theme.symbols.attention} ${plain(right)}`, io, 2))
}

/** Keeps a proven key and says where. A key that the environment holds is read from there each time. */
export async function keepKeys(world: World, owner: SecretOwner, { values, from }: Keys): Promise<SecretPlace> {
  if (from === 'environment') return { kind: 'environment', text: 'the environment, read each time' }
  return (await world.secrets()).set(owner, values)
}
