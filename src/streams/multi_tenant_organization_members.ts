// https://learn.microsoft.com/graph/api/multitenantorganization-list-tenants?view=graph-rest-1.0
import { type ListStream, struct } from './define.ts'

export const multi_tenant_organization_members: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/multitenantorganization-list-tenants?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/tenantRelationships/multiTenantOrganization/tenants',
  family: 'directory',
  permissions: {
    application: ['MultiTenantOrganization.Read.All'],
    delegated: ['MultiTenantOrganization.Read.All'],
  },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ['global'],
  inDefaultSet: true,
  query: {},
  tables: {
    multi_tenant_organization_members: {
      about: 'One row per tenant of the multitenant organisation.',
      example: {
        question: 'Which tenants belong together?',
        sql: `
          SELECT displayName, tenantId, role, state, joinedDateTime
          FROM {multi_tenant_organization_members}
          ORDER BY joinedDateTime
        `,
      },
      rows: 'own',
      key: ['tenantId'],
      columns: {
        tenantId: 'string',
        addedByTenantId: 'string',
        addedDateTime: 'timestamp',
        displayName: 'string',
        joinedDateTime: 'timestamp',
        role: 'string',
        state: 'string',
        transitionDetails: struct({
          desiredRole: 'string',
          desiredState: 'string',
          details: 'string',
          status: 'string',
        }),
      },
      omitted: {
        id: 'members are known by their tenantId',
        deletedDateTime: 'never set: a member that left is gone',
      },
      schemaVersion: 1,
    },
  },
}
