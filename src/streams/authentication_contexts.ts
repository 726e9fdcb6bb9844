// https://learn.microsoft.com/graph/api/conditionalaccessroot-list-authenticationcontextclassreferences?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const authentication_contexts: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/conditionalaccessroot-list-authenticationcontextclassreferences?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identity/conditionalAccess/authenticationContextClassReferences',
  family: 'protection',
  permissions: {
    application: ['AuthenticationContext.Read.All'],
    delegated: ['AuthenticationContext.Read.All'],
  },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    authentication_contexts: {
      about: 'One row per authentication context.',
      example: {
        question: 'Which contexts can be used?',
        sql: `
          SELECT id, displayName, isAvailable
          FROM {authentication_contexts}
          ORDER BY id
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', description: 'string', displayName: 'string', isAvailable: 'boolean' },
      schemaVersion: 1,
    },
  },
}
