// https://learn.microsoft.com/graph/api/authenticationstrengthroot-list-policies?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const authentication_strengths: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/authenticationstrengthroot-list-policies?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/authenticationStrengthPolicies',
  family: 'directory',
  permissions: {
    application: ['Policy.Read.AuthenticationMethod'],
    delegated: ['Policy.Read.AuthenticationMethod'],
  },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    authentication_strengths: {
      about: 'One row per authentication strength: the combinations of methods that suffice.',
      example: {
        question: "Which strengths are the tenant's own?",
        sql: `
          SELECT displayName, allowedCombinations
          FROM {authentication_strengths}
          WHERE policyType = 'custom'
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        allowedCombinations: list('string'),
        combinationConfigurations: list('json'),
        createdDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        modifiedDateTime: 'timestamp',
        policyType: 'string',
        requirementsSatisfied: 'string',
      },
      schemaVersion: 1,
    },
  },
}
