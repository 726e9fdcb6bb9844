// What checking a lake in a bucket asks of the bucket, and how much of it lies on the local disk at once.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newRunId } from '../../src/extract/run-report.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { bucketStore } from '../../src/store/bucket.ts'
import { type Bucket, memoryObjects } from '../support/memory-objects.ts'
import { extractOnRunner } from '../support/mortal-objects.ts'
import { NOON } from '../support/rig.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-requests-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('files of changes are here one at a time, each fetched once, and no file is listed', async () => {
  const bucket: Bucket = new Map()
  const sandbox = await startSandbox({ users: 30, now: NOON, quotas: 'off', activity: 0.2 })
  try {
    for (let runs = 0; runs < 4; runs++) {
      await extractOnRunner(sandbox, memoryObjects(bucket), ['users'], Number.POSITIVE_INFINITY)
      sandbox.advance({ days: 1 })
    }
  } finally {
    await sandbox.close()
  }
  const scratch = join(folder, 'scratch')
  const together: number[] = []
  const objects = memoryObjects(bucket, {
    after: request => {
      if (!request.startsWith('download changes/') || !existsSync(scratch)) return
      const names = readdirSync(scratch, { recursive: true, encoding: 'utf8' })
      together.push(names.filter(name => /\.parquet(\.part)?$/.test(name)).length)
    },
  })
  const results = await verifyLake(bucketStore(objects, scratch))
  expect(results.map(({ verdict }) => verdict)).toContain('ok')
  expect(results.flatMap(({ problems, notes }) => [...problems, ...notes])).toEqual([])
  const changes = [...bucket.keys()].filter(key => key.startsWith('changes/users/'))
  expect(changes.length).toBeGreaterThanOrEqual(3)
  const fetched = objects.asked.filter(request => request.startsWith('download changes/'))
  expect(fetched.sort()).toEqual(changes.map(key => `download ${key}`).sort())
  expect(Math.max(...together)).toBe(1)
  expect(objects.asked.filter(request => /^list .*\.parquet/.test(request))).toEqual([])
})

test('the name of a run is asked for, not looked for among all reports', async () => {
  const objects = memoryObjects()
  const store = bucketStore(objects, folder)
  const name = '2026-11-20T12-00-00Z'
  expect(await newRunId(store, '2026-11-20T12:00:00.123Z')).toBe(name)
  await objects.put(`runs/${name}.json`, Buffer.from('{}'))
  await objects.put(`runs/${name}-2.json`, Buffer.from('{}'))
  expect(await newRunId(store, '2026-11-20T12:00:00.999Z')).toBe(`${name}-3`)
  expect(objects.asked.filter(request => request.startsWith('list'))).toEqual([])
})
