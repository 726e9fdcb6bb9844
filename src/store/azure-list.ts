// Listings, page by page to their end.
import type {
  ContainerClient,
  ContainerListBlobFlatSegmentResponse,
  ContainerListBlobHierarchySegmentResponse,
} from '@azure/storage-blob'
import type { Reader } from './azure-download.ts'
import { attempt } from './azure-retry.ts'
import { StoreError } from './store.ts'

interface Found {
  readonly blobs: readonly { readonly name: string; readonly bytes: number }[]
  readonly folders: readonly string[]
}

/** Full names of what is below a full prefix. */
export async function listBlobs(
  container: ContainerClient,
  { wire, limits }: Reader,
  prefix: string,
  deep: boolean,
): Promise<Found> {
  const blobs: { name: string; bytes: number }[] = []
  const folders: string[] = []
  for (let marker: string | null = ''; marker !== null; ) {
    const page: Page = await pageAt(marker, container, { wire, limits }, prefix, deep)
    const hidden = foldersIn(page.text)
    blobs.push(...page.blobs.filter((_, index) => hidden[index] !== true))
    folders.push(...page.folders)
    marker = page.next
  }
  return { blobs, folders: [...new Set(folders)] }
}

interface Page extends Found {
  readonly next: string | null
  /** The page as it came. */
  readonly text: string
}

type Flat = ContainerListBlobFlatSegmentResponse
type Tree = ContainerListBlobHierarchySegmentResponse

async function firstOf<T>(pages: AsyncIterable<T>): Promise<T> {
  for await (const page of pages) return page
  throw new StoreError('A listing has no page.', null)
}

async function pageAt(
  marker: string,
  container: ContainerClient,
  { wire, limits }: Reader,
  prefix: string,
  deep: boolean,
): Promise<Page> {
  const settings = {
    maxPageSize: limits.pageSize,
    ...(marker === '' ? {} : { continuationToken: marker }),
  }
  return attempt(wire, limits, async abortSignal => {
    const options = { prefix, abortSignal }
    const page: Flat | Tree = deep
      ? await firstOf(container.listBlobsFlat(options).byPage(settings))
      : await firstOf(container.listBlobsByHierarchy('/', options).byPage(settings))
    const { segment, continuationToken, _response } = page
    const prefixes = 'blobPrefixes' in segment ? segment.blobPrefixes : []
    return {
      blobs: segment.blobItems.map(({ name, properties }) => ({
        name,
        bytes: properties.contentLength ?? 0,
      })),
      folders: (prefixes ?? []).map(({ name }) => name),
      next: continuationToken || null,
      text: _response.bodyAsText ?? '',
    }
  })
}

/**
 * Which of a page's blobs are folders: with a hierarchical namespace they are listed beside the files. The SDK does not tell their
 * ResourceType. https://learn.microsoft.com/rest/api/storageservices/list-blobs
 */
function foldersIn(text: string): boolean[] {
  const mark = '<ResourceType>directory</ResourceType>'
  if (!text.includes(mark)) return []
  return [...text.matchAll(/<Blob>.*?<\/Blob>/gs)].map(([blob]) => blob.includes(mark))
}
