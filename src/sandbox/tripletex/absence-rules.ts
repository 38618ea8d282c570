/** Leaves of absence and hours: what they must look like, and how they are created and changed. */
import type { EntryBody, LeaveBody } from './bodies.ts'
import { checkVersion, type Desk, referTo, refuse } from './desk.ts'
import { type Broken, hoursExist, locked, notFound } from './refusals.ts'
import type { LeaveOfAbsence, TimesheetEntry } from './rows.ts'
import { texts } from './texts.ts'

/**
 * Not documented: whether leaves may overlap, whether an `importedLeaveOfAbsenceId` may come twice, and leaves of 0 per
 * cent or of a single day. All of it is taken here: nothing protects from sending the same leave again.
 */
export function createLeave(desk: Desk, body: LeaveBody): LeaveOfAbsence {
  const broken: Broken[] = []
  const employment = referTo(desk, 'employment', body.employment, 'employment', broken)
  if (!body.employment) broken.push({ field: 'employment', message: texts.notNull })
  // Not documented: leaves without a type.
  if (!body.type) broken.push({ field: 'type', message: texts.notNull })
  const startDate = body.startDate ?? ''
  broken.push(...leaveComplaints(desk, employment, { ...body, startDate }))
  refuse(broken)
  return desk.company.add('leaveOfAbsence', {
    employment: employment ?? 0,
    importedLeaveOfAbsenceId: body.importedLeaveOfAbsenceId ?? '',
    startDate,
    endDate: body.endDate ?? null,
    percentage: body.percentage ?? 0,
    isWageDeduction: body.isWageDeduction ?? false,
    type: body.type ?? '',
  })
}

export function changeLeave(desk: Desk, row: LeaveOfAbsence, body: LeaveBody): LeaveOfAbsence {
  checkVersion(body, row)
  const changed = {
    ...row,
    importedLeaveOfAbsenceId:
      body.importedLeaveOfAbsenceId === undefined
        ? row.importedLeaveOfAbsenceId
        : (body.importedLeaveOfAbsenceId ?? ''),
    startDate: body.startDate ?? row.startDate,
    endDate: body.endDate === undefined ? row.endDate : body.endDate,
    percentage: body.percentage ?? row.percentage,
    isWageDeduction: body.isWageDeduction ?? row.isWageDeduction,
    type: body.type ?? row.type,
  }
  const broken = leaveComplaints(desk, row.employment, changed)
  if (body.employment && body.employment.id !== row.employment) {
    broken.push({ field: 'employment.id', message: texts.notAllowed })
  }
  refuse(broken)
  return desk.company.save('leaveOfAbsence', changed)
}

// Not documented: any of these refusals, but that a percentage is from 0 to 100.
function leaveComplaints(
  { company }: Desk,
  employmentId: number | null | undefined,
  leave: { startDate: string; endDate?: string | null | undefined; percentage?: number | null | undefined },
): Broken[] {
  const broken: Broken[] = []
  const employment = company.find('employment', employmentId)
  const percentage = leave.percentage ?? 0
  if (percentage < 0 || percentage > 100) broken.push({ field: 'percentage', message: texts.outOfRange })
  if (leave.endDate && leave.endDate < leave.startDate) {
    broken.push({ field: 'endDate', message: texts.endBeforeStart })
  }
  if (employment && leave.startDate < employment.startDate) {
    broken.push({ field: 'startDate', message: texts.outOfRange })
  }
  return broken
}

/** Throws 409 where the employee has hours on the activity that day. */
export function createEntry(desk: Desk, body: EntryBody): TimesheetEntry {
  const broken: Broken[] = []
  const entry = {
    employee: referTo(desk, 'employee', body.employee, 'employee', broken) ?? 0,
    activity: referTo(desk, 'activity', body.activity, 'activity', broken) ?? 0,
    date: body.date ?? '',
    hours: body.hours ?? 0,
    comment: body.comment ?? '',
    locked: false,
  }
  broken.push(...entryComplaints(desk, entry, body))
  refuse(broken)
  refuseTwins(desk, entry)
  refuseApproved(desk, entry)
  return desk.company.add('timesheetEntry', entry)
}

/** What is there but not set, or set to 0, is emptied. */
export function changeEntry(desk: Desk, row: TimesheetEntry, body: EntryBody): TimesheetEntry {
  checkVersion(body, row)
  if (row.locked) throw locked()
  const broken: Broken[] = []
  const changed = {
    ...row,
    employee: referTo(desk, 'employee', body.employee, 'employee', broken) ?? row.employee,
    activity: referTo(desk, 'activity', body.activity, 'activity', broken) ?? row.activity,
    date: body.date ?? row.date,
    hours: body.hours === undefined ? row.hours : (body.hours ?? 0),
    comment: body.comment === undefined ? row.comment : (body.comment ?? ''),
  }
  broken.push(...entryComplaints(desk, changed, body))
  refuse(broken)
  refuseTwins(desk, changed, row.id)
  return desk.company.save('timesheetEntry', changed)
}

/** An entry of a list names itself by its id. */
export function changeEntryOfList(desk: Desk, body: EntryBody): TimesheetEntry {
  const row = desk.company.find('timesheetEntry', body.id)
  if (!row) throw notFound()
  return changeEntry(desk, row, body)
}

export function removeEntry({ company }: Desk, row: TimesheetEntry, version: number | undefined): void {
  checkVersion({ version }, row)
  if (row.locked) throw locked()
  company.remove('timesheetEntry', row.id)
}

/** Not documented: what becomes of new hours in a week that was approved; they are refused as changed ones are. */
function refuseApproved({ company }: Desk, entry: Pick<TimesheetEntry, 'employee' | 'date'>): void {
  const week = weekOf(entry.date)
  const isApproved = company
    .all('timesheetEntry')
    .some((other) => other.locked && other.employee === entry.employee && weekOf(other.date) === week)
  if (isApproved) throw locked()
}

/** Weeks begin on Monday; 1 January 1970 was a Thursday. */
function weekOf(date: string): number {
  return Math.floor((Date.parse(date) / 86_400_000 + 3) / 7)
}

function entryComplaints(
  { company }: Desk,
  entry: { activity: number; hours: number },
  body: Pick<EntryBody, 'project'>,
): Broken[] {
  const broken: Broken[] = []
  const activity = company.find('activity', entry.activity)
  // There are no projects here, so an activity of projects cannot be used.
  if (activity && (activity.isDisabled || activity.activityType !== 'GENERAL_ACTIVITY')) {
    broken.push({ field: 'activity.id', message: texts.activityUnusable })
  }
  if (body.project) broken.push({ field: 'project.id', message: texts.notAllowed })
  // Not documented: how many hours a day may have.
  if (entry.hours < 0 || entry.hours > 24) broken.push({ field: 'hours', message: texts.outOfRange })
  return broken
}

function refuseTwins(
  { company }: Desk,
  entry: Pick<TimesheetEntry, 'employee' | 'activity' | 'date'>,
  except?: number,
): void {
  const twin = company
    .all('timesheetEntry')
    .some(
      (other) =>
        other.id !== except &&
        other.employee === entry.employee &&
        other.activity === entry.activity &&
        other.date === entry.date,
    )
  if (twin) throw hoursExist()
}
