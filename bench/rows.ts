// Rows as Graph sends them, made up from a seed: users of about 2.5 KB and sign-ins of about 2.2 KB.
import { Dice, guid } from './random.ts'

/** Graph's now: what is served ends here. */
export const NOW = Date.parse('2026-11-19T23:59:59Z')
export const DAYS = 30
export const TENANT = '5d1f0c1e-6f3b-4c7a-9b60-7a1c0e5f2d11'

/** Stand in a user's text for what tells rows of one template apart; as long as what they are replaced with. */
export const ID_MARK = '@'.repeat(36)
export const NUMBER_MARK = '#'.repeat(8)

export const userId = (row: number): string => guid(row, 1)

const FIRST = ['Anna', 'Jürgen', 'Chloé', 'Mehmet', 'Li', 'Olga', 'Priya', 'Tomás', 'Aiko', 'Grace'] as const
const LAST = [
  'Müller',
  'Schmidt',
  'Okafor',
  'García',
  'Nguyen',
  'Rossi',
  'Kowalska',
  'Smith',
  'Jones',
] as const
const CITIES = ['Berlin', 'Hamburg', 'Paris', 'Madrid', 'Warszawa', 'Singapore', 'Chicago', 'Kyoto'] as const
const TITLES = ['Engineer', 'Analyst', 'Manager', 'Technician', 'Consultant', 'Nurse', 'Clerk'] as const
const DEPARTMENTS = ['Sales', 'Finance', 'Research', 'Operations', 'Legal', 'Support', 'IT'] as const
const COUNTRIES = ['DE', 'FR', 'ES', 'PL', 'SG', 'US', 'JP'] as const
const SERVICES = [
  'exchange',
  'SharePoint',
  'MicrosoftCommunicationsOnline',
  'TeamspaceAPI',
  'YammerEnterprise',
  'SCO',
  'AADPremiumService',
  'MicrosoftOffice',
  'ProcessSimple',
  'PowerAppsService',
  'To-Do',
  'Sway',
] as const

/** Number `index` of a service plan or a product: the same for every user. */
const plan = (index: number): string => guid(index, 77)

