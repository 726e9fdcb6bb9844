// https://learn.microsoft.com/graph/api/featurerolloutpolicies-list?view=graph-rest-1.0
import type { ListStream } from './define.ts'

export const feature_rollout_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/featurerolloutpolicies-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/featureRolloutPolicies',
  family: 'directory',
  permissions: { application: [], delegated: ['Policy.Read.HybridAuthentication'] },
  licence: null,
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: false,
  query: {},
  tables: {
    feature_rollout_policies: {
      about: 'One row per staged rollout of a feature.',
      example: {
        question: 'Which features are being rolled out?',
        sql: `
          SELECT feature, displayName, isEnabled
          FROM {feature_rollout_policies}
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        description: 'string',
        displayName: 'string',
        feature: 'string',
        isAppliedToOrganization: 'boolean',
        isEnabled: 'boolean',
      },
      schemaVersion: 1,
    },
  },
}
