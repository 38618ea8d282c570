/** What a side would not take, or could not do without. */
import { type FieldRule, type FieldRules, isRequired } from './field-rule.ts'
import { type FieldName, type Fields, type FieldValues, fieldNames } from './person.ts'
import { invalidity } from './values.ts'

/** A field that the target does not show (`before`; nothing for a new person) is taken as filled in: nobody could complete it here. */
export function missingRequired(
  rules: FieldRules,
  after: Fields,
  before: Fields,
  { settings, data }: { settings: Readonly<Record<string, string>>; data: ReadonlySet<string> },
): FieldName[] {
  return fieldNames.filter((field) => {
    const rule = rules[field]
    if (!rule || !isRequired(rule.required, settings, data)) return false
    return !after[field] && !(Object.keys(before).length > 0 && before[field] === undefined)
  })
}

/** A sentence why the side would not take the value, or undefined. */
export function problemOf<K extends FieldName>(rules: FieldRules, field: K, values: Fields): string | undefined {
  const value: FieldValues[K] | null | undefined = values[field]
  const rule: FieldRules[K] = rules[field]
  return value === null || value === undefined || !rule ? undefined : ruleProblem(rule, value)
}

/** The same for a value that is to replace what somebody has. */
export function changeProblemOf<K extends FieldName>(rules: FieldRules, field: K, values: Fields): string | undefined {
  const value: FieldValues[K] | null | undefined = values[field]
  const rule: FieldRules[K] = rules[field]
  return problemOf(rules, field, values) ?? (value ? rule?.changeProblem?.(value) : undefined)
}

function ruleProblem<K extends FieldName>(rule: FieldRule<K>, value: FieldValues[K]): string | undefined {
  const { maxLength } = rule
  if (maxLength !== undefined) {
    const parts: unknown[] = typeof value === 'object' ? Object.values(value) : [value]
    const long = parts.some((part) => typeof part === 'string' && part.length > maxLength)
    if (long) return `It is longer than ${maxLength} characters.`
  }
  return rule.problem?.(value)
}

/** A number that can be right is never replaced by one that cannot: that would be a person paid wrongly. */
export function invalidReplacement<K extends FieldName>(field: K, source: Fields, target: Fields): string | undefined {
  const value: FieldValues[K] | null | undefined = source[field]
  const old: FieldValues[K] | null | undefined = target[field]
  if (!value || !old || invalidity(field, old) !== undefined) return undefined
  return invalidity(field, value)
}
