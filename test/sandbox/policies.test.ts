import { describe, expect, test } from 'vitest'
import type { GraphObject } from '../../src/sandbox/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { policyResources } from '../../src/sandbox/tenant/policies/index.ts'
import { edited, turnover } from '../../src/sandbox/tenant/policies/turnover.ts'
import { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { project } from '../../src/sandbox/tenant/views.ts'
import { makeWorld } from '../../src/sandbox/tenant/world.ts'
import { get, NOON, readAll, start } from './client.ts'

const DAY = 86_400_000
const byName = policyResources.map(resource => [resource.name, resource] as const)
const lists = byName.filter(([, { kind }]) => kind === 'list')

function tenantAfter(days: number, seed = 42): Tenant {
  const tenant = new Tenant(makeWorld(seed, 150, Date.parse(NOON), 1))
  tenant.now += days * DAY
  return tenant
}

const rowsOf = (resource: Resource, tenant: Tenant): GraphObject[] => [...(resource.rows(tenant, []) ?? [])]

const truthOf = (name: string, tenant: Tenant): GraphObject[] => {
  const resource = policyResources.find(each => each.name === name)
  if (!resource) throw new Error(`no such resource: ${name}`)
  return [...(resource.truth?.(tenant) ?? rowsOf(resource, tenant))]
}

const keyOf = (row: GraphObject): unknown => row.id ?? row.tenantId

/** Every ISO time within a row, at any depth. */
function timesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(timesIn) : []
}

describe('rows', () => {
  test.each(byName)('%s has nothing that its type does not declare', (_, resource) => {
    const rows = rowsOf(resource, tenantAfter(5))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map(row => project(resource, row, true))).toEqual(rows)
  })

  test.each(byName)('%s follows from the seed and the time alone', (_, resource) => {
    expect(rowsOf(resource, tenantAfter(3))).toEqual(rowsOf(resource, tenantAfter(3)))
  })

  test.each(byName)('%s knows nothing of the future', (_, resource) => {
    for (const days of [0, 1, 40]) {
      const tenant = tenantAfter(days)
      for (const time of timesIn(rowsOf(resource, tenant)))
        expect(Date.parse(time)).toBeLessThanOrEqual(tenant.now)
    }
  })

  test.each(lists)(
    '%s has a key, and every property is set in some rows and not in others',
    (name, resource) => {
      const rows = truthOf(name, tenantAfter(0))
      expect(new Set(rows.map(keyOf)).size).toBe(rows.length)
      const { schema, type, derived = [] } = resource
      const all = [type, ...derived].flatMap(each => [...(schema.types.get(each)?.keys() ?? [])])
      const unset = all.filter(property => rows.every(row => (row[property] ?? null) === null))
      expect(unset.filter(property => property !== 'deletedDateTime')).toEqual([])
      expect(all.some(property => rows.some(row => (row[property] ?? null) === null))).toBe(true)
    },
  )

  test.each(byName.filter(([, { kind }]) => kind === 'single'))('%s is one object', (_, resource) => {
    const rows = rowsOf(resource, tenantAfter(0))
    expect(rows).toHaveLength(1)
    const names = [...(resource.schema.types.get(resource.type)?.keys() ?? [])]
    const missing = names.filter(name => (rows[0]?.[name] ?? null) === null)
    const without = /^(admin_consent_request_policy|cross_tenant_access_default)$/.test(resource.name)
      ? ['id']
      : []
    expect(missing.filter(name => name !== 'deletedDateTime')).toEqual(without)
  })
})

describe('a day later', () => {
  test.each(lists)('in %s a row has come, a row has gone and a row has changed', (_, resource) => {
    const changes = { come: 0, gone: 0, changed: 0 }
    for (let day = 0; day < 12; day++) {
      const [before, after] = [day, day + 1].map(
        at => new Map(rowsOf(resource, tenantAfter(at)).map(row => [keyOf(row), row])),
      ) as [Map<unknown, GraphObject>, Map<unknown, GraphObject>]
      const come = [...after.keys()].filter(key => !before.has(key)).length
      expect(come).toBeLessThanOrEqual(1)
      changes.come += come
      changes.gone += [...before.keys()].filter(key => !after.has(key)).length
      const isChanged = ([key, row]: [unknown, GraphObject]): boolean =>
        before.has(key) && JSON.stringify(before.get(key)) !== JSON.stringify(row)
      changes.changed += [...after].filter(isChanged).length
    }
    expect(changes).toMatchObject({ come: 12, gone: 12 })
    expect(changes.changed).toBeGreaterThan(0)
  })

  test('one of the rows that stay is edited, each in its turn', () => {
    const edits = (day: number): number[] => turnover(tenantAfter(day), 7, 3, 0).map(place => place.edits)
    expect([0, 1, 2, 3, 4].map(edits)).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
      [2, 1, 1],
    ])
    const [place] = turnover(tenantAfter(4), 7, 3, 0)
    expect(place && edited('Text', place)).toBe('Text (revision 2)')
    expect(place && place.created < (place.modified ?? '')).toBe(true)
  })

  test('policies of which there is one change too', () => {
    const names = [
      'authentication_methods_policy',
      'admin_consent_request_policy',
      'cross_tenant_access_default',
    ]
    for (const name of names) expect(truthOf(name, tenantAfter(1))).not.toEqual(truthOf(name, tenantAfter(0)))
  })
})

