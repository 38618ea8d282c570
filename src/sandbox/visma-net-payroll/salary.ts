/** Contract salaries: monthly, hourly and yearly, of which one is agreed and the others are calculated from it. */
import { isDeepStrictEqual } from 'node:util'
import type { SalaryInformation } from './documents.ts'
import { absent, type Finding, salaryIgnored, wrong } from './findings.ts'

type Entry = SalaryInformation[number]
type Kind = 'monthly' | 'hourly' | 'yearly'

/** Hours of a full year: 10000 a month are 61.54 an hour in the vendor's sample. */
const hours = 1950

const amountOf = { monthly: 'monthlySalary', hourly: 'hourlySalary', yearly: 'yearlySalary' } as const

/** Both "monthly" and "Hourly" are in the vendor's samples. undefined: left out. */
function kindOf({ contractSalaryType }: Entry): Kind | 'unknown' | undefined {
  if (contractSalaryType === undefined) return undefined
  const kind = contractSalaryType.toLowerCase()
  return kind === 'monthly' || kind === 'hourly' || kind === 'yearly' ? kind : 'unknown'
}

/** Without a type it is monthly. The chosen type needs its own amount, and the other two do not matter. */
export function salaryFindings(entries: SalaryInformation, path: string): Finding[] {
  return entries.flatMap((entry, index) => {
    const at = `${path}[${index}]`
    // Not documented: other types than the one in every sample.
    const found = entry.salaryType === 'Period' ? [] : [wrong(`${at}.salaryType`, 'InvalidValue', 'Not a salary type.')]
    const kind = kindOf(entry) ?? 'monthly'
    if (kind === 'unknown') found.push(wrong(`${at}.contractSalaryType`, 'InvalidValue', 'Not a contract salary type.'))
    else if (entry[amountOf[kind]] === undefined) found.push(absent(`${at}.${amountOf[kind]}`))
    return found
  })
}

/** As it is stored and answered: the type in small letters, and all three amounts. */
export function calculated(entries: SalaryInformation): SalaryInformation {
  return entries.map((entry) => {
    const given = kindOf(entry) ?? 'monthly'
    const kind = given === 'unknown' ? 'monthly' : given
    const amount = Number(entry[amountOf[kind]])
    const yearly = { monthly: amount * 12, hourly: amount * hours, yearly: amount }[kind]
    const others = {
      monthlySalary: shown(yearly / 12),
      hourlySalary: shown(yearly / hours),
      yearlySalary: shown(yearly),
    }
    return { ...entry, contractSalaryType: kind, ...others, [amountOf[kind]]: entry[amountOf[kind]] }
  })
}

function shown(amount: number): string {
  return String(Math.round(amount * 100) / 100)
}

/**
 * What becomes of the salary when a position is overwritten by somebody who leaves out the type, where an hourly or yearly
 * one is stored. Of one who never gives it: nothing, with a warning, where another is added; a failure where a stored one is
 * changed. Of one who gives it as it is stored and adds another without: a failure (changelog of the vendor, 2022-12-05).
 */
export function overwritten(
  stored: SalaryInformation,
  given: SalaryInformation,
): { salary: SalaryInformation; findings: Finding[] } {
  const isUntyped = given.some((entry) => kindOf(entry) === undefined)
  const isOther = stored.some((entry) => kindOf(entry) !== 'monthly')
  if (!isUntyped || !isOther) return { salary: given, findings: [] }
  const isNeverTyped = given.every((entry) => kindOf(entry) === undefined)
  if (isNeverTyped && given.length > stored.length) return { salary: stored, findings: [salaryIgnored()] }
  const bare = ({ contractSalaryType: _, hourlySalary: __, yearlySalary: ___, ...rest }: Entry) => rest
  const isSame = isDeepStrictEqual(given.map(bare), stored.map(bare))
  // Not documented: the words.
  const failure = wrong('$.salaryInformation', 'ContractSalaryTypeMissing', 'contractSalaryType has not been provided.')
  return { salary: stored, findings: isSame ? [] : [failure] }
}
