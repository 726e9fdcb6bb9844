import { pick, salt } from '../random.ts'
import { PROFILE_COUNT, profile, type Sku } from './licences.ts'
import {
  COUNTRIES,
  type Country,
  DEPARTMENTS,
  type Department,
  DOMAIN,
  GIVEN_NAMES,
  INITIAL_DOMAIN,
  PARTNERS,
  SURNAMES,
} from './names.ts'
import { makePattern } from './pattern.ts'
import { bits, share, type World } from './world.ts'

export const EMPLOYEE = 0
export const GUEST = 1
export const SHARED_MAILBOX = 2
export const SERVICE_ACCOUNT = 3
export const ROOM = 4

/** Employees, guests (6 %), shared mailboxes, service accounts, rooms. */
export const KINDS = makePattern(97, 31, [85, 6, 3, 2, 1])
export const DEPARTMENT_OF = makePattern(89, 17, [18, 22, 9, 6, 8, 8, 15, 3])
export const COUNTRY_OF = makePattern(83, 11, [25, 20, 12, 10, 4, 7, 5])
export const PROFILE_OF = makePattern(
  101,
  13,
  Array.from({ length: PROFILE_COUNT }, () => 1),
)

export interface Person {
  readonly index: number
  readonly kind: number
  readonly givenName: string
  readonly surname: string
  readonly displayName: string
  readonly userPrincipalName: string
  readonly mailNickname: string
  readonly department: Department
  readonly jobTitle: string
  readonly country: Country
  readonly enabled: boolean
  readonly partner: string
}

const GIVEN = salt('given')
const SUR = salt('surname')
const TITLE = salt('title')
const ENABLED = salt('enabled')
const PARTNER = salt('partner')

const SPECIAL = ['', '', 'Shared', 'svc', 'Room'] as const

const plainNames = new Map<string, string>()

/** The letters of a name that a mail address likes; remembered, since names come from short lists. */
function ascii(name: string): string {
  const known = plainNames.get(name)
  if (known !== undefined) return known
  const replaced = name.replace(/[łŁ]/g, 'l').replace(/[øØ]/g, 'o').replace(/ß/g, 'ss').replace(/ı/g, 'i')
  const letters =
    replaced
      .normalize('NFD')
      .replace(/[^a-zA-Z]/g, '')
      .toLowerCase() || 'user'
  plainNames.set(name, letters)
  return letters
}

/** Who user number `index` is. */
export function person(world: World, index: number): Person {
  const kind = KINDS.classOf(index)
  const givenName = pick(GIVEN_NAMES, bits(world, GIVEN, index))
  const surname = pick(SURNAMES, bits(world, SUR, index))
  const department = DEPARTMENTS[DEPARTMENT_OF.classOf(index)] ?? DEPARTMENTS[0]
  const special = SPECIAL[kind] ?? ''
  const partner = pick(PARTNERS, bits(world, PARTNER, index))
  const nickname = special
    ? `${special.toLowerCase()}.${index}`
    : `${ascii(givenName)}.${ascii(surname)}.${index}`
  const mailNickname = kind === GUEST ? `${nickname}_${partner}#EXT#` : nickname
  return {
    index,
    kind,
    givenName,
    surname,
    displayName: special ? `${special} ${department.name} ${index}` : `${givenName} ${surname}`,
    userPrincipalName: `${mailNickname}@${kind === GUEST ? INITIAL_DOMAIN : DOMAIN}`,
    mailNickname,
    department,
    jobTitle: pick(department.titles, Math.floor(share(world, TITLE, index) ** 2 * department.titles.length)),
    country: COUNTRIES[COUNTRY_OF.classOf(index)] ?? COUNTRIES[0],
    enabled: isEnabled(world, index),
    partner,
  }
}

/** One account in 25 is disabled, and every mailbox that is no person's. */
export function isEnabled(world: World, index: number): boolean {
  const kind = KINDS.classOf(index)
  return index < 3 || (kind !== SHARED_MAILBOX && kind !== ROOM && share(world, ENABLED, index) > 0.04)
}

/** The SKUs a user of the start holds; only employees have any. */
export function licencesOf(index: number): readonly Sku[] {
  return KINDS.classOf(index) === EMPLOYEE ? profile(PROFILE_OF.classOf(index)) : []
}
