// Written from Microsoft's published metadata; the notation is explained in notation.ts.

/** Types of directory objects, v1.0. */
export const DIRECTORY = `
user:
  id deletedDateTime:time aboutMe^ accountEnabled:bool ageGroup assignedLicenses:[assignedLicense]
  assignedPlans:[assignedPlan] authorizationInfo:authorizationInfo birthday:time^ businessPhones:[] city
  companyName consentProvidedForMinor country createdDateTime:time creationType
  customSecurityAttributes:customSecurityAttributeValue department deviceEnrollmentLimit:int displayName
  employeeHireDate:time employeeId employeeLeaveDateTime:time employeeOrgData:employeeOrgData employeeType
  externalUserState externalUserStateChangeDateTime:time faxNumber givenName hireDate:time^
  identities:[objectIdentity] identityParentId imAddresses:[] interests:[]^ isManagementRestricted:bool
  isResourceAccount:bool jobTitle lastPasswordChangeDateTime:time legalAgeGroupClassification
  licenseAssignmentStates:[licenseAssignmentState] mail mailboxSettings:mailboxSettings^ mailNickname
  mobilePhone mySite^ officeLocation onPremisesDistinguishedName onPremisesDomainName
  onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesImmutableId
  onPremisesLastSyncDateTime:time onPremisesProvisioningErrors:[onPremisesProvisioningError]
  onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled:bool
  onPremisesUserPrincipalName otherMails:[] passwordPolicies passwordProfile:passwordProfile
  pastProjects:[]^ postalCode preferredDataLocation preferredLanguage preferredName^ print:userPrint
  provisionedPlans:[provisionedPlan] proxyAddresses:[] responsibilities:[]^ schools:[]^ securityIdentifier
  serviceProvisioningErrors:[serviceProvisioningError] showInAddressList:bool
  signInActivity:signInActivity signInSessionsValidFromDateTime:time skills:[]^ state streetAddress
  surname usageLocation userPrincipalName userType
group:
  id deletedDateTime:time accessType:groupAccessType allowExternalSenders:bool^
  assignedLabels:[assignedLabel] assignedLicenses:[assignedLicense] autoSubscribeNewMembers:bool^
  classification createdDateTime:time description displayName expirationDateTime:time groupTypes:[]
  hasMembersWithLicenseErrors:bool^ hideFromAddressLists:bool^ hideFromOutlookClients:bool^
  infoCatalogs:[] isArchived:bool^ isAssignableToRole:bool isFavorite:bool isManagementRestricted:bool
  isSubscribedByMail:bool^ licenseProcessingState:licenseProcessingState mail mailEnabled:bool
  mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName
  onPremisesExtensionAttributes:onPremisesExtensionAttributes onPremisesLastSyncDateTime:time
  onPremisesNetBiosName onPremisesProvisioningErrors:[onPremisesProvisioningError]
  onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled:bool organizationId
  preferredDataLocation preferredLanguage proxyAddresses:[] renewedDateTime:time
  resourceBehaviorOptions:[] resourceProvisioningOptions:[] securityEnabled:bool securityIdentifier
  serviceProvisioningErrors:[serviceProvisioningError] theme uniqueName unseenConversationsCount:int
  unseenCount:int^ unseenMessagesCount:int visibility welcomeMessageEnabled:bool
application:
  id deletedDateTime:time addIns:[addIn] api:apiApplication appId applicationTemplateId appRoles:[appRole]
  authenticationBehaviors:authenticationBehaviors certification:certification createdByAppId
  createdDateTime:time defaultRedirectUri description disabledByMicrosoftStatus displayName
  groupMembershipClaims identifierUris:[] info:informationalUrl isDeviceOnlyAuthSupported:bool
  isDisabled:bool isFallbackPublicClient:bool keyCredentials:[keyCredential] logo:stream
  managerApplications:[guid] nativeAuthenticationApisEnabled:nativeAuthenticationApisEnabled notes
  oauth2RequirePostResponse:bool optionalClaims:optionalClaims
  parentalControlSettings:parentalControlSettings passwordCredentials:[passwordCredential]
  publicClient:publicClientApplication publisherDomain
  requestSignatureVerification:requestSignatureVerification
  requiredResourceAccess:[requiredResourceAccess] samlMetadataUrl serviceManagementReference
  servicePrincipalLockConfiguration:servicePrincipalLockConfiguration signInAudience spa:spaApplication
  tags:[] tokenEncryptionKeyId:guid uniqueName verifiedPublisher:verifiedPublisher web:webApplication
servicePrincipal:
  id deletedDateTime:time accountEnabled:bool addIns:[addIn] alternativeNames:[] appDescription
  appDisplayName appId applicationTemplateId appOwnerOrganizationId:guid appRoleAssignmentRequired:bool
  appRoles:[appRole] createdByAppId customSecurityAttributes:customSecurityAttributeValue description
  disabledByMicrosoftStatus displayName homepage info:informationalUrl isDisabled:bool
  keyCredentials:[keyCredential] loginUrl logoutUrl notes notificationEmailAddresses:[]
  oauth2PermissionScopes:[permissionScope] passwordCredentials:[passwordCredential]
  preferredSingleSignOnMode preferredTokenSigningKeyThumbprint replyUrls:[]
  resourceSpecificApplicationPermissions:[resourceSpecificPermission]
  samlSingleSignOnSettings:samlSingleSignOnSettings servicePrincipalNames:[] servicePrincipalType
  signInAudience tags:[] tokenEncryptionKeyId:guid verifiedPublisher:verifiedPublisher
device:
  id deletedDateTime:time accountEnabled:bool alternativeSecurityIds:[alternativeSecurityId]
  approximateLastSignInDateTime:time complianceExpirationDateTime:time deviceCategory deviceId
  deviceMetadata deviceOwnership deviceVersion:int displayName enrollmentProfileName enrollmentType
  isCompliant:bool isManaged:bool isManagementRestricted:bool isRooted:bool managementType manufacturer
  mdmAppId model onPremisesLastSyncDateTime:time onPremisesSecurityIdentifier onPremisesSyncEnabled:bool
  operatingSystem operatingSystemVersion physicalIds:[] profileType registrationDateTime:time
  systemLabels:[] trustType
administrativeUnit:
  id deletedDateTime:time description displayName isMemberManagementRestricted:bool membershipRule
  membershipRuleProcessingState membershipType visibility
orgContact:
  id deletedDateTime:time addresses:[physicalOfficeAddress] companyName department displayName givenName
  jobTitle mail mailNickname onPremisesLastSyncDateTime:time
  onPremisesProvisioningErrors:[onPremisesProvisioningError] onPremisesSyncEnabled:bool phones:[phone]
  proxyAddresses:[] serviceProvisioningErrors:[serviceProvisioningError] surname
oAuth2PermissionGrant:
  id clientId consentType principalId resourceId scope
directoryRole:
  id deletedDateTime:time description displayName roleTemplateId
directoryObject:
  id deletedDateTime:time
appRoleAssignment:
  id deletedDateTime:time appRoleId:guid createdDateTime:time principalDisplayName principalId:guid
  principalType resourceDisplayName resourceId:guid
delegatedPermissionClassification:
  id classification:permissionClassificationType permissionId permissionName
synchronizationJob:
  id schedule:synchronizationSchedule status:synchronizationStatus
  synchronizationJobSettings:[keyValuePair] templateId
federatedIdentityCredential:
  id audiences:[] description issuer name subject
extensionProperty:
  id deletedDateTime:time appDisplayName dataType isMultiValued:bool isSyncedFromOnPremises:bool name
  targetObjects:[]
scopedRoleMembership:
  id administrativeUnitId roleId roleMemberInfo:identity
companySubscription:
  id commerceSubscriptionId createdDateTime:time isTrial:bool nextLifecycleDateTime:time ownerId
  ownerTenantId ownerType serviceStatus:[servicePlanInfo] skuId skuPartNumber status totalLicenses:int
groupSetting:
  id displayName templateId values:[settingValue]
groupLifecyclePolicy:
  id alternateNotificationEmails groupLifetimeInDays:int managedGroupTypes
subscribedSku:
  id accountId accountName appliesTo capabilityStatus consumedUnits:int prepaidUnits:licenseUnitsDetail
  servicePlans:[servicePlanInfo] skuId:guid skuPartNumber subscriptionIds:[]
organization:
  id deletedDateTime:time assignedPlans:[assignedPlan] businessPhones:[] city country countryLetterCode
  createdDateTime:time defaultUsageLocation displayName marketingNotificationEmails:[]
  mobileDeviceManagementAuthority:mdmAuthority onPremisesLastSyncDateTime:time onPremisesSyncEnabled:bool
  partnerTenantType:partnerTenantType postalCode preferredLanguage privacyProfile:privacyProfile
  provisionedPlans:[provisionedPlan] securityComplianceNotificationMails:[]
  securityComplianceNotificationPhones:[] state street technicalNotificationMails:[] tenantType
  verifiedDomains:[verifiedDomain]
assignedLicense:
  disabledPlans:[guid] skuId:guid
assignedPlan:
  assignedDateTime:time capabilityStatus service servicePlanId:guid
authorizationInfo:
  certificateUserIds:[]
customSecurityAttributeValue:
employeeOrgData:
  costCenter division
objectIdentity:
  issuer issuerAssignedId signInType
licenseAssignmentState:
  assignedByGroup disabledPlans:[guid] error lastUpdatedDateTime:time skuId:guid state
onPremisesExtensionAttributes:
  extensionAttribute1 extensionAttribute10 extensionAttribute11 extensionAttribute12 extensionAttribute13
  extensionAttribute14 extensionAttribute15 extensionAttribute2 extensionAttribute3 extensionAttribute4
  extensionAttribute5 extensionAttribute6 extensionAttribute7 extensionAttribute8 extensionAttribute9
onPremisesProvisioningError:
  category occurredDateTime:time propertyCausingError value
passwordProfile:
  forceChangePasswordNextSignIn:bool forceChangePasswordNextSignInWithMfa:bool password
userPrint:
provisionedPlan:
  capabilityStatus provisioningStatus service
serviceProvisioningError:
  createdDateTime:time isResolved:bool serviceInstance
signInActivity:
  lastNonInteractiveSignInDateTime:time lastNonInteractiveSignInRequestId lastSignInDateTime:time
  lastSignInRequestId lastSuccessfulSignInDateTime:time lastSuccessfulSignInRequestId
assignedLabel:
  displayName labelId
licenseProcessingState:
  state
addIn:
  id:guid properties:[keyValue] type
apiApplication:
  acceptMappedClaims:bool knownClientApplications:[guid] oauth2PermissionScopes:[permissionScope]
  preAuthorizedApplications:[preAuthorizedApplication] requestedAccessTokenVersion:int
appRole:
  allowedMemberTypes:[] description displayName id:guid isEnabled:bool origin value
authenticationBehaviors:
  blockAzureADGraphAccess:bool removeUnverifiedEmailClaim:bool requireClientServicePrincipal:bool
certification:
  certificationDetailsUrl certificationExpirationDateTime:time isCertifiedByMicrosoft:bool
  isPublisherAttested:bool lastCertificationDateTime:time
informationalUrl:
  logoUrl marketingUrl privacyStatementUrl supportUrl termsOfServiceUrl
keyCredential:
  customKeyIdentifier:binary displayName endDateTime:time key:binary keyId:guid startDateTime:time type
  usage
optionalClaims:
  accessToken:[optionalClaim] idToken:[optionalClaim] saml2Token:[optionalClaim]
parentalControlSettings:
  countriesBlockedForMinors:[] legalAgeGroupRule
passwordCredential:
  customKeyIdentifier:binary displayName endDateTime:time hint keyId:guid secretText startDateTime:time
publicClientApplication:
  redirectUris:[]
requestSignatureVerification:
  allowedWeakAlgorithms:weakAlgorithms isSignedRequestRequired:bool
requiredResourceAccess:
  resourceAccess:[resourceAccess] resourceAppId
servicePrincipalLockConfiguration:
  allProperties:bool credentialsWithUsageSign:bool credentialsWithUsageVerify:bool isEnabled:bool
  tokenEncryptionKeyId:bool
spaApplication:
  redirectUris:[]
verifiedPublisher:
  addedDateTime:time displayName verifiedPublisherId
webApplication:
  homePageUrl implicitGrantSettings:implicitGrantSettings logoutUrl redirectUris:[]
  redirectUriSettings:[redirectUriSettings]
licenseUnitsDetail:
  enabled:int lockedOut:int suspended:int warning:int
servicePlanInfo:
  appliesTo provisioningStatus servicePlanId:guid servicePlanName
privacyProfile:
  contactEmail statementUrl
verifiedDomain:
  capabilities isDefault:bool isInitial:bool name type
keyValue:
  key value
permissionScope:
  adminConsentDescription adminConsentDisplayName id:guid isEnabled:bool origin type
  userConsentDescription userConsentDisplayName value
preAuthorizedApplication:
  appId delegatedPermissionIds:[]
optionalClaim:
  additionalProperties:[] essential:bool name source
resourceAccess:
  id:guid type
implicitGrantSettings:
  enableAccessTokenIssuance:bool enableIdTokenIssuance:bool
redirectUriSettings:
  index:int uri
resourceSpecificPermission:
  description displayName id:guid isEnabled:bool value
samlSingleSignOnSettings:
  relayState
alternativeSecurityId:
  identityProvider key:binary type:int
physicalOfficeAddress:
  city countryOrRegion officeLocation postalCode state street
phone:
  language number region type:phoneType
synchronizationSchedule:
  expiration:time interval state:synchronizationScheduleState
synchronizationStatus:
  code:synchronizationStatusCode countSuccessiveCompleteFailures:int escrowsPruned:bool
  lastExecution:synchronizationTaskExecution lastSuccessfulExecution:synchronizationTaskExecution
  lastSuccessfulExecutionWithExports:synchronizationTaskExecution progress:[synchronizationProgress]
  quarantine:synchronizationQuarantine steadyStateFirstAchievedTime:time steadyStateLastAchievedTime:time
  synchronizedEntryCountByType:[stringKeyLongValuePair] troubleshootingUrl
keyValuePair:
  name value
identity:
  displayName id
settingValue:
  name value
synchronizationTaskExecution:
  activityIdentifier countEntitled:int countEntitledForProvisioning:int countEscrowed:int
  countEscrowedRaw:int countExported:int countExports:int countImported:int countImportedDeltas:int
  countImportedReferenceDeltas:int error:synchronizationError state:synchronizationTaskExecutionResult
  timeBegan:time timeEnded:time
synchronizationProgress:
  completedUnits:int progressObservationDateTime:time totalUnits:int units
synchronizationQuarantine:
  currentBegan:time error:synchronizationError nextAttempt:time reason:quarantineReason seriesBegan:time
  seriesCount:int
stringKeyLongValuePair:
  key value:int
synchronizationError:
  code message tenantActionable:bool
enum groupAccessType:
  none private secret public unknownFutureValue
enum nativeAuthenticationApisEnabled:
  none all unknownFutureValue
enum mdmAuthority:
  unknown intune sccm office365
enum partnerTenantType:
  microsoftSupport syndicatePartner breadthPartner breadthPartnerDelegatedAdmin
  resellerPartnerDelegatedAdmin valueAddedResellerPartnerDelegatedAdmin unknownFutureValue
enum weakAlgorithms:
  rsaSha1 unknownFutureValue
enum permissionClassificationType:
  low medium high unknownFutureValue
enum phoneType:
  home business mobile other assistant homeFax businessFax otherFax pager radio
enum synchronizationScheduleState:
  Active Disabled Paused
enum synchronizationStatusCode:
  NotConfigured NotRun Active Paused Quarantine
enum synchronizationTaskExecutionResult:
  Succeeded Failed EntryLevelErrors
enum quarantineReason:
  EncounteredBaseEscrowThreshold EncounteredTotalEscrowThreshold EncounteredEscrowProportionThreshold
  EncounteredQuarantineException Unknown QuarantinedOnDemand TooManyDeletes IngestionInterrupted
`
