// The power goes after any step that a run takes on the disk: what was not synced by then may be there, be gone or be torn. The next
// run makes the lake exact all the same. All moments, not only some: npm run kills
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { verifyLake } from '../../src/extract/verify.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { openFolder } from '../../src/store/folder.ts'
import { findTable } from '../../src/streams/index.ts'
import { type Random, randomFrom } from '../fuzz/random.ts'
import { everyPage, expectComplete } from '../support/hazards.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { type DiskStep, KilledError, type RecordingDisk, recordingDisk } from '../support/recording-disk.ts'
import { LUCKS, type Luck, putBack, type Remains, remainsAfter } from '../support/recording-power.ts'
import { expectTruth, extractFrom, NOON, replay, sorted } from '../support/rig.ts'

const { KILLS, KILLS_SEED } = process.env
const SEED = Number(KILLS_SEED ?? 1)
/** Of how many moments each test tries; the long run tries all. */
const MOST = KILLS === undefined ? 6 : Number.POSITIVE_INFINITY
/** Runs that are killed, and of how many moments of the run after them each tries. */
const KILLED = KILLS === undefined ? 1 : 20
const MOST_KILLED = KILLS === undefined ? 2 : 30

/** Folded as patch, window and children, one of them of elements. */
const TABLES = ['application_owners', 'sign_ins', 'user_licenses', 'users']
/** Of events, the last days are read again. */
const OPTIONS = { tables: TABLES, since: { backMs: 20 * 3_600_000 }, lookbackMs: 48 * 3_600_000 }

interface World {
  readonly sandbox: Sandbox
  readonly lake: string
  readonly disk: RecordingDisk
  /** Rows after the first run; null: there was none. */
  readonly images: ReadonlyMap<string, readonly Row[]> | null
}

const figures = { seed: SEED, steps: 0, cuts: 0 }
afterAll(() => {
  if (KILLS !== undefined) console.log(JSON.stringify({ power: figures }))
})

/** A tenant and a lake of it, a day old unless it is `empty`, on a disk that is recorded from now on. */
async function begin(empty: boolean): Promise<World> {
  const sandbox = await startSandbox({
    users: 24,
    now: NOON,
    quotas: 'off',
    activity: 0.1,
    mostRows: 24,
    pageSizes: { usersDelta: 20, groupsDelta: 20, memberSlice: 40 },
  })
  const lake = mkdtempSync(join(tmpdir(), 'entra-recorded-'))
  if (empty) return { sandbox, lake, disk: recordingDisk(lake), images: null }
  await extractFrom(sandbox, { ...OPTIONS, out: lake })
  const images = new Map<string, readonly Row[]>()
  for (const table of TABLES) images.set(table, await readTable(lake, table))
  sandbox.advance({ days: 1 })
  emptyOldestDay(sandbox)
  return { sandbox, lake, disk: recordingDisk(lake), images }
}

/** Takes the events of the oldest day away, so that its file has to go. */
function emptyOldestDay(sandbox: Sandbox): void {
  const days = ['2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z']
  const old = [...sandbox.truth('sign_ins', { from: days[0] ?? '', to: days[1] ?? '' })]
  expect(old.length).toBeGreaterThan(0)
  for (const { id } of old) sandbox.edit.removeEvent('sign_ins', String(id))
}

const record = ({ sandbox, lake, disk }: World) =>
  extractFrom(
    sandbox,
    { ...OPTIONS, out: lake },
    { ...everyPage, openStore: folder => openFolder(folder, disk) },
  )

async function end({ sandbox, lake }: World): Promise<void> {
  await sandbox.close()
  rmSync(lake, { recursive: true, force: true })
}

/** A step with which the power goes, and what is left of what was not synced by then. */
interface Moment {
  readonly count: number
  readonly luck: Luck
}

/** Some moments, each in its own part of the run, or all of them; and each time a table's folder has just been synced, when only that is there. */
function moments(steps: readonly DiskStep[], from: number, most: number, random: Random): Moment[] {
  const span = steps.length - from
  const count = Math.min(span, most)
  const spread = Array.from({ length: count }, (_, i) => {
    const start = Math.floor((span * i) / count)
    const length = Math.max(1, Math.floor((span * (i + 1)) / count) - start)
    return { count: from + 1 + start + random.below(length), luck: LUCKS[i % LUCKS.length] ?? 'some' }
  })
  const aimed = steps.flatMap((step, index): Moment[] =>
    index >= from &&
    step.do === 'sync' &&
    'folder' in step &&
    TABLES.some(name => step.folder.startsWith(name))
      ? [{ count: index + 1, luck: 'nothing' }]
      : [],
  )
  return [...spread, ...aimed]
}

