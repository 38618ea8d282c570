/**
 * `getrecordtypelist.nv`, `workday.nv`, `getworkday.nv`, `getworkdays.nv` and `deleteworkdayhour.nv`: hours worked and
 * absence, a day at a time (https://support.netvisor.fi/en/support/solutions/articles/77000554280 and
 * https://support.netvisor.fi/en/articles/769750, …/769742, …/769756, …/769763). Times of day are not taken here.
 */
import { childOf, element, type XmlElement } from '../xml.ts'
import { invalid, Refusal } from './answers.ts'
import { isDay } from './bodies.ts'
import type { Company, Employee, WorkHour } from './company.ts'
import type { Spec } from './elements.ts'
import { type Query, wanted } from './reading.ts'
import { identified } from './writing.ts'

export function recordTypeList(company: Company): XmlElement {
  return element(
    'RecordTypes',
    company.recordTypes.map(({ key, number, name, character, unit }) =>
      element('RecordType', [
        element('Names', [element('Name', name, { 'iso639-1code': 'fi' })]),
        element('Netvisorkey', String(key)),
        element('Rationumber', String(number)),
        element('Charactertype', String(character)),
        element('UnitType', String(unit)),
      ]),
    ),
  )
}

const any = ['', '?']
const text = (name: string, more: Partial<Spec> = {}): Spec => ({ name, kind: 'text', occurs: '0..1', ...more })

const dimension = text('dimension', {
  occurs: '0..n',
  children: [
    text('dimensionname', { occurs: '1' }),
    text('dimensionitem', { occurs: '1', attributes: { fatherid: any } }),
  ],
})

export const workdayBody: Spec = text('workday', {
  occurs: '1',
  children: [
    {
      name: 'date',
      kind: 'date',
      occurs: '1',
      attributes: { format: ['ansi'], method: ['', 'replace', 'increment'] },
    },
    text('employeeidentifier', {
      occurs: '1',
      attributes: {
        type: ['number', 'personalidentificationnumber', 'netvisorkey'],
        // Not documented: whether it may be left out. It may.
        defaultdimensionhandlingtype: ['', 'none', 'usedefault'],
      },
    }),
    text('workdayhour', {
      occurs: '0..n',
      children: [
        { name: 'hours', kind: 'decimal', occurs: '1' },
        { name: 'collectorratio', kind: 'integer', occurs: '1', attributes: { type: ['number'] } },
        text('acceptancestatus', { occurs: '1', values: ['confirmed', 'accepted'] }),
        text('description', { occurs: '1' }),
        text('crmprocessidentifier', { attributes: { billingtype: ['unbillable', 'billable'] } }),
        text('invoicingproductidentifier'),
        text('customeridentifier', { attributes: { type: ['netvisor', 'customer'] } }),
        dimension,
        text('contractid'),
      ],
    }),
  ],
})

/** `replace`, which is meant without a word, takes away all that the day had. */
export function saveWorkday(company: Company, body: XmlElement): void {
  const date = childOf(body, 'date')
  const who = childOf(body, 'employeeidentifier')
  const employee = identified(company, who?.attributes.type, who?.text, 'personalidentificationnumber')
  checkOpen(company, date?.text)
  const hours = body.elements
    .filter(({ name }) => name === 'workdayhour')
    .map((one) => hourOf(company, date?.text, one))
  const kept =
    date?.attributes.method === 'increment' ? employee.hours : employee.hours.filter((hour) => hour.date !== date?.text)
  employee.hours = [...kept, ...hours]
  // A paid service, says the vendor; hours turn it on.
  employee.values.payrollservice = 'enabled'
}

function checkOpen({ lockedPeriods }: Company, date = ''): void {
  if (lockedPeriods.some(({ start, end }) => start <= date && date <= end)) {
    throw new Refusal('PERIOD_LOCK', 'The period is locked')
  }
}

function hourOf(company: Company, date = '', given: XmlElement): WorkHour {
  const value = (name: string) => childOf(given, name)?.text ?? ''
  const type = company.recordTypes.find(({ number }) => String(number) === value('collectorratio'))
  if (!type) throw invalid('Collectorratio is not found in the company')
  const hours = Number(value('hours').replace(',', '.')).toFixed(2).replace('.', ',')
  const accepted = value('acceptancestatus') === 'accepted'
  const description = value('description')
  return { key: company.nextKey(), date, hours, ratio: type.number, accepted, description, paid: false }
}

/** Without the keys of the entries. */
export function oneWorkday(company: Company, query: Query): XmlElement {
  const employee = wanted(company, query)
  return dayElement(company, employee, dayOf(query, 'workhourdate'), 'WorkdayHour')
}

/** At most one calendar year. */
export function severalWorkdays(company: Company, query: Query): XmlElement {
  const employee = wanted(company, query)
  const [start, end] = [dayOf(query, 'workhourstartdate'), dayOf(query, 'workhourenddate')]
  if (end < start || end >= `${Number(start.slice(0, 4)) + 1}${start.slice(4)}`) {
    throw invalid('The dates must be one year apart at most')
  }
  const days = [...new Set(employee.hours.map(({ date }) => date))]
    .filter((date) => date >= start && date <= end)
    .sort()
  return element(
    'Workdays',
    days.map((date) => dayElement(company, employee, date, 'WorkDayHour')),
  )
}

function dayOf(query: Query, name: string): string {
  const value = query[name]
  if (value === undefined || !isDay(value)) throw invalid(`Parameter ${name} is not valid`)
  return value
}

/** Of what an entry has, `workday.nv` takes more than is shown here. The states are in Finnish, as the vendor's page has them. */
function dayElement(
  company: Company,
  { hours }: Employee,
  date: string,
  name: 'WorkDayHour' | 'WorkdayHour',
): XmlElement {
  const rows = hours.filter((hour) => hour.date === date)
  return element('Workday', [
    element('Date', date),
    ...rows.map(({ key, ...hour }) => {
      const type = company.recordTypes.find(({ number }) => number === hour.ratio)
      const isListed = name === 'WorkDayHour'
      const typeKey = isListed ? { Netvisorkey: String(type?.key ?? '') } : {}
      return element(
        name,
        [
          element('Hours', hour.hours),
          element('CollectorRatio', type?.name, { Number: String(hour.ratio), ...typeKey }),
          element('AcceptanceStatus', hour.accepted ? 'Hyväksytty' : 'Kuitattu'),
          element('Description', hour.description),
          element('CrmProcessName'),
        ],
        isListed ? { Netvisorkey: String(key) } : {},
      )
    }),
  ])
}

/** "If it has not been paid or linked to a paycheck." Not documented: how it is refused then. */
export function deleteHour(company: Company, { netvisorkey }: Query): void {
  const isWanted = ({ key }: WorkHour) => String(key) === netvisorkey
  const owner = [...company.employees.values()].find(({ hours }) => hours.some(isWanted))
  if (!owner) throw invalid('Work day hour not found with Netvisor identifier')
  const found = owner.hours.find(isWanted)
  checkOpen(company, found?.date)
  if (found?.paid) throw invalid('Work day hour has been paid or linked to a payslip')
  owner.hours = owner.hours.filter((hour) => !isWanted(hour))
}
