// Where the objects of a lake are in Google Cloud Storage, and the addresses of its JSON interface.
// https://cloud.google.com/storage/docs/json_api/v1
import { UsageError } from '../errors.ts'
import type { GcsPlace } from './place.ts'
import type { BucketSettings } from './settings.ts'

export interface Target {
  readonly endpoint: URL
  readonly bucket: string
  readonly prefix: string
  readonly kmsKey: string | null
}

/** Throws a UsageError. */
export function targetOf(place: GcsPlace, { endpoint, env, encryption, kmsKey }: BucketSettings): Target {
  if (encryption !== null)
    throw new UsageError(
      'Google Cloud Storage has no kinds of encryption to choose from; name a key of Cloud KMS only.',
    )
  if (
    kmsKey !== null &&
    !/^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/.test(kmsKey)
  )
    throw new UsageError(
      `'${kmsKey}' is no key of Cloud KMS; it is projects/…/locations/…/keyRings/…/cryptoKeys/….`,
    )
  const where = endpoint ?? emulatorIn(env) ?? 'https://storage.googleapis.com'
  return { endpoint: endpointOf(where), bucket: place.bucket, prefix: place.prefix, kmsKey }
}

/** Other tools that know the variable take it without a scheme. */
function emulatorIn({ STORAGE_EMULATOR_HOST: host = '' }: BucketSettings['env']): string | null {
  if (host === '') return null
  return host.includes('://') ? host : `http://${host}`
}

function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    throw new UsageError(
      'The endpoint of Google Cloud Storage is no address such as https://storage.googleapis.com.',
    )
  if (url.protocol === 'http:' && !isLoopback(url))
    throw new UsageError(`The endpoint ${url.origin} must be https; plain http is for this machine only.`)
  return url
}

export const isLoopback = ({ hostname }: URL): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

type Query = Readonly<Record<string, string | undefined>>

/** An address below the endpoint; `path` is encoded already. */
export function addressOf({ endpoint }: Target, path: string, query: Query = {}): URL {
  const url = new URL(`${endpoint.href.replace(/\/+$/, '')}${path}`)
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value)
  return url
}

export const objectPath = ({ bucket, prefix }: Target, key: string): string =>
  `/storage/v1/b/${bucket}/o/${encodeURIComponent(prefix + key)}`

export const uploadPath = ({ bucket }: Target): string => `/upload/storage/v1/b/${bucket}/o`
