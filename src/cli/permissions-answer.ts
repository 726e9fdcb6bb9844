// What `permissions --json` gives (contract: it may gain fields, never lose or rename one). Pure.
import { GRAPH_COMMAND_LINE_TOOLS } from '../auth/settings.ts'
import type { TokenClaims } from '../graph/token-source.ts'
import type { NamedTable } from '../streams/index.ts'
import {
  type LeastPermission,
  lackingFor,
  leastPermissions,
  metBy,
  optionalPermissions,
  type SignInKind,
} from '../streams/permissions.ts'

/** The tables that a permission is for. */
export const tablesOf = ({ needs }: LeastPermission): string[] => [
  ...new Set(needs.map(({ table }) => table)),
]

export interface PermissionsAnswer {
  readonly as: SignInKind
  /** The least set; none of it is covered by another one of it. */
  readonly required: readonly string[]
  /** What the token has, of this kind; empty when no token was looked at. */
  readonly granted: readonly string[]
  /** Those of `required` that nothing granted covers. */
  readonly missing: readonly string[]
  /** Where an administrator consents to what the app registration asks for; unknown parts stand in braces. */
  readonly consentUrl: string
  /** Whether a token was looked at. */
  readonly signedIn: boolean
  readonly tables: readonly TablePermissions[]
  /** Without these the tables can be read, but not all of their columns or rows. */
  readonly optional: readonly {
    readonly permission: string
    readonly for: readonly string[]
    readonly granted: boolean
  }[]
  /** Tables that cannot be read this way at all. */
  readonly impossible: readonly string[]
}

export interface TablePermissions {
  readonly table: string
  readonly application: readonly string[]
  readonly delegated: readonly string[]
  readonly missing: readonly string[]
}

export interface Question {
  /** Those that the cloud has. */
  readonly tables: readonly NamedTable[]
  /** Null: what the token is; without a token an application. */
  readonly as: SignInKind | null
  /** Null: no token was looked at. */
  readonly claims: TokenClaims | null
  readonly authority: string
  readonly graphUrl: string
  readonly tenantId: string | null
  readonly clientId: string | null
}

export function answerOf({ tables, claims, authority, ...rest }: Question): PermissionsAnswer {
  const as = rest.as ?? kindOf(claims)
  const granted = (as === 'application' ? claims?.roles : claims?.scopes) ?? []
  const has = new Set(granted)
  const required = leastPermissions(tables, as)
  return {
    as,
    required: required.map(({ permission }) => permission),
    granted: granted.toSorted(),
    missing: required
      .filter(({ needs }) => needs.some(need => metBy(need, as, has) === null))
      .map(({ permission }) => permission),
    consentUrl: consentUrl(as, required, {
      ...rest,
      authority,
      tenantId: rest.tenantId ?? claims?.tenantId ?? null,
      clientId: rest.clientId ?? claims?.appId ?? null,
    }),
    signedIn: claims !== null,
    tables: tables.map(({ name, stream: { definition } }) => ({
      table: name,
      ...definition.permissions,
      missing: lackingFor(definition, as, has),
    })),
    optional: optionalPermissions(tables)
      .filter(({ alternatives }) => !required.some(({ permission }) => alternatives.includes(permission)))
      .map(({ permission, alternatives, purposes }) => ({
        permission,
        for: purposes,
        granted: alternatives.some(each => has.has(each)),
      })),
    impossible: tables
      .filter(
        ({ stream: { definition } }) =>
          definition.kind !== 'derived' && definition.permissions[as].length === 0,
      )
      .map(({ name }) => name),
  }
}

const kindOf = (claims: TokenClaims | null): SignInKind =>
  claims !== null && claims.roles.length === 0 && claims.scopes.length > 0 ? 'delegated' : 'application'

/**
 * For an application what its registration lists is consented to, for persons just the scopes in the link: so a person may sign in with
 * an application that lists none. https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
function consentUrl(
  as: SignInKind,
  required: readonly LeastPermission[],
  { authority, graphUrl, tenantId, clientId }: Omit<Question, 'tables' | 'as' | 'claims'>,
): string {
  const tenant = tenantId === null ? '{tenant-id}' : encodeURIComponent(tenantId)
  const known = clientId ?? (as === 'delegated' ? GRAPH_COMMAND_LINE_TOOLS : null)
  const client = known === null ? '{client-id}' : encodeURIComponent(known)
  if (as === 'application') return `${authority}/${tenant}/adminconsent?client_id=${client}`
  const scopes = required.map(({ permission }) => encodeURIComponent(`${graphUrl}/${permission}`)).join('%20')
  const back = encodeURIComponent('http://localhost')
  return `${authority}/${tenant}/v2.0/adminconsent?client_id=${client}&scope=${scopes}&redirect_uri=${back}`
}
