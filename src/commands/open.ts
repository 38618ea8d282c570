/** From a connection's name to both of its sides, ready to be asked. */
import type { KeyParts } from '../auth/keys.ts'
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import { type HumaClient, type HumaParts, openHuma } from '../huma/client.ts'
import { humaLimits, humaQuestions } from '../huma/index.ts'
import type { HumaSettings, SecretOwner } from '../store/store.ts'
import { systemById } from '../systems/registry.ts'
import type { AccessTokens, AuthMethod, PayrollClient, PayrollSystem, SecretQuestion } from '../systems/system.ts'
import { paragraph } from '../ui/tables.ts'
import { list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { keptAccess } from './authorize.ts'
import { commandLine } from './command-line.ts'

/**
 * By its exact name, else without regard to case; without a name the only one there is, or, where several are, the one
 * that the person picks. Throws kind `usage` otherwise.
 */
export async function findConnection(world: World, name: string | undefined): Promise<Connection> {
  const connections = (await world.config()).connections()
  if (connections.length === 0) {
    throw new HumaPayrollError(
      'usage',
      name ? `There is no connection "${plain(name)}".` : 'There is no connection yet.',
      {
        hint: `Connect a payroll system first: ${commandLine('connect', 'tripletex')}`,
      },
    )
  }
  if (name === undefined) return theOnlyOne(world, connections)

  const found = connectionNamed(connections, name)
  if (found) return found
  const near = connections.filter((one) => isNear(one.name, name))
  const [guess] = near
  throw new HumaPayrollError('usage', `There is no connection "${plain(name)}".`, {
    hint: guess && near.length === 1 ? `Did you mean "${guess.name}"?` : `There is ${names(connections)}.`,
  })
}

export function connectionNamed(connections: readonly Connection[], name: string): Connection | undefined {
  return connections.find((one) => one.name === name) ?? connections.find((one) => folded(one.name) === folded(name))
}

/** As the settings compare names. */
function folded(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

async function theOnlyOne(world: World, connections: readonly Connection[]): Promise<Connection> {
  const [only, ...others] = connections
  if (only && others.length === 0) return only
  if (!world.prompter) {
    throw new HumaPayrollError('usage', `There are several connections; say which one: ${names(connections)}.`, {
      hint: `Give its name: ${commandLine('status', only?.name ?? '')}`,
      details: { connections: connections.map((one) => one.name) },
    })
  }
  return world.prompter.select({
    message: 'Which connection?',
    choices: connections.map((one) => ({ value: one, name: `${one.name} (${systemById(one.system).name})` })),
  })
}

function names(connections: readonly Connection[]): string {
  return list(connections.map((one) => `"${one.name}"`))
}

/** One is the beginning of the other, or a single letter differs, is missing or is too much. */
function isNear(one: string, other: string): boolean {
  const [short, long] = [folded(one), folded(other)].sort((a, b) => a.length - b.length)
  if (!short || !long) return false
  if (long.startsWith(short)) return true
  if (long.length - short.length > 1) return false
  let same = 0
  while (same < short.length && short[same] === long[same]) same += 1
  const rest = short.slice(same)
  return rest.slice(short.length === long.length ? 1 : 0) === long.slice(same + 1)
}

export interface Sides {
  huma: HumaClient
  payroll: PayrollClient
  system: PayrollSystem
  humaSettings: HumaSettings
}

/** Asks neither side anything yet. `invite`: Huma e-mails an invitation to users that are created there. */
export async function openSides(
  world: World,
  connection: Connection,
  options: { invite?: boolean } = {},
): Promise<Sides> {
  const system = systemById(connection.system)
  const { huma, humaSettings } = await openHumaSide(world, {
    country: system.country,
    groups: connection.scope === 'all' ? [] : connection.scope.map((group) => group.id),
    invite: options.invite ?? false,
  })
  return { huma, humaSettings, payroll: await openPayrollSide(world, connection), system }
}

type HumaOptions = Pick<HumaParts, 'invite' | 'groups' | 'country'>

/** Throws kind `authorization` while Huma is not connected or its key is gone. */
export async function openHumaSide(
  world: World,
  options: HumaOptions = {},
): Promise<{ huma: HumaClient; humaSettings: HumaSettings }> {
  const humaSettings = (await world.config()).huma()
  if (!humaSettings) {
    throw new HumaPayrollError('authorization', 'Huma is not connected yet.', {
      hint: `First: ${commandLine('connect', 'huma')}`,
    })
  }
  const secrets = await keptKeys(world, humaOwner, humaQuestions, 'Huma', commandLine('connect', 'huma'))
  return { huma: openHumaWith(world, humaSettings.baseUrl, secrets, options), humaSettings }
}

export function openHumaWith(
  world: World,
  baseUrl: string,
  secrets: Readonly<Record<string, string>>,
  options: HumaOptions = {},
): HumaClient {
  return openHuma({ baseUrl, secrets, http: world.http(humaLimits), now: world.now, ...options })
}

/** Throws kind `authorization` where the key is gone. */
export async function openPayrollSide(world: World, connection: Connection): Promise<PayrollClient> {
  const { name, system: id, authUrl } = connection
  const again = commandLine('connect', id, '--name', name)
  const owner = secretOwner(connection)
  const secrets = await keptKeys(world, owner, questionsOf(connection), name, again)
  const [system, method] = [systemById(id), methodOf(connection)]
  const { accessToken } = method ? await keptAccess(world, { system, method, authUrl, again }, owner) : {}
  return openPayrollWith(world, connection, secrets, accessToken)
}

/** What a client needs of a connection, also before there is one. */
type Address = Pick<Connection, 'system' | 'baseUrl' | 'settings'> & {
  authUrl?: string | undefined
  account?: { id: string } | undefined
}

export function openPayrollWith(
  world: World,
  { system: id, baseUrl, authUrl, account, settings }: Address,
  secrets: Readonly<Record<string, string>>,
  accessToken: AccessTokens | undefined,
): PayrollClient {
  const system = systemById(id)
  return system.open({
    baseUrl,
    ...(authUrl === undefined ? {} : { authUrl }),
    ...(account === undefined ? {} : { account: account.id }),
    secrets,
    settings,
    http: world.http(system.limits),
    now: world.now,
    sleep: world.sleep,
    ...(accessToken === undefined ? {} : { accessToken }),
  })
}

export const humaOwner: SecretOwner = { id: 'huma', environmentPrefix: 'HUMA' }

export function secretOwner({ id, system }: Pick<Connection, 'id' | 'system'>): SecretOwner {
  return { id, environmentPrefix: environmentPrefix(system) }
}

/** visma-net-payroll -> VISMA_NET_PAYROLL */
export function environmentPrefix(systemId: string): string {
  return systemId.replaceAll('-', '_').toUpperCase()
}

/** What the connection's method of authorization needs; nothing where the system no longer offers it, or has no key. */
export function questionsOf(connection: Connection): readonly SecretQuestion[] {
  const method = methodOf(connection)
  return method && method.kind !== 'refused' && method.kind !== 'folder' ? method.questions : []
}

function methodOf({ system, method }: Connection): AuthMethod | undefined {
  return systemById(system).auth.find(({ id }) => id === method)
}

export function keyNames(questions: readonly SecretQuestion[]): string[] {
  return questions.map(({ key }) => key)
}

async function keptKeys(
  world: World,
  owner: SecretOwner,
  questions: readonly SecretQuestion[],
  name: string,
  connect: string,
): Promise<Readonly<Record<string, string>>> {
  const secrets = await world.secrets()
  const values = (await secrets.get(owner, keyNames(questions)))?.values ?? {}
  const missing = questions.filter(({ key, optional }) => !optional && !values[key])
  if (missing.length === 0) return values
  throw new HumaPayrollError(
    'authorization',
    `The key of ${name} is not there: ${list(missing.map(({ label }) => label))}.`,
    {
      hint: `Authorize it: ${connect}`,
    },
  )
}

/** What `collectSecrets` needs of the world. */
export function keyParts({ env, io, prompter, readFile }: World): KeyParts {
  const tell = (text: string): void => io.err(io.theme.faint(paragraph(text, io)))
  return { env, prompter, readFile, readStdin: io.readStdin, tell }
}
