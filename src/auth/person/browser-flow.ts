// A person signs in with the browser, which comes back to a loopback port: authorization code with PKCE.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
import type { AuthenticationResult } from '@azure/msal-node'
import { SignInError } from '../../graph/sign-in-error.ts'
import { secureOrigin } from '../msal-network.ts'
import { explain, refusedAnswer } from '../refusals.ts'
import type { SignInDeps } from '../settings.ts'
import type { PersonClient } from './client.ts'

/** MSAL sends these without a content type, so they begin with what makes browsers take them for pages. */
const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`

const PAGES = {
  successTemplate: page('Signed in', 'You can close this window and go back to entra-extract.'),
  errorTemplate: page('Not signed in', 'Go back to entra-extract, which says why.'),
}

/** Throws a `SignInError`, or the reason of the signal. */
export async function byBrowser(
  { application, network, identity }: PersonClient,
  scopes: readonly string[],
  timeLimitMs: number,
  deps: Pick<SignInDeps, 'say' | 'signal' | 'openBrowser'>,
): Promise<AuthenticationResult> {
  deps.signal.throwIfAborted()
  const late = AbortSignal.timeout(timeLimitMs)
  const ended = AbortSignal.any([deps.signal, late])
  let stop = (): void => {}
  try {
    return await application.acquireTokenInteractive({
      scopes: [...scopes],
      prompt: 'select_account',
      ...PAGES,
      openBrowser: async secureUrl => {
        stop = () => void stopListening(secureUrl)
        ended.addEventListener('abort', stop, { once: true })
        if (ended.aborted) stop()
        const url = secureUrl.replace(secureOrigin(identity.authority), identity.authority)
        deps.say(`Sign in with the browser; if none opens, go to ${url}`)
        void deps
          .openBrowser(url)
          .catch(() => deps.say('No browser could be opened; open the address yourself.'))
      },
    })
  } catch (error) {
    deps.signal.throwIfAborted()
    if (late.aborted) throw tooLate(timeLimitMs)
    throw sentBack(error)
      ? refusedAnswer(400, bodyOf(error), identity)
      : explain(error, network.problem(), identity)
  } finally {
    ended.removeEventListener('abort', stop)
  }
}

/** MSAL listens until an answer with its state comes: this is one. */
async function stopListening(authorizeUrl: string): Promise<void> {
  const { searchParams } = new URL(authorizeUrl)
  const { port } = new URL(searchParams.get('redirect_uri') ?? '')
  const body = new URLSearchParams({ error: 'cancelled', state: searchParams.get('state') ?? '' })
  // The listener may be gone already, and takes its connections with it.
  await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body }).catch(() => {})
}

interface SentBack extends Error {
  readonly errorCode: string
  readonly errorMessage: string
}

/** Whether the browser came back with an error: MSAL tells it as one of the server's. */
const sentBack = (error: unknown): error is SentBack =>
  error instanceof Error && error.name === 'ServerError' && 'errorCode' in error && 'errorMessage' in error

const bodyOf = ({ errorCode, errorMessage }: SentBack): object => ({
  error: errorCode,
  ...(errorMessage ? { error_description: errorMessage } : {}),
})

function tooLate(timeLimitMs: number): SignInError {
  const minutes = Math.max(1, Math.round(timeLimitMs / 60_000))
  return new SignInError(
    `Nobody signed in with the browser within ${minutes === 1 ? 'a minute' : `${minutes} minutes`}; run the same command again, or sign in with a code: \`entra-extract auth login --device-code\`.`,
    { failure: 'missing' },
  )
}
