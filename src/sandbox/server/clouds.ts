import type { CloudName, GraphObject } from '../api.ts'
import type { Property } from '../schema/index.ts'

const OUTSIDE: readonly CloudName[] = ['usgov', 'usgov-dod', 'china']
const CHINA: readonly CloudName[] = ['china']

/** Properties that a type lacks in the Graph of some clouds. */
const GAPS: Readonly<Record<string, Readonly<Record<string, readonly CloudName[]>>>> = {
  application: {
    verifiedPublisher: OUTSIDE,
    certification: OUTSIDE,
    samlMetadataUrl: OUTSIDE,
    nativeAuthenticationApisEnabled: OUTSIDE,
  },
  servicePrincipal: { verifiedPublisher: OUTSIDE, resourceSpecificApplicationPermissions: OUTSIDE },
  group: { organizationId: OUTSIDE, assignedLabels: CHINA },
  user: { print: CHINA },
  organization: { defaultUsageLocation: OUTSIDE },
  unifiedRoleAssignment: { principalOrganizationId: OUTSIDE },
}

const isGap = (type: string, property: string, cloud: CloudName): boolean =>
  GAPS[type]?.[property]?.includes(cloud) ?? false

/** The properties of a type that a cloud knows. */
export function cloudProperties(
  properties: ReadonlyMap<string, Property>,
  type: string,
  cloud: CloudName,
): ReadonlyMap<string, Property> {
  return new Map([...properties].filter(([name]) => !isGap(type, name, cloud)))
}

/** A row as a cloud holds it. */
export function cloudRow(row: GraphObject, type: string, cloud: CloudName): GraphObject {
  if (GAPS[type] === undefined || cloud === 'global') return row
  return Object.fromEntries(Object.entries(row).filter(([name]) => !isGap(type, name, cloud)))
}
