import { describe, expect, test } from 'vitest'
import type { GraphObject, ObjectKind } from '../../src/sandbox/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { GRAPH_APP_ID } from '../../src/sandbox/tenant/applications.ts'
import { KINDS } from '../../src/sandbox/tenant/directory/collections.ts'
import { registeredOwnersOf } from '../../src/sandbox/tenant/directory/device-users.ts'
import { extensionNames } from '../../src/sandbox/tenant/directory/extension-properties.ts'
import { directoryResources } from '../../src/sandbox/tenant/directory/index.ts'
import { makeEditor } from '../../src/sandbox/tenant/editor.ts'
import type { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { isAlive, living, resource, rowsOf, TYPES, tenantAfter } from './directory-rows.ts'

const MEMBER_KINDS = new Map(
  Object.entries(TYPES).map(([kind, type]) => [`#microsoft.graph.${type}`, kind as ObjectKind]),
)

const GONE = { removed: 'deleted' }

/** Ids in the rows of a resource that name nothing living. */
function dangling(tenant: Tenant, each: Resource): unknown[] {
  const kinds: Record<string, readonly ObjectKind[]> = {
    userId: ['users'],
    groupId: ['groups'],
    deviceId: ['devices'],
    applicationId: ['applications'],
    servicePrincipalId: ['servicePrincipals'],
    administrativeUnitId: ['administrativeUnits'],
    roleId: ['directoryRoles'],
    principalId: ['users', 'groups', 'servicePrincipals'],
    resourceId: ['servicePrincipals'],
    ownerId: ['users'],
  }
  return rowsOf(tenant, each).flatMap(row => {
    const member = MEMBER_KINDS.get(String(row['@odata.type']))
    const parents = new Set(each.parents?.columns)
    const named = Object.entries(kinds).filter(
      ([name]) => row[name] !== undefined && row[name] !== null && (!member || parents.has(name)),
    )
    const lost = named.filter(([name, found]) => !found.some(kind => isAlive(tenant, kind, row[name])))
    return [...lost, ...(member && !isAlive(tenant, member, row.id) ? [row.id] : [])]
  })
}

describe.each([0, 15])('after %i days', days => {
  const tenant = tenantAfter(days)

  test.each(directoryResources)('$name names living objects only', each => {
    expect(dangling(tenant, each)).toEqual([])
  })

  test('consents name living clients, resources and users, and scopes that the resource has', () => {
    for (const { clientId, resourceId, consentType, principalId, scope } of living(
      tenant,
      'oauth2PermissionGrants',
    )) {
      expect(isAlive(tenant, 'servicePrincipals', clientId)).toBe(true)
      const { oauth2PermissionScopes } = tenant.need('servicePrincipals', String(resourceId)).row
      const values = (oauth2PermissionScopes as GraphObject[]).map(each => each.value)
      expect(values).toEqual(
        expect.arrayContaining(
          String(scope ?? '')
            .split(' ')
            .filter(Boolean),
        ),
      )
      expect(principalId === null).toBe(consentType === 'AllPrincipals')
      if (principalId !== null) expect(tenant.users.find(String(principalId))?.removed).not.toBe('deleted')
    }
  })

  test('members of groups exist', () => {
    const lost = [...tenant.groups.living()].flatMap(group =>
      [...tenant.members.living(group.id)].filter(ref => {
        const kind = MEMBER_KINDS.get(String(ref['@odata.type'])) ?? 'users'
        return (tenant[kind].find(ref.id) ?? GONE).removed === 'deleted'
      }),
    )
    expect(lost).toEqual([])
  })

  test('app role assignments are the same from both sides, of roles that the resource has', () => {
    const withoutParent = (name: string, column: string): [unknown, GraphObject][] =>
      rowsOf(tenant, resource(name)).map(({ [column]: _, ...row }) => [row.id, row])
    const held = new Map([
      ...withoutParent('service_principal_app_role_assignments', 'servicePrincipalId'),
      ...withoutParent('user_app_role_assignments', 'userId'),
      ...withoutParent('group_app_role_assignments', 'groupId'),
    ])
    const given = new Map(withoutParent('app_role_assignments', 'servicePrincipalId'))
    expect(given).toEqual(held)
    expect(new Set([...given.values()].map(row => row.principalType))).toEqual(
      new Set(['User', 'Group', 'ServicePrincipal']),
    )
    for (const { appRoleId, resourceId } of given.values()) {
      const roles = tenant.need('servicePrincipals', String(resourceId)).row.appRoles as GraphObject[]
      expect(['00000000-0000-0000-0000-000000000000', ...roles.map(role => role.id)]).toContain(appRoleId)
    }
  })

  test('each living application has one service principal, with its appId', () => {
    const principals = living(tenant, 'servicePrincipals').map(row => row.appId)
    for (const { appId } of living(tenant, 'applications'))
      expect(principals.filter(each => each === appId)).toEqual([appId])
    expect(principals).toContain(GRAPH_APP_ID)
  })

  test('a device has one owner at most, who is among its users', () => {
    const users = rowsOf(tenant, resource('device_registered_users'))
    const owned = [...tenant.devices.living()].flatMap(({ id }) => {
      const owners = registeredOwnersOf(tenant, id)
      expect(owners.length).toBeLessThan(2)
      return owners.map(owner => ({ deviceId: id, ...owner }))
    })
    expect(owned.length).toBeGreaterThan(50)
    expect(users).toEqual(expect.arrayContaining(owned))
  })
})

describe('extension properties', () => {
  const tenant = tenantAfter(4)
  const defined = rowsOf(tenant, resource('extension_properties'))

  test('the names of a kind are those that are defined for it', () => {
    for (const target of ['User', 'Group', 'Device', 'AdministrativeUnit'] as const) {
      const names = defined
        .filter(row => (row.targetObjects as string[]).includes(target))
        .map(row => row.name)
      expect([...extensionNames(tenant, target)].sort()).toEqual(names.sort())
      expect(names.length).toBeGreaterThan(0)
    }
    expect(new Set(defined.map(row => row.dataType)).size).toBe(6)
  })

  test.each([
    ['users', 'User'],
    ['groups', 'Group'],
    ['devices', 'Device'],
    ['administrativeUnits', 'AdministrativeUnit'],
  ] as const)('%s have values for some of them, and for no others', (kind, target) => {
    const used = living(tenant, kind).flatMap(row =>
      Object.keys(row).filter(name => name.startsWith('extension_')),
    )
    expect(used.length).toBeGreaterThan(0)
    expect([...extensionNames(tenant, target)]).toEqual(expect.arrayContaining(used))
  })

  test('they change every day, and the change log says nothing', () => {
    const values = (each: Tenant): unknown[] =>
      living(each, 'users').map(row => Object.entries(row).filter(([name]) => name.startsWith('extension_')))
    expect(values(tenantAfter(5))).not.toEqual(values(tenant))
    for (const kind of Object.keys(KINDS) as ObjectKind[]) {
      const logged = tenant[kind].log.flatMap(change => change.properties ?? [])
      expect(logged.filter(name => name.startsWith('extension_'))).toEqual([])
    }
  })

  test('an application takes its definitions with it', () => {
    const before = extensionNames(tenant, 'User').size
    const [first] = defined
    tenant.remove('applications', String(first?.applicationId), 'changed')
    expect(extensionNames(tenant, 'User').size).toBeLessThan(before)
    tenant.restore('applications', String(first?.applicationId))
    expect(extensionNames(tenant, 'User').size).toBe(before)
  })
})

describe('what goes, takes along', () => {
  test('a user that is gone for good: consents', () => {
    const tenant = tenantAfter(0)
    const user = living(tenant, 'oauth2PermissionGrants').find(row => row.principalId !== null)?.principalId
    tenant.remove('users', String(user), 'changed')
    expect(living(tenant, 'oauth2PermissionGrants').some(row => row.principalId === user)).toBe(true)
    tenant.remove('users', String(user), 'deleted')
    expect(living(tenant, 'oauth2PermissionGrants').some(row => row.principalId === user)).toBe(false)
  })

  test('an application: its service principal and what that was allowed', () => {
    const tenant = tenantAfter(0)
    const edit = makeEditor(tenant)
    for (const id of [edit.addApplication(), tenant.applications.idAt(2)]) {
      const { appId } = tenant.need('applications', id).row
      const principal = tenant.principalOf(appId)?.id
      edit.removeApplication(id, 'changed')
      expect(tenant.principalOf(appId)).toMatchObject({ id: principal, removed: 'changed' })
      expect(living(tenant, 'oauth2PermissionGrants').some(row => row.clientId === principal)).toBe(false)
      tenant.restore('applications', id)
      expect(tenant.principalOf(appId)?.removed).toBeUndefined()
    }
  })

  test('a device: its memberships', () => {
    const tenant = tenantAfter(0)
    const isDevice = (type: unknown): boolean => type === '#microsoft.graph.device'
    const inGroups = (): string[] =>
      [...tenant.groups.living()].flatMap(({ id }) =>
        [...tenant.members.living(id)].filter(ref => isDevice(ref['@odata.type'])).map(ref => ref.id),
      )
    const [device] = inGroups()
    tenant.remove('devices', String(device), 'deleted')
    expect(device).toBeDefined()
    expect(inGroups()).not.toContain(device)
  })
})

test('an unknown parent, or one that has gone, has no listing', () => {
  const tenant = tenantAfter(0)
  const device = tenant.devices.idAt(3)
  const { rows } = resource('device_registered_users')
  expect(rows(tenant, [device])).toBeDefined()
  tenant.remove('devices', device, 'deleted')
  expect(rows(tenant, [device])).toBeUndefined()
  expect(rows(tenant, ['00000000-0000-4000-8000-000000000000'])).toBeUndefined()
})

test('members of a role are found by the id of its template, too', () => {
  const tenant = tenantAfter(0)
  const { rows } = resource('directory_role_members')
  const byTemplate = rows(tenant, ['62e90394-69f5-4237-9190-012177145e10'])
  expect(byTemplate).toEqual(rows(tenant, [tenant.directoryRoles.idAt(0)]))
  expect(rows(tenant, ['4a5d8f65-41da-4de4-8968-e035b65339cf'])).toBeUndefined()
})
