// Written from Microsoft's published metadata; the notation is explained in notation.ts.
import { parseSchema } from './notation.ts'

/** Types of directory roles and of privileged access, v1.0; durations and dates are strings. */
const ROLES = `
directoryRoleTemplate:
  id deletedDateTime:time description displayName
unifiedRoleDefinition:
  id description displayName isBuiltIn:bool isEnabled:bool resourceScopes:[]
  rolePermissions:[unifiedRolePermission] templateId version
unifiedRolePermission:
  allowedResourceActions:[] condition excludedResourceActions:[]
unifiedRoleAssignment:
  id appScopeId condition directoryScopeId principalId principalOrganizationId roleDefinitionId
unifiedRoleAssignmentSchedule:
  id appScopeId createdDateTime:time createdUsing directoryScopeId modifiedDateTime:time principalId
  roleDefinitionId status assignmentType memberType scheduleInfo:requestSchedule
requestSchedule:
  expiration:expirationPattern recurrence:patternedRecurrence startDateTime:time
expirationPattern:
  duration endDateTime:time type:expirationPatternType
patternedRecurrence:
  pattern:recurrencePattern range:recurrenceRange
recurrencePattern:
  dayOfMonth:int daysOfWeek:[dayOfWeek] firstDayOfWeek:dayOfWeek index:weekIndex interval:int
  month:int type:recurrencePatternType
recurrenceRange:
  endDate numberOfOccurrences:int recurrenceTimeZone startDate type:recurrenceRangeType
unifiedRoleAssignmentScheduleInstance:
  id appScopeId directoryScopeId principalId roleDefinitionId assignmentType endDateTime:time
  memberType roleAssignmentOriginId roleAssignmentScheduleId startDateTime:time
unifiedRoleEligibilitySchedule:
  id appScopeId createdDateTime:time createdUsing directoryScopeId modifiedDateTime:time principalId
  roleDefinitionId status memberType scheduleInfo:requestSchedule
unifiedRoleEligibilityScheduleInstance:
  id appScopeId directoryScopeId principalId roleDefinitionId endDateTime:time memberType
  roleEligibilityScheduleId startDateTime:time
unifiedRoleManagementPolicy:
  id description displayName isOrganizationDefault:bool lastModifiedBy:identity
  lastModifiedDateTime:time scopeId scopeType
identity:
  displayName id
servicePrincipalIdentity:
  displayName id appId
userIdentity:
  displayName id ipAddress userPrincipalName
unifiedRoleManagementPolicyRule:
  id target:unifiedRoleManagementPolicyRuleTarget
unifiedRoleManagementPolicyRuleTarget:
  caller enforcedSettings:[] inheritableSettings:[] level
  operations:[unifiedRoleManagementPolicyRuleTargetOperations]
unifiedRoleManagementPolicyApprovalRule:
  id target:unifiedRoleManagementPolicyRuleTarget setting:approvalSettings
approvalSettings:
  approvalMode approvalStages:[unifiedApprovalStage] isApprovalRequired:bool
  isApprovalRequiredForExtension:bool isRequestorJustificationRequired:bool
unifiedApprovalStage:
  approvalStageTimeOutInDays:int escalationApprovers:[subjectSet] escalationTimeInMinutes:int
  isApproverJustificationRequired:bool isEscalationEnabled:bool primaryApprovers:[subjectSet]
subjectSet:
connectedOrganizationMembers:
  connectedOrganizationId description
externalSponsors:
groupMembers:
  description groupId
identityGovernance.ruleBasedSubjectSet:
  rule
internalSponsors:
requestorManager:
  managerLevel:int
singleServicePrincipal:
  description servicePrincipalId
singleUser:
  description userId
targetManager:
  managerLevel:int
unifiedRoleManagementPolicyAuthenticationContextRule:
  id target:unifiedRoleManagementPolicyRuleTarget claimValue isEnabled:bool
unifiedRoleManagementPolicyEnablementRule:
  id target:unifiedRoleManagementPolicyRuleTarget enabledRules:[]
unifiedRoleManagementPolicyExpirationRule:
  id target:unifiedRoleManagementPolicyRuleTarget isExpirationRequired:bool maximumDuration
unifiedRoleManagementPolicyNotificationRule:
  id target:unifiedRoleManagementPolicyRuleTarget isDefaultRecipientsEnabled:bool notificationLevel
  notificationRecipients:[] notificationType recipientType
unifiedRoleManagementPolicyAssignment:
  id policyId roleDefinitionId scopeId scopeType
privilegedAccessGroupAssignmentScheduleInstance:
  id endDateTime:time startDateTime:time accessId:privilegedAccessGroupRelationships
  assignmentScheduleId assignmentType:privilegedAccessGroupAssignmentType groupId
  memberType:privilegedAccessGroupMemberType principalId
privilegedAccessGroupEligibilityScheduleInstance:
  id endDateTime:time startDateTime:time accessId:privilegedAccessGroupRelationships
  eligibilityScheduleId groupId memberType:privilegedAccessGroupMemberType principalId
enum expirationPatternType:
  notSpecified noExpiration afterDateTime afterDuration
enum dayOfWeek:
  sunday monday tuesday wednesday thursday friday saturday
enum weekIndex:
  first second third fourth last
enum recurrencePatternType:
  daily weekly absoluteMonthly relativeMonthly absoluteYearly relativeYearly
enum recurrenceRangeType:
  endDate noEnd numbered
enum unifiedRoleManagementPolicyRuleTargetOperations:
  all activate deactivate assign update remove extend renew unknownFutureValue
enum privilegedAccessGroupRelationships:
  owner member unknownFutureValue
enum privilegedAccessGroupAssignmentType:
  assigned activated unknownFutureValue
enum privilegedAccessGroupMemberType:
  direct group unknownFutureValue
`

export const roleSchema = parseSchema(ROLES)
