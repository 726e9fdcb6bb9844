// https://learn.microsoft.com/graph/api/accessreviewscheduledefinition-list-instances?view=graph-rest-1.0
import { ALL_CLOUDS, type ChildrenStream, list } from './define.ts'
import { accessReviewReviewerScope } from './structs.ts'

export const access_review_instances: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/accessreviewscheduledefinition-list-instances?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/accessReviews/definitions/{id}/instances',
  family: 'directory',
  permissions: { application: ['AccessReview.Read.All'], delegated: ['AccessReview.Read.All'] },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  parents: { path: '/identityGovernance/accessReviews/definitions', query: {} },
  parentColumns: ['definitionId'],
  query: {},
  tables: {
    access_review_instances: {
      about: 'One row per occurrence of an access review.',
      example: {
        question: 'Which occurrences end next?',
        sql: `
          SELECT d.displayName, i.status, i.endDateTime
          FROM {access_review_instances} i
          JOIN {access_review_definitions} d ON d.id = i.definitionId
          WHERE i.endDateTime > now()
          ORDER BY i.endDateTime
        `,
      },
      rows: 'own',
      key: ['definitionId', 'id'],
      columns: {
        definitionId: 'string',
        id: 'string',
        endDateTime: 'timestamp',
        fallbackReviewers: list(accessReviewReviewerScope),
        reviewers: list(accessReviewReviewerScope),
        scope: 'json',
        startDateTime: 'timestamp',
        status: 'string',
      },
      schemaVersion: 1,
    },
  },
}
