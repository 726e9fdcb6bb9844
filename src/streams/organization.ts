// https://learn.microsoft.com/graph/api/organization-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, NATIONAL_CLOUDS, struct } from './define.ts'

export const organization: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/organization-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/organization',
  family: 'directory',
  permissions: { application: ['Organization.Read.All'], delegated: ['Organization.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    organization: {
      about: 'One row: the tenant.',
      example: {
        question: 'When was the directory last synchronised with the premises?',
        sql: `
          SELECT displayName, onPremisesSyncEnabled, onPremisesLastSyncDateTime
          FROM {organization}
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        assignedPlans: list(
          struct({
            assignedDateTime: 'timestamp',
            capabilityStatus: 'string',
            service: 'string',
            servicePlanId: 'string',
          }),
        ),
        businessPhones: list('string'),
        city: 'string',
        country: 'string',
        countryLetterCode: 'string',
        createdDateTime: 'timestamp',
        defaultUsageLocation: 'string',
        deletedDateTime: 'timestamp',
        displayName: 'string',
        marketingNotificationEmails: list('string'),
        onPremisesLastSyncDateTime: 'timestamp',
        onPremisesSyncEnabled: 'boolean',
        partnerTenantType: 'string',
        postalCode: 'string',
        preferredLanguage: 'string',
        privacyProfile: struct({ contactEmail: 'string', statementUrl: 'string' }),
        provisionedPlans: list(
          struct({ capabilityStatus: 'string', provisioningStatus: 'string', service: 'string' }),
        ),
        securityComplianceNotificationMails: list('string'),
        securityComplianceNotificationPhones: list('string'),
        state: 'string',
        street: 'string',
        technicalNotificationMails: list('string'),
        tenantType: 'string',
        verifiedDomains: list(
          struct({
            capabilities: 'string',
            isDefault: 'boolean',
            isInitial: 'boolean',
            name: 'string',
            type: 'string',
          }),
        ),
      },
      omitted: {
        mobileDeviceManagementAuthority: "Intune's: told only to those who may read its configuration",
      },
      missingIn: { defaultUsageLocation: NATIONAL_CLOUDS },
      schemaVersion: 1,
    },
  },
}
