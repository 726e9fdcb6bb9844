// https://learn.microsoft.com/graph/accessreviews-scope-concept
import type { GraphObject } from '../../api.ts'
import { pick } from '../../random.ts'
import { BUILT_IN_ROLES } from '../roles/catalogue.ts'
import type { Tenant } from '../tenant.ts'
import { groupId } from '../world.ts'
import { applicationAt, userIdentity, userNumber } from './identities.ts'
import { accessPackagePolicyId } from './package-policies.ts'
import { accessPackageId, accessPackageName, FIRST_PACKAGES } from './packages.ts'

/** What a kind of review looks at: its scope, what access is to, and who has it. */
interface ReviewKind {
  readonly name: string
  scope(tenant: Tenant, definition: number): GraphObject
  readonly instanceScope?: (tenant: Tenant, definition: number) => GraphObject
  resource(tenant: Tenant, definition: number): GraphObject
  resourceLink(tenant: Tenant, definition: number): string
  principal(tenant: Tenant, n: number): GraphObject
  readonly principalPath: 'users' | 'servicePrincipals'
}

const GRAPH = 'https://graph.microsoft.com/v1.0'

const queryScope = (query: string, queryRoot: string | null = null): GraphObject => ({
  '@odata.type': '#microsoft.graph.accessReviewQueryScope',
  query,
  queryType: 'MicrosoftGraph',
  queryRoot,
})

const user = (tenant: Tenant, n: number): GraphObject => ({
  '@odata.type': '#microsoft.graph.userIdentity',
  ...userIdentity(tenant, userNumber(tenant, n)),
  ipAddress: null,
})

function servicePrincipal(tenant: Tenant, n: number): GraphObject {
  return { '@odata.type': '#microsoft.graph.servicePrincipalIdentity', ...applicationAt(tenant, n) }
}

const reviewedGroup = ({ world }: Tenant, definition: number): string =>
  groupId(world, definition % world.groups)

function group(tenant: Tenant, definition: number): GraphObject {
  const id = reviewedGroup(tenant, definition)
  const row = tenant.groups.find(id)?.row
  return { id, displayName: row?.displayName ?? null, type: 'group' }
}

const ofGroup = {
  resource: group,
  resourceLink: (tenant, definition) => `${GRAPH}/groups/${reviewedGroup(tenant, definition)}`,
  principal: user,
  principalPath: 'users',
} satisfies Partial<ReviewKind>

const GUESTS: ReviewKind = {
  ...ofGroup,
  name: 'Guests in groups',
  scope: () => queryScope("./members/microsoft.graph.user/?$count=true&$filter=(userType eq 'Guest')"),
  instanceScope: () =>
    queryScope("/groups?$filter=(groupTypes/any(c:c+eq+'Unified'))&$count=true", '/groups'),
}

const MEMBERS: ReviewKind = {
  ...ofGroup,
  name: 'Group members',
  scope: (tenant, definition) =>
    queryScope(`/groups/${reviewedGroup(tenant, definition)}/transitiveMembers`, null),
}

const INACTIVE: ReviewKind = {
  ...ofGroup,
  name: 'Inactive members',
  scope: (tenant, definition) => ({
    ...queryScope(`/groups/${reviewedGroup(tenant, definition)}/transitiveMembers/microsoft.graph.user`),
    '@odata.type': '#microsoft.graph.accessReviewInactiveUsersQueryScope',
    inactiveDuration: 'P30D',
  }),
}

const roleOf = (definition: number): (typeof BUILT_IN_ROLES)[number] => pick(BUILT_IN_ROLES, definition)

const ROLES: ReviewKind = {
  name: 'Role holders',
  scope: (_tenant, definition) => ({
    '@odata.type': '#microsoft.graph.principalResourceMembershipsScope',
    principalScopes: [queryScope('/users')],
    resourceScopes: [queryScope(`/roleManagement/directory/roleDefinitions/${roleOf(definition).id}`)],
  }),
  resource: (_tenant, definition) => ({
    id: roleOf(definition).id,
    displayName: roleOf(definition).displayName,
    type: 'directoryRole',
  }),
  resourceLink: (_tenant, definition) =>
    `${GRAPH}/roleManagement/directory/roleDefinitions/${roleOf(definition).id}`,
  principal: user,
  principalPath: 'users',
}

const APPLICATIONS: ReviewKind = {
  name: 'Applications with permissions',
  scope: (tenant, definition) => ({
    '@odata.type': '#microsoft.graph.principalResourceMembershipsScope',
    principalScopes: [queryScope('/servicePrincipals')],
    resourceScopes: [queryScope(`/servicePrincipals/${applicationAt(tenant, definition).id}`)],
  }),
  resource: (tenant, definition) => ({
    '@odata.type': '#microsoft.graph.accessReviewInstanceDecisionItemServicePrincipalResource',
    ...applicationAt(tenant, definition),
    type: 'servicePrincipal',
  }),
  resourceLink: (tenant, definition) => `${GRAPH}/servicePrincipals/${applicationAt(tenant, definition).id}`,
  principal: servicePrincipal,
  principalPath: 'servicePrincipals',
}

const reviewedPackage = (definition: number): number => definition % FIRST_PACKAGES

const PACKAGES: ReviewKind = {
  name: 'Access package',
  scope: ({ world }, definition) =>
    queryScope(
      `/identityGovernance/entitlementManagement/assignments?$filter=(accessPackage/id eq '${accessPackageId(world, reviewedPackage(definition))}')`,
    ),
  resource: ({ world }, definition) => ({
    '@odata.type': '#microsoft.graph.accessReviewInstanceDecisionItemAccessPackageAssignmentPolicyResource',
    id: accessPackagePolicyId(world, reviewedPackage(definition)),
    displayName: 'Initial policy',
    type: 'accessPackageAssignmentPolicy',
    accessPackageId: accessPackageId(world, reviewedPackage(definition)),
    accessPackageDisplayName: accessPackageName(reviewedPackage(definition)),
  }),
  resourceLink: ({ world }, definition) =>
    `${GRAPH}/identityGovernance/entitlementManagement/assignmentPolicies/${accessPackagePolicyId(world, reviewedPackage(definition))}`,
  principal: user,
  principalPath: 'users',
}

const KINDS = [GUESTS, MEMBERS, INACTIVE, ROLES, APPLICATIONS, PACKAGES] as const

export const reviewKind = (definition: number): ReviewKind => pick(KINDS, definition)

/** Reviewers by query: the owners of the group, named users, managers. */
export function reviewers({ world }: Tenant, definition: number): GraphObject[] {
  const owners = { query: `/groups/${groupId(world, definition % world.groups)}/owners`, queryRoot: null }
  const managers = { query: './manager', queryRoot: 'decisions' }
  const members = { query: './owners', queryRoot: null }
  return [{ ...pick([owners, managers, members], definition), queryType: 'MicrosoftGraph' }]
}
