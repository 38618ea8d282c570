/** The answers of a review as text, so that a review can be put off. Ids and choices only, no values. */
import { z } from 'zod'
import { type Answers, noAnswers } from './decide.ts'
import { fieldNames } from './person.ts'

const use = z.enum(['huma', 'payroll', 'leave'])

const text = z.object({
  fields: z.array(z.tuple([z.string(), z.partialRecord(z.enum(fieldNames), use)])),
  people: z.array(z.tuple([z.string(), z.enum(['create', 'leave'])])),
})

export function writeAnswers({ fields, people }: Answers): string {
  return JSON.stringify({ fields: [...fields], people: [...people] } satisfies z.input<typeof text>)
}

/** No answers for a text that cannot be read: then everything is asked again. */
export function readAnswers(written: string | undefined): Answers {
  if (written === undefined) return noAnswers
  try {
    const { fields, people } = text.parse(JSON.parse(written))
    return { fields: new Map(fields), people: new Map(people) }
  } catch {
    return noAnswers
  }
}
