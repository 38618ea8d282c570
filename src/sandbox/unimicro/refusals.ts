/** The forms in which Unimicro refuses: an entity with `_validationResults`, `Messages`, or one message. */
import { HTTPException } from 'hono/http-exception'

type Status = 400 | 403 | 404

/** Not documented: which form a refusal has. Each of the three is used here for something. */
export function refusal(message: string, status: Status = 400): HTTPException {
  return new HTTPException(status, { res: Response.json({ Message: message }, { status }) })
}

/** Of queries; the same form with a small letter. */
export function queryRefusal(message: string): HTTPException {
  return new HTTPException(400, { res: Response.json({ message }, { status: 400 }) })
}

/** Of bodies that cannot be read as the entity. */
export function bodyRefusal(message: string): HTTPException {
  return new HTTPException(400, { res: Response.json({ Messages: [{ Message: message }] }, { status: 400 }) })
}

export function validationRefusal(entity: unknown): HTTPException {
  return new HTTPException(400, { res: Response.json(entity, { status: 400 }) })
}
