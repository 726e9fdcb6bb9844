// What an answer is worth: the body of a good one, the error of any other, whatever its body is.
import { claimsChallenge } from './claims-challenge.ts'
import { ForeignLinkError, GraphError, MalformedAnswerError } from './errors.ts'
import { withoutTokens } from './redact.ts'
import type { RawAnswer } from './undici-http.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly requestId: string | null
}

/** Path and query of a link to the configured host, unchanged. Any other host is refused before a token is sent. */
export function pathOf(link: string, root: string, requestId: string | null): string {
  const rest = link.startsWith(root) ? link.slice(root.length) : null
  if (rest === null || !rest.startsWith('/')) throw new ForeignLinkError(hostOf(link), requestId)
  if (/\p{Surrogate}/u.test(rest)) throw new MalformedAnswerError("Graph's link is not text", requestId)
  // Bytes that HTTP does not allow in a request line are the only ones ever changed.
  return rest.replace(/[^\x21-\x7e]+/g, part => encodeURIComponent(part))
}

/** Years of answers: before the first there was no Graph, and a clock behind the last is wrong. */
const FIRST_YEAR = 2015
const LAST_YEAR = 2099

/** When an answer was made, as it says itself, in milliseconds since 1970; null when it does not, or no clock can be that wrong. */
export function dateOf(headers: Readonly<Record<string, string>>): number | null {
  const at = Date.parse(headers.date ?? '')
  const year = new Date(at).getUTCFullYear()
  return year >= FIRST_YEAR && year <= LAST_YEAR ? at : null
}

/** The longest name that a host may have. */
const LONGEST_HOST = 255
/** So much of what a server says goes into reports. */
const LONGEST_CODE = 100
const LONGEST_MESSAGE = 500

/** Where a link leads, in words that are short enough to be shown. */
export function hostOf(link: string): string {
  const host = URL.canParse(link) ? new URL(link).host : null
  if (host === null || host.length > LONGEST_HOST) return 'not a link'
  return host || 'none'
}

/** The answer when it is a good one; throws what it means otherwise. `token` is taken out of what the error says. */
export function accepted(raw: RawAnswer, token: string, requestId: string | null): Answer {
  if (raw.status === 200) return { ...raw, requestId }
  if (raw.status >= 300 && raw.status < 400) {
    throw new ForeignLinkError(hostOf(raw.headers.location ?? ''), requestId)
  }
  if (raw.status < 400)
    throw new MalformedAnswerError(`Graph answered ${raw.status} where 200 is due`, requestId)
  const body = raw.body.toString('utf8').replaceAll(token, '[token]')
  throw graphError(raw.status, body, requestId, raw.headers)
}

/** An error answer as an error, whatever its body is. https://learn.microsoft.com/graph/errors */
export function graphError(
  status: number,
  body: string,
  requestId: string | null,
  headers: Readonly<Record<string, string>>,
): GraphError {
  const error = member(parsed(body), 'error')
  const inner = member(error, 'innerError') ?? member(error, 'innererror')
  const code = member(error, 'code')
  const message = member(error, 'message')
  const innerId = member(inner, 'request-id')
  return new GraphError({
    status,
    code: typeof code === 'string' && code !== '' ? redacted(code).slice(0, LONGEST_CODE) : 'UnknownError',
    message: typeof message === 'string' ? redacted(message).slice(0, LONGEST_MESSAGE) : 'no message',
    requestId: requestId ?? (typeof innerId === 'string' ? innerId : null),
    location: headers.location ?? null,
    claims: claimsChallenge(headers['www-authenticate']),
  })
}

/** What a server sends back may hold a token; what it says goes into reports. */
const redacted = withoutTokens

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
