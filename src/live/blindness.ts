/**
 * A right that was taken away looks like a deletion: nothing is there any more. So before the first deletion of a kind is
 * sent it is seen whether Huma still shows the same of anybody else. A salary or a position of one person may be deleted;
 * that everybody's are gone is less likely than that the key may not see them.
 */
import { HumaPayrollError } from '../errors.ts'
import type { LiveRecord } from '../store/store.ts'
import type { LiveInput } from './input.ts'
import { knownIn } from './known.ts'

/** So many others are looked at; somebody of them has what they had. */
const others = 5

/** Throws kind `safety`. Nobody else to look at proves nothing, and lets it go on. */
export async function refuseBlindness(input: LiveInput, humaId: string, kind: 'position' | 'salary'): Promise<void> {
  const { state, connection, huma } = input
  const candidates = [
    ...new Set(
      state
        .recordsOf(connection.id, kind)
        .filter((record) => record.humaId !== humaId && isThere(record))
        .map((record) => record.humaId),
    ),
  ]
  // Not always the same ones, because these may have left.
  const begin = Math.floor(input.random() * candidates.length)
  const chosen = [...candidates.slice(begin), ...candidates.slice(0, begin)].slice(0, others)
  let looked = 0
  for (const id of chosen) {
    const employee = await huma.employee(id, connection.scope)
    if (!employee?.person.active) continue
    looked += 1
    if (kind === 'salary' ? employee.salary : (await huma.positions(id)).length > 0) return
  }
  if (looked === 0) return
  const what = kind === 'salary' ? 'salary' : 'position'
  throw new HumaPayrollError(
    'safety',
    `Huma shows no ${what} of anybody who was looked at. It looks as if the key may not see them any more, so nothing is taken for deleted.`,
    { hint: 'Check in Huma that the role Manager may see it, then send it again: huma-payroll retry NAME' },
  )
}

function isThere(record: LiveRecord): boolean {
  const { positions, salary } = knownIn([record])
  return positions.length > 0 || (salary !== undefined && salary.digest !== null)
}
