// A hostile server in Graph's place, a stranger beside it that must hear nothing, and a lake in a folder that is watched.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ExtractOptions } from '../../src/extract/options.ts'
import type { TableReport } from '../../src/extract/report.ts'
import type { ChildrenStream, ListStream, StreamDefinition, WindowStream } from '../../src/streams/define.ts'
import { runOver, type ScriptedRun, tokenWith } from '../support/graph-script.ts'
import { paths, type Stranger, startStranger } from '../support/hazards.ts'
import { PLAIN } from '../support/reading.ts'
import { tableOf } from '../support/rig.ts'
import { type ScriptedServer, startScripted } from '../support/scripted-server.ts'
import { type Outcome, run } from '../support/terminal.ts'

export const TOKEN = tokenWith({ roles: ['Directory.Read.All', 'AuditLog.Read.All'] })

export const things: ListStream = {
  ...PLAIN,
  kind: 'list',
  path: '/things',
  query: {},
  tables: {
    things: {
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', displayName: 'string', count: 'int64', data: 'json' },
      schemaVersion: 1,
    },
  },
}

export const happenings: WindowStream = {
  ...PLAIN,
  kind: 'window',
  family: 'logs',
  path: '/happenings',
  time: 'createdDateTime',
  operators: 'ge-le',
  top: 100,
  tables: {
    happenings: {
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', createdDateTime: 'timestamp' },
      schemaVersion: 1,
    },
  },
}

export const parts: ChildrenStream = {
  ...PLAIN,
  kind: 'children',
  path: '/things/{id}/parts',
  parents: { path: '/things', query: { $select: 'id' } },
  parentColumns: ['thingId'],
  query: { $select: 'id' },
  tables: {
    parts: {
      rows: 'own',
      key: ['thingId', 'id'],
      columns: { thingId: 'string', id: 'string' },
      schemaVersion: 1,
    },
  },
}

export interface World {
  readonly graph: ScriptedServer
  readonly stranger: Stranger
  /** The folder that the lake lies in, and nothing else may. */
  readonly around: string
  readonly lake: string
  /** A run over streams of a test's own; all waits are over at once. */
  read(
    streams: Readonly<Record<string, StreamDefinition>>,
    options?: Partial<ExtractOptions>,
    deps?: Parameters<typeof runOver>[3],
  ): Promise<ScriptedRun>
  /** The same of `things` alone: how its table ended. */
  readThings(options?: Partial<ExtractOptions>): Promise<TableReport>
  /** The command line, signed in with a ready token. */
  extract(...args: string[]): Promise<Outcome>
  close(): Promise<void>
}

export async function startWorld(): Promise<World> {
  const graph = await startScripted()
  const stranger = await startStranger()
  const around = mkdtempSync(join(tmpdir(), 'entra-strangers-'))
  const lake = join(around, 'a', 'lake')
  mkdirSync(join(around, 'a'))
  const read: World['read'] = (streams, options = {}, deps = {}) =>
    runOver(graph, streams, { out: lake, ...options }, { token: TOKEN, retryBudgetMs: 60_000, ...deps })
  return {
    graph,
    stranger,
    around,
    lake,
    read,
    readThings: async options => tableOf((await read({ things }, options)).report, 'things'),
    extract: (...args) =>
      run(['extract', ...args, '--graph-url', graph.root, '--out', lake], {
        env: { ENTRA_EXTRACT_ACCESS_TOKEN: TOKEN },
      }),
    close: async () => {
      expectContained({ stranger, around, lake })
      await graph.close()
      await stranger.close()
      rmSync(around, { recursive: true, force: true })
    },
  }
}

/** Fails when a stranger has got the token, when anything lies outside of the lake, or when the token lies in it. */
function expectContained({ stranger, around, lake }: Pick<World, 'stranger' | 'around' | 'lake'>): void {
  expect(stranger.heard.filter(said => /bearer|eyJ|authorization/i.test(said))).toEqual([])
  expect(readdirSync(around)).toEqual(['a'])
  expect(readdirSync(join(around, 'a')).filter(name => name !== 'lake')).toEqual([])
  const found = paths(join(around, 'a')).map(path => join(around, 'a', path))
  expect(found.filter(path => !path.startsWith(lake))).toEqual([])
  expect(found.filter(path => readFileSync(path).includes(TOKEN))).toEqual([])
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** What the program itself writes on a terminal: its colours, and how its live lines hide and show the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with one
const OURS = /\u001b\[(?:[0-2]|22|3[1-6]|39)m|\u001b\[\?(?:25|2026)[hl]/g

/** Fails when what was printed could move a cursor, turn text around or hold the token, or is more than a person reads. */
export function expectPlain({ stdout, stderr }: Outcome, tty = false): void {
  for (const printed of [stdout, stderr]) {
    const text = tty ? printed.replace(OURS, '') : printed
    expect(text).not.toMatch(UNSAFE)
    expect(text).not.toContain(TOKEN)
    expect(text.length).toBeLessThan(30_000)
  }
}
