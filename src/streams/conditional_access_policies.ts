// https://learn.microsoft.com/graph/api/conditionalaccessroot-list-policies?view=graph-rest-1.0
// externalTenants is polymorphic: all tenants, or a list of them.
import { ALL_CLOUDS, type ListStream, list, struct } from './define.ts'
import { conditionalAccessFilter } from './structs.ts'

const guestsOrExternalUsers = struct({ externalTenants: 'json', guestOrExternalUserTypes: 'string' })

export const conditional_access_policies: ListStream = {
  kind: 'list',
  doc: 'https://learn.microsoft.com/graph/api/conditionalaccessroot-list-policies?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/identity/conditionalAccess/policies',
  family: 'protection',
  permissions: { application: ['Policy.Read.All'], delegated: ['Policy.Read.All'] },
  licence: 'Microsoft Entra ID P1 or P2',
  clouds: ALL_CLOUDS,
  inDefaultSet: true,
  query: {},
  tables: {
    conditional_access_policies: {
      about: 'One row per conditional access policy.',
      example: {
        question: 'Which policies demand MFA, and are they on?',
        sql: `
          SELECT displayName, state
          FROM {conditional_access_policies}
          WHERE list_contains(grantControls.builtInControls, 'mfa') OR grantControls.authenticationStrength.id IS NOT NULL
          ORDER BY ALL
        `,
      },
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        conditions: struct({
          applications: struct({
            applicationFilter: conditionalAccessFilter,
            excludeApplications: list('string'),
            includeApplications: list('string'),
            includeAuthenticationContextClassReferences: list('string'),
            includeUserActions: list('string'),
          }),
          authenticationFlows: struct({ transferMethods: 'string' }),
          clientApplications: struct({
            excludeServicePrincipals: list('string'),
            includeServicePrincipals: list('string'),
            servicePrincipalFilter: conditionalAccessFilter,
          }),
          clientAppTypes: list('string'),
          devices: struct({ deviceFilter: conditionalAccessFilter }),
          insiderRiskLevels: 'string',
          locations: struct({ excludeLocations: list('string'), includeLocations: list('string') }),
          platforms: struct({ excludePlatforms: list('string'), includePlatforms: list('string') }),
          servicePrincipalRiskLevels: list('string'),
          signInRiskLevels: list('string'),
          userRiskLevels: list('string'),
          users: struct({
            excludeGroups: list('string'),
            excludeGuestsOrExternalUsers: guestsOrExternalUsers,
            excludeRoles: list('string'),
            excludeUsers: list('string'),
            includeGroups: list('string'),
            includeGuestsOrExternalUsers: guestsOrExternalUsers,
            includeRoles: list('string'),
            includeUsers: list('string'),
          }),
        }),
        createdDateTime: 'timestamp',
        deletedDateTime: 'timestamp',
        description: 'string',
        displayName: 'string',
        grantControls: struct({
          authenticationStrength: struct({ id: 'string' }),
          builtInControls: list('string'),
          customAuthenticationFactors: list('string'),
          operator: 'string',
          termsOfUse: list('string'),
        }),
        modifiedDateTime: 'timestamp',
        sessionControls: struct({
          applicationEnforcedRestrictions: struct({ isEnabled: 'boolean' }),
          cloudAppSecurity: struct({ cloudAppSecurityType: 'string', isEnabled: 'boolean' }),
          disableResilienceDefaults: 'boolean',
          persistentBrowser: struct({ isEnabled: 'boolean', mode: 'string' }),
          secureSignInSession: struct({ isEnabled: 'boolean' }),
          signInFrequency: struct({
            authenticationType: 'string',
            frequencyInterval: 'string',
            isEnabled: 'boolean',
            type: 'string',
            value: 'int32',
          }),
        }),
        state: 'string',
        templateId: 'string',
      },
      schemaVersion: 2,
    },
  },
}
