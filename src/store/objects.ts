// What a bucket of any vendor can do. Keys are relative to the address that was given, with `/`, and never begin with one.
import type { Versioned } from './store.ts'

export interface Listed {
  readonly key: string
  readonly bytes: number
}

/** A StoreError is thrown by every method when the bucket is missing or closed to us, or when retries did not help. */
export interface Objects {
  /** As it was given: `s3://bucket/prefix`. */
  readonly url: string
  get(key: string): Promise<Versioned | null>
  /** Its length in bytes; null when there is none. */
  size(key: string): Promise<number | null>
  /** Every object below a prefix that ends with `/`, or is empty; not `deep`: only those without a further `/`, and the names of the folders beside them. */
  list(prefix: string, deep: boolean): Promise<{ objects: Listed[]; folders: string[] }>
  /**
   * Puts a small object whole; returns its version. `only`: it must have that version, or must not be there when null; a RaceLostError
   * is thrown otherwise, or when another write is under way.
   */
  put(key: string, bytes: Uint8Array, only?: string | null): Promise<string>
  /** Puts a local file, in parts side by side where it is large, checked by a checksum; nothing of it is there before all of it is. */
  upload(file: string, key: string): Promise<void>
  /** Writes the object to a new local file; false when there is no such object. */
  download(key: string, file: string): Promise<boolean>
  /** Copies within the bucket, atomically; false when there is no `from`. */
  copy(from: string, to: string): Promise<boolean>
  /** Removes objects; those that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>
  /** Ends uploads below the address that nobody will finish. */
  abortUploads(): Promise<void>
  close(): Promise<void>
}

/** What an object of this name holds. */
export function contentTypeOf(key: string): string {
  if (key.endsWith('.json')) return 'application/json'
  return key.endsWith('.parquet') ? 'application/vnd.apache.parquet' : 'application/octet-stream'
}
