// https://learn.microsoft.com/graph/api/crosstenantaccesspolicy-list-partners?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, struct } from './define.ts'
import { crossTenantAccessPolicyTargetConfiguration } from './structs.ts'

export const cross_tenant_access_partners: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/crosstenantaccesspolicy-list-partners?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/crossTenantAccessPolicy/partners',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: { $expand: 'identitySynchronization' },
  tables: {
    cross_tenant_access_partners: {
      about: 'One row per tenant with rules of its own.',
      example: {
        question: 'Whose MFA is trusted?',
        sql: `
          SELECT tenantId, inboundTrust.isMfaAccepted AS mfa, isServiceProvider
          FROM {cross_tenant_access_partners}
          ORDER BY tenantId
        `,
      },
      rows: 'own',
      key: ['tenantId'],
      columns: {
        tenantId: 'string',
        appServiceConnectInbound: struct({ applications: crossTenantAccessPolicyTargetConfiguration }),
        automaticUserConsentSettings: struct({ inboundAllowed: 'boolean', outboundAllowed: 'boolean' }),
        b2bCollaborationInbound: 'json',
        b2bCollaborationOutbound: 'json',
        b2bDirectConnectInbound: 'json',
        b2bDirectConnectOutbound: 'json',
        identitySynchronization: struct({
          displayName: 'string',
          tenantId: 'string',
          userSyncInbound: struct({ isSyncAllowed: 'boolean' }),
        }),
        inboundTrust: struct({
          isCompliantDeviceAccepted: 'boolean',
          isHybridAzureADJoinedDeviceAccepted: 'boolean',
          isMfaAccepted: 'boolean',
        }),
        isInMultiTenantOrganization: 'boolean',
        isServiceProvider: 'boolean',
        m365CollaborationInbound: struct({ users: crossTenantAccessPolicyTargetConfiguration }),
        m365CollaborationOutbound: struct({ usersAndGroups: crossTenantAccessPolicyTargetConfiguration }),
        tenantRestrictions: struct({
          applications: crossTenantAccessPolicyTargetConfiguration,
          devices: struct({ mode: 'string', rule: 'string' }),
          usersAndGroups: crossTenantAccessPolicyTargetConfiguration,
        }),
      },
      schemaVersion: 1,
    },
  },
}
