/** Reads a body into the object that it stands for, or refuses it as the system does. */
import { z } from 'zod'
import { badObject, badValues, type Complaint, invalidJson, unmappable } from './refusals.ts'
import { lengthBetween, texts } from './texts.ts'

/** `required` must be there in a new object, and may never be null. */
export interface ReadOptions<T> {
  required: readonly (keyof T & string)[]
  creating: boolean
}

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw invalidJson()
  }
}

/** The body as the object that it stands for. Throws the system's own refusals. */
export function readObject<T extends object>(value: unknown, schema: z.ZodType<T>, options: ReadOptions<T>): T {
  const parsed = schema.safeParse(value)
  const issues = parsed.error?.issues ?? []
  const lengths = issues.flatMap((issue) => lengthComplaint(issue) ?? [])
  const misfit = issues.find((issue) => !lengthComplaint(issue))
  if (misfit) throw unmappable(mappingComplaint(misfit))

  const body = parsed.data
  const nulls = options.required
    .filter((name) => body && (body[name] === null || (options.creating && body[name] === undefined)))
    .map((name) => ({ field: name, message: texts.notNull, path: `null.${name}` }))
  if (!body || nulls.length > 0) throw badObject([...nulls, ...lengths])
  if (options.creating) refuseIdentity(body)
  return body
}

/** Observed for ids. Not documented: versions of new objects; they are refused here too. */
function refuseIdentity(body: { id?: unknown; version?: unknown }): void {
  const given = (['id', 'version'] as const).filter((name) => typeof body[name] === 'number')
  if (given.length > 0) throw badValues(given.map((field) => ({ field, message: texts.idOnCreate })))
}

type Issue = z.core.$ZodIssue

function mappingComplaint(issue: Issue): Complaint {
  if (issue.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys
    return { field: fieldName([...issue.path, name]), message: texts.unknownField, path: null }
  }
  return { field: fieldName(issue.path), message: texts.wrongType, path: fieldPath(issue.path) }
}

function lengthComplaint(issue: Issue): Complaint | undefined {
  const limits = issue.code === 'custom' ? lengthLimits.safeParse(issue.params).data : undefined
  if (!limits) return undefined
  const message = lengthBetween(limits.least, limits.most)
  return { field: fieldName(issue.path), message, path: `null.${fieldPath(issue.path)}` }
}

const lengthLimits = z.object({ least: z.number(), most: z.number() })

/** `employmentDetails.employmentType`: lists leave no trace. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.filter((part) => typeof part === 'string').join('.')
}

/** `employments[0].employmentDetails[0].employmentType` */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((whole, part) => {
    if (typeof part === 'number') return `${whole}[${part}]`
    return whole === '' ? String(part) : `${whole}.${String(part)}`
  }, '')
}
