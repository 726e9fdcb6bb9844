// The services on which whole lakes are tried: opened in a place of their own for each test, by prefix.
import { azureObjects } from '../../src/store/azure.ts'
import { gcsObjects } from '../../src/store/gcs.ts'
import { PATIENCE } from '../../src/store/gcs-wire.ts'
import type { Objects } from '../../src/store/objects.ts'
import { hasty, placeIn, settingsWith } from './azure-settings.ts'
import { ACCOUNT, ACCOUNT_KEY, startAzurite } from './azurite.ts'
import { startGcsServer } from './gcs-server.ts'
import { objectsAt } from './s3-objects.ts'
import { S3RVER_KEYS, startS3rver } from './s3-rver.ts'
import { startS3Server } from './s3-server.ts'

export interface Service {
  /** Opens the place with this prefix, which ends with a slash. */
  open(prefix: string): Promise<Objects>
  close(): Promise<void>
}

export interface KnownService {
  readonly name: string
  /** Somebody else has to let one run work at a time. */
  readonly unconditional: boolean
  start(): Promise<Service>
}

export const SERVICES: readonly KnownService[] = [
  { name: "S3, the tests' own strict server", unconditional: false, start: strictS3 },
  { name: 'S3, s3rver', unconditional: true, start: s3rver },
  { name: 'Azure Blob, Azurite', unconditional: false, start: azuriteService },
  { name: "Google Cloud Storage, the tests' own strict server", unconditional: false, start: strictGcs },
]

async function strictS3(): Promise<Service> {
  const server = await startS3Server()
  return { open: prefix => objectsAt(server.url, { prefix }), close: () => server.close() }
}

async function s3rver(): Promise<Service> {
  const server = await startS3rver()
  const settings = { env: S3RVER_KEYS, unconditional: true }
  return { open: prefix => objectsAt(server.url, { prefix, settings }), close: () => server.close() }
}

async function azuriteService(): Promise<Service> {
  const azurite = await startAzurite()
  await azurite.makeContainer('lake')
  const env = { AZURE_STORAGE_KEY: ACCOUNT_KEY }
  return {
    open: prefix =>
      azureObjects(
        placeIn(ACCOUNT, 'lake', prefix),
        settingsWith({ endpoint: azurite.endpoint, env }),
        hasty(),
      ),
    close: () => azurite.close(),
  }
}

async function strictGcs(): Promise<Service> {
  const server = await startGcsServer()
  const patience = { ...PATIENCE, firstPauseMs: 1, longestPauseMs: 4, idleMs: 5_000 }
  return {
    open: prefix =>
      gcsObjects(
        { kind: 'gcs', url: `gs://lake/${prefix}`.replace(/\/$/, ''), bucket: 'lake', prefix },
        settingsWith({ endpoint: server.url }),
        patience,
      ),
    close: async () => {
      await server.close()
    },
  }
}
