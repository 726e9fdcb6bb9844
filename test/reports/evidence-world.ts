// Figures and fingerprints, computed from the rows of a lake in JavaScript.
import { createHash } from 'node:crypto'
import { type Row, readTable } from '../support/parquet-rows.ts'
import type { AnswerRow } from '../support/report-rig.ts'
import { at, by, DAY, groupsOf, isoOf, listOf, microsOf, sorted, textOf, timeOf, unique } from './facts.ts'

export const AS_OF = '2026-11-21T12:00:00.000Z'

const now = Date.parse(AS_OF) * 1000

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10'

const MICROSOFT = ['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47']

const OPEN = ['atRisk', 'confirmedCompromised']

type Part = (row: Row) => unknown

export const time =
  (column: string): Part =>
  row =>
    microsOf(row[column])

const controls: Part = row => {
  const list = at(row, 'grantControls.builtInControls')
  return listOf(list).join(',')
}

/** The key of each table, and what figures come from. */
export const CANONICAL: Record<string, { key: string[]; parts: (string | Part)[] }> = {
  applications: { key: ['id'], parts: ['id', 'appId', 'displayName', 'signInAudience'] },
  application_credentials: {
    key: ['applicationId', 'credentialType', 'keyId'],
    parts: ['applicationId', 'credentialType', 'keyId', time('startDateTime'), time('endDateTime')],
  },
  conditional_access_policies: {
    key: ['id'],
    parts: ['id', 'displayName', 'state', controls, time('createdDateTime'), time('modifiedDateTime')],
  },
  deleted_users: { key: ['id'], parts: ['id', 'userPrincipalName', time('deletedDateTime')] },
  group_members: { key: ['groupId', 'id'], parts: ['groupId', 'id'] },
  oauth2_permission_grants: {
    key: ['id'],
    parts: ['id', 'clientId', 'resourceId', 'consentType', 'principalId', 'scope'],
  },
  risk_detections: { key: ['id'], parts: ['id', 'userId', 'riskEventType', 'riskLevel', 'riskState'] },
  risky_users: { key: ['id'], parts: ['id', 'riskLevel', 'riskState'] },
  role_assignments: {
    key: ['id'],
    parts: ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId', 'appScopeId'],
  },
  role_definitions: { key: ['id'], parts: ['id', 'displayName'] },
  role_eligibility_schedule_instances: {
    key: ['id'],
    parts: ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId', time('endDateTime')],
  },
  security_defaults_policy: { key: ['id'], parts: ['id', 'isEnabled'] },
  service_principal_app_role_assignments: {
    key: ['id'],
    parts: ['id', 'principalId', 'resourceId', 'appRoleId'],
  },
  service_principals: {
    key: ['id'],
    parts: ['id', 'appId', 'appOwnerOrganizationId', 'servicePrincipalType', 'accountEnabled'],
  },
  user_registration_details: {
    key: ['id'],
    parts: ['id', 'isAdmin', 'isMfaRegistered', 'isMfaCapable', 'isPasswordlessCapable'],
  },
  users: { key: ['id'], parts: ['id', 'userPrincipalName', 'userType', 'accountEnabled'] },
}

export const LOGS = { directory_audits: 'activityDateTime', sign_ins: 'createdDateTime' }

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

function canonical(row: Row, parts: readonly (string | Part)[]): string {
  return parts
    .map(part => (typeof part === 'string' ? (row[part] ?? null) : part(row)))
    .map(value => (value === null ? '-' : `${Buffer.byteLength(textOf(value))}:${textOf(value)}`))
    .join('')
}

const hashOf = (rows: readonly Row[], parts: readonly (string | Part)[]): string =>
  sha(
    rows
      .map(row => sha(canonical(row, parts)))
      .sort()
      .join(''),
  )

export async function readAll(lake: string): Promise<Record<string, Row[]>> {
  const names = [...Object.keys(CANONICAL), ...Object.keys(LOGS)]
  const read = await Promise.all(names.map(async name => [name, await readTable(lake, name)] as const))
  return Object.fromEntries(read)
}

/** Memberships count where the group has a role. */
function countedRows(tables: Record<string, Row[]>, name: string): Row[] {
  const given = [...(tables.role_assignments ?? []), ...(tables.role_eligibility_schedule_instances ?? [])]
  const holders = new Set(given.map(row => row.principalId))
  const rows = tables[name] ?? []
  return name === 'group_members' ? rows.filter(row => holders.has(row.groupId)) : rows
}

