// The files themselves: readers that are not DuckDB, schema, footer, row groups.
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetSchema } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Compression } from '../../src/lake/compression.ts'
import { applications } from '../../src/streams/applications.ts'
import { type Columns, type DeltaStream, list, struct, type WindowStream } from '../../src/streams/define.ts'
import { group_members } from '../../src/streams/group_members.ts'
import { sign_ins } from '../../src/streams/sign_ins.ts'
import { type Bench, type FoldLake, openBench, spooled } from '../support/fold-lake.ts'
import { microsOf } from '../support/fold-model.ts'
import { type Row, readParquet } from '../support/parquet-rows.ts'
import { readWithParquetjs } from '../support/parquetjs.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const metadataOf = async (lake: FoldLake, place: string): Promise<FileMetaData> =>
  parquetMetadataAsync(await asyncBufferFromFile(lake.store.path(place)))

/** Every element of a file's schema: name, type, repetition, logical type. */
const schemaOf = async (lake: FoldLake, place: string) =>
  (await metadataOf(lake, place)).schema.map(
    ({ name, type, repetition_type, converted_type, logical_type }) => ({
      name,
      type,
      repetition_type,
      converted_type,
      logical_type,
    }),
  )

const MEMBERS = 'group_members/data.parquet'

const edges = Array.from({ length: 300 }, (_, group) => ({
  id: `group-${group}`,
  'members@delta': Array.from({ length: 7 }, (_, member) => ({
    '@odata.type': member % 3 === 0 ? '#microsoft.graph.device' : '#microsoft.graph.user',
    id: `member-${group}-${member}-Zoë 😀`,
  })),
}))

const byEdge = (a: Row, b: Row): number => (`${a.groupId} ${a.id}` < `${b.groupId} ${b.id}` ? -1 : 1)

describe('a flat table', () => {
  it('is read by parquetjs-lite as by hyparquet, after the first fold and after a later one', async () => {
    const lake = bench.lake()
    for (const kind of ['replace', 'patch'] as const) {
      const rows = kind === 'replace' ? edges : [{ id: 'group-0', '@removed': { reason: 'deleted' } }]
      await lake.take(group_members, spooled(rows, 100), { kind }, { compression: 'snappy' })
      const path = lake.store.path(MEMBERS)
      const theirs = await readWithParquetjs(path, ['groupId', 'id', '_odata_type', '_tenant_id'])
      const ours = (await readParquet(path)).map(({ _changed_at, ...row }) => row)
      expect(theirs).toHaveLength(kind === 'replace' ? 2100 : 2093)
      expect(theirs.sort(byEdge)).toEqual(ours.sort(byEdge))
    }
  })

  it.each<[Compression, string]>([
    ['zstd', 'ZSTD'],
    ['gzip', 'GZIP'],
    ['snappy', 'SNAPPY'],
    ['none', 'UNCOMPRESSED'],
  ])('is compressed with %s when asked to, and reads the same', async (compression, codec) => {
    const lake = bench.lake()
    await lake.take(group_members, spooled(edges, 100), { kind: 'replace' }, { compression })
    const { row_groups } = await metadataOf(lake, MEMBERS)
    const codecs = row_groups.flatMap(group => group.columns.map(column => column.meta_data?.codec))
    expect(new Set(codecs)).toEqual(new Set([codec]))
    const expected = edges.flatMap(group =>
      group['members@delta'].map(member => ({
        groupId: group.id,
        id: member.id,
        _odata_type: member['@odata.type'],
        _tenant_id: 'the-tenant',
        _changed_at: microsOf(lake.at),
      })),
    )
    expect((await lake.table('group_members')).sort(byEdge)).toEqual(expected.sort(byEdge))
  })
})

