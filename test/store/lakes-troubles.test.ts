// Lakes in buckets among other runs and misfortunes: races, locks, lagging listings, lost answers, services that fail or forget.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyLake } from '../../src/extract/verify.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { HEART, takeClaim, whoClaims } from '../../src/state/bucket-lock.ts'
import { newOwner } from '../../src/state/lock-owner.ts'
import { bucketStore } from '../../src/store/bucket.ts'
import { type Claims, RaceLostError, StoreError } from '../../src/store/store.ts'
import { type Bucket, type Manners, memoryObjects } from '../support/memory-objects.ts'
import { extractOnRunner, mirror, silenceLock } from '../support/mortal-objects.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, extractFrom, NOON, tableOf } from '../support/rig.ts'

let sandbox: Sandbox
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entra-troubles-'))
  sandbox = await startSandbox({
    users: 50,
    now: NOON,
    quotas: 'off',
    activity: 0.15,
    mostRows: 24,
    pageSizes: { usersDelta: 20, groupsDelta: 20, memberSlice: 40 },
  })
})
afterEach(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const TABLES = ['users', 'user_licenses', 'application_owners', 'sign_ins']
let mirrors = 0

async function expectExact(bucket: Bucket, tables: readonly string[] = TABLES): Promise<void> {
  const lake = join(folder, `mirror-${++mirrors}`)
  await mirror(memoryObjects(bucket), lake)
  for (const table of tables) {
    await expectTruth({ sandbox, lake }, table)
    expect((await readTable(lake, table)).length).toBeGreaterThan(0)
  }
}

const runOn = (bucket: Bucket, manners: Manners = {}, tables: readonly string[] = TABLES) =>
  extractOnRunner(sandbox, memoryObjects(bucket, manners), tables, Number.POSITIVE_INFINITY)

describe('two runs', () => {
  test('at once: the second is told who has the lake, and changes nothing', async () => {
    const bucket: Bucket = new Map()
    const store = bucketStore(memoryObjects(bucket), join(folder, 'scratch'))
    if (store.claims === null) throw new Error('a bucket has claims')
    const lock = await takeClaim({
      claims: store.claims,
      where: 'mem://lock',
      owner: newOwner(Date.now()),
      now: Date.now,
    })
    const before = [...bucket.keys()]
    await expect(runOn(bucket)).rejects.toMatchObject({
      name: 'LockedError',
      exitCode: 2,
      message: expect.stringMatching(/in use: process \d+ on \S+ .* given up 2 minutes after/),
    })
    expect([...bucket.keys()]).toEqual(before)
    await lock.release()
    expect(bucket.size).toBe(0)
    await runOn(bucket)
    await expectExact(bucket)
  })

  test('of which the first was frozen and has lost its lock: it commits nothing, and says who won', async () => {
    const bucket: Bucket = new Map()
    await runOn(bucket)
    sandbox.advance({ days: 1 })
    let states = 0
    let other: Promise<unknown> = Promise.resolve()
    const frozen = memoryObjects(bucket)
    const store = bucketStore(
      {
        ...frozen,
        put: async (key, bytes, only) => {
          if (key === 'state.json' && ++states === 2) {
            // Frozen here for hours: its heart is silent, and another runner takes the lake and ends its run.
            await silenceLock(memoryObjects(bucket))
            other = runOn(bucket)
            await other
          }
          return frozen.put(key, bytes, only)
        },
      },
      join(folder, 'frozen'),
    )
    const loser = extractFrom(
      sandbox,
      { tables: TABLES, since: { backMs: 20 * 3_600_000 } },
      { store, commitPolicy: { bytes: 0, ms: 0 } },
    )
    await expect(loser).rejects.toThrow(
      /the last that ended is \d{4}-.*wrote it at .* commits nothing any more/,
    )
    await other
    await expectExact(bucket)
    expect((await runOn(bucket)).report?.exitCode).toBe(0)
    await expectExact(bucket)
  })

  test("of which the first was frozen before a step of its commit: it does not touch what is the other one's by now", async () => {
    const bucket: Bucket = new Map()
    const { claims } = bucketStore(memoryObjects(bucket), join(folder, 'scratch'))
    if (claims === null) throw new Error('a bucket has claims')
    const heart = { beatMs: 30_000, silentMs: 60_000, watchMs: 10 }
    const lock = await takeClaim({ claims, where: 'lock', owner: newOwner(Date.now()), now: Date.now, heart })
    await lock.look()
    bucket.set('_work/lock.json', {
      bytes: Buffer.from(JSON.stringify(newOwner(Date.now()))),
      version: 'new',
    })
    await expect(lock.look()).resolves.toBeUndefined()
    const real = Date.now
    // The machine has slept for two minutes.
    Date.now = () => real() + 120_000
    try {
      await expect(lock.look()).rejects.toThrow(/was taken away by process \d+ on/)
      await expect(lock.look()).rejects.toThrow(/was taken away/)
    } finally {
      Date.now = real
    }
    await lock.release()
    expect(bucket.size).toBe(1)
  })

  test('that want one dead lock: one of them has it', async () => {
    const bucket: Bucket = new Map()
    const { claims } = bucketStore(memoryObjects(bucket), join(folder, 'scratch'))
    if (claims === null) throw new Error('a bucket has claims')
    await takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now() - 3_600_000),
      now: () => Date.now() - 3_600_000,
    })
    const taken = await Promise.allSettled(
      [1, 2, 3].map(() =>
        takeClaim({
          claims,
          where: 'lock',
          owner: newOwner(Date.now()),
          now: Date.now,
          heart: { ...HEART, watchMs: 30 },
        }),
      ),
    )
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const one of taken)
      if (one.status === 'fulfilled') await one.value.release()
      else expect(one.reason).toMatchObject({ name: 'LockedError' })
    expect(bucket.size).toBe(0)
  })
})

