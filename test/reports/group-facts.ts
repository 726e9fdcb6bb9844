// What groups are, and what is wrong with them, computed from rows of a lake.
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { countOf, distinct, iso, listOf, part, type Tables, text } from './reading.ts'

export interface GroupFacts {
  readonly row: Row
  readonly id: string
  readonly displayName: string
  readonly kind: string
  readonly isDynamic: boolean
  readonly isSynchronised: boolean
  readonly members: number
  readonly owners: number
  readonly lastMoved: string
  readonly findings: readonly string[]
}

const GROUP = '#microsoft.graph.group'

/** The groups that a group leads to, itself when it is in a ring, and how many levels there are; null: a ring is on the way. */
export function within(
  table: Tables,
  root: string,
): { inner: string[]; depth: number | null; isInCycle: boolean } {
  const known = new Set(table('groups').map(row => row.id))
  const edges = table('group_members').filter(row => row._odata_type === GROUP && known.has(row.id))
  const below = (id: string): string[] => edges.filter(row => row.groupId === id).map(row => text(row.id))
  const reach = (id: string): Set<string> => {
    const found = new Set<string>()
    const queue = below(id)
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (found.has(next)) continue
      found.add(next)
      queue.push(...below(next))
    }
    return found
  }
  const levels = (id: string): number => Math.max(0, ...below(id).map(next => 1 + levels(next)))
  const inner = [...reach(root)]
  const isEndless = inner.some(id => reach(id).has(id))
  return { inner, depth: isEndless ? null : levels(root), isInCycle: inner.includes(root) }
}

interface Use {
  readonly groupId: string
  readonly what: string
  readonly name: string
}

/** What groups give, or are named by. */
export function usesOf(table: Tables): Use[] {
  const nameIn = (name: string, key: string, id: unknown, column = 'displayName'): string =>
    text(table(name).find(row => row[key] === id)?.[column] ?? id)
  const use = (groupId: unknown, what: string, name: string): Use => ({ groupId: text(groupId), what, name })
  const policies = (kind: 'include' | 'exclude') =>
    table('conditional_access_policies').flatMap(row =>
      listOf(part(row, 'conditions', 'users', `${kind}Groups`)).map(id =>
        use(id, `conditional access, ${kind}d`, text(row.displayName)),
      ),
    )
  const role =
    (what: string) =>
    (row: Row): Use =>
      use(row.principalId, what, nameIn('role_definitions', 'id', row.roleDefinitionId))
  const all = [
    ...table('groups').flatMap(row =>
      listOf(row.assignedLicenses).map(licence =>
        use(row.id, 'licence', nameIn('subscribed_skus', 'skuId', part(licence, 'skuId'), 'skuPartNumber')),
      ),
    ),
    ...table('role_assignments').map(role('role')),
    ...table('role_eligibility_schedule_instances').map(role('eligible role')),
    ...[...table('app_role_assignments'), ...table('group_app_role_assignments')].map(row =>
      use(row.principalId, 'application', nameIn('service_principals', 'id', row.resourceId)),
    ),
    ...policies('include'),
    ...policies('exclude'),
  ]
  const groups = new Set(table('groups').map(row => row.id))
  return distinct(all.filter(({ groupId }) => groups.has(groupId)))
}

function kindOf(row: Row): string {
  if (listOf(row.groupTypes).includes('Unified')) return 'Microsoft 365'
  if (row.mailEnabled === true) return row.securityEnabled === true ? 'mail-enabled security' : 'distribution'
  return 'security'
}

/** The latest of all that is known to have moved. */
function lastMoved(table: Tables, row: Row): string {
  const changes = table('changes/group_members').filter(change => change.groupId === row.id)
  const audits = table('directory_audits').filter(
    audit =>
      audit.result === 'success' &&
      listOf(audit.targetResources).some(
        target => part(target, 'id') === row.id && part(target, 'type') === 'Group',
      ),
  )
  const times = [
    row.createdDateTime,
    row.renewedDateTime,
    ...changes.map(one => one._changed_at),
    ...audits.map(one => one.activityDateTime),
  ]
  return text(
    times
      .flatMap(time => iso(time) ?? [])
      .sort()
      .at(-1),
  )
}

