/** The parts of `connect SYSTEM` that may be typed or asked: address, method, account. */
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Account, AuthMethod, PayrollSystem } from '../systems/system.ts'
import { list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { checkedUrl } from './base-url.ts'
import { commandLine } from './command-line.ts'
import type { ConnectInput } from './inputs.ts'

export interface Place {
  baseUrl: string
  authUrl?: string
}

/** As typed, else as before, else as picked; the first environment where nobody can be asked. */
export async function choosePlace(
  { prompter }: World,
  { environments, name, id }: PayrollSystem,
  { baseUrl, authUrl }: Pick<ConnectInput, 'baseUrl' | 'authUrl'>,
  existing: Connection | undefined,
): Promise<Place> {
  const typedAuth = authUrl === undefined ? {} : { authUrl: checkedUrl(authUrl, '--auth-url') }
  if (baseUrl !== undefined) {
    const url = checkedUrl(baseUrl, '--base-url')
    const known = environments.find((one) => one.baseUrl === url)?.authUrl
    return { baseUrl: url, ...(known === undefined ? {} : { authUrl: known }), ...typedAuth }
  }
  if (existing) {
    return {
      baseUrl: existing.baseUrl,
      ...(existing.authUrl === undefined ? {} : { authUrl: existing.authUrl }),
      ...typedAuth,
    }
  }
  const [first, ...others] = environments
  if (!first) {
    throw new HumaPayrollError('usage', `Where ${name} is must be said.`, {
      hint: commandLine('connect', id, '--base-url', 'https://…'),
    })
  }
  const environment =
    prompter && others.length > 0
      ? await prompter.select({
          message: `Which ${name}?`,
          choices: environments.map((one) => ({ value: one, name: `${one.label} (${one.baseUrl})` })),
        })
      : first
  return {
    baseUrl: environment.baseUrl,
    ...(environment.authUrl === undefined ? {} : { authUrl: environment.authUrl }),
    ...typedAuth,
  }
}

/** The words of a command line that mean this address; none for the first environment. */
export function placeWords({ baseUrl, authUrl }: Place, { environments: [first] }: PayrollSystem): string[] {
  return [
    ...(baseUrl === first?.baseUrl ? [] : ['--base-url', baseUrl]),
    ...(authUrl === undefined || authUrl === first?.authUrl ? [] : ['--auth-url', authUrl]),
  ]
}

export type OfferedMethod = Exclude<AuthMethod, { kind: 'refused' }>

/** `wanted` is an AuthMethod's id. Throws kind `unsupported` with the reason for one that is declared but not offered. */
export async function chooseMethod(
  { prompter }: World,
  { auth, name }: PayrollSystem,
  wanted: string | undefined,
): Promise<OfferedMethod> {
  const offered = auth.flatMap((method) => (method.kind === 'refused' ? [] : [method]))
  if (wanted !== undefined) {
    const method = auth.find((one) => one.id === wanted)
    if (method?.kind === 'refused') throw new HumaPayrollError('unsupported', `${method.label}: ${method.reason}`)
    if (method) return method
    throw new HumaPayrollError('usage', `${name} cannot be authorized by "${plain(wanted)}".`, {
      hint: `Choose --method ${list(
        offered.map(({ id }) => id),
        'or',
      )}`,
    })
  }
  const [first, ...others] = offered
  if (!first) {
    const reasons = auth.map((method) => (method.kind === 'refused' ? `${method.label}: ${method.reason}` : ''))
    throw new HumaPayrollError('unsupported', `${name} cannot be connected yet. ${reasons.join(' ')}`)
  }
  if (!prompter || others.length === 0) return first
  return prompter.select({
    message: `How shall ${name} be authorized?`,
    choices: offered.map((method) => ({ value: method, name: method.label })),
  })
}

/** The links of a connection belong to the people of one account. */
export function checkAccount(
  account: Account,
  wanted: string | undefined,
  existing: Connection | undefined,
  system: PayrollSystem,
): void {
  const opens = `This key opens ${plain(account.name)} (${plain(account.id)}) in ${system.name}`
  if (
    wanted !== undefined &&
    wanted !== account.id &&
    wanted.toLocaleLowerCase() !== account.name.toLocaleLowerCase()
  ) {
    throw new HumaPayrollError('usage', `${opens}, not "${plain(wanted)}". Nothing was saved.`, {
      hint: 'Use a key of that company, or leave out --company.',
    })
  }
  if (existing && existing.account.id !== account.id) {
    const before = `${plain(existing.account.name)} (${plain(existing.account.id)})`
    throw new HumaPayrollError('usage', `${opens}; "${existing.name}" belongs to ${before}. Nothing was saved.`, {
      hint: `For another company make another connection: ${commandLine('connect', system.id, '--name', 'NAME')}`,
    })
  }
}
