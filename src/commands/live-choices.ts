/** What Huma and a payroll system offer to choose from. Asked for once, and only when needed. */

import type { HumaReader } from '../huma/client.ts'
import type { AbsenceType, Occupation, PayrollReader, SettingChoice, SettingQuestion } from '../systems/system.ts'
import { plain } from '../ui/text.ts'

export interface LiveChoices {
  /** Opens the system now, so that a missing key or passphrase is told before anything has been answered. */
  ready(): Promise<void>
  absenceTypes(): Promise<readonly AbsenceType[]>
  choices(question: SettingQuestion): Promise<readonly SettingChoice[]>
  /** Of Huma. */
  jobTitles(): Promise<readonly string[]>
  /** Whether the system has a list of occupations. */
  hasOccupations(): Promise<boolean>
  /** Of that list, likeliest first. */
  occupations(like: string): Promise<readonly Occupation[]>
  /** The name of an absence type's code, or of a setting's value; the value itself while its name has not been read. */
  absenceName(code: string): string
  choiceName(question: SettingQuestion, value: string): string
  /** "2411104 CONTROLLER" */
  occupationName(code: string): string
}

/** Each side is opened at the first need. */
export function createLiveChoices(
  open: () => Promise<PayrollReader>,
  openHuma: () => Promise<Pick<HumaReader, 'jobTitles'>>,
): LiveChoices {
  let reader: Promise<PayrollReader> | undefined
  let titles: Promise<string[]> | undefined
  const occupationsLike = new Map<string, Promise<readonly Occupation[]>>()
  const occupationNames = new Map<string, string>()
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
    jobTitles() {
      titles ??= openHuma().then((huma) => huma.jobTitles())
      return titles
    },
    hasOccupations: async () => (await read()).occupations !== undefined,
    async occupations(like) {
      const asked = occupationsLike.get(like) ?? (await read()).occupations?.(like) ?? Promise.resolve([])
      occupationsLike.set(like, asked)
      // What failed is asked again.
      const found = await asked.catch((error: unknown) => {
        occupationsLike.delete(like)
        throw error
      })
      for (const { code, name } of found) occupationNames.set(code, name)
      return found
    },
    absenceName(code) {
      return plain(types?.find((type) => type.code === code)?.name ?? code)
    },
    choiceName(question, value) {
      const { key, choices } = question
      const known = choices === 'from-system' ? choicesByKey.get(key) : choices
      return plain(known?.find((choice) => choice.value === value)?.label ?? value) || unchosen(question)
    },
    occupationName: (code) => plain(`${code} ${occupationNames.get(code) ?? ''}`),
  }
}

/** The standard of a question whose choices come from the system is none of them. */
export function unchosen({ open }: SettingQuestion): string {
  return open ? 'Not chosen' : 'Automatic'
}
