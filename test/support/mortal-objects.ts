// A runner that dies at its n-th step: before and after each request to the bucket, and at each request to Graph. Its disk is thrown
// away with it; only the bucket stays.
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RunReport } from '../../src/extract/report.ts'
import { createNetwork } from '../../src/graph/undici-http.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { bucketStore } from '../../src/store/bucket.ts'
import type { Objects } from '../../src/store/objects.ts'
import { DeadError } from './mortal.ts'
import { extractFrom } from './rig.ts'

export interface Life {
  readonly steps: readonly string[]
  readonly dead: boolean
  readonly report: RunReport | null
}

/** Every page is a place to go on from. */
const commitPolicy = { bytes: 0, ms: 0 }

/** Extracts into the bucket on a machine that dies at step `fatal` (from 1); never, when it is Infinity. */
export async function extractOnRunner(
  sandbox: Sandbox,
  objects: Objects,
  tables: readonly string[],
  fatal: number,
  unconditional = false,
): Promise<Life> {
  const steps: string[] = []
  let dead = false
  const step = (name: string): void => {
    if (!dead) {
      steps.push(name)
      dead = steps.length >= fatal
    }
    if (dead) throw new DeadError(name)
  }
  const fragile = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    step(`before ${name}`)
    const result = await work()
    step(`after ${name}`)
    return result
  }
  const network = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 })
  const scratch = mkdtempSync(join(tmpdir(), 'entra-runner-'))
  try {
    const report = await extractFrom(
      sandbox,
      { tables, since: { backMs: 20 * 3_600_000 } },
      {
        store: bucketStore(mortalObjects(objects, fragile), scratch, unconditional),
        commitPolicy,
        network: {
          send: (request, signal) =>
            fragile(`${request.method} ${request.path.slice(0, 60)}`, () => network.send(request, signal)),
          open: (request, signal) =>
            fragile(`open ${request.path.slice(0, 60)}`, () => network.open(request, signal)),
          close: () => network.close(),
        },
      },
    )
    return { steps, dead, report }
  } catch (error) {
    if (!dead) throw error
    return { steps, dead, report: null }
  } finally {
    await network.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

type Fragile = <T>(name: string, work: () => Promise<T>) => Promise<T>

function mortalObjects(objects: Objects, fragile: Fragile): Objects {
  return {
    url: objects.url,
    get: key => fragile(`get ${key}`, () => objects.get(key)),
    size: key => fragile(`size ${key}`, () => objects.size(key)),
    list: (prefix, deep) => fragile(`list ${prefix}`, () => objects.list(prefix, deep)),
    put: (key, bytes, only) => fragile(`put ${key}`, () => objects.put(key, bytes, only)),
    upload: (file, key) => fragile(`upload ${key}`, () => objects.upload(file, key)),
    download: (key, file) => fragile(`download ${key}`, () => objects.download(key, file)),
    copy: (from, to) => fragile(`copy ${to}`, () => objects.copy(from, to)),
    remove: keys => fragile(`remove ${keys[0]}`, () => objects.remove(keys)),
    abortUploads: () => fragile('abort', () => objects.abortUploads()),
    close: async () => {},
  }
}

/** The lock of a runner that is gone, after its heart was silent for long enough: taken away here, for nobody wants to watch it. */
export const silenceLock = (objects: Objects): Promise<void> => objects.remove(['_work/lock.json'])

/** Writes what readers of the bucket see to a local folder. */
export async function mirror(objects: Objects, folder: string): Promise<void> {
  const { objects: all } = await objects.list('', true)
  for (const { key } of all) {
    const found = await objects.get(key)
    await mkdir(dirname(join(folder, key)), { recursive: true })
    await writeFile(join(folder, key), found?.bytes ?? '')
  }
}

/** Copies every object of one place to another one. */
export async function copyPlace(from: Objects, to: Objects): Promise<void> {
  const { objects: all } = await from.list('', true)
  for (const { key } of all) {
    const found = await from.get(key)
    if (found !== null) await to.put(key, found.bytes)
  }
}
