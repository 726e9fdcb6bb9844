import type { GraphObject } from '../../api.ts'
import { pick } from '../../random.ts'
import { signInPolicySchema } from '../../schema/sign-in-policies.ts'
import type { Resource } from '../../server/resource.ts'
import { EMERGENCY_ACCESS, PILOT } from '../groups.ts'
import type { Tenant } from '../tenant.ts'
import { applicationId, groupId, type World } from '../world.ts'
import { READ_METHODS, single } from './outlines.ts'
import { daysPassed, instant } from './turnover.ts'

/** Ids and types of the methods, and the settings that only they have. */
function methods(
  world: World,
  day: number,
): readonly (readonly [id: string, type: string, own: GraphObject])[] {
  return [
    ['Fido2', 'fido2', fido2()],
    ['MicrosoftAuthenticator', 'microsoftAuthenticator', authenticator(world)],
    ['Sms', 'sms', {}],
    ['TemporaryAccessPass', 'temporaryAccessPass', temporaryPass(day)],
    ['HardwareOath', 'softwareOath', {}],
    ['SoftwareOath', 'softwareOath', {}],
    ['Voice', 'voice', { isOfficePhoneAllowed: false }],
    ['Email', 'email', { allowExternalIdToUseEmailOtp: 'default' }],
    ['X509Certificate', 'x509Certificate', certificate(world)],
    ['QRCodePin', 'qrCodePin', { pinLength: 8, standardQRCodeLifetimeInDays: 365 }],
    ['VerifiableCredentials', 'verifiableCredentials', {}],
    ['b1b5f0f0-6a4e-4a8b-9d3c-0c5c2c8f3f11', 'external', external(world)],
  ]
}

const fido2 = (): GraphObject => ({
  defaultPasskeyProfile: null,
  isAttestationEnforced: true,
  isSelfServiceRegistrationAllowed: true,
  keyRestrictions: {
    aaGuids: ['2fc0579f-8113-47ea-b116-bb5a8db9202a'],
    enforcementType: 'allow',
    isEnforced: false,
  },
})

function authenticator(world: World): GraphObject {
  const everybody = { id: 'all_users', targetType: 'group' }
  const shown = (state: string): GraphObject => ({
    state,
    includeTarget: everybody,
    excludeTarget: { id: groupId(world, EMERGENCY_ACCESS), targetType: 'group' },
  })
  return {
    isSoftwareOathEnabled: false,
    featureSettings: {
      displayAppInformationRequiredState: shown('enabled'),
      displayLocationInformationRequiredState: shown('default'),
    },
  }
}

/** What a pass is good for is changed every day. */
const temporaryPass = (day: number): GraphObject => ({
  defaultLength: 8,
  defaultLifetimeInMinutes: 60 + (day % 8) * 30,
  isUsableOnce: day % 2 === 0,
  maximumLifetimeInMinutes: 480,
  minimumLifetimeInMinutes: 60,
})

const certificate = (world: World): GraphObject => ({
  authenticationModeConfiguration: {
    x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
    x509CertificateDefaultRequiredAffinityLevel: 'low',
    rules: [
      {
        identifier: 'CN=Contoso Issuing CA',
        issuerSubjectIdentifier: 'CN=Contoso Issuing CA',
        policyOidIdentifier: null,
        x509CertificateAuthenticationMode: 'x509CertificateMultiFactor',
        x509CertificateRequiredAffinityLevel: 'high',
        x509CertificateRuleType: 'issuerSubject',
      },
    ],
  },
  certificateAuthorityScopes: [
    {
      subjectKeyIdentifier: '9a4248c6ac8c2931ab2a86537818e92e7b6c97b6',
      publicKeyInfrastructureIdentifier: 'Contoso PKI',
      includeTargets: [{ id: groupId(world, PILOT), targetType: 'group' }],
    },
  ],
  certificateUserBindings: [
    {
      priority: 1,
      trustAffinityLevel: 'low',
      userProperty: 'userPrincipalName',
      x509CertificateField: 'PrincipalName',
    },
  ],
  crlValidationConfiguration: { exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [], state: 'enabled' },
  issuerHintsConfiguration: { state: 'disabled' },
})

const external = (world: World): GraphObject => ({
  appId: applicationId(world, 3),
  displayName: 'Adatum second factor',
  openIdConnectSetting: {
    clientId: 'contoso-mfa',
    discoveryUrl: 'https://login.adatum.example/.well-known/openid-configuration',
  },
})

function configurations(world: World, day: number): GraphObject[] {
  return methods(world, day).map(([id, type, own], index) => ({
    '@odata.type': `#microsoft.graph.${type}AuthenticationMethodConfiguration`,
    id,
    state: pick(['enabled', 'enabled', 'disabled'], index),
    excludeTargets: index % 3 === 0 ? [{ id: groupId(world, EMERGENCY_ACCESS), targetType: 'group' }] : [],
    ...own,
    includeTargets: [
      {
        id: index % 2 === 0 ? 'all_users' : groupId(world, PILOT),
        isRegistrationRequired: false,
        targetType: 'group',
      },
    ],
  }))
}

function methodsPolicy({ world }: Tenant, day: number): GraphObject {
  return {
    id: 'authenticationMethodsPolicy',
    displayName: 'Authentication Methods Policy',
    description: 'The tenant-wide policy that controls which authentication methods are allowed.',
    lastModifiedDateTime: instant(world, day - 0.5, 15),
    policyMigrationState: 'migrationInProgress',
    policyVersion: '1.5',
    reconfirmationInDays: 0,
    registrationEnforcement: {
      authenticationMethodsRegistrationCampaign: {
        snoozeDurationInDays: day % 15,
        state: 'enabled',
        excludeTargets: [{ id: groupId(world, EMERGENCY_ACCESS), targetType: 'group' }],
        includeTargets: [
          { id: 'all_users', targetType: 'group', targetedAuthenticationMethod: 'microsoftAuthenticator' },
        ],
      },
    },
    authenticationMethodConfigurations: configurations(world, day),
  }
}

export const methodsPolicyResources: readonly Resource[] = [
  single({
    name: 'authentication_methods_policy',
    path: '/policies/authenticationMethodsPolicy',
    schema: signInPolicySchema,
    type: 'authenticationMethodsPolicy',
    application: READ_METHODS,
    delegated: READ_METHODS,
    missingIn: ['china'],
    row: tenant => methodsPolicy(tenant, daysPassed(tenant)),
  }),
]
