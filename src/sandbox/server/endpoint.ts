import type { QuotaFamily } from '../api.ts'
import type { Answer } from './answer.ts'
import type { Call } from './call.ts'
import type { Resource } from './resource.ts'

/** One thing the server can answer. */
export interface Endpoint extends Pick<Resource, 'missingIn' | 'licence' | 'application' | 'delegated'> {
  /** Below the version; each group is an id, outermost first. */
  readonly path: RegExp
  readonly method: 'GET' | 'POST'
  readonly versions: Resource['versions']
  readonly family: QuotaFamily
  /** What has a limit of its own within the family. */
  readonly quota?: (call: Call) => string
  /** Resource units of a plain request. */
  readonly cost: number
  answer(call: Call, ids: readonly string[]): Answer
}
