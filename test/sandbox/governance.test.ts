import { describe, expect, test } from 'vitest'
import type { GraphObject } from '../../src/sandbox/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { governanceResources } from '../../src/sandbox/tenant/governance/index.ts'
import type { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { get, start } from './client.ts'
import { allRows, faultsOf, named, neverSet, tenantAfter } from './resource-rows.ts'

const byName = governanceResources.map((resource): [string, Resource] => [resource.name, resource])
const resourceOf = (name: string): Resource => named(governanceResources, name)
const rowsOf = (name: string, tenant: Tenant): GraphObject[] => allRows(resourceOf(name), tenant)
const truthOf = (name: string, tenant: Tenant): GraphObject[] => [...(resourceOf(name).truth?.(tenant) ?? [])]
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const ids = (rows: readonly GraphObject[]): unknown[] => rows.map(row => row.id)

const [tenant, again] = [tenantAfter(0), tenantAfter(0)]
const tomorrow = tenantAfter(1)
const [later, inSteps] = [tenantAfter(20), tenantAfter(20, 20)]

describe.each(byName)('%s', (_name, resource) => {
  const rows = allRows(resource, tenant)

  test('has rows of its type, each with an id of its own, and no property that is never set', () => {
    expect(rows.length).toBeGreaterThanOrEqual(5)
    expect(new Set(ids(rows)).size).toBe(rows.length)
    for (const day of [tenant, later])
      expect(allRows(resource, day).flatMap(row => faultsOf(resource, resource.type, row))).toEqual([])
    expect(neverSet(resource, rows)).toEqual([])
  })

  test('has the same rows in each tenant of one seed, however its days have passed', () => {
    expect(allRows(resource, again)).toEqual(rows)
    expect(allRows(resource, inSteps)).toEqual(allRows(resource, later))
  })

  test('gains or loses rows with the days, and changes some that stay', () => {
    expect(ids(allRows(resource, later))).not.toEqual(ids(rows))
    const before = new Map(rows.map(row => [row.id, row]))
    const changed = [tomorrow, later].flatMap(day =>
      allRows(resource, day).filter(row => before.has(row.id) && !same(row, before.get(row.id))),
    )
    expect(changed.length).toBeGreaterThan(0)
  })

  test('an unknown parent has no rows, not none', () => {
    const nobody = (resource.parents?.columns ?? []).map(() => '11111111-1111-4111-8111-111111111111')
    const found = resource.rows(tenant, nobody)
    expect(found === undefined).toBe(resource.parents !== undefined)
  })
})

describe.each([0, 1, 31])('after %i days', days => {
  const today = tenantAfter(days)
  const of = (name: string): GraphObject[] => rowsOf(name, today)
  const isUser = (id: unknown): boolean => today.users.find(String(id)) !== undefined

  test('consent is asked for applications of the tenant', () => {
    const appIds = Array.from(
      { length: today.applications.length },
      (_, i) => today.applications.at(i).row.appId,
    )
    for (const { appId } of of('app_consent_requests')) expect(appIds).toContain(appId)
  })

  test('decisions are about what is there, and belong to a round of a series', () => {
    const instances = new Map(of('access_review_instances').map(row => [row.id, row]))
    for (const row of of('access_review_decisions')) {
      const { id, '@odata.type': type } = row.principal as GraphObject
      const kind = type === '#microsoft.graph.userIdentity' ? today.users : today.servicePrincipals
      expect(kind.find(String(id))).toBeDefined()
      const status = instances.get(row.accessReviewId)?.status
      expect(status).toBeDefined()
      expect(row.applyResult === 'New').toBe(status !== 'Applied')
      expect(row.decision === 'NotReviewed').toBe(row.reviewedDateTime === null)
    }
  })

  test('reviews look at groups, roles, applications and packages that are there', () => {
    const packages = ids(of('access_packages'))
    const policies = ids(of('access_package_assignment_policies'))
    const kinds = new Set<unknown>()
    for (const { resource } of of('access_review_decisions') as { resource: GraphObject }[]) {
      kinds.add(resource.type)
      if (resource.type === 'group') expect(today.groups.find(String(resource.id))).toBeDefined()
      if (resource.type === 'servicePrincipal')
        expect(today.servicePrincipals.find(String(resource.id))).toBeDefined()
      if (resource.type !== 'accessPackageAssignmentPolicy') continue
      expect(policies).toContain(resource.id)
      expect(packages).toContain(resource.accessPackageId)
    }
    expect(kinds.size).toBe(4)
  })

  test('packages, policies, requests and assignments name each other', () => {
    const packages = ids(of('access_packages'))
    const catalogs = ids(of('access_package_catalogs'))
    const policies = new Map(
      truthOf('access_package_assignment_policies', today).map(row => [row.id, row.accessPackage]),
    )
    for (const row of truthOf('access_packages', today))
      expect(catalogs).toContain((row.catalog as GraphObject).id)
    const assignments = truthOf('access_package_assignments', today)
    for (const row of assignments as Record<string, GraphObject>[]) {
      expect(packages).toContain(row.accessPackage?.id)
      expect(policies.get(row.assignmentPolicy?.id)).toEqual(row.accessPackage)
      expect(isUser(row.target?.objectId)).toBe(true)
    }
    const requests = truthOf('access_package_assignment_requests', today) as Record<string, GraphObject>[]
    const granted = requests.filter(row => row.assignment !== null)
    expect(granted.map(row => row.assignment?.id)).toEqual(ids(assignments))
    for (const row of requests) {
      expect(packages).toContain(row.accessPackage?.id)
      expect(isUser(row.requestor?.objectId)).toBe(true)
    }
    expect(granted.map(row => row.accessPackage)).toEqual(assignments.map(row => row.accessPackage))
  })

  test('an assignment has expired when its time is over, and a request that waits is not completed', () => {
    for (const row of of('access_package_assignments')) {
      const { expiration } = (row.schedule ?? {}) as { expiration?: { endDateTime: string } }
      if (!expiration) continue
      expect(row.state === 'expired').toBe(Date.parse(expiration.endDateTime) <= today.now)
      expect(row.expiredDateTime).toBe(row.state === 'expired' ? expiration.endDateTime : null)
    }
    for (const row of of('access_package_assignment_requests')) {
      const waits = ['submitted', 'pendingApproval', 'delivering'].includes(String(row.state))
      expect(row.completedDateTime === null).toBe(waits)
      if (!waits) expect(Date.parse(String(row.completedDateTime))).toBeLessThanOrEqual(today.now)
    }
  })

  test('a run counts the results of its users', () => {
    const runs = of('lifecycle_workflow_runs')
    const results = truthOf('lifecycle_user_processing_results', today)
    const workflows = ids(of('lifecycle_workflows'))
    const sum = (rows: readonly GraphObject[], name: string): number =>
      rows.reduce((total, row) => total + Number(row[name]), 0)
    expect(sum(runs, 'totalUsersCount')).toBe(results.length)
    for (const name of ['totalTasksCount', 'failedTasksCount', 'totalUnprocessedTasksCount'])
      expect(sum(runs, name)).toBe(sum(results, name))
    for (const row of results) {
      expect(workflows).toContain(row.workflowId)
      expect(isUser((row.subject as GraphObject).id)).toBe(true)
    }
  })
})

test('decisions of a round are given one by one, and then applied', () => {
  const resource = resourceOf('access_review_decisions')
  const [parents = []] = [...(resource.parents?.ids(tenantAfter(3)) ?? [])].filter(([, instance]) =>
    rowsOf('access_review_instances', tenantAfter(3)).some(
      row => row.id === instance && row.status === 'InProgress',
    ),
  )
  const counts = [3, 4, 20].map(days => {
    const rows = [...(resource.rows(tenantAfter(days), parents) ?? [])]
    return [rows.filter(row => row.decision !== 'NotReviewed').length, rows[0]?.applyResult]
  })
  expect(counts[1]?.[0]).toBeGreaterThanOrEqual(Number(counts[0]?.[0]))
  expect(counts.map(([, result]) => result)).toEqual(['New', 'New', 'AppliedSuccessfully'])
})

describe('over HTTP', () => {
  const reviews = '/v1.0/identityGovernance/accessReviews/definitions'
  const packages = '/v1.0/identityGovernance/entitlementManagement'
  const workflows = '/v1.0/identityGovernance/lifecycleWorkflows/workflows'

  test('relations come when they are expanded', async () => {
    const sandbox = await start({ users: 150 })
    const expand = 'accessPackage($select=id),assignmentPolicy($select=id),target($select=id,objectId)'
    const page = await get(sandbox, `${packages}/assignments?$expand=${expand}`)
    expect(page.value).toEqual([...sandbox.truth('access_package_assignments')])
    expect((await get(sandbox, `${packages}/assignments`)).value[0]).not.toHaveProperty('target')
  })

  test('next links of reviews carry $skip', async () => {
    const sandbox = await start({ users: 150 })
    expect((await get(sandbox, `${reviews}?$top=2`)).next).toMatch(/[?&](\$|%24)skip=2\b/)
  })

  test.each([
    ['p1', 403, 403],
    ['p2', 200, 403],
    ['governance', 200, 200],
  ] as const)('a tenant with %s reads reviews: %i, workflows: %i', async (licence, reviewed, worked) => {
    const sandbox = await start({ users: 150, licence })
    expect((await get(sandbox, reviews)).status).toBe(reviewed)
    expect((await get(sandbox, `${packages}/catalogs`)).status).toBe(reviewed)
    expect((await get(sandbox, workflows)).status).toBe(worked)
  })
})
