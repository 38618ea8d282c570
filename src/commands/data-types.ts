/** What a connection may send, as screens tell it: the words of Huma's article on payroll integrations. */
import type { DataType } from '../core/connection.ts'
import type { Supports } from '../systems/system.ts'

export interface DataTypeText {
  type: DataType
  label: string
  /** As a question; what it says yes to is off while nothing is chosen, users aside. */
  question: string
  how: string
  know: readonly string[]
}

/** In the article's order. `name` is the payroll system's. */
export function dataTypes(name: string): readonly DataTypeText[] {
  const oneWay = `Only from Huma to ${name}, never back.`
  return [
    {
      type: 'users',
      label: 'Users',
      question: 'Keep users and employees in step?',
      how: `Changes to supported fields in Huma are sent to ${name}. Choose whether employees added in Huma are created automatically in ${name}.`,
      know: [
        'Users are matched by e-mail: it must be the same in both systems.',
        'Users who miss a required field are not synced until it has been added in Huma.',
        `Changes made in ${name} come to Huma only when you sync users.`,
      ],
    },
    {
      type: 'positions',
      label: 'Positions',
      question: `Send positions to ${name}?`,
      how: `Position changes in Huma are sent automatically to ${name}.`,
      know: [noHistory, oneWay],
    },
    {
      type: 'absence',
      label: 'Absence',
      question: `Send absence to ${name}?`,
      how: `Approved absence is sent automatically. Changes and deletions in Huma are reflected in ${name}.`,
      know: [
        'Sent when it is approved, has an end date and its type is mapped.',
        noHistory,
        'Huma tells of absence by its webhook only: nothing is sent before that is set up (huma-payroll webhook).',
        oneWay,
      ],
    },
    {
      type: 'salary',
      label: 'Salary',
      question: `Send salary to ${name}?`,
      how: 'Salary data is sent when created or updated in Huma.',
      know: [noHistory, oneWay],
    },
  ]
}

const noHistory = 'Only what is created or changed after the activation is sent; no history.'

/** False where the payroll system does not take this kind of data. */
export function isOffered(type: DataType, supports: Supports): boolean {
  return supports[type] !== false
}
