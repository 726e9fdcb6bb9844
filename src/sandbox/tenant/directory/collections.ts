import type { GraphObject, ObjectKind } from '../../api.ts'
import { guidIndex } from '../../random.ts'
import { makeApplication } from '../applications.ts'
import { Collection } from '../collection.ts'
import { makeGroup } from '../groups.ts'
import { makeUser } from '../users.ts'
import {
  administrativeUnitId,
  applicationId,
  deviceId,
  groupId,
  SALTS,
  servicePrincipalId,
  universe,
  userId,
  userIndex,
  type World,
} from '../world.ts'
import { makeContact } from './contacts.ts'
import { makeDevice } from './devices.ts'
import { grantId, grantIndex, makeGrant } from './grants.ts'
import { guidOfKind } from './ids.ts'
import { ACTIVE_ROLES, makeRole } from './roles.ts'
import { makeServicePrincipal } from './service-principals.ts'
import { makeUnit } from './units.ts'

/** How the objects of a kind are made; also those that come after the start. */
export interface Kind {
  size(world: World): number
  id(world: World, index: number): string
  indexOf?(world: World, id: string): number
  make(world: World, index: number, only?: ReadonlySet<string>): GraphObject
}

export const KINDS: Readonly<Record<ObjectKind, Kind>> = {
  users: { size: universe, id: userId, indexOf: userIndex, make: makeUser },
  groups: { size: world => world.groups, id: groupId, make: makeGroup },
  applications: { size: world => world.applications, id: applicationId, make: makeApplication },
  servicePrincipals: {
    size: world => world.servicePrincipals + world.managedIdentities,
    id: servicePrincipalId,
    make: makeServicePrincipal,
  },
  devices: { size: world => world.devices, id: deviceId, make: makeDevice },
  administrativeUnits: {
    size: world => world.administrativeUnits,
    id: administrativeUnitId,
    make: makeUnit,
  },
  orgContacts: { size: world => world.orgContacts, id: guidOfKind('orgContacts'), make: makeContact },
  oauth2PermissionGrants: {
    size: world => world.permissionGrants,
    id: grantId,
    indexOf: grantIndex,
    make: makeGrant,
  },
  directoryRoles: { size: () => ACTIVE_ROLES, id: guidOfKind('directoryRoles'), make: makeRole },
}

/** The objects of a kind as they were at the start. */
export function makeCollection(world: World, kind: ObjectKind): Collection {
  const { size, id, indexOf, make } = KINDS[kind]
  return new Collection({
    size: size(world),
    id: index => id(world, index),
    indexOf: text => indexOf?.(world, text) ?? guidIndex(world.seed, SALTS[kind], text),
    make: (index, only) => make(world, index, only),
  })
}
