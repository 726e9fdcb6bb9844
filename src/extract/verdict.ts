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
import type { SignInKind } from '../streams/permissions.ts'
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

/** Who asks, as the token says itself; `granted` null: it does not say. */
export interface Rights {
  readonly as: SignInKind
  readonly granted: ReadonlySet<string> | null
}

/** How a stream ends that need not be asked for, for nobody of this kind may read it; null: it has to be asked for. */
export function refusedBefore({ permissions }: StreamDefinition, { as, granted }: Rights): Ending | null {
  if (granted === null || permissions[as].length > 0) return null
  const other = as === 'application' ? 'delegated' : 'application'
  if (permissions[other].length === 0) return null
  const who = as === 'application' ? 'a signed-in person' : 'an application with rights of its own'
  const reason = `only ${who} may read it (${other} permission ${permissions[other].join(' and ')})`
  return { verdict: 'skipped', reason, requestId: null, cause: null }
}

export function endingOf(
  error: unknown,
  definition: StreamDefinition,
  progress: Progress,
  requestId: string | null,
  rights: Rights,
): Ending {
  if (error instanceof StoppedError)
    return { verdict: 'partial', reason: error.message, requestId, cause: 'stopped' }
  const last = error instanceof RetriesExhaustedError ? error.last : error
  const id = error instanceof RequestError ? (error.requestId ?? requestId) : requestId
  const began = progress.pages > 0 || progress.spooled > 0
  if (isLicenceRefusal(last) || isPermissionRefusal(last)) {
    return {
      verdict: began ? 'partial' : 'skipped',
      reason: refusal(last as GraphError, definition, rights),
      requestId: id,
      cause: null,
    }
  }
  const ended = error instanceof SignInError || (last instanceof GraphError && last.status === 401)
  const verdict = progress.folded ? 'partial' : 'failed'
  return { verdict, reason: sentence(error), requestId: id, cause: ended ? 'signIn' : null }
}

function refusal(error: GraphError, definition: StreamDefinition, { as, granted }: Rights): string {
  if (isLicenceRefusal(error))
    return `the tenant lacks the licence (${definition.licence ?? 'a premium one'}): ${error.code}`
  const needed = definition.permissions[as].join(' and ')
  const columns = Object.values(definition.tables)
    .flatMap(({ columnPermissions = {} }) => Object.entries(columnPermissions))
    .filter(([, permissions]) => !permissions.some(permission => granted?.has(permission)))
    .map(([column, permissions]) => `; its column ${column} needs ${permissions.join(' or ')} too`)
  return `the token may not read it (${as} permission ${needed}): ${error.code}${columns.join('')}`
}

function sentence(error: unknown): string {
  if (error instanceof BadRowsError || error instanceof MisfitError)
    return `Graph's rows cannot be stored: ${error.message}`
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return /^Out of Memory/.test(first) ? `${first}; raise --memory` : first
}
