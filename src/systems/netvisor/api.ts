/** Requests to Netvisor: each signed anew, one after the other (limits in index.ts), answered in XML. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../http/http.ts'
import type { Receipt, Session } from '../system.ts'
import { type Asked, problem, unreadable, verdictOf } from './errors.ts'
import { type Identity, signatureHeaders } from './signature.ts'
import { type Elements, writeXml } from './xml.ts'

/** Reads are sent again when no answer comes, so only what surely reads is one. */
export type Readable =
  | 'getemployees.nv'
  | 'getemployee.nv'
  | 'getrecordtypelist.nv'
  | 'getworkdays.nv'
  | 'payrollratiolist.nv'
  | 'getemployeesalaryparameters.nv'
type Writable =
  | 'employee.nv'
  | 'patchemployee.nv'
  | 'addjobperiod.nv'
  | 'editjobperiod.nv'
  | 'workday.nv'
  | 'employeesalaryparameters.nv'
/** They delete by GET: no reading, however it looks. */
type Deleting = 'deletejobperiod.nv' | 'deleteworkdayhour.nv'
type Query = Readonly<Record<string, string>>

/** `doing` is for messages: "read the employees". */
export interface Api {
  read<T>(resource: Readable, query: Query, answer: z.ZodType<T>, doing: string): Promise<T>
  /** `confidential`: values of the body that a message must not repeat. */
  write<T>(resource: Writable, query: Query, body: WriteBody, answer: z.ZodType<T>, doing: string): Promise<Written<T>>
  /** Deletes what has this key. */
  remove(resource: Deleting, netvisorkey: string, doing: string): Promise<Receipt>
}

export interface WriteBody {
  elements: Elements
  confidential: readonly string[]
}

export interface Written<T> {
  value: T
  receipt: Receipt
}

export function createApi(session: Session): Api {
  const algorithm = session.settings.signature === 'SHA256' ? 'SHA256' : 'HMACSHA256'

  async function send<T>(
    request: Pick<HttpRequest, 'method' | 'query' | 'text' | 'effect'>,
    answer: z.ZodType<T>,
    about: Pick<Asked, 'resource' | 'doing' | 'confidential'>,
  ): Promise<Written<T>> {
    const identity = identityOf(session.secrets)
    let transactionId = ''
    const response = await session.http.send({
      ...request,
      url: `${session.baseUrl}/${about.resource}`,
      headers: { accept: 'text/xml, application/xml' },
      sign(url) {
        transactionId = randomUUID().replaceAll('-', '')
        return signatureHeaders(identity, { url, algorithm, transactionId, now: session.now() })
      },
      // "Ä, Ö, Å: ISO-8859-15". Not documented: what answers are written in, where they do not say so.
      charset: 'iso-8859-15',
    })
    const confidential = [...Object.values(session.secrets), ...about.confidential]
    const asked: Asked = { ...about, confidential, transactionId, algorithm, effect: request.effect }
    return { value: resultOf(response, answer, asked), receipt: { requestId: transactionId } }
  }

  return {
    async read(resource, query, answer, doing) {
      const request = { method: 'GET', query, effect: 'read' } as const
      return (await send(request, answer, { resource, doing, confidential: [] })).value
    },
    write(resource, query, { elements, confidential }, answer, doing) {
      const text = { type: 'text/xml; charset=ISO-8859-15', content: writeXml(elements) }
      return send({ method: 'POST', query, text, effect: 'write' }, answer, { resource, doing, confidential })
    },
    async remove(resource, netvisorkey, doing) {
      const request = { method: 'GET', query: { netvisorkey }, effect: 'write' } as const
      return (await send(request, z.unknown(), { resource, doing, confidential: [] })).receipt
    },
  }
}

/** Whatever the HTTP status is: the answer's own says what became of the request. */
function resultOf<T>(response: HttpResponse, answer: z.ZodType<T>, asked: Asked): T {
  const verdict = verdictOf(response)
  if (verdict.result !== 'ok') throw problem(response, verdict, asked)
  const parsed = answer.safeParse(verdict.document)
  // The reasons stay here: they could repeat what is stored about a person.
  if (!parsed.success) throw unreadable(response.status, asked)
  return parsed.data
}

function identityOf(secrets: Session['secrets']): Identity {
  const { customerId, customerKey, partnerId, partnerKey, organisationId } = secrets
  if (customerId && customerKey && partnerId && partnerKey && organisationId) {
    return { customerId, customerKey, partnerId, partnerKey, organisationId }
  }
  throw new HumaPayrollError('authorization', 'The keys of Netvisor are not there.', {
    hint: 'Authorize the connection anew: huma-payroll connect netvisor --name NAME',
  })
}
