/** What a new employment or the end of one needs in Norway and neither Huma nor Finago can tell. */
import type { SettingQuestion } from '../system.ts'
import { endReasonSetting, enterpriseSetting, workingTimesSetting } from './employments.ts'

export const settings: readonly SettingQuestion[] = [
  {
    key: enterpriseSetting,
    label: 'Enterprise number (virksomhetsnummer) of new employments',
    help: 'For people who have no employment in Finago yet. Not needed where the company has only one.',
    onlyWith: ['positions'],
    choices: 'from-system',
    standard: '',
  },
  {
    key: workingTimesSetting,
    label: 'Working time (arbeidstidsordning) of new employments',
    help: 'In Norway only. Change it in Finago for those who work otherwise.',
    onlyWith: ['positions'],
    choices: [
      { value: 'ikkeSkift', label: 'No shifts (ikkeSkift)' },
      { value: 'offshore336', label: 'Offshore, 33.6 hours (offshore336)' },
      { value: 'doegnkontinuerligSkiftOgTurnus355', label: 'Round the clock, 35.5 hours (doegnkontinuerlig)' },
      { value: 'helkontinuerligSkiftOgAndreOrdninger336', label: 'Continuous, 33.6 hours (helkontinuerlig)' },
      { value: 'skift365', label: 'Shifts, 36.5 hours (skift365)' },
      { value: 'andreSkift', label: 'Other shifts (andreSkift)' },
      { value: '', label: 'Choose it in Finago' },
    ],
    standard: 'ikkeSkift',
  },
  {
    key: endReasonSetting,
    label: 'Reason for the end where Huma tells none or "other"',
    help: 'Norway takes no end of an employment without one of these reasons. Where another position follows at once, it is the change of job.',
    onlyWith: ['positions'],
    choices: [
      { value: '', label: 'Do not send it; choose the reason in Huma' },
      { value: 'arbeidstakerHarSagtOppSelv', label: 'The employee has resigned' },
      { value: 'arbeidsgiverHarSagtOppArbeidstaker', label: 'The employer has given notice' },
      { value: 'kontraktEngasjementEllerVikariatErUtloept', label: 'The contract has run out' },
      { value: 'endringIOrganisasjonsstrukturEllerByttetJobbInternt', label: 'Reorganization or change of job' },
      { value: 'byttetLoenssystemEllerRegnskapsfoerer', label: 'Change of payroll system or accountant' },
    ],
    standard: '',
  },
]
