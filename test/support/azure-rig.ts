// A server of Azure's and a folder for each test, and what tests do with them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { azureObjects } from '../../src/store/azure.ts'
import type { AzureLimits } from '../../src/store/azure-limits.ts'
import type { Objects } from '../../src/store/objects.ts'
import type { BucketSettings } from '../../src/store/settings.ts'
import { type AzureServer, type Misfortune, SERVER_ACCOUNT, startAzure } from './azure-server.ts'
import { hasty, placeIn, settingsWith } from './azure-settings.ts'

export interface AzureRig {
  readonly server: AzureServer
  /** In a folder that is removed at the end. */
  path(name: string): string
  /** A file with these bytes. */
  file(bytes: Uint8Array): Promise<string>
  objects(limits?: Partial<AzureLimits>, own?: Partial<BucketSettings>, prefix?: string): Promise<Objects>
  countOf(operation: string): number
}

/** Of nobody. */
export const SERVER_KEY = Buffer.from('a key of the account, not of anybody').toString('base64')

export function azureRig(): AzureRig {
  let server: AzureServer
  let folder = ''
  const open: Objects[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'azure-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  beforeEach(async () => {
    server = await startAzure()
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map(one => one.close()))
    await server.close()
  })
  return {
    get server() {
      return server
    },
    path: name => join(folder, name),
    file: async bytes => {
      const path = join(folder, 'sent')
      await writeFile(path, bytes)
      return path
    },
    objects: async (limits = {}, own = {}, prefix = 'p/') => {
      const settings = settingsWith({
        endpoint: server.endpoint,
        env: { AZURE_STORAGE_KEY: SERVER_KEY },
        ...own,
      })
      const objects = await azureObjects(placeIn(SERVER_ACCOUNT, 'lake', prefix), settings, hasty(limits))
      open.push(objects)
      return objects
    },
    countOf: operation => server.operations().filter(one => one === operation).length,
  }
}

/** Befalls the first so many requests of an operation. */
export const first =
  (operation: string, misfortune: Misfortune, times = 1) =>
  ({ operation: asked }: { readonly operation: string }): Misfortune | null =>
    asked === operation && times-- > 0 ? misfortune : null
