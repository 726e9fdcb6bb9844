import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { insightSchema } from '../../schema/insight.ts'
import { fill } from '../../schema/values.ts'
import type { Resource } from '../../server/resource.ts'
import type { Tenant } from '../tenant.ts'
import { METHOD_KINDS, type RegisteredMethod, registration } from './methods.ts'

const METHOD = salt('authenticationMethodId')
const MINUTE = 60_000
const READERS = ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All']

/** Methods of which a user has at most one bear the same id everywhere. */
const PASSWORD = '28c10230-6103-485e-b985-444c60001490'
const EMAIL = '3ddfcfc8-9383-446f-83cc-3ab9be4be18f'
const PHONES: ReadonlyMap<string, readonly [id: string, type: string]> = new Map([
  ['mobilePhone', ['3179e48a-750b-4051-897c-87b9720928f7', 'mobile']],
  ['alternateMobilePhone', ['b6332ec1-7057-4abe-9331-3d72feddfe41', 'alternateMobile']],
  ['officePhone', ['e37fc753-ff3b-4958-9484-eaa9425c82bc', 'office']],
])

interface Holder {
  readonly tenant: Tenant
  readonly user: GraphObject
  /** Follows from the user's id. */
  readonly key: number
}

/** The methods of a living user, the password first; guests have theirs at home. */
function* rows(tenant: Tenant, user: GraphObject): Generator<GraphObject> {
  const { methods, key } = registration(tenant.world, String(user.id), tenant.now)
  if (user.userType !== 'Guest') {
    const type = '#microsoft.graph.passwordAuthenticationMethod'
    yield { '@odata.type': type, id: PASSWORD, createdDateTime: user.createdDateTime, password: null }
  }
  for (const method of methods) yield row({ tenant, user, key }, method)
}

function row(holder: Holder, method: RegisteredMethod): GraphObject {
  const { tenant, key } = holder
  const { name, type } = method.kind
  const { seed, start: before } = tenant.world
  const index = (key ^ salt(name)) >>> 0
  return {
    '@odata.type': `#microsoft.graph.${type}`,
    ...fill({ schema: insightSchema, seed, before }, type, index),
    id: guid(seed, METHOD, index),
    createdDateTime: new Date(method.at).toISOString(),
    ...particulars(holder, method, index),
  }
}

const MODELS = ['YubiKey 5 NFC', 'Feitian K40', 'Windows Hello'] as const

/** What must make sense of a method; the rest is as it comes. */
function particulars(holder: Holder, { kind, at }: RegisteredMethod, index: number): GraphObject {
  const { seed } = holder.tenant.world
  const phone = PHONES.get(kind.name)
  if (phone)
    return { id: phone[0], phoneType: phone[1], phoneNumber: `+1 555${String(index).padStart(10, '0')}` }
  switch (kind.name) {
    case 'email':
      return { id: EMAIL, emailAddress: `${holder.user.mailNickname}@home.example` }
    case 'softwareOneTimePasscode':
      return { secretKey: null }
    case 'passKeyDeviceBound': {
      const id = Buffer.from(guid(seed, METHOD, index).replaceAll('-', ''), 'hex').toString('base64url')
      return { id, aaGuid: guid(seed, METHOD, index % 5), model: pick(MODELS, index) }
    }
    case 'temporaryAccessPass':
      return accessPass(at, holder.tenant.now, index)
    default:
      return {}
  }
}

/** A pass that has run out is still listed for a while. */
function accessPass(at: number, now: number, index: number): GraphObject {
  const lifetimeInMinutes = pick([60, 480, 1440, 43_200], index)
  const isUsable = now < at + lifetimeInMinutes * MINUTE
  return {
    isUsable,
    isUsableOnce: index % 4 === 0,
    lifetimeInMinutes,
    methodUsabilityReason: isUsable ? 'EnabledByPolicy' : 'Expired',
    startDateTime: new Date(at).toISOString(),
    temporaryAccessPass: null,
  }
}

function* userIds({ users }: Tenant): Generator<[string]> {
  for (let place = 0; place < users.length; place++) if (!users.isRemoved(place)) yield [users.idAt(place)]
}

export const userAuthenticationMethods: Resource = {
  name: 'user_authentication_methods',
  path: '/users/{id}/authentication/methods',
  versions: ['v1.0', 'beta'],
  kind: 'list',
  schema: insightSchema,
  type: 'authenticationMethod',
  derived: ['passwordAuthenticationMethod', ...new Set(METHOD_KINDS.map(kind => kind.type))],
  family: 'reports',
  application: READERS,
  delegated: READERS,
  missingIn: ['china'],
  paging: 'none',
  options: [],
  rows: (tenant, [id = '']) => {
    const entry = tenant.users.find(id)
    return entry && !entry.removed ? rows(tenant, entry.row) : undefined
  },
  parents: { columns: ['userId'], ids: userIds },
}
