// https://learn.microsoft.com/graph/api/authenticationflowspolicy-get?view=graph-rest-1.0
import { type SingleStream, struct } from './define.ts'

export const authentication_flows_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/authenticationflowspolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/authenticationFlowsPolicy',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ['global', 'china'],
  inDefaultSet: true,
  tables: {
    authentication_flows_policy: {
      about: 'One row: whether guests may sign themselves up.',
      example: {
        question: 'Is self-service sign-up on?',
        sql: `
          SELECT selfServiceSignUp.isEnabled
          FROM {authentication_flows_policy}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        description: 'string',
        displayName: 'string',
        selfServiceSignUp: struct({ isEnabled: 'boolean' }),
      },
      schemaVersion: 1,
    },
  },
}
