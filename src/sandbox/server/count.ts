import { type Answer, badRequest } from './answer.ts'
import { type Call, isEventual } from './call.ts'
import { countMatching } from './lists.ts'
import { allow } from './query.ts'
import type { Shape } from './shapes.ts'

/** `/users/$count` and the like: a number as plain text. */
export function countObjects(call: Call, shape: Shape): Answer {
  allow(call.query, '$filter')
  if (!isEventual(call)) {
    throw badRequest("$count is not currently supported without the header 'ConsistencyLevel: eventual'.")
  }
  const total = countMatching(call, shape, call.query.get('$filter'))
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(total) }
}
