import { createHmac, timingSafeEqual } from 'node:crypto'
import type { TokenOptions } from '../api.ts'
import { GraphError } from './answer.ts'
import type { Rights } from './call.ts'

export interface Identity {
  readonly tenantId: string
  readonly clientId: string
  readonly secret: string
  /** Permissions of applications that sign in, and of persons. */
  readonly grants: readonly string[]
  readonly scopes: readonly string[]
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const sign = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url')

/** A token in the form of Microsoft's; `scopes` makes it a person's. Its times are real ones. */
export function issueToken(identity: Identity, options: TokenOptions = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const { scopes, roles = identity.grants, expiresInSeconds = 3599 } = options
  const claims = {
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${identity.tenantId}/`,
    iat: now + Math.min(0, expiresInSeconds),
    nbf: now + Math.min(0, expiresInSeconds),
    exp: now + expiresInSeconds,
    app_displayname: 'entra-extract sandbox',
    appid: identity.clientId,
    tid: identity.tenantId,
    ver: '1.0',
    ...(scopes
      ? { idtyp: 'user', scp: scopes.join(' '), upn: 'admin@contoso.example' }
      : { idtyp: 'app', roles }),
  }
  const text = `${part({ typ: 'JWT', alg: 'HS256', kid: 'sandbox' })}.${part(claims)}`
  return `${text}.${sign(text, identity.secret)}`
}

function refuse(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
  })
}

/** The permissions of the presented token; 401 for none, a forged or an expired one. */
export function readToken(identity: Identity, authorization: string | undefined): Rights {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (!token) throw refuse('Access token is empty.')
  const [head, body, signature, more] = token.split('.')
  if (!head || !body || !signature || more !== undefined)
    throw refuse('CompactToken parsing failed with error code: 80049217')
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(`${head}.${body}`, identity.secret))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refuse('Access token validation failure. Invalid signature.')
  }
  const claims: { exp: number; roles?: string[]; scp?: string } = JSON.parse(
    Buffer.from(body, 'base64url').toString(),
  )
  if (claims.exp * 1000 <= Date.now()) throw refuse('Lifetime validation failed, the token is expired.')
  const permissions = claims.scp === undefined ? (claims.roles ?? []) : claims.scp.split(' ')
  return { delegated: claims.scp !== undefined, permissions: new Set(permissions) }
}
