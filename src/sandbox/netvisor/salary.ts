/** Pay, as numbered values of each employee (https://support.netvisor.fi/en/articles/769756 and …/769765). */
import { childOf, element, type XmlElement } from '../xml.ts'
import { invalid } from './answers.ts'
import type { Company } from './company.ts'
import type { Spec } from './elements.ts'
import type { Query } from './reading.ts'
import { identified } from './writing.ts'

export function ratioList(company: Company, { source }: Query): XmlElement {
  if (source === undefined) throw invalid('Parameter source is expected')
  // The other sources exist, too, and have nothing here.
  const ratios = source === 'userparameters' ? company.ratios : []
  return element(
    'PayrollRatios',
    ratios.map(({ key, number, name }) =>
      element('PayrollRatio', [
        element('Names', [element('Name', name, { 'iso639-1code': 'fi' })]),
        element('Identifier', String(key), { type: 'Netvisor' }),
        element('Source', 'Palkansaajan perustiedot', { netvisorkey: '1' }),
        element('RatioNumber', String(number)),
        element('DefaultDebitAccountNumber', '5000'),
        element('DefaultCreditAccountNumber', '2961'),
      ]),
    ),
  )
}

/** "If there is no value, the value element returns as an empty element." Not documented: whether for all that there are. */
export function salaryOf(company: Company, query: Query): XmlElement {
  const { salary } = identified(company, query.identifiertype, query.identifier, 'pin')
  return element('EmployeeSalaryParameters', [
    element(
      'Parameters',
      company.ratios.map(({ number }) =>
        element('Parameter', [element('RatioNumber', String(number)), element('Value', salary.get(number))]),
      ),
    ),
  ])
}

const leaf = { kind: 'text', occurs: '1' } as const

export const salaryBody: Spec = {
  ...leaf,
  name: 'employeesalaryparameters',
  children: [
    { ...leaf, name: 'employeeidentification', attributes: { type: ['pin', 'number', 'netvisorkey'] } },
    {
      ...leaf,
      name: 'salaryparameters',
      children: [
        {
          ...leaf,
          name: 'salaryparameter',
          occurs: '1..n',
          children: [
            { name: 'rationumber', kind: 'integer', occurs: '1' },
            { name: 'value', kind: 'decimal', occurs: '0..1' },
          ],
        },
      ],
    },
  ],
}

/** One without a value is removed; those that are not named stay. There is no date: it holds at once. */
export function saveSalary(company: Company, body: XmlElement): void {
  const who = childOf(body, 'employeeidentification')
  const { salary } = identified(company, who?.attributes.type, who?.text, 'pin')
  const given = (childOf(body, 'salaryparameters')?.elements ?? []).map((one) => ({
    number: Number(childOf(one, 'rationumber')?.text),
    value: childOf(one, 'value')?.text ?? '',
  }))
  if (given.length > 24) throw invalid('At most 24 salary parameters are allowed')
  const known = company.ratios.map(({ number }) => number)
  if (given.some(({ number }) => !known.includes(number))) throw invalid('Rationumber is not found in the company')
  for (const { number, value } of given) {
    if (value === '') salary.delete(number)
    else salary.set(number, value)
  }
}
