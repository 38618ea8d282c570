/** What is kept of a position or a salary that was sent (Sent.reference). */
import { z } from 'zod'

/** `start` and `end` are Huma's. */
const keptPosition = z.object({ position: z.string(), start: z.string(), end: z.string().nullable() })

/** `salary` is Huma's id; a `start` is Visma's, '' = from the beginning. */
const keptSalary = z.object({
  salary: z.string(),
  entries: z.array(z.object({ position: z.string(), start: z.string() })),
})

export type KeptPosition = z.infer<typeof keptPosition>
export type KeptSalary = z.infer<typeof keptSalary>

/** undefined where nothing was, or not by this program. */
export function positionKept(reference: string | undefined): KeptPosition | undefined {
  return read(reference, keptPosition)
}

export function salaryKept(reference: string | undefined): KeptSalary | undefined {
  return read(reference, keptSalary)
}

function read<T>(reference: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (reference === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(reference)).data
  } catch {
    return undefined
  }
}
