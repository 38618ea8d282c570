/**
 * What is refused when an entity is saved. The rules live in the vendor's database and are public nowhere.
 * Not documented: all of them but those on the employee number and on a leave's employment. What the vendor's own
 * screens insist on is an error here.
 */
import { type ModelName, models } from './models.ts'
import type { Row, Store } from './store.ts'

export const level = { warning: 20, error: 30 } as const

const operators = { Required: 7, RegExp: 10 } as const

interface EntityRule {
  model: ModelName
  property: string
  operator: keyof typeof operators
  value?: RegExp
  level: number
  message: string
}

export interface Finding {
  property: string
  message: string
  level: number
  /** What ValidationMessage carries as EntityValidationRule, or as ComplexValidationRule. */
  rule: { kind: 'entity'; operator: number; value: string | null } | { kind: 'complex'; code: number }
}

const required = (model: ModelName, property: string, ruleLevel: number = level.error): EntityRule => ({
  model,
  property,
  operator: 'Required',
  level: ruleLevel,
  message: `${property} must be set`,
})

const entityRules: readonly EntityRule[] = [
  required('Employee', 'SubEntityID'),
  required('Employee', 'BusinessRelationID'),
  // Warns only: it stands beside errors, and is none.
  required('Employee', 'SocialSecurityNumber', level.warning),
  {
    model: 'Employee',
    property: 'SocialSecurityNumber',
    operator: 'RegExp',
    value: /^\d{11}$/,
    level: level.error,
    message: 'SocialSecurityNumber must have 11 digits',
  },
  required('BusinessRelation', 'Name'),
  required('Email', 'EmailAddress'),
  {
    model: 'Email',
    property: 'EmailAddress',
    operator: 'RegExp',
    value: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
    level: level.error,
    message: 'EmailAddress is no e-mail address',
  },
  required('Phone', 'Number'),
  required('Employment', 'EmployeeID'),
  required('Employment', 'JobCode'),
  required('Employment', 'JobName'),
  required('Employment', 'StartDate'),
  required('EmployeeLeave', 'EmploymentID'),
  required('EmployeeLeave', 'FromDate'),
  required('SalaryTransaction', 'EmployeeID'),
  required('SalaryTransaction', 'WageTypeNumber'),
]

const isEmpty = (value: unknown) => value === null || value === undefined || value === '' || value === 0

/** What is wrong with `row`, which is in the store already, as are the rows within it. `isNested`: saved with its owner. */
export function findings(
  store: Store,
  model: ModelName,
  row: Row,
  before: Row | undefined,
  isNested: boolean,
): Finding[] {
  const found: Finding[] = []
  for (const rule of entityRules) {
    if (rule.model !== model) continue
    const value = row[rule.property]
    const fails = rule.value ? !isEmpty(value) && !rule.value.test(String(value)) : isEmpty(value)
    if (!fails) continue
    const kind = { kind: 'entity' as const, operator: operators[rule.operator], value: rule.value?.source ?? null }
    found.push({ property: rule.property, message: rule.message, level: rule.level, rule: kind })
  }
  const complex = (property: string, code: number, message: string) =>
    found.push({ property, message, level: level.error, rule: { kind: 'complex', code } })

  for (const { many, key, back, model: other } of Object.values(models[model].relations)) {
    if (many || isEmpty(row[key])) continue
    const target = store.find(other, row[key])
    const isOwners = back === undefined || target?.[back] === row.ID
    if (!target || target.Deleted === true || !isOwners) complex(key, 7, `${key} does not exist`)
  }
  if (model === 'Employee') {
    if (before && before.EmployeeNumber !== row.EmployeeNumber) {
      complex('EmployeeNumber', 1, 'EmployeeNumber cannot be changed')
    }
    const isTaken = (other: Row) => other.ID !== row.ID && other.EmployeeNumber === row.EmployeeNumber
    if (store.rows('Employee').some(isTaken)) complex('EmployeeNumber', 2, 'EmployeeNumber is in use')
    const all = store.rows('Employment').filter((other) => other.EmployeeID === row.ID && other.Deleted !== true)
    if (all.length > 0 && all.filter((other) => other.Standard === true).length !== 1)
      complex('Employments', 3, 'Exactly one employment must be standard')
  }
  if (model === 'Employment') {
    const all = store
      .rows('Employment')
      .filter((other) => other.EmployeeID === row.EmployeeID && other.Deleted !== true)
    const standard = all.filter((other) => other.Standard === true).length
    // That there is one within an employee is the employee's rule.
    if (standard > 1 || (standard === 0 && !isNested)) {
      complex('Standard', 3, 'Exactly one employment must be standard')
    }
    const percent = Number(row.WorkPercent ?? 0)
    if (percent < 0 || percent > 100) complex('WorkPercent', 4, 'WorkPercent must be between 0 and 100')
    if (row.EndDate && row.StartDate && row.EndDate < row.StartDate)
      complex('EndDate', 5, 'EndDate is before StartDate')
  }
  const leave = Number(row.LeavePercent ?? 0)
  if (model === 'EmployeeLeave' && (leave < 0 || leave > 100)) {
    complex('LeavePercent', 8, 'LeavePercent must be between 0 and 100')
  }
  if (model === 'EmployeeLeave' && row.ToDate && row.FromDate && row.ToDate < row.FromDate) {
    complex('ToDate', 6, 'ToDate is before FromDate')
  }
  return found
}
