import type { GraphObject, ObjectKind } from '../../api.ts'
import type { Resource } from '../../server/resource.ts'
import type { Tenant } from '../tenant.ts'

/** What listings below a directory object leave to be said. */
interface Children extends Pick<Resource, 'name' | 'path' | 'schema' | 'type' | 'application' | 'delegated'> {
  readonly cost?: number
  readonly derived?: readonly string[]
  readonly options: readonly string[]
  readonly versions?: Resource['versions']
  readonly missingIn?: NonNullable<Resource['missingIn']>
  readonly paging?: Resource['paging']
  /** The column of the parent's id; without it, the one of the kind. */
  readonly column?: string
  /** Other ids by which a parent is known. */
  idOf?(tenant: Tenant, name: string): string
  /** The rows of a living parent. */
  rowsOf(tenant: Tenant, id: string): Iterable<GraphObject>
}

type ParentKind = Exclude<ObjectKind, 'orgContacts' | 'oauth2PermissionGrants'>

const COLUMNS: Readonly<Record<ParentKind, string>> = {
  users: 'userId',
  groups: 'groupId',
  applications: 'applicationId',
  servicePrincipals: 'servicePrincipalId',
  devices: 'deviceId',
  administrativeUnits: 'administrativeUnitId',
  directoryRoles: 'roleId',
}

const PAGING = { standard: 100, most: 999 } as const

/** One listing per living object of a kind. */
export function childrenOf(kind: ParentKind, children: Children): Resource {
  const { column, idOf, rowsOf, versions, paging, ...said } = children
  return {
    ...said,
    kind: 'list',
    versions: versions ?? ['v1.0', 'beta'],
    family: 'directory',
    paging: paging ?? PAGING,
    rows: (tenant, [name = '']) => {
      const id = idOf?.(tenant, name) ?? name
      return tenant[kind].isLiving(id) ? rowsOf(tenant, id) : undefined
    },
    parents: { columns: [column ?? COLUMNS[kind]], ids: tenant => livingIds(tenant, kind) },
  }
}

/** Ids alone, so that nobody is made only to be named. */
function* livingIds(tenant: Tenant, kind: ObjectKind): Generator<readonly string[]> {
  const collection = tenant[kind]
  for (let place = 0; place < collection.length; place++) {
    if (!collection.isRemoved(place)) yield [collection.idAt(place)]
  }
}

const ANY_DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'] as const

export const DIRECTORY_READ: readonly string[] = ANY_DIRECTORY
export const APPLICATION_READ: readonly string[] = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  ...ANY_DIRECTORY,
]
export const DEVICE_READ: readonly string[] = ['Device.Read.All', ...ANY_DIRECTORY]
export const UNIT_READ: readonly string[] = [
  'AdministrativeUnit.Read.All',
  'AdministrativeUnit.ReadWrite.All',
  ...ANY_DIRECTORY,
]
export const ROLE_READ: readonly string[] = [
  'RoleManagement.Read.Directory',
  'RoleManagement.ReadWrite.Directory',
  ...ANY_DIRECTORY,
]
