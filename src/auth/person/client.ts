// MSAL's client for persons, and what is kept of its cache.
import type { AuthenticationResult, INetworkModule, PublicClientApplication } from '@azure/msal-node'
import { z } from 'zod'
import { decodeToken } from '../../graph/claims.ts'
import type { HttpSend } from '../../graph/http.ts'
import type { AccessToken } from '../../graph/token-source.ts'
import { CAPABILITIES, checkTenant } from '../application/application.ts'
import { createMsalNetwork, type MsalNetwork, secureOrigin } from '../msal-network.ts'
import type { Identity } from '../refusals.ts'
import { GRAPH_COMMAND_LINE_TOOLS } from '../settings.ts'
import type { How, SignIn } from './sign-ins.ts'

/** Any work or school account. */
export const ANY_TENANT = 'organizations'

export interface PersonClient {
  readonly application: PublicClientApplication
  readonly network: MsalNetwork
  readonly identity: Identity
}

interface PersonSettings {
  readonly authority: string
  /** Null: the one of the person. */
  readonly tenantId: string | null
  /** Null: Microsoft's own application. */
  readonly clientId: string | null
}

/** With a cache of its own, empty but for `cache`. `around` may change what goes over the network. */
export async function personClient(
  { authority, tenantId, clientId }: PersonSettings,
  send: HttpSend,
  { cache = null, around = network => network }: PersonClientOptions = {},
): Promise<PersonClient> {
  const { PublicClientApplication } = await import('@azure/msal-node')
  const identity: Identity = {
    way: 'person',
    authority,
    tenantId: tenantId ?? ANY_TENANT,
    clientId: clientId ?? GRAPH_COMMAND_LINE_TOOLS,
    secrets: cache === null ? [] : refreshTokensOf(cache),
  }
  if (identity.tenantId !== ANY_TENANT) checkTenant(identity.tenantId)
  const network = createMsalNetwork(send, authority)
  const tenant = `${secureOrigin(authority)}/${identity.tenantId}`
  const application = new PublicClientApplication({
    auth: {
      clientId: identity.clientId,
      authority: tenant,
      knownAuthorities: [new URL(tenant).host],
      clientCapabilities: CAPABILITIES,
    },
    system: { networkClient: around(network) },
  })
  if (cache !== null) application.getTokenCache().deserialize(cache)
  return { application, network, identity }
}

export interface PersonClientOptions {
  /** What `SignIn` keeps. */
  readonly cache?: string | null
  readonly around?: (network: INetworkModule) => INetworkModule
}

/** A person who has just signed in, with the token of that moment. */
export interface SignedIn {
  readonly signIn: SignIn
  readonly token: AccessToken
}

export function signedInBy(
  { application, identity }: PersonClient,
  result: AuthenticationResult,
  how: How,
  signedInAt: number,
): SignedIn {
  const { claims } = decodeToken(result.accessToken)
  return {
    signIn: {
      authority: identity.authority,
      tenantId: claims.tenantId ?? result.tenantId,
      clientId: identity.clientId,
      username: claims.username ?? result.account?.username ?? '',
      how,
      signedInAt: new Date(signedInAt).toISOString(),
      cache: keptOf(application),
    },
    token: tokenOf(result),
  }
}

export const tokenOf = ({ accessToken, expiresOn }: AuthenticationResult): AccessToken => ({
  token: accessToken,
  expiresAt: expiresOn?.getTime() ?? null,
})

const entries = z.record(z.string(), z.unknown()).default({})
/** Access and id tokens are left out: they are large, and asked for anew each time. */
const Kept = z.object({ Account: entries, RefreshToken: entries, AppMetadata: entries })

/** What a later process needs of MSAL's cache. */
export function keptOf(application: PublicClientApplication): string {
  return JSON.stringify(Kept.parse(JSON.parse(application.getTokenCache().serialize())))
}

const Secret = z.object({ secret: z.string() })

/** Empty for what is no cache. */
export function refreshTokensOf(cache: string): readonly string[] {
  try {
    const { RefreshToken } = Kept.parse(JSON.parse(cache))
    return Object.values(RefreshToken).map(entry => Secret.parse(entry).secret)
  } catch {
    return []
  }
}
