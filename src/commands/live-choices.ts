/** What a payroll system offers to choose from. Asked for once, and only when needed. */
import type { AbsenceType, PayrollReader, SettingChoice, SettingQuestion } from '../systems/system.ts'
import { plain } from '../ui/text.ts'

export interface LiveChoices {
  /** Opens the system now, so that a missing key or passphrase is told before anything has been answered. */
  ready(): Promise<void>
  absenceTypes(): Promise<readonly AbsenceType[]>
  choices(question: SettingQuestion): Promise<readonly SettingChoice[]>
  /** The name of an absence type's code, or of a setting's value; the value itself while its name has not been read. */
  absenceName(code: string): string
  choiceName(question: SettingQuestion, value: string): string
}

export function createLiveChoices(open: () => Promise<PayrollReader>): LiveChoices {
  let reader: Promise<PayrollReader> | undefined
  let types: readonly AbsenceType[] | undefined
  const choicesByKey = new Map<string, readonly SettingChoice[]>()

  function read(): Promise<PayrollReader> {
    reader ??= open()
    return reader
  }

  return {
    async ready() {
      await read()
    },
    async absenceTypes() {
      types ??= (await (await read()).absenceTypes?.()) ?? []
      return types
    },
    async choices({ key, choices }) {
      if (choices !== 'from-system') return choices
      const known = choicesByKey.get(key) ?? (await (await read()).choices(key))
      choicesByKey.set(key, known)
      return known
    },
    absenceName(code) {
      return plain(types?.find((type) => type.code === code)?.name ?? code)
    },
    choiceName(question, value) {
      const { key, choices } = question
      const known = choices === 'from-system' ? choicesByKey.get(key) : choices
      return plain(known?.find((choice) => choice.value === value)?.label ?? value) || unchosen(question)
    },
  }
}

/** The standard of a question whose choices come from the system is none of them. */
export function unchosen({ open }: SettingQuestion): string {
  return open ? 'Not chosen' : 'Automatic'
}