/** One user, in the columns of the table `users`. Equal seeds give equal users but for the two marks. */
export function userText(seed: number): string {
  const dice = new Dice(seed)
  const given = dice.pick(FIRST)
  const surname = dice.pick(LAST)
  const city = dice.pick(CITIES)
  const name = `user${NUMBER_MARK}`
  const licences = dice.chance(15) ? 0 : 1 + dice.below(3)
  const created = dice.time(NOW, 2_000)
  const guest = dice.chance(10)
  const synced = dice.chance(70)
  const service = (index: number) => SERVICES[index % SERVICES.length]
  const user = {
    id: ID_MARK,
    accountEnabled: dice.chance(92),
    ageGroup: null,
    assignedLicenses: Array.from({ length: licences }, (_, at) => ({
      disabledPlans: Array.from({ length: dice.below(3) }, () => plan(dice.below(40))),
      skuId: plan(100 + at * 3 + dice.below(3)),
    })),
    assignedPlans: Array.from({ length: licences }, (_, at) => ({
      assignedDateTime: dice.time(NOW, 700),
      capabilityStatus: dice.chance(95) ? 'Enabled' : 'Deleted',
      service: service(at),
      servicePlanId: plan(at),
    })),
    authorizationInfo: { certificateUserIds: [] },
    businessPhones: dice.chance(60) ? [`+49 30 ${dice.digits(8)}`] : [],
    city,
    companyName: guest ? 'Fabrikam' : 'Contoso',
    consentProvidedForMinor: null,
    country: dice.pick(COUNTRIES),
    createdDateTime: created,
    creationType: guest ? 'Invitation' : null,
    deletedDateTime: null,
    department: dice.pick(DEPARTMENTS),
    displayName: `${given} ${surname} ${NUMBER_MARK}`,
    employeeHireDate: dice.chance(50) ? created : null,
    employeeId: NUMBER_MARK,
    employeeOrgData: dice.chance(40) ? { costCenter: `C${dice.digits(4)}`, division: 'EMEA' } : null,
    employeeType: dice.chance(80) ? 'Employee' : 'Contractor',
    externalUserState: guest ? 'Accepted' : null,
    externalUserStateChangeDateTime: guest ? dice.time(NOW, 900) : null,
    faxNumber: null,
    givenName: given,
    identities: [
      {
        signInType: 'userPrincipalName',
        issuer: 'contoso.onmicrosoft.com',
        issuerAssignedId: `${name}@contoso.com`,
      },
    ],
    identityParentId: null,
    imAddresses: [`${name}@contoso.com`],
    isManagementRestricted: null,
    isResourceAccount: null,
    jobTitle: dice.pick(TITLES),
    lastPasswordChangeDateTime: dice.time(NOW, 365),
    legalAgeGroupClassification: null,
    mail: `${name}@contoso.com`,
    mailNickname: name,
    mobilePhone: dice.chance(60) ? `+49 171 ${dice.digits(7)}` : null,
    officeLocation: `${city} ${dice.below(40)}/${dice.below(900)}`,
    onPremisesDistinguishedName: synced
      ? `CN=${given} ${NUMBER_MARK},OU=${city},DC=corp,DC=contoso,DC=com`
      : null,
    onPremisesDomainName: synced ? 'corp.contoso.com' : null,
    onPremisesExtensionAttributes: Object.fromEntries(
      Array.from({ length: 15 }, (_, at) => [
        `extensionAttribute${at + 1}`,
        at < 3 && synced ? `X${dice.digits(3)}` : null,
      ]),
    ),
    onPremisesImmutableId: synced ? `${dice.guid().slice(0, 12)}${NUMBER_MARK}==` : null,
    onPremisesLastSyncDateTime: synced ? dice.time(NOW, 3) : null,
    onPremisesProvisioningErrors: [],
    onPremisesSamAccountName: synced ? name : null,
    onPremisesSecurityIdentifier: synced ? `S-1-5-21-1085031214-1563985344-725345543-${NUMBER_MARK}` : null,
    onPremisesSyncEnabled: synced ? true : null,
    onPremisesUserPrincipalName: synced ? `${name}@corp.contoso.com` : null,
    otherMails: guest ? [`${name}@fabrikam.com`] : [],
    passwordPolicies: dice.chance(20) ? 'DisablePasswordExpiration' : null,
    passwordProfile: null,
    postalCode: dice.digits(5),
    preferredDataLocation: null,
    preferredLanguage: dice.chance(50) ? 'de-DE' : null,
    provisionedPlans: Array.from({ length: licences }, (_, at) => ({
      capabilityStatus: 'Enabled',
      provisioningStatus: dice.chance(97) ? 'Success' : 'PendingInput',
      service: service(at),
    })),
    proxyAddresses: [
      `SMTP:${name}@contoso.com`,
      `smtp:${name}@contoso.onmicrosoft.com`,
      ...(dice.chance(30)
        ? [`x500:/o=ExchangeLabs/ou=Exchange/cn=Recipients/cn=${dice.guid()}-${name}`]
        : []),
    ],
    securityIdentifier: `S-1-12-1-${dice.digits(9)}-${dice.digits(9)}-${dice.digits(9)}-${NUMBER_MARK}`,
    serviceProvisioningErrors: [],
    showInAddressList: null,
    signInSessionsValidFromDateTime: dice.time(NOW, 365),
    state: null,
    streetAddress: `${dice.pick(LAST)}straße ${dice.below(200)}`,
    surname,
    usageLocation: dice.pick(COUNTRIES),
    userPrincipalName: `${name}@contoso.com`,
    userType: guest ? 'Guest' : 'Member',
  }
  // A delta page leaves out what was never set.
  return JSON.stringify(Object.fromEntries(Object.entries(user).filter(([, value]) => value !== null)))
}

