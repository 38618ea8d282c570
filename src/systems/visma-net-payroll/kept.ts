/** What is kept of a position or a salary that was sent (Sent.reference). */
import { z } from 'zod'

/** `start` and `end` are Huma's. */
export const keptPosition = z.object({ position: z.string(), start: z.string(), end: z.string().nullable() })

/** `salary` is Huma's id; a `start` is Visma's, '' = from the beginning. */
export const keptSalary = z.object({
  salary: z.string(),
  entries: z.array(z.object({ position: z.string(), start: z.string() })),
})

export type KeptPosition = z.infer<typeof keptPosition>
export type KeptSalary = z.infer<typeof keptSalary>
