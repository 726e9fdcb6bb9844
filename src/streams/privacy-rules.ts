// What kind of personal data each property holds, as data. docs/privacy.md explains the kinds; privacy.ts looks them up.

/**
 * `plain`: of no person, or no more than a switch, a count or an ordinary time. `object`: the id of a directory object that stands in
 * the same columns as ids of persons. `id`: an opaque id of a person. `name`: names a person. `network`: an IP address. `contact`: a
 * phone, an address or a place. `text`: free text or JSON that may name persons. `delicate`: about a person, and nobody else's business.
 */
export type Kind = 'plain' | 'object' | 'id' | 'name' | 'network' | 'contact' | 'text' | 'delicate'

type Rules = Readonly<Partial<Record<Kind, readonly string[]>>>

/** By the property's own name, at any depth of any table. */
export const BY_NAME: Rules = {
  id: [
    ...['userId', 'ownerId', 'principalId', 'deviceId', 'browserId', 'targetId', 'objectId', 'query'],
    ...['onPremisesImmutableId', 'onPremisesSecurityIdentifier', 'securityIdentifier', 'identityParentId'],
    ...['sessionId', 'clientSessionId', 'uniqueTokenIdentifier', 'agentSubjectParentId', 'principalLink'],
  ],
  object: [
    ...['groupId', 'servicePrincipalId', 'applicationId', 'appObjectId', 'servicePrincipalObjectId'],
    ...['resourceServicePrincipalId', 'assignedByGroup'],
  ],
  name: [
    ...['userPrincipalName', 'onPremisesUserPrincipalName', 'userDisplayName', 'principalDisplayName'],
    ...['givenName', 'surname', 'mail', 'mailNickname', 'otherMails', 'proxyAddresses', 'imAddresses'],
    ...[
      'emailAddress',
      'employeeId',
      'issuerAssignedId',
      'certificateUserIds',
      'onPremisesDistinguishedName',
    ],
    ...['onPremisesSamAccountName', 'signInIdentifier', 'targetDisplayName', 'contactEmail'],
    ...['notificationEmailAddresses', 'alternateNotificationEmails', 'marketingNotificationEmails'],
    ...['technicalNotificationMails', 'securityComplianceNotificationMails'],
  ],
  network: ['ipAddress', 'ipAddressFromResourceProvider', 'globalSecureAccessIpAddress'],
  contact: [
    ...['mobilePhone', 'businessPhones', 'faxNumber', 'phoneNumber', 'phones', 'addresses', 'streetAddress'],
    ...['postalCode', 'city', 'officeLocation', 'geoCoordinates', 'authDetail', 'authenticationMethodDetail'],
    'securityComplianceNotificationPhones',
  ],
  text: [
    ...['newValue', 'oldValue', 'additionalInfo', 'justification', 'answers', 'resultReason'],
    ...['onPremisesExtensionAttributes', 'onPremisesProvisioningErrors', 'serviceProvisioningErrors'],
    ...['createdBy', 'lastModifiedBy', 'appliedBy', 'reviewedBy', 'principal', 'roleMemberInfo'],
    ...['sourceIdentity', 'targetIdentity', 'stages', 'onBehalfRequestors', 'primaryReviewers'],
    ...['specificAllowedTargets', 'customSecurityAttributes', 'handlerResult'],
  ],
  delicate: [
    ...['ageGroup', 'consentProvidedForMinor', 'legalAgeGroupClassification', 'jobTitle', 'department'],
    ...['companyName', 'employeeType', 'employeeOrgData', 'employeeHireDate', 'employeeLeaveDateTime'],
    ...['country', 'countryOrRegion', 'usageLocation', 'preferredLanguage', 'lastPasswordChangeDateTime'],
    ...[
      'riskDetail',
      'riskEventType',
      'riskEventTypes',
      'riskEventTypes_v2',
      'riskLevel',
      'riskLevelAggregated',
    ],
    ...['riskLevelDuringSignIn', 'riskState', 'riskLastUpdatedDateTime', 'isMfaRegistered', 'isMfaCapable'],
    ...['isPasswordlessCapable', 'isSsprCapable', 'isSsprEnabled', 'isSsprRegistered', 'methodsRegistered'],
    ...['systemPreferredAuthenticationMethods', 'isSystemPreferredAuthenticationMethodEnabled'],
    ...[
      'userPreferredMethodForSecondaryAuthentication',
      'authenticationDetails',
      'authenticationMethodsUsed',
    ],
    ...['authenticationProcessingDetails', 'mfaDetail', 'userAgent', 'publicKeyCredential', 'smsSignInState'],
    ...['attestationCertificates', 'phoneType'],
  ],
}

