import type { FieldName } from './person.ts'

/** Keyed digest of what each side held in a field when they were last looked at together. null = was empty. */
export type BaseFields = { [K in FieldName]?: { huma: string | null; payroll: string | null; at: string } }
