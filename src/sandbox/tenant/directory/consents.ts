import type { GraphObject } from '../../api.ts'
import { pick, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import { childrenOf } from './children.ts'
import { doubleId } from './ids.ts'
import { type Scope, SERVICES } from './microsoft.ts'
import { type Slot, slots } from './slots.ts'

const CLASSIFICATION = salt('permissionClassification')

const PERMISSIONS = ['Application.Read.All', 'Directory.Read.All'] as const

/** Basic scopes are low; what else is classified changes. */
function classified(principal: string, scope: Scope, slot: Slot): GraphObject {
  const isBasic = slot.place < 4
  return {
    id: doubleId(scope.id, principal),
    classification: isBasic ? 'low' : pick(['low', 'medium', 'high'], slot.bits),
    permissionId: scope.id,
    permissionName: scope.value,
  }
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-delegatedpermissionclassifications */
export const delegatedPermissionClassifications = childrenOf('servicePrincipals', {
  name: 'delegated_permission_classifications',
  path: '/servicePrincipals/{id}/delegatedPermissionClassifications',
  schema: directorySchema,
  type: 'delegatedPermissionClassification',
  application: PERMISSIONS,
  delegated: PERMISSIONS,
  options: [],
  rowsOf: (tenant, id) => {
    const index = tenant.servicePrincipals.indexOf(id)
    const scopes = SERVICES[index - tenant.world.applications]?.scopes ?? []
    return slots(tenant, CLASSIFICATION, index, scopes.length, 6).flatMap(slot => {
      const scope = scopes[slot.place]
      return scope ? [classified(id, scope, slot)] : []
    })
  },
})
