/** Visma.net Payroll in the scenario. What is expected follows docs/systems. */
import { z } from 'zod'
import { choices, codeOf, codesOf, earned, endOf, holding, sum, text, valueOn } from './flow-reading.ts'
import type { FlowSystem } from './flow-systems.ts'

const timeline = z.object({ activeStart: z.string().nullish(), activeEnd: z.string().nullish() })
const valued = z.array(timeline.extend({ value: z.union([z.string(), z.number()]) })).default([])
const vismaEmployee = z.looseObject({
  id: z.string(),
  number: text,
  lastChange: z.unknown(),
  personNames: z.array(z.looseObject({ firstName: text, lastName: text })).default([]),
  emails: z.array(z.looseObject({ address: text })).default([]),
  phones: z.array(z.looseObject({ number: z.coerce.string() })).default([]),
  address: z.looseObject({ streetName: text, zipCode: text, cityName: text }).nullish(),
  salaryPaymentMethod: z.looseObject({ localBankAccount: text }).nullish(),
  positions: z.array(
    z.looseObject({
      id: z.string(),
      activeStart: text,
      activeEnd: text,
      partTimeFactors: valued,
      typeOfWork: valued,
      salaryInformation: z
        .array(
          timeline.extend({
            contractSalaryType: text,
            monthlySalary: z.coerce.number().optional(),
            hourlySalary: z.coerce.number().optional(),
            yearlySalary: z.coerce.number().optional(),
          }),
        )
        .default([]),
    }),
  ),
})

export const vismaFlow: FlowSystem = {
  id: 'visma-net-payroll',
  country: 'NO',
  method: 'client-credentials',
  configure: (set, titles) =>
    choices({
      what: ['--users', 'on', '--create-users', 'on', '--positions', 'on', '--salary', 'on'],
      set: [
        ...set,
        'workTimeAgreement=0387f476-2471-4816-8b94-cdabb8fe4c21',
        'taxUnit=4299e8f5-2448-4cea-8d99-c59c1cfc99d6',
      ],
      titles: codesOf(titles),
    }),
  isWrite: ({ method, path }) => method !== 'GET' && !path.startsWith('/connect/'),
  fields: ['name', 'email', 'phone', 'address', 'account'],
  positions: { kind: 'each', shows: ['end', 'percentage', 'title'], titleOf: codeOf },
  salary: {
    isDated: true,
    shown: ({ unit, amount }) => sum(unit, amount),
    deleted: 'former',
  },
  read: (snapshot) =>
    z
      .array(vismaEmployee)
      .parse(snapshot)
      .map(({ positions, lastChange: _, ...employee }) => {
        const { address } = employee
        const name = employee.personNames.at(-1)
        return {
          id: employee.id,
          number: employee.number,
          fields: {
            name: `${name?.firstName} ${name?.lastName}`,
            email: employee.emails[0]?.address.toLowerCase() ?? '',
            phone: employee.phones[0]?.number ?? '',
            address: address ? `${address.streetName} ${address.zipCode} ${address.cityName}` : '',
            account: employee.salaryPaymentMethod?.localBankAccount ?? '',
          },
          pieces: {
            employee,
            ...Object.fromEntries(positions.map((position) => [`position ${position.id}`, position])),
          },
          positions: (day) =>
            positions.map(({ activeStart, activeEnd, partTimeFactors, typeOfWork }) => ({
              start: activeStart,
              end: endOf(activeEnd),
              percentage: Number(valueOn(partTimeFactors, day)?.value ?? 0),
              title: String(valueOn(typeOfWork, day)?.value ?? ''),
            })),
          absence: [],
          pay: (day) =>
            positions.flatMap(({ activeStart: start, activeEnd, salaryInformation }) => {
              if (holding([{ start, end: endOf(activeEnd) }], day).length === 0) return []
              const entry = valueOn(salaryInformation, day)
              const { contractSalaryType: unit = '', monthlySalary, hourlySalary, yearlySalary } = entry ?? {}
              const amount = { monthly: monthlySalary, hourly: hourlySalary, yearly: yearlySalary }[unit]
              return earned(unit, amount)
            }),
        }
      }),
}
