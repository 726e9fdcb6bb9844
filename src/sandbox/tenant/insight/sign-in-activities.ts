import type { GraphObject } from '../../api.ts'
import { guid, salt } from '../../random.ts'
import { betaInsightSchema } from '../../schema/insight.ts'
import type { Resource } from '../../server/resource.ts'
import { GRAPH_APP_ID } from '../applications.ts'
import type { Entry } from '../collection.ts'
import type { Tenant } from '../tenant.ts'
import { type Credential, credentialsOf } from '../workloads.ts'
import { bits, share, type World } from '../world.ts'

const USE = salt('workloadUse')
const REQUEST = salt('workloadRequest')
const DAY = 86_400_000
/** The reports cover this many applications. */
const MOST_APPLICATIONS = 150

const time = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** What is used: the number stands for it, the times (milliseconds since 1970) bound its life. */
interface Thing {
  readonly number: number
  readonly from: number
  readonly to: number
}

/** The last use of a thing that is used daily, now and then, or not at all; it is known the day after. */
function lastUse({ world, now }: Tenant, { number, from, to }: Thing, way: number): number | undefined {
  const dice = bits(world, USE, number, way)
  if (dice % 5 === 0) return undefined
  const period = dice % 5 < 3 ? 1 : 2 + ((dice >>> 8) % 40)
  const yesterday = Math.floor(Math.min(now, to) / DAY) - 1
  const day = yesterday - ((yesterday + (dice >>> 16)) % period)
  const at = day * DAY + Math.floor(share(world, USE, number, 16 + way) * DAY)
  return at < from ? undefined : at
}

/** A thing's sign-in activity; null when it was never used this way. */
function activity(tenant: Tenant, thing: Thing, way: number): Record<string, string | null> | null {
  const at = lastUse(tenant, thing, way)
  if (at === undefined) return null
  const { seed } = tenant.world
  const request = (place: number): string => guid(seed, REQUEST + place, (thing.number ^ (at / 1000)) >>> 0)
  const failedSince = bits(tenant.world, USE, thing.number, 32 + way) % 13 === 0
  return {
    lastSignInDateTime: time(at),
    lastSignInRequestId: request(1),
    lastNonInteractiveSignInDateTime: way % 2 === 0 ? null : time(at),
    lastNonInteractiveSignInRequestId: way % 2 === 0 ? null : request(2),
    lastSuccessfulSignInDateTime: time(failedSince ? at - 3_600_000 : at),
    lastSuccessfulSignInRequestId: request(failedSince ? 3 : 1),
  }
}

function* livingApplications({ applications }: Tenant): Generator<Entry> {
  const end = Math.min(applications.length, MOST_APPLICATIONS)
  for (let place = 0; place < end; place++) {
    const entry = applications.at(place)
    if (!entry.removed) yield entry
  }
}

const WAYS = [
  'applicationAuthenticationClientSignInActivity',
  'delegatedClientSignInActivity',
  'applicationAuthenticationResourceSignInActivity',
  'delegatedResourceSignInActivity',
] as const

/** One row for each application that was ever used. */
function* principalRows(tenant: Tenant): Generator<GraphObject> {
  for (const { row } of livingApplications(tenant)) {
    const appId = String(row.appId)
    const thing = { number: salt(appId), from: Date.parse(String(row.createdDateTime)), to: tenant.now }
    const ways = WAYS.map((name, way) => [name, activity(tenant, thing, way)] as const)
    const [last] = ways
      .flatMap(([, used]) => (used ? [used] : []))
      .sort((a, b) => String(b.lastSignInDateTime).localeCompare(String(a.lastSignInDateTime)))
    if (!last) continue
    const id = Buffer.from(appId).toString('base64')
    yield { id, appId, ...Object.fromEntries(ways), lastSignInActivity: last }
  }
}

/** One row for each secret and certificate that was ever used. */
function* credentialRows(tenant: Tenant): Generator<GraphObject> {
  for (const { row } of livingApplications(tenant)) {
    for (const credential of credentialsOf(row)) {
      const used = activity(tenant, lifeOf(credential), 4)
      if (used) yield credentialRow(tenant, row, credential, used)
    }
  }
}

const lifeOf = ({ keyId, startDateTime, endDateTime }: Credential): Thing => ({
  number: salt(keyId),
  from: Date.parse(String(startDateTime)),
  to: Date.parse(String(endDateTime)),
})

function credentialRow(
  tenant: Tenant,
  application: GraphObject,
  credential: Credential,
  signInActivity: GraphObject,
): GraphObject {
  const { keyId, type, startDateTime, endDateTime } = credential
  const principal = tenant.principalOf(application.appId)
  return {
    id: Buffer.from(`${keyId}|application`).toString('base64'),
    keyId,
    keyType: type,
    keyUsage: type === 'certificate' && salt(keyId) % 5 > 0 ? 'verify' : 'sign',
    appId: application.appId,
    appObjectId: application.id,
    ...(principal && { servicePrincipalObjectId: principal.id }),
    resourceId: resourceOf(tenant.world, keyId),
    credentialOrigin: 'application',
    createdDateTime: startDateTime,
    expirationDateTime: endDateTime,
    signInActivity,
  }
}

const resourceOf = (world: World, keyId: string): string | null =>
  bits(world, USE, salt(keyId), 64) % 8 === 0 ? null : GRAPH_APP_ID

const common = {
  versions: ['beta'],
  kind: 'list',
  schema: betaInsightSchema,
  family: 'reports',
  application: ['AuditLog.Read.All'],
  delegated: ['AuditLog.Read.All'],
  licence: { tier: 'p1', refusal: 'nonPremium' },
  missingIn: ['usgov', 'usgov-dod', 'china'],
  paging: { standard: 100, most: 999 },
  options: ['$filter', '$orderby'],
} as const

export const signInActivities: readonly Resource[] = [
  {
    ...common,
    name: 'service_principal_sign_in_activities',
    path: '/reports/servicePrincipalSignInActivities',
    type: 'servicePrincipalSignInActivity',
    filterable: { appId: ['eq'] },
    rows: principalRows,
  },
  {
    ...common,
    name: 'app_credential_sign_in_activities',
    path: '/reports/appCredentialSignInActivities',
    type: 'appCredentialSignInActivity',
    filterable: { appId: ['eq'], keyId: ['eq'] },
    rows: credentialRows,
  },
]
