// https://learn.microsoft.com/graph/api/accessreviewinstance-list-decisions?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream } from './define.ts'

export const access_review_decisions: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/accessreviewinstance-list-decisions?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/accessReviews/definitions/{id}/instances/{id}/decisions',
  family: 'directory',
  permissions: { application: ['AccessReview.Read.All'], delegated: ['AccessReview.Read.All'] },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/identityGovernance/accessReviews/definitions', query: {} },
  between: { path: '/identityGovernance/accessReviews/definitions/{id}/instances', query: {} },
  parentColumns: ['definitionId', 'instanceId'],
  query: {},
  tables: {
    access_review_decisions: {
      about: 'One row per person or access reviewed in an occurrence, with the decision.',
      example: {
        question: 'How did reviewers decide?',
        sql: `
          SELECT d.displayName, r.decision, count(*) AS decisions
          FROM {access_review_decisions} r
          JOIN {access_review_definitions} d ON d.id = r.definitionId
          GROUP BY ALL
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['definitionId', 'instanceId', 'id'],
      columns: {
        definitionId: 'string',
        instanceId: 'string',
        id: 'string',
        accessReviewId: 'string',
        appliedBy: 'json',
        appliedDateTime: 'timestamp',
        applyResult: 'string',
        decision: 'string',
        justification: 'string',
        principal: 'json',
        principalLink: 'string',
        recommendation: 'string',
        resource: 'json',
        resourceLink: 'string',
        reviewedBy: 'json',
        reviewedDateTime: 'timestamp',
      },
      schemaVersion: 1,
    },
  },
}
