import type { GraphObject, MemberRef } from '../api.ts'
import { pick, salt } from '../random.ts'
import { directorySchema } from '../schema/index.ts'
import { fill } from '../schema/values.ts'
import { extensionValues } from './directory/extensions.ts'
import { E3, E5, SKUS, type Sku } from './licences.ts'
import { COUNTRIES, DEPARTMENTS, DOMAIN, PROJECTS } from './names.ts'
import { makeProgression, type Pattern } from './pattern.ts'
import { COUNTRY_OF, DEPARTMENT_OF, EMPLOYEE, GUEST, KINDS, licencesOf } from './people.ts'
import {
  bits,
  daysBefore,
  deviceId,
  groupId,
  servicePrincipalId,
  share,
  universe,
  userId,
  type World,
} from './world.ts'

/** Who belongs to a group of the start: places 0 to count - 1, some of them empty. */
export interface Membership {
  readonly count: number
  at(place: number): MemberRef | undefined
  hasUser(index: number): boolean
}

export const NOBODY: Membership = { count: 0, at: () => undefined, hasUser: () => false }

interface GroupPlan {
  readonly displayName: string
  readonly kind: 'unified' | 'security'
  readonly rule?: string
  readonly members: Membership
}

export const ALL_EMPLOYEES = 0
export const ALL_GUESTS = 1
const FIRST_DEPARTMENT = 2
const ALL_DEPARTMENTS = FIRST_DEPARTMENT + DEPARTMENTS.length
const FIRST_LICENCE = ALL_DEPARTMENTS + 1
const LICENCE_SKUS = SKUS.filter(s => s === E5 || s === E3 || s.partNumber === 'SPE_F1')
export const EMERGENCY_ACCESS = FIRST_LICENCE + LICENCE_SKUS.length
export const PILOT = EMERGENCY_ACCESS + 1
const FIRST_OFFICE = PILOT + 1
const FIRST_TEAM = FIRST_OFFICE + COUNTRIES.length

const TEAM = salt('team')
const CREATED = salt('groupCreated')

export const departmentGroup = (department: number): number => FIRST_DEPARTMENT + department

/** The group through which a user of the start got the first of its licences, or null. */
export function licenceGroupOf(world: World, index: number): string | null {
  const [first] = licencesOf(index)
  const place = first ? LICENCE_SKUS.indexOf(first) : -1
  return place < 0 ? null : groupId(world, FIRST_LICENCE + place)
}

export const userRef = (world: World, index: number): MemberRef => ({
  '@odata.type': '#microsoft.graph.user',
  id: userId(world, index),
})

function ofClass(
  world: World,
  pattern: Pattern,
  cls: number,
  only = (_index: number): boolean => true,
): Membership {
  return {
    count: pattern.count(cls, universe(world)),
    at: place => {
      const index = pattern.at(cls, place)
      return only(index) ? userRef(world, index) : undefined
    },
    hasUser: index => pattern.classOf(index) === cls && only(index),
  }
}

function ofUsers(world: World, wanted: readonly number[]): Membership {
  const indexes = wanted.filter(index => index < world.users)
  return {
    count: indexes.length,
    at: place => userRef(world, indexes[place] ?? 0),
    hasUser: index => indexes.includes(index),
  }
}

function ofGroups(world: World, indexes: readonly number[]): Membership {
  return {
    count: indexes.length,
    at: place => ({ '@odata.type': '#microsoft.graph.group', id: groupId(world, indexes[place] ?? 0) }),
    hasUser: () => false,
  }
}

function licensed(world: World, sku: Sku | undefined): Membership {
  const is = (index: number): boolean => licencesOf(index)[0] === sku
  return ofClass(world, KINDS, EMPLOYEE, is)
}

const isEmployee = (index: number): boolean => KINDS.classOf(index) === EMPLOYEE

/** A project team: 3 to 40 people, and now and then another team, a device, an application. */
function team(world: World, index: number): Membership {
  const size = index % 17 === 5 ? 0 : 3 + (bits(world, TEAM, index) % 38)
  const people = makeProgression(
    universe(world),
    size,
    bits(world, TEAM, index, 1),
    bits(world, TEAM, index, 2),
  )
  const others: MemberRef[] = []
  if (index % 5 === 0 && index + 1 < world.groups)
    others.push({ '@odata.type': '#microsoft.graph.group', id: groupId(world, index + 1) })
  if (index % 9 === 0)
    others.push({ '@odata.type': '#microsoft.graph.device', id: deviceId(world, index % world.devices) })
  if (index % 11 === 0)
    others.push({
      '@odata.type': '#microsoft.graph.servicePrincipal',
      id: servicePrincipalId(world, index % world.servicePrincipals),
    })
  return {
    count: people.size + others.length,
    at: place => (place < people.size ? userRef(world, people.at(place)) : others[place - people.size]),
    hasUser: user => people.size > 0 && people.has(user),
  }
}