describe('a file', () => {
  it('says whose it is in its footer', async () => {
    const lake = bench.lake()
    const footer = async () =>
      Object.fromEntries(
        ((await metadataOf(lake, MEMBERS)).key_value_metadata ?? []).map(({ key, value }) => [key, value]),
      )
    for (const run of ['run-1', 'run-2']) {
      await lake.take(group_members, spooled([{ id: run, 'members@delta': [{ id: 'm' }] }]), {
        kind: run === 'run-1' ? 'replace' : 'patch',
      })
      expect(await footer()).toMatchObject({
        'entra-extract.table': 'group_members',
        'entra-extract.schema-version': '1',
        'entra-extract.tenant': 'the-tenant',
        'entra-extract.run': run,
      })
    }
  })

  it.each([
    ['memory', true],
    ['a file', false],
  ])(
    'staged in %s has row groups of about 100k rows, and the last of two versions far apart',
    async (_, inMemory) => {
      const lake = bench.lake(inMemory)
      const many = Array.from({ length: 130 }, (_, group) => ({
        id: `group-${group}`,
        'members@delta': Array.from({ length: 1000 }, (_, member) => ({ id: `member-${member}` })),
      }))
      const again = { id: 'group-0', 'members@delta': [{ id: 'member-0', '@odata.type': 'last' }] }
      await lake.take(group_members, spooled([...many, again], 20), { kind: 'replace' })
      const { row_groups } = await metadataOf(lake, MEMBERS)
      const sizes = row_groups.map(group => Number(group.num_rows))
      expect(sizes).toHaveLength(2)
      expect(sizes[0]).toBeGreaterThan(100_000)
      expect(sizes[0]).toBeLessThan(128_000)
      expect(sizes.reduce((sum, size) => sum + size)).toBe(130_000)
      const statistics = row_groups.flatMap(group =>
        group.columns.map(column => column.meta_data?.statistics),
      )
      expect(statistics.every(one => one !== undefined)).toBe(true)
      const first = (await lake.table('group_members')).filter(row => row._odata_type !== null)
      expect(first).toMatchObject([{ groupId: 'group-0', id: 'member-0', _odata_type: 'last' }])
    },
  )

  it('holds lists of three levels, and times adjusted to UTC in microseconds', async () => {
    const lake = bench.lake()
    await lake.take(applications, spooled([{ id: 'a' }]), { kind: 'replace' })
    const file = await asyncBufferFromFile(lake.store.path('applications/data.parquet'))
    const tree = parquetSchema(await parquetMetadataAsync(file))
    const roles = tree.children.find(child => child.element.name === 'appRoles')
    const path = [roles, roles?.children[0], roles?.children[0]?.children[0]]
    expect(path.map(node => [node?.element.name, node?.element.repetition_type])).toEqual([
      ['appRoles', 'OPTIONAL'],
      ['list', 'REPEATED'],
      ['element', 'OPTIONAL'],
    ])
    const created = tree.children.find(child => child.element.name === 'createdDateTime')
    expect(created?.element).toMatchObject({
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    })
    const logical = tree.children.map(child => child.element.logical_type?.type)
    expect(logical).not.toContain('JSON')
  })

  it('of a table without rows is valid and has the full schema', async () => {
    const empty = bench.lake()
    await empty.take(applications, spooled([]), { kind: 'replace' })
    const full = bench.lake()
    await full.take(applications, spooled([{ id: 'a', keyCredentials: [{ keyId: 'k' }] }]), {
      kind: 'replace',
    })
    for (const table of Object.keys(applications.tables)) {
      expect(await empty.table(table)).toEqual([])
      expect(await schemaOf(empty, `${table}/data.parquet`)).toEqual(
        await schemaOf(full, `${table}/data.parquet`),
      )
    }
  })

  it('has the schema of the first file for ever, also when it becomes empty', async () => {
    const lake = bench.lake()
    const place = 'applications/data.parquet'
    const app = { id: 'a', web: { redirectUris: [] }, appRoles: [{ id: 'r', isEnabled: true }], tags: ['t'] }
    await lake.take(applications, spooled([app]), { kind: 'replace' })
    const first = await schemaOf(lake, place)
    await lake.take(applications, spooled([{ ...app, displayName: 'new' }]), { kind: 'patch' })
    expect(await schemaOf(lake, place)).toEqual(first)
    await lake.take(applications, spooled([{ id: 'a', '@removed': { reason: 'deleted' } }]), {
      kind: 'patch',
    })
    expect(await schemaOf(lake, place)).toEqual(first)
    expect(await lake.table('applications')).toEqual([])
  })

  it('of events is sorted by time and has no column for its day', async () => {
    const lake = bench.lake()
    const mode = { kind: 'window', from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' } as const
    const at = (id: string, time: string, city: string) => ({
      id,
      createdDateTime: `2026-11-20T${time}Z`,
      location: { city, geoCoordinates: { latitude: 1.5 } },
    })
    await lake.take(sign_ins, spooled([at('c', '12:00:00', 'A'), at('a', '09:00:00.5', 'A')]), mode)
    const place = 'sign_ins/date=2026-11-20/data.parquet'
    const first = await schemaOf(lake, place)
    const rows = [at('b', '10:00:00', 'A'), at('c', '12:00:00', 'B'), at('a', '09:00:00.5', 'A')]
    const folds = await lake.take(sign_ins, spooled(rows), mode)
    expect(folds.get('sign_ins')).toMatchObject({ inserted: 1, updated: 1, deleted: 0 })
    expect(await schemaOf(lake, place)).toEqual(first)
    expect((await lake.table('sign_ins')).map(row => row.id)).toEqual(['a', 'b', 'c'])
    const moved = { ...at('a', '00:00:00', 'A'), createdDateTime: '2026-11-21T00:00:00Z' }
    await lake.take(sign_ins, spooled([moved]), {
      kind: 'window',
      from: mode.to,
      to: '2026-11-22T00:00:00.000Z',
    })
    expect(await schemaOf(lake, place)).toEqual(first)
  })
})

describe('columns that come and go', () => {
  const columns: Columns = {
    id: 'string',
    city: 'string',
    info: struct({ issuer: 'string', Kind: 'string' }),
    tags: list('string'),
  }
  const streamWith = (names: readonly string[], extra: Columns = {}): DeltaStream => ({
    ...applications,
    tables: {
      things: {
        rows: 'own',
        key: ['id'],
        columns: { ...Object.fromEntries(names.map(name => [name, columns[name] ?? 'string'])), ...extra },
        schemaVersion: 1,
      },
    },
  })
  const all = Object.keys(columns)
  const rows = [
    { id: 'a', city: 'Ulm', info: { issuer: 'i', Kind: 'k' }, tags: ['t'] },
    { id: 'b', city: 'Bonn', info: null, tags: [] },
  ]
  const values = async (lake: FoldLake): Promise<Row[]> =>
    (await lake.table('things'))
      .map(({ _tenant_id, _changed_at, ...row }) => row)
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))

  it('are NULL where an old file lacks them, and get values when the rows come again', async () => {
    const lake = bench.lake()
    await lake.take(streamWith(['id', 'city']), spooled(rows), { kind: 'replace' })
    await lake.take(streamWith(all), spooled([rows[1]]), { kind: 'patch' })
    expect(await values(lake)).toEqual([{ id: 'a', city: 'Ulm', info: null, tags: null }, rows[1]])
    const folds = await lake.take(streamWith(all), spooled(rows), { kind: 'replace' })
    expect(folds.get('things')).toMatchObject({ inserted: 0, updated: 1, deleted: 0 })
    expect(await values(lake)).toEqual(rows)
  })

  it('are added to the file even when no row changes', async () => {
    const lake = bench.lake()
    await lake.take(streamWith(['id', 'city']), spooled(rows), { kind: 'replace' })
    const folds = await lake.take(streamWith(all), spooled([]), { kind: 'patch' })
    expect(folds.get('things')).toMatchObject({ inserted: 0, updated: 0, deleted: 0, changes: null })
    expect(folds.get('things')?.files).toHaveLength(1)
    expect((await values(lake))[0]).toEqual({ id: 'a', city: 'Ulm', info: null, tags: null })
  })

  it('go when the table is narrowed, and the rest stays', async () => {
    const lake = bench.lake()
    await lake.take(streamWith(all), spooled(rows), { kind: 'replace' })
    await lake.take(streamWith(['id', 'info']), spooled([]), { kind: 'patch' })
    expect(await values(lake)).toEqual(rows.map(({ id, info }) => ({ id, info })))
  })

  it('keep the values of rows that a round does not speak of', async () => {
    const lake = bench.lake()
    await lake.take(streamWith(all), spooled(rows), { kind: 'replace' })
    await lake.take(streamWith(all), spooled([{ ...rows[1], city: 'Köln' }]), { kind: 'patch' })
    expect(await values(lake)).toEqual([rows[0], { ...rows[1], city: 'Köln' }])
  })

  it('with quotes in their content or in the path of the lake are no danger', async () => {
    const lake = bench.lake()
    const row = {
      id: `a'; DROP TABLE x; --"`,
      city: `'"'`,
      info: { issuer: `O'Neil`, Kind: '' },
      tags: [`'`],
    }
    await lake.take(streamWith(all), spooled([row]), { kind: 'replace' })
    await lake.take(streamWith(all), spooled([{ ...row, city: `"` }]), { kind: 'patch' })
    expect(await values(lake)).toEqual([{ ...row, city: `"` }])
  })

  it('of events in a day that is read again are added too', async () => {
    const lake = bench.lake()
    const narrow: WindowStream = {
      ...sign_ins,
      tables: {
        events: {
          rows: 'own',
          key: ['id'],
          columns: { id: 'string', createdDateTime: 'timestamp' },
          schemaVersion: 1,
        },
      },
    }
    const wide: WindowStream = {
      ...sign_ins,
      tables: {
        events: {
          rows: 'own',
          key: ['id'],
          columns: { id: 'string', createdDateTime: 'timestamp', location: struct({ city: 'string' }) },
          schemaVersion: 2,
        },
      },
    }
    const event = { id: 'a', createdDateTime: '2026-11-20T10:00:00Z', location: { city: 'Ulm' } }
    const later = { ...event, id: 'b', createdDateTime: '2026-11-20T18:00:00Z' }
    const day = { kind: 'window', from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' } as const
    await lake.take(narrow, spooled([event, later]), day)
    await lake.take(wide, spooled([event]), { ...day, to: '2026-11-20T12:00:00.000Z' })
    expect((await lake.table('events')).map(row => row.location)).toEqual([{ city: 'Ulm' }, null])
  })
})
