/** Fields that stay different: each is told once, and again when one of the two sides has changed since. */
import { renewBase } from '../core/compare.ts'
import type { LeftField, Plan } from '../core/plan.ts'
import type { Compared } from '../sync/compare-sides.ts'

/** Those that were not told when the two were last looked at together. Of one pair. */
export function newlyLeft({ leftFields }: Plan, { comparisons, bases, fields, digest }: Compared): LeftField[] {
  return leftFields.filter(({ huma, payroll, field }) => {
    const differences = comparisons.flatMap((one) => (one.pair.huma === huma ? one.differences : []))
    const changedBy = differences.find((one) => one.field === field)?.changedBy
    if (changedBy !== 'payroll') return changedBy !== 'neither'
    // The base of such a field stays as it was, for sync-users to see; what was seen last of all fields together does not.
    const now = renewBase(undefined, { huma: huma.fields, payroll: payroll.fields }, fields, '', digest)
    return now?.all?.payroll !== bases.get(huma.id)?.all?.payroll
  })
}
