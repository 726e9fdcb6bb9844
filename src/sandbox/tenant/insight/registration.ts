import type { GraphObject } from '../../api.ts'
import { insightSchema } from '../../schema/insight.ts'
import type { Resource } from '../../server/resource.ts'
import { GUEST, isEnabled, person } from '../people.ts'
import { roleAssignments } from '../roles/assignments.ts'
import type { Tenant } from '../tenant.ts'
import { registration } from './methods.ts'

/** What the report takes over from a user. */
interface Account {
  readonly id: string
  readonly displayName: unknown
  readonly userPrincipalName: unknown
  readonly isGuest: boolean
  readonly isAdmin: boolean
}

/** Enabled users. Those who are as they were at the start are not made in full: there may be very many of them. */
function* accounts(tenant: Tenant): Generator<Account> {
  const { world, users } = tenant
  const changed = new Set(users.log.map(change => change.id))
  const admins = new Set(roleAssignments(tenant).map(({ principalId }) => principalId))
  for (let place = 0; place < users.length; place++) {
    const id = users.idAt(place)
    const isAdmin = admins.has(id)
    if (place < world.users && !changed.has(id)) {
      if (!isEnabled(world, place)) continue
      const { displayName, userPrincipalName, kind } = person(world, place)
      yield { id, displayName, userPrincipalName, isGuest: kind === GUEST, isAdmin }
      continue
    }
    const { row, removed } = users.at(place)
    if (removed || row.accountEnabled !== true) continue
    const { displayName, userPrincipalName, userType } = row
    yield { id, displayName, userPrincipalName, isGuest: userType === 'Guest', isAdmin }
  }
}

function details(tenant: Tenant, account: Account): GraphObject {
  const { methods, updatedAt, key } = registration(tenant.world, account.id, tenant.now)
  const { isGuest } = account
  const isStrong = methods.some(({ kind }) => kind.preferred ?? kind.passwordless)
  const preferred = methods.flatMap(({ kind }) => kind.preferred ?? [])
  return {
    id: account.id,
    userPrincipalName: account.userPrincipalName,
    userDisplayName: account.displayName,
    userType: isGuest ? 'guest' : 'member',
    isAdmin: account.isAdmin,
    isSsprRegistered: methods.length > 1,
    isSsprEnabled: !isGuest,
    isSsprCapable: !isGuest && methods.length > 1,
    isMfaRegistered: isStrong,
    isMfaCapable: isStrong,
    isPasswordlessCapable: methods.some(({ kind }) => kind.passwordless),
    methodsRegistered: methods.map(({ kind }) => kind.name),
    isSystemPreferredAuthenticationMethodEnabled: isGuest ? null : key % 3 > 0,
    systemPreferredAuthenticationMethods: preferred.slice(0, 1),
    userPreferredMethodForSecondaryAuthentication: preferred[key % 2] ?? preferred[0] ?? pickNone(key),
    lastUpdatedDateTime: new Date(updatedAt).toISOString(),
  }
}

/** Without a second factor the preference is an empty text, a word or null. */
const pickNone = (key: number): string | null => ['', 'none', null][key % 3] ?? null

function* rows(tenant: Tenant): Generator<GraphObject> {
  for (const account of accounts(tenant)) yield details(tenant, account)
}

const FLAGS = [
  'isMfaCapable',
  'isMfaRegistered',
  'isPasswordlessCapable',
  'isSsprCapable',
  'isSsprEnabled',
  'isSsprRegistered',
  'isSystemPreferredAuthenticationMethodEnabled',
]

export const userRegistrationDetails: Resource = {
  name: 'user_registration_details',
  path: '/reports/authenticationMethods/userRegistrationDetails',
  versions: ['v1.0', 'beta'],
  kind: 'list',
  schema: insightSchema,
  type: 'userRegistrationDetails',
  family: 'reports',
  application: ['AuditLog.Read.All'],
  delegated: ['AuditLog.Read.All'],
  licence: { tier: 'p1', refusal: 'nonPremium' },
  paging: { standard: 100, most: 999 },
  options: ['$filter', '$orderby'],
  filterable: {
    ...Object.fromEntries(FLAGS.map(name => [name, ['eq']])),
    userDisplayName: ['eq', 'startswith'],
    userPrincipalName: ['eq', 'startswith'],
  },
  rows,
}
