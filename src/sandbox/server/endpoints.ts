import { ACCESS, type Access } from './access.ts'
import type { Call } from './call.ts'
import { countObjects } from './count.ts'
import { deltaPage } from './delta.ts'
import type { Endpoint } from './endpoint.ts'
import { listObjects } from './lists.ts'
import { logPage } from './logs.ts'
import { reportEndpoint } from './reports.ts'
import { resourceEndpoint } from './resource-endpoint.ts'
import { resources } from './resources.ts'
import { AUDIT_LOG } from './rights.ts'

const BOTH = ['v1.0', 'beta'] as const

function directoryEndpoints([path, access]: [string, Access]): Endpoint[] {
  const { kind, permissions, deltaPermissions = permissions, cost = 1, counted } = access
  const common = { method: 'GET', versions: BOTH, family: 'directory' } as const
  const listing = { ...common, application: permissions, delegated: permissions }
  const delta = { ...common, application: deltaPermissions, delegated: deltaPermissions }
  const list: Endpoint = {
    ...listing,
    path: new RegExp(`^${path}$`),
    cost,
    answer: call => listObjects(call, call.service.shapes[kind]),
  }
  const changes: Endpoint = {
    ...delta,
    path: new RegExp(`^${path}/delta$`),
    cost: 1,
    answer: call => deltaPage(call, call.service.shapes[kind]),
  }
  const count: Endpoint = {
    ...listing,
    path: new RegExp(`^${path}/\\$count$`),
    cost,
    answer: call => countObjects(call, call.service.shapes[kind]),
  }
  return counted ? [list, changes, count] : [list, changes]
}

const LOG = {
  method: 'GET',
  versions: BOTH,
  family: 'reports',
  cost: 1,
  application: [AUDIT_LOG],
  delegated: [AUDIT_LOG],
} as const
const PREMIUM = { tier: 'p1', refusal: 'nonPremium' } as const
const PROVISIONING = [AUDIT_LOG, 'ProvisioningLog.Read.All']

const ENDPOINTS: readonly Endpoint[] = [
  ...Object.entries(ACCESS).flatMap(directoryEndpoints),
  {
    ...LOG,
    path: /^\/auditLogs\/signIns$/,
    licence: PREMIUM,
    answer: call => logPage(call, 'signIns'),
  },
  {
    ...LOG,
    path: /^\/auditLogs\/directoryAudits$/,
    answer: call => logPage(call, 'directoryAudits'),
  },
  {
    ...LOG,
    path: /^\/auditLogs\/provisioning$/,
    application: PROVISIONING,
    delegated: PROVISIONING,
    answer: call => logPage(call, 'provisioning'),
  },
  reportEndpoint,
  ...resources.map(resourceEndpoint),
]

const MORE_GRANTS = [
  'User-LifeCycleInfo.Read.All',
  'LifecycleWorkflows-Workflow.Read.All',
  'MultiTenantOrganization.Read.All',
]

/** The first permission of each endpoint, which is its least, once each. */
const least = (kind: 'application' | 'delegated'): readonly string[] => [
  ...new Set([...ENDPOINTS.flatMap(endpoint => endpoint[kind].slice(0, 1)), ...MORE_GRANTS]),
]

/** What the served endpoints need in all, with every property: as application permissions, and as delegated ones. */
export const ALL_GRANTS: readonly string[] = least('application')
export const ALL_SCOPES: readonly string[] = least('delegated')

/** Every delegated permission that opens an endpoint. */
export const KNOWN_SCOPES: readonly string[] = [
  ...new Set([...ENDPOINTS.flatMap(({ delegated }) => delegated), ...MORE_GRANTS]),
]

const CAST = new RegExp(`^(${Object.keys(ACCESS).join('|')})/(?:microsoft\\.graph\\.)?delta(?:\\(\\))?$`)

export interface Found {
  readonly endpoint: Endpoint
  readonly ids: readonly string[]
  /** Canonical: `/users/delta` however it was written. */
  readonly path: string
}

/** The endpoints of a path below the version, one per method at most; every other path is unknown. */
export function findEndpoints(path: string, version: Call['version']): readonly Found[] {
  const canonical = path.replace(CAST, '$1/delta').replace(/(.)\/$/, '$1')
  return ENDPOINTS.flatMap(endpoint => {
    const match = endpoint.versions.includes(version) ? endpoint.path.exec(canonical) : null
    return match ? [{ endpoint, ids: match.slice(1), path: canonical }] : []
  })
}
