/** A position in our words -> an employment (arbeidsforhold) in Finago's. Pure. */
import type { Position } from '../../core/position.ts'
import { HumaPayrollError } from '../../errors.ts'
import type { PositionOrder } from '../system.ts'
import type { Company } from './company.ts'
import { type Employment, plainText } from './schema.ts'

export type Name = keyof Employment
/** By Finago's names; '' = empty. */
export type Values = { readonly [K in Name]?: string }

/** What is shown of a row, in the form in which it is sent. Dates may come with a time behind them. */
export function shown(row: Employment, name: Name): string {
  const text = plainText(row[name])
  return name === 'startdate' || name === 'enddate' ? text.slice(0, 10) : text
}

/** `90` and `90.00` are the same rate. */
export function isSame(name: Name, one: string, other: string): boolean {
  if (name !== 'employment_rate' || one === '' || other === '') return one === other
  return Number(one) === Number(other)
}

/** Our own id of a new employment, always the same one: the vendor takes any and updates the one that has it. */
export function ownId({ id }: Pick<Position, 'id'>): string {
  return `huma-${id}`
}

export function isOurs(row: Employment): boolean {
  return shown(row, 'employment_id').startsWith('huma-')
}

/**
 * The employment that the position is: by the reference, by our own id, or one that somebody in payroll has made for it,
 * which shows the same start and either the same percentage or that it is the primary one. undefined = none yet. Throws
 * kind `refused` where it cannot be told.
 */
export function findEmployment(
  rows: readonly Employment[],
  known: string | undefined,
  order: Pick<PositionOrder, 'position' | 'before'> & { isMain?: boolean },
): Employment | undefined {
  const { position, before, isMain } = order
  const byId = (id: string) => rows.find((row) => shown(row, 'employment_id') === id)
  const own = (known === undefined ? undefined : byId(known)) ?? byId(ownId(position))
  if (own) return own
  const others = rows.filter((row) => !isOurs(row))
  const starts = [before?.startDate, position.startDate]
  const rates = [before?.percentage, position.percentage]
  const fits = (row: Employment) =>
    rates.some(
      (rate) => rate !== undefined && isSame('employment_rate', shown(row, 'employment_rate'), String(rate)),
    ) || (isMain ?? true) === isPrimary(row)
  // One that goes on is not ended by a position that was over before, nor the other way round.
  const ends = [before?.endDate ?? '', position.endDate ?? '']
  const alike = others.filter((row) => ends.includes(shown(row, 'enddate')) && fits(row))
  const sameStart = alike.filter((row) => starts.includes(shown(row, 'startdate')))
  if (sameStart.length === 1) return sameStart[0]
  if (!before) return undefined
  // Where the whole time at the company is one employment, the position began later than it, and ends with it.
  const around = alike.filter((row) => shown(row, 'startdate') <= before.startDate)
  if (sameStart.length === 0 && around.length === 1) return around[0]
  if (!others.some((row) => overlaps(row, before))) return undefined
  throw new HumaPayrollError('refused', 'It cannot be told which of the employments in Finago this position is.', {
    hint: `In Finago, give the employment (arbeidsforhold) that is meant the start date ${before.startDate} and ${before.percentage} %, as they were in Huma; nothing else was changed.`,
  })
}

export function isOver({ position: { endDate }, today }: Pick<PositionOrder, 'position' | 'today'>): boolean {
  return endDate !== null && endDate < today
}

export function isPrimary(row: Employment): boolean {
  return shown(row, 'primary_employment') === '1'
}

function overlaps(row: Employment, { startDate, endDate }: Position): boolean {
  const end = shown(row, 'enddate')
  return shown(row, 'startdate') <= (endDate ?? '9999-12-31') && startDate <= (end === '' ? '9999-12-31' : end)
}

type Texts = Readonly<Record<string, string>>

/** By Huma's words. Of what is not here Finago has no counterpart; what stands there is left. */
const forms: Readonly<Record<Company['country'], Texts>> = {
  NO: {
    Permanent: 'fast',
    Temporary: 'midlertidig',
    Seasonal: 'midlertidig',
    Trainee: 'midlertidig',
    JobTrainingProgram: 'midlertidig',
    Casual: 'midlertidigAnsattSomTilkallingsvikar',
  },
  SE: {
    Permanent: 'Tillsvidare',
    Temporary: 'Tidsbegransad',
    Seasonal: 'Tidsbegransad',
    Trainee: 'Tidsbegransad',
    JobTrainingProgram: 'Tidsbegransad',
    Casual: 'Behovsanstalld',
  },
}

const endReasons: Readonly<Record<Company['country'], Texts>> = {
  NO: {
    change_in_organization_or_internal_job_transfer: 'endringIOrganisasjonsstrukturEllerByttetJobbInternt',
    employee_resigned: 'arbeidstakerHarSagtOppSelv',
    employee_terminated: 'arbeidsgiverHarSagtOppArbeidstaker',
    temporary_contract_or_position_ended: 'kontraktEngasjementEllerVikariatErUtloept',
    change_in_payroll_system_or_accountant: 'byttetLoenssystemEllerRegnskapsfoerer',
  },
  // "UppsagdArbetsbrist" and the reasons of a trial say more than Huma knows.
  SE: {
    employee_resigned: 'EgenBegaran',
    temporary_contract_or_position_ended: 'TidsbegransadAnstallning',
  },
}

