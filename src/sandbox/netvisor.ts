/**
 * Netvisor's Web Service API, payroll part, as a local server with behaviour, after https://support.netvisor.fi and the
 * answers that its public clients have seen. Not answered here: paychecks, trip expenses, period collectors, lists of
 * settlement points. Dimensions, settlement points, education and further fields are checked and not kept.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { Hono } from 'hono'
import { accepted, type Code, invalid, Refusal, refused, todayInFinland } from './netvisor/answers.ts'
import { createAuthentication } from './netvisor/authentication.ts'
import { bodyOf } from './netvisor/bodies.ts'
import { createCompany, createScreens, type PlainEmployee, plainEmployees, type Screens } from './netvisor/company.ts'
import { employeeBody, patchBody, type Spec } from './netvisor/elements.ts'
import { addedPeriods, addPeriods, deletePeriod, editedPeriod, editPeriod } from './netvisor/periods.ts'
import { employeeDetails, employeeList, type Query } from './netvisor/reading.ts'
import { ratioList, salaryBody, salaryOf, saveSalary } from './netvisor/salary.ts'
import {
  deleteHour,
  oneWorkday,
  recordTypeList,
  saveWorkday,
  severalWorkdays,
  workdayBody,
} from './netvisor/workdays.ts'
import { patchEmployee, saveEmployee } from './netvisor/writing.ts'
import type { SandboxPerson, SandboxSystem } from './sandbox.ts'
import { element, type XmlElement } from './xml.ts'

export interface NetvisorSandboxOptions {
  /** As a Finnish company has them (`finnishPerson`). */
  people: readonly SandboxPerson[]
  /** Milliseconds since 1970. */
  now: () => number
  /** Also takes the plain SHA256 signature, which new integrations must not use; 'only': and no other. */
  oldAlgorithm?: boolean | 'only'
  /** What the customer has allowed under Company menu > API resource access rights, `employee.nv` and so on; all when absent. */
  allowed?: readonly string[]
  /** False where the user of the identifiers has not the role of a payroll accountant. */
  payrollAccountant?: boolean
  /** The names of the wage models; two when absent. New people from `add` get the first. */
  wageModels?: readonly string[]
  /** Awaited while a request is under way; a turn of the event loop when absent. */
  work?: () => Promise<unknown>
}

/** The sandbox, and what administrators do in Netvisor's own screens. */
export interface NetvisorSandbox extends SandboxSystem, Screens {
  snapshot(): PlainEmployee[]
  /** Answers the next well-signed request with this code, without doing anything. */
  refuseNext(code: Code): void
}

const secrets = {
  customerId: 'NO_9900417',
  customerKey: '5a6e64626f78637573746f6d65726b65',
  partnerId: 'Nor_9900418',
  partnerKey: '73616e64626f78706172746e65726b65',
  organisationId: '1967543-8',
}

/** Reads the query, does it, and returns what comes after the status. */
interface Resource {
  methods: readonly ('GET' | 'POST')[]
  body?: Spec
  run(query: Query, body: XmlElement): readonly XmlElement[]
}

