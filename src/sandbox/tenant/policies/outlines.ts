import type { GraphObject } from '../../api.ts'
import { policySchema } from '../../schema/index.ts'
import type { Resource } from '../../server/resource.ts'
import type { Tenant } from '../tenant.ts'

type Needed = 'name' | 'path' | 'type'

/** What sets a list of policies apart from the others. */
export type ListOutline = Partial<Resource> & Pick<Resource, Needed | 'rows'>

/** The same for a single object. */
export type SingleOutline = Partial<Resource> &
  Pick<Resource, Needed> & { readonly row: (tenant: Tenant) => GraphObject }

export const READ_POLICIES = ['Policy.Read.All']
export const READ_METHODS = ['Policy.Read.AuthenticationMethod', 'Policy.Read.All']
export const PREMIUM = { tier: 'p1', refusal: 'nonPremium' } as const
export const PAGES = { standard: 100, most: 999 }

/** What most policies have in common. */
const COMMON = {
  versions: ['v1.0'],
  schema: policySchema,
  family: 'directory',
  application: READ_POLICIES,
  delegated: READ_POLICIES,
  options: ['$select'],
} as const satisfies Partial<Resource>

export const list = (outline: ListOutline): Resource => ({
  ...COMMON,
  kind: 'list',
  paging: PAGES,
  ...outline,
})

export function single({ row, ...outline }: SingleOutline): Resource {
  return { ...COMMON, kind: 'single', paging: 'none', ...outline, rows: tenant => [row(tenant)] }
}
