// Writes: small blobs in one request, larger ones as blocks that one list commits. Nothing is seen before its last request.
import { createHash, randomUUID } from 'node:crypto'
import type { BlockBlobClient } from '@azure/storage-blob'
import type { Wire } from './azure-http.ts'
import { type AzureLimits, MOST_BLOCKS } from './azure-limits.ts'
import { attempt } from './azure-retry.ts'
import { eachOf } from './azure-turns.ts'
import type { Budget } from './budget.ts'
import { contentTypeOf } from './objects.ts'
import { StoreError } from './store.ts'

export interface Writer {
  readonly wire: Pick<Wire, 'token' | 'host'>
  readonly limits: AzureLimits
  /** Blocks that may be in memory. */
  readonly turns: Budget
  /** Each write names the scope; null: the container's own. */
  readonly encryptionScope: string | null
}

/** The bytes that come to a blob, from its beginning to its end. */
export interface Source {
  readonly bytes: number
  /** Called for one piece after the other. */
  read(length: number): Promise<Buffer>
  /** What the whole must have; absent: not known. */
  readonly md5?: Uint8Array
}

export const scopeOf = ({ encryptionScope }: Writer): { encryptionScope?: string } =>
  encryptionScope === null ? {} : { encryptionScope }

const md5Of = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest()

/** Only if it has that ETag, or is not there when null. https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations */
const conditionsOf = (only: string | null | undefined): { ifMatch?: string; ifNoneMatch?: string } =>
  only === undefined ? {} : only === null ? { ifNoneMatch: '*' } : { ifMatch: only }

/** Puts it in one request; returns its ETag. */
export async function putWhole(
  blob: BlockBlobClient,
  writer: Writer,
  bytes: Uint8Array,
  only?: string | null,
): Promise<string> {
  const md5 = md5Of(bytes)
  const put = (abortSignal: AbortSignal) =>
    blob.upload(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes.length, {
      abortSignal,
      blobHTTPHeaders: { blobContentType: contentTypeOf(blob.name), blobContentMD5: md5 },
      conditions: conditionsOf(only),
      ...scopeOf(writer),
    })
  const { etag } = await attempt(writer.wire, writer.limits, put, bytes.length)
  if (etag === undefined) throw new StoreError(`${writer.wire.host} gives no ETag for what it stores.`, null)
  return etag
}

/** Puts all that the source has. */
export async function putSource(blob: BlockBlobClient, writer: Writer, source: Source): Promise<void> {
  if (source.bytes > writer.limits.blockBytes) return putBlocks(blob, writer, source)
  const giveBack = await writer.turns.take(1)
  try {
    const bytes = await source.read(source.bytes)
    checkWhole(blob, source, md5Of(bytes))
    await putWhole(blob, writer, bytes)
  } finally {
    giveBack()
  }
}

interface Block {
  readonly id: string
  readonly bytes: Buffer
  giveBack(): void
}

async function putBlocks(blob: BlockBlobClient, writer: Writer, source: Source): Promise<void> {
  const { wire, limits } = writer
  const whole = createHash('md5')
  const ids: string[] = []
  const read = blocksOf(source, writer)
  const next = async (): Promise<Block | null> => {
    const block = await read()
    if (block !== null) whole.update(block.bytes)
    if (block !== null) ids.push(block.id)
    return block
  }
  await eachOf(next, limits.blocksAtOnce, async ({ id, bytes, giveBack }) => {
    const transactionalContentMD5 = md5Of(bytes)
    const stage = (abortSignal: AbortSignal) =>
      blob.stageBlock(id, bytes, bytes.length, { abortSignal, transactionalContentMD5, ...scopeOf(writer) })
    await attempt(wire, limits, stage, bytes.length).finally(giveBack)
  })
  const md5 = whole.digest()
  checkWhole(blob, source, md5)
  await commit(blob, writer, ids, md5)
}

/** One list makes the blob; a list that is sent again, because its answer was lost, finds its blocks committed. */
export async function commit(
  blob: BlockBlobClient,
  writer: Writer,
  ids: string[],
  md5?: Uint8Array,
): Promise<void> {
  const blobHTTPHeaders = {
    blobContentType: contentTypeOf(blob.name),
    ...(md5 === undefined ? {} : { blobContentMD5: md5 }),
  }
  await attempt(writer.wire, writer.limits, abortSignal =>
    blob.commitBlockList(ids, { abortSignal, blobHTTPHeaders, ...scopeOf(writer) }),
  )
}

/** Reads one after the other, as turns come; the list is in order. */
function blocksOf(source: Source, { turns, limits }: Writer): () => Promise<Block | null> {
  const length = Math.max(limits.blockBytes, Math.ceil(source.bytes / MOST_BLOCKS))
  const idOf = blockIds()
  let at = 0
  return async () => {
    if (at >= source.bytes) return null
    const giveBack = await turns.take(1)
    try {
      const bytes = await source.read(Math.min(length, source.bytes - at))
      const id = idOf(at)
      at += bytes.length
      return { id, bytes, giveBack }
    } catch (error) {
      giveBack()
      throw error
    }
  }
}

/** Ids of one upload, all of one length; no two uploads have the same, so that what they send never mixes. */
export function blockIds(): (at: number) => string {
  const upload = randomUUID()
  return at => Buffer.from(`${upload}-${String(at).padStart(15, '0')}`).toString('base64')
}

function checkWhole({ name }: BlockBlobClient, { md5 }: Source, found: Buffer): void {
  if (md5 !== undefined && !found.equals(md5))
    throw new StoreError(`What was read of the source of ${name} does not have its checksum.`, 'Md5Mismatch')
}
