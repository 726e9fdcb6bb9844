// https://learn.microsoft.com/graph/api/deviceregistrationpolicy-get?view=graph-rest-1.0
import { ALL_CLOUDS, type SingleStream, struct } from './define.ts'

export const device_registration_policy: SingleStream = {
  kind: 'single',
  doc: 'https://learn.microsoft.com/graph/api/deviceregistrationpolicy-get?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/policies/deviceRegistrationPolicy',
  family: 'directory',
  permissions: {
    application: ['Policy.Read.DeviceConfiguration'],
    delegated: ['Policy.Read.DeviceConfiguration'],
  },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  tables: {
    device_registration_policy: {
      about: 'One row: who may join devices.',
      example: {
        question: 'How many devices may a user have?',
        sql: `
          SELECT userDeviceQuota, multiFactorAuthConfiguration
          FROM {device_registration_policy}
        `,
      },
      rows: 'own',
      key: ['id'],
      optionalKey: ['id'],
      columns: {
        id: 'string',
        azureADJoin: struct({
          allowedToJoin: 'json',
          isAdminConfigurable: 'boolean',
          localAdmins: struct({ enableGlobalAdmins: 'boolean', registeringUsers: 'json' }),
        }),
        azureADRegistration: struct({ allowedToRegister: 'json', isAdminConfigurable: 'boolean' }),
        description: 'string',
        displayName: 'string',
        localAdminPassword: struct({ isEnabled: 'boolean' }),
        multiFactorAuthConfiguration: 'string',
        userDeviceQuota: 'int32',
      },
      schemaVersion: 1,
    },
  },
}
