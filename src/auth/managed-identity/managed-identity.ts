// The identity that Azure gives to a machine or a service, without any secret.
// https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
import { setTimeout as sleep } from 'node:timers/promises'
import { SignInError } from '../../graph/sign-in-error.ts'
import type { AccessToken, TokenSource } from '../../graph/token-source.ts'
import { renewing } from '../renewing.ts'
import type { SignInDeps, SignInSettings } from '../settings.ts'
import {
  type Attempt,
  explainIdentity,
  type IdentityRequest,
  identityNetwork,
  withAttempt,
} from './network.ts'
import {
  allowedHosts,
  IMDS,
  type Machine,
  type Platform,
  platformOf,
  secretsOf,
  thisMachine,
} from './platform.ts'

/** An IMDS that is there answers at once. */
const PROBE_MS = 1_000

/**
 * Null: not on a platform with managed identities, or on a machine that has none. Unless it is asked for by name, a machine (not a
 * service, which is told by variables) is asked at once whether it has one.
 */
export async function managedIdentity(
  settings: SignInSettings,
  deps: SignInDeps,
  machine: Machine = thisMachine,
): Promise<TokenSource | null> {
  const asked = settings.choice === 'managed-identity'
  const platform = platformOf(settings.env, machine)
  if (!asked && (platform === null || (platform === 'vm' && !(await answers(deps))))) return null
  const { clientId } = settings
  const name = clientId === null ? 'managed identity' : `managed identity ${clientId}`
  const request: IdentityRequest = { clientId, platform, secrets: secretsOf(settings.env) }
  const source = renewing({
    way: 'managed-identity',
    description: clientId === null ? 'system-assigned managed identity' : `user-assigned ${name}`,
    who: name,
    acquire: claims => acquire(request, claims, settings, deps, machine),
    now: deps.now,
  })
  return asked || platform === 'service' || (await hasIdentity(source, platform)) ? source : null
}

/** Without the header that a token needs, IMDS says so, and anything else is not IMDS. */
async function answers({ sendDirect, signal }: SignInDeps): Promise<boolean> {
  const done = new AbortController()
  const late = sleep(PROBE_MS, false, { signal: done.signal }).catch(() => false)
  const answered = sendDirect({ method: 'GET', url: `${IMDS}?api-version=2018-02-01`, headers: {} }).then(
    ({ status }) => status < 500,
    () => false,
  )
  const there = await Promise.race([answered, late])
  done.abort()
  signal.throwIfAborted()
  return there
}

/** An agent of Azure Arc that does not answer counts as absent, as a silent IMDS does. */
async function hasIdentity(source: TokenSource, platform: Platform | null): Promise<boolean> {
  try {
    await source.get()
    return true
  } catch (error) {
    const absent = platform === 'arc' ? ['missing', 'unreachable'] : ['missing']
    if (error instanceof SignInError && absent.includes(error.failure)) return false
    throw error
  }
}

async function acquire(
  request: IdentityRequest,
  claims: string | null,
  { graphUrl, clientId, env }: SignInSettings,
  { sendDirect, signal }: SignInDeps,
  machine: Machine,
): Promise<AccessToken> {
  const { ManagedIdentityApplication } = await import('@azure/msal-node')
  const attempt: Attempt = {
    send: sendDirect,
    sleep: milliseconds => machine.sleep(milliseconds, signal),
    hosts: allowedHosts(env),
    problem: null,
  }
  try {
    const application = new ManagedIdentityApplication({
      ...(clientId === null ? {} : { managedIdentityIdParams: { userAssignedClientId: clientId } }),
      // MSAL's own retries wait for a minute without heeding an interruption.
      system: { networkClient: identityNetwork, disableInternalRetries: true },
    })
    // Claims go past MSAL's cache by themselves, and with the token in there some services learn which one was refused.
    const wanted = claims === null ? { forceRefresh: true } : { claims }
    const result = await withAttempt(attempt, () =>
      application.acquireToken({ resource: graphUrl, ...wanted }),
    )
    if (attempt.problem !== null || result.accessToken === '') throw new Error('the answer holds no token')
    return { token: result.accessToken, expiresAt: result.expiresOn?.getTime() ?? null }
  } catch (error) {
    signal.throwIfAborted()
    throw explainIdentity(error, attempt.problem, request)
  }
}
