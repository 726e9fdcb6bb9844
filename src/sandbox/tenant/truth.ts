import type { CloudName, EventKind, EventRange, GraphObject, ObjectKind, TruthKind } from '../api.ts'
import { cloudRow } from '../server/clouds.ts'
import type { Resource } from '../server/resource.ts'
import { resources } from '../server/resources.ts'
import type { Entry } from './collection.ts'
import { registeredOwnersOf } from './directory/device-users.ts'
import type { Edges } from './edges.ts'
import { merge } from './event-log.ts'
import { compareMoments, fromMs, type Moment, parseMoment } from './moment.ts'
import { reportTruth } from './organisation/reports.ts'
import type { Tenant } from './tenant.ts'
import { EVENT_VIEWS, project } from './views.ts'

function* rows(entries: Iterable<Entry>): Generator<GraphObject> {
  for (const { row, raw } of entries) {
    if (raw === undefined) yield row
    else yield JSON.parse(raw)
  }
}

function* edges(tenant: Tenant, relation: Edges): Generator<GraphObject> {
  for (const { id: groupId } of tenant.groups.living()) {
    for (const ref of relation.living(groupId)) yield { groupId, ...ref }
  }
}

function* activity(tenant: Tenant): Generator<GraphObject> {
  for (const entry of tenant.users.living()) {
    const signInActivity = tenant.activityOf(entry)
    yield signInActivity === undefined ? { id: entry.id } : { id: entry.id, signInActivity }
  }
}

function* managers(tenant: Tenant): Generator<GraphObject> {
  for (const { id: userId } of tenant.users.living()) {
    for (const ref of tenant.managers.living(userId)) yield { userId, ...ref }
  }
}

/** A bound of a range, or a usage error. */
function bound(text: string): Moment {
  const moment = parseMoment(text)
  if (!moment) throw new Error(`not a time: ${text}`)
  return moment
}

function* events(
  tenant: Tenant,
  kind: EventKind,
  retentionDays: number,
  range: EventRange,
): Generator<GraphObject> {
  const from = range.from === undefined ? fromMs(tenant.now - retentionDays * 86_400_000) : bound(range.from)
  const to = range.to === undefined ? fromMs(tenant.now) : bound(range.to)
  const own = tenant.logs[kind].entries(from, to, tenant.now)
  const also = tenant.logs.sign_ins.alsoNonInteractive(from, to, tenant.now)
  const view = EVENT_VIEWS[kind]
  for (const entry of kind === 'sign_ins_non_interactive' ? merge(own, also) : own) {
    if (range.to !== undefined && compareMoments(entry.moment, to) === 0) continue
    if (entry.raw === undefined) yield project(view, entry.row(view.only), true)
    else yield JSON.parse(entry.raw)
  }
}

/** What the truth depends on besides the tenant. */
export interface TruthOptions {
  readonly retentionDays: number
  readonly cloud: CloudName
  readonly range: EventRange
}

type Teller = (tenant: Tenant, options: TruthOptions) => Iterable<GraphObject>

/** Objects of a kind, without what their cloud does not know. */
const objects =
  (kind: ObjectKind, type: string): Teller =>
  (tenant, { cloud }) =>
    inCloud(rows(tenant[kind].living()), [type], cloud)

function* inCloud(
  rows: Iterable<GraphObject>,
  types: readonly string[],
  cloud: CloudName,
): Generator<GraphObject> {
  for (const row of rows) yield types.reduce((known, type) => cloudRow(known, type, cloud), row)
}

const log =
  (kind: EventKind): Teller =>
  (tenant, { retentionDays, range }) =>
    events(tenant, kind, retentionDays, range)

function* licenceStates(tenant: Tenant): Generator<GraphObject> {
  for (const { id, row } of tenant.users.living())
    yield { id, licenseAssignmentStates: row.licenseAssignmentStates ?? [] }
}

function* registeredOwners(tenant: Tenant): Generator<GraphObject> {
  for (const { id } of tenant.devices.living())
    yield {
      id,
      registeredOwners: registeredOwnersOf(tenant, id).map(owner => ({
        '@odata.type': owner['@odata.type'],
        id: owner.id,
      })),
    }
}

const report =
  (name: string): Teller =>
  tenant =>
    reportTruth(tenant, name, tenant.world.concealNames)

const TELLERS: Readonly<Record<string, Teller>> = {
  users: objects('users', 'user'),
  groups: objects('groups', 'group'),
  applications: objects('applications', 'application'),
  service_principals: objects('servicePrincipals', 'servicePrincipal'),
  devices: objects('devices', 'device'),
  administrative_units: objects('administrativeUnits', 'administrativeUnit'),
  org_contacts: objects('orgContacts', 'orgContact'),
  oauth2_permission_grants: objects('oauth2PermissionGrants', 'oAuth2PermissionGrant'),
  directory_roles: objects('directoryRoles', 'directoryRole'),
  group_members: tenant => edges(tenant, tenant.members),
  group_owners: tenant => edges(tenant, tenant.groupOwners),
  managers,
  user_managers: managers,
  user_license_states: licenceStates,
  user_sign_in_activity: activity,
  device_registered_owners: registeredOwners,
  sign_ins: log('sign_ins'),
  sign_ins_non_interactive: log('sign_ins_non_interactive'),
  sign_ins_service_principal: log('sign_ins_service_principal'),
  sign_ins_managed_identity: log('sign_ins_managed_identity'),
  directory_audits: log('directory_audits'),
  provisioning_logs: log('provisioning_logs'),
  m365_active_users: report('m365_active_users'),
  m365_app_users: report('m365_app_users'),
  m365_activations: report('m365_activations'),
  teams_user_activity: report('teams_user_activity'),
  email_activity: report('email_activity'),
  onedrive_activity: report('onedrive_activity'),
  sharepoint_activity: report('sharepoint_activity'),
}

/** The rows of a resource; those of children with the ids of their parents. */
function* resourceRows(tenant: Tenant, resource: Resource): Generator<GraphObject> {
  if (resource.truth) return yield* resource.truth(tenant)
  if (!resource.parents) return yield* resource.rows(tenant, []) ?? []
  const { columns, ids } = resource.parents
  for (const parents of ids(tenant)) {
    const owned = Object.fromEntries(columns.map((column, i) => [column, parents[i]]))
    for (const row of resource.rows(tenant, parents) ?? []) yield { ...owned, ...row }
  }
}

function teller(kind: TruthKind): Teller {
  const known = TELLERS[kind]
  if (known) return known
  const resource = resources.find(({ name }) => name === kind)
  if (!resource) throw new RangeError(`there is no stream of this name: ${kind}`)
  const types = [resource.type, ...(resource.derived ?? [])]
  return (tenant, { cloud }) => inCloud(resourceRows(tenant, resource), types, cloud)
}

/** What a perfect reader would hold now. */
export const truth = (tenant: Tenant, kind: TruthKind, options: TruthOptions): Iterable<GraphObject> =>
  teller(kind)(tenant, options)
