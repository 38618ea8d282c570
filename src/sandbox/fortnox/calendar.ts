/**
 * The calendar: absence, attendance, other pay lines and hours of a day. A transaction is one employee on one day.
 */
import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { type Company, currentOf } from './company.ts'
import { absenceInput, attendanceInput, bodyOf, salaryInput, scheduleTimeInput } from './inputs.ts'
import { pageOf, queryOf } from './pages.ts'
import { checked, codes, type Refuse } from './refusals.ts'

interface Transaction {
  EmployeeId: string
  Date: string
  [field: string]: unknown
}

export interface CalendarOptions {
  /**
   * Of absence, days until this one are refused (ISO 8601). Not documented: whether Fortnox refuses those of a paid or
   * locked period; they are taken where this is absent.
   */
  paidUntil?: string
  /** Not documented: what a PUT does to the fields that it leaves out. They get their standards unless it is 'keep'. */
  whenOmitted?: 'keep' | 'clear'
  /** "Automatisk registrering på arbetsfria dagar": weekends between two days of the same absence are registered too. */
  fillsDaysOff?: boolean
}

export interface Calendar {
  absences: ReadonlyMap<string, Transaction>
  /** As somebody does in Fortnox' own calendar. Returns the id. */
  registerAbsence(row: Absence): string
  editAbsence(id: string, change: Partial<Absence>): void
  removeAbsence(id: string): void
  attendances: ReadonlyMap<string, Transaction>
  salaries: ReadonlyMap<string, Transaction>
}

type Absence = z.output<typeof absenceInput>

interface Kind {
  path: string
  one: string
  many: string
  schema: z.ZodType<Transaction>
  /** The name of the id in an answer. */
  key: 'id' | 'SalaryRow'
  newId(): string
  /** How a row looks in a list, where that differs. */
  listed?(row: Transaction): Transaction
  /** Until when every write is refused; '' = none is. */
  closedUntil?: string
  keepsOmitted?: boolean
  /** After a row was created by the API: days that are registered with it. */
  daysOffWith?(row: Transaction, rows: ReadonlyMap<string, Transaction>): string[]
}

