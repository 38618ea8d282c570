/** What was kept of an earlier write (Sent.reference), read back. */
import type { z } from 'zod'

/** undefined where nothing was kept, and where it is none of ours. */
export function readReference<T>(schema: z.ZodType<T>, reference: string | undefined): T | undefined {
  if (reference === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(reference)).data
  } catch {
    return undefined
  }
}
