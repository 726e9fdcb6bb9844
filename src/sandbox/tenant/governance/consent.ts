import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { ageOf, serials } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import { applicationAt } from './identities.ts'

const REQUEST = salt('consentRequest')
const SIZE = 14
const SCOPES = ['User.Read', 'Mail.Read', 'Files.ReadWrite', 'Calendars.Read', 'Sites.Read.All'] as const

/** What people ask for grows for three days, and then waits for a decision. */
function pendingScopes(tenant: Tenant, serial: number): GraphObject[] {
  const count = Math.min(3, serial % 4 === 3 ? 0 : ageOf(tenant, serial, SIZE) + 1)
  return Array.from({ length: count }, (_, place) => ({ displayName: pick(SCOPES, serial + place) }))
}

export function appConsentRequests(tenant: Tenant): GraphObject[] {
  return serials(tenant, SIZE).map(serial => {
    const { appId, displayName } = applicationAt(tenant, serial)
    return {
      id: guid(tenant.world.seed, REQUEST, serial),
      appId,
      appDisplayName: serial % 6 === 5 ? null : displayName,
      pendingScopes: pendingScopes(tenant, serial),
    }
  })
}
