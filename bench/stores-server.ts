// One of the services on which buckets are tried, in a process of its own.
import { startAzurite } from '../test/support/azurite.ts'
import { startGcsServer } from '../test/support/gcs-server.ts'
import { startS3Server } from '../test/support/s3-server.ts'

export type ServiceKind = 's3' | 'azure' | 'gcs'

async function start(kind: ServiceKind): Promise<{ url: string; close(): Promise<unknown> }> {
  if (kind === 's3') return startS3Server()
  if (kind === 'gcs') return startGcsServer()
  const azurite = await startAzurite()
  await azurite.makeContainer('lake')
  return { url: azurite.endpoint, close: () => azurite.close() }
}

const service = await start(process.argv[2] as ServiceKind)
process.on('disconnect', () => void service.close())
process.send?.({ url: service.url })
