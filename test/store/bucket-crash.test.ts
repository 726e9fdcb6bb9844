// A runner that is killed before and after a request, and another one after it, end in the same lake as one quiet run. The suite kills at
// every sixth step, `npm run buckets` (BUCKET_KILLS=all) at every one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { type Bucket, memoryObjects } from '../support/memory-objects.ts'
import { extractOnRunner, mirror, silenceLock } from '../support/mortal-objects.ts'
import { parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, NOON, replay, sorted, tableOf } from '../support/rig.ts'

/** One stream of each way in which bytes reach the bucket; each is read in several pages. */
const STREAMS: readonly { kind: string; tables: readonly string[] }[] = [
  { kind: 'delta', tables: ['users', 'user_licenses'] },
  { kind: 'list', tables: ['user_sign_in_activity'] },
  { kind: 'children', tables: ['application_owners'] },
  { kind: 'window', tables: ['sign_ins'] },
]

/** A step and the one after it (before and after one request) are never both tried in the suite, and all kinds of request are. */
const STRIDE = process.env.BUCKET_KILLS === 'all' ? 1 : 6

const startTenant = (): Promise<Sandbox> =>
  startSandbox({
    users: 50,
    now: NOON,
    quotas: 'off',
    activity: 0.15,
    mostRows: 24,
    pageSizes: { usersDelta: 20, groupsDelta: 20, memberSlice: 40 },
  })

/** Kills a run on a copy of `before` at every step, runs again, and hands the lake to `check`. Returns how many steps there were, about. */
async function killEverywhere(
  sandbox: Sandbox,
  before: Bucket,
  tables: readonly string[],
  check: (lake: string) => Promise<void>,
): Promise<number> {
  for (let fatal = 1; ; fatal += STRIDE) {
    const objects = memoryObjects(new Map(before))
    const life = await extractOnRunner(sandbox, objects, tables, fatal)
    if (!life.dead) return fatal - 1
    await silenceLock(objects)
    const { report } = await extractOnRunner(sandbox, objects, tables, Number.POSITIVE_INFINITY)
    if (report === null) throw new Error('the second run died')
    for (const table of tables) expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
    const lake = mkdtempSync(join(tmpdir(), 'entra-mirror-'))
    await mirror(objects, lake)
    await check(lake).catch(error => {
      throw new Error(`killed at step ${fatal}, ${life.steps.at(-1)}`, { cause: error })
    })
    rmSync(lake, { recursive: true, force: true })
  }
}

describe.each(STREAMS)('a runner killed anywhere: $kind', ({ tables }) => {
  test('in a first run', { timeout: 300_000 }, async () => {
    const sandbox = await startTenant()
    const steps = await killEverywhere(sandbox, new Map(), tables, async lake => {
      for (const table of tables) {
        await expectTruth({ sandbox, lake }, table)
        expect((await readTable(lake, table)).length).toBeGreaterThan(0)
        expect(parquetFiles(join(lake, 'changes', table))).toEqual([])
        expect(parquetFiles(join(lake, '_work'))).toEqual([])
      }
    })
    expect(steps).toBeGreaterThan(20)
    await sandbox.close()
  })

  test('in a run after a day of changes', { timeout: 300_000 }, async () => {
    const sandbox = await startTenant()
    const bucket: Bucket = new Map()
    await extractOnRunner(sandbox, memoryObjects(bucket), tables, Number.POSITIVE_INFINITY)
    const first = mkdtempSync(join(tmpdir(), 'entra-mirror-'))
    await mirror(memoryObjects(bucket), first)
    const images = new Map<string, Row[]>()
    for (const table of tables) images.set(table, await readTable(first, table))
    rmSync(first, { recursive: true, force: true })
    sandbox.advance({ days: 1 })
    const steps = await killEverywhere(sandbox, bucket, tables, async lake => {
      for (const table of tables) {
        const { definition, stream } = findTable(table)
        await expectTruth({ sandbox, lake }, table)
        if (stream.definition.kind === 'window') continue
        const now = sorted(definition, await readTable(lake, table))
        expect(await replay(lake, table, images.get(table) ?? [])).toEqual(now)
      }
    })
    expect(steps).toBeGreaterThan(20)
    await sandbox.close()
  })
})
