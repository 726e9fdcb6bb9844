// How long one request may take, however slowly its answer comes.
import { TimeoutError } from './errors.ts'

/** Ends an answer that drips for longer than all retries may take; its time runs from the first `begin` on. */
export interface Deadline {
  begin(): AbortSignal
  clear(): void
}

export function deadlineAfter(ms: number, signal: AbortSignal): Deadline {
  const controller = new AbortController()
  const stop = () => controller.abort(signal.reason)
  let timer: NodeJS.Timeout | undefined
  return {
    begin: () => {
      if (timer !== undefined) return controller.signal
      timer = setTimeout(() => controller.abort(new TimeoutError('body')), Math.min(ms, 2 ** 31 - 1))
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      return controller.signal
    },
    clear: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    },
  }
}
