import { createHash } from 'node:crypto'
import type { Answer } from '../server/answer.ts'
import { issueToken } from '../server/tokens.ts'
import type { Authority, CodeGrant, Request } from './authority.ts'
import { readClaims } from './claims-request.ts'
import { checkClient, checkCredential, checkPersonsClient } from './client.ts'
import { redeemDeviceCode } from './device-code.ts'
import { newTokenId, personTokens } from './person.ts'
import { invalidClient, invalidGrant, invalidRequest, jsonAnswer, missing, Refusal } from './refusal.ts'
import { checkApplicationScope, readAsked } from './scopes.ts'
import { isShared } from './tenants.ts'

/** Answers the token endpoint. */
export function token(authority: Authority, { tenant, form }: Request): Answer {
  const type = form.get('grant_type')
  if (!type) throw missing('grant_type')
  checkClient(authority, form.get('client_id'))
  switch (type) {
    case 'client_credentials':
      return clientCredentials(authority, tenant, form)
    case 'authorization_code':
      return redeemCode(authority, form)
    case 'device_code':
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return redeemDeviceCode(authority, form)
    case 'refresh_token':
      return refresh(authority, form)
  }
  throw new Refusal(
    400,
    'unsupported_grant_type',
    70003,
    `The app requested an unsupported grant type '${type}'.`,
  )
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
function clientCredentials(authority: Authority, tenant: string, form: URLSearchParams): Answer {
  const { identity } = authority
  if (isShared(tenant)) {
    throw invalidRequest(
      50059,
      'No tenant-identifying information found in either the request or implied by any provided credentials.',
    )
  }
  checkCredential(authority, form)
  checkApplicationScope(authority, form.get('scope'))
  const { capabilities, notBefore } = readClaims(form.get('claims'))
  const challenged = identity.revocation.applications
  const satisfies = notBefore >= challenged ? challenged : 0
  return jsonAnswer(200, {
    token_type: 'Bearer',
    expires_in: identity.lifetimeSeconds,
    ext_expires_in: identity.lifetimeSeconds,
    access_token: issueToken(identity, { capabilities, satisfies, id: newTokenId() }),
  })
}

function redeemCode(authority: Authority, form: URLSearchParams): Answer {
  checkPersonsClient(authority, form)
  const [text, redirectUri] = [form.get('code'), form.get('redirect_uri')]
  if (!text) throw missing('code')
  if (!redirectUri) throw missing('redirect_uri')
  const code = authority.codes.get(text)
  if (!code) throw invalidGrant(70000, "The provided value for the 'code' parameter is not valid.")
  checkCode(code, redirectUri, form.get('code_verifier'))
  const answer = personTokens(authority, code, form)
  code.redeemed = true
  return answer
}

function checkCode(code: CodeGrant, redirectUri: string, verifier: string | null): void {
  if (code.redeemed) {
    throw invalidGrant(
      54005,
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    )
  }
  if (Date.now() >= code.expires) {
    throw invalidGrant(
      70008,
      'The provided authorization code or refresh token has expired due to inactivity.',
    )
  }
  if (redirectUri !== code.redirectUri) {
    throw invalidClient(
      500112,
      `The reply address '${redirectUri}' does not match the reply address '${code.redirectUri}' provided when requesting Authorization code.`,
    )
  }
  if (!verifier) {
    throw invalidGrant(
      50148,
      'The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.',
    )
  }
  if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge) {
    throw invalidGrant(
      501481,
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    )
  }
}

/** https://learn.microsoft.com/entra/identity-platform/refresh-tokens: the one shown stays good beside the new one. */
function refresh(authority: Authority, form: URLSearchParams): Answer {
  checkPersonsClient(authority, form)
  const text = form.get('refresh_token')
  if (!text) throw missing('refresh_token')
  const kept = authority.refreshTokens.get(text)
  if (!kept) throw invalidGrant(70000, 'The provided value for the refresh token is not valid.')
  const issued = new Date(kept.issued).toISOString()
  if (kept.ended === 'revoked') {
    throw invalidGrant(
      50173,
      `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${issued}'.`,
      { suberror: 'bad_token' },
    )
  }
  if (kept.ended === 'inactive') {
    throw invalidGrant(
      700082,
      `The refresh token has expired due to inactivity. The token was issued on ${issued} and was inactive for 90.00:00:00.`,
    )
  }
  const asked = form.has('scope') ? readAsked(authority, form.get('scope')) : kept.asked
  return personTokens(authority, { asked, satisfies: kept.satisfies, refreshed: true }, form)
}
