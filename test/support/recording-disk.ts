// A disk that writes down everything that is done to a folder, in order, while doing it: from that, what a loss of power would leave
// at any moment can be made (recording-power.ts). What others write there is found when it is made durable, moved or removed.
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Disk, DiskFile } from '../../src/store/folder.ts'

/** A file whatever its name, a folder, or a name and what it stands for. Paths are relative to the folder, which is ''. */
export type DiskStep =
  | { readonly do: 'create'; readonly path: string; readonly file: number | 'folder' }
  | { readonly do: 'rename'; readonly from: string; readonly path: string; readonly file: number }
  | { readonly do: 'unlink'; readonly path: string }
  | { readonly do: 'write'; readonly file: number; readonly at: number; readonly bytes: Buffer }
  | { readonly do: 'truncate'; readonly file: number; readonly bytes: number }
  /** What was done before the step `before` is durable: the file's bytes, or the names in the folder. */
  | { readonly do: 'sync'; readonly file: number; readonly before: number }
  | { readonly do: 'sync'; readonly folder: string; readonly before: number }

export interface RecordingDisk extends Disk {
  readonly steps: readonly DiskStep[]
  /** From now on every step fails and none reaches the disk, as if the process had been killed. Until `revive`. */
  killAfter(steps: number): void
  /** The same as soon as a file with these contents is moved to a path. */
  killAtMove(isFatal: (path: string, bytes: Buffer) => boolean): void
  revive(): void
}

/** The process was killed here. */
export class KilledError extends Error {
  override readonly name = 'KilledError'
}

/** What is in the folder when the recording begins is durable. */
export function recordingDisk(root: string): RecordingDisk {
  const tape = new Tape(root)
  const work = async <T>(act: () => Promise<T>): Promise<T> => {
    tape.live()
    const result = await act()
    tape.live()
    return result
  }
  return {
    steps: tape.steps,
    killAfter: steps => {
      tape.fatal = tape.steps.length + steps
    },
    killAtMove: isFatal => {
      tape.isFatal = isFatal
    },
    revive: () => {
      tape.isFatal = null
      tape.fatal = Number.POSITIVE_INFINITY
    },
    open: async (path, flags, mode) => {
      tape.live()
      const handle = await open(path, flags, mode)
      try {
        tape.live()
        const name = tape.nameOf(path)
        if (flags === 'w') tape.emptied(name)
        else tape.look(name)
        return recordingFile(tape, name, handle, work)
      } catch (error) {
        await handle.close()
        throw error
      }
    },
    mkdir: (path, options) =>
      work(async () => {
        const first = await mkdir(path, options)
        if (first !== undefined) tape.foldersMade(tape.nameOf(first), tape.nameOf(path))
        return first
      }),
    rename: (from, to) =>
      work(async () => {
        tape.look(tape.nameOf(from))
        await rename(from, to)
        tape.renamed(tape.nameOf(from), tape.nameOf(to))
      }),
    rm: (path, options) =>
      work(async () => {
        await rm(path, options)
        tape.removed(tape.nameOf(path))
      }),
  }
}

function recordingFile(
  tape: Tape,
  name: string,
  handle: DiskFile,
  work: <T>(act: () => Promise<T>) => Promise<T>,
): DiskFile {
  const file = tape.fileAt(name)
  return {
    write: (bytes, from, length, at) =>
      work(async () => {
        const { bytesWritten } = await handle.write(bytes, from, length, at)
        tape.wrote(file, at, Buffer.from(bytes.subarray(from, from + bytesWritten)))
        return { bytesWritten }
      }),
    writeFile: bytes =>
      work(async () => {
        await handle.writeFile(bytes)
        tape.wrote(file, 0, Buffer.from(bytes))
      }),
    truncate: bytes =>
      work(async () => {
        await handle.truncate(bytes)
        tape.cut(file, bytes)
      }),
    chmod: mode => handle.chmod(mode),
    sync: () =>
      work(async () => {
        const before = tape.steps.length
        await handle.sync()
        tape.steps.push(
          file === 'folder' ? { do: 'sync', folder: name, before } : { do: 'sync', file, before },
        )
      }),
    close: () => handle.close(),
  }
}

const resized = (bytes: Buffer = Buffer.alloc(0), length: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length))]).subarray(0, length)

