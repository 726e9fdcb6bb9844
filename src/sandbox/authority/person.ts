import { randomBytes } from 'node:crypto'
import type { Answer } from '../server/answer.ts'
import { ADMINISTRATOR, issueToken } from '../server/tokens.ts'
import type { Asked, Authority, RefreshGrant } from './authority.ts'
import { readClaims } from './claims-request.ts'
import { encodePart, signIdToken } from './jwt.ts'
import { invalidGrant, jsonAnswer } from './refusal.ts'
import { grant } from './scopes.ts'

/** What a person has signed in to. */
interface SignedIn {
  readonly asked: Asked
  /** See `RefreshGrant`. */
  readonly satisfies: number
  readonly nonce?: string | undefined
  /** Whether a refresh token was shown. */
  readonly refreshed?: boolean
}

export const newSecret = (): string => randomBytes(48).toString('base64url')

export const newTokenId = (): string => randomBytes(16).toString('base64url')

/** The tokens of the sandbox's administrator; refuses when Conditional Access blocks, or consent lacks. */
export function personTokens(authority: Authority, signedIn: SignedIn, form: URLSearchParams): Answer {
  const { identity, plan } = authority
  if (plan.outcome === 'blocked') throw blocked()
  const { asked } = signedIn
  const granted = grant(authority, asked)
  const { capabilities, notBefore } = readClaims(form.get('claims'))
  const challenged = identity.revocation.persons
  const satisfies = notBefore >= challenged ? challenged : signedIn.satisfies
  const lasting = signedIn.refreshed === true || asked.openId.includes('offline_access')
  return jsonAnswer(200, {
    token_type: 'Bearer',
    scope: granted.scope,
    expires_in: identity.lifetimeSeconds,
    ext_expires_in: identity.lifetimeSeconds,
    access_token: issueToken(identity, {
      scopes: [...granted.names],
      capabilities,
      satisfies,
      id: newTokenId(),
    }),
    ...(lasting ? { refresh_token: newRefreshToken(authority, { asked, satisfies }) } : {}),
    ...(asked.openId.includes('openid') ? { id_token: idToken(authority, signedIn.nonce) } : {}),
    ...(form.get('client_info') === '1' ? { client_info: clientInfo(authority) } : {}),
  })
}

function newRefreshToken(authority: Authority, kept: Pick<RefreshGrant, 'asked' | 'satisfies'>): string {
  const token = `1.${newSecret()}`
  authority.refreshTokens.set(token, { ...kept, issued: Date.now(), ended: undefined })
  return token
}

/** https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
function idToken({ identity, url }: Authority, nonce: string | undefined): string {
  const now = Math.floor(Date.now() / 1000)
  return signIdToken({
    aud: identity.clientId,
    iss: `${url()}/${identity.tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + identity.lifetimeSeconds,
    name: ADMINISTRATOR.name,
    oid: ADMINISTRATOR.oid,
    preferred_username: ADMINISTRATOR.upn,
    sub: ADMINISTRATOR.oid,
    tid: identity.tenantId,
    ver: '2.0',
    ...(nonce === undefined ? {} : { nonce }),
  })
}

export const clientInfo = ({ identity }: Authority): string =>
  encodePart({ uid: ADMINISTRATOR.oid, utid: identity.tenantId })

const POLICY = '3f0e2a52-6f3c-4d0e-9a6e-2b7c1d5e8f90'

const blocked = () =>
  invalidGrant(
    53003,
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    {
      suberror: 'message_only',
      claims: JSON.stringify({ access_token: { capolids: { essential: true, values: [POLICY] } } }),
    },
  )
