// Written from Microsoft's published metadata; the notation is explained in notation.ts.
import { parseSchema } from './notation.ts'

/** Types of access reviews, entitlement management, lifecycle workflows and consent, v1.0; durations are strings. */
const GOVERNANCE = `
appConsentRequest:
  id appDisplayName appId pendingScopes:[appConsentRequestScope]
appConsentRequestScope:
  displayName
accessReviewScheduleDefinition:
  id additionalNotificationRecipients:[accessReviewNotificationRecipientItem] createdBy:userIdentity
  createdDateTime:time descriptionForAdmins descriptionForReviewers displayName
  fallbackReviewers:[accessReviewReviewerScope] instanceEnumerationScope:accessReviewScope
  lastModifiedDateTime:time reviewers:[accessReviewReviewerScope] scope:accessReviewScope
  settings:accessReviewScheduleSettings stageSettings:[accessReviewStageSettings] status
accessReviewNotificationRecipientItem:
  notificationRecipientScope:accessReviewNotificationRecipientScope notificationTemplateType
accessReviewNotificationRecipientScope:
accessReviewNotificationRecipientQueryScope:
  query queryRoot queryType
userIdentity:
  displayName id ipAddress userPrincipalName
accessReviewReviewerScope:
  query queryRoot queryType
accessReviewScope:
accessReviewQueryScope:
  query queryRoot queryType
accessReviewInactiveUsersQueryScope:
  query queryRoot queryType inactiveDuration
principalResourceMembershipsScope:
  principalScopes:[accessReviewScope] resourceScopes:[accessReviewScope]
accessReviewScheduleSettings:
  applyActions:[accessReviewApplyAction] autoApplyDecisionsEnabled:bool
  decisionHistoriesForReviewersEnabled:bool defaultDecision defaultDecisionEnabled:bool
  instanceDurationInDays:int justificationRequiredOnApproval:bool mailNotificationsEnabled:bool
  recommendationInsightSettings:[accessReviewRecommendationInsightSetting]
  recommendationLookBackDuration recommendationsEnabled:bool recurrence:patternedRecurrence
  reminderNotificationsEnabled:bool
accessReviewApplyAction:
disableAndDeleteUserApplyAction:
removeAccessApplyAction:
accessReviewRecommendationInsightSetting:
groupPeerOutlierRecommendationInsightSettings:
userLastSignInRecommendationInsightSetting:
  recommendationLookBackDuration signInScope:userSignInRecommendationScope
patternedRecurrence:
  pattern:recurrencePattern range:recurrenceRange
recurrencePattern:
  dayOfMonth:int daysOfWeek:[dayOfWeek] firstDayOfWeek:dayOfWeek index:weekIndex interval:int
  month:int type:recurrencePatternType
recurrenceRange:
  endDate numberOfOccurrences:int recurrenceTimeZone startDate type:recurrenceRangeType
accessReviewStageSettings:
  decisionsThatWillMoveToNextStage:[] dependsOn:[] durationInDays:int
  fallbackReviewers:[accessReviewReviewerScope]
  recommendationInsightSettings:[accessReviewRecommendationInsightSetting]
  recommendationsEnabled:bool reviewers:[accessReviewReviewerScope] stageId
accessReviewInstance:
  id endDateTime:time fallbackReviewers:[accessReviewReviewerScope]
  reviewers:[accessReviewReviewerScope] scope:accessReviewScope startDateTime:time status
accessReviewInstanceDecisionItem:
  id accessReviewId appliedBy:userIdentity appliedDateTime:time applyResult decision justification
  principal:identity principalLink recommendation resource:accessReviewInstanceDecisionItemResource
  resourceLink reviewedBy:userIdentity reviewedDateTime:time
identity:
  displayName id
servicePrincipalIdentity:
  displayName id appId
accessReviewInstanceDecisionItemResource:
  displayName id type
accessReviewInstanceDecisionItemAccessPackageAssignmentPolicyResource:
  displayName id type accessPackageDisplayName accessPackageId
accessReviewInstanceDecisionItemServicePrincipalResource:
  displayName id type appId
accessPackage:
  id createdDateTime:time description displayName isHidden:bool modifiedDateTime:time
accessPackageCatalog:
  id catalogType:accessPackageCatalogType createdDateTime:time description displayName
  isExternallyVisible:bool modifiedDateTime:time state:accessPackageCatalogState
accessPackageAssignment:
  id customExtensionCalloutInstances:[customExtensionCalloutInstance] expiredDateTime:time
  schedule:entitlementManagementSchedule state:accessPackageAssignmentState status
customExtensionCalloutInstance:
  customExtensionId detail externalCorrelationId id status:customExtensionCalloutInstanceStatus
entitlementManagementSchedule:
  expiration:expirationPattern recurrence:patternedRecurrence startDateTime:time
expirationPattern:
  duration endDateTime:time type:expirationPatternType
accessPackageAssignmentPolicy:
  id allowedTargetScope:allowedTargetScope
  automaticRequestSettings:accessPackageAutomaticRequestSettings createdDateTime:time description
  displayName expiration:expirationPattern modifiedDateTime:time
  notificationSettings:accessPackageNotificationSettings
  requestApprovalSettings:accessPackageAssignmentApprovalSettings
  requestorSettings:accessPackageAssignmentRequestorSettings
  reviewSettings:accessPackageAssignmentReviewSettings specificAllowedTargets:[subjectSet]
accessPackageAutomaticRequestSettings:
  gracePeriodBeforeAccessRemoval removeAccessWhenTargetLeavesAllowedTargets:bool
  requestAccessForAllowedTargets:bool
accessPackageNotificationSettings:
  isAssignmentNotificationDisabled:bool
accessPackageAssignmentApprovalSettings:
  isApprovalRequiredForAdd:bool isApprovalRequiredForUpdate:bool
  isRequestorJustificationRequired:bool stages:[accessPackageApprovalStage]
accessPackageApprovalStage:
  approverInformationVisibility:approverInformationVisibility durationBeforeAutomaticDenial
  durationBeforeEscalation escalationApprovers:[subjectSet] fallbackEscalationApprovers:[subjectSet]
  fallbackPrimaryApprovers:[subjectSet] isApproverJustificationRequired:bool
  isEscalationEnabled:bool primaryApprovers:[subjectSet]
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
accessPackageAssignmentRequestorSettings:
  allowCustomAssignmentSchedule:bool enableOnBehalfRequestorsToAddAccess:bool
  enableOnBehalfRequestorsToRemoveAccess:bool enableOnBehalfRequestorsToUpdateAccess:bool
  enableTargetsToSelfAddAccess:bool enableTargetsToSelfRemoveAccess:bool
  enableTargetsToSelfUpdateAccess:bool onBehalfRequestors:[subjectSet]
accessPackageAssignmentReviewSettings:
  expirationBehavior:accessReviewExpirationBehavior fallbackReviewers:[subjectSet] isEnabled:bool
  isRecommendationEnabled:bool isReviewerJustificationRequired:bool isSelfReview:bool
  primaryReviewers:[subjectSet] schedule:entitlementManagementSchedule
connectedOrganization:
  id createdDateTime:time description displayName identitySources:[identitySource]
  modifiedDateTime:time state:connectedOrganizationState
identitySource:
azureActiveDirectoryTenant:
  displayName tenantId
crossCloudAzureActiveDirectoryTenant:
  cloudInstance displayName tenantId
domainIdentitySource:
  displayName domainName
externalDomainFederation:
  displayName domainName issuerUri
socialIdentitySource:
  displayName socialIdentitySourceType:socialIdentitySourceType
accessPackageAssignmentRequest:
  id answers:[accessPackageAnswer] completedDateTime:time createdDateTime:time
  customExtensionCalloutInstances:[customExtensionCalloutInstance] justification
  requestType:accessPackageRequestType schedule:entitlementManagementSchedule
  state:accessPackageRequestState status
accessPackageAnswer:
  displayValue
accessPackageAnswerString:
  displayValue value
identityGovernance.workflow:
  category:identityGovernance.lifecycleWorkflowCategory createdDateTime:time description displayName
  executionConditions:identityGovernance.workflowExecutionConditions isEnabled:bool
  isSchedulingEnabled:bool lastModifiedDateTime:time deletedDateTime:time id
  nextScheduleRunDateTime:time quarantineDetails:identityGovernance.quarantineDetails
  settings:identityGovernance.workflowSetting version:int
identityGovernance.workflowExecutionConditions:
identityGovernance.onDemandExecutionOnly:
identityGovernance.triggerAndScopeBasedConditions:
  scope:subjectSet trigger:identityGovernance.workflowExecutionTrigger
identityGovernance.workflowExecutionTrigger:
identityGovernance.attributeChangeTrigger:
  triggerAttributes:[identityGovernance.triggerAttribute]
identityGovernance.triggerAttribute:
  name
identityGovernance.membershipChangeTrigger:
  changeType:identityGovernance.membershipChangeType
identityGovernance.timeBasedAttributeTrigger:
  offsetInDays:int timeBasedAttribute:identityGovernance.workflowTriggerTimeBasedAttribute
identityGovernance.userInactivityTrigger:
  inactivityPeriodInDays:int
identityGovernance.quarantineDetails:
  quarantinedDateTime:time quarantineReason quarantineType:identityGovernance.quarantineType
identityGovernance.workflowSetting:
  quarantineConfiguration:identityGovernance.quarantineConfiguration
identityGovernance.quarantineConfiguration:
  conditions:[identityGovernance.quarantineCondition] matchMode:identityGovernance.matchMode
identityGovernance.quarantineCondition:
identityGovernance.countBasedQuarantineCondition:
  threshold:int
identityGovernance.percentageBasedQuarantineCondition:
  percentage:int
identityGovernance.run:
  id activatedOnScope:identityGovernance.activationScope completedDateTime:time failedTasksCount:int
  failedUsersCount:int lastUpdatedDateTime:time
  processingStatus:identityGovernance.lifecycleWorkflowProcessingStatus scheduledDateTime:time
  startedDateTime:time successfulUsersCount:int totalTasksCount:int totalUnprocessedTasksCount:int
  totalUsersCount:int workflowExecutionType:identityGovernance.workflowExecutionType
identityGovernance.activationScope:
identityGovernance.activateRunScope:
  taskScope:identityGovernance.activationTaskScopeType
  userScope:identityGovernance.activationUserScopeType
identityGovernance.userProcessingResult:
  id completedDateTime:time failedTasksCount:int
  processingStatus:identityGovernance.lifecycleWorkflowProcessingStatus scheduledDateTime:time
  startedDateTime:time totalTasksCount:int totalUnprocessedTasksCount:int
  workflowExecutionType:identityGovernance.workflowExecutionType workflowVersion:int
enum userSignInRecommendationScope:
  tenant application unknownFutureValue
enum dayOfWeek:
  sunday monday tuesday wednesday thursday friday saturday
enum weekIndex:
  first second third fourth last
enum recurrencePatternType:
  daily weekly absoluteMonthly relativeMonthly absoluteYearly relativeYearly
enum recurrenceRangeType:
  endDate noEnd numbered
enum accessPackageCatalogType:
  userManaged serviceDefault serviceManaged unknownFutureValue
enum accessPackageCatalogState:
  unpublished published unknownFutureValue
enum customExtensionCalloutInstanceStatus:
  calloutSent callbackReceived calloutFailed callbackTimedOut waitingForCallback unknownFutureValue
enum expirationPatternType:
  notSpecified noExpiration afterDateTime afterDuration
enum accessPackageAssignmentState:
  delivering partiallyDelivered delivered expired deliveryFailed unknownFutureValue
enum allowedTargetScope:
  notSpecified specificDirectoryUsers specificConnectedOrganizationUsers
  specificDirectoryServicePrincipals allMemberUsers allDirectoryUsers allDirectoryServicePrincipals
  allConfiguredConnectedOrganizationUsers allExternalUsers allDirectoryAgentIdentities
  unknownFutureValue
enum approverInformationVisibility:
  default notVisible visible unknownFutureValue
enum accessReviewExpirationBehavior:
  keepAccess removeAccess acceptAccessRecommendation unknownFutureValue
enum socialIdentitySourceType:
  facebook unknownFutureValue
enum connectedOrganizationState:
  configured proposed unknownFutureValue
enum accessPackageRequestType:
  notSpecified userAdd userUpdate userRemove adminAdd adminUpdate adminRemove systemAdd systemUpdate
  systemRemove onBehalfAdd unknownFutureValue approverRemove
enum accessPackageRequestState:
  submitted pendingApproval delivering delivered deliveryFailed denied scheduled canceled
  partiallyDelivered unknownFutureValue
enum identityGovernance.lifecycleWorkflowCategory:
  joiner leaver unknownFutureValue mover
enum identityGovernance.membershipChangeType:
  add remove unknownFutureValue
enum identityGovernance.workflowTriggerTimeBasedAttribute:
  employeeHireDate employeeLeaveDateTime unknownFutureValue createdDateTime
enum identityGovernance.quarantineType:
  notQuarantined countBasedThresholdExceeded percentageBasedThresholdExceeded
  multipleConditionsExceeded unknownFutureValue
enum identityGovernance.matchMode:
  any all unknownFutureValue
enum identityGovernance.activationTaskScopeType:
  allTasks failedTasks unknownFutureValue
enum identityGovernance.activationUserScopeType:
  allUsers failedUsers unknownFutureValue
enum identityGovernance.lifecycleWorkflowProcessingStatus:
  queued inProgress completed completedWithErrors canceled failed unknownFutureValue canceling
  quarantined
enum identityGovernance.workflowExecutionType:
  scheduled onDemand unknownFutureValue activatedWithScope preview
`

export const governanceSchema = parseSchema(GOVERNANCE)
