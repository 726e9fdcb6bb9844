// Opens the place of a lake: a folder as it is, a bucket with what its vendor's SDK has to be told.
import { chooseTokenSource } from '../auth/choose.ts'
import type { SignInDeps, SignInSettings } from '../auth/settings.ts'
import type { Lake } from '../extract/lake.ts'
import { proxyFor } from '../graph/proxies.ts'
import type { TokenSource } from '../graph/token-source.ts'
import { defaultCertificates } from '../graph/trust.ts'
import { type BucketPlace, parsePlace } from '../store/place.ts'
import type { BucketSettings } from '../store/settings.ts'
import type { Cloud } from '../streams/define.ts'
import type { Connection } from './connection.ts'
import { DEFAULT_TIMEOUTS } from './defaults.ts'
import { openNetworks, signInDeps } from './networks.ts'
import type { World } from './world.ts'

/** What a bucket needs besides its address; null: not given. */
export interface StoreValues {
  readonly storeEndpoint: string | null
  readonly storePathStyle: boolean
  readonly storeEncryption: string | null
  readonly storeKmsKey: string | null
  readonly storeUnconditional: boolean
  readonly scratch: string | null
}

/** Asked for when the place is a bucket. */
export type Access = () => Promise<{
  readonly connection: Connection
  /** Who signs in to Graph: the storage of Azure is signed in to likewise. */
  readonly signIn: SignInSettings
}>

export interface OpenPlace {
  readonly lake: Lake
  /** Gives back what was opened. */
  close(): Promise<void>
}

/** Throws a `StoreError` for a bucket that cannot be used, a `UsageError` for no place at all. */
export async function openPlace(
  out: string,
  values: StoreValues,
  access: Access,
  world: World,
): Promise<OpenPlace> {
  const place = parsePlace(out, '--out')
  if (place.kind === 'folder') return { lake: place.path, close: async () => {} }
  return openBucketAt(place, values, access, world)
}

async function openBucketAt(
  place: BucketPlace,
  values: StoreValues,
  access: Access,
  world: World,
): Promise<OpenPlace> {
  const { openBucket } = await import('../store/open.ts')
  const { settings, close } = await settingsFor(values, access, world)
  try {
    const store = await openBucket(place, settings)
    return { lake: store, close: () => store.close().finally(close) }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens the lake, lends it, and gives back what was opened. Throws what `openPlace` and `use` throw. */
export async function usePlace<T>(
  out: string,
  values: StoreValues,
  access: Access,
  world: World,
  use: (lake: Lake) => Promise<T>,
): Promise<T> {
  const { lake, close } = await openPlace(out, values, access, world)
  try {
    return await use(lake)
  } finally {
    await close()
  }
}

/** What the hosts of Azure Storage end with. https://learn.microsoft.com/azure/storage/common/storage-account-overview */
const AZURE_SUFFIX: Readonly<Record<Cloud, string>> = {
  global: 'blob.core.windows.net',
  usgov: 'blob.core.usgovcloudapi.net',
  'usgov-dod': 'blob.core.usgovcloudapi.net',
  china: 'blob.core.chinacloudapi.cn',
}

/** Tokens for Azure Storage are asked for as those for Graph are, of this resource in every cloud. */
const STORAGE = 'https://storage.azure.com'

async function settingsFor(
  values: StoreValues,
  access: Access,
  world: World,
): Promise<{ settings: BucketSettings; close: () => Promise<void> }> {
  const { connection, signIn } = await access()
  const { way, cloud } = connection
  const networks = openNetworks(DEFAULT_TIMEOUTS, way)
  const { signal } = new AbortController()
  const settings: BucketSettings = {
    endpoint: values.storeEndpoint,
    pathStyle: values.storePathStyle,
    encryption: values.storeEncryption,
    kmsKey: values.storeKmsKey,
    unconditional: values.storeUnconditional,
    scratch: values.scratch,
    env: world.env,
    way: {
      proxyFor: url => proxyFor(url, way.proxies ?? { http: null, https: null, noProxy: '' })?.href ?? null,
      ca: way.ca === undefined ? null : [...defaultCertificates(way.extraCaFile ?? null), ...way.ca],
    },
    azureSuffix: AZURE_SUFFIX[cloud],
    azureToken: azureTokens(signIn, signInDeps(networks, { ...world, mention: () => {} }, signal)),
  }
  return { settings, close: networks.close }
}

function azureTokens(signIn: SignInSettings, deps: SignInDeps): BucketSettings['azureToken'] {
  // A ready token is Graph's.
  const choice = signIn.choice === 'token' ? null : signIn.choice
  const settings = { ...signIn, graphUrl: STORAGE, accessToken: null, choice }
  let tokens: Promise<TokenSource> | null = null
  return async rejected => {
    tokens ??= chooseTokenSource(settings, deps)
    const source = await tokens
    return rejected === undefined ? source.get() : source.renew(rejected)
  }
}
