// Objects on a test's S3, with keys and limits of the tests.
import type { Objects } from '../../src/store/objects.ts'
import { s3Objects } from '../../src/store/s3.ts'
import { LIMITS, type S3Limits } from '../../src/store/s3-limits.ts'
import type { BucketSettings } from '../../src/store/settings.ts'
import { BUCKET } from './s3-state.ts'

export const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIDOFTHETESTS',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-tests/secret',
  AWS_SESSION_TOKEN: 'session-of-the-tests',
}

/** Small parts and short pauses; as many tries. */
export const HASTY: S3Limits = {
  ...LIMITS,
  partBytes: 5 << 20,
  bufferBytes: 40 << 20,
  copyPartBytes: 5 << 20,
  attempts: 4,
  pauseMs: 5,
  throttledMs: 5,
  longestPauseMs: 20,
  connectMs: 2_000,
  idleMs: 1_000,
}

/** And parts that only a server with the same `leastPart` takes. */
export const TINY: S3Limits = { ...HASTY, partBytes: 1 << 16, copyPartBytes: 1 << 16, bufferBytes: 1 << 19 }

export interface Wishes {
  readonly prefix?: string
  readonly bucket?: string
  readonly settings?: Partial<BucketSettings>
  readonly limits?: S3Limits
}

export function settingsFor(endpoint: string | null, some: Partial<BucketSettings> = {}): BucketSettings {
  return {
    endpoint,
    pathStyle: true,
    encryption: null,
    unconditional: false,
    kmsKey: null,
    scratch: null,
    env: KEYS,
    way: { proxyFor: () => null, ca: null },
    azureToken: () => Promise.reject(new Error('this is not Azure')),
    azureSuffix: 'blob.core.windows.net',
    ...some,
  }
}

export function objectsAt(
  endpoint: string | null,
  { prefix = 'lake/', bucket = BUCKET, settings = {}, limits = HASTY }: Wishes = {},
): Promise<Objects> {
  const url = `s3://${bucket}/${prefix}`.replace(/\/$/, '')
  return s3Objects({ kind: 's3', url, bucket, prefix }, settingsFor(endpoint, settings), limits)
}
