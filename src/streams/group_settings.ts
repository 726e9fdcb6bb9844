// https://learn.microsoft.com/graph/api/group-list-settings?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'

export const group_settings: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/group-list-settings?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/groupSettings',
  family: 'directory',
  permissions: { application: ['GroupSettings.Read.All'], delegated: ['GroupSettings.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    group_settings: {
      about: 'One row per set of directory settings that was changed from its template.',
      example: {
        question: 'What do the settings say?',
        sql: `
          SELECT displayName, setting.name, setting.value
          FROM (SELECT displayName, unnest("values") AS setting FROM {group_settings})
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        displayName: 'string',
        templateId: 'string',
        values: list(struct({ name: 'string', value: 'string' })),
      },
      schemaVersion: 1,
    },
  },
}
