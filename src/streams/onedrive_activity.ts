// https://learn.microsoft.com/graph/api/reportroot-getonedriveactivityuserdetail?view=graph-rest-1.0
import type { ReportStream } from './define.ts'

export const onedrive_activity: ReportStream = {
  kind: 'report',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-getonedriveactivityuserdetail?view=graph-rest-1.0',
  api: 'v1.0',
  path: "/reports/getOneDriveActivityUserDetail(period='D90')",
  family: 'usageReports',
  permissions: { application: ['Reports.Read.All'], delegated: ['Reports.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
  tables: {
    onedrive_activity: {
      about: 'One row per user with files viewed, synchronised and shared in OneDrive.',
      example: {
        question: 'Who shares most with the outside?',
        sql: `
          SELECT userPrincipalName, sharedExternallyFileCount
          FROM {onedrive_activity}
          WHERE sharedExternallyFileCount > 0
          ORDER BY 2 DESC LIMIT 20
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
      },
      schemaVersion: 1,
    },
  },
}
