// The contract of objects on S3: on the strict server of the tests, and on a real one from npm.
import { afterAll, beforeAll, describe } from 'vitest'
import { HASTY, objectsAt } from '../support/s3-objects.ts'
import { type RealS3, S3RVER_KEYS, startS3rver } from '../support/s3-rver.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'
import { describeObjects } from './objects-contract.ts'

/** Large enough for more parts than go at once. */
const largeBytes = 5 * HASTY.partBytes + 12_345

describe('S3 as documented', () => {
  let server: S3Server
  beforeAll(async () => {
    server = await startS3Server({ pageSize: 2 })
  })
  afterAll(() => server.close())
  describeObjects('S3', prefix => objectsAt(server.url, { prefix }), { largeBytes })
})

describe('s3rver', () => {
  let server: RealS3
  beforeAll(async () => {
    server = await startS3rver()
  })
  afterAll(() => server.close())
  describeObjects('s3rver', prefix => objectsAt(server.url, { prefix, settings: { env: S3RVER_KEYS } }), {
    largeBytes,
    conditions: false,
    notCopied: ['_work/a b+c%20d&e.part'],
  })
})
