import type { CloudName, GraphObject, ObjectKind, PageSizeName, Tier } from '../api.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Downloads } from './downloads.ts'
import type { Links } from './links.ts'
import type { Shape } from './shapes.ts'

/** Settings of the server that handlers need. */
export interface Service {
  readonly tenant: Tenant
  readonly links: Links
  readonly url: () => string
  readonly shapes: Readonly<Record<ObjectKind, Shape>>
  readonly pageSizes: Readonly<Record<PageSizeName, number>>
  /** The most rows of a page, whatever `$top` says. */
  readonly mostRows: number
  readonly licence: Tier
  readonly cloud: CloudName
  readonly retentionDays: number
  readonly downloads: Downloads
}

/** What a token permits. */
export interface Rights {
  /** A person's token: its permissions are delegated ones. */
  readonly delegated: boolean
  readonly permissions: ReadonlySet<string>
}

/** One request to Graph, authenticated. */
export interface Call {
  readonly service: Service
  readonly method: string
  readonly version: 'v1.0' | 'beta'
  /** Canonical path below the version, `/users/delta`. */
  readonly path: string
  /** Raw path and query as received; signed links are checked against it. */
  readonly raw: string
  readonly query: Query
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly rights: Rights
}

/** System query options by name with `$`, decoded. */
export type Query = ReadonlyMap<string, string>

export const prefers = (call: Call, preference: string): boolean =>
  (call.headers.prefer ?? '').split(',').some(part => part.trim().toLowerCase() === preference)

const LIFE_CYCLE_READERS = ['User-LifeCycleInfo.Read.All', 'User-LifeCycleInfo.ReadWrite.All']

/** A user's `employeeLeaveDateTime` is null for a token that may read users only. */
export function readable(call: Call, row: GraphObject): GraphObject {
  const hidden =
    row.employeeLeaveDateTime !== undefined &&
    !LIFE_CYCLE_READERS.some(name => call.rights.permissions.has(name))
  return hidden ? { ...row, employeeLeaveDateTime: null } : row
}

export const isEventual = (call: Call): boolean => call.headers.consistencylevel?.toLowerCase() === 'eventual'

/** `$count=true` together with its header; without the header it is ignored, as Graph does. */
export const isAdvanced = (call: Call): boolean => isEventual(call) && call.query.get('$count') === 'true'

/** How long a `$select` may be before some links break. */
const LONG_SELECT = 500

/** What links of a listing remember of a `$select` that was too long. */
export const longSelect = (call: Call): { readonly long?: true } =>
  (call.query.get('$select') ?? '').length > LONG_SELECT ? { long: true } : {}
