import type { GraphObject } from '../api.ts'
import { guid, pick, salt } from '../random.ts'
import { directorySchema } from '../schema/index.ts'
import { fill } from '../schema/values.ts'
import { DEPARTMENTS, PROJECTS } from './names.ts'
import { applicationId, bits, daysBefore, SALTS, share, type World } from './world.ts'

const CREATED = salt('applicationCreated')
const CREDENTIAL = salt('credential')
const ROLE = salt('appRole')
const SYSTEMS = ['Portal', 'Connector', 'Reporting', 'Backup', 'Sync', 'Webhook', 'Mobile', 'Bot'] as const
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'

/** A role that applications or people can have in an application. */
export interface AppRole {
  readonly allowedMemberTypes: readonly string[]
  readonly description: string | null
  readonly displayName: string
  readonly id: string
  readonly isEnabled: boolean
  readonly origin: string
  readonly value: string
}

/** Days from the tenant's start to the end of a credential: one in four has expired, one in four expires within 30 days. */
const LIFETIMES = [-400, -20, 5, 25, 90, 200, 365, 700] as const

export function passwordCredential(
  world: World,
  index: number,
  place: number,
  endsInDays: number,
): GraphObject {
  const keyId = guid(world.seed, CREDENTIAL, index * 16 + place)
  return {
    customKeyIdentifier: place === 1 ? Buffer.from(keyId).toString('base64') : null,
    displayName: place % 3 === 2 ? null : `secret ${place + 1}`,
    endDateTime: daysBefore(world, -endsInDays),
    hint: keyId.slice(0, 3),
    keyId,
    secretText: null,
    startDateTime: daysBefore(world, 365 - endsInDays),
  }
}

export function keyCredential(world: World, index: number, place: number): GraphObject {
  const endsInDays = pick(LIFETIMES, bits(world, CREDENTIAL, index, 64 + place))
  return {
    customKeyIdentifier: Buffer.from(`${index}-${place}`).toString('base64'),
    displayName: `CN=${pick(SYSTEMS, index)} ${index}`,
    endDateTime: daysBefore(world, -endsInDays),
    key: null,
    keyId: guid(world.seed, CREDENTIAL, index * 16 + 8 + place),
    startDateTime: daysBefore(world, 730 - endsInDays),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
  }
}

export function applicationName(world: World, index: number): string {
  const dice = bits(world, CREATED, index)
  return `${pick(DEPARTMENTS, dice >>> 4).name} ${pick(SYSTEMS, index)} ${pick(PROJECTS, dice)}`
}

const MEMBER_TYPES: readonly [string[], ...string[][]] = [['User'], ['Application'], ['User', 'Application']]

/** The roles an application of the start declares; one application in three has none. */
export function applicationRoles(world: World, index: number): AppRole[] {
  return Array.from({ length: index % 3 }, (_, place) => ({
    allowedMemberTypes: pick(MEMBER_TYPES, index + place),
    description: place === 0 ? `May read what ${pick(SYSTEMS, index)} shows` : null,
    displayName: place === 0 ? 'Reader' : 'Contributor',
    id: guid(world.seed, ROLE, index * 8 + place),
    isEnabled: (index + place) % 7 > 0,
    origin: 'Application',
    value: place === 0 ? 'Data.Read' : 'Data.Write',
  }))
}

/** Application number `index` as it was at the start. */
export function makeApplication(world: World, index: number): GraphObject {
  const row = fill({ schema: directorySchema, seed: world.seed, before: world.start }, 'application', index)
  const dice = bits(world, CREATED, index)
  delete row.logo
  const department = pick(DEPARTMENTS, dice >>> 4).name
  return Object.assign(row, {
    id: applicationId(world, index),
    appId: guid(world.seed, SALTS.appIds, index),
    deletedDateTime: null,
    createdDateTime: daysBefore(world, 10 + share(world, CREATED, index, 1) * 1800),
    displayName: applicationName(world, index),
    appRoles: applicationRoles(world, index),
    signInAudience: pick(['AzureADMyOrg', 'AzureADMyOrg', 'AzureADMultipleOrgs'], dice),
    publisherDomain: 'contoso.example',
    passwordCredentials: Array.from({ length: (dice >>> 8) % 4 }, (_, place) =>
      passwordCredential(world, index, place, pick(LIFETIMES, bits(world, CREDENTIAL, index, place))),
    ),
    keyCredentials: Array.from({ length: (dice >>> 12) % 3 }, (_, place) =>
      keyCredential(world, index, place),
    ),
    requiredResourceAccess:
      index % 6 === 0
        ? []
        : [
            {
              resourceAppId: GRAPH_APP_ID,
              resourceAccess: [{ id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }],
            },
          ],
    identifierUris: index % 2 === 0 ? [`api://${guid(world.seed, SALTS.appIds, index)}`] : [],
    oauth2RequirePostResponse: false,
    tags: index % 4 === 0 ? ['HideApp', department] : [],
  })
}
