// Where a lake lies, from what is written after --out.
import { UsageError } from '../errors.ts'

export interface FolderPlace {
  readonly kind: 'folder'
  readonly path: string
}

interface InBucket {
  /** As it was written, without a slash at its end. */
  readonly url: string
  /** Before every key; empty, or with a slash at its end. */
  readonly prefix: string
}

export interface S3Place extends InBucket {
  readonly kind: 's3'
  readonly bucket: string
}

export interface GcsPlace extends InBucket {
  readonly kind: 'gcs'
  readonly bucket: string
}

export interface AzurePlace extends InBucket {
  readonly kind: 'azure'
  readonly account: string
  readonly container: string
  /** Where the account's blobs are; null: wherever the cloud has them. */
  readonly host: string | null
}

export type BucketPlace = S3Place | GcsPlace | AzurePlace
export type Place = FolderPlace | BucketPlace

/** The hosts by which Azure's data lakes go, those of accounts with a DNS zone too; no other one gets a token. https://learn.microsoft.com/azure/storage/common/storage-account-overview */
const LAKE_HOST =
  /^[a-z0-9][a-z0-9-]*\.(dfs\.(core\.windows\.net|core\.usgovcloudapi\.net|core\.chinacloudapi\.cn|fabric\.microsoft\.com)|z\d\d\.dfs\.storage\.azure\.net)$/

/** `source` is the option, variable or key that says it. Throws a UsageError. */
export function parsePlace(text: string, source: string): Place {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? []
  if (scheme === undefined || rest === undefined) return folderPlace(text, source)
  if (/[\s?#\\]|\/\/|(^|\/)\.\.?(\/|$)/.test(rest) || rest.startsWith('/'))
    throw new UsageError(`${source} is no address of a lake: '${withoutSecrets(text)}'. ${FORMS}`)
  switch (scheme.toLowerCase()) {
    case 's3':
    case 's3a':
      return { kind: 's3', ...bucketAndPrefix(text, rest, source) }
    case 'gs':
      return { kind: 'gcs', ...bucketAndPrefix(text, rest, source) }
    case 'abfss':
      return abfssPlace(text, rest, source)
    case 'az':
      return azPlace(text, rest, source)
    default:
      throw new UsageError(`${source} does not know '${scheme}://'. ${FORMS}`)
  }
}

/** An address as it may be shown: its user part and its query are where people put keys and signatures. */
export function withoutSecrets(text: string): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/|)(.*)$/is.exec(text) ?? []
  const [place = ''] = rest.split(/[?#]/)
  // Where one ends and the other begins is not certain then.
  if (rest.slice(place.length).includes('@')) return `${scheme}…`
  const user = place.lastIndexOf('@') + 1
  const shown = place.slice(user).replace(/:(?!\d{1,5}(\/|$)).*$/s, '…')
  return `${scheme}${user === 0 ? '' : '…@'}${shown}${place === rest ? '' : '…'}`
}

const FORMS =
  'It is a folder, s3://bucket/prefix, gs://bucket/prefix, az://account/container/path or abfss://container@account.dfs.core.windows.net/path.'

/** An address whose slashes were mistyped would be a folder that looks right, on a machine that is thrown away. */
const MISTYPED = /^(s3a?|gs|gcs|az|azure|abfss?|wasbs?):|^(s3a?|gs|gcs|az|abfss?):?\/\//i

function folderPlace(text: string, source: string): FolderPlace {
  if (MISTYPED.test(text))
    throw new UsageError(
      `${source} looks like the address of a bucket and is none: '${withoutSecrets(text)}'. ${FORMS} A folder of that name is written with ./ before it.`,
    )
  if (text === '') throw new UsageError(`${source} is the folder of the lake, and it is empty.`)
  return { kind: 'folder', path: text }
}

const trimmed = (text: string): string => text.replace(/\/+$/, '')

const prefixOf = (path: string): string => (trimmed(path) === '' ? '' : `${trimmed(path)}/`)

function bucketAndPrefix(text: string, rest: string, source: string): InBucket & { readonly bucket: string } {
  const [bucket = '', ...path] = rest.split('/')
  if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(bucket))
    throw new UsageError(`${source} names no bucket, in small letters: '${withoutSecrets(text)}'. ${FORMS}`)
  return { url: trimmed(text), bucket, prefix: prefixOf(path.join('/')) }
}

function abfssPlace(text: string, rest: string, source: string): AzurePlace {
  const [, container, host, path = ''] = /^([^@/:]+)@([^/]+)\/?(.*)$/.exec(rest) ?? []
  const known = host?.toLowerCase() ?? ''
  if (container === undefined || !LAKE_HOST.test(known))
    throw new UsageError(`${source} is no data lake of Azure: '${withoutSecrets(text)}'. ${FORMS}`)
  return {
    kind: 'azure',
    url: trimmed(text),
    account: known.split('.')[0] ?? '',
    container,
    prefix: prefixOf(path),
    host: known.replace('.dfs.', '.blob.'),
  }
}

function azPlace(text: string, rest: string, source: string): AzurePlace {
  const [account = '', container = '', ...path] = rest.split('/')
  if (!/^[a-z0-9]{3,24}$/.test(account) || !/^[^@:]+$/.test(container))
    throw new UsageError(
      `${source} names no storage account and container: '${withoutSecrets(text)}'. ${FORMS}`,
    )
  return {
    kind: 'azure',
    url: trimmed(text),
    account,
    container,
    prefix: prefixOf(path.join('/')),
    host: null,
  }
}
