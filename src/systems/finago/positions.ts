/**
 * Positions, each an employment (arbeidsforhold) of its own. An employment is made or changed by its id in one request; there
 * is no deleting one.
 */
import { z } from 'zod'
import { HumaPayrollError, isKind } from '../../errors.ts'
import { historyNotSent, isHistory } from '../history.ts'
import { readJson } from '../json.ts'
import type { PositionOrder, PositionWriter, Sent } from '../system.ts'
import type { Api } from './api.ts'
import type { Company } from './company.ts'
import {
  enterpriseOf,
  enterpriseSetting,
  findEmployment,
  isOurs,
  isOver,
  isPrimary,
  isSame,
  labels,
  type Name,
  neverReported,
  ownId,
  shown,
  type Values,
  valuesOf,
  whole,
} from './employments.ts'
import { type Employment, employment } from './schema.ts'

const referenceForm = z.object({ employment: z.string() })

export function createPositionWriter(parts: {
  api: Api
  company: () => Promise<Company>
  settings: Readonly<Record<string, string>>
}): PositionWriter {
  const { api, company, settings } = parts
  const pathOf = (empId: string) => `/employment/v2/${encodeURIComponent(empId)}`

  return {
    async put(order) {
      const doing = 'write the position'
      const path = pathOf(order.person.id)
      const choices = { company: await company(), settings }
      const rows = await api.rows(path, employment, doing)
      const known = readJson(order.reference, referenceForm)?.employment
      const row = findEmployment(rows, known, order)
      if (!row && isHistory(order)) return { changed: false, warnings: [historyNotSent(order, 'Finago')] }
      const id = row ? shown(row, 'employment_id') : ownId(order.position)
      const kept = { reference: JSON.stringify({ employment: id }) }
      const wanted = { ...(row ? {} : enterpriseOf(rows, choices)), ...valuesOf(order, row, choices) }
      const others = isOver(order) || !order.isMain ? [] : otherPrimaries(rows, row, order.today)
      if (row && others.length === 0 && differing(wanted, row).length === 0) return { changed: false, ...kept }

      const body = [{ ...(row ? whole(row) : {}), ...wanted, employment_id: id }, ...others.map(demoted)]
      const after = (await api.writeRows(path, body, employment, doing)).find(
        (one) => shown(one, 'employment_id') === id,
      )
      if (!after) throw notThere(doing)
      const untaken = differing(wanted, after)
      return {
        changed: true,
        ...kept,
        ...(row ? {} : warningsOf(order, wanted, choices.company)),
        ...(untaken.length > 0 ? { byHand: [untakenText(untaken, id, order.person.id)] } : {}),
      }
    },

    async remove({ person, before, reference }) {
      const rows = await api.rows(pathOf(person.id), employment, 'look the position up')
      const known = readJson(reference, referenceForm)?.employment
      const found = rowsThatMayBe(rows, known, before)
      if (found.length === 0) return { changed: false }
      const ids = found.map((row) => shown(row, 'employment_id')).join(' or ')
      return {
        changed: false,
        // To report that there never was an employment is for a person to say; Finago's API has nothing else for it.
        byHand: [
          `The position from ${before.startDate} was deleted in Huma. In Finago, open employee ${person.id} and the employment (arbeidsforhold) ${ids}: remove it, or end it where it was reported; if it should never have been reported, that is a reason for the end which Finago offers.`,
        ],
      }
    },
  }
}

/** Several where it cannot be told which of them it is: then somebody has to look. */
function rowsThatMayBe(
  rows: readonly Employment[],
  known: string | undefined,
  before: PositionOrder['position'],
): readonly Employment[] {
  try {
    const row = findEmployment(rows, known, { position: before, before })
    return row && shown(row, 'enddate_reason') !== neverReported ? [row] : []
  } catch (error) {
    if (isKind(error, 'refused')) return rows.filter((row) => !isOurs(row))
    throw error
  }
}

/**
 * The one primary employment is another one from now on. Not documented: whether Finago takes the mark from the others by
 * itself. What has ended keeps it.
 */
function otherPrimaries(rows: readonly Employment[], own: Employment | undefined, today: string): Employment[] {
  return rows.filter((row) => row !== own && isPrimary(row) && (shown(row, 'enddate') || today) >= today)
}

function demoted(row: Employment): Values {
  return { ...whole(row), primary_employment: '0' }
}

function differing(wanted: Values, row: Employment): Name[] {
  const names = Object.keys(labels).filter((name): name is Name => name in wanted)
  return names.filter((name) => !isSame(name, wanted[name] ?? '', shown(row, name)))
}

function notThere(doing: string): HumaPayrollError {
  return new HumaPayrollError('unknown-outcome', `Finago said that it did ${doing}, and shows no such employment.`, {
    hint: 'Look at the employee in Finago.',
  })
}

function untakenText(names: readonly Name[], id: string, empId: string): string {
  const what = names.map((name) => labels[name]).join(', ')
  return `Finago took the position and shows something else than was sent: ${what}. In Finago, open employee ${empId} and correct the employment (arbeidsforhold) ${id}.`
}

/** What a new employment has not been told. */
function warningsOf({ position }: PositionOrder, values: Values, { country }: Company): Pick<Sent, 'warnings'> {
  const missing = [
    ...(values.employment_form === undefined
      ? [`the kind of employment (ansatt type), because Huma has "${position.contractType}"`]
      : []),
    ...(country === 'NO' && values.enterprise_number === undefined
      ? [
          `the enterprise number (virksomhetsnummer), because there are several and none is chosen: huma-payroll configure NAME --set ${enterpriseSetting}=NUMBER`,
        ]
      : []),
    ...(country === 'NO' && values.profession_code === undefined
      ? ['the occupation code (yrkeskode), because the job title is not mapped: huma-payroll configure NAME']
      : []),
  ]
  return missing.length > 0 ? { warnings: missing.map((what) => `The new employment in Finago lacks ${what}.`) } : {}
}
