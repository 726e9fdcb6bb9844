// A tenant whose policies, roles and sign-ins leave out whom an administrator would not think of.
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { Row } from '../support/parquet-rows.ts'

export const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10'
const SYNCHRONISATION = 'd29b2b05-8046-44ba-8758-1e26182fcf32'

/** Ids of the accounts and groups that policies and roles name. */
export interface Places {
  readonly named: string
  readonly inner: string
  readonly partner: string
  readonly internal: string
  readonly outer: string
  readonly innermost: string
  readonly sync: string
}

const groupRef = (id: string) => ({ id, '@odata.type': '#microsoft.graph.group' })

/** A group within a group within the first one again, with somebody in the innermost. */
export function settle({ edit }: Sandbox): Places {
  const account = (name: string, more: Row = {}) =>
    edit.addUser({
      userPrincipalName: `${name}@contoso.example`,
      displayName: name,
      accountEnabled: true,
      userType: 'Member',
      isResourceAccount: false,
      creationType: undefined,
      externalUserState: undefined,
      ...more,
    })
  const [named, inner, sync] = ['named', 'inner', 'sync'].map(name => account(name))
  account('room', { isResourceAccount: true })
  const partner = account('partner', {
    userPrincipalName: 'p_partner.example#EXT#@contoso.onmicrosoft.example',
    creationType: 'Invitation',
  })
  const internal = account('internal', { userType: 'Guest' })
  const [outer, middle, innermost] = ['Outer', 'Middle', 'Innermost'].map(displayName =>
    edit.addGroup({ displayName, membershipRule: undefined }),
  )
  if (!named || !inner || !sync || !outer || !middle || !innermost) throw new Error('nobody was made')
  edit.addMember(outer, groupRef(middle))
  edit.addMember(middle, groupRef(innermost))
  edit.addMember(innermost, groupRef(outer))
  edit.addMember(innermost, inner)
  return { named, inner, partner, internal, outer, innermost, sync }
}

const nobody = {
  includeUsers: [],
  excludeUsers: [],
  includeGroups: [],
  excludeGroups: [],
  includeRoles: [],
  excludeRoles: [],
  includeGuestsOrExternalUsers: null,
  excludeGuestsOrExternalUsers: null,
}

const everywhere = {
  applications: { includeApplications: ['All'], excludeApplications: [] },
  clientAppTypes: ['all'],
  signInRiskLevels: [],
  userRiskLevels: [],
}

const guests = (guestOrExternalUserTypes: string, membershipKind: string) => ({
  guestOrExternalUserTypes,
  externalTenants: {
    '@odata.type': `#microsoft.graph.conditionalAccess${membershipKind === 'all' ? 'All' : 'Enumerated'}ExternalTenants`,
    membershipKind,
  },
})

const mfa = { operator: 'OR', builtInControls: ['mfa'], customAuthenticationFactors: [], termsOfUse: [] }

/** Conditional access as it grows over the years. */
export function policiesFor(places: Places, strength: string, weak: string): Row[] {
  const policy = (id: string, users: Row, grantControls: Row = mfa, more: Row = {}) => ({
    id,
    displayName: `Policy ${id}`,
    state: 'enabled',
    createdDateTime: '2024-01-01T00:00:00Z',
    conditions: { ...everywhere, users: { ...nobody, ...users } },
    grantControls,
    sessionControls: null,
    ...more,
  })
  const all = { includeUsers: ['All'] }
  const strong = (id: string) => ({ ...mfa, builtInControls: [], authenticationStrength: { id } })
  return [
    policy('groups', {
      ...all,
      excludeGroups: [places.outer, 'no-such-group'],
      excludeUsers: [places.named],
    }),
    policy('alternative', all, { ...mfa, builtInControls: ['mfa', 'compliantDevice'] }),
    policy('report', { ...all, excludeUsers: [places.named] }, mfa, {
      state: 'enabledForReportingButNotEnforced',
    }),
    policy('off', { ...all, excludeUsers: [places.inner] }, mfa, { state: 'disabled' }),
    policy('guests', {
      includeUsers: ['GuestsOrExternalUsers'],
      excludeGuestsOrExternalUsers: guests('internalGuest,b2bCollaborationMember', 'all'),
    }),
    policy(
      'tenants',
      { ...all, excludeGuestsOrExternalUsers: guests('b2bCollaborationGuest', 'enumerated') },
      mfa,
      {
        conditions: {
          ...everywhere,
          signInRiskLevels: ['high'],
          users: {
            ...nobody,
            ...all,
            excludeGuestsOrExternalUsers: guests('b2bCollaborationGuest', 'enumerated'),
          },
        },
      },
    ),
    policy(
      'roles',
      {
        includeGroups: [places.innermost],
        includeRoles: [GLOBAL_ADMINISTRATOR],
        excludeRoles: [GLOBAL_ADMINISTRATOR],
      },
      strong(strength),
    ),
    policy('weak', { ...all, excludeUsers: [places.inner] }, strong(weak)),
    policy('block', { ...all, excludeUsers: [places.inner] }, { ...mfa, builtInControls: ['block'] }),
  ]
}

