// What the world does to a lake: full disks, read-only folders, clocks that jump, copies, and several at once.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { diagnose, repairLake } from '../../src/extract/repair.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { resetTables } from '../../src/extract/reset.ts'
import type { RunDeps } from '../../src/extract/run.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { LockedError } from '../../src/state/errors.ts'
import { findTable } from '../../src/streams/index.ts'
import { filesIn, paths } from '../support/hazards.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, extractFrom, hastyClock, NOON, replay, sorted, stateOf } from '../support/rig.ts'

const TABLES = ['group_members', 'sign_ins', 'user_licenses', 'users']
const OBJECTS = TABLES.filter(table => table !== 'sign_ins')

let sandbox: Sandbox
let folder: string
let lake: string

beforeEach(async () => {
  const pageSizes = { usersDelta: 15, groupsDelta: 10, signIns: 20 }
  sandbox = await startSandbox({ users: 40, now: NOON, quotas: 'off', activity: 0.1, pageSizes })
  folder = mkdtempSync(join(tmpdir(), 'entra-world-'))
  lake = join(folder, 'lake')
})
afterEach(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Every page is a place to go on from. */
const commitPolicy = { bytes: 0, ms: 0 }

const extract = (out = lake, deps: Partial<RunDeps> = {}): Promise<RunReport> =>
  extractFrom(
    sandbox,
    { out, tables: TABLES, since: { at: '2026-11-19T00:00:00Z' } },
    { commitPolicy, ...deps },
  )

async function expectExact(out = lake): Promise<void> {
  for (const table of TABLES) await expectTruth({ sandbox, lake: out }, table)
  for (const { table, verdict, problems } of await verifyLake(out))
    expect([table, verdict, problems]).toEqual([table, 'ok', []])
}

async function imagesOf(out = lake): Promise<Map<string, Row[]>> {
  const images = new Map<string, Row[]>()
  for (const table of OBJECTS) images.set(table, await readTable(out, table))
  return images
}

async function expectReplay(images: ReadonlyMap<string, Row[]>, out = lake): Promise<void> {
  for (const [table, first] of images) {
    const now = sorted(findTable(table).definition, await readTable(out, table))
    expect(await replay(out, table, first)).toEqual(now)
  }
}

/** Work on the system; false: this user may not. */
const system = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0

describe('a full disk', () => {
  const disk = mkdtempSync(join(tmpdir(), 'entra-disk-'))
  const canMount = system('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk) && system('umount', disk)
  const resize = (kilobytes: number): boolean =>
    system('mount', '-o', `remount,size=${kilobytes}k`, 'tmpfs', disk)

  beforeEach(() => canMount && system('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk))
  afterEach(() => canMount && system('umount', disk))
  afterAll(() => rmSync(disk, { recursive: true, force: true }))

  /** How a run ended: its exit code, or what it threw. */
  const outcome = (out: string): Promise<number | string> =>
    extract(out).then(
      ({ exitCode }) => exitCode,
      error => String(error),
    )

  test.skipIf(!canMount)(
    'in a first run at any stage: nothing half is shown, and with room it goes on',
    {
      timeout: 120_000,
    },
    async () => {
      let failures = 0
      for (const room of [8, 32, 68, 104, 140, 200, 260, 320, 420]) {
        const out = join(disk, 'lake')
        rmSync(out, { recursive: true, force: true })
        expect(resize(room)).toBe(true)
        const ended = await outcome(out)
        if (typeof ended === 'string')
          expect(ended).toMatch(
            /No room is left on the disk of .*: make room and run the same command again|ENOSPC.*make room/,
          )
        if (ended !== 0) failures++
        expect(resize(65_536)).toBe(true)
        if (existsSync(join(out, 'state.json')))
          for (const { table, problems } of await verifyLake(out))
            expect([room, table, problems]).toEqual([room, table, []])
        expect(await outcome(out)).toBe(0)
        await expectExact(out)
      }
      expect(failures).toBeGreaterThan(5)
    },
  )

  test.skipIf(!canMount)(
    'in a run after changes: the lake is as before or exact, and its changes replay',
    {
      timeout: 120_000,
    },
    async () => {
      const quiet = join(folder, 'quiet')
      expect((await extract(quiet)).exitCode).toBe(0)
      const images = await imagesOf(quiet)
      sandbox.advance({ hours: 6 })
      let failures = 0
      const used = Math.ceil(paths(quiet).length * 4 + 300)
      for (let room = 4; room < used; room += 40) {
        const out = join(disk, 'lake')
        rmSync(out, { recursive: true, force: true })
        cpSync(quiet, out, { recursive: true })
        const taken = Number(
          spawnSync('df', ['-k', '--output=used', disk], { encoding: 'utf8' }).stdout.split('\n')[1],
        )
        expect(resize(taken + room)).toBe(true)
        const ended = await outcome(out)
        if (ended !== 0) failures++
        expect(resize(65_536)).toBe(true)
        for (const { table, problems } of await verifyLake(out))
          expect([room, table, problems]).toEqual([room, table, []])
        expect(await outcome(out)).toBe(0)
        await expectExact(out)
        await expectReplay(images, out)
      }
      expect(failures).toBeGreaterThan(2)
    },
  )
})

describe('a folder that is only to be read', () => {
  const isRoot = process.getuid?.() === 0
  const canMount = isRoot && system('unshare', '-m', 'true')

  /** Modes do not hold for root, who gets a read-only mount instead. */
  function protect(): () => void {
    if (!isRoot) {
      const all = [
        lake,
        ...readdirSync(lake, { recursive: true, encoding: 'utf8' }).map(path => join(lake, path)),
      ]
      for (const path of all) chmodSync(path, 0o555)
      return () => {
        for (const path of all) chmodSync(path, 0o755)
      }
    }
    expect(system('mount', '--bind', lake, lake)).toBe(true)
    expect(system('mount', '-o', 'remount,bind,ro', lake)).toBe(true)
    return () => expect(system('umount', lake)).toBe(true)
  }

  test.skipIf(isRoot && !canMount)('is verified as it lies, and refused by what writes', async () => {
    await extract()
    rmSync(join(lake, 'users', 'data.parquet'))
    const before = filesIn(lake)
    const release = protect()
    try {
      await expect(extract()).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          /cannot be written \(E(ROFS|ACCES)\): choose another with --out, or allow it/,
        ),
      })
      const results = await verifyLake(lake)
      expect(results.filter(({ verdict }) => verdict === 'damaged').map(({ table }) => table)).toEqual([
        'users',
      ])
      for (const use of [() => resetTables(lake, ['users']), () => diagnose(lake)])
        await expect(use()).rejects.toMatchObject({
          exitCode: 2,
          message: expect.stringMatching(
            /lock\.json cannot be written \(E(ROFS|ACCES)\): allow this user to write there/,
          ),
        })
      expect(filesIn(lake)).toEqual(before)
    } finally {
      release()
    }
  })
})

describe('a clock that jumps between runs', () => {
  const ahead = (days: number): Partial<RunDeps> => ({
    clock: { ...hastyClock, now: () => Date.now() + days * 86_400_000 },
    // By such a clock a token would have ended, which a run says and stops.
    tokens: { ...staticToken(sandbox.token(), Date.now), endsAt: null },
  })

  test.each<[string, readonly number[]]>([
    ['back', [0, -9, -30]],
    ['ahead, and back', [40, 0, 400, -1]],
  ])('%s costs nothing of the truth', async (_, runs) => {
    let images: Map<string, Row[]> | null = null
    for (const days of runs) {
      expect((await extract(lake, ahead(days))).exitCode).toBe(0)
      await expectExact()
      images ??= await imagesOf()
      sandbox.advance({ hours: 4 })
    }
    expect((await extract()).exitCode).toBe(0)
    await expectExact()
    await expectReplay(images ?? new Map())
    expect(readdirSync(join(lake, 'runs'))).toHaveLength(runs.length + 1)
  })
})

describe('a lake in another place', () => {
  test('moved, is as good there', async () => {
    await extract()
    const images = await imagesOf()
    const moved = join(folder, 'elsewhere', 'a lake')
    mkdirSync(dirname(moved))
    renameSync(lake, moved)
    sandbox.advance({ hours: 5 })
    expect((await extract(moved)).exitCode).toBe(0)
    await expectExact(moved)
    await expectReplay(images, moved)
    expect(existsSync(lake)).toBe(false)
  })

  test('copied, both go their own ways', async () => {
    await extract()
    const images = await imagesOf()
    const copy = join(folder, 'copy')
    cpSync(lake, copy, { recursive: true })
    for (const out of [lake, copy, lake]) {
      sandbox.advance({ hours: 5 })
      expect((await extract(out)).exitCode).toBe(0)
      await expectExact(out)
      await expectReplay(images, out)
    }
  })

  test('copied while a run works on it is refused, then verified and repaired', {
    timeout: 120_000,
  }, async () => {
    await extract()
    sandbox.advance({ hours: 20 })
    const copies: string[] = []
    let copying: Promise<void> = Promise.resolve()
    let pages = 0
    await extract(lake, {
      onEvent: ({ type }) => {
        if (type !== 'page' && type !== 'folding') return
        if (++pages % 4 !== 1) return
        const copy = join(folder, `copy-${pages}`)
        copies.push(copy)
        copying = copying.then(() => copySlowly(lake, copy))
      },
    })
    await copying
    expect(copies.length).toBeGreaterThan(2)
    for (const copy of copies) {
      if (existsSync(join(copy, '_work', 'lock.json'))) rmSync(join(copy, '_work', 'lock.json'))
      const diagnosis = await diagnose(copy)
      for (const { problems } of await verifyLake(copy))
        for (const problem of problems)
          expect(problem).toMatch(/is missing|was changed|bytes, not|is not this lake's|lacks the number/)
      for (const { table, repaired, notes } of await repairLake(copy, diagnosis, 'now', () => extract(copy)))
        if (repaired === false)
          expect([table, notes.join()]).toEqual([table, expect.stringMatching(/restore changes/)])
      expect((await extract(copy)).exitCode).toBe(0)
      for (const table of TABLES) await expectTruth({ sandbox, lake: copy }, table)
    }
  })

  /** File by file, with time between them for the run to go on. */
  async function copySlowly(from: string, to: string): Promise<void> {
    for (const path of paths(from)) {
      mkdirSync(dirname(join(to, path)), { recursive: true })
      if (existsSync(join(from, path))) copyFileSync(join(from, path), join(to, path))
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  }
})

describe('while a run has the lake', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['another run', () => extract()],
    ['verify', () => verifyLake(lake)],
    ['a repair', () => diagnose(lake)],
    ['reset', () => resetTables(lake, ['users'])],
  ])('%s is refused with its owner, and the run ends exact', async (_, use) => {
    await extract()
    sandbox.advance({ hours: 3 })
    let other: Promise<unknown> | null = null
    const { exitCode } = await extract(lake, {
      onEvent: () => {
        other ??= use().catch(error => error)
      },
    })
    const refused = await other
    expect(refused).toBeInstanceOf(LockedError)
    expect(String(refused)).toMatch(/in use: process \d+ on .* Wait for it to end/)
    expect(exitCode).toBe(0)
    await expectExact()
    expect(readdirSync(join(lake, '_work'))).toEqual([])
  })

  test('any number of them at once leave an exact lake', async () => {
    await extract()
    const images = await imagesOf()
    sandbox.advance({ hours: 5 })
    const uses = [
      extract,
      () => verifyLake(lake),
      () => extract(),
      () => resetTables(lake, ['users']),
      () => extract(),
    ]
    const results = await Promise.allSettled(uses.map(use => use()))
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(LockedError)
    expect((await extract()).exitCode).toBe(0)
    await expectExact()
    await expectReplay(images)
    expect(stateOf(lake).pending).toEqual([])
  })
})
