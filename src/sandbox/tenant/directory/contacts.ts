import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import { fill } from '../../schema/values.ts'
import { COUNTRIES, DEPARTMENTS, GIVEN_NAMES, PARTNERS, SURNAMES } from '../names.ts'
import { bits, daysBefore, SALTS, share, type World } from '../world.ts'

const CONTACT = salt('orgContact')

/** Organizational contact number `index` as it was at the start: somebody at a partner's. */
export function makeContact(world: World, index: number, only?: ReadonlySet<string>): GraphObject {
  const source = { schema: directorySchema, seed: world.seed, before: world.start }
  const dice = bits(world, CONTACT, index)
  const [givenName, surname] = [pick(GIVEN_NAMES, dice), pick(SURNAMES, dice >>> 8)]
  const partner = pick(PARTNERS, dice >>> 16)
  const mail = `contact.${index}@${partner}`
  const synced = index % 3 === 0
  return {
    ...fill(source, 'orgContact', index, 0, only),
    id: guid(world.seed, SALTS.orgContacts, index),
    deletedDateTime: null,
    addresses: index % 4 === 3 ? [] : [address(dice)],
    companyName: partner.split('.')[0],
    department: index % 5 === 4 ? null : pick(DEPARTMENTS, dice >>> 4).name,
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    mail,
    mailNickname: `contact.${index}`,
    proxyAddresses: [`SMTP:${mail}`],
    onPremisesSyncEnabled: synced ? true : null,
    onPremisesLastSyncDateTime: synced ? daysBefore(world, share(world, CONTACT, index)) : null,
    phones: [
      { language: null, number: `+1 555 ${String(index).padStart(4, '0')}`, region: null, type: 'business' },
      { language: null, number: index % 2 === 0 ? null : '+1 555 0199', region: null, type: 'mobile' },
    ],
  }
}

function address(dice: number): GraphObject {
  const country = pick(COUNTRIES, dice >>> 12)
  return {
    city: country.city,
    countryOrRegion: country.name,
    officeLocation: dice % 2 === 0 ? null : `Floor ${dice % 9}`,
    postalCode: String(10_000 + (dice % 80_000)),
    state: country.state,
    street: `${1 + (dice % 200)} Main Street`,
  }
}
