import type { EventKind, GraphObject, MemberRef, ObjectKind, TenantEditor } from '../api.ts'
import { guid } from '../random.ts'
import { KINDS } from './directory/collections.ts'
import { applicationPrincipal } from './directory/service-principals.ts'
import { fromMs } from './moment.ts'
import type { Tenant } from './tenant.ts'
import { writeMoment } from './timetable.ts'
import { SALTS, servicePrincipalId } from './world.ts'

/** Kinds whose objects say when they were created. */
const DATED: ReadonlySet<ObjectKind> = new Set(['users', 'groups', 'applications'])

/** A new object at the next place of its kind, created now. */
export function create(tenant: Tenant, kind: ObjectKind, properties: GraphObject): string {
  const { world } = tenant
  const index = tenant[kind].length
  const id = typeof properties.id === 'string' ? properties.id : KINDS[kind].id(world, index)
  const created = DATED.has(kind) ? { createdDateTime: writeMoment(fromMs(tenant.now)) } : {}
  return tenant.add(kind, { ...KINDS[kind].make(world, index), ...created, ...properties, id })
}

/** A new application, and its service principal. */
function register(tenant: Tenant, properties: GraphObject): string {
  const appId = guid(tenant.world.seed, SALTS.appIds, tenant.applications.length)
  const id = create(tenant, 'applications', { appId, ...properties })
  const { row } = tenant.need('applications', id)
  const origin = { appId: row.appId, displayName: row.displayName, appRoles: row.appRoles ?? [] }
  const index = tenant.servicePrincipals.length
  const principal = applicationPrincipal(tenant.world, index, origin)
  tenant.add('servicePrincipals', { ...principal, id: servicePrincipalId(tenant.world, index) })
  return id
}

const ref = (member: string | MemberRef): MemberRef => (typeof member === 'string' ? { id: member } : member)

const isEvent = (kind: ObjectKind | EventKind): kind is EventKind => !Object.hasOwn(KINDS, kind)

function sendRaw(tenant: Tenant, kind: ObjectKind | EventKind, json: string): string {
  const row: unknown = JSON.parse(json)
  if (typeof row !== 'object' || row === null || !('id' in row) || typeof row.id !== 'string') {
    throw new Error('a raw row needs an id')
  }
  const known = { ...row, id: row.id }
  if (isEvent(kind)) return tenant.logs[kind].add(known, tenant.now, json)
  return tenant.add(kind, known, json)
}

/** The editor of a tenant, for tests and for the tenant's own life. */
export function makeEditor(tenant: Tenant): TenantEditor {
  return {
    addUser: (properties = {}) => create(tenant, 'users', properties),
    updateUser: (id, properties) => tenant.update('users', id, properties),
    removeUser: (id, reason) => tenant.remove('users', id, reason),
    restoreUser: id => tenant.restore('users', id),
    setManager: (id, manager) => tenant.setManager(id, manager),
    addGroup: (properties = {}) => create(tenant, 'groups', properties),
    updateGroup: (id, properties) => tenant.update('groups', id, properties),
    removeGroup: (id, reason = 'changed') => tenant.remove('groups', id, reason),
    addMember: (group, member) => tenant.setMember(group, ref(member), true),
    removeMember: (group, id) => tenant.setMember(group, { id }, false),
    addOwner: (kind, parent, owner) => tenant.setOwner(kind, parent, ref(owner), true),
    removeOwner: (kind, parent, id) => tenant.setOwner(kind, parent, { id }, false),
    addApplication: (properties = {}) => register(tenant, properties),
    updateApplication: (id, properties) => tenant.update('applications', id, properties),
    removeApplication: (id, reason = 'changed') => tenant.remove('applications', id, reason),
    addEvent: (kind, event = {}) => tenant.logs[kind].add(event, tenant.now),
    changeEvent: (kind, id, properties) => tenant.logs[kind].change(id, properties),
    removeEvent: (kind, id) => tenant.logs[kind].remove(id),
    raw: (kind, json) => sendRaw(tenant, kind, json),
  }
}
