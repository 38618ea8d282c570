/** JSON that may be none, or of another form than we know. */
import type { z } from 'zod'

/** undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * undefined for no text, for what is no JSON, and for what is not of this form. The reasons stay here: they could repeat
 * what is stored about a person.
 */
export function readJson<T extends z.ZodType>(text: string | undefined, form: T): z.infer<T> | undefined {
  return text === undefined ? undefined : form.safeParse(jsonOf(text)).data
}
