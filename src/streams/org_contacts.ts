// https://learn.microsoft.com/graph/api/orgcontact-delta?view=graph-rest-1.0
import { ALL_CLOUDS, type Columns, type DeltaStream, list, struct } from './define.ts'
import { onPremisesProvisioningError } from './structs.ts'

const columns: Columns = {
  id: 'string',
  addresses: list(
    struct({
      city: 'string',
      countryOrRegion: 'string',
      officeLocation: 'string',
      postalCode: 'string',
      state: 'string',
      street: 'string',
    }),
  ),
  companyName: 'string',
  deletedDateTime: 'timestamp',
  department: 'string',
  displayName: 'string',
  givenName: 'string',
  jobTitle: 'string',
  mail: 'string',
  mailNickname: 'string',
  onPremisesLastSyncDateTime: 'timestamp',
  onPremisesProvisioningErrors: list(onPremisesProvisioningError),
  onPremisesSyncEnabled: 'boolean',
  phones: list(struct({ language: 'string', number: 'string', region: 'string', type: 'string' })),
  proxyAddresses: list('string'),
  serviceProvisioningErrors: list('json'),
  surname: 'string',
}

export const org_contacts: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/orgcontact-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/contacts/delta',
  family: 'directory',
  permissions: { application: ['OrgContact.Read.All'], delegated: ['OrgContact.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  count: '/contacts/$count',
  select: Object.keys(columns),
  tables: {
    org_contacts: {
      about: 'One row per contact of the organisation.',
      example: {
        question: 'Which contacts come from the on-premises directory?',
        sql: `
          SELECT displayName, mail, companyName
          FROM {org_contacts}
          WHERE onPremisesSyncEnabled
          ORDER BY displayName
        `,
      },
      rows: 'own',
      key: ['id'],
      columns,
      schemaVersion: 1,
    },
  },
}
