/** The questions about a connection: those that several payroll systems raise, then the system's own. */
import type { DataChoices } from '../core/connection.ts'
import { type MainPositionRule, mainPositionRules } from '../core/position.ts'
import type { PayrollSystem, SettingQuestion } from '../systems/system.ts'

export function questionsOf(system: PayrollSystem): readonly SettingQuestion[] {
  return [...commonQuestions(system), ...system.settings]
}

/** Whether it has to do with what is sent. */
export function isAsked({ onlyWith }: SettingQuestion, data: DataChoices): boolean {
  return onlyWith === undefined || onlyWith.some((type) => data[type])
}

/** In Huma somebody may hold several positions at once. */
function commonQuestions({ name, supports, severalPositions, salaryIsFullTime }: PayrollSystem): SettingQuestion[] {
  if (supports.positions === false) return []
  const help = severalPositions
    ? `Of several positions of a person, one is called the main one in ${name}.`
    : `${name} takes one position of a person at a time. Of several in Huma the main one is sent${salaryIsFullTime ? ', and its percentage counts for the salary' : ''}.`
  return [
    {
      key: 'mainPosition',
      label: 'Main position',
      help,
      choices: mainPositionRules.map((value) => ({ value, label: mainPositionLabels[value] })),
      standard: 'highest-percentage' satisfies MainPositionRule,
      onlyWith: ['positions', 'salary'],
    },
  ]
}

const mainPositionLabels: Readonly<Record<MainPositionRule, string>> = {
  'highest-percentage': 'The one with the highest percentage',
  'latest-start': 'The one that began last',
  'earliest-start': 'The one that began first',
}
