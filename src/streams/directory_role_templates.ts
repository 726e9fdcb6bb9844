// https://learn.microsoft.com/graph/api/directoryroletemplate-list?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream } from './define.ts'

export const directory_role_templates: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/directoryroletemplate-list?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directoryRoleTemplates',
  family: 'directory',
  permissions: {
    application: ['RoleManagement.Read.Directory'],
    delegated: ['RoleManagement.Read.Directory'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    directory_role_templates: {
      about: 'One row per role that can be activated.',
      example: {
        question: 'Which roles were never activated?',
        sql: `
          SELECT t.displayName
          FROM {directory_role_templates} t
          ANTI JOIN {directory_roles} r ON r.roleTemplateId = t.id
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', deletedDateTime: 'timestamp', description: 'string', displayName: 'string' },
      schemaVersion: 1,
    },
  },
}
