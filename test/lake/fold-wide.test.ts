// Rows so wide that DuckDB must hold few of them, folded within little memory, and read back by another reader.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDuckDB, type Sql } from '../../src/lake/duckdb.ts'
import { NoMemoryError } from '../../src/lake/errors.ts'
import { type DeltaStream, list, struct } from '../../src/streams/define.ts'
import { group_members } from '../../src/streams/group_members.ts'
import { users } from '../../src/streams/users.ts'
import { FoldLake, spooled, spooledPages } from '../support/fold-lake.ts'

const stream: DeltaStream = {
  ...users,
  tables: {
    things: {
      rows: 'own',
      key: ['id'],
      columns: {
        id: 'string',
        note: 'string',
        tags: list('string'),
        place: struct({ city: 'string', at: 'timestamp' }),
      },
      schemaVersion: 1,
    },
  },
}

const REPLACE = { kind: 'replace' } as const

let folder: string
let duckdb: Sql

const lakeWithin = async (memory: string): Promise<FoldLake> => {
  duckdb = await openDuckDB({ memory, spill: join(folder, 'spill') })
  return new FoldLake(duckdb, join(folder, 'lake'), false)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-wide-'))
})
afterEach(() => {
  duckdb.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Text that does not compress to nothing, the same for the same seed. */
function noise(seed: string, bytes: number): string {
  const pieces: string[] = []
  for (let at = 0, hash = seed; at < bytes; at += 64) {
    hash = createHash('sha256').update(hash).digest('hex')
    pieces.push(hash)
  }
  return pieces.join('').slice(0, bytes)
}

const digest = (text: unknown): string => createHash('sha256').update(String(text)).digest('hex')

describe('wide rows', () => {
  it('change where a value does, an empty list that becomes none included', async () => {
    const lake = await lakeWithin('1GB')
    const note = noise('same', 50_000)
    const row = (id: string, some: object = {}) => ({
      id,
      note,
      tags: [],
      place: { city: 'Ulm', at: '2026-11-20T10:00:00Z' },
      ...some,
    })
    const before = ['same', 'note', 'tags', 'null', 'place', 'time', 'gone'].map(id => row(id))
    await lake.take(stream, spooled(before), REPLACE)
    const after = [
      row('same', { place: { at: '2026-11-20T11:00:00+01:00', city: 'Ulm' } }),
      row('note', { note: `${note.slice(1)}!` }),
      row('tags', { tags: null }),
      row('null', { tags: ['NULL'] }),
      row('place', { place: { city: 'NULL', at: '2026-11-20T10:00:00Z' } }),
      row('time', { place: { city: 'Ulm', at: '2026-11-20T10:00:00.000001Z' } }),
      row('new'),
    ]
    const fold = (await lake.take(stream, spooled(after), REPLACE)).get('things')
    expect(fold).toMatchObject({ inserted: 1, updated: 5, deleted: 1 })
    const [changes = []] = await lake.changesOf('things')
    expect(Object.fromEntries(changes.map(({ id, _op }) => [id, _op]))).toEqual({
      note: 'update',
      tags: 'update',
      null: 'update',
      place: 'update',
      time: 'update',
      new: 'insert',
      gone: 'delete',
    })
    expect(changes.find(({ id }) => id === 'gone')?.note).toBe(note)
    const rows = new Map((await lake.table('things')).map(found => [found.id, found]))
    expect([...rows.keys()].sort()).toEqual(['new', 'note', 'null', 'place', 'same', 'tags', 'time'])
    expect(rows.get('note')?.note).toBe(`${note.slice(1)}!`)
    expect(rows.get('tags')?.tags).toBeNull()
    expect((await lake.take(stream, spooled(after), REPLACE)).get('things')).toMatchObject({
      inserted: 0,
      updated: 0,
      deleted: 0,
      files: [],
    })
  })

  it('of 100 KB each fit into a fraction of what they come to, loaded, changed and read again', async () => {
    const lake = await lakeWithin('200MB')
    const source = noise('long', 400_000)
    const notes = Array.from({ length: 1_500 }, (_, index) => source.slice(index * 64, index * 64 + 100_000))
    const pageOf = (some: readonly (readonly [number, string])[]): Buffer =>
      Buffer.from(
        JSON.stringify({ value: some.map(([index, note]) => ({ id: `row-${index}`, note, tags: [] })) }),
      )
    const all = (texts: readonly string[]) =>
      spooledPages(
        Array.from({ length: 30 }, (_, page) =>
          pageOf(texts.slice(page * 50, page * 50 + 50).map((note, at) => [page * 50 + at, note] as const)),
        ),
      )
    await lake.take(stream, all(notes), REPLACE)
    const changed = spooledPages([pageOf([[7, `${'x'.repeat(90_000)}7`]])])
    expect((await lake.take(stream, changed, { kind: 'patch' })).get('things')).toMatchObject({ updated: 1 })
    const again = (await lake.take(stream, all(notes), REPLACE)).get('things')
    expect(again).toMatchObject({ inserted: 0, updated: 1, deleted: 0 })
    const rows = await lake.table('things')
    const found = new Map(rows.map(({ id, note }) => [id, digest(note)]))
    expect(found.size).toBe(notes.length)
    for (const [index, note] of notes.entries()) expect(found.get(`row-${index}`)).toBe(digest(note))
  })

  it('among many small ones fit as well', async () => {
    const lake = await lakeWithin('300MB')
    const large = noise('large', 20_000_000)
    const pages = Array.from({ length: 10 }, (_, page) => {
      const small = Array.from({ length: 5_000 }, (_, at) => ({ id: `small-${page}-${at}`, note: 'n' }))
      return Buffer.from(JSON.stringify({ value: [...small, { id: `large-${page}`, note: large }] }))
    })
    await lake.take(stream, spooledPages(pages), REPLACE)
    const rows = await lake.table('things')
    expect(rows).toHaveLength(50_010)
    const wide = rows.filter(({ id }) => String(id).startsWith('large'))
    expect(wide.map(({ note }) => digest(note))).toEqual(Array.from({ length: 10 }, () => digest(large)))
  })

  it('that do not fit say which table, and what to do; the memory is free for the next table', async () => {
    const lake = await lakeWithin('40MB')
    const note = noise('large', 30_000_000)
    const failed = lake.fold(stream, spooled([{ id: 'a', note }]), REPLACE)
    await expect(failed).rejects.toBeInstanceOf(NoMemoryError)
    await expect(failed).rejects.toMatchObject({
      table: 'things',
      message: 'things cannot be written in the memory that is allowed: give more with --memory',
    })
    await lake.take(stream, spooled([{ id: 'a', note: 'short' }]), REPLACE)
    expect(await lake.table('things')).toMatchObject([{ id: 'a', note: 'short' }])
  })
})

it('edges beyond the memory that is allowed are spilled, and all there', async () => {
  const lake = await lakeWithin('150MB')
  const count = 300_000
  const id = (edge: number): string => digest(edge).slice(0, 36)
  const groups = Array.from({ length: count / 1_000 }, (_, group) => ({
    id: `group-${group}`,
    'members@delta': Array.from({ length: 1_000 }, (_, at) => ({
      '@odata.type': '#microsoft.graph.user',
      id: id(group * 1_000 + at),
    })),
  }))
  let spilled = 0
  const watch = setInterval(() => {
    spilled = Math.max(spilled, filesIn(join(folder, 'spill')))
  }, 5)
  try {
    const first = (await lake.take(group_members, spooled(groups, 50), REPLACE)).get('group_members')
    expect(first).toMatchObject({ inserted: count, duplicates: 0 })
    groups.at(-1)?.['members@delta'].pop()
    const again = (await lake.take(group_members, spooled(groups, 50), REPLACE)).get('group_members')
    expect(again).toMatchObject({ inserted: 0, updated: 0, deleted: 1 })
  } finally {
    clearInterval(watch)
  }
  expect(spilled).toBeGreaterThan(0)
  const ids = new Set((await lake.table('group_members')).map(row => row.id))
  expect(ids.size).toBe(count - 1)
  expect(ids.has(id(count - 1))).toBe(false)
})

function filesIn(path: string): number {
  try {
    return readdirSync(path).length
  } catch {
    return 0
  }
}
