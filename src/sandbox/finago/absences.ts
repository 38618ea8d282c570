/** `/absence/v2` and `/absencetypes/v2`. Nothing is ever deleted. */
import type { Hono } from 'hono'
import type { AbsenceType, Company, Row } from './company.ts'
import type { WhenOmitted } from './employees.ts'
import { type AbsenceInput, absenceFields, absenceFrom, type Filter, filterOf, sentOf } from './inputs.ts'
import { badParameter } from './refusals.ts'

/** `time`: now in Norway, as `2026-01-15 12:00:00`. */
export function addAbsenceRoutes(api: Hono, company: Company, whenOmitted: WhenOmitted, time: () => string): void {
  api.get('/absencetypes/v2', (context) => context.json(company.absenceTypes))
  api.get('/absencetypes/v2/:code', (context) => context.json([typeAt(context.req.param('code'))]))

  api.get('/absence/v2', (context) => context.json(found(filterOf(context))))
  api.get('/absence/v2/:empId', (context) => {
    const empId = context.req.param('empId')
    if (!company.employees.has(empId)) throw badParameter()
    return context.json(found(filterOf(context)).filter((row) => row.empId === empId))
  })

  api.post('/absence/v2', async (context) => {
    const input = await absenceFrom(context)
    const { serialNo } = input
    const before = serialNo ? company.absences.get(serialNo) : undefined
    if (serialNo && !before) throw badParameter()
    const row = checked(input, before)
    company.absences.set(row.serialNo ?? '', row)
    return context.json(shown(row))
  })

  function typeAt(code = ''): AbsenceType {
    const type = company.absenceTypes.find((one) => one.code === code)
    if (!type) throw badParameter()
    return type
  }

  /** Not documented: whether an interval means those that begin in it or those that touch it. Those that touch it. */
  function found({ serialNo, datefrom = '', dateto = '9999-12-31' }: Filter): Row[] {
    return [...company.absences.values()]
      .filter((row) => serialNo === undefined || row.serialNo === serialNo)
      .filter(({ startDate = '', endDate }) => startDate <= dateto && (endDate || '9999-12-31') >= datefrom)
      .map(shown)
  }

  function shown(row: Row): Row {
    const midnight = (date = '') => (date === '' ? '' : `${date} 00:00:00`)
    const { startDate, endDate, ...rest } = row
    return {
      ...rest,
      startDate: midnight(startDate),
      endDate: midnight(endDate),
      description: typeAt(row.absenceType).description,
    }
  }

  function checked(input: AbsenceInput, before: Row | undefined): Row {
    const blank = Object.fromEntries(absenceFields.map((field) => [field, '']))
    const added = { requestDate: before?.requestDate ?? time(), requestMotivation: before?.requestMotivation ?? '' }
    const kept = before && whenOmitted === 'keep' ? before : { ...blank, ...added }
    const row: Row = { ...kept, ...sentOf(input) }
    const type = typeAt(row.absenceType)
    if (!input.empId || !company.employees.has(input.empId)) throw badParameter()
    if (before && before.empId !== input.empId) throw badParameter()
    const { startDate = '', endDate = '', comment, percent } = row
    if (startDate === '' || (endDate === '' && type.category !== 'leave_of_absence')) throw badParameter()
    if (endDate !== '' && endDate < startDate) throw badParameter()
    if (type.comment_mandatory === '1' && comment === '') throw badParameter()
    if (Number(percent) > 100 || (type.percentage === '0' && percent !== '')) throw badParameter()
    if (row.numberOfDays !== '' && type.category !== 'vacation') throw badParameter()
    checkChild(row, type)
    if (type.leave_of_absence_type === 'permisjonMedForeldrepenger' && row.startdateParental === '') {
      throw badParameter()
    }
    return {
      ...row,
      serialNo: before?.serialNo ?? company.nextSerial(),
      permisjonId: row.permisjonId || (type.permisjonId === '1' ? company.nextSerial() : ''),
      lastChanged: before ? time() : '',
    }
  }

  function checkChild({ childId, empId }: Row, { category }: AbsenceType): void {
    const isOwn = company.children.some((child) => child.childId === childId && child.empId === empId)
    if (category === 'sick_child' ? !isOwn : childId !== '') throw badParameter()
  }
}
