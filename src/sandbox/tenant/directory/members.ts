import type { GraphObject } from '../../api.ts'
import type { Tenant } from '../tenant.ts'
import type { Slot } from './slots.ts'

/** Kinds of objects that relations lead to. */
export type MemberKind = 'users' | 'groups' | 'devices' | 'servicePrincipals'

/** What a listing of mixed objects shows of each. */
const SHOWN: Readonly<Record<MemberKind, { readonly type: string; readonly names: ReadonlySet<string> }>> = {
  users: {
    type: '#microsoft.graph.user',
    names: new Set([
      'id',
      'deletedDateTime',
      'businessPhones',
      'displayName',
      'givenName',
      'jobTitle',
      'mail',
      'mobilePhone',
      'officeLocation',
      'preferredLanguage',
      'surname',
      'userPrincipalName',
    ]),
  },
  groups: {
    type: '#microsoft.graph.group',
    names: new Set([
      'id',
      'deletedDateTime',
      'createdDateTime',
      'description',
      'displayName',
      'groupTypes',
      'mail',
      'mailEnabled',
      'mailNickname',
      'securityEnabled',
      'visibility',
    ]),
  },
  devices: {
    type: '#microsoft.graph.device',
    names: new Set([
      'id',
      'deletedDateTime',
      'accountEnabled',
      'approximateLastSignInDateTime',
      'deviceId',
      'displayName',
      'operatingSystem',
      'operatingSystemVersion',
      'trustType',
    ]),
  },
  servicePrincipals: {
    type: '#microsoft.graph.servicePrincipal',
    names: new Set([
      'id',
      'deletedDateTime',
      'accountEnabled',
      'appDisplayName',
      'appId',
      'displayName',
      'servicePrincipalType',
    ]),
  },
}

/** Types that `@odata.type` of a member may name. */
export const MEMBER_TYPES = Object.values(SHOWN).map(shown => shown.type.replace('#microsoft.graph.', ''))

/** The living object at a place of its collection, as listings of mixed objects show it; nothing when it is gone. */
export function memberRow(tenant: Tenant, kind: MemberKind, place: number): GraphObject[] {
  const collection = tenant[kind]
  if (place < 0 || place >= collection.length || collection.isRemoved(place)) return []
  const { type, names } = SHOWN[kind]
  const { row } = collection.at(place, names)
  const shown = Object.entries(row).filter(([name, value]) => names.has(name) && value !== undefined)
  return [{ '@odata.type': type, ...Object.fromEntries(shown) }]
}

/** The current name of a living object; undefined when it is gone. */
export function nameOf(tenant: Tenant, kind: MemberKind, place: number): string | undefined {
  const collection = tenant[kind]
  if (place < 0 || place >= collection.length || collection.isRemoved(place)) return undefined
  return String(collection.at(place, DISPLAY_NAME).row.displayName)
}

const DISPLAY_NAME: ReadonlySet<string> = new Set(['displayName'])

/** Different members, one for each slot, of the kinds that `kindOf` chooses. */
export function drawMembers(
  tenant: Tenant,
  slots: readonly Slot[],
  kindOf: (slot: Slot) => MemberKind,
): GraphObject[] {
  const drawn = new Map<unknown, GraphObject>()
  for (const slot of slots) {
    const kind = kindOf(slot)
    const [row] = memberRow(tenant, kind, (slot.bits >>> 4) % sizeOf(tenant, kind))
    if (row) drawn.set(row.id, row)
  }
  return [...drawn.values()]
}

function sizeOf(tenant: Tenant, kind: MemberKind): number {
  return kind === 'users' ? tenant.world.users : tenant.world[kind]
}
