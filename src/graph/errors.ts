// What can go wrong between us and Graph: one class per failure, its facts as fields. Sentences and exit codes are made elsewhere.

/** Any failure of a request; `requestId` is Graph's, null when no answer came. */
export abstract class RequestError extends Error {
  readonly requestId: string | null
  constructor(message: string, requestId: string | null, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.requestId = requestId
  }
}

/** Graph answered with an error. */
export class GraphError extends RequestError {
  readonly status: number
  readonly code: string
  readonly graphMessage: string
  /** Where a 410 says to start over; null: nowhere in particular. */
  readonly location: string | null
  /** What the next token has to prove, as JSON; null: nothing in particular. */
  readonly claims: string | null
  constructor(facts: {
    status: number
    code: string
    message: string
    requestId: string | null
    location?: string | null
    claims?: string | null
  }) {
    super(`Graph answered ${facts.status} ${facts.code}: ${facts.message}`, facts.requestId)
    this.status = facts.status
    this.code = facts.code
    this.graphMessage = facts.message
    this.location = facts.location ?? null
    this.claims = facts.claims ?? null
  }
}

/** No answer came, or it broke off. */
export class NetworkError extends RequestError {
  readonly code: string
  constructor(code: string, message: string, requestId: string | null = null, options?: ErrorOptions) {
    super(message, requestId, options)
    this.code = code
  }
}

/** An answer did not come, or did not go on, in time. */
export class TimeoutError extends RequestError {
  readonly phase: 'connect' | 'headers' | 'body'
  constructor(
    phase: 'connect' | 'headers' | 'body',
    requestId: string | null = null,
    options?: ErrorOptions,
  ) {
    super(`Graph's answer timed out (${phase})`, requestId, options)
    this.phase = phase
  }
}

/** A 200 whose body is not what Graph sends: HTML, broken off, without rows. */
export class MalformedAnswerError extends RequestError {}

/** Retrying would take longer than a request may take altogether. */
export class RetriesExhaustedError extends RequestError {
  readonly last: RequestError
  constructor(message: string, last: RequestError) {
    super(message, last.requestId, { cause: last })
    this.last = last
  }
}

/** A link that leads away from the configured Graph host; it was not followed. */
export class ForeignLinkError extends RequestError {
  constructor(host: string, requestId: string | null) {
    super(`Graph's answer links to another host (${host}); the link was not followed`, requestId)
  }
}

/** The link that an earlier run saved is refused, and nothing tells that it has only grown old. */
export class RefusedLinkError extends RequestError {
  readonly last: RequestError
  constructor(table: string, last: RequestError) {
    const mend = `\`entra-extract reset ${table}\` makes the next run read it whole`
    super(`the delta link of the last run is refused; ${mend} (${last.message})`, last.requestId, {
      cause: last,
    })
    this.last = last
  }
}

/** A listing that repeats itself without end. */
export class EndlessListingError extends RequestError {}

const EXPIRED_CODES = new Set(
  [
    'syncStateNotFound',
    'syncStateInvalid',
    'resyncRequired',
    'resyncApplyDifferences',
    'resyncUploadDifferences',
    'Directory_ExpiredPageToken',
    'DirectoryPageTokenNotFoundException',
    'Directory_ResyncRequired',
  ].map(code => code.toLowerCase()),
)

/**
 * Whether the token inside a page or delta link is no longer accepted, so that the stream has to start over.
 * Source: https://learn.microsoft.com/graph/delta-query-overview (resets), https://learn.microsoft.com/graph/paging.
 */
export function isExpiredLink(error: unknown): error is GraphError {
  if (!(error instanceof GraphError)) return false
  if (error.status === 410) return true
  if (error.status < 400 || error.status >= 500) return false
  return (
    EXPIRED_CODES.has(error.code.toLowerCase()) || /skip ?token is (null|expired)/i.test(error.graphMessage)
  )
}

/** Whether Graph does not understand the request as it is; an expired link is none of that. */
export const isBadRequest = (error: unknown): error is GraphError =>
  error instanceof GraphError && error.status === 400 && !isExpiredLink(error)

const LICENCE_CODES = /NonPremiumTenant|PremiumLicenseRequired|LicenseRequired/i

/** Whether the tenant's licence is refused. https://learn.microsoft.com/graph/known-issues: can be passing for the logs. */
export const isLicenceRefusal = (error: unknown): boolean =>
  error instanceof GraphError &&
  (error.status === 403 || error.status === 400) &&
  LICENCE_CODES.test(error.code)

/** Whether the token lacks a permission. */
export const isPermissionRefusal = (error: unknown): boolean =>
  error instanceof GraphError && error.status === 403 && !isLicenceRefusal(error)
