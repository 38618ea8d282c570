/**
 * Not documented: the bodies of refusals, and which wrong input is answered 400 and which 401. Here 400 is for what is no
 * such object at all, and 401, whose text is "Error, bad input parameter", for every wrong value, as for a wrong token.
 */
import { HTTPException } from 'hono/http-exception'

function refusal(status: 400 | 401 | 409, text: string): HTTPException {
  return new HTTPException(status, {
    res: new Response(text, { status, headers: { 'content-type': 'text/html; charset=UTF-8' } }),
  })
}

export function badParameter(): HTTPException {
  return refusal(401, 'Error, bad input parameter')
}

export function invalidObject(): HTTPException {
  return refusal(400, 'Invalid input, object invalid')
}

export function alreadyThere(): HTTPException {
  return refusal(409, 'An existing item already exists')
}
