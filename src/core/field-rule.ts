import type { FieldName, FieldValues } from './person.ts'

/** When a side cannot take a person without a field. */
export type Required =
  | { when: 'always' }
  | { when: 'never' }
  /** Unless the system's setting `key` has the value `is`. */
  | { when: 'unless-setting'; key: string; is: string }
  /** As soon as the connection sends this kind of data too. */
  | { when: 'with-data'; data: 'positions' | 'salary' | 'absence' }

/** What one side allows for one field. A field without a rule does not exist on that side. */
export interface FieldRule<K extends FieldName = FieldName> {
  field: K
  /** What the side's own screens call it. */
  label: string
  required: Required
  /** 'create-only': can be set on a new person and not changed afterwards. */
  write: 'always' | 'create-only' | 'never'
  /** No two people on this side may share the value. */
  unique?: boolean
  /** Longest text that the side takes (each part, for an address). */
  maxLength?: number
  /** A sentence why the side would not take this value, or undefined. */
  problem?: (value: FieldValues[K]) => string | undefined
  /** The same, only for a value that is to replace what somebody has. */
  changeProblem?: (value: FieldValues[K]) => string | undefined
  /** A new person is created without the field where `problem` stands against it; the next run tells what is missing. */
  leaveOut?: boolean
  /** For screens and docs: what a person should know about this field. */
  note?: string
}

/** Rules of one side, by field name. */
export type FieldRules = { readonly [K in FieldName]?: FieldRule<K> }

/** Decides `required` for a connection's settings and data. */
export function isRequired(
  required: Required,
  settings: Readonly<Record<string, string>>,
  data: ReadonlySet<string>,
): boolean {
  switch (required.when) {
    case 'always':
      return true
    case 'never':
      return false
    case 'unless-setting':
      return settings[required.key] !== required.is
    case 'with-data':
      return data.has(required.data)
  }
}
