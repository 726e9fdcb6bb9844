// https://learn.microsoft.com/graph/api/domain-list?view=graph-rest-1.0
// The id of a domain is its name.
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const domains: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/domain-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/domains',
  family: 'directory',
  permissions: { application: ['Domain.Read.All'], delegated: ['Domain.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    domains: {
      about: 'One row per domain; `id` is its name.',
      example: {
        question: 'Which domains are federated or not verified?',
        sql: `
          SELECT id, authenticationType, isVerified, isDefault
          FROM {domains}
          WHERE authenticationType = 'Federated' OR NOT isVerified
          ORDER BY id
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        authenticationType: 'string',
        availabilityStatus: 'string',
        isAdminManaged: 'boolean',
        isDefault: 'boolean',
        isInitial: 'boolean',
        isRoot: 'boolean',
        isVerified: 'boolean',
        manufacturer: 'string',
        model: 'string',
        passwordNotificationWindowInDays: 'int32',
        passwordValidityPeriodInDays: 'int32',
        state: struct({ lastActionDateTime: 'timestamp', operation: 'string', status: 'string' }),
        supportedServices: list('string'),
      },
      schemaVersion: 1,
    },
  },
}
