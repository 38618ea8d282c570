/** Salary as a dated value of the person, and whether it is by the hour or by the month (lonform). */
import { z } from 'zod'
import { payPer } from '../../core/salary.ts'
import { readJson } from '../json.ts'
import type { SalaryOrder, SalaryWriter } from '../system.ts'
import { changed, type Decision, holdsAlready, type WriteRow } from './positions.ts'
import { datedOf, datedText, type Row } from './schema.ts'

/** `outdated`: days from which an earlier salary was written that the one of now does not replace. */
const referenceForm = z.object({ from: z.string(), outdated: z.array(z.string()).default([]) })

export function createSalaryWriter(writeRow: WriteRow): SalaryWriter {
  return {
    put: (order) => writeRow(order.person.id, (row) => decide(order, row)),
    clear: ({ person, reference }) =>
      writeRow(person.id, ({ values }) => {
        const text = values.lonform === 'TIM' ? values.timlon : values.manlon
        const written = readJson(reference, referenceForm)?.from
        if (text === undefined) return { values: {}, sent: {} }
        const { from } = datedOf(text)
        // Somebody has given another one since.
        if (written !== undefined && from !== '' && from !== written) return { values: {}, sent: {} }
        const since = from === '' ? '' : ` that holds from ${from}`
        const byHand = `The salary was deleted in Huma, which a file cannot say. In Crona Lön, remove or correct the ${wordOf(values.lonform)}${since} of employee ${person.id}.`
        return { values: {}, sent: { byHand: [byHand] } }
      }),
  }
}

/**
 * Not documented: whether `manlon` is for full time. What is paid is written, as Huma has it; `sysgrad` tells the percentage.
 * `lonform` has no day from which it holds: where another one is paid until the salary begins, it is left until then.
 */
function decide({ salary, reference, today }: SalaryOrder, row: Row): Decision {
  const isHourly = salary.unit === 'hourly'
  const name = isHourly ? 'timlon' : 'manlon'
  const lonform = isHourly ? 'TIM' : 'MÅN'
  const wanted = { amount: payPer(salary, isHourly ? 'hourly' : 'monthly'), from: salary.fromDate }
  const held = row.values[name]
  const known = readJson(reference, referenceForm)
  const isTooSoon = wanted.from > today && ![undefined, lonform].includes(formOf(row))
  const isSame = holdsAlready(wanted, held) && (isTooSoon || row.values.lonform === lonform)
  // What was written from an earlier day holds already, and too early.
  const tooEarly = isSame && known !== undefined && known.from < wanted.from && datedOf(held ?? '').from === known.from
  const outdated = [...new Set([...(known?.outdated ?? []), ...(known ? [known.from] : [])])].filter(
    (from) => from > wanted.from,
  )
  const byHand = [
    ...outdated.map(
      (from) =>
        `In Crona Lön, remove the ${wordOf(lonform)} that holds from ${from} of employee ${row.anstid}, which a file cannot do: in Huma the salary of now holds from ${wanted.from}.`,
    ),
    ...(tooEarly
      ? [
          `In Crona Lön, correct the ${wordOf(lonform)} of employee ${row.anstid} that holds from ${known.from}, which a file cannot do: in Huma it holds from ${wanted.from}.`,
        ]
      : []),
    ...(isTooSoon
      ? [
          `On ${wanted.from}, change the pay form (löneform) of employee ${row.anstid} in Crona Lön to ${isHourly ? 'hourly (tim)' : 'monthly (månad)'}: a file would change it at once.`,
        ]
      : []),
  ]
  const kept = { from: tooEarly ? known.from : wanted.from, ...(outdated.length > 0 ? { outdated } : {}) }
  return {
    values: isSame ? {} : changed({ ...(isTooSoon ? {} : { lonform }), [name]: datedText(wanted) }, row),
    sent: { reference: JSON.stringify(kept), ...(byHand.length > 0 ? { byHand } : {}) },
  }
}

/** How somebody is paid now, also where the personnel file does not say it in so many words. */
function formOf({ values: { lonform, timlon, manlon } }: Row): string | undefined {
  if (lonform !== undefined || (timlon === undefined) === (manlon === undefined)) return lonform
  return timlon === undefined ? 'MÅN' : 'TIM'
}

function wordOf(lonform: string | undefined): string {
  return lonform === 'TIM' ? 'hourly pay (timlön)' : 'monthly pay (månadslön)'
}
