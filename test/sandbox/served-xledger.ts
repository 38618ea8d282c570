/** A served Xledger sandbox, without its limit on bursts unless a test asks for one. */
import { onTestFinished } from 'vitest'
import { makePeople } from '../../src/sandbox/people.ts'
import { serve } from '../../src/sandbox/server.ts'
import { createXledgerSandbox, type XledgerSandboxOptions } from '../../src/sandbox/xledger.ts'

const people = makePeople({ count: 30, seed: 1, country: 'NO' })
/** Noon in Norway, 15 January 2026. */
const start = Date.UTC(2026, 0, 15, 11)

export async function serveXledger(options: Partial<XledgerSandboxOptions> = {}) {
  const clock = { time: start }
  const limits = { burst: { requests: 1_000_000, seconds: 5 }, ...options.limits }
  const xledger = createXledgerSandbox({ people, now: () => clock.time, ...options, limits })
  const served = await serve(xledger)
  onTestFinished(() => served.close())

  async function ask(query: string, variables?: Record<string, unknown>, authorization?: string) {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: authorization ?? `token ${xledger.secrets.apiToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query, variables }),
    })
    // What a vendor answers is looked at freely in tests.
    // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
    const body: any = await response.json()
    return { status: response.status, ...body }
  }

  /** Without what is repeated of the request. */
  async function messages(query: string): Promise<string[]> {
    const { errors = [] } = await ask(query)
    return errors.map(({ message }: { message: string }) => message.split(', found:')[0])
  }

  const employees = () => xledger.snapshot()
  const employeeAt = (index: number) => {
    const employee = employees()[index]
    if (!employee) throw new RangeError('no such employee')
    return employee
  }
  const add = (...nodes: object[]) =>
    ask(adding, { inputs: nodes.map((node, index) => ({ clientId: `c${index}`, node })) })
  const update = (...nodes: object[]) =>
    ask(updating, { inputs: nodes.map((node, index) => ({ clientId: `c${index}`, node })) })
  return { xledger, served, ask, messages, add, update, clock, employees, employeeAt }
}

const selection = 'edges { clientId node { dbId code description email ownerDbId } }'
const adding = `mutation ($inputs: [AddEmployeesInput!]!) { addEmployees(inputs: $inputs) { ${selection} } }`
const updating = `mutation ($inputs: [UpdateEmployeesInput!]!) { updateEmployees(inputs: $inputs) { ${selection} } }`
export const kari = {
  firstName: 'Kari',
  lastName: 'Prøve',
  employmentFrom: '2026-02-01',
  email: 'kari.prove@nordlys.example',
}
