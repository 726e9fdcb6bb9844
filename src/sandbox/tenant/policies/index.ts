import type { Resource } from '../../server/resource.ts'
import { accessResources } from './access.ts'
import { appManagementResources } from './app-management.ts'
import { conditionalAccessResources } from './conditional-access.ts'
import { crossTenantResources } from './cross-tenant.ts'
import { definitionResources } from './definitions.ts'
import { identityProviderResources } from './identity-providers.ts'
import { methodsPolicyResources } from './methods-policy.ts'
import { tenantWideResources } from './tenant-wide.ts'

/** All policies but those of conditional access and the authorization policy. */
export const policyResources: readonly Resource[] = [
  ...conditionalAccessResources,
  ...methodsPolicyResources,
  ...tenantWideResources,
  ...appManagementResources,
  ...definitionResources,
  ...accessResources,
  ...identityProviderResources,
  ...crossTenantResources,
]
