/** `connect huma`: the key that both directions need first. */
import { collectSecrets } from '../auth/keys.ts'
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import { humaBaseUrl, humaQuestions } from '../huma/index.ts'
import type { HumaSettings, SecretPlace } from '../store/store.ts'
import type { Account } from '../systems/system.ts'
import { list } from '../ui/text.ts'
import type { World } from '../world.ts'
import { checkedUrl } from './base-url.ts'
import { commandLine } from './command-line.ts'
import { points, withoutQuestions } from './lines.ts'
import { humaOwner, keyParts, openHumaWith } from './open.ts'
import { keepKeys, prove } from './proof.ts'

export interface HumaConnected {
  settings: HumaSettings
  account: Account
  place: SecretPlace
  replaced: boolean
}

/** Nothing is kept until Huma has answered; a failure leaves an earlier key as it was. */
export async function connectHuma(
  world: World,
  { baseUrl, keyFile }: { baseUrl?: string | undefined; keyFile?: string | undefined },
): Promise<HumaConnected> {
  const { io, prompter } = world
  const config = await world.config()
  const before = config.huma()
  const url = baseUrl === undefined ? (before?.baseUrl ?? humaBaseUrl) : checkedUrl(baseUrl, '--base-url')

  if (prompter) {
    io.err(io.theme.strong('Connect Huma'))
    io.err(points(checklist, io))
    if (before) io.err('Huma is connected already: the new key replaces the one that is kept.')
  }
  const keys = await collectSecrets(
    {
      questions: humaQuestions,
      environmentPrefix: humaOwner.environmentPrefix,
      ...(keyFile === undefined ? {} : { keyFile }),
    },
    keyParts(world),
  )
  const client = openHumaWith(world, url, keys.values)
  const account = await prove(world, 'Huma', () => client.read.account())
  checkOrganization(account.id, before, config.connections())
  const settings: HumaSettings = {
    baseUrl: url,
    organizationId: account.id,
    userId: account.userId,
    connectedAt: new Date(world.now()).toISOString(),
  }
  const place = await keepKeys(world, humaOwner, keys)
  config.saveHuma(settings)

  io.out(`${io.theme.symbols.good} Huma is connected${before ? '; the new key replaces the one before' : ''}.`)
  io.out(`  The key is in ${place.text}.`)
  if (prompter) {
    const words = [...(url === humaBaseUrl ? [] : ['--base-url', url]), '--key-file', 'FILE']
    io.err(withoutQuestions(commandLine('connect', 'huma', ...words), io))
  }
  return { settings, account, place, replaced: before !== undefined }
}

/** The links of every connection belong to the people of one organisation. */
function checkOrganization(id: string, before: HumaSettings | undefined, connections: readonly Connection[]): void {
  if (!before || before.organizationId === id || connections.length === 0) return
  const names = list(connections.map(({ name }) => `"${name}"`))
  throw new HumaPayrollError(
    'usage',
    `This key opens another organisation in Huma than the one that ${names} ${connections.length === 1 ? 'belongs' : 'belong'} to. Nothing was saved.`,
    { hint: 'Use a key of the same organisation, or keep the two apart: set HUMA_PAYROLL_HOME to another folder.' },
  )
}

const checklist = [
  'You have a system role with full access to Organization in Huma.',
  'In Huma, open System settings > Open API and click Add API key. Huma shows the client ID and the client secret once.',
]
