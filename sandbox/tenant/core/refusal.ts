import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

const reasonPhrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  414: 'Request-URI Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}

/** The Management API's error answer `{statusCode, error, message, errorCode}`; throw it from a route. */
export function refusal(
  status: ContentfulStatusCode,
  message: string,
  errorCode?: string,
  headers?: Readonly<Record<string, string>>,
): HTTPException {
  const error = reasonPhrases[status] ?? 'Error'
  const body = { statusCode: status, error, message, ...(errorCode && { errorCode }) }
  return new HTTPException(status, { res: Response.json(body, { status, headers: headers ?? {} }) })
}

/** The 400 of a body that breaks its schema; `problem` is the inner sentence, such as `Missing required property: x`. */
export function invalidBody(problem: string): HTTPException {
  return refusal(400, `Payload validation error: '${problem}.`, 'invalid_body')
}

/** OAuth's own error answer `{error, error_description}`. */
export function oauthRefusal(
  status: ContentfulStatusCode,
  error: string,
  description: string,
): HTTPException {
  const body = { error, error_description: description }
  return new HTTPException(status, { res: Response.json(body, { status }) })
}

/** The 501 of whatever this stand-in does not model: a gap must be seen, never smoothed over. */
export function notModelled(what: string): HTTPException {
  return refusal(501, `The local tenant does not model ${what}.`, 'sandbox_not_modelled')
}
