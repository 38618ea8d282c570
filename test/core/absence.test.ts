/** When an absence is sent, taken back, or left as it is. */
import { expect, test } from 'vitest'
import { decideAbsence, type HumaAbsence, type KnownAbsence } from '../../src/core/absence.ts'

const map = { Vacation: 'SEM', 'Sick leave': 'SJK', 'Paid time off': '' }
const wanted: HumaAbsence = {
  id: 'a',
  type: 'Vacation',
  startDate: '2026-12-01',
  endDate: '2026-12-04',
  percentage: 100,
  isApproved: true,
  isDeleted: false,
}
const sent: KnownAbsence = {
  id: 'a',
  type: 'Vacation',
  code: 'SEM',
  startDate: '2026-12-01',
  endDate: '2026-12-04',
  percentage: 100,
}

test.each<[string, Partial<HumaAbsence>, Partial<KnownAbsence> | undefined, string]>([
  ['new and approved', {}, undefined, 'put SEM 2026-12-01 2026-12-04 100'],
  ['not approved yet', { isApproved: false }, undefined, 'nothing: not-approved'],
  ['open-ended', { endDate: null }, undefined, 'nothing: open-ended'],
  ['an end before its beginning', { endDate: '2026-11-30' }, undefined, 'nothing: open-ended'],
  ['a type that is not mapped', { type: 'Sick child' }, undefined, 'nothing: not-mapped'],
  ['a type mapped to nothing', { type: 'Paid time off' }, undefined, 'nothing: not-mapped'],
  ['deleted before it was sent', { isDeleted: true }, undefined, 'nothing: deleted'],
  ['no grade', { percentage: 0 }, undefined, 'nothing: no-grade'],
  ['more than whole', { percentage: 101 }, undefined, 'nothing: no-grade'],
  ['the same again', {}, {}, 'nothing: in-step'],
  ['extended', { endDate: '2026-12-11' }, {}, 'put SEM 2026-12-01 2026-12-11 100'],
  ['shortened', { endDate: '2026-12-02' }, {}, 'put SEM 2026-12-01 2026-12-02 100'],
  ['moved', { startDate: '2026-12-02' }, {}, 'put SEM 2026-12-02 2026-12-04 100'],
  ['regraded', { percentage: 50 }, {}, 'put SEM 2026-12-01 2026-12-04 50'],
  ['retyped', { type: 'Sick leave' }, {}, 'put SJK 2026-12-01 2026-12-04 100'],
  ['retyped to one that is not mapped', { type: 'Sick child' }, {}, 'remove: not-mapped'],
  ['unapproved', { isApproved: false }, {}, 'remove: not-approved'],
  ['deleted', { isDeleted: true }, {}, 'remove: deleted'],
  ['its end taken away', { endDate: null }, {}, 'remove: open-ended'],
  ['mapped to another code since', {}, { code: 'OLD' }, 'put SEM 2026-12-01 2026-12-04 100'],
  [
    'not mapped any more: left',
    { type: 'Sick child', endDate: '2026-12-30' },
    { type: 'Sick child', code: 'VAB' },
    'nothing: not-mapped',
  ],
  [
    'not mapped any more and deleted: left',
    { type: 'Sick child', isDeleted: true },
    { type: 'Sick child', code: 'VAB' },
    'nothing: not-mapped',
  ],
])('%s', (_, change, known, expected) => {
  const decision = decideAbsence({ ...wanted, ...change }, known && { ...sent, ...known }, map)
  const text =
    decision.kind === 'put'
      ? `put ${decision.absence.code} ${decision.absence.startDate} ${decision.absence.endDate} ${decision.absence.percentage}`
      : `${decision.kind}: ${decision.why}`
  expect(text).toBe(expected)
})
