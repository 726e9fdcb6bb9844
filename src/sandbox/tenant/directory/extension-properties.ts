import type { GraphObject } from '../../api.ts'
import { guid, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import type { Resource } from '../../server/resource.ts'
import { applicationName } from '../applications.ts'
import type { Tenant } from '../tenant.ts'
import { applicationId } from '../world.ts'
import { APPLICATION_READ, childrenOf } from './children.ts'
import { DEFINITIONS, type Definition, EXTENSION, type ExtensionTarget, fullName } from './extensions.ts'
import { elapsedDays } from './slots.ts'

/** One that is tried out: it comes at the end of a day, without values, and is gone two days later. */
const pilot = (day: number): Definition => ({
  application: 1,
  name: `pilot${day}`,
  dataType: 'String',
  targets: ['User'],
})

function pilots(tenant: Tenant): Definition[] {
  const day = elapsedDays(tenant)
  return [day - 1, day].filter(begun => begun > 0).map(pilot)
}

const isThere = (tenant: Tenant, { application }: Definition): boolean =>
  application < tenant.world.applications && tenant.applications.isRemoved(application) === undefined

/** The names that objects of a kind may have now, as `$select` takes them. */
export function extensionNames(tenant: Tenant, target: ExtensionTarget): ReadonlySet<string> {
  const defined = [...DEFINITIONS, ...pilots(tenant)].filter(
    definition => definition.targets.includes(target) && isThere(tenant, definition),
  )
  return new Set(defined.map(definition => fullName(tenant.world, definition)))
}

/** https://learn.microsoft.com/graph/api/application-list-extensionproperty */
export const extensionProperties: Resource = childrenOf('applications', {
  name: 'extension_properties',
  path: '/applications/{id}/extensionProperties',
  schema: directorySchema,
  type: 'extensionProperty',
  cost: 2,
  application: APPLICATION_READ,
  delegated: APPLICATION_READ,
  options: ['$select'],
  rowsOf: (tenant, id) => {
    const application = tenant.applications.indexOf(id)
    return [...DEFINITIONS, ...pilots(tenant)]
      .filter(definition => definition.application === application)
      .map(definition => propertyRow(tenant, definition))
  },
})

function propertyRow({ world, applications }: Tenant, definition: Definition): GraphObject {
  const { application, dataType, multiValued, synced, targets } = definition
  const name = fullName(world, definition)
  const entry = applications.find(applicationId(world, application))
  return {
    id: guid(world.seed, EXTENSION, salt(name)),
    deletedDateTime: null,
    appDisplayName: synced ? null : (entry?.row.displayName ?? applicationName(world, application)),
    dataType,
    isMultiValued: multiValued === true,
    isSyncedFromOnPremises: synced === true,
    name,
    targetObjects: targets,
  }
}
