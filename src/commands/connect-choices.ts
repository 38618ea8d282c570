/** The parts of `connect SYSTEM` that may be typed or asked: address, method, account. */
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { Account, AuthMethod, PayrollReader, PayrollSystem } from '../systems/system.ts'
import { list, plain } from '../ui/text.ts'
import type { World } from '../world.ts'
import { checkedUrl, urlProblem } from './base-url.ts'
import { commandLine } from './command-line.ts'
import { chooseFolder, folderMethodOf, folderOf } from './connect-folder.ts'
import type { ConnectInput } from './inputs.ts'

export interface Place {
  baseUrl: string
  authUrl?: string
}

/** As typed, else as before, else as picked; the first environment where nobody can be asked. */
export async function choosePlace(
  world: World,
  system: PayrollSystem,
  { baseUrl, authUrl, folder }: Pick<ConnectInput, 'baseUrl' | 'authUrl' | 'folder'>,
  existing: Connection | undefined,
): Promise<Place> {
  const { prompter } = world
  const { environments, name, id } = system
  if (folderMethodOf(system)) {
    if (baseUrl === undefined && authUrl === undefined) {
      return { baseUrl: await chooseFolder(world, system, folder, existing) }
    }
    throw new HumaPayrollError('usage', `${name} works with files and has no address.`, {
      hint: commandLine('connect', id, '--folder', 'PATH'),
    })
  }
  if (folder !== undefined) {
    throw new HumaPayrollError('usage', `${name} has an API; --folder is for systems that work with files.`, {
      hint: commandLine('connect', id),
    })
  }
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
          choices: environments.map((one) => ({ value: one, name: environmentName(one, system) })),
        })
      : first
  const known = environment.authUrl === undefined ? {} : { authUrl: environment.authUrl }
  const place = { baseUrl: environment.baseUrl, ...known, ...typedAuth }
  if (!prompter || place.authUrl !== undefined || !logsIn(system)) return place
  world.io.err('Its login address is not documented: the browser shows it while you log in there, up to the first "/".')
  const typed = await prompter.text({ message: `Login address of ${environment.label}`, problem: urlProblem })
  return { ...place, authUrl: checkedUrl(typed, '--auth-url') }
}

function environmentName(one: PayrollSystem['environments'][number], system: PayrollSystem): string {
  const asks = one.authUrl === undefined && logsIn(system) ? '; asks for the login address' : ''
  return `${one.label} (${one.baseUrl}${asks})`
}

function logsIn({ auth }: PayrollSystem): boolean {
  return auth.some(({ kind }) => kind === 'oauth2-code' || kind === 'oauth2-client-credentials')
}

/** The words of a command line that mean this address; none for the first environment. */
export function placeWords({ baseUrl, authUrl }: Place, { environments: [first] }: PayrollSystem): string[] {
  const folder = folderOf(baseUrl)
  if (folder !== undefined) return ['--folder', folder]
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

/**
 * As typed (id, name or organisation number), else as before, else as picked; the only one there is without a question.
 * undefined where a key opens one account and nobody has to choose.
 */
export async function chooseAccount(
  { prompter }: World,
  reader: Pick<PayrollReader, 'accounts'>,
  wanted: string | undefined,
  existing: Connection | undefined,
  { name }: PayrollSystem,
): Promise<Account | undefined> {
  const accounts = await reader.accounts?.()
  if (!accounts) return undefined
  const before = existing && accounts.find(({ id }) => id === existing.account.id)
  const fitting = wanted === undefined ? accounts : accounts.filter((account) => isCalled(account, wanted))
  if (wanted === undefined && before) return before
  const [first, ...others] = fitting
  if (!first) {
    throw new HumaPayrollError(
      'usage',
      wanted === undefined
        ? `This login opens no company in ${name}. Nothing was saved.`
        : `This login opens no company "${plain(wanted)}" in ${name}. Nothing was saved.`,
      {
        hint: accounts.length > 0 ? `It opens:${lines(accounts)}` : `Log in as somebody who has a company in ${name}.`,
      },
    )
  }
  if (others.length === 0) return first
  if (!prompter) {
    throw new HumaPayrollError('decision', `This login opens several companies in ${name}; say which one.`, {
      hint: `Add --company with the organisation number:${lines(fitting)}`,
      details: { companies: fitting.map((account) => account.name) },
    })
  }
  return prompter.select({
    message: 'Which company?',
    choices: fitting.map((account) => ({ value: account, name: wordsFor(account) })),
    search: fitting.length > 12,
  })
}

/** By its id, its name, or a number of it (organisation number), however that is spaced. */
function isCalled({ id, name, facts = {} }: Account, wanted: string): boolean {
  const close = (text: string) => text.replaceAll(/\s/g, '').toLocaleLowerCase()
  return [id, name, ...Object.values(facts)].some((text) => close(text) === close(wanted))
}

function wordsFor({ name, facts = {} }: Account): string {
  return plain([name, ...Object.values(facts)].join(', '))
}

function lines(accounts: readonly Account[]): string {
  return accounts.map((account) => `\n  ${wordsFor(account)}`).join('')
}

/** The links of a connection belong to the people of one account. */
export function checkAccount(
  account: Account,
  wanted: string | undefined,
  existing: Connection | undefined,
  system: PayrollSystem,
): void {
  const opens = `This key opens ${plain(account.name)} (${plain(account.id)}) in ${system.name}`
  if (wanted !== undefined && !isCalled(account, wanted)) {
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
