// https://learn.microsoft.com/graph/api/device-delta?view=graph-rest-1.0
import { ALL_CLOUDS, type Columns, type DeltaStream, list } from './define.ts'

const columns: Columns = {
  id: 'string',
  accountEnabled: 'boolean',
  approximateLastSignInDateTime: 'timestamp',
  complianceExpirationDateTime: 'timestamp',
  deletedDateTime: 'timestamp',
  deviceCategory: 'string',
  deviceId: 'string',
  deviceMetadata: 'string',
  deviceOwnership: 'string',
  deviceVersion: 'int32',
  displayName: 'string',
  enrollmentProfileName: 'string',
  enrollmentType: 'string',
  isCompliant: 'boolean',
  isManaged: 'boolean',
  isManagementRestricted: 'boolean',
  isRooted: 'boolean',
  managementType: 'string',
  manufacturer: 'string',
  mdmAppId: 'string',
  model: 'string',
  onPremisesLastSyncDateTime: 'timestamp',
  onPremisesSecurityIdentifier: 'string',
  onPremisesSyncEnabled: 'boolean',
  operatingSystem: 'string',
  operatingSystemVersion: 'string',
  physicalIds: list('string'),
  profileType: 'string',
  registrationDateTime: 'timestamp',
  systemLabels: list('string'),
  trustType: 'string',
}

export const devices: DeltaStream = {
  kind: 'delta',
  doc: 'https://learn.microsoft.com/graph/api/device-delta?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/devices/delta',
  family: 'directory',
  permissions: { application: ['Device.Read.All'], delegated: ['Device.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  count: '/devices/$count',
  select: Object.keys(columns),
  untracked: 'directory extensions',
  tables: {
    devices: {
      about: 'One row per device that is joined or registered.',
      example: {
        question: 'Which enabled devices have been silent for half a year?',
        sql: `
          SELECT displayName, operatingSystem, approximateLastSignInDateTime
          FROM {devices}
          WHERE accountEnabled AND approximateLastSignInDateTime < now() - INTERVAL 6 MONTH
          ORDER BY 3
        `,
      },
      rows: 'own',
      key: ['id'],
      columns,
      omitted: { alternativeSecurityIds: "Microsoft's own, for internal use" },
      schemaVersion: 1,
    },
  },
}
