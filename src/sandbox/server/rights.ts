import type { Tier } from '../api.ts'
import { GraphError } from './answer.ts'
import type { Call, Rights } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { type Resource, TIERS } from './resource.ts'
import { wantsSignInActivity } from './sign-in-activity.ts'

/** Reads logs, and what is made of them. */
export const AUDIT_LOG = 'AuditLog.Read.All'

const has = (rights: Rights, permissions: readonly string[]): boolean =>
  permissions.some(permission => rights.permissions.has(permission))

/** Refuses what the token or the tenant's licence does not cover. */
export function authorize(call: Call, endpoint: Endpoint): void {
  const activity = wantsSignInActivity(call.path, call.query)
  const { rights, service } = call
  const permitted = has(rights, rights.delegated ? endpoint.delegated : endpoint.application)
  if (!permitted || (activity && !has(rights, [AUDIT_LOG]))) {
    throw new GraphError(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    )
  }
  const needed = activity ? ({ tier: 'p1', refusal: 'nonPremium' } as const) : endpoint.licence
  if (needed && rank(service.licence) < rank(needed.tier)) throw unlicensed(needed.refusal)
}

const rank = (tier: Tier): number => TIERS.indexOf(tier)

function unlicensed(refusal: NonNullable<Resource['licence']>['refusal']): GraphError {
  if (refusal === 'nonPremium') {
    return new GraphError(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license.",
    )
  }
  return new GraphError(
    400,
    'AadPremiumLicenseRequired',
    'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
  )
}
