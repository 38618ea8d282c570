/** `webhook`: makes the keys by which Huma's notices prove themselves, and says where they belong. */
import { randomBytes } from 'node:crypto'
import { HumaPayrollError } from '../errors.ts'
import { listTable, paragraph } from '../ui/tables.ts'
import type { World } from '../world.ts'
import type { CommandResult } from './command.ts'
import { commandLine } from './command-line.ts'
import { webhookMark, webhookNames, webhookOwner } from './flow.ts'
import type { WebhookInput } from './inputs.ts'
import { nextLine, points } from './lines.ts'

export async function runWebhook(world: World, input: WebhookInput): Promise<CommandResult> {
  const { io } = world
  const secrets = await world.secrets()
  const kept = await secrets.place(webhookOwner, webhookNames)
  if (input.remove) {
    await secrets.remove(webhookOwner)
    await noteChange(world)
    io.out(`${io.theme.symbols.good} The keys of the webhook are removed here. Remove the webhook in Huma too.`)
    return { json: { removed: true } }
  }
  if (kept && !input.renew) {
    io.out(`${io.theme.symbols.good} The webhook has its keys, in ${kept.text}.`)
    io.err(
      paragraph(`They are shown once only. For new ones: ${io.theme.command(commandLine('webhook', '--renew'))}`, io),
    )
    io.err(nextLine(commandLine('run'), io))
    return { json: { keys: kept.kind } }
  }
  if (kept?.kind === 'environment') {
    throw new HumaPayrollError(
      'usage',
      'The keys of the webhook stand in the environment; new ones would not be used.',
      {
        hint: 'Change HUMA_PAYROLL_HUMA_WEBHOOK_SECRET and HUMA_PAYROLL_HUMA_WEBHOOK_TOKEN there, or remove them.',
      },
    )
  }
  const values = { secret: newKey(), token: newKey() }
  const place = await secrets.set(webhookOwner, values)
  await noteChange(world)
  io.err(io.theme.strong('Set up the webhook in Huma'))
  io.err(
    points(
      [
        'In Huma, open Integrations and choose "Webhook".',
        'Give it the address at which this machine is reached from the internet, with /huma at its end. It has to be https: a web server in front passes it on to huma-payroll run.',
        'Paste the client secret and the access token from below. They are shown once.',
        'Turn on the events of users and of absence.',
      ],
      io,
      true,
    ),
  )
  io.out(
    listTable(
      undefined,
      [
        ['Client secret', values.secret],
        ['Access token', values.token],
      ],
      io,
      2,
    ),
  )
  io.err(`${io.theme.symbols.good} Kept in ${place.text}.`)
  io.err(nextLine(commandLine('run'), io))
  return { json: { keys: place.kind, ...values } }
}

/** So that a running `run` takes them up. */
async function noteChange(world: World): Promise<void> {
  const state = await world.state()
  state.saveMarks(webhookOwner.id, { [webhookMark]: new Date(world.now()).toISOString() })
}

function newKey(): string {
  return randomBytes(32).toString('base64url')
}
