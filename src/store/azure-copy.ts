// Copies within a container. Not by Copy Blob: while that is pending, the destination is there already, without its bytes. Put Blob From
// URL, and a list of blocks put from URLs, show the destination whole or not at all.
import {
  BlobSASPermissions,
  type BlockBlobClient,
  type ContainerClient,
  type HttpAuthorization,
} from '@azure/storage-blob'
import type { Account } from './azure-access.ts'
import { isFolder, type Reader } from './azure-download.ts'
import { isAbsent } from './azure-errors.ts'
import { attempt, failureOf } from './azure-retry.ts'
import { eachOf, nextOf } from './azure-turns.ts'
import { blockIds, commit, putSource, type Source, scopeOf, type Writer } from './azure-write.ts'
import { contentTypeOf } from './objects.ts'
import { StoreError } from './store.ts'

/** What is known of a blob without its bytes. */
export interface Known {
  readonly bytes: number
  readonly etag: string
  readonly md5: Uint8Array | undefined
}

/** Null: there is none. */
export async function knownOf(blob: BlockBlobClient, { wire, limits }: Reader): Promise<Known | null> {
  try {
    const found = await attempt(wire, limits, abortSignal => blob.getProperties({ abortSignal }))
    if (isFolder(found.metadata)) return null
    return { bytes: found.contentLength ?? 0, etag: found.etag ?? '', md5: found.contentMD5 }
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

/** Copies from one key to another; false when there is no `from`. */
export type Copier = (from: string, to: string) => Promise<boolean>

export function copierOf(container: ContainerClient, access: Account['access'], writer: Writer): Copier {
  let isByService = true
  return async (from, to) => {
    const [source, target] = [container.getBlockBlobClient(from), container.getBlockBlobClient(to)]
    const known = await knownOf(source, writer)
    if (known === null) return false
    if (isByService) {
      try {
        await copyThere({ source, target, known, access, writer })
        return true
      } catch (error) {
        const verdict = verdictOn(error)
        if (verdict === 'final') throw error
        isByService = verdict === 'once'
      }
    }
    await putSource(target, writer, relayed(source, known, writer))
    return true
  }
}

/**
 * Emulators and OneLake do not copy by URL, or fail whenever they try, and firewalls keep an account from reading itself; the bytes can still go by us. Once: the
 * source is another one by now, or gone.
 */
function verdictOn(error: unknown): 'final' | 'once' | 'never' {
  const status = failureOf(error)?.status ?? 0
  if (status === 404 || status === 412) return 'once'
  const isRefusal =
    status === 500 || status === 501 || (status >= 400 && status < 500 && status !== 408 && status !== 429)
  return isRefusal ? 'never' : 'final'
}

interface Copy {
  readonly source: BlockBlobClient
  readonly target: BlockBlobClient
  readonly known: Known
  readonly access: Account['access']
  readonly writer: Writer
}

/** Bytes that the service copies for one that a slow line carries. */
const FASTER = 20

async function copyThere({ source, target, known, access, writer }: Copy): Promise<void> {
  const { wire, limits } = writer
  const { bytes, etag, md5 } = known
  const url = await readableUrl(source, access)
  if (bytes > limits.copyBytes) return copyBlocks({ source, target, known, access, writer }, url)
  const check = md5 === undefined ? {} : { blobContentMD5: md5 }
  const copy = async (abortSignal: AbortSignal) =>
    target.syncUploadFromURL(url, {
      abortSignal,
      ...(await authorization(writer)),
      ...(md5 === undefined ? {} : { sourceContentMD5: md5 }),
      sourceConditions: { ifMatch: etag },
      blobHTTPHeaders: { blobContentType: contentTypeOf(target.name), ...check },
      ...scopeOf(writer),
    })
  await attempt(wire, limits, copy, bytes / FASTER)
}

/** Put Block From URL knows no condition on its source here, so its identity is looked at again before the list commits. */
async function copyBlocks({ source, target, known, writer }: Copy, url: string): Promise<void> {
  const { wire, limits } = writer
  const idOf = blockIds()
  const count = Math.ceil(known.bytes / limits.copyBytes)
  const blocks = Array.from({ length: count }, (_, index) => index * limits.copyBytes)
  await eachOf(nextOf(blocks), limits.blocksAtOnce, async at => {
    const length = Math.min(limits.copyBytes, known.bytes - at)
    const stage = async (abortSignal: AbortSignal) =>
      target.stageBlockFromURL(idOf(at), url, at, length, {
        abortSignal,
        ...(await authorization(writer)),
        ...scopeOf(writer),
      })
    await attempt(wire, limits, stage, length / FASTER)
  })
  if ((await knownOf(source, writer))?.etag !== known.etag)
    throw new StoreError(`${source.name} became another one while it was copied.`, 'ConditionNotMet')
  await commit(target, writer, blocks.map(idOf), known.md5)
}

const HOUR_MS = 3_600_000

/** The service reads the source by its address: with our signature, with one made for it, or with our token beside it. */
async function readableUrl(source: BlockBlobClient, { kind }: Account['access']): Promise<string> {
  if (kind !== 'key') return source.url
  return source.generateSasUrl({
    permissions: BlobSASPermissions.parse('r'),
    expiresOn: new Date(Date.now() + HOUR_MS),
  })
}

async function authorization({ wire }: Writer): Promise<{ sourceAuthorization?: HttpAuthorization }> {
  if (wire.token === null) return {}
  return { sourceAuthorization: { scheme: 'Bearer', value: await wire.token.get() } }
}

/** The bytes of a blob, one range after the other. */
function relayed(blob: BlockBlobClient, { bytes, etag, md5 }: Known, { wire, limits }: Reader): Source {
  let at = 0
  const readRange = async (length: number, abortSignal: AbortSignal): Promise<Buffer> => {
    const options = { abortSignal, conditions: { ifMatch: etag }, maxRetryRequests: 0 }
    const { readableStreamBody } = await blob.download(at, length, options)
    const chunks: Buffer[] = []
    for await (const chunk of readableStreamBody ?? []) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  }
  return {
    bytes,
    ...(md5 === undefined ? {} : { md5 }),
    read: async length => {
      if (length === 0) return Buffer.alloc(0)
      const piece = await attempt(wire, limits, signal => readRange(length, signal), length)
      if (piece.length !== length)
        throw new StoreError(`${blob.name} has fewer bytes than ${wire.host} says.`, 'ContentLengthMismatch')
      at += length
      return piece
    },
  }
}
