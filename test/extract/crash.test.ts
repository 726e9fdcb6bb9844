// Killing the run before and after every durable step and at every request, then running again, ends in the same lake as one quiet
// run: same rows, and changes that replay to it.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { mortalMachine } from '../support/mortal.ts'
import { parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, extractFrom, NOON, replay, sorted, tableOf } from '../support/rig.ts'

/** One stream of each kind; each is read in several pages. */
const STREAMS: readonly { kind: string; tables: readonly string[] }[] = [
  { kind: 'delta', tables: ['users', 'user_licenses'] },
  { kind: 'edges', tables: ['group_members'] },
  { kind: 'list', tables: ['user_sign_in_activity'] },
  { kind: 'single', tables: ['authorization_policy'] },
  { kind: 'children', tables: ['application_owners'] },
  { kind: 'children of children', tables: ['access_review_decisions'] },
  { kind: 'window', tables: ['sign_ins', 'sign_in_conditional_access'] },
  { kind: 'single edges', tables: ['user_managers'] },
  { kind: 'report', tables: ['email_activity'] },
]

/** Every page is a place to go on from. */
const commitPolicy = { bytes: 0, ms: 0 }

function startTenant(): Promise<Sandbox> {
  const pageSizes = { usersDelta: 20, groupsDelta: 20, memberSlice: 40 }
  return startSandbox({ users: 50, now: NOON, quotas: 'off', activity: 0.15, mostRows: 24, pageSizes })
}

async function extractOn(sandbox: Sandbox, lake: string, tables: readonly string[], fatal: number) {
  const machine = mortalMachine(fatal)
  const options = { out: lake, tables, since: { backMs: 20 * 3_600_000 } }
  const deps = { openStore: machine.openStore, network: machine.network, commitPolicy }
  try {
    return { machine, report: await extractFrom(sandbox, options, deps) }
  } catch (error) {
    if (!machine.dead) throw error
    return { machine, report: null }
  } finally {
    await machine.network.close()
  }
}

/** Each step with BUCKET_KILLS=all (`npm run buckets`); else every fifth, from the first one in first runs, from the third one in later runs. */
const EVERY = process.env.BUCKET_KILLS === 'all' ? 1 : 5

/** Kills a run on a copy of `before` at its steps, runs again, and hands the lake to `check`. Returns how many steps there were. */
async function killEverywhere(
  sandbox: Sandbox,
  before: string | null,
  tables: readonly string[],
  check: (lake: string) => Promise<void>,
): Promise<number> {
  for (let fatal = before === null || EVERY === 1 ? 1 : 3; ; fatal += EVERY) {
    const lake = mkdtempSync(join(tmpdir(), 'entra-crash-'))
    try {
      if (before !== null) cpSync(before, lake, { recursive: true })
      const { machine } = await extractOn(sandbox, lake, tables, fatal)
      if (!machine.dead) return fatal - 1
      const { report } = await extractOn(sandbox, lake, tables, Number.POSITIVE_INFINITY)
      if (report === null) throw new Error('the second run died')
      for (const table of tables) expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
      await check(lake).catch(error => {
        throw new Error(`killed at step ${fatal}, ${machine.steps.at(-1)}`, { cause: error })
      })
    } finally {
      rmSync(lake, { recursive: true, force: true })
    }
  }
}

describe.each(STREAMS)('killed anywhere: $kind', ({ tables }) => {
  test('in a first run', { timeout: 300_000 }, async () => {
    const sandbox = await startTenant()
    const steps = await killEverywhere(sandbox, null, tables, async lake => {
      for (const table of tables) {
        await expectTruth({ sandbox, lake }, table)
        expect(await readTable(lake, table).then(rows => rows.length)).toBeGreaterThan(0)
        expect(parquetFiles(join(lake, 'changes', table))).toEqual([])
      }
    })
    expect(steps).toBeGreaterThan(10)
    await sandbox.close()
  })

  test('in a run after a day of changes', { timeout: 300_000 }, async () => {
    const sandbox = await startTenant()
    const lake = mkdtempSync(join(tmpdir(), 'entra-quiet-'))
    await extractOn(sandbox, lake, tables, Number.POSITIVE_INFINITY)
    const images = new Map<string, Row[]>()
    for (const table of tables) images.set(table, await readTable(lake, table))
    sandbox.advance({ days: 1 })
    const steps = await killEverywhere(sandbox, lake, tables, async killed => {
      for (const table of tables) {
        const { definition, stream } = findTable(table)
        await expectTruth({ sandbox, lake: killed }, table)
        if (stream.definition.kind === 'window') continue
        const now = sorted(definition, await readTable(killed, table))
        expect(await replay(killed, table, images.get(table) ?? [])).toEqual(now)
      }
    })
    expect(steps).toBeGreaterThan(10)
    rmSync(lake, { recursive: true, force: true })
    await sandbox.close()
  })
})
