import type { GraphObject, ObjectKind } from '../../src/sandbox/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { directoryResources } from '../../src/sandbox/tenant/directory/index.ts'
import { makeEditor } from '../../src/sandbox/tenant/editor.ts'
import { Life } from '../../src/sandbox/tenant/life.ts'
import { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { makeWorld } from '../../src/sandbox/tenant/world.ts'
import { NOON } from './client.ts'

export const TYPES: Readonly<Record<ObjectKind, string>> = {
  users: 'user',
  groups: 'group',
  applications: 'application',
  servicePrincipals: 'servicePrincipal',
  devices: 'device',
  administrativeUnits: 'administrativeUnit',
  orgContacts: 'orgContact',
  oauth2PermissionGrants: 'oAuth2PermissionGrant',
  directoryRoles: 'directoryRole',
}

/** A tenant of 150 users that has lived for some days. */
export function tenantAfter(days: number, seed = 42): Tenant {
  const tenant = new Tenant(makeWorld(seed, 150, Date.parse(NOON), 1))
  new Life(tenant, makeEditor(tenant)).advance(days * 24)
  return tenant
}

/** Every row of a resource, with the ids of its parents. */
export function rowsOf(tenant: Tenant, resource: Resource): GraphObject[] {
  const { columns, ids } = resource.parents ?? { columns: [], ids: () => [[]] }
  return [...ids(tenant)].flatMap(parents => {
    const named = Object.fromEntries(columns.map((column, i) => [column, parents[i]]))
    return [...(resource.rows(tenant, parents) ?? [])].map(row => ({ ...named, ...row }))
  })
}

export const resource = (name: string): Resource => {
  const found = directoryResources.find(each => each.name === name)
  if (!found) throw new Error(`no such resource: ${name}`)
  return found
}

export const living = (tenant: Tenant, kind: ObjectKind): GraphObject[] =>
  [...tenant[kind].living()].map(entry => entry.row)

export const isAlive = (tenant: Tenant, kind: ObjectKind, id: unknown): boolean =>
  tenant[kind].isLiving(String(id))
