// The place of a lake, and what a bucket needs besides: options of every command that opens one.
import { parseRoot } from '../auth/clouds.ts'
import { UsageError } from '../errors.ts'
import type { Lake } from '../extract/lake.ts'
import { parsePlace, withoutSecrets } from '../store/place.ts'
import type { BucketSettings } from '../store/settings.ts'
import type { Store } from '../store/store.ts'
import type { Cloud } from '../streams/define.ts'
import { type Connection, type globalOptions, resolveConnection } from './connection.ts'
import type { Context } from './context.ts'
import { signInSettings } from './credentials.ts'
import { flag, type OptionSpec, type OptionValues, value } from './options.ts'
import { DEFAULT_TIMEOUTS } from './timeouts.ts'

const text = (placeholder: string, help: string): OptionSpec<string | null> =>
  value({ placeholder, help, parse: parseWord, fallback: null })

export const storeOptions = {
  storeEndpoint: value<string | null>({
    placeholder: '<url>',
    help: "where the bucket's service is, if not at the vendor's own address (MinIO, R2, an emulator)",
    parse: parseEndpoint,
    fallback: null,
  }),
  storePathStyle: flag('S3: address the bucket in the path, not as a host name'),
  storeEncryption: text('<kind>', 'S3: AES256, aws:kms or aws:kms:dsse; Azure: an encryption scope'),
  storeKmsKey: text('<key>', 'S3, GCS: the key of the key management service that encrypts'),
  storeUnconditional: flag(
    'use a service that ignores conditional writes; only one run may work on the lake at a time',
  ),
  scratch: value<string | null>({
    placeholder: '<dir>',
    help: 'folder in which a lake in a bucket is worked on; what is made there is removed at the end',
    parse: path => path,
    fallback: null,
    shown: "the system's temporary folder",
  }),
}

export type StoreValues = OptionValues<typeof storeOptions>

/** Where a lake may lie. */
export const PLACES = '<dir|s3://…|abfss://…|az://…|gs://…>'

/** A folder's path, or the address of a bucket. Throws a `UsageError`. */
export const outOption = (fallback: string): OptionSpec<string> => ({
  placeholder: PLACES,
  help: 'the lake: a folder, or a place in a bucket',
  parse: (text, source) => {
    parsePlace(text, source)
    return text
  },
  fallback,
  shown: fallback,
})

/** A folder, and nothing else. Throws a `UsageError`. */
export const folderOption = (fallback: string): OptionSpec<string> => ({
  placeholder: '<dir>',
  help: 'folder of the lake',
  parse: (text, source) => {
    if (parsePlace(text, source).kind === 'folder') return text
    throw new UsageError(`${source} is a local folder here, not '${withoutSecrets(text)}'.`)
  },
  fallback,
  shown: fallback,
})

/** Opens the lake, lends it, and gives back what was opened. Throws a `StoreError` for a bucket that cannot be used. */
export async function useLake<T>(
  out: string,
  values: StoreValues,
  connection: () => Promise<Connection>,
  context: Context,
  use: (lake: Lake) => Promise<T>,
): Promise<T> {
  const place = parsePlace(out, '--out')
  if (place.kind === 'folder') return use(place.path)
  const { openBucket } = await import('../store/open.ts')
  const { settings, close } = await settingsFor(values, await connection(), context)
  try {
    const store = await openBucket(place, settings)
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  } finally {
    await close()
  }
}

/** What a run has to be told of a lake that is in no folder. */
export const storeIn = (lake: Lake): { readonly store?: Store } =>
  typeof lake === 'string' ? {} : { store: lake }

/** The connection of a command that otherwise needs none. */
export const lazyConnection =
  (read: () => OptionValues<typeof globalOptions>, context: Context) => (): Promise<Connection> =>
    resolveConnection(read(), context.env)

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
  connection: Connection,
  context: Context,
): Promise<{ settings: BucketSettings; close: () => Promise<void> }> {
  const [{ openNetworks, signInDeps }, { chooseTokenSource }, { proxyFor }, { defaultCertificates }] =
    await Promise.all([
      import('./sign-in.ts'),
      import('../auth/choose.ts'),
      import('../graph/proxies.ts'),
      import('../graph/trust.ts'),
    ])
  const { way, cloud } = connection
  const networks = openNetworks(DEFAULT_TIMEOUTS, way)
  const signIn = {
    ...signInSettings(context.env, { ...connection, graphUrl: STORAGE }),
    // A ready token is Graph's.
    accessToken: null,
    ...(connection.auth === 'token' ? { choice: null } : {}),
  }
  const { signal } = new AbortController()
  let tokens: ReturnType<typeof chooseTokenSource> | null = null
  const settings: BucketSettings = {
    endpoint: values.storeEndpoint,
    pathStyle: values.storePathStyle,
    encryption: values.storeEncryption,
    kmsKey: values.storeKmsKey,
    unconditional: values.storeUnconditional,
    scratch: values.scratch,
    env: context.env,
    way: {
      proxyFor: url => proxyFor(url, way.proxies ?? { http: null, https: null, noProxy: '' })?.href ?? null,
      ca: way.ca === undefined ? null : [...defaultCertificates(way.extraCaFile ?? null), ...way.ca],
    },
    azureSuffix: AZURE_SUFFIX[cloud],
    azureToken: async rejected => {
      tokens ??= chooseTokenSource(signIn, signInDeps(networks, context, signal, true))
      const source = await tokens
      return rejected === undefined ? source.get() : source.renew(rejected)
    },
  }
  return { settings, close: networks.close }
}

/** It may be given with a signature, so no error quotes it. */
function parseEndpoint(text: string, source: string): string {
  if (URL.canParse(text)) return parseRoot(text, source)
  throw new UsageError(`${source} is not a URL; give one such as https://minio.example:9000.`)
}

function parseWord(given: string, source: string): string {
  if (/^[\w:./@-]+$/.test(given)) return given
  throw new UsageError(`${source} has characters that are in no such name.`)
}
