// From what ended a stream to the verdict of its tables, in one sentence each.

import {
  GraphError,
  isLicenceRefusal,
  isPermissionRefusal,
  RequestError,
  RetriesExhaustedError,
} from '../graph/errors.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import { BadRowsError, MisfitError } from '../lake/errors.ts'
import type { StreamDefinition } from '../streams/define.ts'
import type { Verdict } from './report.ts'
import { StoppedError } from './workshop.ts'

export interface Ending {
  readonly verdict: Verdict
  readonly reason: string
  readonly requestId: string | null
  /** What the exit code has to follow: an ended sign-in, or a stop that was asked for. */
  readonly cause: 'signIn' | 'stopped' | null
}

/** What of a stream was done before it ended early. */
export interface Progress {
  readonly pages: number
  /** Rows in the spool, those of an interrupted run included. */
  readonly spooled: number
  readonly folded: boolean
}

export function endingOf(
  error: unknown,
  definition: StreamDefinition,
  progress: Progress,
  requestId: string | null,
): Ending {
  if (error instanceof StoppedError)
    return { verdict: 'partial', reason: error.message, requestId, cause: 'stopped' }
  const last = error instanceof RetriesExhaustedError ? error.last : error
  const id = error instanceof RequestError ? (error.requestId ?? requestId) : requestId
  const began = progress.pages > 0 || progress.spooled > 0
  if (isLicenceRefusal(last) || isPermissionRefusal(last)) {
    return {
      verdict: began ? 'partial' : 'skipped',
      reason: refusal(last as GraphError, definition),
      requestId: id,
      cause: null,
    }
  }
  const ended = error instanceof SignInError || (last instanceof GraphError && last.status === 401)
  const verdict = progress.folded ? 'partial' : 'failed'
  return { verdict, reason: sentence(error), requestId: id, cause: ended ? 'signIn' : null }
}

function refusal(error: GraphError, { permissions, licence }: StreamDefinition): string {
  if (isLicenceRefusal(error))
    return `the tenant lacks the licence (${licence ?? 'a premium one'}): ${error.code}`
  const needed = permissions.application.join(' and ')
  return `the token may not read it (application permission ${needed}): ${error.code}`
}

function sentence(error: unknown): string {
  if (error instanceof BadRowsError || error instanceof MisfitError)
    return `Graph's rows cannot be stored: ${error.message}`
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return /^Out of Memory/.test(first) ? `${first}; raise --memory` : first
}
