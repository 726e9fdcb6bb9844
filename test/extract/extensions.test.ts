// Directory extensions: asked for before the tables are planned, and columns like any other.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeltaStream, ListStream } from '../../src/streams/define.ts'
import { type Extension, extend } from '../../src/streams/extend.ts'
import { batch, errorOf, pathsOf, route, rowsOf, runOver, type Said } from '../support/graph-script.ts'
import { parquetColumns, readTable } from '../support/parquet-rows.ts'
import { PLAIN } from '../support/reading.ts'
import {
  answered,
  failed,
  page,
  type Reply,
  type ScriptedServer,
  startScripted,
} from '../support/scripted-server.ts'

const APP = '0123456789abcdef0123456789abcdef'
const named = (name: string, some: Partial<Extension> = {}): Extension => ({
  name: `extension_${APP}_${name}`,
  dataType: 'String',
  isMultiValued: false,
  targetObjects: ['User'],
  ...some,
})

const users: DeltaStream = {
  ...PLAIN,
  kind: 'delta',
  path: '/users/delta',
  select: ['id', 'zone'],
  tables: {
    users: { rows: 'own', key: ['id'], columns: { id: 'string', zone: 'string' }, schemaVersion: 1 },
  },
}
const organization: ListStream = {
  ...PLAIN,
  kind: 'list',
  path: '/organization',
  query: {},
  tables: {
    organization: {
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', displayName: 'string' },
      schemaVersion: 1,
    },
  },
}

const other: ListStream = {
  ...organization,
  path: '/others',
  tables: { others: { rows: 'own', key: ['id'], columns: { id: 'string' }, schemaVersion: 1 } },
}

describe('a definition', () => {
  test('gets the extensions of its objects behind its columns, by name, typed, and selects them', () => {
    const given = [
      named('z'),
      named('b', { dataType: 'Boolean', targetObjects: ['Group', 'User'] }),
      named('i', { dataType: 'Integer', isMultiValued: true }),
      named('l', { dataType: 'LargeInteger' }),
      named('d', { dataType: 'DateTime' }),
      named('x', { dataType: 'Binary' }),
      named('group', { targetObjects: ['Group'] }),
      named('odd-name'),
      named('novel', { dataType: 'Decimal' }),
      { ...named('zone'), name: 'zone', dataType: 'Boolean' },
    ]
    const extended = extend(users, given) as DeltaStream
    const key = (name: string) => `extension_${APP}_${name}`
    expect(Object.entries(extended.tables.users?.columns ?? {})).toEqual([
      ['id', 'string'],
      ['zone', 'string'],
      [key('b'), 'boolean'],
      [key('d'), 'timestamp'],
      [key('i'), { list: 'int32' }],
      [key('l'), 'int64'],
      [key('x'), 'string'],
      [key('z'), 'string'],
    ])
    expect(extended.select).toEqual(['id', 'zone', ...['b', 'd', 'i', 'l', 'x', 'z'].map(key)])
  })

  test('that selects nothing selects its own properties too', () => {
    const extended = extend(organization, [named('o', { targetObjects: ['Organization'] })]) as ListStream
    expect(extended.query).toEqual({ $select: `id,displayName,extension_${APP}_o` })
  })

  test('without extensions is what it was', () => {
    expect(extend(users, [named('g', { targetObjects: ['Group'] })])).toBe(users)
    expect(extend(other, [named('g')])).toBe(other)
  })
})

