// Azure Blob Storage, Data Lake Storage and OneLake as objects: all three answer the API of blobs.
// https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
import { type FileHandle, open } from 'node:fs/promises'
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob'
import { accountOf } from './azure-access.ts'
import { copierOf, knownOf } from './azure-copy.ts'
import { fetchBlob, type Sink } from './azure-download.ts'
import { type Context, explained, isAbsent, type Operation } from './azure-errors.ts'
import { wireOf } from './azure-http.ts'
import { type AzureLimits, LIMITS } from './azure-limits.ts'
import { listBlobs } from './azure-list.ts'
import { attempt, failureOf } from './azure-retry.ts'
import { eachOf, nextOf } from './azure-turns.ts'
import { putSource, putWhole, type Writer } from './azure-write.ts'
import { budgetOf } from './budget.ts'
import type { Objects } from './objects.ts'
import type { AzurePlace } from './place.ts'
import type { BucketSettings } from './settings.ts'
import { RaceLostError, type Versioned } from './store.ts'

/** Throws a UsageError or a StoreError when the environment's credentials do not fit the place. */
export async function azureObjects(
  place: AzurePlace,
  settings: BucketSettings,
  limits: AzureLimits = LIMITS,
): Promise<Objects> {
  const account = accountOf(place, settings)
  const wire = wireOf(account, place.container, settings)
  const turns = budgetOf(limits.blocksInMemory)
  const writer: Writer = { wire, limits, turns, encryptionScope: settings.encryption }
  const { container } = wire
  const context: Context = { place, access: account.access, wire }
  const blobOf = (key: string): BlockBlobClient => container.getBlockBlobClient(`${place.prefix}${key}`)
  const copy = copierOf(container, account.access, writer)
  const told = async <T>(operation: Operation, work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw explained(error, operation, context)
    }
  }
  return {
    url: place.url,
    get: key => told('read', getBlob(blobOf(key), writer)),
    size: key =>
      told(
        'read',
        knownOf(blobOf(key), writer).then(known => known?.bytes ?? null),
      ),
    list: (prefix, deep) => told('list', list(container, writer, `${place.prefix}${prefix}`, deep, place)),
    put: (key, bytes, only) => told('write', putIf(blobOf(key), writer, key, bytes, only)),
    upload: (file, key) => told('write', uploadFile(file, blobOf(key), writer)),
    download: (key, file) => told('read', downloadTo(file, blobOf(key), writer)),
    copy: (from, to) => told('write', copy(`${place.prefix}${from}`, `${place.prefix}${to}`)),
    remove: keys => told('delete', removeAll(keys.map(blobOf), writer)),
    // Blocks that no list commits are discarded by the service after a week, and by the blob's next upload.
    abortUploads: async () => {},
    close: async () => wire.close(),
  }
}

async function getBlob(blob: BlockBlobClient, writer: Writer): Promise<Versioned | null> {
  let chunks: Buffer[] = []
  const version = await fetchBlob(blob, writer, {
    write: async bytes => void chunks.push(bytes),
    restart: async () => {
      chunks = []
    },
  })
  return version === null ? null : { bytes: Buffer.concat(chunks), version }
}

async function list(
  container: ContainerClient,
  writer: Writer,
  prefix: string,
  deep: boolean,
  place: AzurePlace,
): ReturnType<Objects['list']> {
  try {
    const { blobs, folders } = await listBlobs(container, writer, prefix, deep)
    return {
      objects: blobs.map(({ name, bytes }) => ({ key: name.slice(place.prefix.length), bytes })),
      folders: folders.map(name => name.slice(prefix.length).replace(/\/$/, '')),
    }
  } catch (error) {
    // OneLake says so of a folder that is not there.
    if (isAbsent(error)) return { objects: [], folders: [] }
    throw error
  }
}

async function putIf(
  blob: BlockBlobClient,
  writer: Writer,
  key: string,
  bytes: Uint8Array,
  only?: string | null,
): Promise<string> {
  try {
    return await putWhole(blob, writer, bytes, only)
  } catch (error) {
    if (only !== undefined && isRaceLost(error, only))
      throw new RaceLostError(`${key} is not as it was: another writer was first.`)
    throw error
  }
}

/** https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations */
function isRaceLost(error: unknown, only: string | null): boolean {
  const { status, code = '' } = failureOf(error) ?? {}
  if (status === 412) return !code.startsWith('Lease')
  if (status === 409) return /^(Blob|Path|Resource)AlreadyExists$/.test(code)
  return only !== null && isAbsent(error)
}

async function uploadFile(file: string, blob: BlockBlobClient, writer: Writer): Promise<void> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    let at = 0
    const read = async (length: number): Promise<Buffer> => {
      const bytes = await readAt(handle, at, length)
      at += length
      return bytes
    }
    await putSource(blob, writer, { bytes: size, read })
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(buffer, done, length - done, at + done)
    if (bytesRead === 0) throw new Error('A file became shorter while it was uploaded.')
    done += bytesRead
  }
  return buffer
}

/** The file is made when the first bytes come, or at the end of an empty blob. */
async function downloadTo(file: string, blob: BlockBlobClient, writer: Writer): Promise<boolean> {
  let handle: FileHandle | null = null
  const opened = async (): Promise<FileHandle> => {
    handle ??= await open(file, 'w')
    return handle
  }
  let at = 0
  const sink: Sink = {
    write: async bytes => {
      const target = await opened()
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await target.write(bytes, done, bytes.length - done, at)
        done += bytesWritten
        at += bytesWritten
      }
    },
    restart: async () => {
      await handle?.truncate(0)
      at = 0
    },
  }
  try {
    const isThere = (await fetchBlob(blob, writer, sink)) !== null
    if (isThere) await opened()
    return isThere
  } finally {
    await (handle as FileHandle | null)?.close()
  }
}

/** No batches: neither a hierarchical namespace nor OneLake promises them. */
const DELETED_AT_ONCE = 8

async function removeAll(blobs: readonly BlockBlobClient[], { wire, limits }: Writer): Promise<void> {
  await eachOf(nextOf(blobs), DELETED_AT_ONCE, async blob => {
    try {
      await attempt(wire, limits, abortSignal => blob.delete({ abortSignal }))
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  })
}
