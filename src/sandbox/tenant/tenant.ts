import type { EventKind, GraphObject, MemberRef, ObjectKind, RemovedReason } from '../api.ts'
import { guidIndex, salt } from '../random.ts'
import { signInActivity } from './activity.ts'
import type { Collection, Entry } from './collection.ts'
import { makeCollection } from './directory/collections.ts'
import { type EdgeSource, Edges } from './edges.ts'
import { EventLog } from './event-log.ts'
import { membership, owners, teamsWith } from './groups.ts'
import { isManager, managerOf } from './managers.ts'
import { makeAuthorizationPolicy, makePolicies } from './policies.ts'
import { Subscriptions } from './subscriptions.ts'
import {
  applicationId,
  groupId,
  isoTime,
  SALTS,
  servicePrincipalId,
  universe,
  userId,
  userIndex,
  type World,
} from './world.ts'

const GROUP_OWNERS = salt('groupOwners')
const APPLICATION_OWNERS = salt('applicationOwners')

/** Properties that no delta query tracks, extension properties apart. */
const UNTRACKED: ReadonlySet<string> = new Set([
  'licenseAssignmentStates',
  'signInActivity',
  'customSecurityAttributes',
])

/** Whom a consent is about. */
const PARTIES: ReadonlySet<string> = new Set(['clientId', 'resourceId', 'principalId'])

const isTracked = (property: string): boolean =>
  !UNTRACKED.has(property) && !property.startsWith('extension_')

/** A tenant as it stands at its clock's time. */
export class Tenant {
  readonly world: World
  now: number
  readonly users: Collection
  readonly groups: Collection
  readonly applications: Collection
  readonly servicePrincipals: Collection
  readonly devices: Collection
  readonly administrativeUnits: Collection
  readonly orgContacts: Collection
  readonly oauth2PermissionGrants: Collection
  readonly directoryRoles: Collection
  readonly members: Edges
  readonly groupOwners: Edges
  readonly applicationOwners: Edges
  readonly managers: Edges
  readonly policies: GraphObject[]
  readonly authorizationPolicy: GraphObject
  readonly logs: Readonly<Record<EventKind, EventLog>>
  readonly subscriptions: Subscriptions
  /** Service principals of applications registered since the start, by `appId`. */
  readonly #principals = new Map<unknown, string>()

