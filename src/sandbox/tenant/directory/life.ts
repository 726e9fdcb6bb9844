import type { GraphObject, ObjectKind } from '../../api.ts'
import { pick } from '../../random.ts'
import { keyCredential } from '../applications.ts'
import { create } from '../editor.ts'
import { PROJECTS } from '../names.ts'
import type { Tenant } from '../tenant.ts'
import { userIndex } from '../world.ts'
import { type ExtensionTarget, newExtensionValue } from './extensions.ts'
import { consentRow, drawScopes } from './grants.ts'
import { ROLES } from './roles.ts'
import { dice, employee, find, type Step, today } from './step.ts'

function registerDevice(step: Step): void {
  const now = today(step)
  create(step.tenant, 'devices', {
    registrationDateTime: now,
    approximateLastSignInDateTime: now,
    accountEnabled: true,
  })
}

function removeDevice(step: Step): void {
  const entry = find(step, 'devices')
  if (entry) step.tenant.remove('devices', entry.id, 'deleted')
}

function useDevice(step: Step): void {
  const entry = find(step, 'devices')
  if (entry) step.tenant.update('devices', entry.id, { approximateLastSignInDateTime: today(step) })
}

function disableDevice(step: Step): void {
  const entry = find(step, 'devices')
  const accountEnabled = entry?.row.accountEnabled !== true
  if (entry) step.tenant.update('devices', entry.id, { accountEnabled })
}

function checkDevice(step: Step): void {
  const entry = find(step, 'devices', e => e.row.isManaged === true)
  const isCompliant = entry?.row.isCompliant !== true
  if (entry) step.tenant.update('devices', entry.id, { isCompliant })
}

const isOwnClient = (tenant: Tenant, row: GraphObject): boolean =>
  row.servicePrincipalType === 'Application' && row.appOwnerOrganizationId === tenant.world.tenantId

/** For everybody, or half of the time for one user. */
function consent(step: Step): void {
  const { tenant } = step
  const client = find(step, 'servicePrincipals', e => isOwnClient(tenant, e.row))
  const user = dice(step, 99) % 2 === 0 ? employee(step) : undefined
  if (!client) return
  const index = tenant.oauth2PermissionGrants.length
  const scope = drawScopes(index, dice(step, 98))
  const row = consentRow(tenant.world, index, { clientId: client.id, principalId: user?.id ?? null, scope })
  create(tenant, 'oauth2PermissionGrants', row)
}

function changeConsent(step: Step): void {
  const entry = find(step, 'oauth2PermissionGrants')
  const index = entry ? step.tenant.oauth2PermissionGrants.indexOf(entry.id) : -1
  const scope = drawScopes(Math.max(0, index), dice(step, 98))
  if (entry) step.tenant.update('oauth2PermissionGrants', entry.id, { scope })
}

function revokeConsent(step: Step): void {
  const entry = find(step, 'oauth2PermissionGrants')
  if (entry) step.tenant.remove('oauth2PermissionGrants', entry.id, 'deleted')
}

function renameUnit(step: Step): void {
  const entry = find(step, 'administrativeUnits')
  const displayName = `${String(entry?.row.displayName).slice(0, 60)} ${pick(PROJECTS, dice(step, 99))}`
  if (entry) step.tenant.update('administrativeUnits', entry.id, { displayName })
}

function addUnit(step: Step): void {
  create(step.tenant, 'administrativeUnits', {})
}

/** Only units of later on, so that there are always some; soft-deleted, as units are. */
function removeUnit(step: Step): void {
  const { administrativeUnits, world } = step.tenant
  const { administrativeUnits: first } = world
  const entry = find(step, 'administrativeUnits', e => administrativeUnits.indexOf(e.id) >= first)
  if (entry) step.tenant.remove('administrativeUnits', entry.id, 'changed')
}

function addContact(step: Step): void {
  create(step.tenant, 'orgContacts', {})
}

function removeContact(step: Step): void {
  const entry = find(step, 'orgContacts')
  if (entry) step.tenant.remove('orgContacts', entry.id, 'deleted')
}

function changeContact(step: Step): void {
  const entry = find(step, 'orgContacts')
  const phones = [
    { language: null, number: `+1 555 ${dice(step, 99) % 10_000}`, region: null, type: 'business' },
  ]
  if (entry) step.tenant.update('orgContacts', entry.id, { phones })
}

function switchPrincipal(step: Step): void {
  const entry = find(step, 'servicePrincipals', e => isOwnClient(step.tenant, e.row))
  const accountEnabled = entry?.row.accountEnabled !== true
  if (entry) step.tenant.update('servicePrincipals', entry.id, { accountEnabled })
}

function rotateCertificate(step: Step): void {
  const { tenant } = step
  const entry = find(step, 'servicePrincipals', e => isOwnClient(tenant, e.row))
  const keyCredentials = [keyCredential(tenant.world, 3_000_000 + (step.number % 1_000_000), 0)]
  if (entry) tenant.update('servicePrincipals', entry.id, { keyCredentials })
}

function addManagedIdentity(step: Step): void {
  create(step.tenant, 'servicePrincipals', {})
}

function removeManagedIdentity(step: Step): void {
  const { servicePrincipals, world } = step.tenant
  const later = world.servicePrincipals
  const { length } = servicePrincipals
  const place = later + (dice(step, 0) % Math.max(1, length - later))
  const entry = servicePrincipals.at(place)
  if (!entry.removed && entry.row.servicePrincipalType === 'ManagedIdentity')
    step.tenant.remove('servicePrincipals', entry.id, 'deleted')
}

/** One more role is activated, until all are; then one loses its description or gets it back. */
function activateRole(step: Step): void {
  const { directoryRoles } = step.tenant
  if (directoryRoles.length < ROLES.length) {
    create(step.tenant, 'directoryRoles', {})
    return
  }
  const entry = find(step, 'directoryRoles')
  const role = ROLES.find(({ templateId }) => templateId === entry?.row.roleTemplateId)
  const description = entry?.row.description === null ? role?.description : null
  if (entry) step.tenant.update('directoryRoles', entry.id, { description })
}

/** What no delta query tells of. */
function extend(kind: ObjectKind, target: ExtensionTarget): (step: Step) => void {
  return step => {
    const entry = kind === 'users' ? employee(step) : find(step, kind)
    const value = newExtensionValue(step.tenant.world, target, dice(step, 99))
    if (entry) step.tenant.update(kind, entry.id, value)
  }
}

/** An extension property that was set for somebody is set no more. */
function forgetExtension(step: Step): void {
  const isSet = (name: string): boolean => name.startsWith('extension_')
  const entry = find(
    step,
    'users',
    e => userIndex(step.tenant.world, e.id) > 100 && Object.keys(e.row).some(isSet),
  )
  const name = Object.keys(entry?.row ?? {}).find(isSet)
  if (entry && name) step.tenant.update('users', entry.id, { [name]: undefined })
}

/** A day has at least one of each. */
export const DIRECTORY_STEPS: readonly ((step: Step) => void)[] = [
  registerDevice,
  useDevice,
  consent,
  renameUnit,
  addContact,
  switchPrincipal,
  extend('users', 'User'),
  checkDevice,
  removeDevice,
  changeConsent,
  addUnit,
  changeContact,
  rotateCertificate,
  extend('groups', 'Group'),
  useDevice,
  revokeConsent,
  addManagedIdentity,
  removeContact,
  extend('users', 'User'),
  disableDevice,
  activateRole,
  removeUnit,
  removeManagedIdentity,
  extend('devices', 'Device'),
  forgetExtension,
  useDevice,
]
