// https://learn.microsoft.com/graph/identity-governance-pim-rules-overview
import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, salt } from '../../random.ts'
import { person } from '../people.ts'
import type { Tenant } from '../tenant.ts'
import { userId } from '../world.ts'
import { roleDefinitionIds } from './catalogue.ts'
import { roleAssignableGroup } from './principals.ts'
import { stamp, today } from './timeline.ts'

const POLICY = salt('roleManagementPolicy')

type Caller = 'Admin' | 'EndUser'
type Level = 'Eligibility' | 'Assignment'

interface Setting {
  readonly tenant: Tenant
  /** Number of the role definition. */
  readonly index: number
  /** How often the policy has been changed. */
  readonly revision: number
}

const policyId = (tenant: Tenant, index: number): string =>
  `DirectoryRole_${tenant.world.tenantId}_${guid(tenant.world.seed, POLICY, index)}`

const target = (caller: Caller, level: Level): GraphObject => ({
  caller,
  operations: ['All'],
  level,
  inheritableSettings: [],
  enforcedSettings: [],
})

const rule = (type: string, name: string, caller: Caller, level: Level, more: GraphObject): GraphObject => ({
  '@odata.type': `#microsoft.graph.unifiedRoleManagementPolicy${type}Rule`,
  id: `${name}_${caller}_${level}`,
  target: target(caller, level),
  ...more,
})

const expiration = (caller: Caller, level: Level, maximumDuration: string, required: boolean): GraphObject =>
  rule('Expiration', 'Expiration', caller, level, { isExpirationRequired: required, maximumDuration })

const enablement = (caller: Caller, level: Level, enabledRules: readonly string[]): GraphObject =>
  rule('Enablement', 'Enablement', caller, level, { enabledRules })

function notification(recipientType: string, caller: Caller, level: Level, index: number): GraphObject {
  return rule('Notification', `Notification_${recipientType}`, caller, level, {
    notificationType: 'Email',
    recipientType,
    notificationLevel: index % 5 === 0 ? 'Critical' : 'All',
    isDefaultRecipientsEnabled: index % 7 !== 2,
    notificationRecipients: index % 7 === 2 ? ['secops@contoso.example'] : [],
  })
}

function approvers({ tenant, index }: Setting): GraphObject[] {
  const group = roleAssignableGroup(tenant, index)
  return [
    {
      '@odata.type': '#microsoft.graph.singleUser',
      userId: userId(tenant.world, index % tenant.world.users),
      description: null,
    },
    ...(group === undefined
      ? []
      : [{ '@odata.type': '#microsoft.graph.groupMembers', groupId: group, description: 'Approvers' }]),
  ]
}

function approval(setting: Setting): GraphObject {
  const required = setting.index % 3 === 0
  return rule('Approval', 'Approval', 'EndUser', 'Assignment', {
    setting: {
      isApprovalRequired: required,
      isApprovalRequiredForExtension: false,
      isRequestorJustificationRequired: true,
      approvalMode: 'SingleStage',
      approvalStages: [
        {
          approvalStageTimeOutInDays: 1,
          isApproverJustificationRequired: true,
          escalationTimeInMinutes: 0,
          isEscalationEnabled: false,
          primaryApprovers: required ? approvers(setting) : [],
          escalationApprovers: [],
        },
      ],
    },
  })
}

function rules(setting: Setting): GraphObject[] {
  const { index, revision } = setting
  const hours = `PT${1 + ((index + revision) % 8)}H`
  const context = index % 4 === 1
  const recipients = ['Admin', 'Requestor', 'Approver']
  return [
    expiration('Admin', 'Eligibility', 'P365D', index % 2 === 0),
    enablement('Admin', 'Eligibility', []),
    expiration('Admin', 'Assignment', 'P180D', index % 3 === 0),
    enablement('Admin', 'Assignment', ['Justification']),
    expiration('EndUser', 'Assignment', hours, true),
    enablement('EndUser', 'Assignment', context ? ['Justification'] : ['MultiFactorAuthentication']),
    approval(setting),
    rule('AuthenticationContext', 'AuthenticationContext', 'EndUser', 'Assignment', {
      isEnabled: context,
      claimValue: context ? 'c1' : null,
    }),
    ...recipients.map(name => notification(name, 'Admin', 'Eligibility', index)),
    ...recipients.map(name => notification(name, 'Admin', 'Assignment', index)),
    ...recipients.map(name => notification(name, 'EndUser', 'Assignment', index)),
  ]
}

/** Each day the next policy of forty is changed; the remaining ones stay as Microsoft made them. */
const revisionOf = (tenant: Tenant, index: number): number =>
  index < 40 ? Math.max(0, Math.floor((today(tenant) + 40 - index) / 40)) : 0

function policy(tenant: Tenant, index: number): GraphObject {
  const revision = revisionOf(tenant, index)
  const changed = revision > 0 || index % 3 === 1
  const day = revision > 0 ? index + (revision - 1) * 40 : -30 - index
  const editor = index % tenant.world.users
  return {
    id: policyId(tenant, index),
    displayName: 'DirectoryRole',
    description: 'DirectoryRole',
    isOrganizationDefault: false,
    scopeId: '/',
    scopeType: 'DirectoryRole',
    lastModifiedDateTime: changed ? stamp(tenant.world, day) : null,
    lastModifiedBy: changed
      ? { displayName: person(tenant.world, editor).displayName, id: userId(tenant.world, editor) }
      : null,
  }
}

/** One for each role definition. */
export const roleManagementPolicies = (tenant: Tenant): GraphObject[] =>
  roleDefinitionIds(tenant).map((_, index) => policy(tenant, index))

export function policyRules(row: GraphObject, tenant: Tenant): GraphObject[] {
  const index = guidIndex(tenant.world.seed, POLICY, String(row.id).slice(-36))
  return rules({ tenant, index, revision: revisionOf(tenant, index) })
}

export const roleManagementPolicyAssignments = (tenant: Tenant): GraphObject[] =>
  roleDefinitionIds(tenant).map((roleDefinitionId, index) => ({
    id: `${policyId(tenant, index)}_${roleDefinitionId}`,
    policyId: policyId(tenant, index),
    roleDefinitionId,
    scopeId: '/',
    scopeType: 'DirectoryRole',
  }))
