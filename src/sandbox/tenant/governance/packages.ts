// Catalogs and the access packages in them.
import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, pick, salt } from '../../random.ts'
import { DEPARTMENTS } from '../names.ts'
import { stamp, today } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'

const CATALOG = salt('accessPackageCatalog')
const PACKAGE = salt('accessPackage')

const CATALOGS = 5
/** Access packages of the start; every other day brings one more. */
export const FIRST_PACKAGES = 14
const PRODUCTS = ['Project site', 'Reporting', 'Field tools', 'Vendor portal', 'Finance close'] as const

export const accessPackageId = (world: World, index: number): string => guid(world.seed, PACKAGE, index)
const catalogId = (world: World, index: number): string => guid(world.seed, CATALOG, index)

export const accessPackageName = (index: number): string =>
  `${pick(DEPARTMENTS, index).name}: ${pick(PRODUCTS, index)} ${index + 1}`

/** The numbers of the access packages there are today. */
export const accessPackageNumbers = (tenant: Tenant): number[] =>
  Array.from({ length: FIRST_PACKAGES + Math.floor(today(tenant) / 2) }, (_, index) => index)

/** The day an access package was made. */
export const packageDay = (index: number): number =>
  index < FIRST_PACKAGES ? -20 * (FIRST_PACKAGES - index) : (index - FIRST_PACKAGES + 1) * 2

export const catalogOf = (world: World, accessPackage: number): GraphObject => ({
  id: catalogId(world, accessPackage % CATALOGS),
})

/** The last day, up to today, on which thing number `index` was changed: one of every `period` things is each day. */
export function lastChange(tenant: Tenant, index: number, period: number): number | undefined {
  const first = index % period
  const rounds = Math.floor((today(tenant) - first) / period)
  return rounds < 0 ? undefined : first + rounds * period
}

/** A time for the last change of something made on that day, or null. */
export function changedAt(tenant: Tenant, index: number, period: number, made: number): string | null {
  const day = lastChange(tenant, index, period)
  return day === undefined || day < made ? null : stamp(tenant.world, day)
}

export function accessPackages(tenant: Tenant): GraphObject[] {
  const { world } = tenant
  return accessPackageNumbers(tenant).map(index => ({
    id: accessPackageId(world, index),
    displayName: accessPackageName(index),
    description: index % 4 === 3 ? null : `For ${pick(DEPARTMENTS, index).name}`,
    isHidden: index % 5 === 2,
    createdDateTime: stamp(world, packageDay(index)),
    modifiedDateTime: changedAt(tenant, index, 10, packageDay(index)),
  }))
}

export const catalogOfPackage = (row: GraphObject, { world }: Tenant): GraphObject =>
  catalogOf(world, guidIndex(world.seed, PACKAGE, String(row.id)))

/** Every tenth day brings one catalog more. */
export function accessPackageCatalogs(tenant: Tenant): GraphObject[] {
  const { world } = tenant
  return Array.from({ length: CATALOGS + Math.floor(today(tenant) / 10) }, (_, index) => {
    const made = index < CATALOGS ? -400 + index * 30 : (index - CATALOGS + 1) * 10
    return {
      id: catalogId(world, index),
      displayName: index === 0 ? 'General' : `${pick(DEPARTMENTS, index).name} ${index}`,
      description: index % 3 === 2 ? null : `Owned by ${pick(DEPARTMENTS, index).name}`,
      catalogType: index === 0 ? 'serviceDefault' : 'userManaged',
      state: index % 4 === 3 ? 'unpublished' : 'published',
      isExternallyVisible: index % 2 === 0,
      createdDateTime: stamp(world, made),
      modifiedDateTime: changedAt(tenant, index, 7, made),
    }
  })
}
