// Policies with every kind of exclusion, and sign-ins of every outcome.
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { text } from './reading.ts'

const GLOBAL = '62e90394-69f5-4237-9190-012177145e10'

/** Ids of staged policies. */
export const IDS = {
  carveOut: '00000000-0000-4000-8000-000000000001',
  strength: '00000000-0000-4000-8000-000000000002',
  workload: '00000000-0000-4000-8000-000000000003',
  nobody: '00000000-0000-4000-8000-000000000004',
  gone: '00000000-0000-4000-8000-000000000005',
} as const

export interface Staged {
  readonly group: string
  readonly user: string
  readonly exchange: string
}

const policy = (id: string, displayName: string, state: string, conditions: Row, more: Row): Row => ({
  ...{ id, displayName, state, createdDateTime: '2026-01-01T00:00:00Z', modifiedDateTime: null },
  conditions: {
    applications: { includeApplications: ['All'] },
    users: { includeUsers: ['All'] },
    ...conditions,
  },
  ...more,
})

function policies({ group, user, exchange }: Staged): Row[] {
  const mfa = {
    operator: 'AND',
    builtInControls: ['mfa', 'compliantDevice'],
    customAuthenticationFactors: [],
    termsOfUse: ['t'],
  }
  const users = {
    ...{ includeUsers: ['All'], excludeUsers: [user, 'GuestsOrExternalUsers'], excludeGroups: [group] },
    ...{ excludeRoles: [GLOBAL], includeGroups: [], includeRoles: [] },
  }
  const applications = { includeApplications: ['All'], excludeApplications: [exchange, 'Office365'] }
  const platforms = { includePlatforms: ['all'], excludePlatforms: ['iOS'] }
  const strength = { id: 'f0000000-0000-4000-8000-00000000000f', displayName: 'Own' }
  const types = { guestOrExternalUserTypes: 'b2bCollaborationGuest', externalTenants: null }
  const grants = {
    operator: 'OR',
    builtInControls: [],
    customAuthenticationFactors: ['Factor'],
    termsOfUse: [],
    authenticationStrength: strength,
  }
  const agents = { includeServicePrincipals: ['ServicePrincipalsInMyTenant'], excludeServicePrincipals: [] }
  const block = { grantControls: { ...mfa, builtInControls: ['block'], termsOfUse: [] } }
  return [
    policy(
      IDS.carveOut,
      'Full of holes',
      'enabled',
      { users, applications, platforms },
      { grantControls: mfa },
    ),
    policy(
      IDS.strength,
      'Strong',
      'enabledForReportingButNotEnforced',
      { users: { includeUsers: ['All'], excludeGuestsOrExternalUsers: types } },
      { grantControls: grants },
    ),
    policy(IDS.workload, 'Workloads', 'enabled', { clientApplications: agents }, block),
    policy(IDS.nobody, 'For nobody', 'enabled', { users: { includeUsers: ['None'] } }, block),
  ]
}

/** Somebody who is an administrator through a group in a group, a guest, a member, and one whom the directory does not have. */
export function stageAccess(rig: ReportRig): Staged {
  const { edit, faults } = rig.sandbox
  const held = new Set([...rig.sandbox.truth('role_assignments')].map(row => row.principalId))
  const group = [...rig.sandbox.truth('groups')].find(one => held.has(one.id))
  const inner = edit.addGroup({ displayName: 'Inner', groupTypes: [] })
  edit.addMember(text(group?.id), { id: inner, '@odata.type': '#microsoft.graph.group' })
  edit.addMember(inner, { id: text(group?.id), '@odata.type': '#microsoft.graph.group' })
  const admin = edit.addUser({
    userPrincipalName: 'admin@contoso.example',
    userType: 'Member',
    accountEnabled: true,
  })
  edit.addMember(inner, admin)
  const guest = edit.addUser({
    userPrincipalName: 'guest@partner.example',
    userType: 'Guest',
    accountEnabled: false,
  })
  const member = edit.addUser({
    userPrincipalName: 'member@contoso.example',
    userType: 'Member',
    accountEnabled: true,
  })
  const exchange = text([...rig.sandbox.truth('service_principals')][0]?.appId)
  const staged = { group: inner, user: member, exchange }
  const add = (body: { value: unknown[] }): string =>
    JSON.stringify({ ...body, value: [...body.value, ...policies(staged)] })
  faults.add({
    match: '/conditionalAccess/policies',
    times: Number.POSITIVE_INFINITY,
    replace: body => add(JSON.parse(text(body))),
  })
  for (const [place, userId] of [admin, guest, member, 'nobody-here'].entries()) signIns(rig, userId, place)
  return staged
}

/** One sign-in of each outcome, the later the greater `place`. */
function signIns(rig: ReportRig, userId: string, place: number): void {
  const sign = (
    minute: number,
    errorCode: number,
    results: readonly (readonly [string, string])[] | null,
    status?: string,
  ): void => {
    const list = results?.map(([id, result]) => ({
      id,
      result,
      displayName: id === IDS.gone ? 'Was deleted' : 'Named then',
    }))
    rig.sandbox.edit.addEvent('sign_ins', {
      ...{ userId, appDisplayName: `App ${minute % 2}`, clientAppUsed: minute === 9 ? null : 'IMAP4' },
      createdDateTime: `2026-11-20T0${place + 1}:${String(minute).padStart(2, '0')}:00Z`,
      ...{ status: { errorCode }, conditionalAccessStatus: status },
      ...(list === undefined ? {} : { appliedConditionalAccessPolicies: list }),
    })
  }
  sign(1, 0, [
    [IDS.carveOut, 'success'],
    [IDS.strength, 'reportOnlySuccess'],
  ])
  sign(2, 50074, [
    [IDS.carveOut, 'failure'],
    [IDS.strength, 'reportOnlyInterrupted'],
  ])
  sign(3, 53003, [
    [IDS.carveOut, 'failure'],
    [IDS.strength, 'reportOnlyFailure'],
  ])
  sign(4, 0, [
    [IDS.carveOut, 'notApplied'],
    [IDS.strength, 'reportOnlyFailure'],
  ])
  sign(5, 53000, [
    [IDS.gone, 'failure'],
    [IDS.carveOut, 'notEnabled'],
  ])
  sign(6, 0, [])
  sign(7, 0, null, 'success')
  sign(8, 50126, null, 'notApplied')
  sign(9, 0, null, 'notApplied')
  sign(10, 0, null)
}