export function expectedTables(tables: Record<string, Row[]>): AnswerRow[] {
  const tableRows = Object.entries(CANONICAL).map(([name, { key, parts }]) => {
    const rows = countedRows(tables, name)
    const times = rows.map(row => microsOf(row._changed_at) ?? 0)
    return {
      table: name === 'group_members' ? 'group_members (of groups with roles)' : name,
      rows: rows.length,
      firstDateTime: isoOf(Math.min(...times)),
      lastDateTime: isoOf(Math.max(...times)),
      figuresSha256: hashOf(rows, parts),
      rowsSha256: hashOf(rows, [...key, time('_changed_at')]),
    }
  })
  const logRows = Object.entries(LOGS).map(([name, column]) => {
    const inOrder = sorted(tables[name] ?? [], row => [microsOf(row[column])])
    return {
      ...{ table: name, rows: inOrder.length, figuresSha256: null, rowsSha256: null },
      firstDateTime: timeOf(inOrder[0]?.[column]),
      lastDateTime: timeOf(inOrder.at(-1)?.[column]),
    }
  })
  return sorted([...tableRows, ...logRows], row => [row.table]).filter(row => row.rows > 0)
}

export function expectedWhole(rows: readonly AnswerRow[], tenantId: string): AnswerRow[] {
  const hashed = rows.filter(row => row.figuresSha256 !== null)
  const whole = (column: string): string =>
    sha(`${tenantId}\n${hashed.map(row => `${row.table} ${row[column]}\n`).join('')}`)
  return [
    {
      ...{ tenantId, tables: hashed.length, rows: hashed.reduce((sum, row) => sum + Number(row.rows), 0) },
      ...{ figuresSha256: whole('figuresSha256'), rowsSha256: whole('rowsSha256') },
    },
  ]
}

export interface Holder {
  readonly role: string
  readonly id: string
  readonly isActive: boolean
  readonly isDirect: boolean
}

/** Each role and principal once, those within groups too. */
export function holdersOf(tables: Record<string, Row[]>): Holder[] {
  const given = [
    ...(tables.role_assignments ?? []).map(row => ({ row, isActive: true })),
    ...(tables.role_eligibility_schedule_instances ?? []).map(row => ({ row, isActive: false })),
  ]
  const each = given.flatMap(({ row, isActive }) => {
    const role = textOf(row.roleDefinitionId)
    const members = (tables.group_members ?? []).filter(member => member.groupId === row.principalId)
    return [
      { role, id: textOf(row.principalId), isActive, isDirect: true },
      ...members.map(member => ({ role, id: textOf(member.id), isActive, isDirect: false })),
    ]
  })
  return groupsOf(each, holder => [holder.role, holder.id]).map(group => ({
    ...{ role: group[0]?.role ?? '', id: group[0]?.id ?? '' },
    isActive: group.some(holder => holder.isActive),
    isDirect: group.some(holder => holder.isDirect),
  }))
}

export function expectedFigures(tables: Record<string, Row[]>, days: number): (number | null)[] {
  const count = (name: string, is: (row: Row) => boolean = () => true): number =>
    (tables[name] ?? []).filter(is).length
  const [users, principals] = ['users', 'service_principals'].map(name => by(tables[name] ?? [], 'id'))
  const holders = holdersOf(tables)
  const active = holders.filter(holder => holder.isActive)
  const people = active.filter(holder => users?.has(holder.id))
  const activeIds = new Set(active.map(holder => holder.id))
  const idle = holders.filter(holder => users?.has(holder.id) && !activeIds.has(holder.id))
  const isOpen = (row: Row): boolean => OPEN.includes(textOf(row.riskState))
  const left = (row: Row): number => Math.floor(((microsOf(row.endDateTime) ?? Infinity) - now) / DAY)
  const isForeign = (row: Row): boolean =>
    row.appOwnerOrganizationId !== null &&
    ![row._tenant_id, ...MICROSOFT].includes(row.appOwnerOrganizationId)
  return [
    count('users'),
    count('users', row => row.userType !== 'Guest'),
    count('users', row => row.userType === 'Guest'),
    count('users', row => row.accountEnabled === false),
    count('users', row => row.userType === 'Guest' && row.accountEnabled === true),
    count('deleted_users'),
    count('user_registration_details'),
    count('user_registration_details', row => row.isMfaRegistered === true),
    count('user_registration_details', row => row.isMfaCapable === true),
    count('user_registration_details', row => row.isPasswordlessCapable === true),
    count('user_registration_details', row => row.isAdmin === true && row.isMfaRegistered === false),
    count('role_assignments'),
    unique(people.map(holder => holder.id)),
    unique(active.filter(holder => principals?.has(holder.id)).map(holder => holder.id)),
    unique(people.filter(holder => holder.role === GLOBAL_ADMINISTRATOR).map(holder => holder.id)),
    unique(idle.map(holder => holder.id)),
    ...['enabled', 'enabledForReportingButNotEnforced', 'disabled'].map(state =>
      count('conditional_access_policies', row => row.state === state),
    ),
    Number(tables.security_defaults_policy?.[0]?.isEnabled),
    count('risky_users', isOpen),
    count('risky_users', row => isOpen(row) && row.riskLevel === 'high'),
    count('risk_detections'),
    count('risk_detections', isOpen),
    count('applications'),
    count('service_principals', isForeign),
    count('service_principal_app_role_assignments'),
    count('oauth2_permission_grants', row => row.consentType === 'AllPrincipals'),
    count('application_credentials'),
    count('application_credentials', row => left(row) < 0),
    count('application_credentials', row => left(row) >= 0 && left(row) < days),
  ]
}
