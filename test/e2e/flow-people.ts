/** What is known of Huma's people, for events and for the judgement; and made-up names and accounts. */
import type { HumaSandbox } from '../../src/sandbox/huma.ts'
import type { SandboxCompany } from '../../src/sandbox/people.ts'
import { addDays, type FlowPosition, type PersonFacts } from './flow-facts.ts'

type User = ReturnType<HumaSandbox['snapshot']>['users'][number]

/** Right after the activation. */
export function factsOf({ huma, company }: { huma: HumaSandbox; company: SandboxCompany }): Map<string, PersonFacts> {
  const titles = new Map(company.huma.map(({ employeeNumber, jobTitle }) => [employeeNumber, jobTitle]))
  const { users, absences } = huma.snapshot()
  const facts = new Map<string, PersonFacts>()
  for (const user of users) {
    if (user.type !== 'user') continue
    const person = personOf(user, titles.get(user.employmentId ?? '') ?? '', 0)
    for (const { id, userId, type, startDate, endDate, percentage, isApproved } of absences) {
      if (userId !== user.id) continue
      person.absences.set(id, [{ at: 0, value: { type, startDate, endDate, percentage, isApproved } }])
    }
    facts.set(user.id, person)
  }
  return facts
}

export function personOf(user: User, title: string, at: number): PersonFacts {
  const { homeAddress: home, bankAccount, salary } = user
  const account = bankAccount && 'number' in bankAccount ? bankAccount.number : ''
  const since = <T>(value: T) => [{ at, value }]
  return {
    id: user.id,
    number: user.employmentId ?? '',
    isNew: at > 0,
    fields: {
      name: since(`${user.givenName} ${user.familyName}`),
      email: since(user.email.toLowerCase()),
      phone: since((user.phone ?? '').replace('+47', '')),
      address: since(home ? `${home.line1} ${home.postalCode} ${home.city}` : ''),
      account: since(account),
    },
    standing: since(user.active ? ('active' as const) : ('deactivated' as const)),
    positions: new Map(
      user.positions.map(({ id, contractStartDate: start, contractEndDate: end = null, percentage }) => [
        id,
        since<FlowPosition | null>({ start, end, percentage, title, isTransfer: false }),
      ]),
    ),
    salary: since(
      salary
        ? {
            unit: salary.periodUnit === 'weekly' ? 'monthly' : salary.periodUnit,
            amount: salary.amount,
            currency: salary.currency,
            fromDate: salary.fromDate,
          }
        : null,
    ),
    absences: new Map(),
  }
}

/** 1 -> B, 27 -> BB */
export function letters(number: number): string {
  const digits = [...number.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
  return digits.join('')
}

/** In a register that no bank has, with a valid check digit where the country's accounts have one. */
export function accountNumber(country: 'NO' | 'SE', serial: number): string {
  if (country === 'SE') return `9998${String(1_000_000 + serial)}`
  for (let number = 600_000 + serial * 3; ; number += 1) {
    const ten = `9997${number}`
    const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    const sum = weights.reduce((total, weight, index) => total + weight * Number(ten[index]), 0)
    const digit = (11 - (sum % 11)) % 11
    if (digit < 10) return `${ten}${digit}`
  }
}

/** Some absences that Huma has before anything is connected, and that no notice ever told of. */
export function enterHistory(huma: HumaSandbox, today: string): void {
  for (const [index, { id, active, type }] of huma.snapshot().users.entries()) {
    if (index % 5 > 0 || !active || type !== 'user') continue
    const startDate = addDays(today, -40 + (index % 7))
    const endDate = addDays(startDate, 3)
    huma.addAbsence(id, { type: 'Vacation', startDate, endDate, isApproved: true })
  }
}
