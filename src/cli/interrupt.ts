// Ctrl-C: the first one asks the work to stop at its next commit point, the second one ends the process at once.
import type { Context } from './context.ts'
import { InterruptedError } from './failure.ts'

const GO_ON = 'Interrupted. Run the same command again to go on from the last commit point.'

/**
 * Runs `action` with a signal that SIGINT, SIGTERM and SIGHUP abort. Throws an `InterruptedError` with `sentence` when the action
 * ended in the reason of the abort. `onStop` is called once, with what to tell people.
 */
export async function interruptible<T>(
  context: Context,
  onStop: () => void,
  action: (signal: AbortSignal) => Promise<T>,
  sentence = GO_ON,
): Promise<T> {
  const controller = new AbortController()
  const forget = context.onSignal(signal => {
    if (controller.signal.aborted) {
      // A closed terminal says so twice: the system and the shell each send it.
      if (signal === 'SIGHUP') return
      forget()
      context.raise(signal)
      return
    }
    onStop()
    controller.abort(new InterruptedError(sentence))
  })
  try {
    return await action(controller.signal)
  } catch (error) {
    throw isCausedBy(error, controller.signal.reason) ? controller.signal.reason : error
  } finally {
    forget()
  }
}

function isCausedBy(error: unknown, reason: unknown): boolean {
  if (reason === undefined) return false
  return error === reason || (error instanceof Error && isCausedBy(error.cause, reason))
}
