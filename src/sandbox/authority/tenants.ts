import type { Authority } from './authority.ts'
import { invalidRequest, isGuid } from './refusal.ts'

const SHARED = ['common', 'organizations']

/** Whether a path's first segment is this tenant itself, by its id or one of its domains. */
export function isOwnTenant({ identity, domains }: Authority, name: string): boolean {
  return [identity.tenantId, ...domains].includes(name.toLowerCase())
}

/** Refuses a tenant that is not here; `common` and `organizations` are for persons. */
export function checkTenant(authority: Authority, name: string): void {
  if (isOwnTenant(authority, name) || isShared(name)) return
  if (name.toLowerCase() === 'consumers') {
    const { clientId } = authority.identity
    throw invalidRequest(
      9002332,
      `Application '${clientId}' is configured for use by Microsoft Entra users only. Please do not use the /consumers endpoint to serve this request.`,
    )
  }
  if (isGuid(name) || /^[\w-]+(\.[\w-]+)+$/.test(name)) {
    throw invalidRequest(
      90002,
      `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    )
  }
  throw invalidRequest(
    900023,
    `Specified tenant identifier '${name}' is neither a valid DNS name, nor a valid external domain.`,
  )
}

export const isShared = (name: string): boolean => SHARED.includes(name.toLowerCase())
