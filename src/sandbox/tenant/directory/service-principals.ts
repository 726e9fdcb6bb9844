import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import { fill } from '../../schema/values.ts'
import { applicationName, applicationRoles, keyCredential, passwordCredential } from '../applications.ts'
import { PROJECTS } from '../names.ts'
import { bits, SALTS, servicePrincipalId, type World } from '../world.ts'
import { MICROSOFT_TENANT, SERVICES } from './microsoft.ts'

const PRINCIPAL = salt('servicePrincipal')
const MANAGED = salt('managedIdentity')

/** Keeps the credentials of service principals apart from those of applications. */
const CREDENTIALS_FROM = 2_000_000

/** What a service principal has of its application. */
export interface Origin {
  readonly appId: unknown
  readonly displayName: unknown
  readonly appRoles: unknown
}

/** Service principal number `index` of the start, or a managed identity past them. */
export function makeServicePrincipal(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const service = SERVICES[index - world.applications]
  if (index >= world.servicePrincipals) return managedIdentity(world, index, only)
  if (service) return microsoftPrincipal(world, index, only)
  return applicationPrincipal(
    world,
    index,
    {
      appId: guid(world.seed, SALTS.appIds, index),
      displayName: applicationName(world, index),
      appRoles: applicationRoles(world, index),
    },
    only,
  )
}

/** The service principal of one of the tenant's own applications. */
export function applicationPrincipal(
  world: World,
  index: number,
  origin: Origin,
  only?: ReadonlySet<string>,
): GraphObject {
  const dice = bits(world, PRINCIPAL, index)
  return {
    ...common(world, index, only),
    ...origin,
    appDisplayName: origin.displayName,
    appOwnerOrganizationId: world.tenantId,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [origin.appId, `api://${origin.appId}`].slice(0, 1 + (index % 2)),
    signInAudience: 'AzureADMyOrg',
    tags: pick([['WindowsAzureActiveDirectoryIntegratedApp'], ['HideApp'], []], dice),
    passwordCredentials: Array.from({ length: index % 5 === 1 ? 1 : 0 }, (_, place) =>
      passwordCredential(world, CREDENTIALS_FROM + index, place, 300 - (dice % 400)),
    ),
    keyCredentials: index % 4 === 2 ? [keyCredential(world, CREDENTIALS_FROM + index, 0)] : [],
  }
}

/** Roles and scopes are as for any other; only some properties are ever disabled. */
function common(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const source = { schema: directorySchema, seed: world.seed, before: world.start }
  const row = fill(source, 'servicePrincipal', index, 0, only)
  delete row.customSecurityAttributes
  return {
    ...row,
    id: servicePrincipalId(world, index),
    deletedDateTime: null,
    accountEnabled: index % 9 !== 4,
    alternativeNames: [],
    appRoles: [],
    oauth2PermissionScopes: index % 6 === 1 ? [ownScope(world, index)] : [],
    disabledByMicrosoftStatus: index % 17 === 5 ? 'DisabledDueToViolationOfServicesAgreement' : null,
    isDisabled: index % 17 === 5 ? true : null,
    preferredSingleSignOnMode: index % 4 === 2 ? null : pick(['saml', 'oidc', 'password'], index),
    ...(index % 9 === 2 ? { customSecurityAttributes: { Engineering: attributes(index) } } : {}),
  }
}

const attributes = (index: number): GraphObject => ({
  '@odata.type': '#microsoft.graph.customSecurityAttributeValue',
  'Project@odata.type': '#Collection(String)',
  Project: ['Cascade'],
  CostCenter: 2000 + (index % 9),
})

const ownScope = (world: World, index: number): GraphObject => ({
  adminConsentDescription: 'Lets an app call this API on behalf of the signed-in user.',
  adminConsentDisplayName: 'Access the API',
  id: guid(world.seed, PRINCIPAL, index),
  isEnabled: true,
  origin: 'Application',
  type: 'User',
  userConsentDescription: null,
  userConsentDisplayName: null,
  value: 'user_impersonation',
})

function microsoftPrincipal(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const { appId, displayName, roles, scopes } = SERVICES[index - world.applications] ?? SERVICES[0]
  return {
    ...common(world, index, only),
    accountEnabled: true,
    appId,
    displayName,
    appDisplayName: displayName,
    appOwnerOrganizationId: MICROSOFT_TENANT,
    appRoles: roles,
    oauth2PermissionScopes: scopes,
    disabledByMicrosoftStatus: null,
    isDisabled: null,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [appId],
    signInAudience: 'AzureADMultipleOrgs',
    tags: [],
    verifiedPublisher: { addedDateTime: null, displayName: null, verifiedPublisherId: null },
    keyCredentials: [],
    passwordCredentials: [],
  }
}

function managedIdentity(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const appId = guid(world.seed, MANAGED, index)
  const displayName = `id-${pick(PROJECTS, index)
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase()}-${index}`
  const subscription = guid(world.seed, MANAGED, -1)
  const path = `/subscriptions/${subscription}/resourcegroups/rg-${index % 3}/providers`
  return {
    ...common(world, index, only),
    accountEnabled: true,
    alternativeNames: [
      `isExplicit=${index % 2 === 0 ? 'True' : 'False'}`,
      `${path}/Microsoft.ManagedIdentity/userAssignedIdentities/${displayName}`,
    ],
    appId,
    displayName,
    appDisplayName: null,
    appOwnerOrganizationId: null,
    oauth2PermissionScopes: [],
    servicePrincipalType: 'ManagedIdentity',
    servicePrincipalNames: [appId, `https://identity.azure.net/${Buffer.from(appId).toString('base64')}`],
    signInAudience: null,
    tags: [],
    replyUrls: [],
    passwordCredentials: [],
    keyCredentials: [keyCredential(world, CREDENTIALS_FROM + index, 1)],
  }
}
