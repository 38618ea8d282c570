/** How a model is described: its properties by name, each with the way in which it is shown. */
import type { Company } from './company.ts'
import type { Kind, Rows } from './rows.ts'

export type Field<Row> =
  | { as: 'value'; read(row: Row, company: Company): unknown }
  | { as: 'url' }
  /** Shown as `{id, url}` unless its own fields are asked for. */
  | { as: 'link'; kind: Kind; read(row: Row): number | null | undefined }
  | { as: 'links'; kind: Kind; read(row: Row): readonly number[] }
  /** An object without an id: always shown whole, or null. */
  | { as: 'part'; model: string; fields: Fields<Row>; isThere(row: Row): boolean }
  /** An object of a kind that is not served here: always null. */
  | { as: 'nothing' }

export type Fields<Row> = Readonly<Record<string, Field<Row>>>

export interface Model<Row> {
  /** As errors call it, without the `DTO` at its end. */
  name: string
  /** Where one of them is found, without its id. */
  path: string
  fields: Fields<Row>
}

export type Models = { readonly [K in Kind]: Model<Rows[K]> }

export function value<Row>(read: (row: Row, company: Company) => unknown): Field<Row> {
  return { as: 'value', read }
}

/** Properties that are shown as they are stored. */
export function stored<Row>(...names: (keyof Row & string)[]): Record<string, Field<Row>> {
  return Object.fromEntries(names.map((name) => [name, value((row: Row) => row[name])]))
}

export function link<Row>(kind: Kind, read: (row: Row) => number | null | undefined): Field<Row> {
  return { as: 'link', kind, read }
}

export function links<Row>(kind: Kind, read: (row: Row) => readonly number[]): Field<Row> {
  return { as: 'links', kind, read }
}

export function constant<Row>(always: unknown): Field<Row> {
  return value(() => always)
}

export const nothing = { as: 'nothing' } as const

export function persisted<Row extends Rows[Kind]>(): Record<string, Field<Row>> {
  return { ...stored<Row>('id', 'version', 'changes'), url: { as: 'url' } }
}
