import { describe, expect, test } from 'vitest'
import type { GraphObject } from '../../src/sandbox/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { ROLES as ACTIVATED_ROLES } from '../../src/sandbox/tenant/directory/roles.ts'
import { roleAssignableGroups, roleResources } from '../../src/sandbox/tenant/roles/index.ts'
import type { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { get, start } from './client.ts'
import { allRows, faultsOf, named, neverSet, tenantAfter } from './resource-rows.ts'

const byName = roleResources.map((resource): [string, Resource] => [resource.name, resource])
const rowsOf = (name: string, tenant: Tenant): GraphObject[] => allRows(named(roleResources, name), tenant)
const ids = (rows: readonly GraphObject[]): unknown[] => rows.map(row => row.id)

const isPrincipal = (tenant: Tenant, id: unknown): boolean =>
  [tenant.users, tenant.groups, tenant.servicePrincipals].some(kind => {
    const entry = kind.find(String(id))
    return entry !== undefined && !entry.removed
  })

const [tenant, again] = [tenantAfter(0), tenantAfter(0)]
const [later, inSteps] = [tenantAfter(20), tenantAfter(20, 20)]

describe.each(byName)('%s', (name, resource) => {
  const rows = allRows(resource, tenant)

  test('has rows of its type, each with an id of its own, and no property that is never set', () => {
    expect(rows.length).toBeGreaterThan(5)
    expect(new Set(ids(rows)).size).toBe(rows.length)
    expect(rows.flatMap(row => faultsOf(resource, resource.type, row))).toEqual([])
    expect(neverSet(resource, rows)).toEqual([])
  })

  test('has the same rows in each tenant of one seed, however its days have passed', () => {
    expect(allRows(resource, again)).toEqual(rows)
    expect(allRows(resource, inSteps)).toEqual(allRows(resource, later))
  })

  test('changes with the days, templates apart', () => {
    const same = JSON.stringify(allRows(resource, later)) === JSON.stringify(rows)
    expect(same).toBe(name === 'directory_role_templates')
  })
})

describe('the roles', () => {
  test('are built in, with their public ids, and two of the tenant; templates are those built in', () => {
    const definitions = rowsOf('role_definitions', tenant)
    const builtIn = definitions.filter(row => row.isBuiltIn === true)
    expect(definitions.length - builtIn.length).toBe(2)
    expect(ids(builtIn)).toEqual(ids(rowsOf('directory_role_templates', tenant)))
    expect(builtIn[0]).toMatchObject({
      id: '62e90394-69f5-4237-9190-012177145e10',
      displayName: 'Global Administrator',
      templateId: '62e90394-69f5-4237-9190-012177145e10',
    })
    for (const { templateId, name } of ACTIVATED_ROLES)
      expect(builtIn).toContainEqual(expect.objectContaining({ id: templateId, displayName: name }))
  })
})

describe.each([0, 1, 31])('after %i days', days => {
  const tenant = tenantAfter(days)
  const definitions = new Set(ids(rowsOf('role_definitions', tenant)))
  const holders = [
    'role_assignments',
    'role_assignment_schedules',
    'role_assignment_schedule_instances',
    'role_eligibility_schedules',
    'role_eligibility_schedule_instances',
  ].map((name): [string, GraphObject[]] => [name, rowsOf(name, tenant)])

  test.each(holders)('%s name roles, principals and scopes of the tenant', (_, rows) => {
    for (const { roleDefinitionId, principalId, directoryScopeId } of rows) {
      expect(definitions).toContain(roleDefinitionId)
      expect(isPrincipal(tenant, principalId)).toBe(true)
      const unit = /^\/administrativeUnits\/(.+)$/.exec(String(directoryScopeId))?.[1]
      if (unit) expect(tenant.administrativeUnits.find(unit)).toMatchObject({ id: unit })
      else expect(['/', null]).toContain(directoryScopeId)
    }
  })

  test('users, a role-assignable group and a service principal hold roles, in the tenant and in a unit', () => {
    const rows = rowsOf('role_assignments', tenant)
    const holds = (has: (id: string) => unknown): boolean => rows.some(row => has(String(row.principalId)))
    const groups = roleAssignableGroups(tenant)
    expect(holds(id => tenant.users.find(id))).toBe(true)
    expect(holds(id => groups.includes(id))).toBe(true)
    expect(holds(id => tenant.servicePrincipals.find(id))).toBe(true)
    expect(rows.some(row => String(row.directoryScopeId).startsWith('/administrativeUnits/'))).toBe(true)
    expect(
      rows.filter(row => tenant.groups.find(String(row.principalId))).map(row => row.principalId),
    ).toSatisfy((held: string[]) => held.every(id => groups.includes(id)))
  })

  test('an instance belongs to a schedule, and is in force now', () => {
    const pairs = [
      ['role_assignment_schedule_instances', 'role_assignment_schedules', 'roleAssignmentScheduleId'],
      ['role_eligibility_schedule_instances', 'role_eligibility_schedules', 'roleEligibilityScheduleId'],
    ] as const
    for (const [instances, schedules, key] of pairs) {
      const known = new Map(rowsOf(schedules, tenant).map(row => [row.id, row]))
      const rows = rowsOf(instances, tenant)
      for (const row of rows) {
        const { principalId, roleDefinitionId } = row
        expect(known.get(row[key])).toMatchObject({ principalId, roleDefinitionId, status: 'Provisioned' })
        expect(Date.parse(String(row.startDateTime ?? 0))).toBeLessThanOrEqual(tenant.now + 1)
        if (row.endDateTime) expect(Date.parse(String(row.endDateTime))).toBeGreaterThan(tenant.now)
      }
      expect(known.size).toBeGreaterThanOrEqual(rows.length)
    }
  })

  test('each active instance is a role assignment, and what is activated is eligible', () => {
    const active = rowsOf('role_assignment_schedule_instances', tenant)
    expect(active.map(row => row.roleAssignmentOriginId)).toEqual(ids(rowsOf('role_assignments', tenant)))
    const eligible = rowsOf('role_eligibility_schedule_instances', tenant)
    const activated = active.filter(row => row.assignmentType === 'Activated')
    expect(activated.length).toBeGreaterThan(0)
    for (const { principalId, roleDefinitionId } of activated)
      expect(eligible).toContainEqual(expect.objectContaining({ principalId, roleDefinitionId }))
  })

  test('each role has a policy, and each policy its rules', () => {
    const assignments = rowsOf('role_management_policy_assignments', tenant)
    expect(new Set(assignments.map(row => row.roleDefinitionId))).toEqual(definitions)
    const policies = [...(named(roleResources, 'role_management_policies').truth?.(tenant) ?? [])]
    expect(ids(policies)).toEqual(assignments.map(row => row.policyId))
    const resource = named(roleResources, 'role_management_policies')
    for (const { rules } of policies as { rules: GraphObject[] }[]) {
      expect(new Set(ids(rules)).size).toBe(rules.length)
      expect(new Set(rules.map(rule => rule['@odata.type'])).size).toBe(5)
      expect(rules.flatMap(rule => faultsOf(resource, 'unifiedRoleManagementPolicyRule', rule))).toEqual([])
    }
  })

  test.each(['assignment', 'eligibility'])('%s instances are of role-assignable groups', kind => {
    const rows = rowsOf(`pim_group_${kind}_schedule_instances`, tenant)
    const groups = roleAssignableGroups(tenant)
    for (const { groupId, principalId } of rows) {
      expect(groups).toContain(groupId)
      expect(isPrincipal(tenant, principalId)).toBe(true)
    }
  })
})

describe('over HTTP', () => {
  test('policies come with their rules, and only for a named scope', async () => {
    const sandbox = await start({ users: 150 })
    const filter = "$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'"
    const page = await get(sandbox, `/v1.0/policies/roleManagementPolicies?${filter}&$expand=rules`)
    expect(page.value).toEqual([...sandbox.truth('role_management_policies')])
    const refused = await get(sandbox, "/v1.0/policies/roleManagementPolicies?$filter=scopeId eq '/'")
    expect(refused.status).toBe(400)
  })

  test('privileged access is listed by group or by principal, and needs P2', async () => {
    const path = '/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances'
    const sandbox = await start({ users: 150 })
    const truth = [...sandbox.truth('pim_group_eligibility_schedule_instances')]
    for (const name of ['groupId', 'principalId']) {
      const wanted = truth[0]?.[name]
      const page = await get(sandbox, `${path}?$filter=${name} eq '${wanted}'`)
      expect(page.value).toEqual(truth.filter(row => row[name] === wanted))
    }
    expect((await get(sandbox, path)).status).toBe(400)
    const plain = await start({ users: 150, licence: 'p1' })
    const refused = await get(plain, `${path}?$filter=groupId eq '${truth[0]?.groupId}'`)
    expect([refused.status, refused.code]).toEqual([400, 'AadPremiumLicenseRequired'])
  })
})
