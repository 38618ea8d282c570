/** Whether Tripletex kept what was sent, where it said yes. */
import { type FieldName, type Fields, fieldLabels, fieldNames, type Patch } from '../../core/person.ts'
import { HumaPayrollError } from '../../errors.ts'
import { sameField } from './mapping.ts'

/** The fields of the patch in which `shown` plainly has another value. What is not shown says nothing. */
export function notKept(shown: Fields, patch: Patch): FieldName[] {
  return fieldNames.filter(
    (field) => patch[field] !== undefined && shown[field] !== undefined && !sameField(shown, patch, field),
  )
}

/** `before` is what was there; absent of a new employee. */
export function notKeptError(fields: readonly FieldName[], shown: Fields, before?: Fields): HumaPayrollError {
  const names = fields.map((field) => fieldLabels[field]).join(', ')
  const isOld = before !== undefined && fields.every((field) => sameField(shown, before, field))
  const message = isOld
    ? `Tripletex answered yes and kept the old value of: ${names}.`
    : `Tripletex answered yes and has another value than was sent of: ${names}.`
  return new HumaPayrollError('refused', message, {
    hint: 'Change it in Tripletex, where it may be said why it cannot be changed, then run the command again.',
    details: { field: fields[0], fields },
  })
}
