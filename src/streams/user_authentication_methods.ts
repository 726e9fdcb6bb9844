// https://learn.microsoft.com/graph/api/authentication-list-methods?view=graph-rest-1.0
// One listing per user, and five of them in 10 s: slow. user_registration_details says most of it at once.
import { type ChildrenStream, list, struct } from './define.ts'

export const user_authentication_methods: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/authentication-list-methods?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/users/{id}/authentication/methods',
  family: 'logs',
  permissions: {
    application: ['User.Read.All', 'UserAuthenticationMethod.Read.All'],
    delegated: ['User.Read.All', 'UserAuthenticationMethod.Read.All'],
  },
  licence: null,
  clouds: ['global', 'usgov', 'usgov-dod'],
  inDefaultSet: false,
  parents: { path: '/users', query: { $select: 'id', $top: '999' } },
  parentColumns: ['userId'],
  query: {},
  tables: {
    user_authentication_methods: {
      about: 'One row per user and authentication method; `_odata_type` says which kind.',
      example: {
        question: 'How many methods of each kind are registered?',
        sql: `
          SELECT _odata_type, count(*) AS methods, count(DISTINCT userId) AS users
          FROM {user_authentication_methods}
          GROUP BY ALL
          ORDER BY methods DESC
        `,
      },
      rows: 'own',
      key: ['userId', 'id'],
      columns: {
        userId: 'string',
        id: 'string',
        _odata_type: 'string',
        aaGuid: 'string',
        attestationCertificates: list('string'),
        attestationLevel: 'string',
        configurationId: 'string',
        createdDateTime: 'timestamp',
        deviceTag: 'string',
        displayName: 'string',
        emailAddress: 'string',
        isUsable: 'boolean',
        isUsableOnce: 'boolean',
        keyStrength: 'string',
        lifetimeInMinutes: 'int32',
        methodUsabilityReason: 'string',
        model: 'string',
        passkeyType: 'string',
        phoneAppVersion: 'string',
        phoneNumber: 'string',
        phoneType: 'string',
        platform: 'string',
        publicKeyCredential: struct({
          clientExtensionResults: 'json',
          id: 'string',
          response: struct({ attestationObject: 'string', clientDataJSON: 'string' }),
        }),
        smsSignInState: 'string',
        startDateTime: 'timestamp',
      },
      omitted: {
        password: 'a secret; Graph never returns it',
        secretKey: 'a secret; Graph never returns it',
        temporaryAccessPass: 'a secret; Graph shows it only when it is created',
      },
      schemaVersion: 1,
    },
  },
}
