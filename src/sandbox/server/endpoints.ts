import type { QuotaFamily } from '../api.ts'
import { type Answer, GraphError } from './answer.ts'
import type { Call, Query } from './call.ts'
import { deltaPage } from './delta.ts'
import { listApplicationOwners, listObjects } from './lists.ts'
import { logPage } from './logs.ts'
import { APPLICATIONS, GROUPS, USERS } from './shapes.ts'
import { getAuthorizationPolicy, listOrganization, listPolicies, listSubscribedSkus } from './single.ts'

/** One thing the server can answer. */
export interface Endpoint {
  readonly path: RegExp
  readonly family: QuotaFamily
  /** Resource units of a plain request. */
  readonly cost: number
  /** Any one of these is enough. */
  readonly permissions: readonly string[]
  answer(call: Call, id: string): Answer
}

const ANY_DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
const USER = ['User.Read.All', 'User.ReadWrite.All', ...ANY_DIRECTORY]
const GROUP = ['Group.Read.All', 'Group.ReadWrite.All', ...ANY_DIRECTORY]
const GROUP_MEMBER = ['GroupMember.Read.All', ...GROUP]
const APPLICATION = ['Application.Read.All', 'Application.ReadWrite.All', ...ANY_DIRECTORY]
const LICENCE = ['LicenseAssignment.Read.All', 'Organization.Read.All', ...ANY_DIRECTORY]
const AUDIT_LOG = 'AuditLog.Read.All'

const ENDPOINTS: readonly Endpoint[] = [
  {
    path: /^\/users\/delta$/,
    family: 'directory',
    cost: 1,
    permissions: USER,
    answer: call => deltaPage(call, USERS),
  },
  {
    path: /^\/users$/,
    family: 'directory',
    cost: 2,
    permissions: USER,
    answer: call => listObjects(call, USERS),
  },
  {
    path: /^\/groups\/delta$/,
    family: 'directory',
    cost: 1,
    permissions: GROUP_MEMBER,
    answer: call => deltaPage(call, GROUPS),
  },
  {
    path: /^\/groups$/,
    family: 'directory',
    cost: 1,
    permissions: GROUP,
    answer: call => listObjects(call, GROUPS),
  },
  {
    path: /^\/applications\/delta$/,
    family: 'directory',
    cost: 1,
    permissions: APPLICATION,
    answer: call => deltaPage(call, APPLICATIONS),
  },
  {
    path: /^\/applications$/,
    family: 'directory',
    cost: 2,
    permissions: APPLICATION,
    answer: call => listObjects(call, APPLICATIONS),
  },
  {
    path: /^\/applications\/([^/]+)\/owners$/,
    family: 'directory',
    cost: 1,
    permissions: APPLICATION,
    answer: (call, id) => listApplicationOwners(call, id),
  },
  {
    path: /^\/subscribedSkus$/,
    family: 'directory',
    cost: 3,
    permissions: LICENCE,
    answer: listSubscribedSkus,
  },
  {
    path: /^\/organization$/,
    family: 'directory',
    cost: 1,
    permissions: ['Organization.Read.All', ...ANY_DIRECTORY],
    answer: listOrganization,
  },
  {
    path: /^\/policies\/authorizationPolicy$/,
    family: 'directory',
    cost: 1,
    permissions: ['Policy.Read.All'],
    answer: getAuthorizationPolicy,
  },
  {
    path: /^\/identity\/conditionalAccess\/policies$/,
    family: 'protection',
    cost: 1,
    permissions: ['Policy.Read.All', 'Policy.Read.ConditionalAccess'],
    answer: listPolicies,
  },
  {
    path: /^\/auditLogs\/signIns$/,
    family: 'reports',
    cost: 1,
    permissions: [AUDIT_LOG],
    answer: call => logPage(call, 'signIns'),
  },
  {
    path: /^\/auditLogs\/directoryAudits$/,
    family: 'reports',
    cost: 1,
    permissions: [AUDIT_LOG],
    answer: call => logPage(call, 'directoryAudits'),
  },
]

/** What the served endpoints need in all, with every property. */
export const ALL_GRANTS: readonly string[] = [
  'User.Read.All',
  'Group.Read.All',
  'GroupMember.Read.All',
  'Application.Read.All',
  'LicenseAssignment.Read.All',
  'Organization.Read.All',
  'Policy.Read.All',
  AUDIT_LOG,
  'User-LifeCycleInfo.Read.All',
]

const CAST = /^\/(users|groups|applications)\/(?:microsoft\.graph\.)?delta(?:\(\))?$/

/** The endpoint of a path below the version; every other path is unknown. */
export function findEndpoint(path: string): { endpoint: Endpoint; id: string; path: string } | undefined {
  const canonical = path.replace(CAST, '/$1/delta').replace(/(.)\/$/, '$1')
  for (const endpoint of ENDPOINTS) {
    const match = endpoint.path.exec(canonical)
    if (match) return { endpoint, id: match[1] ?? '', path: canonical }
  }
  return undefined
}

/** Whether the request asks for `signInActivity`, in the first request or by a link that carries it. */
export function wantsSignInActivity(path: string, query: Query): boolean {
  if (path !== '/users') return false
  if ([query.get('$select'), query.get('$filter')].some(text => text?.includes('signInActivity'))) return true
  const token = query.get('$skiptoken')
  const payload =
    token === undefined ? '' : Buffer.from(token.slice(0, token.lastIndexOf('.')), 'base64').toString()
  return payload.includes('signInActivity')
}

/** Refuses what the token or the tenant's licence does not cover. */
export function authorize(call: Call, endpoint: Endpoint): void {
  const activity = wantsSignInActivity(call.path, call.query)
  const permitted = endpoint.permissions.some(permission => call.roles.has(permission))
  if (!permitted || (activity && !call.roles.has(AUDIT_LOG))) {
    throw new GraphError(
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    )
  }
  if (!call.service.premium && (activity || call.path === '/auditLogs/signIns')) {
    throw new GraphError(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license.",
    )
  }
}
