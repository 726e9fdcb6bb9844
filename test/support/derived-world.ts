// Lakes made by hand for derived tables: each table that they read is a plain listing of a scripted Graph.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExtractOptions } from '../../src/extract/options.ts'
import type { RunReport } from '../../src/extract/report.ts'
import type { ListStream, StreamDefinition } from '../../src/streams/define.ts'
import { findTable } from '../../src/streams/index.ts'
import { route, runOver } from './graph-script.ts'
import { type Row, readTable } from './parquet-rows.ts'
import { PLAIN } from './reading.ts'
import { page, type Reply, type ScriptedServer, startScripted } from './scripted-server.ts'

type Tables = Readonly<Record<string, readonly Row[] | Reply>>

export interface DerivedWorld {
  readonly lake: string
  readonly server: ScriptedServer
  /** Reads these tables as they are said to be, and computes derived ones. */
  run(tables: Tables, derived: readonly string[], options?: Partial<ExtractOptions>): Promise<RunReport>
  /** A table without the columns of every table, in the order of its key. */
  rows(table: string): Promise<Row[]>
  close(): Promise<void>
}

export async function startDerivedWorld(): Promise<DerivedWorld> {
  const server = await startScripted()
  const lake = mkdtempSync(join(tmpdir(), 'entra-derived-'))
  return {
    lake,
    server,
    run: async (tables, derived, options = {}) => {
      const names = Object.keys(tables)
      route(
        server,
        Object.fromEntries(Object.entries(tables).map(([name, said]) => [`/${name}`, replyOf(said)])),
      )
      const streams: Record<string, StreamDefinition> = Object.fromEntries(
        names.map(name => [name, listOf(name)]),
      )
      for (const name of derived) streams[name] = findTable(name).stream.definition
      const asked = { tables: [...names, ...derived], ...options, out: lake }
      return (await runOver(server, streams, asked)).report
    },
    rows: async table => {
      const { key, columns } = findTable(table).definition
      const rows = await readTable(lake, table)
      const name = (row: Row): string => JSON.stringify(key.map(column => row[column]))
      return rows
        .map(row => Object.fromEntries(Object.keys(columns).map(column => [column, row[column]])))
        .sort((a, b) => (name(a) < name(b) ? -1 : 1))
    },
    close: async () => {
      await server.close()
      rmSync(lake, { recursive: true, force: true })
    },
  }
}

const replyOf = (said: readonly Row[] | Reply): Reply => (typeof said === 'function' ? said : page(said))

function listOf(name: string): ListStream {
  const { key, optionalKey = [], columns } = findTable(name).definition
  const table = { rows: 'own', key, optionalKey, columns, schemaVersion: 1 } as const
  return { ...PLAIN, kind: 'list', path: `/${name}`, query: {}, tables: { [name]: table } }
}

/** Members of groups: `{ a: ['b', 'x'] }`; who is in `groups` is a group. */
export const membersOf = (
  graph: Readonly<Record<string, readonly string[]>>,
  groups = Object.keys(graph),
): Row[] =>
  Object.entries(graph).flatMap(([groupId, members]) =>
    members.map(id => ({
      groupId,
      id,
      '@odata.type': `#microsoft.graph.${groups.includes(id) ? 'group' : 'user'}`,
    })),
  )
