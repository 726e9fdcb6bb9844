// Written from Microsoft's published metadata; the notation is explained in notation.ts.
import { parseSchema } from './notation.ts'

/** Types of risks and of registered authentication methods, v1.0. */
const INSIGHT = `
riskyUser:
  id isDeleted:bool isProcessing:bool riskDetail:riskDetail riskLastUpdatedDateTime:time
  riskLevel:riskLevel riskState:riskState userDisplayName userPrincipalName
riskDetection:
  id activity:activityType activityDateTime:time additionalInfo correlationId detectedDateTime:time
  detectionTimingType:riskDetectionTimingType ipAddress lastUpdatedDateTime:time location:signInLocation
  requestId riskDetail:riskDetail riskEventType riskLevel:riskLevel riskState:riskState source
  tokenIssuerType:tokenIssuerType userDisplayName userId userPrincipalName
riskyServicePrincipal:
  id appId displayName isEnabled:bool isProcessing:bool riskDetail:riskDetail riskLastUpdatedDateTime:time
  riskLevel:riskLevel riskState:riskState servicePrincipalType
servicePrincipalRiskDetection:
  id activity:activityType activityDateTime:time additionalInfo appId correlationId detectedDateTime:time
  detectionTimingType:riskDetectionTimingType ipAddress keyIds:[] lastUpdatedDateTime:time
  location:signInLocation requestId riskDetail:riskDetail riskEventType riskLevel:riskLevel
  riskState:riskState servicePrincipalDisplayName servicePrincipalId source
  tokenIssuerType:tokenIssuerType
userRegistrationDetails:
  id isAdmin:bool isMfaCapable:bool isMfaRegistered:bool isPasswordlessCapable:bool isSsprCapable:bool
  isSsprEnabled:bool isSsprRegistered:bool isSystemPreferredAuthenticationMethodEnabled:bool
  lastUpdatedDateTime:time methodsRegistered:[] systemPreferredAuthenticationMethods:[] userDisplayName
  userPreferredMethodForSecondaryAuthentication:userDefaultAuthenticationMethod userPrincipalName
  userType:signInUserType
authenticationMethod:
  id createdDateTime:time
passwordAuthenticationMethod:
  id createdDateTime:time password
phoneAuthenticationMethod:
  id createdDateTime:time phoneNumber phoneType:authenticationPhoneType
  smsSignInState:authenticationMethodSignInState
microsoftAuthenticatorAuthenticationMethod:
  id createdDateTime:time deviceTag displayName phoneAppVersion
fido2AuthenticationMethod:
  id createdDateTime:time aaGuid attestationCertificates:[] attestationLevel:attestationLevel displayName
  model passkeyType:passkeyType publicKeyCredential:webauthnPublicKeyCredential
windowsHelloForBusinessAuthenticationMethod:
  id createdDateTime:time displayName keyStrength:authenticationMethodKeyStrength
emailAuthenticationMethod:
  id createdDateTime:time emailAddress
softwareOathAuthenticationMethod:
  id createdDateTime:time secretKey
temporaryAccessPassAuthenticationMethod:
  id createdDateTime:time isUsable:bool isUsableOnce:bool lifetimeInMinutes:int methodUsabilityReason
  startDateTime:time temporaryAccessPass
platformCredentialAuthenticationMethod:
  id createdDateTime:time displayName keyStrength:authenticationMethodKeyStrength
  platform:authenticationMethodPlatform
externalAuthenticationMethod:
  id createdDateTime:time configurationId displayName
signInLocation:
  city countryOrRegion geoCoordinates:geoCoordinates state
webauthnPublicKeyCredential:
  clientExtensionResults:webauthnAuthenticationExtensionsClientOutputs id
  response:webauthnAuthenticatorAttestationResponse
geoCoordinates:
  altitude:double latitude:double longitude:double
webauthnAuthenticationExtensionsClientOutputs:
webauthnAuthenticatorAttestationResponse:
  attestationObject clientDataJSON
enum riskDetail:
  none adminGeneratedTemporaryPassword userPerformedSecuredPasswordChange
  userPerformedSecuredPasswordReset adminConfirmedSigninSafe aiConfirmedSigninSafe
  userPassedMFADrivenByRiskBasedPolicy adminDismissedAllRiskForUser adminConfirmedSigninCompromised hidden
  adminConfirmedUserCompromised unknownFutureValue m365DAdminDismissedDetection
  adminConfirmedServicePrincipalCompromised adminDismissedAllRiskForServicePrincipal
  userChangedPasswordOnPremises adminDismissedRiskForSignIn adminConfirmedAccountSafe
  microsoftRevokedSessions
enum riskLevel:
  low medium high hidden none unknownFutureValue
enum riskState:
  none confirmedSafe remediated dismissed atRisk confirmedCompromised unknownFutureValue
enum activityType:
  signin user unknownFutureValue servicePrincipal
enum riskDetectionTimingType:
  notDefined realtime nearRealtime offline unknownFutureValue
enum tokenIssuerType:
  AzureAD ADFederationServices UnknownFutureValue AzureADBackupAuth ADFederationServicesMFAAdapter
  NPSExtension
enum userDefaultAuthenticationMethod:
  push oath voiceMobile voiceAlternateMobile voiceOffice sms none unknownFutureValue
enum signInUserType:
  member guest unknownFutureValue
enum authenticationPhoneType:
  mobile alternateMobile office unknownFutureValue
enum authenticationMethodSignInState:
  notSupported notAllowedByPolicy notEnabled phoneNumberNotUnique ready notConfigured unknownFutureValue
enum attestationLevel:
  attested notAttested unknownFutureValue
enum passkeyType:
  deviceBound synced unknownFutureValue
enum authenticationMethodKeyStrength:
  normal weak unknown
enum authenticationMethodPlatform:
  unknown windows macOS iOS android linux unknownFutureValue
`

/** Types of sign-in activities, beta. */
const INSIGHT_BETA = `
servicePrincipalSignInActivity:
  id appId applicationAuthenticationClientSignInActivity:signInActivity
  applicationAuthenticationResourceSignInActivity:signInActivity
  delegatedClientSignInActivity:signInActivity delegatedResourceSignInActivity:signInActivity
  lastSignInActivity:signInActivity
appCredentialSignInActivity:
  id appId appObjectId createdDateTime:time credentialOrigin:applicationKeyOrigin expirationDateTime:time
  keyId keyType:applicationKeyType keyUsage:applicationKeyUsage resourceId servicePrincipalObjectId
  signInActivity:signInActivity
signInActivity:
  lastNonInteractiveSignInDateTime:time lastNonInteractiveSignInRequestId lastSignInDateTime:time
  lastSignInRequestId lastSuccessfulSignInDateTime:time lastSuccessfulSignInRequestId
enum applicationKeyOrigin:
  application servicePrincipal unknownFutureValue
enum applicationKeyType:
  clientSecret certificate unknownFutureValue
enum applicationKeyUsage:
  sign verify unknownFutureValue
`

export const insightSchema = parseSchema(INSIGHT)
export const betaInsightSchema = parseSchema(INSIGHT_BETA)
