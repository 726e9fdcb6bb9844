import type { EventRange, GraphObject, TruthKind } from '../api.ts'
import type { Entry } from './collection.ts'
import type { Edges } from './edges.ts'
import { merge } from './event-log.ts'
import { compareMoments, fromMs, type Moment, parseMoment } from './moment.ts'
import type { Tenant } from './tenant.ts'
import { project, SIGN_IN_VIEWS } from './views.ts'

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

function* applicationOwners(tenant: Tenant): Generator<GraphObject> {
  for (const { id: applicationId } of tenant.applications.living()) {
    for (const ref of tenant.ownersOfApplication(applicationId)) yield { applicationId, ...ref }
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
  kind: 'sign_ins' | 'sign_ins_non_interactive' | 'directory_audits',
  retentionDays: number,
  range: EventRange,
): Generator<GraphObject> {
  const from = range.from === undefined ? fromMs(tenant.now - retentionDays * 86_400_000) : bound(range.from)
  const to = range.to === undefined ? fromMs(tenant.now) : bound(range.to)
  const own = tenant.logs[kind].entries(from, to, tenant.now)
  const also = tenant.logs.sign_ins.alsoNonInteractive(from, to, tenant.now)
  const view = SIGN_IN_VIEWS[kind]
  for (const entry of kind === 'sign_ins_non_interactive' ? merge(own, also) : own) {
    if (range.to !== undefined && compareMoments(entry.moment, to) === 0) continue
    if (entry.raw === undefined) yield project(view, entry.row(view.only), true)
    else yield JSON.parse(entry.raw)
  }
}

/** What a perfect reader would hold now. */
export function truth(
  tenant: Tenant,
  kind: TruthKind,
  retentionDays: number,
  range: EventRange,
): Iterable<GraphObject> {
  switch (kind) {
    case 'users':
    case 'groups':
    case 'applications':
      return rows(tenant[kind].living())
    case 'group_members':
      return edges(tenant, tenant.members)
    case 'group_owners':
      return edges(tenant, tenant.groupOwners)
    case 'managers':
      return managers(tenant)
    case 'application_owners':
      return applicationOwners(tenant)
    case 'subscribed_skus':
      return tenant.subscriptions.list()
    case 'conditional_access_policies':
      return tenant.policies
    case 'authorization_policy':
      return [tenant.authorizationPolicy]
    case 'user_sign_in_activity':
      return activity(tenant)
    case 'sign_ins':
    case 'sign_ins_non_interactive':
    case 'directory_audits':
      return events(tenant, kind, retentionDays, range)
  }
}
