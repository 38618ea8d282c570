/** `systems`: which payroll systems there are, and what each of them takes. Printed from their declarations. */
import { systems } from '../systems/registry.ts'
import type { PayrollSystem } from '../systems/system.ts'
import { listTable, paragraph } from '../ui/tables.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { points } from './lines.ts'

export async function runSystems({ io }: World): Promise<CommandResult> {
  io.out(listTable(capabilityHead, systems.map(capabilityRow), io))
  io.out(`\n${legend.map((line) => paragraph(line, io)).join('\n')}`)
  io.out(`\n${points(reasons(), io)}`)
  io.out(`\nConnect one: ${io.theme.command(commandLine('connect', systems[0]?.id ?? ''))}`)
  return {
    json: {
      systems: systems.map(({ id, name, country, auth, supports, whyNot = {}, environments }) => ({
        id,
        name,
        country,
        methods: auth.map((method) => ({ id: method.id, kind: method.kind })),
        supports,
        whyNot,
        environments: environments.map(({ id: environment, baseUrl }) => ({ id: environment, baseUrl })),
      })),
    },
  }
}

export const legend = [
  'By: an API key; a login in the browser; an app with client ID and secret; files in a folder.',
  'Positions: history, with the dates of each; or current, what holds now.',
  "beyond: sent too, beyond what Huma's own integration offers.",
]

/** Why a system takes less than one may expect, a sentence or two each. */
export function reasons(): string[] {
  return systems.flatMap(({ name, whyNot = {} }) =>
    Object.entries(whyNot).map(([type, why]) => `${name}, ${type}: ${why}`),
  )
}

export const capabilityHead = ['System', 'Connect', 'By', 'Users', 'Positions', 'Absence', 'Salary']

/** A row of the table, also of docs/systems/README.md. */
export function capabilityRow({ id, name, auth, supports }: PayrollSystem): string[] {
  const ways = auth.filter(({ kind }) => kind !== 'refused').map(({ kind }) => wayWords[kind])
  return [
    name,
    id,
    [...new Set(ways)].join(' or ') || 'nothing yet',
    supports.users === 'both' ? 'both ways' : 'by files',
    supports.positions || 'no',
    taken(supports.absence),
    taken(supports.salary),
  ]
}

function taken(how: 'yes' | 'beyond-huma' | false): string {
  return { yes: 'yes', 'beyond-huma': 'beyond', no: 'no' }[how || 'no']
}

const wayWords: Readonly<Record<PayrollSystem['auth'][number]['kind'], string>> = {
  'api-key': 'key',
  'oauth2-code': 'login',
  'oauth2-client-credentials': 'app',
  folder: 'files',
  refused: '',
}
