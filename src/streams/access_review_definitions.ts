// https://learn.microsoft.com/graph/api/accessreviewset-list-definitions?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'
import { accessReviewReviewerScope, patternedRecurrence } from './structs.ts'

export const access_review_definitions: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/accessreviewset-list-definitions?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identityGovernance/accessReviews/definitions',
  family: 'directory',
  permissions: { application: ['AccessReview.Read.All'], delegated: ['AccessReview.Read.All'] },
  licence: 'Microsoft Entra ID P2 or Microsoft Entra ID Governance',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    access_review_definitions: {
      about: 'One row per access review, with its recurrence.',
      example: {
        question: 'Which reviews are under way?',
        sql: `
          SELECT displayName, status, createdDateTime
          FROM {access_review_definitions}
          WHERE status = 'InProgress'
          ORDER BY createdDateTime DESC
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        additionalNotificationRecipients: list(
          struct({ notificationRecipientScope: 'json', notificationTemplateType: 'string' }),
        ),
        createdBy: 'json',
        createdDateTime: 'timestamp',
        descriptionForAdmins: 'string',
        descriptionForReviewers: 'string',
        displayName: 'string',
        fallbackReviewers: list(accessReviewReviewerScope),
        instanceEnumerationScope: 'json',
        lastModifiedDateTime: 'timestamp',
        reviewers: list(accessReviewReviewerScope),
        scope: 'json',
        settings: struct({
          applyActions: list('json'),
          autoApplyDecisionsEnabled: 'boolean',
          decisionHistoriesForReviewersEnabled: 'boolean',
          defaultDecision: 'string',
          defaultDecisionEnabled: 'boolean',
          instanceDurationInDays: 'int32',
          justificationRequiredOnApproval: 'boolean',
          mailNotificationsEnabled: 'boolean',
          recommendationInsightSettings: list('json'),
          recommendationLookBackDuration: 'string',
          recommendationsEnabled: 'boolean',
          recurrence: patternedRecurrence,
          reminderNotificationsEnabled: 'boolean',
        }),
        stageSettings: list(
          struct({
            decisionsThatWillMoveToNextStage: list('string'),
            dependsOn: list('string'),
            durationInDays: 'int32',
            fallbackReviewers: list(accessReviewReviewerScope),
            recommendationInsightSettings: list('json'),
            recommendationsEnabled: 'boolean',
            reviewers: list(accessReviewReviewerScope),
            stageId: 'string',
          }),
        ),
        status: 'string',
      },
      schemaVersion: 1,
    },
  },
}
