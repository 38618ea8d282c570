/** What the suite of positions, absence and salary has to be told of a payroll system, and a client of it on its sandbox. */
import { expect, onTestFinished } from 'vitest'
import type { Absence } from '../../src/core/absence.ts'
import type { Person } from '../../src/core/person.ts'
import type { Position } from '../../src/core/position.ts'
import type { Salary } from '../../src/core/salary.ts'
import { type ErrorKind, HumaPayrollError } from '../../src/errors.ts'
import { createHttp } from '../../src/http/client.ts'
import type { Http } from '../../src/http/http.ts'
import type { SandboxSystem } from '../../src/sandbox/sandbox.ts'
import { serve } from '../../src/sandbox/server.ts'
import { type Harness, people, type StartParts } from './contract-harness.ts'

export type StoredPosition = Pick<Position, 'startDate' | 'endDate' | 'percentage'>
export type StoredAbsence = Omit<Absence, 'id'>

/** The lives that the suite lives, step by step. */
export type PositionStep = 'new' | 'corrected' | 'starts earlier' | 'starts later' | 'ended' | 'reopened' | 'deleted'
export type AbsenceStep = 'created' | 'extended' | 'shortened' | 'moved' | 'regraded' | 'retyped' | 'deleted'
export type SalaryStep = 'new' | 'corrected' | 'raised' | 'by the hour' | 'deleted'

interface Kind<Step extends string> {
  /** Steps that the API cannot go: nothing of them is asked but that `byHand` says what to do, and that nobody else's is touched. */
  byHand?: readonly Step[]
  /** Steps that do not exist there. */
  without?: readonly Step[]
  /** Steps that end by hand where the reference is lost, because nothing else tells what is Huma's. */
  byHandWithoutReference?: readonly Step[]
  /** Pieces (LiveBackstage.pieces) that were there before and may still change: an employment that gets its end date. */
  mayChange?: RegExp
}

/** Each kind is absent where the system does not support it. */
export interface LiveHarness extends Pick<Harness, 'system' | 'basePath' | 'session' | 'settings' | 'lasting401'> {
  start(parts: Pick<StartParts, 'people' | 'now'>): LiveBackstage
  /** Without 'starts earlier' and 'starts later' unless the system keeps a history. */
  positions?: Kind<PositionStep> & {
    occupationCode?: string
    /** Percentages are not kept there, so only whether a position holds is compared. */
    keepsNoPercentage?: true
  }
  absence?: Kind<AbsenceStep> & {
    /** Two codes of the system; `otherCode` is what 'retyped' leads to. */
    code: string
    otherCode: string
    /** What somebody has registered in the system itself, in the weeks from 2 to 13 February 2026, so that both can be. */
    foreign: StoredAbsence
  }
  salary?: Kind<SalaryStep> & {
    /** How `LiveBackstage.salary` shows this salary, written by hand: "{ annualSalary: 600000 }". */
    shown(salary: Pick<Salary, 'unit' | 'amount'>, percentage: number): unknown
    /** How it shows a deleted one. */
    cleared: unknown
    /** A salary with a later date leaves what holds before it. */
    dated: boolean
  }
}

/** Behind the counter: the sandbox, and the system's own screens. Everything that is given here is a copy. */
export interface LiveBackstage {
  sandbox: SandboxSystem
  /** The employees' ids, in the order of the people that the sandbox was started with. */
  ids(): string[]
  /**
   * All that is kept of an employee (personal data, every dated row, every absence), each piece under a name that it
   * keeps: `{ employee: …, 'row 17': …, 'row 18': … }`. Bookkeeping such as a version is left out where any write raises it.
   */
  pieces(id: string): Readonly<Record<string, unknown>>
  /** In order; '' for a date that is not kept. The last day is part of it. */
  positions?(id: string): StoredPosition[]
  /** A row for each day where the system keeps days. The foreign one too. */
  absence?(id: string): StoredAbsence[]
  /** What is paid on a day, in the words of `shown`. */
  salary?(id: string, date: string): unknown
  /** Registers it as somebody does in the system's own screens. */
  registerAbsence?(id: string, absence: StoredAbsence): void
}

/** Noon in Norway, Thursday 15 January 2026. */
const noon = Date.UTC(2026, 0, 15, 11)
export const today = '2026-01-15'

/** The sandbox on a socket and the client on the one HTTP client; waiting takes no time. Closed after the test. */
export async function openLive(harness: LiveHarness) {
  const { system, basePath } = harness
  const clock = { time: noon }
  const now = () => clock.time
  const backstage = harness.start({ people, now })
  const { secrets } = backstage.sandbox
  const served = await serve(backstage.sandbox)
  onTestFinished(() => served.close())

  /** Of every write, how many requests had come to the sandbox before it. */
  const writes: number[] = []
  const real = createHttp(system.limits, {
    now,
    async sleep(milliseconds) {
      clock.time += milliseconds
    },
    random: () => 0,
    userAgent: 'huma-payroll/test',
  })
  const http: Http = {
    send(request) {
      // A question what became of a write belongs to it, and is no write of its own.
      if (request.effect === 'write' && request.method !== 'GET') writes.push(served.requests().length)
      return real.send(request)
    },
  }
  const standard = Object.fromEntries(system.settings.map((setting) => [setting.key, setting.standard]))
  const client = system.open({
    baseUrl: served.url + basePath,
    secrets,
    settings: { ...standard, ...harness.settings },
    http,
    now,
    ...harness.session?.({ url: served.url, secrets, http: real, wrong: false }),
  })

  const [, , id = ''] = backstage.ids()
  harness.absence && backstage.registerAbsence?.(id, harness.absence.foreign)
  return {
    client,
    backstage,
    served,
    writes,
    /** Whom everything here is about. */
    id,
    /** All that is kept, of everybody. */
    everything: () => Object.fromEntries(backstage.ids().map((one) => [one, backstage.pieces(one)])),
    async person(): Promise<Person> {
      const person = await client.read.findPerson({ id })
      if (!person) throw new RangeError('There is no such employee.')
      return person
    },
    async failure(doing: Promise<unknown>, kind: ErrorKind): Promise<HumaPayrollError> {
      const error = await doing.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (!(error instanceof HumaPayrollError)) throw error ?? new Error(`It should have failed with ${kind}.`)
      expect(error.kind, JSON.stringify([error.message, error.hint, error.details])).toBe(kind)
      return error
    },
  }
}

export type OpenedLive = Awaited<ReturnType<typeof openLive>>
