// https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy-get?view=graph-rest-1.0
import { ALL_CLOUDS, type SingleStream } from './define.ts'

export const security_defaults_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/identitySecurityDefaultsEnforcementPolicy',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  tables: {
    security_defaults_policy: {
      about: 'One row: whether security defaults are on.',
      example: {
        question: 'Are security defaults on?',
        sql: `
          SELECT isEnabled
          FROM {security_defaults_policy}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        isEnabled: 'boolean',
      },
      schemaVersion: 1,
    },
  },
}
