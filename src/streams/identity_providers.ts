// https://learn.microsoft.com/graph/api/identitycontainer-list-identityproviders?view=graph-rest-1.0
import { type ListStream, struct } from './define.ts'

export const identity_providers: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/identitycontainer-list-identityproviders?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identity/identityProviders',
  family: 'directory',
  permissions: { application: ['IdentityProvider.Read.All'], delegated: ['IdentityProvider.Read.All'] },
  licence: null,
  clouds: ['global', 'china'],
  inDefaultSet: true,
  query: {},
  tables: {
    identity_providers: {
      about: 'One row per identity provider of guests; `_odata_type` says which kind.',
      example: {
        question: 'With what may guests sign in?',
        sql: `
          SELECT _odata_type, displayName
          FROM {identity_providers}
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        _odata_type: 'string',
        clientAuthentication: 'json',
        clientId: 'string',
        developerId: 'string',
        displayName: 'string',
        identityProviderType: 'string',
        inboundClaimMapping: struct({
          address: struct({
            country: 'string',
            locality: 'string',
            postal_code: 'string',
            region: 'string',
            street_address: 'string',
          }),
          email: 'string',
          email_verified: 'string',
          family_name: 'string',
          given_name: 'string',
          name: 'string',
          phone_number: 'string',
          phone_number_verified: 'string',
          sub: 'string',
        }),
        issuer: 'string',
        issuerUri: 'string',
        keyId: 'string',
        metadataExchangeUri: 'string',
        passiveSignInUri: 'string',
        preferredAuthenticationProtocol: 'string',
        responseType: 'string',
        scope: 'string',
        serviceId: 'string',
        signingCertificate: 'string',
        wellKnownEndpoint: 'string',
      },
      omitted: { clientSecret: 'a secret; Graph never returns it', certificateData: 'key material' },
      schemaVersion: 1,
    },
  },
}
