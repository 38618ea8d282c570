/** What a writer hands back to find something again (Sent.reference): a short JSON text of ids. */
import type { z } from 'zod'

/** undefined for none, and for one in a form that is not known, which is as good as lost. */
export function readReference<T extends z.ZodType>(text: string | undefined, form: T): z.infer<T> | undefined {
  if (text === undefined) return undefined
  try {
    return form.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
