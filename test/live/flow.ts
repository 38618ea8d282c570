/** A company whose connection is active: two sandboxes on sockets, our clients on top, the real state on the disk. */
import { expect } from 'vitest'
import type { Connection } from '../../src/core/connection.ts'
import type { Fields } from '../../src/core/person.ts'
import { humaRules } from '../../src/huma/rules.ts'
import type { HumaNotice } from '../../src/huma/webhook.ts'
import type { LiveInput } from '../../src/live/input.ts'
import { type Passed, pass } from '../../src/live/pass.ts'
import { receive } from '../../src/live/receive.ts'
import type { LogEntry } from '../../src/store/store.ts'
import { createDigest } from '../../src/sync/compare-sides.ts'
import type { PayrollSystem } from '../../src/systems/system.ts'
import { tripletex } from '../../src/systems/tripletex/index.ts'
import { type Company, company, people, connection as plain } from '../sync/company.ts'

export interface FlowOptions extends Partial<Pick<Connection, 'absenceMap' | 'settings' | 'occupationMap'>> {
  data?: Partial<Connection['data']>
  /** So many people, the same on both sides. */
  count?: number
  /** So many of them are in Huma only, and are left there by the first sync. */
  onlyInHuma?: number
  /** What is otherwise with the system than with Tripletex. */
  system?: Pick<PayrollSystem, 'salaryIsUndated' | 'salaryIsOfPosition'>
}

export interface Flowing extends Company {
  connection: Connection
  /** Compares unless told not to. `interrupted`: see LiveInput. */
  pass(options?: { compares?: boolean; change?: Partial<Connection>; interrupted?: AbortSignal }): Promise<Passed>
  notice(notice: Partial<HumaNotice>, change?: Partial<Connection>): void
  /** What was logged since it was asked last, as "event: person: message". */
  told(): string[]
  input(change?: Partial<Connection>): LiveInput
  /** Of the n-th person, in Huma. */
  id(index: number): string
  /** Of the n-th person, in Tripletex. */
  employeeId(index: number): number
  /** What Tripletex shows of the n-th person. */
  fields(index: number): Promise<Fields>
  /** Requests to Tripletex since `action` began that may change something. */
  writesOf(action: () => unknown): Promise<string[]>
}

/** The first sync is done and the first pass has been made: everything is known. */
export async function flowing(options: FlowOptions = {}): Promise<Flowing> {
  const { count = 4, onlyInHuma = 0, data, system: otherwise, ...more } = options
  const system = { ...tripletex, ...otherwise }
  const everybody = people(count)
  const theirs = await company({ huma: everybody, payroll: everybody.slice(0, count - onlyInHuma) })
  const connection: Connection = { ...plain, ...more, data: { ...plain.data, ...data }, activatedAt: null }
  await theirs.run({ connection, policy: { direction: 'huma-to-payroll', create: [] } })
  const active = { ...connection, activatedAt: new Date(theirs.clock.time).toISOString() }
  const humaIds = everybody.map(({ email }) => theirs.huma.system.findByEmail(email)?.id ?? '')
  const employeeIds = humaIds.map((id) => theirs.state.link('c1', id)?.payrollId ?? '')
  let lastEntry = 0

  const flow: Flowing = {
    ...theirs,
    connection: active,
    input: (change) => inputOf(theirs, { ...active, ...change }, system).input,
    async pass({ compares = true, change, interrupted } = {}) {
      const { input, writers } = inputOf(theirs, { ...active, ...change }, system)
      theirs.clock.time += 60_000
      return pass({ ...input, ...(interrupted ? { interrupted } : {}), writers, command: 'sync', compares })
    },
    notice({ topic = 'users-update', users = [], absences = [], unreadable = 0 }, change) {
      receive(theirs.state, [{ ...active, ...change }], { topic, users, absences, unreadable }, theirs.clock.time)
    },
    told() {
      const entries = theirs.state.logEntries({ afterId: lastEntry, limit: 10_000 })
      lastEntry = entries.at(-1)?.id ?? lastEntry
      return entries.map(textOf)
    },
    id: (index) => humaIds[index] ?? '',
    employeeId: (index) => Number(employeeIds[index]),
    async fields(index) {
      const person = await inputOf(theirs, active, system).input.payroll.findPerson({ id: employeeIds[index] ?? '' })
      if (!person) throw new Error(`nobody at ${index}`)
      return person.fields
    },
    async writesOf(action) {
      const before = theirs.writes('tripletex').length
      await action()
      return theirs.writes('tripletex').slice(before)
    },
  }
  await flow.pass()
  expect(theirs.state.countTasks('c1')).toMatchObject({ waiting: 0, held: 0 })
  flow.told()
  return flow
}

function textOf({ event, person, message }: LogEntry): string {
  return [event, person, message].filter(Boolean).join(': ')
}

function inputOf(theirs: Company, connection: Connection, system: PayrollSystem) {
  const { huma, payroll } = theirs.open()
  const { read, ...writers } = payroll
  const input: LiveInput = {
    connection,
    system,
    huma: huma.read,
    payroll: read,
    rules: { huma: humaRules, payroll: system.fields },
    state: theirs.state,
    digest: createDigest(theirs.state.digestKey()),
    now: () => theirs.clock.time,
    random: () => 0,
    interrupted: new AbortController().signal,
  }
  return { input, writers }
}
