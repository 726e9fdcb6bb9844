// Which errors say that what was read so far must not be gone on with.
import { EndlessListingError, GraphError } from '../graph/errors.ts'
import { BadRowsError, MisfitError } from '../lake/errors.ts'
import { ImbalanceError } from './counts.ts'

/** Rows that are wrong stay wrong, and so does a link that Graph refuses: the next run must not go on from there. */
export function isAtFault(error: unknown): boolean {
  const kinds = [MisfitError, BadRowsError, EndlessListingError, ImbalanceError]
  if (kinds.some(kind => error instanceof kind)) return true
  return error instanceof GraphError && error.status < 500 && ![401, 403, 408, 429].includes(error.status)
}
