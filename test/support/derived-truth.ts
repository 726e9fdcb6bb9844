// What the derived tables should hold, computed in plain JavaScript from the rows of the tables they come from: no SQL, none of the
// product's code.
import { findTable } from '../../src/streams/index.ts'
import { type Row, readTable } from './parquet-rows.ts'

/** The rows of tables of a lake; of one that is not there, none. */
export type Rows = (table: string) => readonly Row[]
export type Prices = Readonly<Record<string, { readonly pricePerMonth: number; readonly currency: string }>>

export const DERIVED_TABLES = [
  'app_permissions_resolved',
  'credential_expiry',
  'effective_role_holders',
  'group_members_transitive',
  'license_costs',
] as const

/** Every table that a derived one reads, once. */
export const SOURCE_TABLES: readonly string[] = [
  ...new Set(
    DERIVED_TABLES.flatMap(table => {
      const { definition } = findTable(table).stream
      return definition.kind === 'derived' ? Object.keys({ ...definition.needs, ...definition.uses }) : []
    }),
  ),
]

export async function rowsOfLake(lake: string): Promise<Rows> {
  const read = await Promise.all(
    SOURCE_TABLES.map(async table => [table, await readTable(lake, table)] as const),
  )
  const all = new Map(read)
  return table => all.get(table) ?? []
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const micros = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(String(value).split(' ')[0])
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const indexed = (rows: readonly Row[], column: string): Map<unknown, Row> =>
  new Map(rows.map(row => [row[column], row]))

interface Edge {
  readonly id: string
  readonly type: string | null
  readonly eligible: boolean
  readonly start: unknown
  readonly end: unknown
}
interface Way extends Edge {
  readonly path: readonly string[]
}
type Graph = ReadonlyMap<string, readonly Edge[]>

function graphOf(edges: readonly (Edge & { readonly group: string })[]): Graph {
  const graph = new Map<string, Edge[]>()
  for (const { group, ...edge } of edges) graph.set(group, [...(graph.get(group) ?? []), edge])
  // Memberships that hold are looked at before those that somebody is eligible for.
  for (const list of graph.values()) list.sort((a, b) => Number(a.eligible) - Number(b.eligible))
  return graph
}

const later = (a: unknown, b: unknown): unknown =>
  a === null ? b : b === null || (micros(a) ?? 0) >= (micros(b) ?? 0) ? a : b
const earlier = (a: unknown, b: unknown): unknown =>
  a === null ? b : b === null || (micros(a) ?? 0) <= (micros(b) ?? 0) ? a : b

/** Breadth first: every member of a group by the shortest way, of equally short ones by the first in the order of ids. */
function membersOf(graph: Graph, group: string): Way[] {
  const found = new Map<string, Way>()
  let level: Way[] = [{ id: group, type: null, eligible: false, start: null, end: null, path: [group] }]
  while (level.length > 0) {
    const next: Way[] = []
    for (const way of level) {
      for (const edge of graph.get(way.path.at(-1) ?? '') ?? []) {
        const eligible = way.eligible || edge.eligible
        const name = `${edge.id} ${eligible}`
        if (edge.id === group || found.has(name)) continue
        const times = { start: later(way.start, edge.start), end: earlier(way.end, edge.end) }
        found.set(name, { ...edge, eligible, ...times, path: way.path })
        if (graph.has(edge.id)) next.push({ ...edge, eligible, ...times, path: [...way.path, edge.id] })
      }
    }
    level = next.sort(
      (a, b) => byText(a.path.join(), b.path.join()) || Number(a.eligible) - Number(b.eligible),
    )
  }
  return [...found.values()]
}

function membersTransitive(rows: Rows): Row[] {
  const graph = graphOf(
    rows('group_members').map(({ groupId, id, _odata_type }) => ({
      group: String(groupId),
      id: String(id),
      type: text(_odata_type),
      eligible: false,
      start: null,
      end: null,
    })),
  )
  return [...graph.keys()].flatMap(groupId =>
    membersOf(graph, groupId).map(({ id, type, path }) => ({
      groupId,
      id,
      depth: path.length,
      memberType: type,
      path,
    })),
  )
}

/** The last to end of several rows with the same key. */
function lastToEnd(rows: readonly Row[], key: (row: Row) => string): Map<string, Row> {
  const best = new Map<string, Row>()
  const rank = (row: Row): number => micros(row.endDateTime) ?? Number.POSITIVE_INFINITY
  for (const row of rows) {
    const other = best.get(key(row))
    if (other === undefined || rank(row) > rank(other)) best.set(key(row), row)
  }
  return best
}

function roleGraph(rows: Rows): Graph {
  const member = (table: string) =>
    lastToEnd(
      rows(table).filter(({ accessId }) => accessId === 'member'),
      row => `${row.groupId} ${row.principalId}`,
    )
  const dated = member('pim_group_assignment_schedule_instances')
  const active = rows('group_members').map(({ groupId, id, _odata_type }) => {
    const { startDateTime = null, endDateTime = null } = dated.get(`${groupId} ${id}`) ?? {}
    return {
      group: String(groupId),
      id: String(id),
      type: text(_odata_type),
      eligible: false,
      start: startDateTime,
      end: endDateTime,
    }
  })
  const eligible = [...member('pim_group_eligibility_schedule_instances').values()].map(row => ({
    group: String(row.groupId),
    id: String(row.principalId),
    type: null,
    eligible: true,
    start: row.startDateTime,
    end: row.endDateTime,
  }))
  return graphOf([...active, ...eligible])
}

const scopeOf = (row: Row): string =>
  [row.principalId, row.roleDefinitionId, row.directoryScopeId, row.appScopeId].map(String).join(' ')

interface Held {
  readonly row: Row
  readonly assignmentType: 'active' | 'eligible'
  readonly isActivated: boolean | null
  readonly isDated: boolean
}

function heldRoles(rows: Rows): Held[] {
  const instances = rows('role_assignment_schedule_instances')
  const known = new Set(instances.map(scopeOf))
  const active: Held[] = instances.map(row => ({
    row,
    assignmentType: 'active',
    isActivated: row.assignmentType === 'Activated',
    isDated: true,
  }))
  const plain: Held[] = rows('role_assignments')
    .filter(row => !known.has(scopeOf(row)))
    .map(row => ({
      row: { ...row, startDateTime: null, endDateTime: null },
      assignmentType: 'active',
      isActivated: null,
      isDated: false,
    }))
  const eligible: Held[] = rows('role_eligibility_schedule_instances').map(row => ({
    row,
    assignmentType: 'eligible',
    isActivated: false,
    isDated: true,
  }))
  const best = new Map<string, Held>()
  const rank = ({ row }: Held): number => micros(row.endDateTime) ?? Number.POSITIVE_INFINITY
  for (const held of [...active, ...plain, ...eligible]) {
    const name = `${scopeOf(held.row)} ${held.assignmentType}`
    const other = best.get(name)
    if (other === undefined || rank(held) > rank(other)) best.set(name, held)
  }
  return [...best.values()]
}

/** The last to end, the shortest way, what was assigned before what was activated, the first to begin: less is better. */
const worth = (row: Row): number[] => [
  -(micros(row.endDateTime) ?? Number.POSITIVE_INFINITY),
  (row.path as string[]).length,
  [false, true, null].indexOf(row.isActivated as boolean | null),
  micros(row.startDateTime) ?? Number.NEGATIVE_INFINITY,
]

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((part, index) => part !== b[index])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

function roleHolders(rows: Rows): Row[] {
  const graph = roleGraph(rows)
  const users = indexed(rows('users'), 'id')
  const groups = indexed(rows('groups'), 'id')
  const servicePrincipals = indexed(rows('service_principals'), 'id')
  const definitions = indexed(rows('role_definitions'), 'id')
  const areMembershipsDated = rows('pim_group_assignment_schedule_instances').length > 0
  const row = ({ row: role, isActivated, isDated }: Held, way: Way | null, assignmentType: string): Row => {
    const principalId = way?.id ?? role.principalId
    const [user, group, other] = [users, groups, servicePrincipals].map(all => all.get(principalId))
    const named = user ?? group ?? other
    const endDateTime = way === null ? role.endDateTime : earlier(role.endDateTime, way.end)
    const isKnown = isDated && (way === null || areMembershipsDated)
    const definition = definitions.get(role.roleDefinitionId)
    return {
      principalId,
      roleDefinitionId: role.roleDefinitionId,
      directoryScopeId: role.directoryScopeId,
      appScopeId: role.appScopeId,
      assignmentType,
      viaGroupId: way === null ? null : role.principalId,
      accountEnabled: named?.accountEnabled ?? null,
      endDateTime,
      isActivated,
      isBuiltIn: definition?.isBuiltIn ?? null,
      isPermanent: endDateTime !== null ? false : isKnown ? true : null,
      path: way?.path ?? [],
      principalDisplayName: named?.displayName ?? null,
      principalType:
        (user && 'user') ??
        (group && 'group') ??
        (other && 'servicePrincipal') ??
        way?.type?.replace('#microsoft.graph.', '') ??
        null,
      roleDisplayName: definition?.displayName ?? null,
      startDateTime: way === null ? role.startDateTime : later(role.startDateTime, way.start),
      userPrincipalName: user?.userPrincipalName ?? null,
    }
  }
  const through = new Map<string, Row>()
  const held = heldRoles(rows)
  for (const each of held) {
    for (const way of membersOf(graph, String(each.row.principalId))) {
      const made = row(each, way, way.eligible ? 'eligible' : each.assignmentType)
      const name = `${scopeOf(made)} ${made.assignmentType} ${made.viaGroupId}`
      const other = through.get(name)
      const isBetter = other === undefined || isBefore(worth(made), worth(other))
      if (isBetter) through.set(name, made)
    }
  }
  return [...held.map(each => row(each, null, each.assignmentType)), ...through.values()]
}

type Declared = { id: string; value: string | null; displayName?: string; adminConsentDisplayName?: string }

function permissions(rows: Rows): Row[] {
  const principals = indexed(rows('service_principals'), 'id')
  const declared = (id: unknown, column: string): Declared[] =>
    (principals.get(id)?.[column] ?? []) as Declared[]
  const parties = (clientId: unknown, resourceId: unknown): Row => ({
    clientId,
    clientAppId: principals.get(clientId)?.appId ?? null,
    clientDisplayName: principals.get(clientId)?.displayName ?? null,
    resourceId,
    resourceAppId: principals.get(resourceId)?.appId ?? null,
    resourceDisplayName: principals.get(resourceId)?.displayName ?? null,
  })
  const roles = rows('service_principal_app_role_assignments').map(row => {
    const role = declared(row.resourceId, 'appRoles').find(({ id }) => id === row.appRoleId)
    const named = parties(row.principalId, row.resourceId)
    return {
      grantKind: 'application',
      grantId: row.id,
      permission: role?.value || row.appRoleId,
      ...named,
      clientDisplayName: named.clientDisplayName ?? row.principalDisplayName,
      resourceDisplayName: named.resourceDisplayName ?? row.resourceDisplayName,
      consentType: null,
      createdDateTime: row.createdDateTime,
      permissionDisplayName: role?.displayName ?? null,
      permissionId: row.appRoleId,
      principalId: null,
    }
  })
  const scopes = rows('oauth2_permission_grants').flatMap(row =>
    [...new Set(String(row.scope ?? '').split(/\s+/))].filter(Boolean).map(permission => {
      const scope = declared(row.resourceId, 'oauth2PermissionScopes').find(
        ({ value }) => value === permission,
      )
      return {
        grantKind: 'delegated',
        grantId: row.id,
        permission,
        ...parties(row.clientId, row.resourceId),
        consentType: row.consentType,
        createdDateTime: null,
        permissionDisplayName: scope?.adminConsentDisplayName ?? null,
        permissionId: scope?.id ?? null,
        principalId: row.principalId,
      }
    }),
  )
  return [...roles, ...scopes]
}

function credentials(rows: Rows): Row[] {
  const of = (objectType: string, objects: string, table: string, parent: string, owners: string): Row[] => {
    const known = indexed(rows(objects), 'id')
    const all = rows(table)
    const signs = (row: Row): boolean =>
      objectType === 'servicePrincipal' &&
      (row.usage === 'Sign' ||
        all.some(
          other =>
            other[parent] === row[parent] &&
            other.usage === 'Sign' &&
            other.customKeyIdentifier !== null &&
            other.customKeyIdentifier === row.customKeyIdentifier,
        ))
    return all.map(row => {
      const object = known.get(row[parent])
      const [start, end] = [micros(row.startDateTime), micros(row.endDateTime)]
      const held = rows(owners).filter(owner => owner[parent] === row[parent])
      return {
        objectType,
        objectId: row[parent],
        kind:
          row.credentialType === 'password'
            ? 'secret'
            : signs(row)
              ? 'samlSigningCertificate'
              : 'certificate',
        keyId: row.keyId,
        appId: object?.appId ?? null,
        credentialDisplayName: row.displayName,
        displayName: object?.displayName ?? null,
        endDateTime: row.endDateTime,
        lifetimeDays: start === null || end === null ? null : Math.floor((end - start) / 86_400_000_000),
        ownerIds: rows(owners).length === 0 ? null : held.map(({ id }) => String(id)).sort(byText),
        servicePrincipalType: objectType === 'application' ? null : object?.servicePrincipalType,
        startDateTime: row.startDateTime,
        usage: row.usage,
      }
    })
  }
  return [
    ...of('application', 'applications', 'application_credentials', 'applicationId', 'application_owners'),
    ...of(
      'servicePrincipal',
      'service_principals',
      'service_principal_credentials',
      'servicePrincipalId',
      'service_principal_owners',
    ),
  ]
}

function costs(rows: Rows, prices: Prices): Row[] {
  const skus = indexed(rows('subscribed_skus'), 'skuId')
  const users = indexed(rows('users'), 'id')
  return rows('user_licenses').map(({ userId, skuId }) => {
    const states = rows('user_license_states').filter(row => row.userId === userId && row.skuId === skuId)
    const groups = [...new Set(states.flatMap(row => text(row.assignedByGroup) ?? []))].sort(byText)
    const isDirect = states.some(row => row.assignedByGroup === null)
    const skuPartNumber = text(skus.get(skuId)?.skuPartNumber)
    const price = prices[String(skuId)] ?? prices[skuPartNumber ?? '']
    return {
      userId,
      skuId,
      accountEnabled: users.get(userId)?.accountEnabled ?? null,
      assignment: states.length === 0 ? null : isDirect ? (groups.length > 0 ? 'both' : 'direct') : 'group',
      currency: price?.currency ?? null,
      groupIds: states.length === 0 ? null : groups,
      pricePerMonth: price?.pricePerMonth ?? null,
      skuPartNumber,
      userPrincipalName: users.get(userId)?.userPrincipalName ?? null,
    }
  })
}

/** The rows of a derived table; `prices` by part number or id. */
export function derivedTruth(table: string, rows: Rows, prices: Prices = {}): Row[] {
  switch (table) {
    case 'app_permissions_resolved':
      return permissions(rows)
    case 'credential_expiry':
      return credentials(rows)
    case 'effective_role_holders':
      return roleHolders(rows)
    case 'group_members_transitive':
      return membersTransitive(rows)
    case 'license_costs':
      return costs(rows, prices)
    default:
      throw new Error(`no derived table ${table}`)
  }
}
