// https://learn.microsoft.com/graph/api/conditionalaccessroot-list-namedlocations?view=graph-rest-1.0
import { ALL_CLOUDS, type ListStream, list } from './define.ts'

export const named_locations: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/conditionalaccessroot-list-namedlocations?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identity/conditionalAccess/namedLocations',
  family: 'protection',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    named_locations: {
      about: 'One row per named location; `_odata_type` says whether by address or by country.',
      example: {
        question: 'Which locations are trusted?',
        sql: `
          SELECT displayName, ipRanges
          FROM {named_locations}
          WHERE isTrusted
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        _odata_type: 'string',
        countriesAndRegions: list('string'),
        countryLookupMethod: 'string',
        createdDateTime: 'timestamp',
        deletedDateTime: 'timestamp',
        displayName: 'string',
        includeUnknownCountriesAndRegions: 'boolean',
        ipRanges: list('json'),
        isTrusted: 'boolean',
        modifiedDateTime: 'timestamp',
      },
      schemaVersion: 1,
    },
  },
}
