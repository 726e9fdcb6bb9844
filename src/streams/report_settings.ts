// https://learn.microsoft.com/graph/api/adminreportsettings-get?view=graph-rest-1.0
import type { SingleStream } from './define.ts'

export const report_settings: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/adminreportsettings-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/admin/reportSettings',
  family: 'directory',
  permissions: { application: ['ReportSettings.Read.All'], delegated: ['ReportSettings.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
  tables: {
    report_settings: {
      about: 'One row: whether names are concealed in usage reports.',
      example: {
        question: 'Are names concealed?',
        sql: `
          SELECT displayConcealedNames
          FROM {report_settings}
        `,
      },
      rows: 'own',
      key: [],
      columns: { displayConcealedNames: 'boolean' },
      omitted: { id: 'Graph does not give it one' },
      schemaVersion: 1,
    },
  },
}
