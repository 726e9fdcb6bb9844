// The token endpoints that Azure gives to programs that run there: of machines, of App Service and of Azure Arc.
// https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
// https://learn.microsoft.com/azure/azure-arc/servers/managed-identity-authentication
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export interface AssignedIdentity {
  readonly clientId: string
  readonly objectId: string
  readonly resourceId: string
}

export interface ManagedIdentityOptions {
  readonly kind: 'imds' | 'appService' | 'azureArc'
  /** The access token of the next answer. */
  readonly token: () => string
  /** Null: the machine has only the identities assigned by users. */
  readonly system?: AssignedIdentity | null
  readonly assigned?: readonly AssignedIdentity[]
  /** Where Azure Arc writes its keys; only programs that may read it get a token. */
  readonly keyFolder?: string
  readonly expiresInSeconds?: number
}

/** An answer in place of the right one. */
export interface PlannedAnswer {
  readonly status: number
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

export interface ManagedIdentityEndpoint {
  readonly url: string
  /** What a program that runs there finds in its environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[]
  /** Given to the next requests, first one first. */
  readonly planned: PlannedAnswer[]
  close(): Promise<void>
}

interface State {
  readonly options: ManagedIdentityOptions
  readonly endpoint: ManagedIdentityEndpoint
  /** What App Service puts in `IDENTITY_HEADER`. */
  readonly secret: string
  /** Of Azure Arc, good for one request. */
  readonly keys: Set<string>
}

const MACHINE_PATH = '/metadata/identity/oauth2/token'
const APP_PATH = '/msi/token'
const SYSTEM: AssignedIdentity = {
  clientId: '5a1b0c3d-0000-4000-8000-000000000001',
  objectId: '5a1b0c3d-0000-4000-8000-000000000002',
  resourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm',
}

export async function startManagedIdentity(
  options: ManagedIdentityOptions,
): Promise<ManagedIdentityEndpoint> {
  const server = createServer((request, response) => send(response, answer(state, request)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const secret = randomUUID()
  const endpoint: ManagedIdentityEndpoint = {
    url,
    environment: environmentOf(options.kind, url, secret),
    requests: [],
    planned: [],
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const state: State = { options, endpoint, secret, keys: new Set() }
  return endpoint
}

function environmentOf(kind: ManagedIdentityOptions['kind'], url: string, secret: string) {
  if (kind === 'imds') return { AZURE_POD_IDENTITY_AUTHORITY_HOST: url }
  if (kind === 'azureArc') return { IDENTITY_ENDPOINT: `${url}${MACHINE_PATH}`, IMDS_ENDPOINT: url }
  return { IDENTITY_ENDPOINT: `${url}${APP_PATH}`, IDENTITY_HEADER: secret }
}

function send(response: ServerResponse, { status, body = {}, headers = {} }: PlannedAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

const refuse = (description: string, error = 'invalid_request', status = 400): PlannedAnswer => ({
  status,
  body: { error, error_description: description },
})

function answer(state: State, request: IncomingMessage): PlannedAnswer {
  const { endpoint, options } = state
  const { url = '/', headers, method } = request
  endpoint.requests.push({ path: url, headers })
  const planned = endpoint.planned.shift()
  if (planned) return planned
  const { pathname, searchParams } = new URL(url, endpoint.url)
  const path = options.kind === 'appService' ? APP_PATH : MACHINE_PATH
  if (pathname !== path) return refuse('The requested resource does not exist.', 'not_found', 404)
  if (method !== 'GET') return refuse('Only GET is allowed.', 'method_not_allowed', 405)
  return (
    refusedCaller(state, headers) ??
    refusedVersion(options.kind, searchParams) ??
    tokenAnswer(options, searchParams)
  )
}

/** Undefined for a caller who proves to run there. */
function refusedCaller(state: State, headers: IncomingMessage['headers']): PlannedAnswer | undefined {
  const { kind } = state.options
  if (kind === 'appService') {
    if (headers['x-identity-header'] === state.secret) return undefined
    return { status: 401, body: { statusCode: 401, message: 'X-IDENTITY-HEADER is missing or wrong.' } }
  }
  if (headers['x-forwarded-for'] !== undefined) return refuse('Forwarded requests are not accepted.')
  if (headers.metadata?.toString().toLowerCase() !== 'true') {
    return refuse('Required metadata header not specified')
  }
  return kind === 'azureArc' ? refusedKey(state, headers.authorization) : undefined
}

function refusedKey({ options, keys }: State, authorization: string | undefined): PlannedAnswer | undefined {
  const shown = /^Basic (.+)$/.exec(authorization ?? '')?.[1]
  if (shown !== undefined && keys.delete(shown)) return undefined
  const folder = options.keyFolder ?? ''
  const [key, file] = [randomUUID(), join(folder, `${randomUUID()}.key`)]
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, key)
  keys.add(key)
  const headers = { 'www-authenticate': `Basic realm=${file}` }
  return { ...refuse('The key in the file proves who you are.', 'unauthorized', 401), headers }
}

const VERSIONS = { imds: ['2018-02-01'], appService: ['2019-08-01'], azureArc: ['2019-11-01', '2020-06-01'] }

function refusedVersion(
  kind: ManagedIdentityOptions['kind'],
  query: URLSearchParams,
): PlannedAnswer | undefined {
  const version = query.get('api-version') ?? ''
  if (!VERSIONS[kind].includes(version)) return refuse(`The api-version '${version}' is not supported.`)
  if (!query.get('resource')) return refuse('Required audience parameter not specified', 'bad_request_102')
  return undefined
}

/** Parameters that name an identity, and what they are compared with. */
const SELECTORS: Readonly<Record<string, keyof AssignedIdentity>> = {
  client_id: 'clientId',
  object_id: 'objectId',
  principal_id: 'objectId',
  msi_res_id: 'resourceId',
  mi_res_id: 'resourceId',
}

function chosen(options: ManagedIdentityOptions, query: URLSearchParams): AssignedIdentity | undefined {
  const { system = SYSTEM, assigned = [] } = options
  const selector = Object.entries(SELECTORS).find(([name]) => query.has(name))
  if (!selector) return system ?? undefined
  const [name, property] = selector
  return assigned.find(one => one[property].toLowerCase() === query.get(name)?.toLowerCase())
}

function tokenAnswer(options: ManagedIdentityOptions, query: URLSearchParams): PlannedAnswer {
  const identity = chosen(options, query)
  if (!identity) {
    if (options.kind !== 'appService') return refuse('Identity not found')
    const message = 'No managed identity found for specified ClientId/ResourceId/PrincipalId.'
    return { status: 400, body: { statusCode: 400, message } }
  }
  const { expiresInSeconds = 3599, kind } = options
  const now = Math.floor(Date.now() / 1000)
  const common = {
    access_token: options.token(),
    client_id: identity.clientId,
    expires_on: String(now + expiresInSeconds),
    resource: query.get('resource'),
    token_type: 'Bearer',
  }
  if (kind === 'appService') return { status: 200, body: common }
  const times = {
    expires_in: String(expiresInSeconds),
    ext_expires_in: String(expiresInSeconds),
    not_before: String(now),
  }
  const echoed = kind === 'azureArc' ? { object_id: identity.objectId, msi_res_id: identity.resourceId } : {}
  return { status: 200, body: { ...common, ...times, ...echoed } }
}
