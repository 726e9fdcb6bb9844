// The place of a lake, and what a bucket needs besides: options of every command that opens one.
import { parseEndpoint, parseWord } from '../api/parsers.ts'
import type { StoreValues } from '../api/places.ts'
import { UsageError } from '../errors.ts'
import type { Lake } from '../extract/lake.ts'
import { parsePlace, withoutSecrets } from '../store/place.ts'
import { type Connection, type globalOptions, resolveConnection } from './connection.ts'
import { type Context, worldOf } from './context.ts'
import { signInSettings } from './credentials.ts'
import { flag, type OptionSpec, type OptionValues, value } from './options.ts'

export { storeIn } from '../api/job.ts'
export type { StoreValues } from '../api/places.ts'

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
  const { usePlace } = await import('../api/places.ts')
  const access = async () => {
    const resolved = await connection()
    return { connection: resolved, signIn: signInSettings(context.env, resolved) }
  }
  return usePlace(out, values, access, worldOf(context, true), use)
}

/** The connection of a command that otherwise needs none. */
export const lazyConnection =
  (read: () => OptionValues<typeof globalOptions>, context: Context) => (): Promise<Connection> =>
    resolveConnection(read(), context.env)
