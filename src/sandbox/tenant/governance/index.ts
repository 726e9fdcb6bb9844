import type { GraphObject } from '../../api.ts'
import { governanceSchema } from '../../schema/governance.ts'
import type { Resource } from '../../server/resource.ts'
import type { Tenant } from '../tenant.ts'
import { appConsentRequests } from './consent.ts'
import { connectedOrganizations } from './organizations.ts'
import { accessPackagePolicies, policyRelations } from './package-policies.ts'
import {
  accessPackageAssignments,
  accessPackageRequests,
  assignmentRelations,
  requestRelations,
} from './package-requests.ts'
import { accessPackageCatalogs, accessPackages, catalogOfPackage } from './packages.ts'
import { accessReviewDecisions, accessReviewInstances, roundIds, seriesIds } from './review-decisions.ts'
import { accessReviewDefinitions } from './reviews.ts'
import { lifecycleRuns, subjectOf, userProcessingResults } from './workflow-runs.ts'
import { lifecycleWorkflows, workflowIds } from './workflows.ts'

const list = {
  versions: ['v1.0'],
  kind: 'list',
  schema: governanceSchema,
  family: 'directory',
  paging: { standard: 100, most: 999 },
  options: ['$select', '$filter', '$expand', '$orderby', '$count'],
} as const

const permissions = (...names: string[]): Pick<Resource, 'application' | 'delegated'> => ({
  application: names,
  delegated: names,
})

const REVIEWS = {
  ...list,
  ...permissions('AccessReview.Read.All', 'AccessReview.ReadWrite.All'),
  licence: { tier: 'p2', refusal: 'nonPremium' },
  paging: { standard: 100, most: 100, links: 'skip' },
  options: ['$select', '$filter', '$orderby'],
} as const

const ENTITLEMENTS = {
  ...list,
  ...permissions('EntitlementManagement.Read.All', 'EntitlementManagement.ReadWrite.All'),
  licence: { tier: 'p2', refusal: 'nonPremium' },
} as const

const LIFECYCLE = {
  ...list,
  licence: { tier: 'governance', refusal: 'nonPremium' },
  missingIn: ['usgov', 'usgov-dod', 'china'],
} as const
const EVERY_WORKFLOW = ['LifecycleWorkflows.Read.All', 'LifecycleWorkflows.ReadWrite.All']
const TIMES = ['eq', 'ne', 'ge', 'le', 'gt', 'lt']

const entitlement = (path: string): string => `/identityGovernance/entitlementManagement/${path}`
const review = (path: string): string => `/identityGovernance/accessReviews/definitions${path}`
const lifecycle = (path: string): string => `/identityGovernance/lifecycleWorkflows/workflows${path}`

type Relations = NonNullable<Resource['expand']>

/** A list whose truth has all of its relations that can be expanded. */
function related(rows: (tenant: Tenant) => GraphObject[], expand: Relations): Partial<Resource> {
  return { expand, truth: tenant => rows(tenant).map(row => withRelations(row, expand, tenant)) }
}

function withRelations(row: GraphObject, relations: Relations, tenant: Tenant): GraphObject {
  const added = Object.entries(relations).map(([name, relation]) => [name, relation(row, tenant)])
  return { ...row, ...Object.fromEntries(added) }
}

function* resultsOfAll(tenant: Tenant): Generator<GraphObject> {
  for (const [workflowId = ''] of workflowIds(tenant)) {
    for (const row of userProcessingResults(tenant, [workflowId]) ?? [])
      yield { workflowId, ...row, subject: subjectOf(row, tenant) }
  }
}

const reviewResources: readonly Resource[] = [
  {
    ...REVIEWS,
    name: 'access_review_definitions',
    path: review(''),
    type: 'accessReviewScheduleDefinition',
    filterable: { id: ['eq'], status: ['eq'] },
    rows: accessReviewDefinitions,
  },
  {
    ...REVIEWS,
    name: 'access_review_instances',
    path: review('/{id}/instances'),
    type: 'accessReviewInstance',
    filterable: { id: ['eq'], status: ['eq'] },
    rows: accessReviewInstances,
    parents: { columns: ['definitionId'], ids: seriesIds },
  },
  {
    ...REVIEWS,
    name: 'access_review_decisions',
    path: review('/{id}/instances/{id}/decisions'),
    type: 'accessReviewInstanceDecisionItem',
    filterable: { id: ['eq'], decision: ['eq'], applyResult: ['eq'] },
    rows: accessReviewDecisions,
    parents: { columns: ['definitionId', 'instanceId'], ids: roundIds },
  },
]

