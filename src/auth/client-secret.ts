// Sign-in of an application with its client secret, through MSAL.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
import type { HttpSend } from '../graph/http.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import type { AccessToken, TokenSource } from '../graph/token-source.ts'
import { createMsalNetwork, secureOrigin } from './msal-network.ts'
import { type Identity, redact, refusal } from './refusals.ts'

const RENEW_BEFORE_END_MS = 5 * 60_000
/** After renewing early has failed, the token that is still good is used this long before the next attempt. */
const RENEWAL_PAUSE_MS = 30_000

export interface ClientSecretSettings extends Identity {
  /** The host that signs in, as `parseAuthority` returns it. */
  readonly authority: string
  /** The root of Microsoft Graph that the token is for. */
  readonly graphUrl: string
}

export interface SignInDeps {
  readonly send: HttpSend
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The token is kept here; callers that ask at the same time share one request. */
export function clientSecret(settings: ClientSecretSettings, deps: SignInDeps): TokenSource {
  let current: AccessToken | null = null
  let pending: Promise<AccessToken> | null = null
  let pausedUntil = -Infinity

  function acquireOnce(): Promise<AccessToken> {
    pending ??= acquire(settings, deps.send)
      .then(token => {
        current = token
        return token
      })
      .finally(() => {
        pending = null
      })
    return pending
  }

  const timeLeft = (token: AccessToken): number => (token.expiresAt ?? Infinity) - deps.now()

  /** A sign-in service that gives no usable answer ends nothing while the token is good. */
  async function renewEarly(token: AccessToken): Promise<AccessToken> {
    if (deps.now() < pausedUntil) return token
    try {
      return await acquireOnce()
    } catch (error) {
      const passing = error instanceof SignInError && error.failure === 'unreachable'
      if (!passing || timeLeft(token) <= 0) throw error
      pausedUntil = deps.now() + RENEWAL_PAUSE_MS
      return token
    }
  }

  return {
    description: `client secret of application ${settings.clientId}`,
    async get() {
      if (current === null || timeLeft(current) <= 0) return acquireOnce()
      return timeLeft(current) > RENEW_BEFORE_END_MS ? current : renewEarly(current)
    },
    async renew(rejected) {
      if (current !== null && current.token !== rejected) return current
      const renewed = await acquireOnce()
      if (renewed.token !== rejected) return renewed
      throw new SignInError(
        `Microsoft Graph rejected the token of application ${settings.clientId}, and signing in again gives the same one; check --graph-url and --cloud.`,
        { failure: 'rejected' },
      )
    },
  }
}

/** A new application object each time, so that MSAL's own caches of tokens and failures never answer. */
async function acquire(settings: ClientSecretSettings, send: HttpSend): Promise<AccessToken> {
  const { ConfidentialClientApplication } = await import('@azure/msal-node')
  const network = createMsalNetwork(send, settings.authority)
  const authority = `${secureOrigin(settings.authority)}/${settings.tenantId}`
  try {
    const application = new ConfidentialClientApplication({
      auth: {
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        authority,
        // A known authority is asked for its endpoints itself; else MSAL asks login.microsoftonline.com about it.
        knownAuthorities: [new URL(authority).host],
      },
      system: { networkClient: network },
    })
    const result = await application.acquireTokenByClientCredential({
      scopes: [`${settings.graphUrl}/.default`],
      skipCache: true,
      azureRegion: 'DisableMsalForceRegion',
    })
    if (result === null || result.accessToken === '') throw new Error('the answer holds no token')
    return { token: result.accessToken, expiresAt: result.expiresOn?.getTime() ?? null }
  } catch (error) {
    throw explain(error, network.problem(), settings)
  }
}

function explain(
  error: unknown,
  problem: ReturnType<ReturnType<typeof createMsalNetwork>['problem']>,
  settings: ClientSecretSettings,
): SignInError {
  if (problem !== null) return refusal(problem, settings)
  const why = error instanceof Error ? error.message : String(error)
  return new SignInError(
    redact(`Signing in at ${settings.authority} failed: ${why.replace(/\.$/, '')}.`, settings),
    {
      failure: 'refused',
    },
  )
}
