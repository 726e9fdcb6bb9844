import type { PageSizeName, RequestRecord, Sandbox, SandboxOptions } from './api.ts'
import { guid, salt } from './random.ts'
import type { Service } from './server/call.ts'
import { Dispatcher } from './server/dispatcher.ts'
import { ALL_GRANTS } from './server/endpoints.ts'
import { Faults } from './server/faults.ts'
import { Links } from './server/links.ts'
import { listen } from './server/listen.ts'
import { Quotas } from './server/quotas.ts'
import { APPLICATIONS, GROUPS, USERS } from './server/shapes.ts'
import { issueToken } from './server/tokens.ts'
import { makeEditor } from './tenant/editor.ts'
import { Life } from './tenant/life.ts'
import { Tenant } from './tenant/tenant.ts'
import { truth } from './tenant/truth.ts'
import { makeWorld } from './tenant/world.ts'

export type * from './api.ts'

const PAGE_SIZES: Readonly<Record<PageSizeName, number>> = {
  users: 100,
  groups: 100,
  applications: 100,
  applicationOwners: 100,
  usersDelta: 200,
  groupsDelta: 100,
  applicationsDelta: 100,
  memberSlice: 300,
  signIns: 1000,
  directoryAudits: 1000,
}

const SECRETS = salt('secrets')
const MOST_RECORDS = 100_000

function startTime(now: string | undefined): number {
  const start = now === undefined ? Date.now() : Date.parse(now)
  if (Number.isNaN(start)) throw new RangeError(`not an ISO time: ${now}`)
  return start
}

/** Keeps the last 100,000 records, and lets go of the oldest in bulk. */
function recorder(requests: RequestRecord[]): (record: RequestRecord) => void {
  return record => {
    if (requests.length >= MOST_RECORDS) requests.splice(0, MOST_RECORDS / 10)
    requests.push(record)
  }
}

/** Starts a synthetic Entra tenant and its Microsoft Graph server on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    seed = 42,
    users = 1000,
    port = 0,
    quotas = 'documented',
    latencyMs = 0,
    premium = true,
    retentionDays = 30,
  } = options
  const world = makeWorld(seed, users, startTime(options.now), options.activity ?? 1)
  const tenant = new Tenant(world)
  const edit = makeEditor(tenant)
  const life = new Life(tenant, edit)
  const faults = new Faults()
  const requests: RequestRecord[] = []
  const secret = guid(seed, SECRETS, 0)
  const [clientId, clientSecret] = [guid(seed, SECRETS, 1), `sandbox~${guid(seed, SECRETS, 2)}`]
  const identity = { tenantId: world.tenantId, clientId, secret, grants: options.grants ?? ALL_GRANTS }
  let origin = ''
  const url = (): string => origin
  const service: Service = {
    tenant,
    links: new Links(url, secret),
    url,
    shapes: { users: USERS, groups: GROUPS, applications: APPLICATIONS },
    pageSizes: { ...PAGE_SIZES, ...options.pageSizes },
    mostRows: options.mostRows ?? Number.MAX_SAFE_INTEGER,
    premium,
    retentionDays,
  }
  const dispatcher = new Dispatcher({
    service,
    authority: { ...identity, clientSecret, url },
    faults,
    quotas: quotas === 'off' ? undefined : new Quotas(users),
    record: recorder(requests),
  })
  const listener = await listen(dispatcher, port, latencyMs)
  origin = `http://127.0.0.1:${listener.port}`
  return {
    url: origin,
    authority: origin,
    tenantId: world.tenantId,
    clientId,
    clientSecret,
    token: tokenOptions => issueToken(identity, tokenOptions),
    get now() {
      return new Date(tenant.now)
    },
    advance: ({ days = 0, hours = 0 }) => life.advance(days * 24 + hours),
    truth: (kind, range = {}) => truth(tenant, kind, retentionDays, range),
    edit,
    requests,
    faults,
    close: () => listener.close(),
  }
}
