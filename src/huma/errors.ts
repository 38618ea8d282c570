/** Answers that are no success -> HumaPayrollErrors. Decided by status and code, never by Huma's text. */
import { z } from 'zod'
import { type FieldName, fieldLabels } from '../core/person.ts'
import { type ErrorKind, HumaPayrollError } from '../errors.ts'
import type { HttpRequest, HttpResponse } from '../http/http.ts'
import { errorBody } from './schema.ts'

/** `errorCode` where an object does not exist. */
export const notFound = 'object:not-found'

const whereKeysAre = 'System settings > Open API'

/** The names of POST /users, PATCH /users/{id} and the identifications. */
const ourField: Readonly<Record<string, FieldName>> = {
  givenName: 'givenName',
  familyName: 'familyName',
  email: 'email',
  phone: 'phone',
  birthDate: 'birthDate',
  homeAddress: 'address',
  bankAccount: 'bankAccount',
  employmentId: 'employeeNumber',
  identifications: 'nationalId',
  type: 'nationalId',
  country: 'nationalId',
  value: 'nationalId',
}

/**
 * `doing` is what was asked for, as in "Huma refused to create the user". `details` of a refused value: `fields` (ours,
 * or Huma's where we have none), the first of them as `field`, and Huma's `code`.
 */
export function problem(response: HttpResponse, effect: HttpRequest['effect'], doing: string): HumaPayrollError {
  const { status } = response
  const body = readBody(response)
  const code = body?.errorCode ?? undefined
  const error = (kind: ErrorKind, message: string, hint?: string, fields: readonly string[] = []) =>
    new HumaPayrollError(kind, message, {
      ...(hint === undefined ? {} : { hint }),
      details: {
        status,
        ...(code === undefined ? {} : { code: plain(code) }),
        ...(fields.length === 0 ? {} : { field: fields[0], fields }),
      },
    })

  if (status === 401) return error('authorization', `Huma does not accept the key that is to ${doing}.`, newKeyHint)
  if (status === 403) return error('authorization', `Huma does not allow this key to ${doing}.`, rightsHint)
  if (status === 429) {
    return error('unavailable', `Huma takes no more requests for now; could not ${doing}.`, laterHint)
  }
  if (status >= 500 || status === 408) {
    if (effect === 'read')
      return error('unavailable', `Huma is out of order (${status}); could not ${doing}.`, laterHint)
    return error('unknown-outcome', `Huma answered ${status}: it did or did not ${doing}.`, lookHint)
  }
  if (status < 400) return unreadable(response, effect, doing)
  // A 404 without Huma's own code comes from something on the way, and says nothing about the object.
  if ((status === 404 && code !== notFound) || status === 405) {
    return error('unavailable', `There is no Huma at this address (${status}); could not ${doing}.`, addressHint)
  }
  // A read holds nothing that a person has typed, so a refused one means that this is not the API that we know.
  if (effect === 'read') return error('protocol', `Huma answered ${status}; could not ${doing}.`, addressHint)
  if (status === 404) return error('refused', `What is to be changed is not in Huma any more; could not ${doing}.`)

  const fields = [...new Set((body?.fields ?? []).map(nameOf))]
  // Where fields are named, Huma's sentence adds nothing and could repeat a value.
  const why = fields.length > 0 ? fields.map(labelOf).join(', ') : plain(body?.errorMessage ?? '')
  return error('refused', `Huma refused to ${doing}${why ? `: ${why}` : ''}.`, hintFor(fields), fields)
}

const newKeyHint = `Make a new key in Huma (${whereKeysAre} > Add API key), then type: huma-payroll connect huma`
const rightsHint = `In Huma, see what the key may do (${whereKeysAre}), then try again.`
const laterHint = 'Run the command again later.'
const lookHint = 'Run the command again: it looks first.'
const oddHint =
  'In Huma, see what is odd about it and correct it. If nothing is, tell the support of Huma the id and the field.'
const addressHint = 'Check the address of the API: huma-payroll status'

/** For a key that does not even get a token. */
export function keysRefused(response: HttpResponse): HumaPayrollError {
  return new HumaPayrollError('authorization', 'Huma does not accept the client ID with the client secret.', {
    hint: newKeyHint,
    details: { status: response.status },
  })
}

/** Where in an answer something is odd. */
export interface Place {
  /** Huma's names: `phone.value`; '' for the whole. */
  path: string
  /** Of the user or group that it is about, where that can be told. */
  id?: string
}

/**
 * A success whose body is not what the documentation says. After a write nobody knows what was done. `place` is absent
 * where the answer as a whole is another one.
 */
export function unreadable(
  response: HttpResponse,
  effect: HttpRequest['effect'],
  doing: string,
  place?: Place,
): HumaPayrollError {
  const form = 'Huma answered in a form that its documentation does not allow'
  const details = { status: response.status, ...place }
  if (effect === 'write') {
    return new HumaPayrollError('unknown-outcome', `${form}: it did or did not ${doing}.`, { hint: lookHint, details })
  }
  const where = place?.path ? ` at "${place.path}"${place.id === undefined ? '' : ` of ${place.id}`}` : ''
  return new HumaPayrollError('protocol', `${form}${where}; could not ${doing}.`, {
    hint: place ? oddHint : addressHint,
    details,
  })
}

/** `json` is what was parsed, `path` where it did not fit. Names and the id only: a value could be a person's. */
export function placeOf(json: unknown, path: readonly PropertyKey[]): Place | undefined {
  const [list, index, ...within] = path
  const item = list === 'items' && typeof index === 'number' ? itemAt(json, index) : json
  const id = itemId.safeParse(item).data?.id
  if (id === undefined) return path.length > 1 ? { path: written(path) } : undefined
  return {
    path: written(item === json || within.length === 0 ? path : within),
    id: id.replaceAll(/\p{C}+/gu, '').slice(0, 80),
  }
}

const itemId = z.object({ id: z.union([z.string(), z.int().transform(String)]) })
const itemList = z.object({ items: z.array(z.unknown()) })

function itemAt(json: unknown, index: number): unknown {
  return itemList.safeParse(json).data?.items[index]
}

function written(path: readonly PropertyKey[]): string {
  return plain(path.map(String).join('.'))
}

/** The code of an error answer; undefined where it is not Huma's own. */
export function codeOf(response: HttpResponse): string | undefined {
  return readBody(response)?.errorCode ?? undefined
}

function readBody({ body }: HttpResponse): z.infer<typeof errorBody> | undefined {
  try {
    return errorBody.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

/** Not documented: how a property within a property is named; `homeAddress.city` is taken as part of `homeAddress`. */
function nameOf(vendorField: string): string {
  const head = vendorField.split(/[.[]/)[0] ?? ''
  return ourField[head] ?? plain(head)
}

function labelOf(name: string): string {
  const labels: Readonly<Record<string, string>> = fieldLabels
  return labels[name] ?? name
}

function hintFor(fields: readonly string[]): string | undefined {
  if (fields.includes('email')) return 'See in Huma whether somebody has this e-mail address already.'
  if (fields.includes('groups')) return 'One of the groups of the connection is gone: huma-payroll configure NAME'
  return fields.length > 0 ? 'Correct it where it comes from, then run the command again.' : undefined
}

/** Huma's words without control characters, and without long numbers: they may repeat an identity or account number. */
function plain(text: string): string {
  return text
    .replaceAll(/\p{C}+/gu, ' ')
    .replaceAll(/\d(?:[ .-]?\d){5,}/g, '…')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 300)
}
