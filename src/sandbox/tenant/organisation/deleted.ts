// The bin: soft-deleted objects, which can still be restored.
import type { GraphObject, ObjectKind } from '../../api.ts'
import { salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import { badRequest } from '../../server/answer.ts'
import type { Resource } from '../../server/resource.ts'
import { shapesIn } from '../../server/shapes.ts'
import type { Entry } from '../collection.ts'
import type { Tenant } from '../tenant.ts'
import { daysBefore, share, type World } from '../world.ts'

const DELETED = salt('deletedDateTime')

/** When an object went to the bin; those that were there before the start, within the three weeks before it. */
export function deletedAt(world: World, entry: Entry): string {
  const { deletedDateTime } = entry.row
  return typeof deletedDateTime === 'string'
    ? deletedDateTime
    : daysBefore(world, share(world, DELETED, salt(entry.id)) * 21)
}

const deletedRow = (tenant: Tenant, entry: Entry): GraphObject => ({
  ...entry.row,
  deletedDateTime: deletedAt(tenant.world, entry),
})

/** In the order of their places. */
export function* softDeleted(tenant: Tenant, kind: ObjectKind): Generator<Entry> {
  const collection = tenant[kind]
  for (let place = 0; place < collection.length; place++) {
    if (collection.isRemoved(place) === 'changed') yield collection.at(place)
  }
}

function* deletedRows(tenant: Tenant, kind: ObjectKind): Generator<GraphObject> {
  for (const entry of softDeleted(tenant, kind)) yield deletedRow(tenant, entry)
}

/** What a listing leaves out unless it is selected: the same as that of the living, but when an object was deleted. */
function onlyOnSelect(kind: ObjectKind): readonly string[] {
  const { properties, defaults } = shapesIn('global')[kind]
  return [...properties.keys()].filter(name => name !== 'deletedDateTime' && !defaults.includes(name))
}

function bin(name: string, kind: ObjectKind, type: string, permission: string): Resource {
  const permissions = [`${permission}.Read.All`, `${permission}.ReadWrite.All`, 'Directory.Read.All']
  return {
    name,
    path: `/directory/deletedItems/microsoft.graph.${type}`,
    versions: ['v1.0'],
    kind: 'list',
    schema: directorySchema,
    type,
    family: 'directory',
    application: permissions,
    delegated: permissions,
    paging: { standard: 100, most: 999 },
    options: ['$select'],
    onlyOnSelect: onlyOnSelect(kind),
    rows: tenant => deletedRows(tenant, kind),
  }
}

const MOST_OWNED = 1000
const OWNED = {
  Group: ['groups', '#microsoft.graph.group'],
  Application: ['applications', '#microsoft.graph.application'],
} as const
type OwnedType = keyof typeof OWNED

/** The soft-deleted groups or applications that a user owns, by id; Graph tells no more than 1000. */
function owned(tenant: Tenant, userId: string, type: OwnedType): GraphObject[] {
  const [kind, typeName] = OWNED[type]
  const edges = kind === 'groups' ? tenant.groupOwners : tenant.applicationOwners
  return [...softDeleted(tenant, kind)]
    .filter(({ id }) => edges.find(id, userId)?.removed === false)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MOST_OWNED)
    .map(entry => ({ '@odata.type': typeName, ...deletedRow(tenant, entry) }))
}

/** What a reader who asks for both types learns about one owner. */
export function ownedDeletedItems(tenant: Tenant, userId: string): GraphObject[] {
  return [...owned(tenant, userId, 'Group'), ...owned(tenant, userId, 'Application')].map(row => ({
    ownerId: userId,
    ...row,
  }))
}

const isOwnedType = (type: unknown): type is OwnedType =>
  typeof type === 'string' && Object.hasOwn(OWNED, type)

function readOwned(tenant: Tenant, { userId, type }: GraphObject): GraphObject[] {
  if (typeof userId !== 'string') throw badRequest('The parameter userId is missing or is no text.')
  if (!isOwnedType(type)) throw badRequest("The parameter type has to be 'Group' or 'Application'.")
  return owned(tenant, userId, type)
}

const GROUP_READERS = ['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All']

export const deletedResources: readonly Resource[] = [
  bin('deleted_users', 'users', 'user', 'User'),
  bin('deleted_groups', 'groups', 'group', 'Group'),
  bin('deleted_applications', 'applications', 'application', 'Application'),
  bin('deleted_service_principals', 'servicePrincipals', 'servicePrincipal', 'Application'),
  bin('deleted_administrative_units', 'administrativeUnits', 'administrativeUnit', 'AdministrativeUnit'),
  {
    name: 'user_owned_deleted_items',
    path: '/directory/deletedItems/getUserOwnedObjects',
    versions: ['v1.0', 'beta'],
    kind: 'post',
    schema: directorySchema,
    type: 'directoryObject',
    derived: ['group', 'application'],
    family: 'directory',
    application: GROUP_READERS,
    delegated: GROUP_READERS,
    paging: 'none',
    options: [],
    rows: (tenant, _parents, body = {}) => readOwned(tenant, body),
    truth: () => [],
  },
]
