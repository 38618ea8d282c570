/**
 * Salary as numbered salary parameters of the employee: getemployeesalaryparameters.nv and employeesalaryparameters.nv
 * (https://support.netvisor.fi/en/articles/769765-import-employee-salary-parameters-employeesalaryparameters-nv). They have
 * no date. Which number means what is up to each company, so the administrator says it.
 */
import { z } from 'zod'
import { payPer } from '../../core/salary.ts'
import { HumaPayrollError, isKind } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { Receipt, SalaryWriter, Sent, Session, SettingChoice } from '../system.ts'
import type { Api } from './api.ts'
import { decimalOf, withComma } from './decimals.ts'
import { nameOf } from './lookups.ts'
import { ratiosAnswer, salaryAnswer } from './schema.ts'

const settingOf = { monthly: 'monthlySalaryRatio', hourly: 'hourlySalaryRatio' } as const
type Unit = keyof typeof settingOf
export const salaryRatioSettings = Object.values(settingOf)

export function createSalary(api: Api, settings: Session['settings']): SalaryWriter {
  /** By number, only those that have a value. */
  async function readParameters(id: string, doing: string): Promise<Map<string, number>> {
    const query = { identifiertype: 'netvisorkey', identifier: id }
    const answer = await api.read('getemployeesalaryparameters.nv', query, salaryAnswer, doing)
    const rows = answer?.parameters?.parameter ?? []
    return new Map(
      rows.flatMap(({ rationumber, value }) => {
        const amount = decimalOf(value)
        return amount === undefined ? [] : [[rationumber, amount] as const]
      }),
    )
  }

  /** undefined as a value takes the parameter away. */
  async function writeParameters(id: string, values: Readonly<Record<string, string | undefined>>): Promise<Receipt> {
    const salaryparameter = Object.entries(values).map(([rationumber, value]) => ({
      rationumber,
      ...(value === undefined ? {} : { value }),
    }))
    const employeeidentification = { '@type': 'netvisorkey', '#text': id }
    const elements = { employeesalaryparameters: { employeeidentification, salaryparameters: { salaryparameter } } }
    const confidential = Object.values(values).flatMap((value) => value ?? [])
    const body = { elements, confidential }
    return (await api.write('employeesalaryparameters.nv', {}, body, z.unknown(), 'write the salary')).receipt
  }

  function ratioOf(unit: Unit): string {
    const key = settingOf[unit]
    const ratio = settings[key]?.trim() ?? ''
    if (/^\d+$/.test(ratio)) return ratio
    throw new HumaPayrollError('refused', `It is not said which salary parameter of Netvisor is the ${unit} salary.`, {
      hint: `Say its number: huma-payroll configure NAME --set ${key}=NUMBER`,
    })
  }

  return {
    async put({ person, salary, reference, today }) {
      if (salary.fromDate > today) {
        throw new HumaPayrollError(
          'refused',
          "Netvisor's salary parameters hold at once, and this salary does not yet.",
          {
            hint: 'It can be sent on its first day.',
          },
        )
      }
      const unit = salary.unit === 'hourly' ? 'hourly' : 'monthly'
      const ratio = ratioOf(unit)
      const value = withComma(payPer(salary, unit))
      const held = await readParameters(person.id, 'read the salary')
      const former = readJson(reference, kept)?.ratio
      const values: Record<string, string | undefined> = {}
      if (held.get(ratio) !== decimalOf(value)) values[ratio] = value
      // The salary of the other unit is ours only where it was written by us.
      if (former !== undefined && former !== ratio && held.has(former)) values[former] = undefined
      const receipt = Object.keys(values).length > 0 ? await writeParameters(person.id, values) : undefined
      const other = settings[settingOf[unit === 'hourly' ? 'monthly' : 'hourly']]?.trim() ?? ''
      // "Whereas the zero value returns as a normal value": nobody is paid by it.
      const isLeft = other !== ratio && (held.get(other) ?? 0) !== 0 && !(other in values)
      return { changed: receipt !== undefined, reference: JSON.stringify({ ratio }), ...receipt, ...besides() }

      /** Who is paid by the hour is not paid by the month too; an hourly pay beside a monthly one may be that of overtime. */
      function besides(): Pick<Sent, 'byHand' | 'warnings'> {
        if (!isLeft) return {}
        if (unit === 'hourly') {
          return { byHand: [`${whereSalary}: take ${other}, the monthly salary, away if it does not hold any more.`] }
        }
        return receipt
          ? { warnings: [`${whereSalary}: ${other} holds an hourly pay too. See whether it is right.`] }
          : {}
      }
    },

    async clear({ person, reference }) {
      const former = readJson(reference, kept)?.ratio
      const known = former === undefined ? salaryRatioSettings.flatMap((key) => settings[key]?.trim() || []) : [former]
      const held = await readParameters(person.id, 'read the salary')
      const isTold = (one: string) => (former === undefined ? (held.get(one) ?? 0) !== 0 : held.has(one))
      const [ratio, ...others] = [...new Set(known)].filter(isTold)
      if (ratio === undefined) return { changed: false }
      if (others.length === 0) return { changed: true, ...(await writeParameters(person.id, { [ratio]: undefined })) }
      const why = 'the salary was deleted in Huma, and it is not known which of them came from there.'
      const all = [ratio, ...others].join(' and ')
      return { changed: false, byHand: [`${whereSalary}: see whether ${all} still hold; ${why}`] }
    },
  }
}

const whereSalary = 'In Netvisor, Payroll > Personnel > Employee listing > the employee, among the salary parameters'

const kept = z.object({ ratio: z.string() })

/** The salary parameters of the company. None where the key may not see them: their numbers can be typed, too. */
export async function readSalaryRatios(api: Api): Promise<SettingChoice[]> {
  const query = { source: 'userparameters' }
  const doing = 'read the salary parameters'
  const answer = await api.read('payrollratiolist.nv', query, ratiosAnswer, doing).catch((error: unknown) => {
    if (isKind(error, 'authorization') && error.details?.code === 'SERVICE_ACCESS_ERROR') return undefined
    throw error
  })
  return (answer?.root.payrollratios?.payrollratio ?? []).map(({ rationumber, names }) => {
    const name = nameOf(names?.name ?? [])
    return { value: rationumber, label: name ? `${rationumber} ${name}` : rationumber }
  })
}
