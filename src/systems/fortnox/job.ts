/** Job titles and kinds of contract in Fortnox' words. Pure. */
import type { Position } from '../../core/position.ts'

/** The longest that Fortnox takes. */
const titleLength = 30

/** Cut at the end of a word where there is one, so that nothing else is read into half of it. */
export function fitting(title: string): string {
  const whole = title.trim()
  if (whole.length <= titleLength) return whole
  // One more, because a word may end exactly there.
  const words = whole.slice(0, titleLength + 1).match(/^(.*\S)\s/su)?.[1]
  return (words ?? whole.slice(0, titleLength)).replace(/[\s,;:/&(–-]+$/u, '')
}

/** Forms of employment that a kind of contract in Huma may be there: what Fortnox tells more exactly than Huma is kept. */
const fixedTerms = ['TID', 'SVT', 'VIK', 'PRJ', 'PRO', 'FER', 'SES']

interface Forms {
  fits: readonly string[]
  /** What is written where none of them is there; a setting where that cannot be told. */
  else: { form: string } | { setting: string }
}

/**
 * Not documented: Huma's and Fortnox' kinds side by side. Probation (PRO) is kept for a permanent position, because Huma
 * has no such kind. Consultants, freelancers and others whom payroll does not employ are left as they are.
 */
const formsOf: Readonly<Record<string, Forms>> = {
  Permanent: { fits: ['TV', 'PRO'], else: { form: 'TV' } },
  Temporary: { fits: fixedTerms, else: { setting: 'temporaryForm' } },
  Casual: { fits: fixedTerms, else: { setting: 'temporaryForm' } },
  Seasonal: { fits: ['SES', 'FER'], else: { form: 'SES' } },
  Trainee: { fits: [], else: { setting: 'traineeForm' } },
  JobTrainingProgram: { fits: [], else: { setting: 'traineeForm' } },
}

/** undefined = left as it is. */
export function formFor(
  contractType: Position['contractType'],
  now: string,
  settings: Readonly<Record<string, string>>,
): string | undefined {
  const forms = formsOf[contractType]
  if (!forms || forms.fits.includes(now)) return undefined
  const form = 'form' in forms.else ? forms.else.form : settings[forms.else.setting]
  return form === undefined || form === '' || form === 'keep' ? undefined : form
}
