// What a loss of power leaves of a recorded disk. Durable is what was synced: bytes by a sync of their file, names by a sync of their
// folder. Of the rest anything may be there: any of the renames, creations and removals, any of the writes, cut short or left out.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Random } from '../fuzz/random.ts'
import { type DiskStep, folderOf } from './recording-disk.ts'

type ByteStep = Extract<DiskStep, { do: 'write' | 'truncate' }>
type NameStep = Extract<DiskStep, { do: 'create' | 'rename' | 'unlink' }>

/** How much of what is not durable is there all the same. */
export type Luck = 'nothing' | 'everything' | 'some'
export const LUCKS: readonly Luck[] = ['nothing', 'everything', 'some']

export interface Remains {
  /** Bytes by path, null for a folder. */
  readonly names: ReadonlyMap<string, Buffer | null>
}

/** The disk after the power went with the first `count` steps done. */
export function remainsAfter(all: readonly DiskStep[], count: number, luck: Luck, random: Random): Remains {
  const steps = all.slice(0, count)
  const durable = durableIn(steps)
  const isThere = (index: number): boolean =>
    durable(index) || luck === 'everything' || (luck === 'some' && random.below(2) === 0)
  const names = new Map<string, number | 'folder'>()
  const files = new Map<number, { step: ByteStep; index: number }[]>()
  for (const [index, step] of steps.entries()) {
    if (step.do === 'write' || step.do === 'truncate')
      files.set(step.file, [...(files.get(step.file) ?? []), { step, index }])
    else if (step.do !== 'sync' && isThere(index)) rename(names, step)
  }
  const bytesOf = (file: number): Buffer => {
    // The writes of one file go together more often than not.
    const whole = luck === 'some' && random.below(3) === 0
    return written(files.get(file) ?? [], index => durable(index) || whole || isThere(index), {
      random: luck === 'some' ? random : null,
      durable,
    })
  }
  return {
    names: new Map(
      [...names]
        .filter(([path]) => isReachable(names, path))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, file]) => [path, file === 'folder' ? null : bytesOf(file)]),
    ),
  }
}

/** Whether a step's effect was synced: by a later sync of its file or, for a name, of the folder that holds it. */
function durableIn(steps: readonly DiskStep[]): (index: number) => boolean {
  const synced = new Map<number | string, number>()
  for (const step of steps) {
    if (step.do !== 'sync') continue
    const what = 'file' in step ? step.file : step.folder
    synced.set(what, Math.max(synced.get(what) ?? 0, step.before))
  }
  return index => {
    const step = steps[index]
    if (step === undefined || step.do === 'sync') return false
    const what = step.do === 'write' || step.do === 'truncate' ? step.file : folderOf(step.path)
    return index < (synced.get(what) ?? 0)
  }
}

function rename(names: Map<string, number | 'folder'>, step: NameStep): void {
  if (step.do === 'rename') names.delete(step.from)
  if (step.do === 'unlink') names.delete(step.path)
  else names.set(step.path, step.file)
}

function isReachable(names: ReadonlyMap<string, number | 'folder'>, path: string): boolean {
  const folder = folderOf(path)
  return folder === '' || (names.get(folder) === 'folder' && isReachable(names, folder))
}

function written(
  steps: readonly { readonly step: ByteStep; readonly index: number }[],
  isThere: (index: number) => boolean,
  { random, durable }: { readonly random: Random | null; readonly durable: (index: number) => boolean },
): Buffer {
  let bytes = Buffer.alloc(0)
  for (const { step, index } of steps) {
    if (!isThere(index)) continue
    if (step.do === 'truncate') bytes = sized(bytes, step.bytes)
    else {
      const isTorn = random !== null && !durable(index) && random.below(3) === 0
      const piece = isTorn ? step.bytes.subarray(0, random.below(step.bytes.length + 1)) : step.bytes
      bytes = sized(bytes, Math.max(bytes.length, step.at + piece.length))
      piece.copy(bytes, step.at)
    }
  }
  return bytes
}

/** What was never written reads as zeros. */
function sized(bytes: Buffer, length: number): Buffer<ArrayBuffer> {
  const out = Buffer.alloc(length)
  bytes.copy(out)
  return out
}

/** Puts the remains into a new temporary folder. */
export function putBack({ names }: Remains): string {
  const folder = mkdtempSync(join(tmpdir(), 'entra-power-'))
  for (const [path, bytes] of names) {
    if (bytes === null) mkdirSync(join(folder, path), { recursive: true })
    else writeFileSync(join(folder, path), bytes)
  }
  return folder
}
