/** One user's differences, side by side. */
import type { Comparison, Difference } from '../core/compare.ts'
import { type FieldName, type Fields, type FieldValues, fieldLabels, type Side } from '../core/person.ts'
import { formatValue } from '../core/values.ts'
import type { SideNames } from '../core/wording.ts'
import { borderedTable } from './tables.ts'
import { plain } from './text.ts'
import type { Io } from './ui.ts'

interface Parts {
  names: SideNames
  canChange(comparison: Comparison, field: FieldName, side: Side): boolean
  screen: Pick<Io, 'width' | 'theme'>
}

/** Values as they are: somebody is about to decide between them. */
export function differenceTable(comparison: Comparison, { names, canChange, screen }: Parts): string {
  const { huma, payroll } = comparison.pair
  const rows = comparison.differences.map((difference) => {
    const { field } = difference
    const fixed = (['huma', 'payroll'] as const).filter((side) => !canChange(comparison, field, side))
    const notes = fixed.map((side) => screen.theme.faint(`fixed in ${names[side]}`))
    return [
      [fieldLabels[field], ...notes].join('\n'),
      cell(huma.fields, field, difference, 'huma', screen),
      cell(payroll.fields, field, difference, 'payroll', screen),
    ]
  })
  return borderedTable(['Field', names.huma, names.payroll], rows, { ...screen, width: screen.width - 3 }).replaceAll(
    /^/gm,
    '   ',
  )
}

function cell<K extends FieldName>(
  fields: Fields,
  field: K,
  { changedBy, since }: Difference,
  side: Side,
  { theme }: Parts['screen'],
): string {
  const value: FieldValues[K] | null | undefined = fields[field]
  const text = value === null || value === undefined ? theme.attention('(missing)') : plain(formatValue(field, value))
  const changed = changedBy === side || changedBy === 'both'
  return changed && since ? `${text}\n${theme.faint(`changed since ${since.slice(0, 10)}`)}` : text
}
