// What a report promises of the lake, checked against the tenant and against the lake before the run.
import { join } from 'node:path'
import { expect } from 'vitest'
import type { RunReport, TableReport } from '../../src/extract/report.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { comparable } from '../support/expected-rows.ts'
import { filesIn } from '../support/hazards.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, stateOf, truthOf } from '../support/rig.ts'

export interface Before {
  /** Path to hash of every file, by table. */
  readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/** How a run was meant to go. */
export interface Circumstances {
  readonly tables: readonly string[]
  readonly aborted: boolean
  readonly full: boolean
  /** The tables of which nothing changed in the tenant since their reading began. */
  readonly still: ReadonlySet<string>
  /** Nothing was in the way that trying again does not overcome. */
  readonly survivable: boolean
}

export interface World {
  readonly sandbox: Sandbox
  readonly lake: string
}

const filesOf = (lake: string, table: string): Record<string, string> => ({
  ...tryFiles(join(lake, table)),
  ...prefixed('changes/', tryFiles(join(lake, 'changes', table))),
})

const prefixed = (prefix: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, hash]) => [prefix + path, hash]))

function tryFiles(folder: string): Record<string, string> {
  try {
    return filesIn(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

export function lookBefore(lake: string, tables: readonly string[]): Before {
  return { files: new Map(tables.map(table => [table, filesOf(lake, table)])) }
}

/** Fails unless every table is what its verdict says, and the exit code what the verdicts say. */
export async function expectHonest(
  world: World,
  report: RunReport,
  before: Before,
  circumstances: Circumstances,
): Promise<void> {
  const { tables, aborted, survivable } = circumstances
  expect(report.tables.map(({ table }) => table).sort()).toEqual([...tables].sort())
  for (const table of report.tables) {
    await expectAsSaid(world, table, before, circumstances).catch((error: unknown) => {
      throw new Error(`${table.table} is ${table.verdict} (${table.reason})`, { cause: error })
    })
  }
  if (survivable && !aborted) expect(unfinished(report)).toEqual([])
  expect(exitCodes(report, aborted)).toContain(report.exitCode)
}

/** The tables that were not read, with their reasons. */
export const unfinished = ({ tables }: RunReport): string[] =>
  tables
    .filter(({ verdict }) => verdict !== 'complete')
    .map(({ table, verdict, reason }) => `${table} ${verdict}: ${reason}`)

/** A rejected sign-in ends the run with 3; otherwise the verdicts decide. */
function exitCodes({ tables }: RunReport, aborted: boolean): number[] {
  if (aborted) return [130]
  const has = (verdict: string): boolean => tables.some(table => table.verdict === verdict)
  const signedOut = tables.some(({ reason }) =>
    /InvalidAuthenticationToken|the sign-in has ended/.test(reason ?? ''),
  )
  if (signedOut) return [3]
  if (has('failed') || has('partial')) return [1]
  return has('skipped') ? [4] : [0]
}

async function expectAsSaid(
  world: World,
  { table, verdict, reason, requestId, requests, rows }: TableReport,
  before: Before,
  { still, full, aborted }: Circumstances,
): Promise<void> {
  const isWindow = findTable(table).stream.definition.kind === 'window'
  if (verdict === 'complete') {
    if (still.has(table)) await expectTruth(world, table)
    else expect(await readTable(world.lake, table)).toHaveLength(rows)
    return
  }
  expect(reason).toMatch(/\S/)
  // Stopped while the first request was under way, there is no answer to name.
  const isCutShort = aborted || /the sign-in has ended/.test(reason ?? '')
  if (requests > 0 && !isCutShort) expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
  if (verdict === 'partial' && isWindow) {
    if (still.has(table) && !full) await expectTrueWhereFinal(world, table)
  } else expect(filesOf(world.lake, table)).toEqual(before.files.get(table))
}

/** An event table that was not read to the end is the tenant's up to the time before which everything is final. */
async function expectTrueWhereFinal({ sandbox, lake }: World, table: string): Promise<void> {
  const { definition, stream } = findTable(table)
  const cursor = stateOf(lake).streams[stream.name]?.cursor
  if (cursor?.kind !== 'window') return
  const { from, finalUntil } = cursor
  const column = Object.keys(definition.columns).find(name => /^(created|activity)DateTime$/.test(name)) ?? ''
  const isRead = (row: Row): boolean => {
    const time = Number(String(row[column]).split(' ')[0])
    return time >= Date.parse(from) * 1000 && time < Date.parse(finalUntil) * 1000
  }
  const kept = (rows: readonly Row[]): Row[] => comparable(definition, rows.filter(isRead))
  expect(kept(await readTable(lake, table))).toEqual(kept(truthOf(sandbox, table)))
}