const entitlementResources: readonly Resource[] = [
  {
    ...ENTITLEMENTS,
    ...related(accessPackages, { catalog: catalogOfPackage }),
    name: 'access_packages',
    path: entitlement('accessPackages'),
    type: 'accessPackage',
    filterable: { id: ['eq'], displayName: ['eq'] },
    rows: accessPackages,
  },
  {
    ...ENTITLEMENTS,
    name: 'access_package_catalogs',
    path: entitlement('catalogs'),
    type: 'accessPackageCatalog',
    filterable: { id: ['eq'], displayName: ['eq'] },
    rows: accessPackageCatalogs,
  },
  {
    ...ENTITLEMENTS,
    ...related(accessPackageAssignments, assignmentRelations),
    name: 'access_package_assignments',
    path: entitlement('assignments'),
    type: 'accessPackageAssignment',
    filterable: { id: ['eq'], state: ['eq'] },
    rows: accessPackageAssignments,
  },
  {
    ...ENTITLEMENTS,
    ...related(accessPackagePolicies, policyRelations),
    name: 'access_package_assignment_policies',
    path: entitlement('assignmentPolicies'),
    type: 'accessPackageAssignmentPolicy',
    filterable: { id: ['eq'], displayName: ['eq'] },
    rows: accessPackagePolicies,
  },
  {
    ...ENTITLEMENTS,
    name: 'connected_organizations',
    path: entitlement('connectedOrganizations'),
    type: 'connectedOrganization',
    filterable: { id: ['eq'], displayName: ['eq'], state: ['eq'] },
    rows: connectedOrganizations,
  },
  {
    ...ENTITLEMENTS,
    ...related(accessPackageRequests, requestRelations),
    name: 'access_package_assignment_requests',
    path: entitlement('assignmentRequests'),
    type: 'accessPackageAssignmentRequest',
    filterable: { id: ['eq'], state: ['eq'], createdDateTime: TIMES },
    rows: accessPackageRequests,
  },
]

const REPORTS = permissions('LifecycleWorkflows-Reports.Read.All', ...EVERY_WORKFLOW)
const BY_TIME = { scheduledDateTime: TIMES, startedDateTime: TIMES, completedDateTime: TIMES }

const lifecycleResources: readonly Resource[] = [
  {
    ...LIFECYCLE,
    ...permissions(
      'LifecycleWorkflows-Workflow.ReadBasic.All',
      'LifecycleWorkflows-Workflow.Read.All',
      'LifecycleWorkflows-Workflow.ReadWrite.All',
      ...EVERY_WORKFLOW,
    ),
    name: 'lifecycle_workflows',
    path: lifecycle(''),
    type: 'identityGovernance.workflow',
    filterable: { id: ['eq', 'ne'], version: ['eq'], nextScheduleRunDateTime: TIMES },
    rows: lifecycleWorkflows,
  },
  {
    ...LIFECYCLE,
    ...REPORTS,
    name: 'lifecycle_workflow_runs',
    path: lifecycle('/{id}/runs'),
    type: 'identityGovernance.run',
    filterable: { ...BY_TIME, lastUpdatedDateTime: TIMES },
    rows: lifecycleRuns,
    parents: { columns: ['workflowId'], ids: workflowIds },
  },
  {
    ...LIFECYCLE,
    ...REPORTS,
    name: 'lifecycle_user_processing_results',
    path: lifecycle('/{id}/userProcessingResults'),
    type: 'identityGovernance.userProcessingResult',
    filterable: BY_TIME,
    expand: { subject: subjectOf },
    rows: userProcessingResults,
    parents: { columns: ['workflowId'], ids: workflowIds },
    truth: resultsOfAll,
  },
]

export const governanceResources: readonly Resource[] = [
  {
    ...list,
    ...permissions('ConsentRequest.Read.All', 'ConsentRequest.ReadWrite.All'),
    name: 'app_consent_requests',
    path: '/identityGovernance/appConsent/appConsentRequests',
    type: 'appConsentRequest',
    filterable: { id: ['eq'], appId: ['eq'], appDisplayName: ['eq'] },
    rows: appConsentRequests,
  },
  ...reviewResources,
  ...entitlementResources,
  ...lifecycleResources,
]
