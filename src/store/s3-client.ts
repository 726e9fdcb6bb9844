// One bucket of S3, and the way to ask it: credentials, region, encryption, and errors in our words.
import { type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config'
import type { AwsCredentialIdentity } from '@smithy/types'
import { UsageError } from '../errors.ts'
import { isLoopback } from './loopback.ts'
import type { S3Place } from './place.ts'
import { regionOf, SignInFailed, told } from './s3-errors.ts'
import type { S3Limits } from './s3-limits.ts'
import { s3Handler, silent } from './s3-network.ts'
import { patientRetries } from './s3-retry.ts'
import type { BucketSettings } from './settings.ts'

export type Encryption = Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId'>

export interface S3Bucket {
  readonly bucket: string
  /** The host of a service that is not Amazon's; null: Amazon's. */
  readonly host: string | null
  readonly limits: S3Limits
  readonly encryption: Encryption
  /** The key by which the bucket knows it. */
  keyOf(key: string): string
  /** Asks, in the region that the bucket says it is in; `permission` is the one that this needs. Throws a StoreError. */
  ask<T>(permission: string, work: (client: S3Client) => Promise<T>): Promise<T>
  /** Finds credentials; asks the bucket nothing. Throws a StoreError. */
  signIn(): Promise<void>
  close(): void
}

/** Throws a UsageError. */
export function openS3(place: S3Place, settings: BucketSettings, limits: S3Limits): S3Bucket {
  const endpoint = endpointOf(settings)
  const encryption = encryptionOf(settings)
  const handler = s3Handler(settings, limits)
  let region = regionFirst(settings.env)
  const client = new S3Client({
    ...(endpoint === null ? {} : { endpoint: endpoint.href }),
    region: () => region,
    forcePathStyle: settings.pathStyle,
    requestHandler: handler,
    retryStrategy: patientRetries(limits),
    maxAttempts: limits.attempts,
    expectContinueHeader: false,
    ...credentialsOf(settings.env),
  })
  const host = endpoint?.host ?? null
  const asked = { bucket: place.bucket, host, kmsKey: settings.kmsKey }
  const inRegion = async <T>(work: (client: S3Client) => Promise<T>): Promise<T> => {
    const tried = region
    try {
      return await work(client)
    } catch (error) {
      const other = regionOf(error)
      if (other === null || other === (await tried)) throw error
      region = Promise.resolve(other)
      return work(client)
    }
  }
  return {
    bucket: place.bucket,
    host,
    limits,
    encryption,
    keyOf: key => `${place.prefix}${key}`,
    ask: (permission, work) =>
      inRegion(work).catch((error: unknown) => {
        throw told(error, { ...asked, permission })
      }),
    signIn: async () => {
      try {
        await client.config.credentials()
      } catch (error) {
        throw told(error, { ...asked, permission: 'sts:AssumeRole' })
      }
    },
    close: () => {
      client.destroy()
      handler.destroy()
    },
  }
}

type Variables = BucketSettings['env']

/** As the SDK would find it in the environment, but looked at first. Null: Amazon's own. */
function endpointOf({ endpoint, env }: BucketSettings): URL | null {
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true'
  const text = endpoint ?? (ignored ? null : env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || null)
  if (text === null) return null
  if (!URL.canParse(text))
    throw new UsageError('The endpoint of S3 is no URL, such as https://minio.example:9000.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw new UsageError(
      `The endpoint of S3 must be https (plain http is for loopback only): ${url.protocol}//${url.host}`,
    )
  if (`${url.username}${url.password}${url.search}${url.hash}` !== '')
    throw new UsageError(`The endpoint of S3 is a host and a path at most: ${url.protocol}//${url.host}`)
  return url
}

const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const

function encryptionOf({ encryption, kmsKey }: BucketSettings): Encryption {
  const known = ENCRYPTIONS.find(name => name === (encryption ?? (kmsKey === null ? null : 'aws:kms')))
  if (known === undefined && encryption !== null)
    throw new UsageError(`S3 encrypts by ${ENCRYPTIONS.join(', ')}; it does not know '${encryption}'.`)
  if (known === 'AES256' && kmsKey !== null)
    throw new UsageError('A KMS key is for the encryption aws:kms or aws:kms:dsse, not for AES256.')
  return {
    ...(known === undefined ? {} : { ServerSideEncryption: known }),
    ...(kmsKey === null ? {} : { SSEKMSKeyId: kmsKey }),
  }
}

/** The region to ask first; a bucket says itself where it is. */
async function regionFirst(env: Variables): Promise<string> {
  const said = env.AWS_REGION || env.AWS_DEFAULT_REGION
  if (said) return said
  const found = loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)()
  return found.catch(() => 'us-east-1')
}

/** Keys in the environment, where no profile is chosen; else whatever the SDK's chain finds, which begins the same way. */
function credentialsOf(env: Variables) {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: token,
  } = env
  if (accessKeyId && secretAccessKey && !env.AWS_PROFILE)
    return { credentials: { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) } }
  return {
    credentialDefaultProvider: (init: object) => {
      // It would warn on the console of keys beside a profile.
      const find = defaultProvider({ ...init, logger: silent })
      return (options?: Parameters<typeof find>[0]): Promise<AwsCredentialIdentity> =>
        find(options).catch((error: unknown) => {
          throw new SignInFailed(env.AWS_PROFILE || null, error)
        })
    },
  }
}
