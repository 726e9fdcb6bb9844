// The options of every command: which Microsoft cloud, where it is, the way there, and who signs in.
import { cloudEndpoints, parseAuthority, parseRoot } from '../auth/clouds.ts'
import { CHOICES, type Choice } from '../auth/settings.ts'
import { UsageError } from '../errors.ts'
import type { NetworkWay } from '../graph/undici-http.ts'
import { ALL_CLOUDS, type Cloud } from '../streams/define.ts'
import type { Env } from './io.ts'
import { choice, flag, type OptionSpec, type OptionValues, value } from './options.ts'

const address = (
  help: string,
  parse: (text: string, source: string) => string,
): OptionSpec<string | null> => ({
  placeholder: '<url>',
  help,
  parse,
  fallback: null,
})

/** A path, and the option, variable or key that an error about the file names. */
export interface GivenFile {
  readonly path: string
  readonly source: string
}

/** Options of every command. */
export const globalOptions = {
  cloud: choice('the Microsoft cloud', ALL_CLOUDS, 'global'),
  tenant: value<string | null>({
    placeholder: '<id|domain>',
    help: 'the tenant to sign in to',
    parse: parseTenant,
    fallback: null,
    variables: ['AZURE_TENANT_ID', 'AZURESUBSCRIPTION_TENANT_ID'],
  }),
  clientId: value<string | null>({
    placeholder: '<id>',
    help: 'the application to sign in with',
    parse: parseClientId,
    fallback: null,
    variables: ['AZURE_CLIENT_ID', 'AZURESUBSCRIPTION_CLIENT_ID'],
  }),
  auth: value<Choice | null>({
    placeholder: '<way>',
    help: `the only way of signing in to try: ${CHOICES.join(', ')}`,
    parse: choice('', CHOICES, 'token').parse,
    fallback: null,
    words: CHOICES,
  }),
  cacheFile: value<string | null>({
    placeholder: '<file>',
    help: 'keep sign-ins of persons in this file instead of the keychain',
    parse: path => path,
    fallback: null,
  }),
  graphUrl: address('root of Microsoft Graph, if not the one of the cloud', parseGraphUrl),
  authority: {
    ...address('host that signs in, if not the one of the cloud', parseAuthority),
    variables: ['AZURE_AUTHORITY_HOST'],
  },
  caFile: value<GivenFile | null>({
    placeholder: '<file>',
    help: 'certificate authorities to trust besides the known ones, PEM',
    parse: (path, source) => ({ path, source }),
    fallback: null,
  }),
  verbose: flag('say more on stderr, and show where an unexpected error comes from'),
}

export interface Connection {
  readonly cloud: Cloud
  readonly graphUrl: string
  readonly authority: string
  /** Null: not given. */
  readonly tenant: string | null
  readonly clientId: string | null
  readonly auth: Choice | null
  readonly cacheFile: string | null
  readonly way: NetworkWay
}

/** Throws a `UsageError`. */
export async function resolveConnection(
  options: OptionValues<typeof globalOptions>,
  env: Env,
): Promise<Connection> {
  const { cloud, tenant, clientId, auth, cacheFile } = options
  return {
    cloud,
    tenant,
    clientId,
    auth,
    cacheFile,
    graphUrl: options.graphUrl ?? cloudEndpoints[cloud].graph,
    authority: options.authority ?? cloudEndpoints[cloud].authority,
    way: await networkWay(options.caFile, env),
  }
}

async function networkWay(caFile: GivenFile | null, env: Env): Promise<NetworkWay> {
  const [{ proxiesFrom }, { readCaFile }] = await Promise.all([
    import('../graph/proxies.ts'),
    import('../graph/trust.ts'),
  ])
  const extraCaFile = env.NODE_EXTRA_CA_CERTS?.trim() ?? ''
  return {
    proxies: proxiesFrom(env),
    ...(caFile === null ? {} : { ca: [readCaFile(caFile.path, caFile.source)] }),
    ...(extraCaFile === '' ? {} : { extraCaFile }),
  }
}

/** `/v1.0` and `/beta` are appended to it. */
function parseGraphUrl(text: string, source: string): string {
  const root = parseRoot(text, source)
  const { origin } = new URL(root)
  if (root === origin) return root
  throw new UsageError(`${source} is the root of Microsoft Graph, without a path: ${origin}.`)
}

/** Both become parts of addresses. */
function parseTenant(text: string, source: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(text)) return text
  throw new UsageError(`${source} is a tenant's id or domain name, not '${text}'.`)
}

function parseClientId(text: string, source: string): string {
  if (/^[\w.-]+$/.test(text)) return text
  throw new UsageError(`${source} is the application (client) id of an app registration, not '${text}'.`)
}