describe('the heart of a lock', () => {
  const quick = { beatMs: 20, silentMs: 200, watchMs: 60 }
  const claimsOf = (bucket: Bucket, manners: Manners = {}): Claims => {
    const { claims } = bucketStore(memoryObjects(bucket, manners), join(folder, 'scratch'))
    if (claims === null) throw new Error('a bucket has claims')
    return claims
  }
  const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

  test('beats, so that a clock that is hours off takes nothing from it', async () => {
    const claims = claimsOf(new Map())
    const lock = await takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now()),
      now: Date.now,
      heart: quick,
    })
    const ahead = () => Date.now() + 3_600_000
    await expect(
      takeClaim({ claims, where: 'lock', owner: newOwner(ahead()), now: ahead, heart: quick }),
    ).rejects.toMatchObject({
      name: 'LockedError',
    })
    expect(lock.lost.aborted).toBe(false)
    await lock.release()
  })

  test('that is silent is watched, then the lock changes hands and the old run learns it', async () => {
    const bucket: Bucket = new Map()
    const claims = claimsOf(bucket)
    const slow = { ...quick, beatMs: 100_000 }
    const old = await takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now() - 1_000),
      now: () => Date.now() - 1_000,
      heart: slow,
    })
    const began = performance.now()
    const young = await takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now()),
      now: Date.now,
      heart: quick,
    })
    expect(performance.now() - began).toBeGreaterThan(50)
    await old.release()
    expect(bucket.size).toBe(1)
    expect(await whoClaims(claims, 'lock', Date.now(), quick)).toMatchObject({ name: 'LockedError' })
    await young.release()
    expect(bucket.size).toBe(0)
  })

  test('notices within a beat that the lock was taken away', async () => {
    const bucket: Bucket = new Map()
    const claims = claimsOf(bucket)
    const lock = await takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now()),
      now: Date.now,
      heart: quick,
    })
    bucket.set('_work/lock.json', {
      bytes: Buffer.from(JSON.stringify(newOwner(Date.now()))),
      version: 'another',
    })
    await expect.poll(() => lock.lost.aborted).toBe(true)
    await expect(lock.look()).rejects.toThrow(/taken away by process \d+ on/)
    await lock.release()
    expect(bucket.size).toBe(1)
  })

  test('goes on when an answer to a beat was lost, and when the service fails for a while', async () => {
    let fails = false
    const bucket: Bucket = new Map()
    const claims = claimsOf(bucket, {
      after: request => {
        if (fails && request.startsWith('put')) throw new RaceLostError('asked again')
      },
      before: request => {
        if (fails && request.startsWith('get') && Math.random() < 0.3) throw new Error('503')
      },
    })
    const lock = await takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now()),
      now: Date.now,
      heart: quick,
    })
    fails = true
    await pause(200)
    fails = false
    await pause(60)
    expect(lock.lost.aborted).toBe(false)
    await lock.release()
  })

  test('that cannot be stopped at the end is no reason to lose what the run came to', async () => {
    let fails = false
    const claims = claimsOf(new Map(), {
      before: () => {
        if (fails) throw new StoreError('The bucket answers 503.', null)
      },
    })
    const lock = await takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now()),
      now: Date.now,
      heart: quick,
    })
    fails = true
    await expect(lock.release()).resolves.toBeUndefined()
  })

  test('is not watched any longer by who is told to stop', async () => {
    const claims = claimsOf(new Map())
    const long = () => Date.now() - 3_600_000
    await takeClaim({ claims, where: 'lock', owner: newOwner(long()), now: long })
    const stop = AbortSignal.timeout(50)
    const began = performance.now()
    const taken = takeClaim({
      claims,
      where: 'lock',
      owner: newOwner(Date.now()),
      now: Date.now,
      signal: stop,
    })
    await expect(taken).rejects.toThrow()
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test('a lock that is no lock is taken', async () => {
    const bucket: Bucket = new Map([['_work/lock.json', { bytes: Buffer.from('half a'), version: '1' }]])
    const lock = await takeClaim({
      claims: claimsOf(bucket),
      where: 'lock',
      owner: newOwner(Date.now()),
      now: Date.now,
      heart: HEART,
    })
    await lock.release()
    expect(bucket.size).toBe(0)
  })
})

