// Addresses of a lake as each warehouse writes them, without a slash at their end.
import { UsageError } from '../errors.ts'
import type { LakePlace, SchemaRequest } from './dialect.ts'

/** Characters that mean the same within quotes to every dialect, and are no pattern. */
const PLAIN = /^[\p{L}\p{N}_\-./=@:+~ ]+$/u

/** Throws a UsageError unless `address` can stand in a text of any dialect. */
export function plain(address: string): string {
  if (PLAIN.test(address)) return address
  throw new UsageError(
    `--out has characters that a warehouse may take for a pattern or a quote: '${address}'. Use letters, digits and _-./=@:+~ only.`,
  )
}

const below = (root: string, prefix: string): string => `${root}/${prefix}`.replace(/\/+$/, '')

/** Throws a UsageError for a place other than a bucket of these kinds. */
export function bucketOf<K extends 's3' | 'gcs'>(
  { place }: SchemaRequest,
  kinds: readonly K[],
  refusal: string,
): Extract<LakePlace, { readonly bucket: string }> {
  if ('bucket' in place && kinds.some(kind => kind === place.kind)) return place
  throw new UsageError(refusal)
}

export const bucketAddress = (scheme: string, place: { readonly bucket: string; readonly prefix: string }) =>
  plain(below(`${scheme}://${place.bucket}`, place.prefix))

/** `container@account.dfs.…`, by which Hadoop's readers and DuckDB know a data lake. */
export function abfssAddress({
  account,
  container,
  host,
  prefix,
}: Extract<LakePlace, { kind: 'azure' }>): string {
  const dfs = host?.replace('.blob.', '.dfs.') ?? `${account}.dfs.core.windows.net`
  return plain(below(`abfss://${container}@${dfs}`, prefix))
}

/** `azure://account.blob.…/container`, by which Snowflake knows a container. */
export function blobAddress({
  account,
  container,
  host,
  prefix,
}: Extract<LakePlace, { kind: 'azure' }>): string {
  return plain(below(`azure://${host ?? `${account}.blob.core.windows.net`}/${container}`, prefix))
}

/** `az://container`, the account being known otherwise. */
export const azAddress = ({ container, prefix }: Extract<LakePlace, { kind: 'azure' }>): string =>
  plain(below(`az://${container}`, prefix))