export function addCalendarRoutes(
  app: Hono,
  company: Company,
  refuse: Refuse,
  { paidUntil = '', fillsDaysOff = false, whenOmitted }: CalendarOptions,
): Calendar {
  let lastId = 0
  const nextId = () => {
    lastId += 1
    return lastId
  }
  const uuid = () => `f0000000-0000-4000-8000-${String(nextId()).padStart(12, '0')}`

  const absences = addTransactionRoutes(app, company, refuse, {
    path: '/3/absencetransactions',
    one: 'AbsenceTransaction',
    many: 'AbsenceTransactions',
    schema: absenceInput,
    key: 'id',
    newId: uuid,
    // Text in the lists of the documentation, a number in the description.
    listed: (row) => ({ ...row, Extent: String(row.Extent) }),
    closedUntil: paidUntil,
    keepsOmitted: whenOmitted === 'keep',
    ...(fillsDaysOff ? { daysOffWith: weekendsBetween } : {}),
  })
  const attendances = addTransactionRoutes(app, company, refuse, {
    path: '/3/attendancetransactions',
    one: 'AttendanceTransaction',
    many: 'AttendanceTransactions',
    schema: attendanceInput,
    key: 'id',
    newId: uuid,
  })
  const salaries = addTransactionRoutes(app, company, refuse, {
    path: '/3/salarytransactions',
    one: 'SalaryTransaction',
    many: 'SalaryTransactions',
    schema: salaryInput.refine(({ SalaryCode }) => company.salaryCodes.includes(SalaryCode), { path: ['SalaryCode'] }),
    key: 'SalaryRow',
    newId: () => String(nextId()),
  })
  addScheduleRoutes(app, company, refuse)
  function registerAbsence(row: Absence): string {
    const id = uuid()
    absences.set(id, row)
    return id
  }
  function absenceAt(id: string): Transaction {
    const row = absences.get(id)
    if (!row) throw new RangeError('There is no such registration.')
    return row
  }
  return {
    absences,
    attendances,
    salaries,
    registerAbsence,
    editAbsence(id, change) {
      Object.assign(absenceAt(id), change)
    },
    removeAbsence(id) {
      absenceAt(id)
      absences.delete(id)
    },
  }
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The days off next to it, on whose other side is absence of the same kind. */
function weekendsBetween(row: Transaction, rows: ReadonlyMap<string, Transaction>): string[] {
  const isThere = (date: string) =>
    [...rows.values()].some(
      (one) => one.EmployeeId === row.EmployeeId && one.CauseCode === row.CauseCode && one.Date === date,
    )
  return [1, -1].flatMap((step) => {
    const days: string[] = []
    let day = dayAfter(row.Date, step)
    for (; [0, 6].includes(new Date(day).getUTCDay()); day = dayAfter(day, step)) days.push(day)
    return isThere(day) ? days.filter((one) => !isThere(one)) : []
  })
}

function addTransactionRoutes(app: Hono, company: Company, refuse: Refuse, kind: Kind): Map<string, Transaction> {
  const { path, one, many, schema, key, closedUntil = '' } = kind
  const rows = new Map<string, Transaction>()

  const shown = (context: Context, id: string, row: Transaction) => ({
    '@url': `${new URL(context.req.url).origin}${path}/${id}`,
    [key]: key === 'id' ? id : Number(id),
    CostCenter: null,
    Project: null,
    ...row,
  })
  const listed = (context: Context, isWanted: (row: Transaction) => boolean) =>
    [...rows].filter(([, row]) => isWanted(row)).map(([id, row]) => shown(context, id, kind.listed?.(row) ?? row))

  function idOf(context: Context): { id: string; row: Transaction } {
    const id = context.req.param('id') ?? ''
    const row = rows.get(id)
    if (!row) throw refuse(404, codes.undocumented, 'Kan inte hitta registreringen.')
    return { id, row }
  }

  async function inputOf(context: Context, before: Partial<Transaction> = {}): Promise<Transaction> {
    const sent = await bodyOf(context, one, z.looseObject({}), refuse)
    const input = checked(schema, { ...before, ...sent }, refuse)
    if (!company.employees.has(input.EmployeeId)) {
      throw refuse(400, codes.undocumented, 'Kan inte hitta den anställda.')
    }
    refuseClosed(input)
    return input
  }

  function refuseClosed({ Date: date }: Transaction): void {
    if (date <= closedUntil) throw refuse(400, codes.undocumented, 'Löneperioden är stängd.')
  }

  app.get(path, (context) => {
    const allowed = {
      employeeid: z.string().optional(),
      employeeId: z.string().optional(),
      date: z.iso.date().optional(),
    }
    const query = queryOf(context, allowed, refuse)
    // One description has this name with a capital, and the same text as the others.
    if (query.employeeId !== undefined && key === 'id')
      throw refuse(400, codes.parameter, 'Ogiltig parameter i anropet.')
    const employee = query.employeeid ?? query.employeeId
    const isWanted = (row: Transaction) =>
      (employee === undefined || row.EmployeeId === employee) && (query.date === undefined || row.Date === query.date)
    return context.json(pageOf(many, listed(context, isWanted), query))
  })

  // A second transaction of the same employee, day and code is a transaction of its own, since March 2022.
  app.post(path, async (context) => {
    const row = await inputOf(context)
    const id = kind.newId()
    rows.set(id, row)
    for (const day of kind.daysOffWith?.(row, rows) ?? []) rows.set(kind.newId(), { ...row, Date: day })
    return context.json({ [one]: shown(context, id, row) }, 201)
  })

  app.get(`${path}/:id`, (context) => {
    const { id, row } = idOf(context)
    return context.json({ [one]: shown(context, id, row) })
  })

  app.put(`${path}/:id`, async (context) => {
    const { id, row: before } = idOf(context)
    refuseClosed(before)
    const row = await inputOf(context, kind.keepsOmitted ? before : {})
    rows.set(id, row)
    return context.json({ [one]: shown(context, id, row) })
  })

  app.delete(`${path}/:id`, (context) => {
    const { id, row } = idOf(context)
    refuseClosed(row)
    rows.delete(id)
    return context.json({ [one]: shown(context, id, row) })
  })

  if (key === 'id') {
    app.get(`${path}/:employee/:date/:code`, (context) => {
      const { employee, date, code } = context.req.param()
      const query = queryOf(context, {}, refuse)
      const isWanted = (row: Transaction) => row.EmployeeId === employee && row.Date === date && row.CauseCode === code
      return context.json(pageOf(many, listed(context, isWanted), query))
    })
  }

  return rows
}

/** Eight hours on weekdays, half of it on the schedule HALV. Bank holidays are not known here. */
function addScheduleRoutes(app: Hono, company: Company, refuse: Refuse): void {
  const changes = new Map<string, z.infer<typeof scheduleTimeInput>>()
  const path = '/3/scheduletimes/:employee/:date'
  const noHours = { IWH1: '0', IWH2: '0', IWH3: '0', IWH4: '0', IWH5: '0' }

  function dayOf(context: Context) {
    const EmployeeId = context.req.param('employee') ?? ''
    const day = z.iso.date().safeParse(context.req.param('date'))
    const employee = company.employees.get(EmployeeId)
    if (!employee) throw refuse(404, codes.undocumented, 'Kan inte hitta den anställda.')
    if (!day.success) throw refuse(400, codes.undocumented, 'Ogiltigt datum.')
    const ScheduleId = currentOf(employee.DatedSchedules, day.data)?.ScheduleId ?? ''
    const weekday = new Date(day.data).getUTCDay()
    const planned = weekday === 0 || weekday === 6 || ScheduleId === '' ? 0 : ScheduleId === 'HALV' ? 4 : 8
    return { key: `${EmployeeId} ${day.data}`, names: { EmployeeId, Date: day.data }, ScheduleId, planned }
  }

  function answer(context: Context) {
    const { key, names, ScheduleId, planned } = dayOf(context)
    const change = changes.get(key)
    // A number in the documentation, text in the description.
    const Hours = change ? Number(change.Hours.replace(',', '.')) : planned
    return context.json({ ScheduleTime: { ...noHours, ScheduleId, ...change, ...names, Hours } })
  }

  app.get(path, answer)

  app.put(path, async (context) => {
    const { key, names } = dayOf(context)
    const input = await bodyOf(context, 'ScheduleTime', scheduleTimeInput, refuse)
    if ((input.EmployeeId ?? names.EmployeeId) !== names.EmployeeId || (input.Date ?? names.Date) !== names.Date) {
      throw refuse(400, codes.undocumented, 'EmployeeId och Date kan inte ändras.')
    }
    changes.set(key, input)
    return answer(context)
  })

  app.put(`${path}/resetday`, (context) => {
    changes.delete(dayOf(context).key)
    return answer(context)
  })
}
