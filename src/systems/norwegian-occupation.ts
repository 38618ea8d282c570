/** The occupation codes of Norway's payroll report (a-melding), as Tripletex and Visma have them: "1233101". */
import type { PayrollSystem } from './system.ts'

export const styrk98: NonNullable<PayrollSystem['occupations']> = {
  label: 'Occupation code (STYRK-98, 7 digits)',
  format: (code) => (/^\d{7}$/.test(code) ? undefined : 'An occupation code of STYRK-98 has seven digits.'),
}
