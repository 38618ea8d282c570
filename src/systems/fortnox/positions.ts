/**
 * A position in Huma -> what Fortnox keeps of one: four fields of the employee, which hold now. The percentage has no place
 * there: not documented is the unit of `FullTimeEquivalent`. Nor has an occupation code.
 */
import { z } from 'zod'
import { nextDay, type Position } from '../../core/position.ts'
import { isKind } from '../../errors.ts'
import { readJson } from '../json.ts'
import type { PositionOrder, PositionWriter, Sent } from '../system.ts'
import type { Employees } from './employees.ts'
import { fitting, formFor } from './job.ts'
import { notTaken } from './rules.ts'
import { type Employee, type EmployeeParts, type Job, jobFields, job as jobSchema } from './schema.ts'

type Settings = Readonly<Record<string, string>>

export function createPositionWriter(employees: Employees, settings: Settings): PositionWriter {
  return {
    async put(order) {
      const { position, person, isMain, reference } = order
      if (!isMain) return { changed: false, ...(reference === undefined ? {} : { reference }) }
      const row = await employees.read(person.id)
      const now = jobOf(row)
      const wanted = wantedJob(order, now, settings)
      const parts = differences(now, wanted)
      const changed = Object.keys(parts).length > 0
      const after = changed ? await changeJob(employees, row, parts) : row
      const warnings = warningsOf(order, now, wanted)
      const byHand = [...titleByHand(position.title), ...notKept(after, wanted)]
      return {
        changed,
        ...referenceOf(position, wanted),
        ...(warnings.length > 0 ? { warnings } : {}),
        ...(byHand.length > 0 ? { byHand } : {}),
      }
    },

    /**
     * What held before it is kept nowhere, so nothing is written: least of all is an end taken back, which would pay
     * somebody who has left. Where another position has taken its place, nothing is left to do.
     */
    async remove({ person, before }) {
      const now = jobOf(await employees.read(person.id))
      const { title } = before
      const hasTitle = title === '' || notTaken(title) !== undefined || now.JobTitle === fitting(title)
      const isStill = hasTitle && now.EmployedTo === (lastDay(before) ?? '')
      return isStill ? { changed: false, byHand: [deletedByHand] } : { changed: false }
    },
  }
}

function jobOf(row: Employee): Job {
  return jobSchema.parse(row)
}

const deletedByHand =
  'The position was deleted in Huma. Fortnox keeps only what holds now: look at job title, employment date, last day and form of employment in Fortnox (Register > Personal).'

/** '' = to be empty; absent = left as it is. */
type Wanted = Partial<Job> & Pick<Job, 'EmployedTo'>

function wantedJob(order: PositionOrder, now: Job, settings: Settings): Wanted {
  const { title, contractType } = order.position
  const form = formFor(contractType, now.EmploymentForm, settings)
  return {
    ...(title === '' || notTaken(title) !== undefined ? {} : { JobTitle: fitting(title) }),
    EmploymentDate: employmentDate(order, now),
    EmployedTo: lastDay(order.position) ?? '',
    ...(form === undefined ? {} : { EmploymentForm: form }),
  }
}

/**
 * The employment begins with its first position: a later one of somebody who is employed does not move it. It is moved
 * where the position began before it, where it is the day that this position had before, and where somebody comes back
 * after a gap.
 */
function employmentDate(order: PositionOrder, { EmploymentDate: now, EmployedTo: left }: Job): string {
  const { position, before, reference } = order
  const { startDate } = position
  const comesBack = left !== '' && nextDay(left) < startDate
  const isOurs = before?.startDate === now || readJson(reference, referenceSchema)?.employmentDate === now
  return now === '' || startDate < now || comesBack || isOurs ? startDate : now
}

/**
 * null = the employment goes on. Not documented: whether `EmployedTo` is the last day; we take it as such. A position that
 * ended for another one does not end the employment.
 */
function lastDay({ endDate, endReason }: Position): string | null {
  return endReason === 'change_in_organization_or_internal_job_transfer' ? null : endDate
}

function differences(now: Job, wanted: Wanted): EmployeeParts {
  const parts: EmployeeParts = {}
  for (const field of jobFields) {
    const value = wanted[field]
    if (value === undefined || value === now[field]) continue
    if (field === 'EmployedTo') parts.EmployedTo = value || null
    else parts[field] = value
  }
  return parts
}

/**
 * Not documented: how a date is emptied. null is what an empty one is shown as; where it is ignored, the word is sent that
 * empties other things in Fortnox: https://github.com/softwerkab/fortnox-csharp-api-sdk/issues/306.
 */
async function changeJob(employees: Employees, row: Employee, parts: EmployeeParts): Promise<Employee> {
  const after = await employees.change(row, parts)
  if (parts.EmployedTo !== null || jobOf(after).EmployedTo === '') return after
  try {
    return await employees.change(after, { EmployedTo: 'API_BLANK' })
  } catch (error) {
    if (!isKind(error, 'refused')) throw error
    return after
  }
}

const labels: Readonly<Record<keyof Job, string>> = {
  JobTitle: 'job title',
  EmploymentDate: 'employment date',
  EmployedTo: 'last day of the employment',
  EmploymentForm: 'form of employment',
}

/** What is not as it was sent though Fortnox said that it was taken. A field that is not shown is taken as written. */
function notKept(after: Employee, wanted: Wanted): string[] {
  const now = jobOf(after)
  return jobFields
    .filter((field) => wanted[field] !== undefined && after[field] !== undefined && wanted[field] !== now[field])
    .map((field) => {
      const end = wanted[field] === '' ? 'empty it' : `it should be ${wanted[field]}`
      return `Fortnox did not take the ${labels[field]} over: ${end}, in Fortnox (Register > Personal).`
    })
}

function titleByHand(title: string): string[] {
  const problem = notTaken(title)
  return problem === undefined ? [] : [`The job title was left as it is. ${problem} Change it in Huma.`]
}

function warningsOf({ position, before }: PositionOrder, now: Job, wanted: Wanted): string[] {
  const warnings: string[] = []
  if (wanted.JobTitle !== undefined && wanted.JobTitle !== position.title.trim()) {
    warnings.push('The job title is longer than the 30 characters that Fortnox takes, and was cut.')
  }
  const { EmployedTo: left } = now
  const isOfOthers = left >= position.startDate && (!before || lastDay(before) !== left)
  if (wanted.EmployedTo === '' && left !== '' && isOfOthers) {
    warnings.push(`Fortnox had ${left} as the last day; it was emptied, because the position in Huma has no end.`)
  }
  return warnings
}

const referenceSchema = z.object({ employmentDate: z.string() })

/** The employment date is remembered where it is this position's. */
function referenceOf({ startDate }: Position, { EmploymentDate: date }: Wanted): Pick<Sent, 'reference'> {
  return date === startDate ? { reference: JSON.stringify({ employmentDate: date }) } : {}
}