/** By the path in any table, which says more than a name; also of everything below it. */
export const BY_PATH: Rules = {
  id: [
    ...[
      'initiatedBy.user.id',
      'targetResources.id',
      'requestor.id',
      'target.id',
      'subject.id',
      'physicalIds',
    ],
    ...['conditions.users.includeUsers', 'conditions.users.excludeUsers', 'publicKeyCredential.id'],
    ...['azureADJoin.allowedToJoin', 'azureADJoin.localAdmins.registeringUsers'],
    ...['azureADRegistration.allowedToRegister', 'activatedOnScope', 'instanceEnumerationScope'],
    ...['additionalNotificationRecipients.notificationRecipientScope', 'b2bCollaborationInbound'],
    ...['b2bCollaborationOutbound', 'b2bDirectConnectInbound', 'b2bDirectConnectOutbound', 'deviceMetadata'],
    ...['m365CollaborationInbound.users.targets.target', 'tenantRestrictions.usersAndGroups.targets.target'],
    ...['m365CollaborationOutbound.usersAndGroups.targets.target'],
    ...['registrationEnforcement.authenticationMethodsRegistrationCampaign.excludeTargets.id'],
    ...['registrationEnforcement.authenticationMethodsRegistrationCampaign.includeTargets.id'],
  ],
  object: [
    ...['conditions.users.includeGroups', 'conditions.users.excludeGroups'],
    ...['conditions.clientApplications.includeServicePrincipals'],
    ...['conditions.clientApplications.excludeServicePrincipals'],
  ],
  name: ['initiatedBy.user.displayName', 'targetResources.displayName', 'deviceDetail.displayName'],
  contact: ['location.state', 'mfaDetail.authDetail', 'authenticationDetails.authenticationMethodDetail'],
  text: [
    ...['additionalDetails.value', 'reviewSettings.fallbackReviewers', 'provisioningSteps.details'],
    ...['provisioningSteps.description', 'provisioningStatusInfo.errorInformation.additionalDetails'],
    'provisioningStatusInfo.errorInformation.reason',
  ],
  delicate: ['addresses.countryOrRegion'],
}

const tablesOf = (tables: readonly string[], ...paths: readonly string[]): string[] =>
  tables.flatMap(table => paths.map(path => `${table}.${path}`))

const USERS = ['users', 'deleted_users']
const GROUPS = ['groups', 'deleted_groups']
const APPLICATIONS = ['applications', 'deleted_applications']
const SERVICE_PRINCIPALS = ['service_principals', 'deleted_service_principals']
const WORKLOAD_RISKS = ['risky_service_principals', 'service_principal_risk_detections']
const REPORTS = ['email_activity', 'm365_activations', 'm365_active_users']
/** Tables whose `id` is that of a person, or of whatever may stand where a person does. */
const OF_PERSONS = [
  ...['users', 'deleted_users', 'org_contacts', 'devices', 'risky_users', 'user_registration_details'],
  ...['group_members', 'group_owners', 'user_managers', 'application_owners', 'service_principal_owners'],
  ...['administrative_unit_members', 'directory_role_members', 'device_registered_owners'],
  ...['device_registered_users', 'user_authentication_methods', 'group_members_transitive'],
]
/** Tables whose `id` is made of the ids of those it joins: https://learn.microsoft.com/graph/api/resources/approleassignment */
const JOINED_IDS = [
  ...['app_role_assignments', 'user_app_role_assignments', 'group_app_role_assignments'],
  ...['service_principal_app_role_assignments', 'oauth2_permission_grants', 'role_assignments'],
  ...['role_assignment_schedule_instances', 'role_eligibility_schedule_instances'],
  ...['administrative_unit_scoped_roles', 'pim_group_assignment_schedule_instances'],
  ...['pim_group_eligibility_schedule_instances', 'role_assignment_schedules', 'role_eligibility_schedules'],
]

/** By table and path: the exceptions. */
export const BY_TABLE: Rules = {
  id: [
    ...tablesOf([...OF_PERSONS, ...JOINED_IDS], 'id'),
    ...tablesOf(['access_review_definitions', 'access_review_instances'], 'scope'),
    ...tablesOf(['role_assignment_schedule_instances'], 'roleAssignmentOriginId', 'roleAssignmentScheduleId'),
    ...tablesOf(['pim_group_assignment_schedule_instances'], 'assignmentScheduleId'),
    ...tablesOf(['pim_group_eligibility_schedule_instances'], 'eligibilityScheduleId'),
    'role_eligibility_schedule_instances.roleEligibilityScheduleId',
    'app_permissions_resolved.grantId',
    'credential_expiry.ownerIds',
  ],
  object: [
    ...tablesOf([...GROUPS, ...APPLICATIONS, ...SERVICE_PRINCIPALS], 'id'),
    ...tablesOf(['user_owned_deleted_items', 'risky_service_principals'], 'id'),
    ...tablesOf(
      ['app_role_assignments', 'user_app_role_assignments', 'oauth2_permission_grants'],
      'resourceId',
    ),
    ...tablesOf(['group_app_role_assignments', 'service_principal_app_role_assignments'], 'resourceId'),
    'oauth2_permission_grants.clientId',
    'credential_expiry.objectId',
  ],
  name: [
    ...tablesOf(
      [...USERS, ...REPORTS, 'org_contacts', 'devices', 'user_authentication_methods'],
      'displayName',
    ),
  ],
  contact: tablesOf(USERS, 'state'),
  text: ['provisioning_logs.initiatedBy', 'role_management_policies.rules'],
  delicate: [
    'user_sign_in_activity.signInActivity',
    ...tablesOf(['user_authentication_methods'], 'model', 'keyStrength', 'passkeyType', 'platform'),
  ],
  plain: [
    'identity_providers.inboundClaimMapping',
    ...tablesOf(GROUPS, 'mail', 'mailNickname', 'proxyAddresses', 'onPremisesSamAccountName'),
    ...tablesOf(GROUPS, 'onPremisesSecurityIdentifier', 'securityIdentifier', 'preferredLanguage'),
    ...tablesOf(GROUPS, 'onPremisesProvisioningErrors', 'serviceProvisioningErrors'),
    ...tablesOf(['organization'], 'businessPhones', 'city', 'country', 'postalCode', 'preferredLanguage'),
    ...tablesOf(
      ['group_app_role_assignments', 'service_principal_app_role_assignments'],
      'principalDisplayName',
    ),
    ...tablesOf(WORKLOAD_RISKS, 'riskDetail', 'riskLevel', 'riskState'),
    ...[
      'risky_service_principals.riskLastUpdatedDateTime',
      'service_principal_risk_detections.riskEventType',
    ],
  ],
}
