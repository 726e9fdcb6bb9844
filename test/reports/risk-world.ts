// Who is at risk and which sign-ins are risky, told from the rows of a lake.
import type { Row } from '../support/parquet-rows.ts'
import type { AnswerRow } from '../support/report-rig.ts'
import {
  at,
  by,
  DAY,
  down,
  groupsOf,
  isoOf,
  lastOf,
  microsOf,
  sorted,
  textOf,
  timeOf,
  unique,
} from './facts.ts'

export interface World {
  readonly tables: Record<(typeof TABLES)[number], Row[]>
}

export const AS_OF = '2026-11-20T12:00:00.000Z'

export const now = Date.parse(AS_OF) * 1000

export const OPEN = ['atRisk', 'confirmedCompromised']

const SETTLED = ['remediated', 'dismissed', 'confirmedSafe']

const LEVELS = ['low', 'medium', 'high']

export const TABLES = [
  ...['risk_detections', 'risky_users', 'users', 'sign_ins', 'sign_ins_non_interactive', 'role_assignments'],
  ...['role_eligibility_schedule_instances', 'pim_group_eligibility_schedule_instances', 'role_definitions'],
  ...['group_members', 'user_licenses', 'subscribed_skus', 'risky_service_principals', 'service_principals'],
  ...['service_principal_risk_detections', 'service_principal_app_role_assignments'],
] as const

export const isOpen = (row: Row): boolean => OPEN.includes(textOf(row.riskState))

export const rankOf = (level: unknown): number => LEVELS.indexOf(textOf(level)) + 1

export const within = (value: unknown, days: number): boolean => (microsOf(value) ?? 0) >= now - days * DAY

function rolesOf(world: World, userId: string): string[] {
  const names = by(world.tables.role_definitions, 'id')
  const given = [
    ...world.tables.role_assignments.map(row => ({ ...row, eligible: false })),
    ...world.tables.role_eligibility_schedule_instances.map(row => ({ ...row, eligible: true })),
  ] as (Row & { eligible: boolean })[]
  const groups = new Set(world.tables.group_members.filter(row => row.id === userId).map(row => row.groupId))
  const joins = world.tables.pim_group_eligibility_schedule_instances
    .filter(row => row.principalId === userId && row.accessId === 'member')
    .map(row => row.groupId)
  const held = new Map<string, boolean>()
  for (const { principalId, roleDefinitionId, eligible } of given) {
    const isHeld = principalId === userId || groups.has(principalId)
    if (!isHeld && !joins.includes(principalId)) continue
    const role = textOf(roleDefinitionId)
    held.set(role, (held.get(role) ?? true) && (eligible || !isHeld))
  }
  const named = [...held].map(([id, eligible]) => ({
    ...{ id, eligible, name: textOf(names.get(id)?.displayName ?? id) },
  }))
  return sorted(named, role => [role.eligible, role.name, role.id]).map(
    ({ name, eligible }) => `${name}${eligible ? ' (eligible)' : ''}`,
  )
}

function accountOf(user: Row | undefined, risk: Row | undefined): string | null {
  if (user === undefined || risk?.isDeleted === true) return 'deleted'
  return user.accountEnabled === true ? 'enabled' : user.accountEnabled === false ? 'disabled' : null
}

export function expectedUsers(world: World, days: number): AnswerRow[] {
  const detected = world.tables.risk_detections.filter(row => within(row.detectedDateTime, days))
  const risks = by(world.tables.risky_users, 'id')
  const users = by(world.tables.users, 'id')
  const skus = by(world.tables.subscribed_skus, 'skuId')
  const ids = new Set([
    ...world.tables.risky_users
      .filter(row => isOpen(row) || within(row.riskLastUpdatedDateTime, days))
      .map(row => textOf(row.id)),
    ...detected.map(row => textOf(row.userId)),
  ])
  const rows = [...ids].map(id => {
    const risk = risks.get(id)
    const own = detected.filter(row => row.userId === id)
    const latest = sorted(own, row => [down(microsOf(row.detectedDateTime)), textOf(row.id)])[0]
    const names = [users.get(id), risk, latest].map(row => row?.userPrincipalName ?? null)
    const licences = world.tables.user_licenses.filter(row => row.userId === id)
    return {
      id,
      userPrincipalName: names.find(name => name !== null) ?? null,
      account: accountOf(users.get(id), risk),
      riskState: risk?.riskState ?? null,
      riskLevel: risk?.riskLevel ?? null,
      riskDetail: risk?.riskDetail ?? null,
      riskLastUpdatedDateTime: timeOf(risk?.riskLastUpdatedDateTime),
      detections: own.length,
      roles: rolesOf(world, id),
      skus: licences.map(({ skuId }) => textOf(skus.get(textOf(skuId))?.skuPartNumber ?? skuId)).sort(),
    }
  })
  const place = (state: unknown): number =>
    state === 'confirmedCompromised' ? 0 : state === 'atRisk' ? 1 : SETTLED.includes(textOf(state)) ? 3 : 2
  const inOrder = sorted(rows, row => [
    ...[place(row.riskState), row.roles.length === 0, -rankOf(row.riskLevel)],
    down(microsOf(risks.get(row.id)?.riskLastUpdatedDateTime)),
    ...[textOf(row.userPrincipalName), row.id],
  ])
  return inOrder.map(({ id, ...row }) => row as AnswerRow)
}

export const riskySignIns = (world: World, days: number): Row[] =>
  [...world.tables.sign_ins, ...world.tables.sign_ins_non_interactive].filter(
    row =>
      within(row.createdDateTime, days) &&
      (rankOf(row.riskLevelDuringSignIn) > 0 ||
        rankOf(row.riskLevelAggregated) > 0 ||
        [...OPEN, ...SETTLED].includes(textOf(row.riskState))),
  )

export function expectedSignIns(world: World, days: number): AnswerRow[] {
  const rows = groupsOf(riskySignIns(world, days), row => [
    ...[row.appDisplayName as string, at(row, 'location.countryOrRegion') as string],
    row.ipAddress as string,
  ]).map(group => {
    const [first] = group
    const succeeded = group.filter(row => at(row, 'status.errorCode') === 0)
    const ranks = group.map(row =>
      Math.max(rankOf(row.riskLevelDuringSignIn), rankOf(row.riskLevelAggregated)),
    )
    return {
      appDisplayName: first?.appDisplayName ?? null,
      countryOrRegion: at(first, 'location.countryOrRegion'),
      ipAddress: first?.ipAddress ?? null,
      signIns: group.length,
      users: unique(group.map(row => row.userId)),
      succeeded: succeeded.length,
      succeededStillOpen: succeeded.filter(isOpen).length,
      highestRisk: LEVELS[Math.max(...ranks) - 1] ?? null,
      lastSignInDateTime: isoOf(lastOf(group.map(row => row.createdDateTime))),
    } as AnswerRow
  })
  return sorted(rows, row => [
    ...[-Number(row.succeededStillOpen), -Number(row.signIns), row.appDisplayName as string],
    ...[row.countryOrRegion as string, row.ipAddress as string],
  ])
}
