// https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
import type { Answer } from '../server/answer.ts'
import type { Authority } from './authority.ts'
import { idTokenKeySet } from './jwt.ts'
import { jsonAnswer, Refusal } from './refusal.ts'
import { checkTenant, isShared } from './tenants.ts'

export function instanceDocument({ url, identity }: Authority): Answer {
  const { host } = new URL(url())
  return jsonAnswer(200, {
    tenant_discovery_endpoint: `${url()}/${identity.tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  })
}

/** A domain leads to the endpoints of the tenant's id; the shared names to their own, with the issuer left open. */
export function configurationDocument(authority: Authority, tenant: string): Answer {
  try {
    checkTenant(authority, tenant)
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(400, 'invalid_tenant', error.number, error.message)
    throw error
  }
  const { url, identity } = authority
  const shared = isShared(tenant)
  const root = `${url()}/${shared ? tenant : identity.tenantId}`
  return jsonAnswer(200, {
    token_endpoint: `${root}/oauth2/v2.0/token`,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${root}/oauth2/v2.0/logout`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
    issuer: `${url()}/${shared ? '{tenantid}' : identity.tenantId}/v2.0`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
  })
}

export const keysDocument = (): Answer => jsonAnswer(200, idTokenKeySet())
