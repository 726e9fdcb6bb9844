// https://learn.microsoft.com/entra/identity-platform/scopes-oidc
import type { Asked, Authority } from './authority.ts'
import { invalidGrant, missing, Refusal } from './refusal.ts'

/** Names of delegated permissions, and the `scope` of the answer. */
export interface Granted {
  readonly names: readonly string[]
  readonly scope: string
}

const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'
const GRAPH_ROOTS = [
  GRAPH_APP_ID,
  'https://graph.microsoft.com',
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
]
const OPEN_ID = ['openid', 'profile', 'email', 'offline_access']
/** Every registration has it, and every person may consent to it. */
const EVERYBODYS = 'User.Read'
/** https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/

function scopesOf(text: string | null): readonly string[] {
  const scopes = (text ?? '').split(' ').filter(scope => scope !== '')
  if (scopes.length === 0) throw missing('scope')
  const wrong = scopes.find(scope => !SCOPE.test(scope))
  if (wrong !== undefined) throw invalidScope(wrong)
  return scopes
}

function invalidScope(scope: string): Refusal {
  const text = `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`
  return new Refusal(400, 'invalid_scope', 70011, text)
}

function checkResource(authority: Authority, resource: string): void {
  const { protocol, port } = new URL(authority.url())
  const own = ['127.0.0.1', 'localhost'].map(host => `${protocol}//${host}:${port}`)
  if ([authority.url(), ...own, ...GRAPH_ROOTS].includes(resource)) return
  const { tenantId } = authority.identity
  const text = `The resource principal named ${resource} was not found in the tenant named ${tenantId}.`
  throw new Refusal(400, 'invalid_resource', 500011, text)
}

/** An application asks for one resource's `.default`, nothing else. */
export function checkApplicationScope(authority: Authority, text: string | null): void {
  const scopes = scopesOf(text)
  const [scope = ''] = scopes
  if (scopes.length > 1) throw invalidScope(scopes.join(' '))
  const resource = /^(.+)\/\.default$/.exec(scope)?.[1]
  if (resource === undefined) {
    throw new Refusal(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    )
  }
  checkResource(authority, resource)
}

/** What a person's client asks for, if all of it exists. */
export function readAsked(authority: Authority, text: string | null): Asked {
  const scopes = scopesOf(text)
  const openId = scopes.filter(scope => OPEN_ID.includes(scope))
  const others = scopes
    .filter(scope => !OPEN_ID.includes(scope))
    .map(written => ({ written, ...split(written) }))
  for (const { resource } of others) if (resource !== undefined) checkResource(authority, resource)
  const all = others.find(({ name }) => name === '.default')
  if (all && others.length > 1) throw invalidScope(scopes.join(' '))
  if (all) return { openId, permissions: [], defaultOf: all.resource ?? GRAPH_ROOTS[1] }
  const permissions = others.map(({ name, written }) => ({ name: canonical(authority, name), written }))
  return { openId, permissions, defaultOf: undefined }
}

/** A name without a resource is Graph's. */
function split(scope: string): { resource: string | undefined; name: string } {
  const slash = scope.lastIndexOf('/')
  return slash < 0
    ? { resource: undefined, name: scope }
    : { resource: scope.slice(0, slash), name: scope.slice(slash + 1) }
}

function canonical({ identity, knownScopes }: Authority, name: string): string {
  const same = (known: string): boolean => known.toLowerCase() === name.toLowerCase()
  const known = [EVERYBODYS, ...identity.scopes, ...knownScopes].find(same)
  if (known !== undefined) return known
  throw new Refusal(
    400,
    'invalid_client',
    650053,
    `The application '${identity.clientId}' asked for scope '${name}' that doesn't exist on the resource '${GRAPH_APP_ID}'. Contact the app vendor.`,
  )
}

/** Whether all of it is consented to. */
export function isConsented({ identity, consentRequired }: Authority, asked: Asked): boolean {
  const consented = consentRequired ? [] : [EVERYBODYS, ...identity.scopes]
  if (asked.defaultOf !== undefined) return !consentRequired && identity.scopes.length > 0
  return asked.permissions.every(({ name }) => consented.includes(name))
}

/** What a person's token holds; refuses what is not consented to. */
export function grant(authority: Authority, asked: Asked): Granted {
  const { clientId, scopes } = authority.identity
  if (!isConsented(authority, asked)) {
    throw invalidGrant(
      65001,
      `The user or administrator has not consented to use the application with ID '${clientId}'. Send an interactive authorization request for this user and resource.`,
      { suberror: 'consent_required' },
    )
  }
  const shown = asked.openId.filter(scope => scope !== 'offline_access')
  const { defaultOf, permissions } = asked
  const names = defaultOf === undefined ? permissions.map(({ name }) => name) : scopes
  const written =
    defaultOf === undefined
      ? permissions.map(permission => permission.written)
      : [...scopes, '.default'].map(name => `${defaultOf}/${name}`)
  return { names: [...names, ...shown], scope: [...written, ...shown].join(' ') }
}
