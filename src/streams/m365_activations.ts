// https://learn.microsoft.com/graph/api/reportroot-getoffice365activationsuserdetail?view=graph-rest-1.0
import type { ReportStream } from './define.ts'

export const m365_activations: ReportStream = {
  kind: 'report',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-getoffice365activationsuserdetail?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/reports/getOffice365ActivationsUserDetail',
  family: 'usageReports',
  permissions: { application: ['Reports.Read.All'], delegated: ['Reports.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
  tables: {
    m365_activations: {
      about: 'One row per user and product with the number of activations by platform.',
      example: {
        question: 'Who activated a product on more than five computers?',
        sql: `
          SELECT userPrincipalName, productType, windows + mac AS computers
          FROM {m365_activations}
          WHERE windows + mac > 5
          ORDER BY computers DESC
        `,
      },
      rows: 'own',
      key: ['reportRefreshDate', 'userPrincipalName', 'productType'],
      columns: {
        reportRefreshDate: 'date',
        userPrincipalName: 'string',
        productType: 'string',
        activatedOnSharedComputer: 'boolean',
        android: 'int32',
        displayName: 'string',
        iOS: 'int32',
        lastActivatedDate: 'date',
        mac: 'int32',
        windows: 'int32',
        windows10Mobile: 'int32',
      },
      schemaVersion: 1,
    },
  },
}
