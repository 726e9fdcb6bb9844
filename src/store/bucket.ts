// A lake in a bucket. Local disk is scratch: DuckDB writes there, `sync` uploads, `local` brings back. What is uploaded lies under
// `_work/` until a commit counts it; publishing is one copy within the bucket.
import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Segments } from './bucket-spool.ts'
import { WorkObjects } from './bucket-work.ts'
import { sha256, toldOf } from './folder.ts'
import type { Objects } from './objects.ts'
import { type Appender, absentError, type Claims, RaceLostError, type Store } from './store.ts'

const WORK = '_work/'
/** Of a write that is refused because another one is under way, and the pause before the second one. */
const MOST_TRIES = 6
const CONFLICT_MS = 200

/** `scratch` is a folder of this process alone; it is removed by `close`. */
export function bucketStore(objects: Objects, scratch: string, unconditional = false): Store {
  const store = new BucketStore(objects, scratch)
  return {
    root: objects.url,
    session: store.session,
    claims: claimsOf(objects, unconditional),
    path: relative => store.path(relative),
    local: relative => store.local(relative),
    forget: relative => store.forget(relative),
    read: relative => store.read(relative),
    size: (relative, expected) => store.size(relative, expected),
    sha256: relative => store.sha256(relative),
    names: relative => store.names(relative),
    makeFolder: relative => store.makeFolder(relative),
    replace: (relative, bytes) => store.replace(relative, bytes),
    swap: (relative, bytes) => store.swap(relative, bytes),
    sync: relative => store.sync(relative),
    publish: (from, to) => store.publish(from, to),
    remove: relative => store.remove(relative),
    appender: (relative, keep) => store.appender(relative, keep),
    tidy: () => store.tidy(),
    close: () => store.close(),
  }
}

const claimsOf = (objects: Objects, unconditional: boolean): Claims => ({
  unconditional,
  get: key => objects.get(key),
  put: (key, bytes, only) => objects.put(key, bytes, only),
  remove: key => objects.remove([key]),
})

class BucketStore {
  readonly session = `${randomUUID().slice(0, 8)}-`
  private readonly objects: Objects
  private readonly scratch: string
  private readonly work: WorkObjects
  /** Versions of what was read or swapped. */
  private readonly versions = new Map<string, string>()
  /** Files that are being brought. */
  private readonly coming = new Map<string, Promise<string>>()
  /** Lengths below a table's folder, listed once. */
  private readonly listings = new Map<string, Promise<Map<string, number>>>()

  constructor(objects: Objects, scratch: string) {
    this.objects = objects
    this.scratch = scratch
    this.work = new WorkObjects(objects)
  }

  path(relative: string): string {
    return join(this.scratch, relative)
  }

  local(relative: string): Promise<string> {
    const coming = this.coming.get(relative)
    if (coming !== undefined) return coming
    const brought = this.bring(relative).finally(() => this.coming.delete(relative))
    this.coming.set(relative, brought)
    return brought
  }

  private bring(relative: string): Promise<string> {
    return this.onScratch(this.fetch(relative))
  }

  /** Scratch space that is full is told as a full disk is. */
  private onScratch<T>(work: Promise<T>): Promise<T> {
    return work.catch(error => Promise.reject(toldOf(this.scratch, error)))
  }

  private async fetch(relative: string): Promise<string> {
    const path = this.path(relative)
    if ((await lengthOf(path)) !== null) return path
    await mkdir(dirname(path), { recursive: true })
    const part = `${path}.part`
    const segments = await this.segmentsOf(relative)
    const found = segments === null ? await this.objects.download(relative, part) : await segments.join(part)
    if (!found) throw absentError(`${this.objects.url}/${relative}`)
    await rename(part, path)
    return path
  }

  async forget(relative: string): Promise<void> {
    await rm(this.path(relative), { recursive: true, force: true })
  }

  async read(relative: string): Promise<Buffer | null> {
    const found = await this.objects.get(relative)
    if (found === null) this.versions.delete(relative)
    else this.versions.set(relative, found.version)
    return found?.bytes ?? null
  }

  async size(relative: string, expected?: number): Promise<number | null> {
    if (isWork(relative)) return this.workSize(relative)
    const listed = await this.listedSize(relative)
    // A listing may lag behind what was written; the object itself does not.
    return listed !== null && listed === expected ? listed : this.objects.size(relative)
  }

  private async workSize(relative: string): Promise<number | null> {
    const local = await lengthOf(this.path(relative))
    if (local !== null) return local
    const segments = await this.segmentsOf(relative)
    return segments === null ? await this.work.size(relative) : segments.bytes
  }

