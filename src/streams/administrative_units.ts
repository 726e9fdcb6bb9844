// https://learn.microsoft.com/graph/api/administrativeunit-delta?view=graph-rest-1.0

import { administrativeUnitTable } from './administrative-unit-table.ts'
import { ALL_CLOUDS, type DeltaStream } from './define.ts'

export const administrative_units: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/administrativeunit-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/directory/administrativeUnits/delta',
  family: 'directory',
  permissions: { application: ['AdministrativeUnit.Read.All'], delegated: ['AdministrativeUnit.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  count: '/directory/administrativeUnits/$count',
  select: Object.keys(administrativeUnitTable.columns),
  untracked: 'directory extensions',
  tables: {
    administrative_units: {
      ...administrativeUnitTable,
      about: 'One row per administrative unit.',
      example: {
        question: 'Which units have rules for their members?',
        sql: `
          SELECT displayName, membershipRule
          FROM {administrative_units}
          WHERE membershipRule IS NOT NULL
          ORDER BY ALL
        `,
      },
    },
  },
}