/** The groups of the start that may have device (or service principal) number `index`, one of `count`, as a member. */
export function teamsWith(world: World, index: number, count: number): string[] {
  const teams: string[] = []
  for (let group = index; group < world.groups; group += count) teams.push(groupId(world, group))
  return teams
}

function plan(world: World, index: number): GroupPlan {
  if (index === ALL_EMPLOYEES)
    return { displayName: 'All Employees', kind: 'security', members: ofClass(world, KINDS, EMPLOYEE) }
  if (index === ALL_GUESTS)
    return {
      displayName: 'All Guests',
      kind: 'security',
      rule: '(user.userType -eq "Guest")',
      members: ofClass(world, KINDS, GUEST),
    }
  if (index < ALL_DEPARTMENTS) return departmentPlan(world, index - FIRST_DEPARTMENT)
  if (index === ALL_DEPARTMENTS) {
    const nested = DEPARTMENTS.map((_, i) => departmentGroup(i))
    return { displayName: 'All Departments', kind: 'security', members: ofGroups(world, nested) }
  }
  return index < FIRST_OFFICE ? controlPlan(world, index) : placePlan(world, index)
}

function departmentPlan(world: World, department: number): GroupPlan {
  const { name } = DEPARTMENTS[department] ?? DEPARTMENTS[0]
  return {
    displayName: name,
    kind: 'unified',
    ...(department % 2 === 0 ? { rule: `(user.department -eq "${name}")` } : {}),
    members: ofClass(world, DEPARTMENT_OF, department, isEmployee),
  }
}

function controlPlan(world: World, index: number): GroupPlan {
  if (index === EMERGENCY_ACCESS)
    return { displayName: 'CA - Emergency access', kind: 'security', members: ofUsers(world, [0, 1]) }
  if (index === PILOT)
    return { displayName: 'CA - Pilot', kind: 'security', members: ofUsers(world, [2, 3, 5, 8, 13, 21, 34]) }
  const sku = LICENCE_SKUS[index - FIRST_LICENCE]
  return { displayName: `Licensing - ${sku?.partNumber}`, kind: 'security', members: licensed(world, sku) }
}

function placePlan(world: World, index: number): GroupPlan {
  const country = index < FIRST_TEAM ? COUNTRIES[index - FIRST_OFFICE] : undefined
  if (country) {
    const members = ofClass(world, COUNTRY_OF, index - FIRST_OFFICE, isEmployee)
    return { displayName: `Office ${country.city}`, kind: 'security', members }
  }
  const kind = index % 3 === 0 ? 'security' : 'unified'
  return { displayName: `Project ${pick(PROJECTS, index)} ${index}`, kind, members: team(world, index) }
}

export const membership = (world: World, index: number): Membership => plan(world, index).members

/** Group number `index` as it was at the start. */
export function makeGroup(world: World, index: number): GraphObject {
  const { displayName, kind, rule } = plan(world, index)
  const row = fill({ schema: directorySchema, seed: world.seed, before: world.start }, 'group', index)
  const unified = kind === 'unified'
  const nickname = `${displayName
    .normalize('NFD')
    .replace(/[^a-zA-Z0-9]/g, '')
    .toLowerCase()}${index}`
  const created = daysBefore(world, 10 + share(world, CREATED, index) * 2000)
  const sku = LICENCE_SKUS[index - FIRST_LICENCE]
  return Object.assign(row, {
    id: groupId(world, index),
    deletedDateTime: null,
    createdDateTime: created,
    displayName,
    description: index % 4 === 0 ? null : `${displayName} of Contoso`,
    groupTypes: [...(unified ? ['Unified'] : []), ...(rule ? ['DynamicMembership'] : [])],
    mail: unified ? `${nickname}@${DOMAIN}` : null,
    mailEnabled: unified,
    mailNickname: nickname,
    membershipRule: rule ?? null,
    membershipRuleProcessingState: rule ? 'On' : null,
    isAssignableToRole: !unified && !rule && index % 9 === 0 ? true : null,
    securityEnabled: !unified || index % 2 === 0,
    visibility: unified ? pick(['Private', 'Public'], index) : null,
    proxyAddresses: unified ? [`SMTP:${nickname}@${DOMAIN}`] : [],
    assignedLicenses: sku ? [{ disabledPlans: [], skuId: sku.skuId }] : [],
    onPremisesSyncEnabled: !unified && !rule && index % 2 === 1 ? true : null,
    ...extensionValues(world, 'Group', index),
  })
}

const OWNER = salt('owner')

/** A fixed number of owners, drawn from the living users of the start; a repeated draw leaves its place empty. */
export function owners(world: World, name: number, index: number, most: number): Membership {
  const count = bits(world, OWNER + name, index) % (most + 1)
  const draw = (place: number): number => bits(world, OWNER + name, index, place + 1) % world.users
  const drawn = Array.from({ length: count }, (_, place) => draw(place))
  return {
    count,
    at: place =>
      drawn.indexOf(drawn[place] ?? -1) === place ? userRef(world, drawn[place] ?? 0) : undefined,
    hasUser: user => drawn.includes(user),
  }
}
