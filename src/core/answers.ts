/** The answers of a review as text, so that a review can be put off. Ids and choices only, no values. */
import { z } from 'zod'
import { type Answers, noAnswers, personKey } from './decide.ts'
import type { Matching } from './match.ts'
import { fieldNames } from './person.ts'

const use = z.enum(['huma', 'payroll', 'leave'])

const text = z.object({
  fields: z.array(z.tuple([z.string(), z.partialRecord(z.enum(fieldNames), use)])),
  people: z.array(z.tuple([z.string(), z.enum(['create', 'leave'])])),
  links: z.array(z.object({ humaId: z.string(), payrollId: z.string() })).default([]),
})

export function writeAnswers({ fields, people, links }: Answers): string {
  return JSON.stringify({ fields: [...fields], people: [...people], links: [...links] } satisfies z.input<typeof text>)
}

/** No answers for a text that cannot be read: then everything is asked again. */
export function readAnswers(written: string | undefined): Answers {
  if (written === undefined) return noAnswers
  try {
    const { fields, people, links } = text.parse(JSON.parse(written))
    return { fields: new Map(fields), people: new Map(people), links }
  } catch {
    return noAnswers
  }
}

/**
 * What still holds of an earlier review: that somebody is nobody else was said without knowing of who looks like them now,
 * so whoever has a twin is asked about again before they are created.
 */
export function stillHolding(answers: Answers, { onlyIn }: Pick<Matching, 'onlyIn'>): Answers {
  const people = new Map(answers.people)
  for (const { person, twins } of [...onlyIn.huma, ...onlyIn.payroll]) {
    if (twins.length > 0 && people.get(personKey(person)) === 'create') people.delete(personKey(person))
  }
  return { ...answers, people }
}
