import type { PageSizeName, RequestRecord, Sandbox, SandboxOptions } from './api.ts'
import { openSignIn, type SignInService } from './authority/index.ts'
import { Chaos } from './chaos/index.ts'
import { guid, salt } from './random.ts'
import type { Service } from './server/call.ts'
import { Dispatcher } from './server/dispatcher.ts'
import { Downloads } from './server/downloads.ts'
import { ALL_GRANTS, ALL_SCOPES, KNOWN_SCOPES } from './server/endpoints.ts'
import { Faults } from './server/faults.ts'
import { Links } from './server/links.ts'
import { listen } from './server/listen.ts'
import { Quotas } from './server/quotas.ts'
import { shapesIn } from './server/shapes.ts'
import { type Identity, issueToken } from './server/tokens.ts'
import { makeEditor } from './tenant/editor.ts'
import { Life } from './tenant/life.ts'
import { DOMAIN, INITIAL_DOMAIN } from './tenant/names.ts'
import { Tenant } from './tenant/tenant.ts'
import { truth } from './tenant/truth.ts'
import { makeWorld, type World } from './tenant/world.ts'

export type * from './api.ts'
export type * from './chaos/api.ts'
export type * from './sign-in-api.ts'

const PAGE_SIZES: Readonly<Record<PageSizeName, number>> = {
  users: 100,
  groups: 100,
  applications: 100,
  servicePrincipals: 100,
  devices: 100,
  administrativeUnits: 100,
  orgContacts: 100,
  oauth2PermissionGrants: 100,
  directoryRoles: 100,
  usersDelta: 200,
  groupsDelta: 100,
  applicationsDelta: 100,
  servicePrincipalsDelta: 100,
  devicesDelta: 100,
  administrativeUnitsDelta: 100,
  orgContactsDelta: 100,
  oauth2PermissionGrantsDelta: 100,
  directoryRolesDelta: 100,
  memberSlice: 300,
  signIns: 1000,
  directoryAudits: 1000,
  provisioning: 100,
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

function worldOf({ seed = 42, users = 1000, now, activity = 1, concealNames }: SandboxOptions): World {
  return makeWorld(seed, users, startTime(now), activity, concealNames)
}

/** The application that signs in, and what tokens are signed with. */
function identityOf({ seed, tenantId }: World, { grants, tokenLifetimeSeconds }: SandboxOptions): Identity {
  return {
    tenantId,
    clientId: guid(seed, SECRETS, 1),
    secret: guid(seed, SECRETS, 0),
    grants: grants ?? ALL_GRANTS,
    scopes: grants ?? ALL_SCOPES,
    lifetimeSeconds: tokenLifetimeSeconds ?? 3599,
    revocation: { applications: 0, persons: 0 },
  }
}

/** Where the sandbox is reached, known once it listens: Graph, and the files that it sends readers to. */
interface Origins {
  graph: string
  files: string
}

function serviceOf(options: SandboxOptions, tenant: Tenant, origins: Origins, secret: string): Service {
  const { premium = true, licence = premium ? 'governance' : 'free', cloud = 'global' } = options
  const url = (): string => origins.graph
  return {
    tenant,
    links: new Links(url, secret, options.longSelect === 'fails'),
    url,
    shapes: shapesIn(cloud),
    pageSizes: { ...PAGE_SIZES, ...options.pageSizes },
    mostRows: options.mostRows ?? Number.MAX_SAFE_INTEGER,
    licence,
    cloud,
    retentionDays: options.retentionDays ?? (licence === 'free' ? 7 : 30),
    downloads: new Downloads(() => origins.files),
  }
}

function signInOf(options: SandboxOptions, identity: Identity, url: () => string): SignInService {
  const clientSecret = clientSecretOf(options)
  const domains = [DOMAIN, INITIAL_DOMAIN]
  return openSignIn({ identity, clientSecret, url, domains, knownScopes: KNOWN_SCOPES }, options)
}

const clientSecretOf = ({ seed = 42 }: SandboxOptions): string => `sandbox~${guid(seed, SECRETS, 2)}`

/** Starts a synthetic Entra tenant and its Microsoft Graph server on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, quotas = 'documented', latencyMs = 0, tls, host = '127.0.0.1' } = options
  const world = worldOf(options)
  const tenant = new Tenant(world)
  const edit = makeEditor(tenant)
  const life = new Life(tenant, edit)
  const faults = new Faults()
  const requests: RequestRecord[] = []
  const identity = identityOf(world, options)
  const origins: Origins = { graph: '', files: '' }
  const service = serviceOf(options, tenant, origins, identity.secret)
  const signIn = signInOf(options, identity, service.url)
  const chaos = new Chaos({ tenant, edit, url: service.url })
  const dispatcher = new Dispatcher({
    service,
    identity,
    signIn: signIn.answer,
    faults,
    chaos,
    quotas: quotas === 'off' ? undefined : new Quotas(world.users),
    record: recorder(requests),
  })
  const graph = await listen(request => dispatcher.handle(request), { port, latencyMs, tls })
  const files = await listen(request => dispatcher.download(request), { port: 0, latencyMs, tls })
  const root = `${tls ? 'https' : 'http'}://${host}`
  origins.graph = `${root}:${graph.port}`
  origins.files = `${root}:${files.port}`
  const { retentionDays, cloud } = service
  if (options.chaos !== undefined) chaos.start(options.chaos)
  return {
    url: origins.graph,
    authority: origins.graph,
    tenantId: world.tenantId,
    clientId: identity.clientId,
    clientSecret: clientSecretOf(options),
    ...signIn.controls,
    token: tokenOptions => issueToken(identity, tokenOptions),
    get now() {
      return new Date(tenant.now)
    },
    advance: ({ days = 0, hours = 0 }) => life.advance(days * 24 + hours),
    truth: (kind, range = {}) => truth(tenant, kind, { retentionDays, cloud, range }),
    edit,
    requests,
    faults,
    chaos,
    close: async () => {
      await Promise.all([graph.close(), files.close()])
    },
  }
}
