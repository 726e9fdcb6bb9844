// Where the blobs of an account are, and by what we may touch them.
import { UsageError } from '../errors.ts'
import { isLoopback } from './loopback.ts'
import type { AzurePlace } from './place.ts'
import type { BucketSettings } from './settings.ts'
import { StoreError } from './store.ts'

export type Access =
  | { readonly kind: 'key'; readonly account: string; readonly key: string }
  | { readonly kind: 'sas'; readonly sas: string }
  | { readonly kind: 'token' }

/** An access and the address of the account's blobs, without a slash at its end. */
export interface Account {
  readonly access: Access
  readonly url: string
}

/** Throws a UsageError, or a StoreError when what the environment offers is for another account; neither quotes a secret. */
export function accountOf(place: AzurePlace, settings: BucketSettings): Account {
  const connection = connectionIn(settings.env.AZURE_STORAGE_CONNECTION_STRING)
  if (connection !== null) refuseOther(place, connection)
  const access = connection?.access ?? accessIn(place, settings.env)
  if (settings.kmsKey !== null)
    throw new UsageError('Azure Storage takes keys by encryption scopes; name the scope instead of a key.')
  const url = checked(settings.endpoint ?? connection?.endpoint ?? usual(place, settings, connection), access)
  return { access, url }
}

const usual = (place: AzurePlace, { azureSuffix }: BucketSettings, connection: Connection | null): string =>
  `https://${place.host ?? `${place.account}.${connection?.suffix ?? azureSuffix}`}`

function accessIn({ account }: AzurePlace, env: BucketSettings['env']): Access {
  const { AZURE_STORAGE_SAS_TOKEN: sas = '', AZURE_STORAGE_KEY: key = '' } = env
  if (sas !== '') return sasOf(sas, 'AZURE_STORAGE_SAS_TOKEN')
  if (key === '') return { kind: 'token' }
  const named = env.AZURE_STORAGE_ACCOUNT ?? ''
  if (named === '' || named === account) return keyOf(account, key, 'AZURE_STORAGE_KEY')
  throw new StoreError(
    `AZURE_STORAGE_KEY belongs to the account ${named} by AZURE_STORAGE_ACCOUNT, and the lake is in ${account}.`,
    null,
  )
}

function sasOf(text: string, source: string): Access {
  const sas = text.trim().replace(/^\?/, '')
  if (new URLSearchParams(sas).has('sig')) return { kind: 'sas', sas }
  throw new UsageError(`${source} is no shared access signature: it has no sig=.`)
}

function keyOf(account: string, text: string, source: string): Access {
  const key = text.trim()
  if (/^[A-Za-z0-9+/]{20,}={0,2}$/.test(key)) return { kind: 'key', account, key }
  throw new UsageError(`${source} is no key of a storage account: keys are base64.`)
}

interface Connection {
  readonly access: Access
  readonly account: string | null
  readonly endpoint: string | null
  readonly suffix: string | null
}

const SOURCE = 'AZURE_STORAGE_CONNECTION_STRING'

/** https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string */
function connectionIn(text = ''): Connection | null {
  if (text.trim() === '') return null
  const fields = new Map(text.split(';').map(fieldIn))
  const field = (name: string): string | null => fields.get(name.toLowerCase()) || null
  const [account, key, sas] = [field('AccountName'), field('AccountKey'), field('SharedAccessSignature')]
  const endpoint = field('BlobEndpoint')?.replace(/\/+$/, '') ?? null
  const suffix = field('EndpointSuffix')
  const known = { account, endpoint, suffix: suffix === null ? null : `blob.${suffix}` }
  if (account !== null && key !== null) return { ...known, access: keyOf(account, key, SOURCE) }
  if (sas !== null) return { ...known, access: sasOf(sas, SOURCE) }
  throw new UsageError(`${SOURCE} has neither AccountName and AccountKey nor SharedAccessSignature.`)
}

function fieldIn(text: string): [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at).trim().toLowerCase(), text.slice(at + 1).trim()]
}

function refuseOther(place: AzurePlace, { account, endpoint }: Connection): void {
  const named = account ?? (endpoint === null ? null : accountIn(endpoint))
  if (named === null || named === place.account) return
  throw new StoreError(`${SOURCE} is for the account ${named}, and the lake is in ${place.account}.`, null)
}

/** The account by its usual host; null: a host that tells nothing. */
const accountIn = (endpoint: string): string | null =>
  /^https?:\/\/([a-z0-9]{3,24})(?:\.z\d\d)?\.blob\./.exec(endpoint)?.[1] ?? null

function checked(text: string, { kind }: Access): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || `${url.username}${url.search}${url.hash}` !== '')
    throw new UsageError(
      'The endpoint of Azure Storage is no plain URL such as https://host or https://host/path.',
    )
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new UsageError(
      `${url.origin} is plain http, which is for loopback hosts only; give an https endpoint.`,
    )
  if (url.protocol === 'http:' && kind === 'token')
    throw new UsageError(
      `No token is sent over plain http to ${url.origin}; set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or use https.`,
    )
  return text.replace(/\/+$/, '')
}
