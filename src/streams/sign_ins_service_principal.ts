// https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-beta
// Without this filter beta, too, lists interactive sign-ins only.
import type { WindowStream } from './define.ts'
import { CONDITIONAL_ACCESS_READERS, signInColumns } from './sign-in-beta.ts'

export const sign_ins_service_principal: WindowStream = {
  kind: 'window',
  doc: 'https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-beta',
  api: 'beta',
  path: '/auditLogs/signIns',
  family: 'logs',
  permissions: { application: ['AuditLog.Read.All'], delegated: ['AuditLog.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: true,
  time: 'createdDateTime',
  operators: 'ge-le',
  filter: "signInEventTypes/any(t: t eq 'servicePrincipal')",
  top: 1000,
  tables: {
    sign_ins_service_principal: {
      about: 'One row per sign-in of an application with its own credentials.',
      example: {
        question: 'From where do applications sign in?',
        sql: `
          SELECT servicePrincipalName, ipAddress, count(*) AS signIns
          FROM {sign_ins_service_principal}
          GROUP BY ALL
          ORDER BY signIns DESC LIMIT 20
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: signInColumns,
      columnPermissions: {
        appliedConditionalAccessPolicies: CONDITIONAL_ACCESS_READERS,
      },
      schemaVersion: 1,
    },
  },
}
