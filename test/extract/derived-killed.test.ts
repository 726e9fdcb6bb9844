// A run of derived tables that is killed before and after every durable step, and run again, ends in the lake of one quiet run.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { derivedTruth, rowsOfLake } from '../support/derived-truth.ts'
import { comparable } from '../support/expected-rows.ts'
import { mortalMachine } from '../support/mortal.ts'
import { parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { extractFrom, NOON, replay, sorted, tableOf } from '../support/rig.ts'

const SOURCES = ['group_members']
const DERIVED = ['group_members_transitive']

let sandbox: Sandbox
let quiet: string
const images = new Map<string, Row[]>()

const copyOf = (lake: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'entra-killed-'))
  cpSync(lake, copy, { recursive: true })
  return copy
}

async function life(lake: string, fatal: number): Promise<{ died: string | null; report: RunReport | null }> {
  const machine = mortalMachine(fatal)
  const deps = { openStore: machine.openStore, network: machine.network }
  try {
    const report = await extractFrom(sandbox, { out: lake, tables: DERIVED }, deps)
    return { died: machine.dead ? (machine.steps.at(-1) ?? '') : null, report }
  } catch (error) {
    if (!machine.dead) throw error
    return { died: machine.steps.at(-1) ?? '', report: null }
  } finally {
    await machine.network.close()
  }
}

async function expectExact(lake: string, isFirst: boolean): Promise<void> {
  const rows = await rowsOfLake(lake)
  for (const table of DERIVED) {
    const { definition } = findTable(table)
    const found = await readTable(lake, table)
    expect(comparable(definition, found)).toEqual(comparable(definition, derivedTruth(table, rows)))
    if (isFirst) expect(parquetFiles(join(lake, 'changes', table))).toEqual([])
    else expect(await replay(lake, table, images.get(table) ?? [])).toEqual(sorted(definition, found))
  }
  expect(parquetFiles(join(lake, '_work'))).toEqual([])
}

/** Kills a run on copies of the lake at every step; returns the steps. */
async function killEverywhere(isFirst: boolean): Promise<string[]> {
  const steps: string[] = []
  for (let fatal = 1; ; fatal++) {
    const lake = copyOf(quiet)
    try {
      const { died } = await life(lake, fatal)
      if (died === null) return steps
      steps.push(died)
      const { report } = await life(lake, Number.POSITIVE_INFINITY)
      if (report === null) throw new Error('the second run died')
      for (const table of DERIVED) expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
      await expectExact(lake, isFirst).catch(error => {
        throw new Error(`killed at ${died}`, { cause: error })
      })
    } finally {
      rmSync(lake, { recursive: true, force: true })
    }
  }
}

beforeAll(async () => {
  sandbox = await startSandbox({ users: 50, now: NOON, quotas: 'off', activity: 0.15 })
  quiet = mkdtempSync(join(tmpdir(), 'entra-quiet-'))
  await extractFrom(sandbox, { out: quiet, tables: SOURCES })
})
afterAll(async () => {
  rmSync(quiet, { recursive: true, force: true })
  await sandbox.close()
})

describe('killed anywhere', () => {
  test('in a first run', { timeout: 300_000 }, async () => {
    const steps = await killEverywhere(true)
    for (const table of DERIVED) expect(steps).toContain(`after publish ${table}/data.parquet`)
  })

  test('in a run after days of changes', { timeout: 300_000 }, async () => {
    await life(quiet, Number.POSITIVE_INFINITY)
    for (const table of DERIVED) images.set(table, await readTable(quiet, table))
    sandbox.advance({ days: 3 })
    await extractFrom(sandbox, { out: quiet, tables: SOURCES })
    const steps = await killEverywhere(false)
    for (const table of DERIVED)
      expect(steps.some(step => step.startsWith(`after publish changes/${table}/`))).toBe(true)
  })
})
