/**
 * A position in Huma is an employment in Unimicro, with its own start and end. There are no dated rows: an employment holds
 * the values of now, and the server keeps a history of its own.
 */
import { z } from 'zod'
import type { Position } from '../../core/position.ts'
import { HumaPayrollError } from '../../errors.ts'
import { historyNotSent, isHistory } from '../history.ts'
import { readJson } from '../json.ts'
import type { PositionOrder, PositionWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { enterPay, isPaid, newPay, paidBeside } from './carried-pay.ts'
import {
  addEmployment,
  changeEmployment,
  described,
  differences,
  endOf,
  holds,
  makeStandard,
  readEmployed,
  startOf,
} from './employments.ts'
import { momentOf } from './mapping.ts'
import type { Employed, Employment } from './schema.ts'

interface Parts {
  api: Api
  settings: Readonly<Record<string, string>>
  /** Where an employee without a sub entity belongs. */
  subEntity: () => Promise<number | undefined>
}

/** An employment that is taken for a position; `startsEarlier`: the position is its last stretch, and its start stays. */
interface Found {
  employment: Employment
  startsEarlier: boolean
}

/** `unpaid`: it was made without pay beside one that is paid. */
const kept = z.object({
  employment: z.int(),
  startsEarlier: z.literal(true).optional(),
  unpaid: z.literal(true).optional(),
})

export function createPositions({ api, settings, subEntity }: Parts): PositionWriter {
  const doing = 'write the employment'

  async function create(order: PositionOrder, employee: Employed, more: Partial<Employment>): Promise<number> {
    const values = { ...(await newValues(order, employee)), ...more }
    const former = employee.Employments.filter(({ Standard }) => Standard)
    if (!values.Standard || former.length === 0) return addEmployment(api, values, doing)
    await makeStandard(api, employee, { employment: undefined, former, values }, doing)
    const known = new Set(employee.Employments.map(({ ID }) => ID))
    const { Employments } = await readEmployed(api, order.person.id, doing)
    const made = find(
      Employments.filter(({ ID }) => !known.has(ID)),
      { position: order.position },
    )
    if (made) return made.employment.ID
    throw new HumaPayrollError('unknown-outcome', 'Unimicro took the employment, and does not show it.')
  }

  async function newValues(
    { position, occupationCode }: PositionOrder,
    employee: Employed,
  ): Promise<Partial<Employment>> {
    if (position.title === '') throw withoutTitle()
    if (occupationCode === undefined) throw notMapped(position)
    const [like] = employee.Employments.filter(({ HoursPerWeek }) => HoursPerWeek)
    const StartDate = momentOf(position.startDate)
    const SubEntityID = employee.SubEntityID || (await subEntity())
    return {
      EmployeeID: employee.ID,
      EmployeeNumber: employee.EmployeeNumber ?? null,
      ...(SubEntityID === undefined ? {} : { SubEntityID }),
      HoursPerWeek: like?.HoursPerWeek ?? Number(settings.fullTimeHours),
      TypeOfEmployment: typesOfEmployment.ordinary,
      RemunerationType: Number(settings.remuneration),
      WorkingHoursScheme: Number(settings.workingHours),
      MonthRate: 0,
      HourRate: 0,
      // What the vendor's own screens begin with.
      SeniorityDate: StartDate,
      LastWorkPercentChangeDate: StartDate,
      LastSalaryChangeDate: StartDate,
      ...termsOf(position, undefined),
      StartDate,
      JobName: position.title,
      JobCode: occupationCode,
    }
  }

  return {
    async put(order) {
      const { person, position, isMain } = order
      const employee = await readEmployed(api, person.id, doing)
      const found = find(employee.Employments, order)
      const others = employee.Employments.filter((one) => one !== found?.employment)
      const isStandard = isMain || !others.some(({ Standard }) => Standard)
      const warnings = warningsOf(position, found?.employment)
      if (!found) {
        if (isHistory(order)) return { changed: false, warnings: [historyNotSent(order, 'Unimicro')] }
        refuseDoubtful(others, order)
        const { values, isBeside, warnings: aboutPay = [], ...toEnter } = newPay(order, others)
        const employment = await create(order, employee, { ...values, Standard: isStandard })
        const reference = JSON.stringify({ employment, ...(isBeside ? { unpaid: true } : {}) })
        const told = [...(warnings.warnings ?? []), ...aboutPay]
        return { changed: true, reference, ...(told.length > 0 ? { warnings: told } : {}), ...toEnter }
      }
      const { employment, startsEarlier } = found
      const wasUnpaid = readJson(order.reference, kept)?.unpaid && !isPaid(employment)
      const beside = wasUnpaid ? paidBeside(others, position) : undefined
      const reference = JSON.stringify({
        employment: employment.ID,
        ...(startsEarlier ? { startsEarlier } : {}),
        ...(beside ? { unpaid: true } : {}),
      })
      const byHand = beside ? { byHand: [enterPay(position, beside)] } : {}
      const standard = isStandard ? { Standard: true } : {}
      const changes = differences(employment, { ...changedValues(order, found), ...standard })
      const former = isStandard ? others.filter(({ Standard }) => Standard) : []
      if (Object.keys(changes).length === 0 && former.length === 0) return { changed: false, reference, ...byHand }
      if (former.length === 0) await changeEmployment(api, employment, changes, doing)
      else await makeStandard(api, employee, { employment, former, values: changes }, doing)
      return { changed: true, reference, ...warnings, ...byHand }
    },

    /** Whether an employment may be deleted that pay, leave or an a-melding hangs on is not documented. */
    async remove({ person, before, reference }) {
      const { Employments } = await readEmployed(api, person.id, 'read the employments')
      const found = find(Employments, { position: before, before, ...(reference === undefined ? {} : { reference }) })
      if (!found || isAnnulled(found.employment)) return { changed: false }
      return {
        changed: false,
        ...(reference === undefined ? {} : { reference }),
        byHand: [
          `In Unimicro, open the employee and end or delete ${described(found.employment)}. Where an a-melding has reported it, end it with the reason that it should not have been reported.`,
        ],
      }
    },
  }
}

/** `EndDateReason` 1: it should not have been reported. */
function isAnnulled(employment: Employment): boolean {
  return employment.EndDateReason === 1 && endOf(employment) !== null
}

/**
 * By what was kept; else by the first day and the title or occupation code, as it is known from before or is to be. A
 * position that was known before anything was sent may be the last stretch of an employment that began earlier, because
 * Unimicro changes an employment where Huma begins a new position.
 */
function find(
  all: readonly Employment[],
  {
    position,
    before,
    reference,
    occupationCode,
  }: Pick<PositionOrder, 'position' | 'before' | 'reference' | 'occupationCode'>,
): Found | undefined {
  const known = readJson(reference, kept)
  const byId = all.find(({ ID }) => ID === known?.employment)
  if (byId) return { employment: byId, startsEarlier: known?.startsEarlier ?? false }

  const forms = before ? [before, position] : [position]
  const starting = ({ startDate }: Position) => all.filter((one) => startOf(one) === startDate)
  const alike = [
    ...forms.flatMap((form) => starting(form).filter((one) => hasTitle(one, form))),
    ...forms.flatMap((form) =>
      starting(form).filter((one) => hasCode(one, occupationCode) && one.WorkPercent === form.percentage),
    ),
    ...(before ? forms.map(starting).filter((rows) => rows.length === 1) : []).flat(),
  ]
  const [first] = alike
  if (first) return { employment: first, startsEarlier: false }
  if (!before) return undefined
  const [only, ...more] = all.filter((one) => holds(one, before.startDate))
  const isLike = only && (hasTitle(only, before) || only.WorkPercent === before.percentage)
  return isLike && more.length === 0 ? { employment: only, startsEarlier: true } : undefined
}

function hasCode({ JobCode }: Employment, occupationCode: string | undefined): boolean {
  return occupationCode !== undefined && JobCode?.trim() === occupationCode
}

function hasTitle({ JobName }: Employment, { title }: Position): boolean {
  return title !== '' && JobName?.trim().toLowerCase() === title.toLowerCase()
}

/** A second employment beside one that may be the same would be paid and reported twice. */
function refuseDoubtful(others: readonly Employment[], { position, before, occupationCode }: PositionOrder): void {
  const held = others.filter((one) => holds(one, position.startDate))
  const doubtful = before ? held : held.filter((one) => hasTitle(one, position) || hasCode(one, occupationCode))
  const [first] = doubtful
  if (!first) return
  throw new HumaPayrollError('refused', `Whether the position is ${described(first)} in Unimicro cannot be told.`, {
    hint: `Where it is, give it the same start and title in both systems. Where it is another, add an employment with the start ${position.startDate} and the title "${position.title}" in Unimicro. Then send it again.`,
    details: { field: 'startDate' },
  })
}

function changedValues(
  { position, occupationCode, today }: PositionOrder,
  { employment, startsEarlier }: Found,
): Partial<Employment> {
  const isTitled = position.title !== '' && !hasTitle(employment, position)
  if (occupationCode === undefined && isTitled) throw notMapped(position)
  const start = momentOf(position.startDate)
  const isMoved = !startsEarlier && startOf(employment) !== position.startDate
  const isRegraded = (employment.WorkPercent ?? 0) !== position.percentage
  // What the a-melding has reported until now held until now. One that is over is corrected as a whole.
  const isRunning = position.startDate <= today && (position.endDate ?? today) >= today
  const regradedFrom = isRunning ? today : position.startDate
  return {
    ...(isMoved ? { StartDate: start, ...datesWithStart(employment, start) } : {}),
    // Letter case alone is Unimicro's own way to write it.
    ...(isTitled ? { JobName: position.title } : {}),
    ...(occupationCode === undefined ? {} : { JobCode: occupationCode }),
    ...(isRegraded ? { LastWorkPercentChangeDate: momentOf(regradedFrom) } : {}),
    ...termsOf(position, employment),
  }
}

/** Dates that were the start's, as they are set with a new employment, move with it. */
function datesWithStart(employment: Employment, start: string): Partial<Employment> {
  const { SeniorityDate, LastWorkPercentChangeDate, LastSalaryChangeDate } = employment
  const dates = { SeniorityDate, LastWorkPercentChangeDate, LastSalaryChangeDate }
  const moving = Object.entries(dates).filter(([, date]) => date && date === employment.StartDate)
  return Object.fromEntries(moving.map(([name]) => [name, start]))
}

const typesOfEmployment = { none: 0, ordinary: 1, freelance: 3 }
const temporary = 2
const employmentTypes: Readonly<Record<string, number>> = { Permanent: 1, Temporary: temporary, Seasonal: temporary }

const reasons: Readonly<Record<string, number>> = {
  employee_terminated: 2,
  employee_resigned: 3,
  change_in_payroll_system_or_accountant: 4,
  change_in_organization_or_internal_job_transfer: 5,
  temporary_contract_or_position_ended: 6,
}

/**
 * What Huma's words have a place for there. Whatever they do not tell stays: whether a trainee is permanent, why a position
 * ended for another reason.
 */
function termsOf(position: Position, employment: Employment | undefined): Partial<Employment> {
  const { contractType, endDate, endReason, percentage } = position
  const type = employmentTypes[contractType]
  const current = employment?.TypeOfEmployment ?? typesOfEmployment.none
  const isUntold = current === typesOfEmployment.none || current === typesOfEmployment.freelance
  const reason = endDate === null ? 0 : reasons[endReason]
  return {
    WorkPercent: percentage,
    EndDate: endDate === null ? null : momentOf(endDate),
    ...(reason === undefined ? {} : { EndDateReason: reason }),
    ...(type === undefined ? {} : { EmploymentType: type }),
    ...(contractType === 'Freelance' ? { TypeOfEmployment: typesOfEmployment.freelance } : {}),
    ...(employment && type !== undefined && isUntold ? { TypeOfEmployment: typesOfEmployment.ordinary } : {}),
  }
}

function warningsOf(position: Position, employment: Employment | undefined): Pick<Sent, 'warnings'> {
  const { contractType, endDate, endReason } = position
  const isUntold = employmentTypes[contractType] === undefined && contractType !== 'Freelance'
  const warnings = [
    ...(isUntold && !employment?.EmploymentType
      ? ['Huma does not tell whether the employment is permanent or temporary: choose it in Unimicro.']
      : []),
    ...(endDate !== null && reasons[endReason] === undefined && !employment?.EndDateReason
      ? ['Huma does not tell why the employment ends: choose the reason in Unimicro.']
      : []),
  ]
  return warnings.length > 0 ? { warnings } : {}
}

function notMapped({ title }: Position): HumaPayrollError {
  const message = `Unimicro takes no employment without an occupation code, and the job title "${title}" has none.`
  return new HumaPayrollError('refused', message, {
    hint: `Map it to its code in STYRK: huma-payroll configure NAME --map-occupation "${title}=CODE"`,
    details: { field: 'occupationCode', title },
  })
}

function withoutTitle(): HumaPayrollError {
  return new HumaPayrollError('refused', 'Unimicro takes no employment without a job title.', {
    hint: 'In Huma, give the position a job title.',
    details: { field: 'title' },
  })
}