  /** Of a file of one day, for a table has many of them; null: not known. */
  private async listedSize(relative: string): Promise<number | null> {
    const [, folder] = /^([^/]+\/)date=[^/]+\/[^/]+$/.exec(relative) ?? []
    if (folder === undefined) return null
    const known = this.listings.get(folder) ?? this.listSizes(folder)
    this.listings.set(folder, known)
    return (await known).get(relative) ?? null
  }

  private async listSizes(folder: string): Promise<Map<string, number>> {
    const { objects } = await this.objects.list(folder, true)
    return new Map(objects.map(({ key, bytes }) => [key, bytes]))
  }

  async sha256(relative: string): Promise<string> {
    return sha256(await this.local(relative))
  }

  async names(relative: string): Promise<string[]> {
    const prefix = relative === '.' || relative === '' ? '' : `${relative}/`
    if (prefix.startsWith(WORK)) return this.work.names(prefix)
    const { objects, folders } = await this.objects.list(prefix, false)
    return [...objects.map(({ key }) => key.slice(prefix.length)), ...folders]
  }

  async makeFolder(relative: string): Promise<void> {
    await mkdir(this.path(relative), { recursive: true })
  }

  async replace(relative: string, bytes: string | Uint8Array): Promise<void> {
    await this.objects.put(relative, Buffer.from(bytes))
    if (isWork(relative)) await this.work.put(relative, bytes.length)
  }

  async swap(relative: string, text: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(text)
    const only = this.versions.get(relative) ?? null
    for (let tries = 1; ; tries++) {
      try {
        this.versions.set(relative, await this.objects.put(relative, bytes, only))
        return
      } catch (error) {
        if (!(error instanceof RaceLostError)) throw error
        const found = await this.objects.get(relative)
        // An answer that was lost on the way is asked for again, and then it is our own write that stands in the way.
        if (found?.bytes.equals(bytes)) {
          this.versions.set(relative, found.version)
          return
        }
        // What is refused although nothing has changed meets an earlier attempt of ours that is still under way.
        if ((found?.version ?? null) !== only || tries === MOST_TRIES) throw error
        await new Promise(resolve => setTimeout(resolve, CONFLICT_MS * tries))
      }
    }
  }

  async sync(relative: string): Promise<void> {
    const path = this.path(relative)
    await this.objects.upload(path, relative)
    if (isWork(relative)) await this.work.put(relative, (await lengthOf(path)) ?? 0)
  }

  async publish(from: string, to: string): Promise<void> {
    this.listings.clear()
    if (!(await this.objects.copy(from, to))) {
      if ((await this.objects.size(to)) === null) throw absentError(`${this.objects.url}/${from}`)
      return
    }
    // What lies in the work folder goes with the whole folder.
    if (!isWork(from)) await this.objects.remove([from])
    await this.moveLocal(from, to)
  }

  /** The bytes are here already when this process wrote them. */
  private async moveLocal(from: string, to: string): Promise<void> {
    const place = this.path(to)
    if ((await lengthOf(this.path(from))) === null) return rm(place, { force: true })
    await mkdir(dirname(place), { recursive: true })
    await rename(this.path(from), place)
  }

  async remove(relative: string): Promise<void> {
    this.listings.clear()
    await rm(this.path(relative), { recursive: true, force: true })
    if (isWork(relative)) return this.work.remove(relative)
    const isFile = /\.[a-z]+$/.test(relative)
    const below = isFile ? [] : (await this.objects.list(`${relative}/`, true)).objects
    const keys = [...below.map(({ key }) => key), ...(isFile ? [relative] : [])]
    if (keys.length > 0) await this.objects.remove(keys)
  }

  async appender(relative: string, keep: number): Promise<Appender> {
    const path = this.path(relative)
    const segments =
      keep > 0
        ? await Segments.of(this.objects, this.work, relative)
        : Segments.none(this.objects, this.work, relative)
    if (keep > 0) await this.local(relative)
    else await mkdir(dirname(path), { recursive: true })
    const appender = await this.onScratch(segments.appender(path, keep))
    return {
      ...appender,
      append: bytes => this.onScratch(appender.append(bytes)),
      sync: () => this.onScratch(appender.sync()),
    }
  }

  /** The parts of a file that was appended to; null: it was not. */
  private async segmentsOf(relative: string): Promise<Segments | null> {
    if (!isWork(relative) || !relative.endsWith('.ndjson')) return null
    const segments = await Segments.of(this.objects, this.work, relative)
    return segments.isEmpty ? null : segments
  }

  async tidy(): Promise<void> {
    this.work.listAgain()
    await this.objects.abortUploads()
  }

  async close(): Promise<void> {
    await rm(this.scratch, { recursive: true, force: true }).catch(() => {})
    await this.objects.close()
  }
}

const isWork = (relative: string): boolean => relative.startsWith(WORK)

async function lengthOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() === true ? found.size : null
}
