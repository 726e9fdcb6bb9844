import type { GraphObject } from '../api.ts'
import { salt } from '../random.ts'
import { directorySchema } from '../schema/index.ts'
import { fill } from '../schema/values.ts'
import { extensionValues } from './directory/extensions.ts'
import { licenceGroupOf } from './groups.ts'
import { licenceProperties } from './licences.ts'
import { DOMAIN, INITIAL_DOMAIN } from './names.ts'
import { EMPLOYEE, GUEST, licencesOf, type Person, person, ROOM } from './people.ts'
import { bits, daysBefore, share, userId, type World } from './world.ts'

const SYNCED = salt('synced')
const CREATED = salt('created')
const MOBILE = salt('mobile')

/** User number `index` as it was at the start: every property a collection can return, less those never set. */
export function makeUser(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const who = person(world, index)
  const row = fill({ schema: directorySchema, seed: world.seed, before: world.start }, 'user', index, 0, only)
  delete row.signInActivity
  const since = daysBefore(world, 30 + share(world, CREATED, index) * 2500)
  return Object.assign(
    row,
    {
      id: userId(world, index),
      deletedDateTime: null,
      createdDateTime: since,
      passwordProfile: passwordProfile(index),
    },
    identity(who),
    work(world, who),
    needs(only, LICENCES) ? licenceProperties(licencesOf(index), since, licenceGroupOf(world, index)) : {},
    who.kind === GUEST
      ? guestProperties(who, since, index)
      : needs(only, PREMISES)
        ? premises(world, who)
        : {},
    extensionValues(world, 'User', index, only),
    index % 7 === 3 ? { customSecurityAttributes: securityAttributes(index) } : {},
  )
}

const LICENCES = ['assignedLicenses', 'assignedPlans', 'provisionedPlans', 'licenseAssignmentStates']

/** What `premises` sets. */
const PREMISES = [
  'creationType',
  'externalUserState',
  'externalUserStateChangeDateTime',
  'onPremisesSyncEnabled',
  'onPremisesDomainName',
  'onPremisesSamAccountName',
  'onPremisesUserPrincipalName',
  'onPremisesDistinguishedName',
  'onPremisesLastSyncDateTime',
]

const needs = (only: ReadonlySet<string> | undefined, names: readonly string[]): boolean =>
  only === undefined || names.some(name => only.has(name))

/** Never with a password. */
function passwordProfile(index: number): GraphObject | null {
  if (index % 4 > 0) return null
  return {
    forceChangePasswordNextSignIn: index % 8 === 0,
    forceChangePasswordNextSignInWithMfa: false,
    password: null,
  }
}

function identity(who: Person): GraphObject {
  const named = who.kind === EMPLOYEE || who.kind === GUEST
  return {
    accountEnabled: who.enabled,
    displayName: who.displayName,
    givenName: named ? who.givenName : null,
    surname: named ? who.surname : null,
    mail: who.kind === GUEST ? `${who.mailNickname.split('_')[0]}@${who.partner}` : who.userPrincipalName,
    mailNickname: who.mailNickname,
    userPrincipalName: who.userPrincipalName,
    userType: who.kind === GUEST ? 'Guest' : 'Member',
    proxyAddresses:
      who.kind === GUEST
        ? []
        : [`SMTP:${who.userPrincipalName}`, `smtp:${who.mailNickname}@${INITIAL_DOMAIN}`],
    identities: [
      { signInType: 'userPrincipalName', issuer: DOMAIN, issuerAssignedId: who.userPrincipalName },
    ],
    isResourceAccount: who.kind === ROOM,
  }
}

function work(world: World, who: Person): GraphObject {
  if (who.kind !== EMPLOYEE)
    return { department: null, jobTitle: null, companyName: who.kind === GUEST ? who.partner : null }
  const { country } = who
  return {
    businessPhones:
      who.index % 3 === 0 ? [] : [`+${1 + (who.index % 90)} 555 ${String(who.index).padStart(7, '0')}`],
    city: country.city,
    companyName: 'Contoso',
    country: country.name,
    department: who.department.name,
    employeeId: `E${String(who.index).padStart(7, '0')}`,
    employeeType: bits(world, MOBILE, who.index, 1) % 9 === 0 ? 'Contractor' : 'Employee',
    jobTitle: who.jobTitle,
    officeLocation: `${country.city} ${1 + (who.index % 4)}`,
    preferredLanguage: country.language,
    state: country.state,
    usageLocation: country.code,
    ...mobile(world, who.index),
  }
}

/** Set, set to null, or never set. */
function mobile(world: World, index: number): GraphObject {
  const dice = bits(world, MOBILE, index) % 4
  if (dice === 0) return { mobilePhone: undefined }
  return { mobilePhone: dice === 1 ? null : `+49 170 ${String(index).padStart(8, '0')}` }
}

function guestProperties(who: Person, since: string, index: number): GraphObject {
  const accepted = index % 5 !== 0
  return {
    creationType: 'Invitation',
    externalUserState: accepted ? 'Accepted' : 'PendingAcceptance',
    externalUserStateChangeDateTime: accepted ? since : null,
    otherMails: [`${who.mailNickname.split('_')[0]}@${who.partner}`],
  }
}

/** Four in five members come from an on-premises directory. */
function premises(world: World, who: Person): GraphObject {
  const common = {
    creationType: undefined,
    externalUserState: undefined,
    externalUserStateChangeDateTime: undefined,
  }
  if (bits(world, SYNCED, who.index) % 5 === 0) return { ...common, onPremisesSyncEnabled: null }
  return {
    ...common,
    onPremisesSyncEnabled: true,
    onPremisesDomainName: 'corp.contoso.example',
    onPremisesSamAccountName: who.mailNickname.slice(0, 20),
    onPremisesUserPrincipalName: who.userPrincipalName,
    onPremisesDistinguishedName: `CN=${who.displayName},OU=${who.department.name},DC=corp,DC=contoso,DC=example`,
    onPremisesLastSyncDateTime: daysBefore(world, share(world, SYNCED, who.index, 1)),
  }
}

function securityAttributes(index: number): GraphObject {
  return {
    Engineering: {
      '@odata.type': '#microsoft.graph.customSecurityAttributeValue',
      'Project@odata.type': '#Collection(String)',
      Project: ['Baker', 'Cascade'].slice(0, 1 + (index % 2)),
      CostCenter: 1000 + (index % 9),
      Certification: index % 2 === 0,
    },
  }
}
