/**
 * Adding and changing employees, up to 500 in a request: mass mutations cost fewer credits, and there is a quota of requests
 * (https://xledgerukinternal.zendesk.com/hc/en-us/articles/8715787519634).
 *
 * Not documented: whether a refused input stops the others of its batch, and whether the answer tells whose an error is. Both
 * is read from each answer. Where it tells neither, the batch is halved until it is known, at the cost of some requests.
 */
import { gather, type Result } from '../gather.ts'
import type { Api, Mutation } from './api.ts'
import { isAboutInput, isVague, refusal, refusedTogether, unanswered } from './errors.ts'
import type { Employee, EmployeeInput, EmployeeNode, GraphqlError } from './schema.ts'

export interface Batches {
  /** Kinds as PeopleWriter.createPerson, with the employee as it is afterwards. */
  add(node: EmployeeNode): Promise<Employee>
  update(node: EmployeeNode): Promise<Employee>
}

/** "You can add an array of nodes (max 500)". */
const mostInputs = 500

/** So many of a batch are tried alone, from all over it; where none of them is taken, it is not about any of them. */
const mostInVain = 10

/** `exists` tells whether somebody is there who has the e-mail address or, without one, the code; undefined = neither. */
export function createBatches(api: Api, exists: (node: EmployeeNode) => Promise<boolean> | undefined): Batches {
  const doing = { addEmployees: 'create the employee', updateEmployees: 'change the employee' }

  async function send(mutation: Mutation, nodes: readonly EmployeeNode[]): Promise<Result<Employee>[]> {
    const inputs = nodes.map((node, index): EmployeeInput => ({ clientId: String(index + 1), node }))
    const results = new Map<EmployeeInput, Result<Employee>>()
    let inVain = 0
    let isTaken = false
    await attempt(inputs)
    return inputs.map((input) => results.get(input) ?? { error: unanswered(doing[mutation], [], []) })

    function fail(failed: readonly EmployeeInput[], error: unknown): void {
      for (const input of failed) results.set(input, { error })
    }

    async function attempt(sent: readonly EmployeeInput[]): Promise<void> {
      const answer = await api.change(mutation, sent, doing[mutation]).catch((error: unknown) => ({ error }))
      if ('error' in answer) return fail(sent, answer.error)
      const open: EmployeeInput[] = []
      for (const input of sent) {
        const employee = answer.done.get(input.clientId)
        const errors = answer.refused.get(input.clientId)
        isTaken ||= employee !== undefined
        if (employee) results.set(input, { value: employee })
        else if (errors) fail([input], refusal(errors, [input.node], doing[mutation]))
        else open.push(input)
      }
      if (answer.others.length > 0) await settle(open, answer.others)
    }

    /** `open` were not answered for, though there are errors. */
    async function settle(open: readonly EmployeeInput[], errors: readonly GraphqlError[]): Promise<void> {
      const [only, ...more] = open
      if (!only) return
      if (more.length === 0) inVain += 1
      const isRefused = mutation === 'addEmployees' ? isAboutInput(errors) : !isVague(errors)
      if (more.length === 0 && isRefused) return fail(open, refusal(errors, [only.node], doing[mutation]))
      fail(open, unanswered(doing[mutation], errors, nodesOf(open)))
      const absent = await surelyNotDone(open)
      if (absent.length === 0) return
      if (more.length === 0) return fail(absent, refusal(errors, [only.node], doing[mutation]))
      if (!isTaken && inVain >= mostInVain) {
        return fail(absent, refusedTogether(errors, nodesOf(open), doing[mutation]))
      }
      // Every second one, not the first half: whoever is alike often stands together.
      await attempt(absent.filter((_, index) => index % 2 === 0))
      await attempt(absent.filter((_, index) => index % 2 === 1))
    }

    /** The others are left as a write whose outcome is unknown. A change may be made twice, but nobody be added twice. */
    async function surelyNotDone(open: readonly EmployeeInput[]): Promise<EmployeeInput[]> {
      if (mutation === 'updateEmployees') return open.length === 1 ? [] : [...open]
      const isThere = (node: EmployeeNode) => exists(node)?.catch(() => true) ?? true
      const looked = open.map(async (input) => ((await isThere(input.node)) ? [] : [input]))
      return (await Promise.all(looked)).flat()
    }
  }

  return {
    add: gather(mostInputs, (nodes: readonly EmployeeNode[]) => send('addEmployees', nodes)),
    update: gather(mostInputs, (nodes: readonly EmployeeNode[]) => send('updateEmployees', nodes)),
  }
}

function nodesOf(inputs: readonly EmployeeInput[]): EmployeeNode[] {
  return inputs.map(({ node }) => node)
}
