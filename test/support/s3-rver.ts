// A real S3 server of npm's, in this process, on loopback. It checks signatures; it knows no conditional writes, no list of uploads
// and no checksums, and it cannot copy a key with a plus in it.
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BUCKET } from './s3-state.ts'

/** The account that it has. */
export const S3RVER_KEYS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }

export interface RealS3 {
  readonly url: string
  close(): Promise<void>
}

interface Rver {
  run(): Promise<AddressInfo>
  close(): Promise<void>
}

/** It comes without types. */
const S3rver: new (options: object) => Rver = createRequire(import.meta.url)('s3rver')

export async function startS3rver(): Promise<RealS3> {
  const directory = await mkdtemp(join(tmpdir(), 's3rver-'))
  const configureBuckets = [{ name: BUCKET, configs: [] }]
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets })
  const { port } = await server.run()
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
