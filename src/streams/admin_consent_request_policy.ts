// https://learn.microsoft.com/graph/api/adminconsentrequestpolicy-get?view=graph-rest-1.0
import { ALL_CLOUDS, list, type SingleStream } from './define.ts'
import { accessReviewReviewerScope } from './structs.ts'

export const admin_consent_request_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/adminconsentrequestpolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/adminConsentRequestPolicy',
  family: 'directory',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  tables: {
    admin_consent_request_policy: {
      about: 'One row: whether users may ask for admin consent, and who is asked.',
      example: {
        question: 'Who reviews requests for consent?',
        sql: `
          SELECT isEnabled, requestDurationInDays, reviewers
          FROM {admin_consent_request_policy}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        isEnabled: 'boolean',
        notifyReviewers: 'boolean',
        remindersEnabled: 'boolean',
        requestDurationInDays: 'int32',
        reviewers: list(accessReviewReviewerScope),
        version: 'int32',
      },
      schemaVersion: 1,
    },
  },
}
