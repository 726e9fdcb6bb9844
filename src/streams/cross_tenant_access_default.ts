// https://learn.microsoft.com/graph/api/crosstenantaccesspolicyconfigurationdefault-get?view=graph-rest-1.0
import { ALL_CLOUDS, list, type SingleStream, struct } from './define.ts'
import { crossTenantAccessPolicyTargetConfiguration } from './structs.ts'

export const cross_tenant_access_default: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/crosstenantaccesspolicyconfigurationdefault-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/crossTenantAccessPolicy/default',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  tables: {
    cross_tenant_access_default: {
      about: 'One row: what holds for every tenant that has no entry of its own.',
      example: {
        question: 'Is the MFA of other tenants trusted by default?',
        sql: `
          SELECT inboundTrust.isMfaAccepted
          FROM {cross_tenant_access_default}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        appServiceConnectInbound: struct({ applications: crossTenantAccessPolicyTargetConfiguration }),
        automaticUserConsentSettings: struct({ inboundAllowed: 'boolean', outboundAllowed: 'boolean' }),
        b2bCollaborationInbound: 'json',
        b2bCollaborationOutbound: 'json',
        b2bDirectConnectInbound: 'json',
        b2bDirectConnectOutbound: 'json',
        inboundTrust: struct({
          isCompliantDeviceAccepted: 'boolean',
          isHybridAzureADJoinedDeviceAccepted: 'boolean',
          isMfaAccepted: 'boolean',
        }),
        invitationRedemptionIdentityProviderConfiguration: struct({
          fallbackIdentityProvider: 'string',
          primaryIdentityProviderPrecedenceOrder: list('string'),
        }),
        isServiceDefault: 'boolean',
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
