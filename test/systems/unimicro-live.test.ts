/** What every system's writers promise, on Unimicro. */
import { z } from 'zod'
import { createUnimicroSandbox, type UnimicroSandbox } from '../../src/sandbox/unimicro.ts'
import { unimicro } from '../../src/systems/unimicro/index.ts'
import { describeLive } from './live-suite.ts'
import { logIn } from './unimicro-setting.ts'

const text = z.string().nullish()
const employment = z.looseObject({
  ID: z.number(),
  Standard: z.boolean().nullish(),
  StartDate: text,
  EndDate: text,
  WorkPercent: z.number().nullish(),
  MonthRate: z.number().nullish(),
  HourRate: z.number().nullish(),
  RemunerationType: z.number().nullish(),
  UpdatedAt: text,
})
const employee = z.looseObject({ ID: z.number(), Employments: z.array(employment), UpdatedAt: text })
const leave = z.looseObject({
  ID: z.number(),
  EmploymentID: z.number(),
  LeaveType: z.number(),
  LeavePercent: z.number(),
  FromDate: z.string(),
  ToDate: z.string(),
})

/** ISO 8601, of a moment at midnight; '' = none. */
const day = (moment: string | null | undefined) => moment?.replace('T00:00:00Z', '') ?? ''

let latest: UnimicroSandbox

describeLive({
  system: unimicro,
  basePath: '',
  start({ people: all, now }) {
    // Beside a paid employment another one is made without pay, and somebody is asked; here there is none.
    const unpaid = all.map((person, index) => (index === 2 ? { ...person, monthlySalary: 0 } : person))
    const sandbox = createUnimicroSandbox({ people: unpaid, now })
    latest = sandbox
    const employees = () => z.array(employee).parse(sandbox.snapshot().employees)
    const employmentsOf = (id: string) => employees().find(({ ID }) => String(ID) === id)?.Employments ?? []
    function leavesOf(id: string) {
      const own = new Set(employmentsOf(id).map(({ ID }) => ID))
      return z
        .array(leave)
        .parse(sandbox.snapshot().leaves)
        .filter(({ EmploymentID }) => own.has(EmploymentID))
    }
    return {
      sandbox,
      ids: () => employees().map(({ ID }) => String(ID)),
      pieces(id) {
        const { Employments, UpdatedAt: _, ...rest } = employees().find(({ ID }) => String(ID) === id) ?? {}
        const pieces = [
          ['employee', rest],
          ...(Employments ?? []).map(({ UpdatedAt: _at, ...one }) => [`employment ${one.ID}`, one]),
          ...leavesOf(id).map(({ UpdatedAt: _at, ...one }) => [`leave ${one.ID}`, one]),
        ]
        return Object.fromEntries(pieces)
      },
      positions: (id) =>
        employmentsOf(id).map(({ StartDate, EndDate, WorkPercent }) => ({
          startDate: day(StartDate),
          endDate: day(EndDate),
          percentage: WorkPercent ?? 0,
        })),
      absence: (id) =>
        leavesOf(id).map(({ LeaveType, FromDate, ToDate, LeavePercent }) => ({
          code: `leave:${LeaveType}`,
          startDate: day(FromDate),
          endDate: day(ToDate),
          percentage: LeavePercent,
        })),
      salary(id) {
        const { MonthRate, HourRate, RemunerationType } = employmentsOf(id).find(({ Standard }) => Standard) ?? {}
        return { MonthRate, HourRate, RemunerationType }
      },
      registerAbsence(id, { code, startDate, endDate, percentage }) {
        sandbox.addLeave(Number(id), {
          LeaveType: Number(code.replace('leave:', '')),
          LeavePercent: percentage,
          FromDate: `${startDate}T00:00:00Z`,
          ToDate: `${endDate}T00:00:00Z`,
          AffectsOtp: true,
        })
      },
    }
  },
  session({ wrong }) {
    const sandbox = latest
    let current: Promise<string> | undefined
    const fresh = () => (wrong ? Promise.resolve('wrong') : logIn(sandbox))
    return {
      account: sandbox.companies[0]?.Key ?? '',
      accessToken: {
        get() {
          current ??= fresh()
          return current
        },
        renew() {
          current = fresh()
          return current
        },
      },
    }
  },
  // The standard employment becomes another one.
  positions: { occupationCode: '2411108', byHand: ['deleted'], mayChange: /^employment / },
  absence: {
    code: 'leave:5',
    otherCode: 'leave:6',
    foreign: { code: 'leave:4', startDate: '2026-02-02', endDate: '2026-02-13', percentage: 20 },
  },
  salary: {
    mayChange: /^employment /,
    shown: ({ unit, amount }) =>
      unit === 'hourly'
        ? { MonthRate: 0, HourRate: amount, RemunerationType: 2 }
        : { MonthRate: amount, HourRate: 0, RemunerationType: 1 },
    cleared: { MonthRate: 0, HourRate: 0, RemunerationType: 1 },
    dated: false,
    // What was paid before is known only by what was kept: the suite asks for it without.
    without: ['deleted'],
  },
})