export const endReasonSetting = 'endReason'
export const enterpriseSetting = 'enterpriseNumber'
export const workingTimesSetting = 'workingTimes'

/** What Norway has to be told of an employment that should not be there. */
export const neverReported = 'arbeidsforholdetSkulleAldriVaertRapportert'

export interface Choices {
  company: Company
  settings: Readonly<Record<string, string>>
}

/** What the employment is to show. Throws kind `refused` where Finago needs what Huma does not tell. */
export function valuesOf(order: PositionOrder, row: Employment | undefined, choices: Choices): Values {
  const { position, isMain, occupationCode } = order
  const { country } = choices.company
  const form = forms[country][position.contractType]
  return {
    ...(row ? {} : ofNew(order, choices)),
    // What is over keeps its mark.
    ...(row && isOver(order) ? {} : { primary_employment: isMain ? '1' : '0' }),
    startdate: startOf(order, row),
    ...endOf(order, row, choices),
    ...(form === undefined ? {} : { employment_form: form }),
    ...(occupationCode === undefined ? {} : { profession_code: checkedCode(occupationCode, country) }),
    employment_rate: String(position.percentage),
  }
}

/** One that payroll has made may have begun before the position; it moves only where it had the position's start. */
function startOf({ position, before }: PositionOrder, row: Employment | undefined): string {
  if (!row || isOurs(row)) return position.startDate
  const now = shown(row, 'startdate')
  return before !== undefined && now === before.startDate ? position.startDate : now
}

function endOf(
  { position, continued }: PositionOrder,
  row: Employment | undefined,
  { company, settings }: Choices,
): Values {
  const { endDate, endReason } = position
  // The vendor's own example of an update has both empty.
  if (endDate === null) return row ? { enddate: '', enddate_reason: '' } : {}
  const there = row && shown(row, 'enddate') !== '' ? shown(row, 'enddate_reason') : ''
  const reason =
    endReasons[company.country][endReason] ||
    there ||
    (continued === true && company.country === 'NO'
      ? endReasons.NO.change_in_organization_or_internal_job_transfer
      : '') ||
    (company.country === 'SE' ? 'AnnanOrsak' : settings[endReasonSetting])
  if (!reason) {
    throw new HumaPayrollError('refused', 'Finago takes no end of an employment without the reason.', {
      hint: `Choose in Huma why the position ended, or once for all: huma-payroll configure NAME --set ${endReasonSetting}=REASON`,
    })
  }
  return { enddate: endDate, enddate_reason: reason }
}

/** "(yrkeskode)": seven digits in all of the vendor's Norwegian examples. */
function checkedCode(code: string, country: Company['country']): string {
  if (country !== 'NO' || /^\d{7}$/.test(code)) return code
  throw new HumaPayrollError('refused', 'A Norwegian occupation code (yrkeskode) has seven digits.', {
    hint: 'Correct the code of this job title: huma-payroll configure NAME',
  })
}

/** Not documented: which of these Finago needs. A Swedish company is told none of them: they are Norwegian reporting. */
function ofNew({ position }: PositionOrder, { company, settings }: Choices): Values {
  if (company.country !== 'NO') return {}
  const isFreelance = ['Freelance', 'Consultant'].includes(position.contractType)
  return {
    employment_type: isFreelance ? 'frilanserOppdragstakerHonorarPersonerMm' : 'ordinaertArbeidsforhold',
    ...filled('working_times', settings[workingTimesSetting]),
  }
}

/** Where somebody works already, else what was chosen, else the only one that there is. */
export function enterpriseOf(rows: readonly Employment[], { company, settings }: Choices): Values {
  if (company.country !== 'NO') return {}
  const held = [...rows].sort((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)))
  const here = held.map((row) => shown(row, 'enterprise_number')).find(Boolean)
  const [only, ...more] = company.enterprises
  return filled('enterprise_number', here || settings[enterpriseSetting] || (more.length === 0 ? only?.value : ''))
}

function filled(name: Name, value: string | undefined): Values {
  return value ? { [name]: value } : {}
}

/** All of a row that the vendor's description names: not documented, whether what is left out is kept or emptied. */
export function whole(row: Employment): Values {
  const names = ['primary_employment', 'startdate', 'employment_form', 'profession_code', 'employment_rate'] as const
  const more = ['employment_id', 'employment_type', 'enterprise_number', 'working_times'] as const
  const values = [...names, ...more].flatMap((name) => {
    const text = shown(row, name)
    return text === '' ? [] : [[name, text] as const]
  })
  return {
    ...Object.fromEntries(values),
    enddate: shown(row, 'enddate'),
    enddate_reason: shown(row, 'enddate_reason'),
  }
}

export const labels: { readonly [K in Name]: string } = {
  employment_id: 'the id (arbeidsforhold ID)',
  primary_employment: 'whether it is the primary one (primært)',
  startdate: 'the start date',
  enddate: 'the end date',
  enddate_reason: 'the reason for the end (oppsigelse type)',
  employment_form: 'the kind of employment (ansatt type)',
  profession_code: 'the occupation code (yrkeskode)',
  employment_rate: 'the percentage (stillingsprosent)',
  employment_type: 'arbeidsforhold',
  enterprise_number: 'the enterprise number (virksomhetsnummer)',
  working_times: 'the working time (arbeidstidsordning)',
}
