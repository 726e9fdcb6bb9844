import type { Answer } from './answer.ts'
import { type Identity, issueToken } from './tokens.ts'

/** What the sign-in service needs to know. */
export interface Authority extends Identity {
  readonly clientSecret: string
  readonly url: () => string
}

const answer = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
})

function refuse(status: number, error: string, number: number, text: string): Answer {
  return answer(status, {
    error,
    error_description: `AADSTS${number}: ${text}`,
    error_codes: [number],
    trace_id: '00000000-0000-0000-0000-000000000000',
    correlation_id: '00000000-0000-0000-0000-000000000000',
  })
}

/** Answers the sign-in root; undefined for a path that is not its own. */
export function answerAuthority(
  authority: Authority,
  method: string,
  path: string,
  body: string,
): Answer | undefined {
  if (path.endsWith('/discovery/instance')) return instance(authority)
  const tenant = /^\/([^/]+)\//.exec(path)?.[1] ?? ''
  if (path.endsWith('/v2.0/.well-known/openid-configuration')) return configuration(authority, tenant)
  const endpoint = /^\/[^/]+\/oauth2\/v2\.0\/(token|devicecode)$/.exec(path)?.[1]
  if (method !== 'POST' || endpoint === undefined) return undefined
  if (!['common', 'organizations', authority.tenantId].includes(tenant)) {
    return refuse(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`)
  }
  const form = new URLSearchParams(body)
  return endpoint === 'token' ? token(authority, form) : deviceCode(authority, form)
}

function instance({ url, tenantId }: Authority): Answer {
  const { host } = new URL(url())
  return answer(200, {
    tenant_discovery_endpoint: `${url()}/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  })
}

function configuration({ url }: Authority, tenant: string): Answer {
  const root = `${url()}/${tenant}`
  return answer(200, {
    token_endpoint: `${root}/oauth2/v2.0/token`,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${root}/oauth2/v2.0/logout`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
    issuer: `${root}/v2.0`,
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    subject_types_supported: ['pairwise'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  })
}

function token(authority: Authority, form: URLSearchParams): Answer {
  if (form.get('client_id') !== authority.clientId) {
    return refuse(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${form.get('client_id')}' was not found.`,
    )
  }
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return clientCredentials(authority, form)
    case 'device_code':
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return form.get('device_code') === 'sandbox-device-code'
        ? person(authority)
        : refuse(400, 'invalid_grant', 70000, 'The device code is not valid.')
    case 'refresh_token':
      return form.get('refresh_token') === 'sandbox-refresh-token'
        ? person(authority)
        : refuse(400, 'invalid_grant', 70000, 'The refresh token is not valid.')
  }
  return refuse(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.')
}

function clientCredentials(authority: Authority, form: URLSearchParams): Answer {
  const assertion = form.get('client_assertion')
  const proven = assertion
    ? assertion.split('.').length === 3
    : form.get('client_secret') === authority.clientSecret
  if (!proven) return refuse(401, 'invalid_client', 7000215, 'Invalid client secret provided.')
  if (!form.get('scope')?.endsWith('/.default')) {
    return refuse(400, 'invalid_scope', 1002012, 'The provided value for scope is not valid.')
  }
  return answer(200, {
    token_type: 'Bearer',
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: issueToken(authority),
  })
}

/** The person signs in at once. */
function deviceCode(authority: Authority, form: URLSearchParams): Answer {
  if (form.get('client_id') !== authority.clientId) {
    return refuse(400, 'unauthorized_client', 700016, 'Application was not found.')
  }
  return answer(200, {
    user_code: 'SANDBOX42',
    device_code: 'sandbox-device-code',
    verification_uri: `${authority.url()}/devicelogin`,
    expires_in: 900,
    interval: 1,
    message: `To sign in, open ${authority.url()}/devicelogin and enter the code SANDBOX42.`,
  })
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function person(authority: Authority): Answer {
  const { tenantId, clientId, scopes, url } = authority
  const now = Math.floor(Date.now() / 1000)
  const oid = '00000000-0000-4000-8000-000000000001'
  const claims = {
    aud: clientId,
    iss: `${url()}/${tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + 3599,
    name: 'Sandbox Administrator',
    oid,
    preferred_username: 'admin@contoso.example',
    sub: oid,
    tid: tenantId,
    ver: '2.0',
  }
  return answer(200, {
    token_type: 'Bearer',
    scope: scopes.join(' '),
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: issueToken(authority, { scopes: [...scopes] }),
    refresh_token: 'sandbox-refresh-token',
    id_token: `${encode({ typ: 'JWT', alg: 'none' })}.${encode(claims)}.`,
    client_info: encode({ uid: oid, utid: tenantId }),
  })
}