/** Cuts the power at some moments after the step `from`, and expects the next run to bring the lake to what the tenant is. */
async function cutPower(world: World, from: number, most: number): Promise<void> {
  const { steps } = world.disk
  const whole = wholeFiles(steps)
  const random = randomFrom(SEED)
  figures.steps += steps.length - from
  for (const { count, luck } of moments(steps, from, most, random)) {
    const remains = remainsAfter(steps, count, luck, random)
    await survives(world, remains, whole).catch(error => {
      const last = JSON.stringify(steps[count - 1], (key, value) => (key === 'bytes' ? undefined : value))
      throw new Error(
        `seed ${SEED}: cut after step ${count} of ${steps.length}, ${last}; ${luck} of what was not synced`,
        {
          cause: error,
        },
      )
    })
    figures.cuts++
  }
}

async function survives({ sandbox, images }: World, remains: Remains, whole: ReadonlySet<string>) {
  for (const [path, bytes] of remains.names)
    if (bytes !== null && path.endsWith('.parquet') && !path.startsWith('_work/'))
      expect(whole, `${path} is whole`).toContain(digest(bytes))
  const lake = putBack(remains)
  try {
    expectComplete(await extractFrom(sandbox, { ...OPTIONS, out: lake }), ...TABLES)
    for (const table of TABLES) {
      const { definition, stream } = findTable(table)
      await expectTruth({ sandbox, lake }, table)
      if (stream.definition.kind === 'window' || images === null) continue
      const now = sorted(definition, await readTable(lake, table))
      expect(await replay(lake, table, images.get(table) ?? []), `the changes of ${table}`).toEqual(now)
    }
    for (const { table, problems } of await verifyLake(lake))
      expect({ table, problems }).toEqual({ table, problems: [] })
  } finally {
    rmSync(lake, { recursive: true, force: true })
  }
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Digests of the files that ever had a name while nothing was lost. */
function wholeFiles(steps: readonly DiskStep[]): Set<string> {
  const moves = steps.flatMap(({ do: what }, index) => (what === 'rename' ? [index + 1] : []))
  const digests = [...moves, steps.length].flatMap(count =>
    [...remainsAfter(steps, count, 'everything', randomFrom(0)).names.values()].map(bytes =>
      bytes === null ? '' : digest(bytes),
    ),
  )
  return new Set(digests)
}

test('the power goes in a first run', async () => {
  const world = await begin(true)
  expectComplete(await record(world), ...TABLES)
  await cutPower(world, 0, MOST)
  await end(world)
})

test('the power goes in a run after a day of changes', async () => {
  const world = await begin(false)
  const from = world.disk.steps.length
  expectComplete(await record(world), ...TABLES)
  await cutPower(world, from, MOST)
  await end(world)
})

/** Kills a run, lets another make that good, and cuts the power in that one. */
async function cutPowerAfterKill(kill: (disk: RecordingDisk) => void): Promise<void> {
  const world = await begin(false)
  kill(world.disk)
  await record(world).catch(error => expect(error).toBeInstanceOf(KilledError))
  world.disk.revive()
  const from = world.disk.steps.length
  expectComplete(await record(world), ...TABLES)
  await cutPower(world, from, MOST_KILLED)
  await end(world)
}

test('the power goes while a killed run is made good', async () => {
  const random = randomFrom(SEED + 1)
  for (let kill = 0; kill < KILLED; kill++)
    await cutPowerAfterKill(disk =>
      disk.killAfter(1 + Math.floor((200 * (kill + random.below(100) / 100)) / KILLED)),
    )
})

test('the power goes after a run was killed over a commit that removes a file', async () => {
  const decides = (path: string, bytes: Buffer) =>
    path === 'state.json' && /"do": "remove",\s*"path": "sign_ins\/date=/.test(bytes.toString())
  await cutPowerAfterKill(disk => disk.killAtMove(decides))
})