export function createNetvisorSandbox(options: NetvisorSandboxOptions): NetvisorSandbox {
  const { now } = options
  const company = createCompany(options.people, options.wageModels ?? ['Kuukausipalkkalaiset', 'Tuntipalkkalaiset'])
  const authentication = createAuthentication(secrets, now, options.oldAlgorithm ?? false)
  const work = options.work ?? turn
  const awaited: Code[] = []
  let underWay = 0

  const inserted = (key: number) => element('InsertedDataIdentifier', String(key))
  const today = () => todayInFinland(now())
  const read = (run: (query: Query) => XmlElement): Resource => ({ methods: ['GET'], run: (query) => [run(query)] })
  const insert = (body: Spec, run: (query: Query, body: XmlElement) => readonly number[]): Resource => ({
    methods: ['POST'],
    body,
    run(query, given) {
      const keys = run(query, given)
      return keys.length === 0 ? [] : [element('Replies', keys.map(inserted))]
    },
  })
  const change = (body: Spec, run: (query: Query, body: XmlElement) => void): Resource => ({
    methods: ['POST'],
    body,
    run(query, given) {
      run(query, given)
      return []
    },
  })
  /** A GET that destroys, says the vendor; a client in use sends a POST. */
  const destroy = (run: (query: Query) => void): Resource => ({
    methods: ['GET', 'POST'],
    run(query) {
      run(query)
      return []
    },
  })

  const resources: Readonly<Record<string, Resource>> = {
    'getemployees.nv': read((query) => employeeList(company, query, today())),
    'getemployee.nv': read((query) => employeeDetails(company, query)),
    'employee.nv': insert(employeeBody, (query, body) => saveEmployee(company, query, body)),
    'patchemployee.nv': change(patchBody, (query, body) => patchEmployee(company, query, body)),
    'addjobperiod.nv': insert(addedPeriods, (query, body) => addPeriods(company, query, body)),
    'editjobperiod.nv': change(editedPeriod, (query, body) => editPeriod(company, query, body)),
    'deletejobperiod.nv': destroy((query) => deletePeriod(company, query)),
    'payrollratiolist.nv': read((query) => ratioList(company, query)),
    'getemployeesalaryparameters.nv': read((query) => salaryOf(company, query)),
    'employeesalaryparameters.nv': change(salaryBody, (_, body) => saveSalary(company, body)),
    'getrecordtypelist.nv': read(() => recordTypeList(company)),
    'workday.nv': change(workdayBody, (_, body) => saveWorkday(company, body)),
    'getworkday.nv': read((query) => oneWorkday(company, query)),
    'getworkdays.nv': read((query) => severalWorkdays(company, query)),
    'deleteworkdayhour.nv': destroy((query) => deleteHour(company, query)),
  }

  async function answer(request: Request): Promise<readonly XmlElement[]> {
    const url = new URL(request.url)
    authentication.check({ url: request.url, header: (name) => request.headers.get(name) ?? undefined })
    // One request of a customer at a time. Not documented: what overlapping ones are answered.
    if (underWay > 0) throw new Refusal('TECHNICAL_ERROR', 'Another request of the company is under way')
    underWay += 1
    try {
      await work()
      const code = awaited.shift()
      if (code) throw new Refusal(code, 'Refused by an administrator of the sandbox')
      return await run(url, request)
    } finally {
      underWay -= 1
    }
  }

  async function run(url: URL, request: Request): Promise<readonly XmlElement[]> {
    // Not documented: whether the letter case of resources and of parameters matters. It does not in clients in use.
    const name = url.pathname.slice(1).toLowerCase()
    const resource = resources[name]
    if (!resource?.methods.some((method) => method === request.method)) throw invalid('The resource is not found')
    if (options.allowed && !options.allowed.includes(name)) {
      throw new Refusal('SERVICE_ACCESS_ERROR', `No access rights to resource ${name}`)
    }
    // "This resource requires payroll accountant role (P role) from API user." Not documented: how it is refused without.
    if (options.payrollAccountant === false && name.endsWith('employeesalaryparameters.nv')) {
      throw new Refusal('SERVICE_ACCESS_ERROR', 'The user has no role of a payroll accountant')
    }
    const query = Object.fromEntries([...url.searchParams].map(([key, value]) => [key.toLowerCase(), value]))
    const bytes = new Uint8Array(await request.arrayBuffer())
    const type = request.headers.get('content-type') ?? undefined
    return resource.run(query, resource.body ? bodyOf(bytes, type, resource.body) : element('root'))
  }

  const app = new Hono()
  app.all('*', async (context) => {
    const real = context.req.header('X-Netvisor-Authentication-UseHTTPResponseStatusCodes') === '1'
    try {
      return accepted(now(), await answer(context.req.raw))
    } catch (error) {
      if (error instanceof Refusal) return refused(now(), error, real)
      throw error
    }
  })
  app.onError((error) => refused(now(), new Refusal('TECHNICAL_ERROR', error.message), true))

  return {
    id: 'netvisor',
    app,
    secrets,
    snapshot: () => structuredClone(plainEmployees(company)),
    refuseNext(code) {
      awaited.push(code)
    },
    ...createScreens(company),
  }
}