const APPS = ['Office 365 Exchange Online', 'Microsoft Teams', 'Azure Portal', 'SharePoint', 'VPN'] as const
const BROWSERS = ['Edge 130.0.0', 'Chrome 130.0.0', 'Firefox 132.0', 'Mobile Safari 18.1'] as const
const SYSTEMS = ['Windows10', 'MacOs', 'Ios 18.1', 'Android 15'] as const
const POLICIES = [
  'Require MFA for all users',
  'Block legacy authentication',
  'Require compliant device',
] as const
const RISK = ['none', 'none', 'none', 'low', 'medium', 'hidden'] as const
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0'

/** One interactive sign-in, as v1.0 lists it. `at` is in milliseconds since 1970. */
export function signInText(seed: number, at: number, users: number): string {
  const dice = new Dice(seed)
  const user = dice.below(users)
  const name = `user${String(user).padStart(8, '0')}`
  const failed = dice.chance(12)
  const app = dice.below(APPS.length)
  const city = dice.below(CITIES.length)
  return JSON.stringify({
    id: dice.guid(),
    createdDateTime: new Date(at).toISOString(),
    userDisplayName: `${dice.pick(FIRST)} ${dice.pick(LAST)}`,
    userPrincipalName: `${name}@contoso.com`,
    userId: userId(user),
    appId: guid(app, 300),
    appDisplayName: APPS[app],
    ipAddress: `${1 + dice.below(220)}.${dice.below(256)}.${dice.below(256)}.${dice.below(256)}`,
    clientAppUsed: dice.chance(80) ? 'Browser' : 'Mobile Apps and Desktop clients',
    correlationId: dice.guid(),
    conditionalAccessStatus: failed ? 'failure' : 'success',
    isInteractive: true,
    riskDetail: 'none',
    riskLevelAggregated: dice.pick(RISK),
    riskLevelDuringSignIn: dice.pick(RISK),
    riskState: 'none',
    riskEventTypes: dice.chance(4) ? ['unfamiliarFeatures'] : [],
    riskEventTypes_v2: dice.chance(4) ? ['unfamiliarFeatures'] : [],
    resourceDisplayName: APPS[(app + 1) % APPS.length],
    resourceId: guid(app, 301),
    resourceTenantId: TENANT,
    homeTenantId: TENANT,
    servicePrincipalId: '',
    servicePrincipalName: null,
    userAgent: `${AGENT} Safari/537.36 Edg/130.0.${dice.below(3_000)}.${dice.below(100)}`,
    authenticationAppDeviceDetails: null,
    status: {
      errorCode: failed ? 50_126 : 0,
      failureReason: failed ? 'Error validating credentials due to invalid username or password.' : 'Other.',
      additionalDetails: failed ? null : 'MFA requirement satisfied by claim in the token',
    },
    deviceDetail: {
      deviceId: dice.chance(60) ? guid(user, 302) : '',
      displayName: dice.chance(60) ? `LAPTOP-${dice.digits(6)}` : '',
      operatingSystem: dice.pick(SYSTEMS),
      browser: dice.pick(BROWSERS),
      isCompliant: dice.chance(60),
      isManaged: dice.chance(70),
      trustType: dice.chance(60) ? 'Hybrid Azure AD joined' : '',
    },
    location: {
      city: CITIES[city],
      state: CITIES[city],
      countryOrRegion: COUNTRIES[city % COUNTRIES.length],
      geoCoordinates: {
        altitude: null,
        latitude: dice.below(180_000) / 1000 - 90,
        longitude: dice.below(9) + 0.5,
      },
    },
    appliedConditionalAccessPolicies: POLICIES.map((displayName, index) => ({
      id: guid(index, 303),
      displayName,
      enforcedGrantControls: index === 0 ? ['Mfa'] : ['Block'],
      enforcedSessionControls: index === 2 ? ['SignInFrequency'] : [],
      result: failed && index === 0 ? 'failure' : dice.chance(50) ? 'success' : 'notApplied',
    })),
  })
}
