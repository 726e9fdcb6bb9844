import type { EventKind, GraphObject, MemberRef, ObjectKind, TenantEditor } from '../api.ts'
import { guid } from '../random.ts'
import { makeApplication } from './applications.ts'
import { makeGroup } from './groups.ts'
import { fromMs } from './moment.ts'
import type { Tenant } from './tenant.ts'
import { writeMoment } from './timetable.ts'
import { makeUser } from './users.ts'
import { SALTS, type World } from './world.ts'

const MAKERS: Readonly<Record<ObjectKind, (world: World, index: number) => GraphObject>> = {
  users: makeUser,
  groups: makeGroup,
  applications: makeApplication,
}

/** A new object at the next place of its kind, created now. */
function create(tenant: Tenant, kind: ObjectKind, properties: GraphObject): string {
  const index = tenant[kind].length
  const id = typeof properties.id === 'string' ? properties.id : guid(tenant.world.seed, SALTS[kind], index)
  const row = MAKERS[kind](tenant.world, index)
  return tenant.add(kind, { ...row, createdDateTime: writeMoment(fromMs(tenant.now)), ...properties, id })
}

const ref = (member: string | MemberRef): MemberRef => (typeof member === 'string' ? { id: member } : member)

const isEvent = (kind: ObjectKind | EventKind): kind is EventKind =>
  kind !== 'users' && kind !== 'groups' && kind !== 'applications'

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
    addApplication: (properties = {}) =>
      create(tenant, 'applications', {
        appId: guid(tenant.world.seed, SALTS.appIds, tenant.applications.length),
        ...properties,
      }),
    updateApplication: (id, properties) => tenant.update('applications', id, properties),
    removeApplication: (id, reason = 'changed') => tenant.remove('applications', id, reason),
    addEvent: (kind, event = {}) => tenant.logs[kind].add(event, tenant.now),
    changeEvent: (kind, id, properties) => tenant.logs[kind].change(id, properties),
    removeEvent: (kind, id) => tenant.logs[kind].remove(id),
    raw: (kind, json) => sendRaw(tenant, kind, json),
  }
}
