// https://learn.microsoft.com/graph/api/reportroot-getoffice365activeuserdetail?view=graph-rest-1.0
import type { ReportStream } from './define.ts'

export const m365_active_users: ReportStream = {
  kind: 'report',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-getoffice365activeuserdetail?view=graph-rest-1.0',
  api: 'v1.0',
  path: "/reports/getOffice365ActiveUserDetail(period='D90')",
  family: 'usageReports',
  permissions: { application: ['Reports.Read.All'], delegated: ['Reports.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
  tables: {
    m365_active_users: {
      about: 'One row per user with licences and last activity in each product.',
      example: {
        question: 'Who holds an Exchange licence and has not used it for 60 days?',
        sql: `
          SELECT userPrincipalName, exchangeLastActivityDate
          FROM {m365_active_users}
          WHERE hasExchangeLicense AND (exchangeLastActivityDate IS NULL OR exchangeLastActivityDate < current_date - 60)
          ORDER BY ALL
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
        exchangeLastActivityDate: 'date',
        exchangeLicenseAssignDate: 'date',
        hasExchangeLicense: 'boolean',
        hasOneDriveLicense: 'boolean',
        hasSharePointLicense: 'boolean',
        hasSkypeForBusinessLicense: 'boolean',
        hasTeamsLicense: 'boolean',
        hasYammerLicense: 'boolean',
        isDeleted: 'boolean',
        oneDriveLastActivityDate: 'date',
        oneDriveLicenseAssignDate: 'date',
        sharePointLastActivityDate: 'date',
        sharePointLicenseAssignDate: 'date',
        skypeForBusinessLastActivityDate: 'date',
        skypeForBusinessLicenseAssignDate: 'date',
        teamsLastActivityDate: 'date',
        teamsLicenseAssignDate: 'date',
        yammerLastActivityDate: 'date',
        yammerLicenseAssignDate: 'date',
      },
      schemaVersion: 1,
    },
  },
}
