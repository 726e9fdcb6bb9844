// A sandbox tenant and a lake in a temporary folder, with the product between them over real HTTP.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import type { ExtractOptions } from '../../src/extract/options.ts'
import type { RunEvent, RunReport, TableReport } from '../../src/extract/report.ts'
import { type RunDeps, runExtract } from '../../src/extract/run.ts'
import { type Clock, systemClock } from '../../src/graph/clock.ts'
import { NO_LIMITS } from '../../src/graph/limits.ts'
import { type Sandbox, type SandboxOptions, startSandbox, type TruthKind } from '../../src/sandbox/index.ts'
import type { State } from '../../src/state/schema.ts'
import type { StreamDefinition, TableDefinition, UnnestedTable } from '../../src/streams/define.ts'
import { findTable } from '../../src/streams/index.ts'
import { comparable, expectedElements, expectedRow, type GraphObject, keyText } from './expected-rows.ts'
import { parquetFiles, type Row, readParquet, readTable } from './parquet-rows.ts'

/** Waits as asked, a thousand times faster. */
export const hastyClock: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(Math.ceil(ms / 1000), signal),
}

export interface Rig {
  readonly sandbox: Sandbox
  readonly lake: string
  readonly events: RunEvent[]
  extract(options?: Partial<ExtractOptions>, deps?: Partial<RunDeps>): Promise<RunReport>
  close(): Promise<void>
}

/** Noon of a working day: events on both sides of the last midnight. */
export const NOON = '2026-11-20T12:00:00Z'

export async function startRig(options: SandboxOptions = {}): Promise<Rig> {
  const sandbox = await startSandbox({ users: 60, now: NOON, quotas: 'off', activity: 0.4, ...options })
  const lake = mkdtempSync(join(tmpdir(), 'entra-lake-'))
  const events: RunEvent[] = []
  return {
    sandbox,
    lake,
    events,
    extract: (some, deps) =>
      extractFrom(sandbox, { out: lake, ...some }, { onEvent: event => events.push(event), ...deps }),
    close: async () => {
      await sandbox.close()
      rmSync(lake, { recursive: true, force: true })
    },
  }
}

export function optionsFor(sandbox: Sandbox, some: Partial<ExtractOptions>): ExtractOptions {
  return {
    out: 'nowhere',
    tables: [],
    exclude: [],
    full: false,
    fullEveryMs: 7 * 86_400_000,
    owners: [],
    extensions: false,
    since: { backMs: 2 * 86_400_000 },
    lookbackMs: 6 * 3_600_000,
    maxDurationMs: null,
    columns: {},
    compression: 'zstd',
    changes: true,
    memory: '1GB',
    cloud: 'global',
    graphUrl: sandbox.url,
    timeouts: { connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 },
    ...some,
  }
}

export function extractFrom(
  sandbox: Sandbox,
  options: Partial<ExtractOptions>,
  deps: Partial<RunDeps> = {},
): Promise<RunReport> {
  return runExtract(optionsFor(sandbox, options), {
    tokens: staticToken(sandbox.token(), Date.now),
    onEvent: () => {},
    signal: new AbortController().signal,
    version: '0.0.0-test',
    limits: NO_LIMITS,
    clock: hastyClock,
    ...deps,
  })
}

export function tableOf(report: RunReport, table: string): TableReport {
  const found = report.tables.find(part => part.table === table)
  if (found === undefined) throw new Error(`the report has no table ${table}`)
  return found
}

export const stateOf = (lake: string): State =>
  JSON.parse(readFileSync(join(lake, 'state.json'), 'utf8')) as State

/** The rows a table should have now. */
export function truthOf(sandbox: Sandbox, table: string): Row[] {
  const { definition, stream } = findTable(table)
  const objects = truthRows(sandbox, stream.name)
  if (definition.rows !== 'unnested') return objects.map(object => expectedRow(definition, object))
  const key = parentKey(stream.definition, definition)
  return objects.flatMap(object => expectedElements(definition, object, key))
}

/** The property that identifies the objects whose lists a table has. */
function parentKey(stream: StreamDefinition, { from }: UnnestedTable): string {
  if (typeof from !== 'string') return Object.keys(from)[0] ?? 'id'
  const parent = stream.tables[from]
  const column = parent?.key[0] ?? 'id'
  return (parent?.rows === 'own' ? parent.sources?.[column] : undefined) ?? column
}

function truthRows(sandbox: Sandbox, kind: string): GraphObject[] {
  return [...sandbox.truth(kind as TruthKind)]
}

/** Compares a table of the lake with the tenant, value by value, and its changes with its files. */
export async function expectTruth(rig: Pick<Rig, 'sandbox' | 'lake'>, table: string): Promise<void> {
  const { definition } = findTable(table)
  const rows = comparable(definition, await readTable(rig.lake, table))
  const state = stateOf(rig.lake)
  const cursor = state.streams[findTable(table).stream.name]?.cursor
  const reach = cursor?.kind === 'window' ? Date.parse(cursor.from) : null
  const truth = truthOf(rig.sandbox, table).filter(row => reach === null || isSince(definition, row, reach))
  const expected = comparable(definition, truth)
  expect(rows.map(row => keyText(definition, row))).toEqual(expected.map(row => keyText(definition, row)))
  expect(rows).toEqual(expected)
}

function isSince(definition: TableDefinition, row: Row, reach: number): boolean {
  const time = Object.entries(definition.columns).find(
    ([name, type]) => type === 'timestamp' && /^(created|activity)DateTime$/.test(name),
  )?.[0]
  return time === undefined || Number(String(row[time]).split(' ')[0]) >= reach * 1000
}

/** Applies a table's changes to its first image, in the order of their numbers. */
export async function replay(lake: string, table: string, first: readonly Row[]): Promise<Row[]> {
  const { definition } = findTable(table)
  const rows = new Map(first.map(row => [keyText(definition, row), row]))
  const files = parquetFiles(join(lake, 'changes', table)).sort((a, b) =>
    a.slice(-14) < b.slice(-14) ? -1 : 1,
  )
  for (const file of files) {
    for (const { _op, _run_id, ...row } of await readParquet(file)) {
      const key = keyText(definition, row)
      if (_op === 'insert') expect(rows.has(key)).toBe(false)
      else expect(rows.has(key)).toBe(true)
      if (_op === 'delete') rows.delete(key)
      else rows.set(key, row)
    }
  }
  return sorted(definition, [...rows.values()])
}

export const sorted = (definition: TableDefinition, rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (keyText(definition, a) < keyText(definition, b) ? -1 : 1))
