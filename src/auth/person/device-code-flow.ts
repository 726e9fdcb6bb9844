// A person signs in with a browser elsewhere, where they enter a code.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
import type { AuthenticationResult, INetworkModule, NetworkResponse } from '@azure/msal-node'
import { z } from 'zod'
import { systemClock } from '../../graph/clock.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import { type NetworkProblem, secureOrigin } from '../msal-network.ts'
import { explain } from '../refusals.ts'
import type { SignInDeps } from '../settings.ts'
import type { PersonClient } from './client.ts'

/** `client` is made with `paced` around its network. Throws a `SignInError`, or the reason of the signal. */
export async function byDeviceCode(
  { application, network, identity }: PersonClient,
  scopes: readonly string[],
  { say, signal }: Pick<SignInDeps, 'say' | 'signal'>,
): Promise<AuthenticationResult> {
  try {
    const result = await application.acquireTokenByDeviceCode({
      scopes: [...scopes],
      deviceCodeCallback: ({ userCode, verificationUri, expiresIn }) => {
        const page = verificationUri.replace(secureOrigin(identity.authority), identity.authority)
        const minutes = Math.round(expiresIn / 60)
        say(
          `To sign in, open ${page} in any browser and enter the code ${userCode} within ${minutes} minutes.`,
        )
      },
    })
    if (result === null) throw new Error('the answer holds no token')
    return result
  } catch (error) {
    signal.throwIfAborted()
    throw (
      ownWords(error, network.problem()) ??
      explain(error, network.problem(), { ...identity, how: 'device-code' })
    )
  }
}

const OAuthError = z.object({ error: z.string() })

/** What is told in words of its own; null: the sign-in service says it well enough. */
function ownWords(error: unknown, problem: NetworkProblem | null): SignInError | null {
  const said = problem?.kind === 'answer' ? OAuthError.safeParse(problem.body).data?.error : undefined
  if (said === 'authorization_declined' || said === 'access_denied') {
    return new SignInError(
      'The sign-in was declined in the browser; run the same command again to try anew.',
      {
        failure: 'refused',
      },
    )
  }
  // When the time is up before the service says so, its last word was that it still waits.
  const expired =
    said === 'expired_token' || (error instanceof Error && /device_code_expired/.test(error.message))
  return expired
    ? new SignInError('The code was not used in time; run the same command again for a new one.', {
        failure: 'missing',
      })
    : null
}

const DeviceCode = z.object({ device_code: z.string(), interval: z.number().catch(5).default(5) })
/** What the service adds to the pause of those who poll too fast. https://www.rfc-editor.org/rfc/rfc8628#section-3.5 */
const SLOWER_MS = 5000

/**
 * Waits between polls in the place of MSAL, whose waiting cannot be interrupted, and which takes the answer that it is too
 * fast for the end.
 */
export const paced =
  (signal: AbortSignal) =>
  (network: INetworkModule): INetworkModule => {
    let intervalMs: number | null = null
    return {
      sendGetRequestAsync: (url, options) => network.sendGetRequestAsync(url, options),
      async sendPostRequestAsync<T>(...request: Parameters<INetworkModule['sendPostRequestAsync']>) {
        if (intervalMs !== null) await systemClock.sleep(intervalMs, signal)
        const answer: NetworkResponse<T> = await network.sendPostRequestAsync<T>(...request)
        const code = DeviceCode.safeParse(answer.body)
        if (code.success) {
          intervalMs = code.data.interval * 1000
          return { ...answer, body: { ...answer.body, interval: 0 } }
        }
        if (OAuthError.safeParse(answer.body).data?.error !== 'slow_down') return answer
        intervalMs = (intervalMs ?? 0) + SLOWER_MS
        return { ...answer, body: { ...answer.body, error: 'authorization_pending' } }
      },
    }
  }
