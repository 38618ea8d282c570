/** The salary of somebody: the rates of an employment, sent on the day from which they hold. */
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { SalaryWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import { isPaid } from './carried-pay.ts'
import { changeEmployment, described, differences, mainOn, readEmployed, readHistory, startOf } from './employments.ts'
import { dateOf, momentOf } from './mapping.ts'
import { ratesFrom, remuneration } from './rates.ts'
import type { Employment, HistoryRecord } from './schema.ts'

/**
 * Amounts are not kept. `former` says where they stand: when the server noted the rates that held before, null where there
 * were none, and the rest of what was there. Absent where the server has no such note.
 */
const former = z.object({ notedAt: z.string().nullable(), date: z.string().nullable(), remuneration: z.number() })
const kept = z.object({
  employment: z.int(),
  salary: z.string(),
  from: z.string(),
  /** An hourly rate was written too. */
  hourly: z.boolean(),
  former: former.optional(),
})

type Kept = z.infer<typeof kept>

export function createSalary(api: Api): SalaryWriter {
  const doing = 'write the salary'

  /**
   * Of what is there before the first change. The last that the server has noted must be the same: either it notes what holds
   * from then on, and has it already, or it notes what held before, and has it once `change` is made.
   */
  async function changeAndFind(employment: Employment, change: () => Promise<void>): Promise<Pick<Kept, 'former'>> {
    const { MonthRate, HourRate, LastSalaryChangeDate, RemunerationType } = employment
    const rest = {
      date: LastSalaryChangeDate ? dateOf(LastSalaryChangeDate) : null,
      remuneration: RemunerationType ?? remuneration.none,
    }
    const isUnpaid = !MonthRate && !HourRate
    const already = isUnpaid ? null : await lastNote(employment)
    await change()
    const notedAt = already === undefined ? await lastNote(employment).catch(ignored) : already
    return notedAt === undefined ? {} : { former: { notedAt, ...rest } }
  }

  /** When the server has noted the rates of `employment` as the last ones. */
  async function lastNote(employment: Employment): Promise<string | undefined> {
    const last = (await readHistory(api, employment, doing)).at(-1)
    return last && hasRates(employment, last) ? last.ChangedAt : undefined
  }

  return {
    async put({ person, salary, reference, today }) {
      const { Employments } = await readEmployed(api, person.id, doing)
      const known = readJson(reference, kept)
      const employment = employmentOf(Employments, salary.fromDate, today, known)
      if (!employment) throw withoutEmployment(today)
      const earlier = known?.employment === employment.ID && known.salary === salary.id ? known : undefined
      const { from, rates } = ratesFrom(startOf(employment) ?? '', salary, employment)
      const changes = differences(employment, rates)
      const identity = { employment: employment.ID, salary: salary.id, from }
      const hourly = salary.unit === 'hourly' || (earlier?.hourly ?? false)
      if (Object.keys(changes).length === 0) {
        const same: Kept = { ...identity, hourly, ...(earlier?.former ? { former: earlier.former } : {}) }
        return { changed: false, reference: JSON.stringify(same) }
      }
      const change = () => changeEmployment(api, employment, changes, doing)
      const before = earlier ? { ...(earlier.former ? { former: earlier.former } : {}) } : undefined
      const former = before ?? (await changeAndFind(employment, change))
      if (before) await change()
      const wasHourly = employment.RemunerationType === remuneration.hourly && salary.unit !== 'hourly'
      return {
        changed: true,
        reference: JSON.stringify({ ...identity, hourly, ...former } satisfies Kept),
        ...(wasHourly
          ? { warnings: ['The hourly rate of before stays in Unimicro: see whether it still counts.'] }
          : {}),
      }
    },

    async clear({ person, reference, today }) {
      const { Employments } = await readEmployed(api, person.id, doing)
      const known = readJson(reference, kept)
      const sent = await takeBack(Employments, known)
      const toCome = Employments.filter(
        (one) => one.ID !== known?.employment && isPaid(one) && (startOf(one) ?? '') > today,
      )
      const byHand = [...(sent.byHand ?? []), ...toCome.map(paysLater)]
      return byHand.length > 0 ? { ...sent, byHand } : sent
    },
  }

  /** Back to what was paid before, where the server has a note of it and nobody has changed the salary since. */
  async function takeBack(all: readonly Employment[], known: Kept | undefined): Promise<Sent> {
    const employment = all.find((one) => (known ? one.ID === known.employment : one.Standard))
    if (!employment || !isPaid(employment)) return { changed: false }
    const backTo = known?.former && (await ratesBefore(employment, known))
    if (!known || !backTo) return byHand(employment)
    const changes = differences(employment, backTo)
    const same = { reference: JSON.stringify(known) }
    if (Object.keys(changes).length === 0) return { changed: false, ...same }
    const { LastSalaryChangeDate } = employment
    if (!LastSalaryChangeDate || dateOf(LastSalaryChangeDate) !== known.from) return { ...byHand(employment), ...same }
    await changeEmployment(api, employment, changes, doing)
    return { changed: true, ...same }
  }

  async function ratesBefore(
    employment: Employment,
    { former: before, hourly }: Kept,
  ): Promise<Partial<Employment> | undefined> {
    if (!before) return undefined
    const none = { MonthRate: 0, HourRate: 0 }
    const noted =
      before.notedAt === null
        ? none
        : (await readHistory(api, employment, doing)).find(({ ChangedAt }) => ChangedAt === before.notedAt)
    if (!noted) return undefined
    return {
      MonthRate: noted.MonthRate ?? 0,
      ...(hourly ? { HourRate: noted.HourRate ?? 0 } : {}),
      RemunerationType: before.remuneration,
      LastSalaryChangeDate: before.date === null ? null : momentOf(before.date),
    }
  }
}

/**
 * The one that holds today: that of the last time, else the main one. Where none does, the one that held when the salary
 * began, or the one that is to come.
 */
function employmentOf(
  all: readonly Employment[],
  fromDate: string,
  today: string,
  known: Kept | undefined,
): Employment | undefined {
  const preferred = [known?.employment]
  const isToCome = (one: Employment) => Boolean(one.Standard) && (startOf(one) ?? '') > today
  return mainOn(all, today, preferred) ?? mainOn(all, fromDate, preferred) ?? all.find(isToCome)
}

/** The change is made: where its note cannot be read now, a salary that is deleted later is left to somebody. */
function ignored(error: unknown): undefined {
  if (!(error instanceof HumaPayrollError)) throw error
}

function hasRates(employment: Employment, { MonthRate, HourRate }: HistoryRecord): boolean {
  return (employment.MonthRate ?? 0) === (MonthRate ?? 0) && (employment.HourRate ?? 0) === (HourRate ?? 0)
}

function byHand(employment: Employment) {
  const text = `The salary was deleted in Huma, and what was paid before cannot be told: in Unimicro, open the employee and correct the pay of ${described(employment)}.`
  return { changed: false, byHand: [text] }
}

/** It was made with what the one before paid. */
function paysLater(employment: Employment): string {
  return `The salary was deleted in Huma, and ${described(employment)}, which is still to begin in Unimicro, was made with one: look at its pay there.`
}

function withoutEmployment(date: string): HumaPayrollError {
  return new HumaPayrollError('refused', `There is no employment in Unimicro on ${date}, and pay belongs to one.`, {
    hint: 'Send positions too (huma-payroll configure NAME --positions on), or add the employment in Unimicro.',
    details: { field: 'position' },
  })
}
