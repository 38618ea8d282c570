/**
 * A right that was taken away looks like a deletion: nothing is there any more. So before the first deletion of a kind is
 * sent it is seen whether Huma still shows the same of anybody else. A salary or a position of one person may be deleted;
 * that everybody's are gone is less likely than that the key may not see them.
 */
import { HumaPayrollError } from '../errors.ts'
import type { LiveRecord } from '../store/store.ts'
import type { LiveInput } from './input.ts'
import { knownIn } from './known.ts'

/** So many others are looked at; more than this share of them without it, and more than one, is no coincidence. */
const others = 12
const share = 0.25

/** Mark: since when somebody's word holds that so much was deleted on purpose, for an hour. */
export const meantMark = 'deletions.meant'
const meantFor = 3_600_000

/** Throws kind `safety`. Nobody else to look at proves nothing, and lets it go on. */
export async function refuseBlindness(input: LiveInput, humaId: string, kind: 'position' | 'salary'): Promise<void> {
  const { state, connection, huma } = input
  const meant = Date.parse(state.marks(connection.id)[meantMark] ?? '')
  if (input.now() - meant < meantFor) return
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
  let missing = 0
  for (const id of chosen) {
    const employee = await huma.employee(id, connection.scope)
    if (!employee?.person.active) continue
    looked += 1
    if (!(kind === 'salary' ? employee.salary : (await huma.positions(id)).length > 0)) missing += 1
  }
  const isAll = missing === looked && looked > 0
  if (!isAll && (missing < 2 || missing / looked <= share)) return
  const what = kind === 'salary' ? 'salary' : 'position'
  throw new HumaPayrollError(
    'safety',
    `Huma shows no ${what} any more of ${missing} of ${looked} others who were looked at. It looks as if the key may not see them, so nothing is taken for deleted.`,
    {
      hint: 'Check in Huma that the role Manager may see it, and send it again with huma-payroll retry NAME --all\nIf so much was deleted on purpose: huma-payroll retry NAME --all --deletions-are-meant',
    },
  )
}

function isThere(record: LiveRecord): boolean {
  const { positions, salary } = knownIn([record])
  return positions.length > 0 || (salary !== undefined && salary.digest !== null)
}