describe('a run', () => {
  let server: ScriptedServer
  let out: string
  beforeEach(async () => {
    server = await startScripted()
    out = mkdtempSync(join(tmpdir(), 'entra-lake-'))
  })
  afterEach(async () => {
    await server.close()
    rmSync(out, { recursive: true, force: true })
  })

  const APPLICATIONS = '/applications?$select=id&$top=999'
  const [level, tags] = [`extension_${APP}_level`, `extension_${APP}_tags`]
  const delta = (...rows: readonly object[]): Reply =>
    answered(200, { value: rows, '@odata.deltaLink': `${server.root}/v1.0/users/delta?$deltatoken=1` })
  const propertiesOf = (...extensions: readonly Extension[]): Reply =>
    batch(
      (what): Said => (what === '/applications/a1/extensionProperties' ? rowsOf(...extensions) : rowsOf()),
    )
  const run = (options: object = {}, streams: object = { users }) => {
    server.asked.length = 0
    return runOver(server, streams as { users: DeltaStream }, { out, extensions: true, ...options })
  }

  test('asks for them first and reads them; one that is deleted leaves the table', async () => {
    const both = [named('level', { dataType: 'Integer' }), named('tags', { isMultiValued: true })]
    route(server, {
      [APPLICATIONS]: page([{ id: 'a1' }, { id: 'a2' }]),
      '/$batch': propertiesOf(...both),
      [`/users/delta?$select=id,zone,${level},${tags}`]: delta({
        id: 'u',
        zone: 'z',
        [level]: 7,
        [tags]: ['x'],
      }),
      [`/users/delta?$select=id,zone,${tags}`]: delta({ id: 'u', zone: 'z', [tags]: ['x'] }),
    })
    const { report } = await run()
    expect(report.tables).toMatchObject([{ verdict: 'complete', rows: 1, requests: 2, reason: null }])
    expect(report.requests).toBe(4)
    expect(await readTable(out, 'users')).toMatchObject([{ id: 'u', zone: 'z', [level]: 7, [tags]: ['x'] }])
    route(server, {
      [APPLICATIONS]: page([{ id: 'a1' }]),
      '/$batch': propertiesOf(...both.slice(1)),
      [`/users/delta?$select=id,zone,${tags}`]: delta({ id: 'u', zone: 'z', [tags]: ['x'] }),
    })
    expect((await run()).report.tables).toMatchObject([{ verdict: 'complete', rows: 1 }])
    expect(await parquetColumns(join(out, 'users', 'data.parquet'))).toEqual([
      'id',
      'zone',
      tags,
      '_tenant_id',
      '_changed_at',
    ])
  })

  test('reads those that --columns names, and says which nobody has', async () => {
    route(server, {
      [APPLICATIONS]: page([{ id: 'a1' }]),
      '/$batch': propertiesOf(named('level'), named('tags')),
      [`/users/delta?$select=id,${tags}`]: delta({ id: 'u', [tags]: 'x' }),
    })
    const { report } = await run({ columns: { users: [tags] } })
    expect(report.tables).toMatchObject([{ verdict: 'complete' }])
    expect(await readTable(out, 'users')).toMatchObject([{ id: 'u', [tags]: 'x' }])
    await expect(run({ columns: { users: ['extension_none'] } })).rejects.toThrow(
      /no column 'extension_none'/,
    )
    await expect(run({ columns: { users: ['nope'] } })).rejects.toThrow(/no column 'nope'/)
    expect(server.asked).toEqual([])
    await expect(run({ columns: { users: [tags] }, extensions: false })).rejects.toThrow(/no column/)
  })

  test('notes those that cannot be columns', async () => {
    route(server, {
      [APPLICATIONS]: page([{ id: 'a1' }]),
      '/$batch': propertiesOf(named('odd-name'), named('novel', { dataType: 'Decimal' })),
      '/users/delta?$select=id,zone': delta({ id: 'u' }),
    })
    const [users] = (await run()).report.tables
    expect(users).toMatchObject({ verdict: 'complete' })
    expect(users?.reason).toContain(`extension_${APP}_odd-name is left out: its name`)
    expect(users?.reason).toContain(`extension_${APP}_novel is left out: its type Decimal`)
  })

  test.each<[string, Reply, Reply]>([
    ['applications', failed(403, 'Denied'), page([])],
    ['properties', page([{ id: 'a1' }]), batch(() => errorOf(403, 'Denied'))],
  ])('ends when the %s may not be read, and names the permission', async (_, listing, inner) => {
    route(server, { [APPLICATIONS]: listing, '/$batch': inner })
    await expect(run()).rejects.toMatchObject({
      message: expect.stringMatching(/^--extensions needs the permission Application\.Read\.All: .*Denied/),
      exitCode: 2,
    })
  })

  test('asks for none where no table can have any', async () => {
    route(server, { '/others': page([{ id: 'x' }]) })
    expect((await run({}, { others: other })).report.tables).toMatchObject([{ verdict: 'complete' }])
    expect(pathsOf(server)).toEqual(['/others'])
  })
})
