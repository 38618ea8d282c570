/** Requests to Xledger: the token, paging, errors within answers, and which answer belongs to which input. */
import type { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest } from '../../http/http.ts'
import type { Session } from '../system.ts'
import {
  httpProblem,
  isVague,
  limitProblem,
  readAnswer,
  readProblem,
  secondsToWait,
  tokenRefused,
  unreadable,
} from './errors.ts'
import {
  type Answer,
  changes,
  connection,
  type Employee,
  type EmployeeInput,
  employeeFields,
  type GraphqlError,
} from './schema.ts'

/** A list: the name of the query, its arguments as GraphQL writes them, and what to ask of each row. */
export interface List<T> {
  name: 'employees' | 'entities'
  /** '' = none. They stand in the text, because the names of the types that variables need are not documented. */
  arguments: string
  fields: string
  node: z.ZodType<T>
}

export type Mutation = 'addEmployees' | 'updateEmployees'

/** By clientId. Who is in neither was not answered for; `others` are the errors of which it is not told whose they are. */
export interface Changed {
  done: ReadonlyMap<string, Employee>
  refused: ReadonlyMap<string, readonly GraphqlError[]>
  others: readonly GraphqlError[]
}

/** `doing` is for messages: "read the employees". */
export interface Api {
  /** All rows, in the order in which they were last changed: who is changed meanwhile comes once more. */
  list<T extends { dbId: string }>(list: List<T>, doing: string): AsyncGenerator<T, void>
  /** The first row only. */
  first<T>(list: List<T>, doing: string): Promise<T | undefined>
  change(mutation: Mutation, inputs: readonly EmployeeInput[], doing: string): Promise<Changed>
}

/** Up to 10,000 are allowed. Not documented: how long an answer may take. Others ask for so many. */
const pageSize = 1000

export function createApi(session: Session): Api {
  const { http, baseUrl, now } = session

  function send(body: object, effect: HttpRequest['effect'], secret: readonly string[] = []) {
    const { apiToken } = session.secrets
    if (!apiToken) {
      throw new HumaPayrollError('authorization', 'The token of Xledger is not there.', {
        hint: 'Authorize the connection anew: huma-payroll connect xledger --name NAME',
      })
    }
    return http.send({
      method: 'POST',
      url: baseUrl,
      headers: { authorization: `token ${apiToken}` },
      json: body,
      effect,
      secret: [apiToken, ...secret],
      tooMany: (response) => secondsToWait(response, effect, now()),
    })
  }

  async function ask(
    body: object,
    effect: HttpRequest['effect'],
    doing: string,
    secret?: readonly string[],
  ): Promise<Answer> {
    const response = await send(body, effect, secret)
    const answer = readAnswer(response)
    const isRefusal = response.status >= 500 || [401, 403, 429].includes(response.status)
    if (!answer || isRefusal) throw httpProblem(response, effect, doing)
    const limit = limitProblem(answer.errors, doing)
    if (limit) throw limit
    const isNothing = Object.values(answer.data ?? {}).every((part) => part === null)
    if (answer.errors.length > 0 && isNothing && isVague(answer.errors) && !(await isAccepted())) {
      throw tokenRefused(doing)
    }
    return answer
  }

  /** What needs no right and reads nothing: refused only where the token itself is. An outage says nothing about it. */
  async function isAccepted(): Promise<boolean> {
    try {
      const answer = readAnswer(await send({ query: '{ __typename }' }, 'read'))
      return !answer || answer.errors.length === 0 || answer.data !== undefined || !isVague(answer.errors)
    } catch {
      return true
    }
  }

  async function readPage<T>({ name, arguments: given, fields, node }: List<T>, paging: string, doing: string) {
    const all = [paging, given].filter(Boolean).join(', ')
    const query = `{ ${name}(${all}) { edges { cursor node { ${fields} } } pageInfo { hasNextPage } } }`
    const { data, errors } = await ask({ query }, 'read', doing)
    // Also where some rows came: nobody knows whether they are all.
    if (errors.length > 0) throw readProblem(errors, doing)
    const parsed = connection(node).safeParse(data?.[name])
    // The reasons stay here: they could repeat what is stored about a person.
    if (!parsed.success) throw unreadable('read', doing)
    return { edges: parsed.data.edges ?? [], hasNext: parsed.data.pageInfo.hasNextPage }
  }

  return {
    /**
     * Not documented: what a cursor stands for. Were it the row itself, a last row that is changed before the next page is
     * asked for would take the cursor with it to the end, and everybody between would be missed. So every page begins with
     * the last row of the one before.
     */
    async *list(list, doing) {
      let after: string | undefined
      let last: string | undefined
      for (;;) {
        const paging = after === undefined ? '' : `, after: ${JSON.stringify(after)}`
        const { edges, hasNext } = await readPage(list, `first: ${pageSize}${paging}`, doing)
        if (last !== undefined && edges[0]?.node.dbId !== last) throw moved(doing)
        const fresh = last === undefined ? edges : edges.slice(1)
        for (const { node } of fresh) yield node
        if (!hasNext) return
        const [beforeLast, end] = edges.slice(-2)
        if (!beforeLast || !end || fresh.length === 0) throw moved(doing)
        after = beforeLast.cursor
        last = end.node.dbId
      }
    },

    async first(list, doing) {
      return (await readPage(list, 'first: 1', doing)).edges[0]?.node
    },

    /** The answer shows the same of an employee as a list does, to see what was kept. */
    async change(mutation, inputs, doing) {
      const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
      const query = `mutation ($inputs: [${type}!]!) { ${mutation}(inputs: $inputs) { edges { clientId node { ${employeeFields} } } } }`
      const { data, errors } = await ask({ query, variables: { inputs } }, 'write', doing, textsIn(inputs))
      const part = changes.nullish().safeParse(data?.[mutation])
      if (!part.success) throw unreadable('write', doing)
      return sorted(mutation, part.data?.edges ?? [], errors)
    },
  }
}

type ChangedEdges = NonNullable<z.infer<typeof changes>['edges']>

/** An error tells of which edge it is by its path, and the edge by its clientId of which input. */
function sorted(mutation: Mutation, edges: ChangedEdges, errors: readonly GraphqlError[]): Changed {
  const done = new Map<string, Employee>()
  const refused = new Map<string, GraphqlError[]>()
  const others: GraphqlError[] = []
  for (const { clientId, node } of edges) if (clientId && node) done.set(clientId, node)
  for (const error of errors) {
    const [root, list, place] = error.path ?? []
    const isOfEdge = root === mutation && list === 'edges' && typeof place === 'number'
    const clientId = isOfEdge ? edges[place]?.clientId : undefined
    if (!clientId) others.push(error)
    // A part that cannot be shown says nothing against somebody who is there.
    else if (!done.has(clientId)) refused.set(clientId, [...(refused.get(clientId) ?? []), error])
  }
  return { done, refused, others }
}

function moved(doing: string): HumaPayrollError {
  return new HumaPayrollError('unavailable', `The list in Xledger changed meanwhile; could not ${doing}.`, {
    hint: 'Run the command again.',
  })
}

function textsIn(sent: unknown): string[] {
  if (typeof sent === 'object' && sent !== null) return Object.values(sent).flatMap(textsIn)
  return typeof sent === 'string' ? [sent] : []
}
