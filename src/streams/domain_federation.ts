// https://learn.microsoft.com/graph/api/domain-list-federationconfiguration?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream, struct } from './define.ts'

export const domain_federation: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/domain-list-federationconfiguration?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/domains/{id}/federationConfiguration',
  family: 'directory',
  permissions: {
    application: ['Domain.Read.All', 'Domain-InternalFederation.Read.All'],
    delegated: ['Domain.Read.All', 'Domain-InternalFederation.Read.All'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/domains', query: { $select: 'id' } },
  parentColumns: ['domainId'],
  query: {},
  tables: {
    domain_federation: {
      about: 'One row per federated domain with its identity provider.',
      example: {
        question: 'Which identity providers sign users in?',
        sql: `
          SELECT domainId, displayName, issuerUri, preferredAuthenticationProtocol
          FROM {domain_federation}
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['domainId', 'id'],
      columns: {
        domainId: 'string',
        id: 'string',
        activeSignInUri: 'string',
        displayName: 'string',
        federatedIdpMfaBehavior: 'string',
        isSignedAuthenticationRequestRequired: 'boolean',
        issuerUri: 'string',
        metadataExchangeUri: 'string',
        nextSigningCertificate: 'string',
        passiveSignInUri: 'string',
        passwordResetUri: 'string',
        preferredAuthenticationProtocol: 'string',
        promptLoginBehavior: 'string',
        signingCertificate: 'string',
        signingCertificateUpdateStatus: struct({
          certificateUpdateResult: 'string',
          lastRunDateTime: 'timestamp',
        }),
        signOutUri: 'string',
      },
      schemaVersion: 1,
    },
  },
}