describe('what policies refer to is there', () => {
  const SOME = new Set(['All', 'AllTrusted'])
  const policies = tenantAfter(0).policies as GraphObject[]

  /** All texts under a name, at any depth. */
  function under(value: unknown, name: string): unknown[] {
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, part]) => (key === name ? [part].flat() : under(part, name)))
  }

  test.each([
    ['named_locations', ['includeLocations', 'excludeLocations']],
    ['authentication_contexts', ['includeAuthenticationContextClassReferences']],
    ['terms_of_use_agreements', ['termsOfUse']],
  ] as const)('%s', (name, properties) => {
    const named = properties.flatMap(property => policies.flatMap(policy => under(policy, property)))
    const ids = named.filter(id => !SOME.has(String(id)))
    expect(ids.length).toBeGreaterThan(0)
    for (const days of [0, 30]) {
      const known = new Set(truthOf(name, tenantAfter(days)).map(row => row.id))
      for (const id of ids) expect(known).toContain(id)
    }
  })

  test('the strength of a grant is the strength that is listed', () => {
    const strengths = policies.flatMap(policy => under(policy, 'authenticationStrength')).filter(Boolean)
    expect(strengths.length).toBeGreaterThan(0)
    for (const strength of strengths)
      expect(truthOf('authentication_strengths', tenantAfter(9))).toContainEqual(strength)
  })

  test('a definition is JSON within a text', () => {
    for (const name of [
      'claims_mapping_policies',
      'token_lifetime_policies',
      'home_realm_discovery_policies',
    ]) {
      for (const row of truthOf(name, tenantAfter(0)))
        for (const text of row.definition as string[]) expect(Object.keys(JSON.parse(text))).toHaveLength(1)
    }
  })

  test('members of the multitenant organisation are partners with synchronisation', () => {
    const members = truthOf('cross_tenant_access_partners', tenantAfter(0)).filter(
      row => row.isInMultiTenantOrganization === true,
    )
    expect(members).toHaveLength(3)
    for (const member of members)
      expect(member.identitySynchronization).toMatchObject({ tenantId: member.tenantId })
  })
})

describe('over HTTP', () => {
  test.each([
    ['/v1.0/identity/conditionalAccess/namedLocations', 'free', 'global', 403],
    ['/v1.0/identity/conditionalAccess/namedLocations', 'p1', 'global', 200],
    ['/v1.0/policies/authenticationStrengthPolicies', 'free', 'global', 403],
    ['/v1.0/policies/identitySecurityDefaultsEnforcementPolicy', 'free', 'global', 200],
    ['/v1.0/policies/authenticationMethodsPolicy', 'p1', 'china', 404],
    ['/v1.0/policies/authenticationFlowsPolicy', 'p1', 'usgov', 404],
    ['/v1.0/policies/authenticationFlowsPolicy', 'p1', 'china', 200],
    ['/v1.0/identity/identityProviders', 'p1', 'usgov-dod', 404],
    ['/v1.0/admin/reportSettings', 'p1', 'china', 404],
    ['/v1.0/policies/deviceRegistrationPolicy?$select=id', 'p1', 'global', 400],
    ['/v1.0/policies/featureRolloutPolicies', 'p1', 'global', 403],
    ['/v1.0/identityGovernance/termsOfUse/agreements', 'p1', 'global', 403],
  ] as const)('%s, %s, %s: %i', async (path, licence, cloud, status) => {
    const sandbox = await start({ licence, cloud })
    expect((await get(sandbox, path)).status).toBe(status)
  })

  test('a person may read what no application may', async () => {
    const sandbox = await start()
    const headers = { authorization: `Bearer ${sandbox.token({ scopes: ['Agreement.Read.All'] })}` }
    const rows = await readAll(sandbox, '/v1.0/identityGovernance/termsOfUse/agreements', headers)
    expect(rows).toEqual([...sandbox.truth('terms_of_use_agreements')])
  })

  test('$expand brings what is included and excluded', async () => {
    const sandbox = await start()
    const path = '/v1.0/policies/permissionGrantPolicies?$expand=excludes,includes&$top=3'
    const truth = [...sandbox.truth('permission_grant_policies')]
    expect(await readAll(sandbox, path)).toEqual(truth)
    expect(truth.some(row => (row.excludes as unknown[]).length > 0)).toBe(true)
  })

  test('report settings say whether names are hidden', async () => {
    for (const concealNames of [false, true]) {
      const { body } = await get(await start({ concealNames }), '/v1.0/admin/reportSettings')
      expect(Object.keys(body)).toEqual(['@odata.context', 'displayConcealedNames'])
      expect(body.displayConcealedNames).toBe(concealNames)
    }
  })
})
