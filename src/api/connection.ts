// Which Microsoft cloud, where it is, the way there, and who signs in.
import { cloudEndpoints } from '../auth/clouds.ts'
import type { Choice } from '../auth/settings.ts'
import type { NetworkWay } from '../graph/undici-http.ts'
import type { Cloud } from '../streams/define.ts'
import type { Env } from './world.ts'

/** A path, and the option, variable or key that an error about the file names. */
export interface GivenFile {
  readonly path: string
  readonly source: string
}

/** As options give it; null: not given. */
export interface ConnectionValues {
  readonly cloud: Cloud
  readonly tenant: string | null
  readonly clientId: string | null
  readonly auth: Choice | null
  readonly cacheFile: string | null
  readonly graphUrl: string | null
  readonly authority: string | null
  readonly caFile: GivenFile | null
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

/** Variables of other programs that say the same as an option of ours. */
export const SHARED_VARIABLES = {
  tenant: ['AZURE_TENANT_ID', 'AZURESUBSCRIPTION_TENANT_ID'],
  clientId: ['AZURE_CLIENT_ID', 'AZURESUBSCRIPTION_CLIENT_ID'],
  authority: ['AZURE_AUTHORITY_HOST'],
} as const

/** Throws a `UsageError`. */
export async function resolveConnection(options: ConnectionValues, env: Env): Promise<Connection> {
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
