import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import { fill } from '../../schema/values.ts'
import { bits, daysBefore, deviceId, share, type World } from '../world.ts'
import { extensionValues } from './extensions.ts'

const DEVICE = salt('device')

const INTUNE = '0000000a-0000-0000-c000-000000000000'

interface Model {
  readonly operatingSystem: string
  readonly versions: readonly [string, ...string[]]
  readonly manufacturer: string
  readonly model: string
  readonly trustType: 'AzureAd' | 'ServerAd' | 'Workplace'
  readonly prefix: string
}

const model = (
  operatingSystem: string,
  versions: readonly [string, ...string[]],
  manufacturer: string,
  name: string,
  trustType: Model['trustType'],
  prefix: string,
): Model => ({ operatingSystem, versions, manufacturer, model: name, trustType, prefix })

const WINDOWS = ['10.0.22631.4460', '10.0.26100.2314', '10.0.19045.5131'] as const

const MODELS: readonly [Model, ...Model[]] = [
  model('Windows', WINDOWS, 'LENOVO', 'ThinkPad T14', 'AzureAd', 'DESKTOP'),
  model('Windows', WINDOWS, 'Dell Inc.', 'Latitude 7440', 'ServerAd', 'LAPTOP'),
  model('iOS', ['18.1.1', '17.7.2'], 'Apple', 'iPhone 14', 'Workplace', 'iPhone'),
  model('Windows', WINDOWS, 'Microsoft Corporation', 'Surface Pro 9', 'AzureAd', 'SURFACE'),
  model('AndroidForWork', ['14', '15'], 'samsung', 'SM-A546B', 'Workplace', 'android'),
  model('MacMDM', ['15.1.0', '14.7.1'], 'Apple', 'MacBook Pro', 'AzureAd', 'MacBook'),
]

/** Device number `index` as it was at the start; one in 15 is disabled, one in 6 has not been seen for months. */
export function makeDevice(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const source = { schema: directorySchema, seed: world.seed, before: world.start }
  const what = pick(MODELS, bits(world, DEVICE, index))
  const idle = share(world, DEVICE, index, 2)
  const seen = index % 6 === 5 ? 100 + idle * 700 : idle * 10
  return {
    ...fill(source, 'device', index, 0, only),
    id: deviceId(world, index),
    deletedDateTime: null,
    accountEnabled: index % 15 !== 14,
    approximateLastSignInDateTime: index % 29 === 28 ? null : daysBefore(world, seen),
    registrationDateTime: daysBefore(world, seen + 30 + share(world, DEVICE, index, 3) * 900),
    ...identity(world, index, what),
    ...management(world, index, what),
    ...extensionValues(world, 'Device', index, only),
  }
}

function identity(world: World, index: number, what: Model): GraphObject {
  const id = guid(world.seed, DEVICE, index)
  return {
    deviceId: id,
    deviceVersion: 2,
    displayName: `${what.prefix}-${id.slice(0, 7).toUpperCase()}`,
    alternativeSecurityIds: [
      { identityProvider: null, key: Buffer.from(`X509:<SHA1-TP-PUBKEY>${id}`).toString('base64'), type: 2 },
    ],
    manufacturer: what.manufacturer,
    model: what.model,
    operatingSystem: what.operatingSystem,
    operatingSystemVersion: pick(what.versions, bits(world, DEVICE, index, 1)),
    physicalIds: [`[USER-GID]:${id}:6755467${index}`, `[GID]:g:6755467${index}`],
    trustType: what.trustType,
  }
}

/** Phones are personal; only devices of the on-premises domain are synchronized. */
function management(world: World, index: number, what: Model): GraphObject {
  const personal = what.trustType === 'Workplace'
  const managed = index % 5 !== 0
  const hybrid = what.trustType === 'ServerAd'
  return {
    deviceOwnership: personal ? 'Personal' : 'Company',
    profileType: 'RegisteredDevice',
    isManaged: managed,
    isCompliant: managed ? index % 8 !== 1 : null,
    complianceExpirationDateTime: managed ? daysBefore(world, -20) : null,
    managementType: managed ? 'MDM' : null,
    mdmAppId: managed ? INTUNE : null,
    onPremisesSyncEnabled: hybrid ? true : null,
    onPremisesLastSyncDateTime: hybrid ? daysBefore(world, share(world, DEVICE, index, 4)) : null,
    onPremisesSecurityIdentifier: hybrid ? `S-1-5-21-1004336348-1177238915-682003330-${index}` : null,
  }
}
