import { randomUUID } from 'node:crypto'
import type { Answer } from '../server/answer.ts'

/** Parts of a refusal that only some have. */
export interface RefusalExtras {
  readonly suberror?: string
  /** JSON text of a claims request. */
  readonly claims?: string
}

/** A refusal by the sign-in service; thrown by what finds the reason, written by its front. */
export class Refusal extends Error {
  readonly status: number
  readonly error: string
  /** The number behind AADSTS. */
  readonly number: number
  readonly extras: RefusalExtras

  constructor(status: number, error: string, number: number, text: string, extras: RefusalExtras = {}) {
    super(text)
    this.status = status
    this.error = error
    this.number = number
    this.extras = extras
  }
}

export const invalidRequest = (number: number, text: string): Refusal =>
  new Refusal(400, 'invalid_request', number, text)

export const invalidClient = (number: number, text: string): Refusal =>
  new Refusal(401, 'invalid_client', number, text)

export const invalidGrant = (number: number, text: string, extras?: RefusalExtras): Refusal =>
  new Refusal(400, 'invalid_grant', number, text, extras)

export const missing = (parameter: string): Refusal =>
  invalidRequest(900144, `The request body must contain the following parameter: '${parameter}'.`)

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isGuid = (text: string): boolean => GUID.test(text)

/** What a refusal says of one request. `asked` is the correlation id that the client sent, if any. */
export function describe(refusal: Refusal, asked: string, root: string): Record<string, unknown> {
  const trace = randomUUID()
  const correlation = isGuid(asked) ? asked : randomUUID()
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`
  const { error, number, message, extras } = refusal
  return {
    error,
    error_description: `AADSTS${number}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [number],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${root}/error?code=${number}`,
    ...extras,
  }
}

export function jsonAnswer(status: number, body: object): Answer {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store, no-cache',
    pragma: 'no-cache',
  }
  return { status, headers, body: JSON.stringify(body) }
}
