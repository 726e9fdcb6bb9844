// Requests for access packages, and the assignments that came of them: a request and its assignment have one serial number.
import type { GraphObject } from '../../api.ts'
import { guid, guidIndex, hash, pick, salt } from '../../random.ts'
import { ageOf, bornOn, serials, stamp } from '../roles/timeline.ts'
import type { Tenant } from '../tenant.ts'
import { userId, type World } from '../world.ts'
import { accessPackagePolicyId, policiesPerPackage } from './package-policies.ts'
import { accessPackageId, FIRST_PACKAGES } from './packages.ts'

const REQUEST = salt('accessPackageRequest')
const ASSIGNMENT = salt('accessPackageAssignment')
const SUBJECT = salt('accessPackageSubject')
const TARGET = salt('accessPackageTarget')
const CALLOUT = salt('accessPackageCallout')
const SIZE = 60
/** Days from the request to the end of the access. */
const LASTING = 45

const accessPackageOf = (serial: number): number => serial % FIRST_PACKAGES

const FINAL = [
  'delivered',
  'delivered',
  'delivered',
  'denied',
  'delivered',
  'deliveryFailed',
  'canceled',
] as const

/** Requests wait a day, are worked on for a day, and are done; what comes of one in seven is denied, and so on. */
function requestState(serial: number, age: number): string {
  const final = pick(FINAL, serial)
  if (age === 0) return serial % 4 === 1 ? 'submitted' : 'pendingApproval'
  return age === 1 && final === 'delivered' ? 'delivering' : final
}

const isGranted = (serial: number, age: number): boolean => age >= 1 && pick(FINAL, serial) === 'delivered'

function assignmentState(serial: number, age: number): string {
  if (age >= LASTING) return 'expired'
  if (age === 1) return 'delivering'
  return serial % 17 === 9 ? 'partiallyDelivered' : 'delivered'
}

function schedule(world: World, serial: number): GraphObject {
  const day = bornOn(serial, SIZE)
  return {
    startDateTime: stamp(world, day + 1),
    recurrence: null,
    expiration: { type: 'afterDateTime', endDateTime: stamp(world, day + LASTING), duration: null },
  }
}

function callouts({ seed }: World, serial: number): GraphObject[] {
  if (serial % 8 !== 2) return []
  return [
    {
      id: guid(seed, CALLOUT, serial),
      customExtensionId: guid(seed, CALLOUT, 0x1000_0000 + (serial % 3)),
      externalCorrelationId: serial % 3 === 0 ? null : `run-${serial}`,
      detail: serial % 3 === 0 ? null : 'Called back',
      status: serial % 3 === 0 ? 'calloutSent' : 'callbackReceived',
    },
  ]
}

const REQUEST_TYPES = ['userAdd', 'adminAdd', 'userAdd', 'systemAdd', 'onBehalfAdd'] as const

function request(tenant: Tenant, serial: number): GraphObject {
  const { world } = tenant
  const day = bornOn(serial, SIZE)
  const age = ageOf(tenant, serial, SIZE)
  const state = requestState(serial, age)
  const open = ['submitted', 'pendingApproval', 'delivering'].includes(state)
  const answer = { '@odata.type': '#microsoft.graph.accessPackageAnswerString', value: `Site ${serial % 9}` }
  return {
    id: guid(world.seed, REQUEST, serial),
    requestType: pick(REQUEST_TYPES, serial),
    state,
    status: age === 0 ? null : `${state.charAt(0).toUpperCase()}${state.slice(1)}`,
    justification: serial % 3 === 0 ? null : `Needed for project ${serial % 20}`,
    answers: serial % 5 === 0 ? [{ ...answer, displayValue: serial % 10 === 0 ? null : 'Which site' }] : [],
    schedule: serial % 9 === 4 ? null : schedule(world, serial),
    customExtensionCalloutInstances: callouts(world, serial),
    createdDateTime: stamp(world, day),
    completedDateTime: open ? null : stamp(world, day + (isGranted(serial, age) ? 1.75 : 0.75)),
  }
}

function assignment(tenant: Tenant, serial: number): GraphObject {
  const { world } = tenant
  const age = ageOf(tenant, serial, SIZE)
  const state = assignmentState(serial, age)
  const close = age >= LASTING - 1 ? 'NearExpiry1DayNotificationTriggered' : 'Delivered'
  return {
    id: guid(world.seed, ASSIGNMENT, serial),
    state,
    status: state === 'expired' ? 'ExpiredNotificationTriggered' : age === 1 ? null : close,
    schedule: serial % 9 === 4 ? null : schedule(world, serial),
    expiredDateTime: state === 'expired' ? stamp(world, bornOn(serial, SIZE) + LASTING) : null,
    customExtensionCalloutInstances: callouts(world, serial),
  }
}

export const accessPackageRequests = (tenant: Tenant): GraphObject[] =>
  serials(tenant, SIZE).map(serial => request(tenant, serial))

export function accessPackageAssignments(tenant: Tenant): GraphObject[] {
  return serials(tenant, SIZE)
    .filter(serial => isGranted(serial, ageOf(tenant, serial, SIZE)))
    .map(serial => assignment(tenant, serial))
}

function subject(world: World, serial: number): GraphObject {
  const index = hash(world.seed, TARGET, serial) % world.users
  return { id: guid(world.seed, SUBJECT, index), objectId: userId(world, index) }
}

const accessPackage = (world: World, serial: number): GraphObject => ({
  id: accessPackageId(world, accessPackageOf(serial)),
})

function assignmentPolicy(world: World, serial: number): GraphObject {
  const number = accessPackageOf(serial)
  return { id: accessPackagePolicyId(world, number, serial % policiesPerPackage(number)) }
}

type Relation = (row: GraphObject, tenant: Tenant) => GraphObject | null

const ofSerial =
  (name: number, make: (world: World, serial: number) => GraphObject): Relation =>
  (row, { world }) =>
    make(world, guidIndex(world.seed, name, String(row.id)))

/** What came of a request; null while it waits, and when it was turned down. */
function assignmentOf(row: GraphObject, tenant: Tenant): GraphObject | null {
  const { seed } = tenant.world
  const serial = guidIndex(seed, REQUEST, String(row.id))
  return isGranted(serial, ageOf(tenant, serial, SIZE)) ? { id: guid(seed, ASSIGNMENT, serial) } : null
}

/** The relations of an assignment that Microsoft Graph expands. */
export const assignmentRelations: Readonly<Record<string, Relation>> = {
  accessPackage: ofSerial(ASSIGNMENT, accessPackage),
  assignmentPolicy: ofSerial(ASSIGNMENT, assignmentPolicy),
  target: ofSerial(ASSIGNMENT, subject),
}

/** The relations of a request that Microsoft Graph expands. */
export const requestRelations: Readonly<Record<string, Relation>> = {
  accessPackage: ofSerial(REQUEST, accessPackage),
  assignment: assignmentOf,
  requestor: ofSerial(REQUEST, subject),
}
