// https://learn.microsoft.com/graph/api/resources/administrativeunit?view=graph-rest-1.0
import type { Columns, RowsTable } from './define.ts'

const columns: Columns = {
  id: 'string',
  deletedDateTime: 'timestamp',
  description: 'string',
  displayName: 'string',
  isMemberManagementRestricted: 'boolean',
  membershipRule: 'string',
  membershipRuleProcessingState: 'string',
  membershipType: 'string',
  visibility: 'string',
}

/** The rows, of which the deleted ones are a table too. */
export const administrativeUnitTable: RowsTable = { rows: 'own', key: ['id'], columns, schemaVersion: 1 }
