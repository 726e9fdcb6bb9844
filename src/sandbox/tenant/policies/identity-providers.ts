// Who may vouch for people from outside.
import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { organisationSchema } from '../../schema/organisation.ts'
import type { Resource } from '../../server/resource.ts'
import { PARTNERS } from '../names.ts'
import { bits, type World } from '../world.ts'
import { list } from './outlines.ts'
import { edited, type Place, turnover } from './turnover.ts'

const PROVIDER = salt('identityProvider')

const builtIn = (identityProviderType: string, displayName: string): GraphObject => ({
  '@odata.type': '#microsoft.graph.builtInIdentityProvider',
  id: `${identityProviderType}-OAUTH`,
  displayName,
  identityProviderType,
})

const social = (identityProviderType: string, clientId: string): GraphObject => ({
  '@odata.type': '#microsoft.graph.socialIdentityProvider',
  id: `${identityProviderType}-OAUTH`,
  displayName: identityProviderType,
  identityProviderType,
  clientId,
  clientSecret: '******',
})

const apple: GraphObject = {
  '@odata.type': '#microsoft.graph.appleManagedIdentityProvider',
  id: 'Apple-Managed-OIDC',
  displayName: 'Sign in with Apple',
  developerId: 'CONTOSO123',
  serviceId: 'example.contoso.app',
  keyId: 'ABC123DEFG',
  certificateData: '******',
}

/** The identity provider of a partner's domain. */
const federation = (domain: string): GraphObject => ({
  '@odata.type': '#microsoft.graph.samlOrWsFedExternalDomainFederation',
  id: `Federation-${domain}`,
  displayName: domain,
  issuerUri: `urn:${domain}:idp`,
  metadataExchangeUri: `https://sts.${domain}/metadata`,
  passiveSignInUri: `https://sts.${domain}/saml`,
  preferredAuthenticationProtocol: 'saml',
  signingCertificate: Buffer.from(`certificate of ${domain}`).toString('base64'),
})

const FIXED_PROVIDERS: readonly GraphObject[] = [
  builtIn('AADSignup', 'Directory Sign up'),
  builtIn('MicrosoftAccount', 'Microsoft Account'),
  builtIn('EmailOTP', 'Email One Time Passcode'),
  social('Google', 'contoso.apps.google.example'),
  social('Facebook', '274850174623'),
  apple,
  federation(PARTNERS[0]),
]

/** A provider that speaks OpenID Connect. */
function openId(world: World, place: Place): GraphObject {
  const { index } = place
  const host = `https://login${index}.${pick(PARTNERS, index)}`
  return {
    '@odata.type': '#microsoft.graph.oidcIdentityProvider',
    id: guid(world.seed, PROVIDER, index),
    displayName: index % 3 === 2 ? null : edited(`Customers ${index + 1}`, place),
    clientId: `contoso-${bits(world, PROVIDER, index) % 10_000}`,
    issuer: host,
    wellKnownEndpoint: `${host}/.well-known/openid-configuration`,
    responseType: pick(['code', 'id_token'], index),
    scope: 'openid profile email',
    clientAuthentication:
      index % 2 === 0
        ? { '@odata.type': '#microsoft.graph.oidcClientSecretAuthentication', clientSecret: '******' }
        : { '@odata.type': '#microsoft.graph.oidcPrivateJwtKeyClientAuthentication' },
    inboundClaimMapping: claims(index),
  }
}

const claims = (index: number): GraphObject => ({
  sub: 'sub',
  name: 'name',
  given_name: 'given_name',
  family_name: 'family_name',
  email: 'email',
  email_verified: index % 2 === 0 ? 'email_verified' : null,
  phone_number: 'phone_number',
  phone_number_verified: null,
  address: {
    street_address: 'street_address',
    locality: 'locality',
    region: 'region',
    postal_code: 'postal_code',
    country: 'country',
  },
})

export const identityProviderResources: readonly Resource[] = [
  list({
    name: 'identity_providers',
    path: '/identity/identityProviders',
    schema: organisationSchema,
    type: 'identityProviderBase',
    derived: [
      'appleManagedIdentityProvider',
      'builtInIdentityProvider',
      'oidcIdentityProvider',
      'samlOrWsFedExternalDomainFederation',
      'socialIdentityProvider',
    ],
    application: ['IdentityProvider.Read.All', 'IdentityProvider.ReadWrite.All'],
    delegated: ['IdentityProvider.Read.All', 'IdentityProvider.ReadWrite.All'],
    missingIn: ['usgov', 'usgov-dod'],
    rows: tenant => [
      ...FIXED_PROVIDERS,
      ...turnover(tenant, PROVIDER, 3, 2).map(place => openId(tenant.world, place)),
    ],
  }),
]