const listed = (value: readonly Row[]): string => JSON.stringify({ value })

export function govern(sandbox: Sandbox, policies: readonly Row[], places: Places): void {
  const always = Number.POSITIVE_INFINITY
  sandbox.faults.add({ match: '/conditionalAccess/policies', times: always, replace: () => listed(policies) })
  sandbox.faults.add({
    match: /\/directory\/roleAssignments(\?|$)/,
    times: always,
    replace: original => {
      const { value }: { value: Row[] } = JSON.parse(original.toString())
      const own = (id: string, roleDefinitionId: string, principalId: string, directoryScopeId: string) => ({
        id,
        roleDefinitionId,
        principalId,
        directoryScopeId,
      })
      return listed([
        ...value,
        own('own-1', SYNCHRONISATION, places.sync, '/'),
        own('own-2', GLOBAL_ADMINISTRATOR, places.outer, '/'),
        own('own-3', GLOBAL_ADMINISTRATOR, places.named, '/administrativeUnits/1'),
      ])
    },
  })
  sandbox.faults.add({
    match: '/userRegistrationDetails',
    times: always,
    replace: original => {
      const body: { value: Row[] } = JSON.parse(original.toString())
      const value = body.value
        .filter(row => row.userPrincipalName !== 'internal@contoso.example')
        .map(row => (row.id === places.named ? { ...row, isMfaRegistered: true, isMfaCapable: false } : row))
      return JSON.stringify({ ...body, value })
    },
  })
}

/** Sign-ins of every kind that the report tells apart. */
export function signIn({ edit }: Sandbox, { named, inner }: Places): void {
  const add = (kind: 'sign_ins' | 'sign_ins_non_interactive', userId: string, more: Row) =>
    edit.addEvent(kind, {
      userId,
      userPrincipalName: `${userId}@contoso.example`,
      appId: 'own-app',
      appDisplayName: 'Own application',
      clientAppUsed: 'Browser',
      conditionalAccessStatus: 'success',
      createdDateTime: '2026-11-19T10:00:00Z',
      status: { errorCode: 0, failureReason: 'Other.', additionalDetails: null },
      appliedConditionalAccessPolicies: [],
      ...more,
    })
  const status = (errorCode: number, additionalDetails: string | null = null) => ({
    status: { errorCode, failureReason: 'Other.', additionalDetails },
  })
  const applied = (id: string, ...enforcedGrantControls: readonly string[]) => ({
    appliedConditionalAccessPolicies: [
      { id, displayName: id, result: 'success', enforcedGrantControls, enforcedSessionControls: [] },
    ],
  })
  add('sign_ins', named, { conditionalAccessStatus: 'notApplied' })
  add('sign_ins', named, { conditionalAccessStatus: 'notApplied', ...status(0, 'MFA completed in Azure AD') })
  add('sign_ins', named, status(0, 'MFA requirement skipped due to remembered device'))
  add('sign_ins', inner, applied('gone', 'MFA'))
  add('sign_ins', inner, applied('alternative', 'Mfa', 'RequireCompliantDevice'))
  add('sign_ins', inner, applied('roles', 'RequireAuthenticationStrength'))
  add('sign_ins', inner, status(50126))
  add('sign_ins', inner, { createdDateTime: '2026-11-10T10:00:00Z', conditionalAccessStatus: 'notApplied' })
  add('sign_ins', named, { clientAppUsed: 'IMAP4', conditionalAccessStatus: 'notApplied' })
  add('sign_ins', inner, { clientAppUsed: 'POP3', ...status(50126) })
  for (const authenticationRequirement of ['singleFactorAuthentication', 'multiFactorAuthentication', ''])
    add('sign_ins_non_interactive', named, { authenticationRequirement })
  add('sign_ins_non_interactive', named, {
    clientAppUsed: 'Exchange ActiveSync',
    authenticationRequirement: 'singleFactorAuthentication',
  })
}
