// How each derived table is computed.
import { appPermissionsResolved } from './app-permissions-resolved.ts'
import { credentialExpiry } from './credential-expiry.ts'
import { effectiveRoleHolders } from './effective-role-holders.ts'
import { groupMembersTransitive } from './group-members-transitive.ts'
import { licenseCosts } from './license-costs.ts'
import type { Derive } from './work.ts'

export const DERIVATIONS: Readonly<Record<string, Derive>> = {
  app_permissions_resolved: appPermissionsResolved,
  credential_expiry: credentialExpiry,
  effective_role_holders: effectiveRoleHolders,
  group_members_transitive: groupMembersTransitive,
  license_costs: licenseCosts,
}