  constructor(world: World) {
    this.world = world
    this.now = world.start
    this.users = makeCollection(world, 'users')
    this.groups = makeCollection(world, 'groups')
    this.applications = makeCollection(world, 'applications')
    this.servicePrincipals = makeCollection(world, 'servicePrincipals')
    this.devices = makeCollection(world, 'devices')
    this.administrativeUnits = makeCollection(world, 'administrativeUnits')
    this.orgContacts = makeCollection(world, 'orgContacts')
    this.oauth2PermissionGrants = makeCollection(world, 'oauth2PermissionGrants')
    this.directoryRoles = makeCollection(world, 'directoryRoles')
    const ofGroups = { parents: world.groups, parentId: (i: number) => groupId(world, i) }
    this.members = this.#edges('groups', { ...ofGroups, of: i => membership(world, i) })
    this.groupOwners = this.#edges('groups', { ...ofGroups, of: i => owners(world, GROUP_OWNERS, i, 3) })
    this.applicationOwners = this.#edges('applications', {
      parents: world.applications,
      parentId: i => applicationId(world, i),
      of: i => owners(world, APPLICATION_OWNERS, i, 2),
    })
    this.managers = this.#edges('users', {
      parents: universe(world),
      parentId: i => userId(world, i),
      of: i => managerOf(world, i),
    })
    this.policies = makePolicies(world)
    this.authorizationPolicy = makeAuthorizationPolicy()
    this.logs = {
      sign_ins: new EventLog(world, 'sign_ins'),
      sign_ins_non_interactive: new EventLog(world, 'sign_ins_non_interactive'),
      sign_ins_service_principal: new EventLog(world, 'sign_ins_service_principal'),
      sign_ins_managed_identity: new EventLog(world, 'sign_ins_managed_identity'),
      directory_audits: new EventLog(world, 'directory_audits'),
      provisioning_logs: new EventLog(world, 'provisioning_logs'),
    }
    this.subscriptions = new Subscriptions(world)
    this.#bury()
  }

  #edges(kind: ObjectKind, source: Omit<EdgeSource, 'parentIndex' | 'userIndex'>): Edges {
    return new Edges({
      ...source,
      parentIndex: id => {
        const index = this[kind].indexOf(id)
        return index < source.parents ? index : -1
      },
      userIndex: id => userIndex(this.world, id),
    })
  }

  /** Some users were gone before the start, most of them restorable, four for good; and a few objects of other kinds. */
  #bury(): void {
    const { groups, administrativeUnits } = this.world
    for (const back of [1, 2, 3]) this.remove('groups', this.groups.idAt(groups - back), 'changed')
    this.remove('administrativeUnits', this.administrativeUnits.idAt(administrativeUnits - 1), 'changed')
    for (let i = 0; i < this.world.ghosts; i++) {
      this.remove(
        'users',
        userId(this.world, this.world.users + i),
        i < 4 && i % 2 === 0 ? 'deleted' : 'changed',
      )
    }
  }

  /** The object with this id, or an error: edits name things that exist. */
  need(kind: ObjectKind, id: string): Entry {
    const entry = this[kind].find(id)
    if (!entry) throw new Error(`no such object in ${kind}: ${id}`)
    return entry
  }

  add(kind: ObjectKind, row: GraphObject & { id: string }, raw?: string): string {
    const entry = { id: row.id, row: without(row) }
    if (kind === 'servicePrincipals') this.#principals.set(row.appId, row.id)
    this.#set(kind, raw === undefined ? entry : { ...entry, raw }, { id: row.id, what: 'created' })
    return row.id
  }

  update(kind: ObjectKind, id: string, properties: GraphObject): void {
    const { row, removed } = this.need(kind, id)
    const changed = Object.keys(properties).filter(name => !same(row[name], properties[name]))
    const tracked = changed.filter(isTracked)
    const next = { id, row: without({ ...row, ...properties }) }
    const change = { id, what: 'updated', properties: tracked } as const
    this.#set(kind, removed ? { ...next, removed } : next, tracked.length > 0 ? change : undefined)
  }

  remove(kind: ObjectKind, id: string, reason: RemovedReason): void {
    const { row } = this.need(kind, id)
    const deletedDateTime = this.now === this.world.start ? row.deletedDateTime : isoTime(this.now)
    this.#set(kind, { id, row: { ...row, deletedDateTime }, removed: reason }, { id, what: 'removed' })
    if (kind === 'users' && reason === 'deleted') this.#forget(id)
    if (kind === 'applications') this.#removePrincipal(row.appId, reason)
    if (kind === 'servicePrincipals') this.#revoke(id)
    if (reason === 'deleted' && (kind === 'servicePrincipals' || kind === 'devices'))
      this.#leaveTeams(kind, id)
  }

  restore(kind: ObjectKind, id: string): void {
    const { row, removed } = this.need(kind, id)
    if (removed !== 'changed') throw new Error(`only a soft-deleted object can be restored: ${id}`)
    this.#set(kind, { id, row: { ...row, deletedDateTime: null } }, { id, what: 'created' })
    const principal = kind === 'applications' ? this.principalOf(row.appId) : undefined
    if (principal?.removed === 'changed') this.restore('servicePrincipals', principal.id)
  }

  /** The service principal of one of the tenant's own applications, as long as anybody remembers it. */
  principalOf(appId: unknown): Entry | undefined {
    const index = guidIndex(this.world.seed, SALTS.appIds, String(appId))
    const isOfStart = index >= 0 && index < this.world.applications
    const id = isOfStart ? servicePrincipalId(this.world, index) : this.#principals.get(appId)
    return id === undefined ? undefined : this.servicePrincipals.find(id)
  }

  /** An application takes its service principal with it. */
  #removePrincipal(appId: unknown, reason: RemovedReason): void {
    const principal = this.principalOf(appId)
    if (principal && principal.removed !== 'deleted') this.remove('servicePrincipals', principal.id, reason)
  }

  /** Consents end with any of those they are about. */
  #revoke(id: string): void {
    const { oauth2PermissionGrants: grants } = this
    for (let place = 0; place < grants.length; place++) {
      if (grants.isRemoved(place)) continue
      const { row } = grants.at(place, PARTIES)
      if (row.clientId === id || row.resourceId === id || row.principalId === id)
        this.remove('oauth2PermissionGrants', grants.idAt(place), 'deleted')
    }
  }

  /** A device or service principal that is gone for good is in no group. */
  #leaveTeams(kind: 'devices' | 'servicePrincipals', id: string): void {
    const index = this[kind].indexOf(id)
    const teams = index < 0 ? [] : teamsWith(this.world, index, this.world[kind])
    for (const group of new Set([...teams, ...this.members.parentsOf(id)]))
      this.setMember(group, { id }, false)
  }

  #set(kind: ObjectKind, entry: Entry, change: Parameters<Collection['set']>[1]): void {
    if (kind === 'users') this.subscriptions.changed(this.users.find(entry.id), entry)
    this[kind].set(entry, change)
  }

  /** A user that is gone for good leaves every group, owns nothing and consents to nothing. */
  #forget(id: string): void {
    this.#revoke(id)
    for (const group of [...this.members.parentsOf(id)]) this.setMember(group, { id }, false)
    for (const group of [...this.groupOwners.parentsOf(id)]) this.setOwner('groups', group, { id }, false)
    if (isManager(this.world, userIndex(this.world, id)))
      for (const user of [...this.managers.parentsOf(id)]) this.setManager(user, undefined)
    for (const app of [...this.applicationOwners.parentsOf(id)])
      this.setOwner('applications', app, { id }, false)
  }

  setMember(group: string, ref: MemberRef, alive: boolean): void {
    this.need('groups', group)
    if (this.members.set(group, ref, alive))
      this.groups.log.push({ id: group, what: 'members', related: ref.id })
  }

  setOwner(kind: 'groups' | 'applications', parent: string, ref: MemberRef, alive: boolean): void {
    this.need(kind, parent)
    if (kind === 'applications') this.applicationOwners.set(parent, ref, alive)
    else if (this.groupOwners.set(parent, ref, alive))
      this.groups.log.push({ id: parent, what: 'owners', related: ref.id })
  }

  /** At most one; undefined leaves a user without a manager. */
  setManager(user: string, manager: string | undefined): void {
    this.need('users', user)
    const log = (related: string): void => void this.users.log.push({ id: user, what: 'manager', related })
    for (const { id } of [...this.managers.living(user)]) {
      if (id !== manager && this.managers.set(user, { id }, false)) log(id)
    }
    if (manager !== undefined && this.managers.set(user, { id: manager }, true)) log(manager)
  }

  /** Owners of a living application that are alive themselves. */
  ownersOfApplication(id: string): MemberRef[] {
    return [...this.applicationOwners.living(id)].filter(ref => !this.users.find(ref.id)?.removed)
  }

  /** `signInActivity` of a user, as edited or as it follows from the user's habits; undefined for never. */
  activityOf(entry: Entry): unknown {
    if (entry.row.signInActivity !== undefined) return entry.row.signInActivity
    const index = userIndex(this.world, entry.id)
    return index < 0 ? undefined : signInActivity(this.world, index, this.now)
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** A copy without the properties that are undefined. */
function without(row: GraphObject): GraphObject {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}
