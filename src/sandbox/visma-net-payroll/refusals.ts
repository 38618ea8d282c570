/** Answers that are no success. Not documented: their bodies, and most of their statuses. */
import { HTTPException } from 'hono/http-exception'

export const mediaType = 'application/vnd.no.payroll.employee.V2.0+json'

export function refusal(
  status: 400 | 401 | 403 | 404 | 406 | 412 | 415 | 428,
  message: string,
  headers: Record<string, string> = {},
): HTTPException {
  return new HTTPException(status, { res: Response.json({ message }, { status, headers }) })
}

/** The same for every reason: no token, one that is over, or one of a customer tenant instead of a company tenant. */
export function unauthorized(): HTTPException {
  return refusal(401, 'Unauthorized', { 'www-authenticate': 'Bearer' })
}

export function notFound(): HTTPException {
  return refusal(404, 'Not found')
}
