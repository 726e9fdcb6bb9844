// https://learn.microsoft.com/graph/api/reportroot-getemailactivityuserdetail?view=graph-rest-1.0
import type { ReportStream } from './define.ts'

export const email_activity: ReportStream = {
  kind: 'report',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-getemailactivityuserdetail?view=graph-rest-1.0',
  api: 'v1.0',
  path: "/reports/getEmailActivityUserDetail(period='D90')",
  family: 'usageReports',
  permissions: { application: ['Reports.Read.All'], delegated: ['Reports.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
  tables: {
    email_activity: {
      about: 'One row per user with mail sent, received and read.',
      example: {
        question: 'Which mailboxes send nothing?',
        sql: `
          SELECT userPrincipalName, receiveCount
          FROM {email_activity}
          WHERE coalesce(sendCount, 0) = 0
          ORDER BY receiveCount DESC
        `,
      },
      rows: 'own',
      key: ['reportRefreshDate', 'userPrincipalName'],
      columns: {
        reportRefreshDate: 'date',
        userPrincipalName: 'string',
        assignedProducts: 'string',
        deletedDate: 'date',
        displayName: 'string',
        isDeleted: 'boolean',
        lastActivityDate: 'date',
        meetingCreatedCount: 'int64',
        meetingInteractedCount: 'int64',
        readCount: 'int64',
        receiveCount: 'int64',
        reportPeriod: 'string',
        sendCount: 'int64',
      },
      schemaVersion: 1,
    },
  },
}