export function factsOf(table: Tables, asOf: string, days: number): GroupFacts[] {
  const used = new Set(usesOf(table).map(use => use.groupId))
  const names = table('groups').map(row => text(row.displayName).trim().toLowerCase())
  const ago = (wanted: number): string =>
    new Date(Date.parse(asOf) - wanted * 86_400_000).toISOString().replace('Z', '000Z')
  return table('groups').map(row => {
    const id = text(row.id)
    const members = countOf(table('group_members'), one => one.groupId === id)
    const owning = table('group_owners').filter(one => one.groupId === id)
    const usable = countOf(
      owning,
      one => table('users').find(user => user.id === one.id)?.accountEnabled === true,
    )
    const moved = lastMoved(table, row)
    const expires = iso(row.expirationDateTime)
    const [isDynamic, isHidden] = [
      listOf(row.groupTypes).includes('DynamicMembership'),
      row.visibility === 'HiddenMembership',
    ]
    const isSynchronised = row.onPremisesSyncEnabled === true
    const isCloud = !isSynchronised && ['Microsoft 365', 'security'].includes(kindOf(row))
    const name = text(row.displayName).trim().toLowerCase()
    const is: readonly (readonly [boolean, string])[] = [
      [members === 0 && !isHidden, 'empty'],
      [members === 0 && isHidden, 'hidden or empty'],
      [members === 0 && !isHidden && used.has(id), 'empty but in use'],
      [owning.length === 0 && isCloud, 'no owner'],
      [owning.length > 0 && usable === 0, 'no enabled owner'],
      [moved <= ago(days), 'stale'],
      [expires !== null && expires < ago(0), 'expired'],
      [expires !== null && expires >= ago(0) && expires < ago(-30), 'expires within 30 days'],
      [isDynamic && row.membershipRuleProcessingState !== 'On', 'rule paused'],
      [part(row, 'licenseProcessingState', 'state') === 'ProcessingFailed', 'licence errors'],
      [
        listOf(row.serviceProvisioningErrors).length + listOf(row.onPremisesProvisioningErrors).length > 0,
        'provisioning errors',
      ],
      [within(table, id).isInCycle, 'in a cycle'],
      [name !== '' && countOf(names, other => other === name) > 1, 'name not unique'],
    ]
    const findings = is.flatMap(([holds, finding]) => (holds ? [finding] : [])).sort()
    return {
      row,
      id,
      displayName: text(row.displayName),
      kind: kindOf(row),
      isDynamic,
      isSynchronised,
      members,
      owners: owning.length,
      lastMoved: moved,
      findings,
    }
  })
}

/** Groups as people leave them behind. */
export function stageGroups(rig: ReportRig): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {}
  const group = { '@odata.type': GROUP }
  const { edit } = rig.sandbox
  const quiet = {
    serviceProvisioningErrors: [],
    onPremisesProvisioningErrors: [],
    renewedDateTime: null,
    expirationDateTime: null,
  }
  const old = {
    ...quiet,
    createdDateTime: '2020-05-01T00:00:00Z',
    groupTypes: [],
    mailEnabled: false,
    securityEnabled: true,
  }
  const [sku] = [...rig.sandbox.truth('subscribed_skus')]
  const add = (name: string, more = {}): string => {
    const id = edit.addGroup({
      ...old,
      displayName: name,
      onPremisesSyncEnabled: null,
      assignedLicenses: [],
      visibility: null,
      ...more,
    })
    ids[name] = id
    return id
  }
  const [a, b, c, d] = ['Ring A', 'Ring B', 'Ring C', 'Above the ring'].map(name => add(name))
  for (const [outer, inner] of [
    [a, b],
    [b, c],
    [c, a],
    [d, a],
  ])
    edit.addMember(text(outer), { ...group, id: text(inner) })
  const levels = ['One', 'Two', 'Three', 'Four'].map(name => add(`Level ${name}`))
  for (const [place, level] of levels.slice(1).entries())
    edit.addMember(text(levels[place]), { ...group, id: level })
  edit.addMember(text(levels[0]), { ...group, id: text(levels[2]) })
  edit.addMember(text(levels.at(-1)), edit.addUser({ userType: 'Guest', accountEnabled: false }))
  add('Empty with a licence', { assignedLicenses: [{ skuId: sku?.skuId, disabledPlans: [] }] })
  add('Hidden', { groupTypes: ['Unified'], mailEnabled: true, visibility: 'HiddenMembership' })
  add('Paused', {
    groupTypes: ['DynamicMembership'],
    membershipRule: '(user.city -eq "x")',
    membershipRuleProcessingState: 'Paused',
  })
  add(' same name ')
  add('Same Name', { mailEnabled: true, securityEnabled: false })
  add('Expiring', { expirationDateTime: '2026-12-01T00:00:00Z', groupTypes: ['Unified'] })
  edit.addOwner('groups', text(ids.Expiring), edit.addUser({ accountEnabled: false }))
  add('Broken', { licenseProcessingState: { state: 'ProcessingFailed' } })
  add('Audited')
  rig.sandbox.edit.addEvent('directory_audits', {
    ...{
      activityDisplayName: 'Add owner to group',
      activityDateTime: '2026-11-20T10:00:00Z',
      result: 'success',
    },
    targetResources: [
      { id: 'someone', type: 'User' },
      { id: ids.Audited, type: 'Group' },
    ],
  })
  return ids
}
