// Written from Microsoft's published metadata; the notation is explained in notation.ts.

/** Types of policies, v1.0. */
export const POLICIES = `
conditionalAccessPolicy:
  deletedDateTime:time conditions:conditionalAccessConditionSet createdDateTime:time description
  displayName grantControls:conditionalAccessGrantControls id modifiedDateTime:time
  sessionControls:conditionalAccessSessionControls state:conditionalAccessPolicyState templateId
authorizationPolicy:
  id deletedDateTime:time description displayName allowedToSignUpEmailBasedSubscriptions:bool
  allowedToUseSSPR:bool allowEmailVerifiedUsersToJoinOrganization:bool allowInvitesFrom:allowInvitesFrom
  allowUserConsentForRiskyApps:bool blockMsolPowerShell:bool
  defaultUserRolePermissions:defaultUserRolePermissions guestUserRoleId:guid
conditionalAccessConditionSet:
  applications:conditionalAccessApplications authenticationFlows:conditionalAccessAuthenticationFlows
  clientApplications:conditionalAccessClientApplications clientAppTypes:[conditionalAccessClientApp]
  devices:conditionalAccessDevices insiderRiskLevels:conditionalAccessInsiderRiskLevels
  locations:conditionalAccessLocations platforms:conditionalAccessPlatforms
  servicePrincipalRiskLevels:[riskLevel] signInRiskLevels:[riskLevel] userRiskLevels:[riskLevel]
  users:conditionalAccessUsers
conditionalAccessGrantControls:
  builtInControls:[conditionalAccessGrantControl] customAuthenticationFactors:[] operator termsOfUse:[]
conditionalAccessSessionControls:
  applicationEnforcedRestrictions:applicationEnforcedRestrictionsSessionControl
  cloudAppSecurity:cloudAppSecuritySessionControl disableResilienceDefaults:bool
  persistentBrowser:persistentBrowserSessionControl secureSignInSession:secureSignInSessionControl
  signInFrequency:signInFrequencySessionControl
defaultUserRolePermissions:
  allowedToCreateApps:bool allowedToCreateSecurityGroups:bool allowedToCreateTenants:bool
  allowedToReadBitlockerKeysForOwnedDevice:bool allowedToReadOtherUsers:bool
  permissionGrantPoliciesAssigned:[]
conditionalAccessApplications:
  applicationFilter:conditionalAccessFilter excludeApplications:[] includeApplications:[]
  includeAuthenticationContextClassReferences:[] includeUserActions:[]
conditionalAccessAuthenticationFlows:
  transferMethods:conditionalAccessTransferMethods
conditionalAccessClientApplications:
  excludeServicePrincipals:[] includeServicePrincipals:[] servicePrincipalFilter:conditionalAccessFilter
conditionalAccessDevices:
  deviceFilter:conditionalAccessFilter
conditionalAccessLocations:
  excludeLocations:[] includeLocations:[]
conditionalAccessPlatforms:
  excludePlatforms:[conditionalAccessDevicePlatform] includePlatforms:[conditionalAccessDevicePlatform]
conditionalAccessUsers:
  excludeGroups:[] excludeGuestsOrExternalUsers:conditionalAccessGuestsOrExternalUsers excludeRoles:[]
  excludeUsers:[] includeGroups:[] includeGuestsOrExternalUsers:conditionalAccessGuestsOrExternalUsers
  includeRoles:[] includeUsers:[]
applicationEnforcedRestrictionsSessionControl:
  isEnabled:bool
cloudAppSecuritySessionControl:
  isEnabled:bool cloudAppSecurityType:cloudAppSecuritySessionControlType
persistentBrowserSessionControl:
  isEnabled:bool mode:persistentBrowserSessionMode
secureSignInSessionControl:
  isEnabled:bool
signInFrequencySessionControl:
  isEnabled:bool authenticationType:signInFrequencyAuthenticationType
  frequencyInterval:signInFrequencyInterval type:signinFrequencyType value:int
conditionalAccessFilter:
  mode:filterMode rule
conditionalAccessGuestsOrExternalUsers:
  externalTenants:conditionalAccessExternalTenants
  guestOrExternalUserTypes:conditionalAccessGuestOrExternalUserTypes
conditionalAccessExternalTenants:
  membershipKind:conditionalAccessExternalTenantsMembershipKind
enum conditionalAccessPolicyState:
  enabled disabled enabledForReportingButNotEnforced
enum allowInvitesFrom:
  none adminsAndGuestInviters adminsGuestInvitersAndAllMembers everyone unknownFutureValue
enum conditionalAccessClientApp:
  all browser mobileAppsAndDesktopClients exchangeActiveSync easSupported other unknownFutureValue
enum conditionalAccessInsiderRiskLevels:
  minor moderate elevated unknownFutureValue
enum riskLevel:
  low medium high hidden none unknownFutureValue
enum conditionalAccessGrantControl:
  block mfa compliantDevice domainJoinedDevice approvedApplication compliantApplication passwordChange
  unknownFutureValue riskRemediation
enum conditionalAccessTransferMethods:
  none deviceCodeFlow authenticationTransfer unknownFutureValue
enum conditionalAccessDevicePlatform:
  android iOS windows windowsPhone macOS all unknownFutureValue linux
enum cloudAppSecuritySessionControlType:
  mcasConfigured monitorOnly blockDownloads unknownFutureValue
enum persistentBrowserSessionMode:
  always never
enum signInFrequencyAuthenticationType:
  primaryAndSecondaryAuthentication secondaryAuthentication unknownFutureValue
enum signInFrequencyInterval:
  timeBased everyTime unknownFutureValue
enum signinFrequencyType:
  days hours
enum filterMode:
  include exclude
enum conditionalAccessGuestOrExternalUserTypes:
  none internalGuest b2bCollaborationGuest b2bCollaborationMember b2bDirectConnectUser otherExternalUser
  serviceProvider unknownFutureValue
enum conditionalAccessExternalTenantsMembershipKind:
  all enumerated unknownFutureValue
`