describe('a service', () => {
  test('whose listings lag behind: a runner that was killed in the middle is continued from its last commit point all the same', async () => {
    const bucket: Bucket = new Map()
    const { steps } = await runOn(new Map(), {}, ['users'])
    const sent = steps.findIndex(step => step.startsWith('after upload') && step.includes('spool.ndjson'))
    const committed = steps.indexOf('after put state.json', sent) + 1
    await extractOnRunner(sandbox, memoryObjects(bucket), ['users'], committed)
    await silenceLock(memoryObjects(bucket))
    const pieces = [...bucket.keys()].filter(key => key.includes('spool.ndjson'))
    expect(pieces.length).toBeGreaterThan(0)
    const asked: string[] = []
    const lags = {
      hides: (key: string) => key.startsWith('_work/'),
      before: (request: string) => asked.push(request),
    }
    const { report } = await runOn(bucket, lags, ['users'])
    expect(report?.exitCode).toBe(0)
    expect(asked.some(request => pieces.some(piece => request === `download ${piece}`))).toBe(true)
    await expectExact(bucket, ['users'])
  })

  test('whose listings lag behind by a run: every lake is exact', async () => {
    const bucket: Bucket = new Map()
    let old = new Set<string>()
    const lags = { hides: (key: string) => !old.has(key) }
    for (let day = 0; day < 3; day++) {
      const now = new Set(bucket.keys())
      const { report } = await runOn(bucket, lags)
      expect(report?.exitCode).toBe(0)
      await expectExact(bucket)
      old = now
      sandbox.advance({ days: 1 })
    }
  })

  test('that loses answers to conditional writes: our own state is no foreign one', async () => {
    const bucket: Bucket = new Map()
    let writes = 0
    const { report } = await runOn(bucket, {
      after: request => {
        if (request === 'put state.json' && ++writes % 2 === 0) throw new RaceLostError('asked again')
      },
    })
    expect(writes).toBeGreaterThan(4)
    expect(report?.exitCode).toBe(0)
    await expectExact(bucket)
  })

  test('that fails for good in the middle: the tables fail with its sentence, and the next run is exact', async () => {
    const bucket: Bucket = new Map()
    await runOn(bucket)
    sandbox.advance({ days: 1 })
    let uploads = 0
    const { report } = await runOn(bucket, {
      before: request => {
        if (request.startsWith('upload') && ++uploads > 2)
          throw new StoreError('The bucket answers 503 for too long: try again later.', 'SlowDown')
      },
    })
    expect(report?.exitCode).toBe(1)
    const failed = report?.tables.filter(({ verdict }) => verdict === 'failed') ?? []
    expect(failed.length).toBeGreaterThan(0)
    for (const { reason } of failed) expect(reason).toContain('The bucket answers 503 for too long')
    expect((await runOn(bucket)).report?.exitCode).toBe(0)
    await expectExact(bucket)
  })

  test('that is still busy with an earlier attempt of ours: the state is written when it has done', async () => {
    const bucket: Bucket = new Map()
    let busy = 0
    const { report } = await runOn(bucket, {
      before: request => {
        if (request === 'put state.json' && ++busy % 3 === 1)
          throw new RaceLostError('another write is under way')
      },
    })
    expect(busy).toBeGreaterThan(4)
    expect(report?.exitCode).toBe(0)
    await expectExact(bucket)
  })

  test('that fails in a step after the commit: the table is partial with its counts, and the next run does the step', async () => {
    const bucket: Bucket = new Map()
    const { report } = await runOn(bucket, {
      before: request => {
        if (request.startsWith('copy') && request.endsWith(' users/data.parquet'))
          throw new StoreError('The bucket answers 502 without a word.', null)
      },
    })
    if (report === null) throw new Error('no report')
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'partial', inserted: 50 })
    expect(tableOf(report, 'users').reason).toContain('The bucket answers 502 without a word')
    expect((await runOn(bucket)).report?.exitCode).toBe(0)
    await expectExact(bucket)
  })

  test('that keeps the condition that there is none, and ignores versions, is refused too', async () => {
    const bucket: Bucket = new Map()
    const objects = memoryObjects(bucket)
    const half = {
      ...objects,
      put: (key: string, bytes: Uint8Array, only?: string | null) =>
        only === null ? objects.put(key, bytes, null) : objects.put(key, bytes),
    }
    const refused = extractOnRunner(sandbox, half, TABLES, Number.POSITIVE_INFINITY)
    await expect(refused).rejects.toMatchObject({ name: 'StoreError', exitCode: 2 })
    expect(bucket.size).toBe(0)
  })

  test('that lets us read only: verify does its work, and writes nothing', async () => {
    const bucket: Bucket = new Map()
    await runOn(bucket)
    const asked: string[] = []
    const objects = memoryObjects(bucket, {
      before: request => {
        asked.push(request)
        if (/^(put|upload|copy|remove)/.test(request))
          throw new StoreError('You may not write here: allow s3:PutObject.', 'AccessDenied')
      },
    })
    const results = await verifyLake(bucketStore(objects, join(folder, 'reader')))
    expect(results.map(({ verdict }) => verdict)).toEqual(TABLES.map(() => 'ok'))
  })

  test('that ignores conditions is refused, and left as it was', async () => {
    const bucket: Bucket = new Map()
    const objects = memoryObjects(bucket)
    const careless = { ...objects, put: (key: string, bytes: Uint8Array) => objects.put(key, bytes) }
    const refused = extractOnRunner(sandbox, careless, TABLES, Number.POSITIVE_INFINITY)
    await expect(refused).rejects.toMatchObject({
      name: 'StoreError',
      exitCode: 2,
      message: expect.stringContaining('--store-unconditional'),
    })
    expect(bucket.size).toBe(0)
    const { report } = await extractOnRunner(sandbox, careless, TABLES, Number.POSITIVE_INFINITY, true)
    expect(report?.exitCode).toBe(0)
    await expectExact(bucket)
  })

  test('from which a file was removed by hand: the table fails with its mend, the others are exact', async () => {
    const bucket: Bucket = new Map()
    await runOn(bucket)
    bucket.delete('users/data.parquet')
    const { report } = await runOn(bucket)
    if (report === null) throw new Error('no report')
    expect(tableOf(report, 'users')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/users\/data\.parquet is missing.*verify --repair/),
    })
    await expectExact(bucket, ['application_owners', 'sign_ins'])
  })
})

test('an unchanged lake is not fetched: only what is read whole each time, and the days that are read again', async () => {
  const bucket: Bucket = new Map()
  await runOn(bucket, {}, ['users', 'user_licenses', 'groups', 'sign_ins'])
  const asked: string[] = []
  await runOn(bucket, { before: request => asked.push(request) }, [
    'users',
    'user_licenses',
    'groups',
    'sign_ins',
  ])
  const downloads = asked.filter(request => request.startsWith('download'))
  expect(downloads.every(request => request.startsWith('download sign_ins/'))).toBe(true)
  expect(asked.filter(request => request.startsWith('upload'))).toEqual([])
})
