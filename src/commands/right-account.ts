/** Who answers a key is who the connection was made with: a stray variable must not send people to another company. */
import type { Connection } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import type { PeopleReader } from '../systems/system.ts'
import { plain } from '../ui/text.ts'
import { commandLine } from './command-line.ts'
import { environmentPrefix, type Sides } from './open.ts'

/** Throws kind `authorization` before anything is read or written. */
export async function refuseOtherAccounts(connection: Connection, sides: Sides): Promise<void> {
  await refuseOtherOrganization(sides.huma.read, sides.humaSettings.organizationId)
  await refuseOtherCompany(sides.payroll.read, connection, sides.system.name)
}

export async function refuseOtherOrganization(reader: PeopleReader, organizationId: string): Promise<void> {
  const id = await idOf(reader)
  if (id === organizationId) return
  throw other('Huma', `organisation ${plain(id)}`, `organisation ${plain(organizationId)}`, 'HUMA', ['connect', 'huma'])
}

export async function refuseOtherCompany(
  reader: PeopleReader,
  { name, system, account }: Connection,
  systemName: string,
): Promise<void> {
  const id = await idOf(reader)
  if (id === account.id) return
  const made = `${plain(account.name)} (${plain(account.id)}), with which "${plain(name)}" was made`
  throw other(systemName, `company ${plain(id)}`, made, environmentPrefix(system), ['connect', system, '--name', name])
}

async function idOf(reader: PeopleReader): Promise<string> {
  return reader.accountId ? reader.accountId() : (await reader.account()).id
}

function other(system: string, found: string, made: string, prefix: string, again: string[]): HumaPayrollError {
  return new HumaPayrollError(
    'authorization',
    `The key opens ${found} in ${system}, not ${made}. Nothing was read or written.`,
    {
      hint: `Use the key of that one. See whether the environment holds another: HUMA_PAYROLL_${prefix}_…\nAuthorize anew: ${commandLine(...again)}`,
    },
  )
}