/** What was done, and the disk as it is. */
class Tape {
  readonly steps: DiskStep[] = []
  readonly contents = new Map<number | 'folder', Buffer>()
  fatal = Number.POSITIVE_INFINITY
  isFatal: ((path: string, bytes: Buffer) => boolean) | null = null
  private readonly names = new Map<string, number | 'folder'>([['', 'folder']])
  private readonly root: string
  private files = 0

  constructor(root: string) {
    this.root = root
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = this.nameOf(join(entry.parentPath, entry.name))
      if (entry.isDirectory()) this.names.set(path, 'folder')
      else this.names.set(path, this.newFile(readFileSync(join(root, path))))
    }
    // What is there already is durable.
    for (const [path, file] of this.names) {
      if (path === '') continue
      this.steps.push({ do: 'create', path, file })
      if (file !== 'folder')
        this.steps.push({ do: 'write', file, at: 0, bytes: this.contents.get(file) ?? Buffer.alloc(0) })
    }
    const before = this.steps.length
    for (const [path, file] of this.names)
      this.steps.push(file === 'folder' ? { do: 'sync', folder: path, before } : { do: 'sync', file, before })
  }

  live(): void {
    if (this.steps.length >= this.fatal) throw new KilledError(`killed after ${this.steps.length} steps`)
  }

  nameOf(path: string): string {
    return relative(this.root, path).split(sep).join('/')
  }

  fileAt(name: string): number | 'folder' {
    const file = this.names.get(name)
    if (file === undefined && !name.startsWith('..')) throw new Error(`nobody has made ${name}`)
    return file ?? 'folder'
  }

  /** Notes what somebody else has written there meanwhile, as a file of its own that is not durable. */
  look(name: string): void {
    const known = this.names.get(name)
    if (known === 'folder' || name.startsWith('..')) return
    const bytes = readFileSync(join(this.root, name))
    if (known !== undefined && this.contents.get(known)?.equals(bytes)) return
    const file = this.newFile(Buffer.alloc(0))
    this.created(name, file)
    this.wrote(file, 0, bytes)
  }

  /** A file was opened to be written anew: made, or cut to nothing. */
  emptied(name: string): void {
    const known = this.names.get(name)
    if (known === undefined) this.created(name, this.newFile(Buffer.alloc(0)))
    else this.cut(known, 0)
  }

  cut(file: number | 'folder', bytes: number): void {
    if (file === 'folder') throw new Error('a folder is not cut')
    this.steps.push({ do: 'truncate', file, bytes })
    this.contents.set(file, resized(this.contents.get(file), bytes))
  }

  /** `first` and every folder below it down to `last`. */
  foldersMade(first: string, last: string): void {
    for (const path of upTo(last)) if (path.length >= first.length) this.created(path, 'folder')
  }

  renamed(from: string, path: string): void {
    const file = this.fileAt(from)
    if (file === 'folder') throw new Error(`${from} is a folder`)
    this.names.delete(from)
    this.names.set(path, file)
    this.steps.push({ do: 'rename', from, path, file })
    if (this.isFatal?.(path, this.contents.get(file) ?? Buffer.alloc(0))) this.fatal = this.steps.length
  }

  /** What is in a folder goes before the folder. */
  removed(name: string): void {
    const gone = [...this.names.keys()].filter(path => path === name || path.startsWith(`${name}/`))
    for (const path of gone.sort().reverse()) {
      this.names.delete(path)
      this.steps.push({ do: 'unlink', path })
    }
  }

  wrote(file: number | 'folder', at: number, bytes: Buffer): void {
    if (file === 'folder') throw new Error('a folder is not written')
    const now = Buffer.from(
      resized(this.contents.get(file), Math.max(this.contents.get(file)?.length ?? 0, at + bytes.length)),
    )
    bytes.copy(now, at)
    this.contents.set(file, now)
    this.steps.push({ do: 'write', file, at, bytes })
  }

  private created(path: string, file: number | 'folder'): void {
    this.names.set(path, file)
    this.steps.push({ do: 'create', path, file })
  }

  private newFile(bytes: Buffer): number {
    const file = this.files++
    this.contents.set(file, bytes)
    return file
  }
}

/** A path and the folders it lies in, the outermost first. */
const upTo = (path: string): string[] =>
  path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))

export const folderOf = (path: string): string => {
  const folder = dirname(path)
  return folder === '.' ? '' : folder
}
