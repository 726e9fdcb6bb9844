// https://learn.microsoft.com/graph/api/reportroot-getsharepointactivityuserdetail?view=graph-rest-1.0
import type { ReportStream } from './define.ts'

export const sharepoint_activity: ReportStream = {
  kind: 'report',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-getsharepointactivityuserdetail?view=graph-rest-1.0',
  api: 'v1.0',
  path: "/reports/getSharePointActivityUserDetail(period='D90')",
  family: 'usageReports',
  permissions: { application: ['Reports.Read.All'], delegated: ['Reports.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
  tables: {
    sharepoint_activity: {
      about: 'One row per user with files and pages used in SharePoint.',
      example: {
        question: 'Who visits the most pages?',
        sql: `
          SELECT userPrincipalName, visitedPageCount
          FROM {sharepoint_activity}
          ORDER BY visitedPageCount DESC NULLS LAST LIMIT 20
        `,
      },
      rows: 'own',
      key: ['reportRefreshDate', 'userPrincipalName'],
      columns: {
        reportRefreshDate: 'date',
        userPrincipalName: 'string',
        assignedProducts: 'string',
        deletedDate: 'date',
        isDeleted: 'boolean',
        lastActivityDate: 'date',
        reportPeriod: 'string',
        sharedExternallyFileCount: 'int64',
        sharedInternallyFileCount: 'int64',
        syncedFileCount: 'int64',
        viewedOrEditedFileCount: 'int64',
        visitedPageCount: 'int64',
      },
      schemaVersion: 1,
    },
  },
}
