import type { GraphObject } from '../api.ts'
import { directorySchema, policySchema, propertiesOf } from '../schema/index.ts'
import { childrenOf } from '../tenant/directory/children.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { APPLICATION } from './access.ts'
import type { Resource } from './resource.ts'
import { USER_DEFAULTS } from './shapes.ts'

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
const LICENCE = ['LicenseAssignment.Read.All', 'Organization.Read.All', ...DIRECTORY]
const POLICY = ['Policy.Read.All']
const CONDITIONAL_ACCESS = [...POLICY, 'Policy.Read.ConditionalAccess']

const SHOWN: ReadonlySet<string> = new Set(['deletedDateTime', ...USER_DEFAULTS])

/** Owners are users; of each, what a list of users shows unless more is selected. */
function ownersOf(tenant: Tenant, application: string): GraphObject[] {
  return tenant.ownersOfApplication(application).map(ref => ({
    '@odata.type': ref['@odata.type'],
    ...tenant.users.find(ref.id)?.row,
    id: ref.id,
  }))
}

function* ownerEdges(tenant: Tenant): Generator<GraphObject> {
  for (const { id: applicationId } of tenant.applications.living())
    for (const ref of tenant.ownersOfApplication(applicationId)) yield { applicationId, ...ref }
}

/** What the tenant holds itself. */
export const coreResources: readonly Resource[] = [
  {
    ...childrenOf('applications', {
      name: 'application_owners',
      path: '/applications/{id}/owners',
      schema: directorySchema,
      type: 'directoryObject',
      derived: ['user'],
      application: APPLICATION,
      delegated: APPLICATION,
      options: ['$select'],
      rowsOf: ownersOf,
    }),
    onlyOnSelect: [...propertiesOf(directorySchema, 'user').keys()].filter(name => !SHOWN.has(name)),
    truth: ownerEdges,
  },
  {
    name: 'subscribed_skus',
    path: '/subscribedSkus',
    versions: ['v1.0', 'beta'],
    kind: 'list',
    schema: directorySchema,
    type: 'subscribedSku',
    family: 'directory',
    cost: 3,
    application: LICENCE,
    delegated: LICENCE,
    paging: 'none',
    options: ['$select'],
    rows: tenant => tenant.subscriptions.list(),
  },
  {
    name: 'conditional_access_policies',
    path: '/identity/conditionalAccess/policies',
    versions: ['v1.0', 'beta'],
    kind: 'list',
    schema: policySchema,
    type: 'conditionalAccessPolicy',
    family: 'protection',
    application: CONDITIONAL_ACCESS,
    delegated: CONDITIONAL_ACCESS,
    paging: { standard: 100, most: 999 },
    options: ['$select', '$filter', '$orderby', '$count', '$skip'],
    filterable: { id: ['eq'], displayName: ['eq', 'startswith'], state: ['eq'] },
    rows: tenant => tenant.policies,
  },
  {
    name: 'authorization_policy',
    path: '/policies/authorizationPolicy',
    versions: ['v1.0', 'beta'],
    kind: 'single',
    listIn: 'beta',
    schema: policySchema,
    type: 'authorizationPolicy',
    family: 'directory',
    application: POLICY,
    delegated: POLICY,
    paging: 'none',
    options: ['$select'],
    rows: tenant => [tenant.authorizationPolicy],
  },
]
