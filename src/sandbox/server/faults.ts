import type { FaultAction, FaultHandle, FaultMatch, FaultPlan, FaultSpec } from '../api.ts'
import { type Answer, GraphError, JSON_TYPE } from './answer.ts'

interface Planned {
  readonly id: number
  readonly spec: FaultSpec
  seen: number
  hits: number
}

/** Actions on the connection; they have no meaning inside a batch. */
export type WireFault = Extract<
  FaultAction,
  { cut: unknown } | { stall: unknown } | { reset: unknown } | { slowDrip: unknown } | { garble: unknown }
>

export const isWireFault = (action: FaultAction): action is WireFault =>
  'cut' in action || 'stall' in action || 'reset' in action || 'slowDrip' in action || 'garble' in action

/** The misbehaviour that tests have ordered. */
export class Faults implements FaultPlan {
  readonly #planned: Planned[] = []
  #next = 1

  add(spec: FaultSpec): FaultHandle {
    const planned: Planned = { id: this.#next++, spec, seen: 0, hits: 0 }
    this.#planned.push(planned)
    const remove = (): void => {
      const index = this.#planned.indexOf(planned)
      if (index >= 0) this.#planned.splice(index, 1)
    }
    return {
      id: planned.id,
      get hits() {
        return planned.hits
      },
      remove,
    }
  }

  clear(): void {
    this.#planned.length = 0
  }

  /** The first fault that is due for a request; inside a batch those on the connection wait. */
  strike(method: string, raw: string, inBatch: boolean): FaultAction | undefined {
    const text = `${method} ${raw}`
    let due: Planned | undefined
    for (const planned of this.#planned) {
      if (!matches(planned.spec, text) || (inBatch && isWireFault(planned.spec))) continue
      planned.seen += 1
      const { times = 1, after = 0 } = planned.spec
      if (!due && planned.seen > after && planned.hits < times) due = planned
    }
    if (!due) return undefined
    due.hits += 1
    return due.spec
  }
}

function matches({ match }: FaultMatch, text: string): boolean {
  if (typeof match === 'string') return text.includes(match)
  match.lastIndex = 0
  return match.test(text)
}

/** The answer a fault gives in place of the real one; undefined when it changes the real one. */
export function insteadOf(action: FaultAction): Answer | GraphError | undefined {
  if ('throttle' in action) {
    const { status = 429, retryAfter } = action.throttle
    const code = status === 429 ? 'TooManyRequests' : 'serviceNotAvailable'
    return new GraphError(
      status,
      code,
      'Too many requests.',
      retryAfter === null ? {} : { 'retry-after': retryAfter },
    )
  }
  if ('fail' in action) {
    const { status, code, message = 'A fault of the sandbox.', headers = {} } = action.fail
    return new GraphError(status, code, message, headers)
  }
  if ('expire' in action) {
    const { status = 410, code = 'syncStateNotFound', location } = action.expire
    return new GraphError(status, code, 'The token has expired.', location === undefined ? {} : { location })
  }
  if ('html' in action) {
    const body =
      '<!DOCTYPE html><html><head><title>Service unavailable</title></head><body>Our services aren’t available right now</body></html>'
    return { status: action.status ?? 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
  }
  if ('redirect' in action) {
    const { location, status = 302 } = action.redirect
    return { status, headers: { location, 'content-type': JSON_TYPE }, body: '' }
  }
  return undefined
}

const NEXT_LINK = /"@odata\.nextLink":"((?:[^"\\]|\\.)*)"/

/** The real answer, damaged. */
export function damage(action: FaultAction, answer: Answer, self: string): Answer {
  const text = answer.body.toString()
  if ('truncateJson' in action) return { ...answer, body: text.slice(0, Math.floor(text.length / 2)) }
  if ('replace' in action) return { ...answer, body: action.replace(Buffer.from(answer.body)) }
  if ('noValue' in action) return { ...answer, body: text.replace('"value":[', '"values":[') }
  if ('emptyValue' in action) return { ...answer, body: withoutRows(text) }
  if ('loop' in action) return { ...answer, body: withNextLink(text, self) }
  if ('foreignLink' in action) {
    const link = NEXT_LINK.exec(text)?.[1]
    const { pathname, search } = new URL(link === undefined ? self : String(JSON.parse(`"${link}"`)))
    return { ...answer, body: withNextLink(text, `${action.foreignLink}${pathname}${search}`) }
  }
  return answer
}

function withoutRows(text: string): string {
  const page: Record<string, unknown> = JSON.parse(text)
  return JSON.stringify({ ...page, value: [] })
}

/** Puts a next link into a page, in place of its own link if it has one. */
function withNextLink(text: string, link: string): string {
  const page: Record<string, unknown> = JSON.parse(text)
  delete page['@odata.deltaLink']
  return JSON.stringify({ ...page, '@odata.nextLink': link })
}
