// Files that Graph sends us to: an address outside of Graph, known to us alone for some minutes, that needs no token.
// https://learn.microsoft.com/graph/api/resources/report
import { hostOf } from './answers.ts'
import { MalformedAnswerError, NetworkError } from './errors.ts'
import { RETRYABLE_STATUS } from './retry.ts'
import type { OpenAnswer, RawRequest } from './undici-http.ts'

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** The request for a file: nothing of what Graph is asked with goes there. Throws a MalformedAnswerError for an unsafe address. */
export function fileRequest(location: string, userAgent: string, requestId: string | null): RawRequest {
  const url = URL.canParse(location) ? new URL(location) : null
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
  if (url === null || !safe || url.username !== '') {
    throw new MalformedAnswerError(
      `Graph sends us to an address that is not safe (${hostOf(location)})`,
      requestId,
    )
  }
  return {
    method: 'GET',
    origin: url.origin,
    path: url.pathname + url.search,
    headers: { 'user-agent': userAgent, 'accept-encoding': 'gzip' },
  }
}

/** The file, when it is there. Whatever else comes says nothing of our rights at Graph, so it is no GraphError. */
export function fileAnswer(answer: OpenAnswer, requestId: string | null): OpenAnswer {
  if (answer.status === 200) return answer
  answer.discard()
  const what = `the file that Graph sends us to cannot be read (status ${answer.status})`
  if (RETRYABLE_STATUS.has(answer.status)) throw new NetworkError('FILE', what, requestId)
  throw new MalformedAnswerError(what, requestId)
}

/** All of a short body; what is longer than any error of Graph's is left out. */
export async function wholeBody(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const piece of pieces) {
    parts.push(piece)
    length += piece.length
    if (length > MOST_OF_AN_ERROR) break
  }
  return Buffer.concat(parts)
}

const MOST_OF_AN_ERROR = 1 << 20
