import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type {
  Columns,
  ColumnType,
  DeltaStream,
  DerivedStream,
  StreamDefinition,
  WindowStream,
} from '../../src/streams/define.ts'
import {
  defaultTables,
  findTable,
  type NamedStream,
  streams,
  tables,
  UnknownTableError,
  validateCatalogue,
} from '../../src/streams/index.ts'

function definitionOf(name: string): StreamDefinition {
  const stream = streams.get(name)
  if (stream === undefined) throw new Error(`no stream ${name}`)
  return stream.definition
}

describe('the catalogue', () => {
  it('is valid', () => expect(validateCatalogue(streams.values())).toEqual([]))

  it('has every file that defines a stream', () => {
    const folder = new URL('../../src/streams/', import.meta.url)
    const names = readdirSync(folder).map(file => file.replace(/\.ts$/, ''))
    const defining = names.filter(name =>
      readFileSync(new URL(`${name}.ts`, folder), 'utf8').includes(`export const ${name}:`),
    )
    expect([...streams.keys()]).toEqual(defining.sort())
  })

  it('names every table once, and finds each with its stream', () => {
    const named = [...streams.values()].flatMap(stream => Object.keys(stream.definition.tables))
    expect([...tables.keys()]).toEqual(named)
    expect(findTable('user_licenses').stream.name).toBe('users')
    expect(findTable('user_licenses').definition.key).toEqual(['userId', 'skuId'])
  })

  it('has in its default set the tables of the streams that say so', () => {
    expect(defaultTables().map(table => table.name)).toEqual(
      [...tables.values()].filter(table => table.stream.definition.inDefaultSet).map(table => table.name),
    )
    expect(defaultTables().length).toBeGreaterThan(0)
  })

  it.each([...tables.values()].map(table => [table.name, table.definition] as const))(
    'orders the columns of %s: the key, then the alphabet',
    (_name, { key, columns }) => {
      expect(Object.keys(columns).slice(0, key.length)).toEqual(key)
      expect(outOfOrder(columns, key)).toEqual([])
    },
  )

  it.each([...streams.values()].map(stream => [stream.name, stream.definition.permissions] as const))(
    'asks for no permission to write for %s',
    (_name, { application, delegated }) => {
      for (const permission of [...application, ...delegated])
        expect(permission).toMatch(/^[A-Za-z-]+\.Read(Basic)?\.[A-Za-z.]+$/)
    },
  )

  it.each(['key', 'secretText', 'password'])('has no column or field for the secret %s', secret => {
    const secretColumns = [...tables.values()]
      .flatMap(table => paths(table.definition.columns, `${table.name}.`))
      .filter(path => path.endsWith(`.${secret}`))
    expect(secretColumns).toEqual(NOT_SECRET.filter(path => path.endsWith(`.${secret}`)))
  })

  it('selects what only delta streams may select: no property that Graph refuses on a collection', () => {
    const { select } = definitionOf('users') as DeltaStream
    expect(select).toContain('assignedLicenses')
    for (const refused of ['aboutMe', 'mailboxSettings', 'signInActivity'])
      expect(select).not.toContain(refused)
  })
})

/** Names of a key-value pair, not of key material. */
const NOT_SECRET = [
  'applications.addIns.properties.key',
  'deleted_applications.addIns.properties.key',
  'deleted_service_principals.addIns.properties.key',
  'directory_audits.additionalDetails.key',
  'service_principals.addIns.properties.key',
  'sign_ins_managed_identity.authenticationProcessingDetails.key',
  'sign_ins_non_interactive.authenticationProcessingDetails.key',
  'sign_ins_service_principal.authenticationProcessingDetails.key',
  'synchronization_jobs.status.synchronizedEntryCountByType.key',
]

describe('findTable', () => {
  it('suggests the nearest name', () => {
    expect(() => findTable('usres')).toThrow(
      "There is no table 'usres'. Did you mean 'users'? `entra-extract tables` lists all.",
    )
  })

  it('carries its facts', () => {
    const error = caught(() => findTable('Group_Member'))
    expect(error).toBeInstanceOf(UnknownTableError)
    expect(error).toMatchObject({
      name: 'UnknownTableError',
      table: 'Group_Member',
      nearest: ['group_members'],
    })
  })

  it('suggests nothing when nothing is near', () => {
    const error = caught(() => findTable('quarterly_revenue'))
    expect(error).toMatchObject({
      nearest: [],
      message: "There is no table 'quarterly_revenue'. `entra-extract tables` lists all.",
    })
  })

  it('knows no table by a name that every object has', () =>
    expect(() => findTable('toString')).toThrow(UnknownTableError))
})

describe('validateCatalogue', () => {
  const stream: DeltaStream = {
    kind: 'delta',
    doc: 'https://learn.microsoft.com/graph/api/thing-delta?view=graph-rest-1.0',
    api: 'v1.0',
    path: '/things/delta',
    family: 'directory',
    permissions: { application: ['Thing.Read.All'], delegated: [] },
    licence: null,
    clouds: ['global'],
    inDefaultSet: true,
    select: ['id', 'parts'],
    tables: {
      things: {
        rows: 'own',
        key: ['id'],
        columns: { id: 'string', parts: { list: { struct: { name: 'string', size: 'int32' } } } },
        schemaVersion: 1,
      },
      thing_parts: {
        rows: 'unnested',
        from: 'things',
        parentColumn: 'thingId',
        lists: [{ column: 'parts', constants: { kind: 'part' } }],
        key: ['thingId', 'name'],
        columns: { thingId: 'string', name: 'string', kind: 'string', size: 'int32' },
        schemaVersion: 1,
      },
    },
  }
  const { things, thing_parts } = stream.tables
  if (things?.rows !== 'own' || thing_parts?.rows !== 'unnested') throw new Error('unexpected')
  const withThings = (change: Partial<typeof things>) => ({
    ...stream,
    tables: { things: { ...things, ...change }, thing_parts },
  })
  const withParts = (change: Partial<typeof thing_parts>) => ({
    ...stream,
    tables: { things, thing_parts: { ...thing_parts, ...change } },
  })
  const window: WindowStream = {
    ...stream,
    kind: 'window',
    time: 'at',
    operators: 'ge-le',
    top: 10,
    tables: { things: { ...things, columns: { id: 'string', at: 'timestamp' } } },
  }
  const check = (definition: StreamDefinition, name = 'things') => validateCatalogue([{ name, definition }])

  it('accepts a sound stream', () => {
    expect(check(stream)).toEqual([])
    expect(check(window)).toEqual([])
  })

  it.each<[string, StreamDefinition, string]>([
    ['a key that is no column', withThings({ key: ['id', 'nr'] }), 'table things: its key nr is no column'],
    ['no key', withThings({ key: [] }), 'table things: it has no key'],
    [
      'a name with other characters, deep inside',
      withParts({ columns: { ...thing_parts.columns, 'na-me': 'string' } }),
      "table thing_parts: the name 'na-me' is not only letters, digits and _",
    ],
    [
      'a column that is also left out',
      withThings({ omitted: { parts: 'why' } }),
      'table things: parts is both',
    ],
    [
      'a source for no column',
      withThings({ sources: { nr: 'id' } }),
      'table things: its source of nr is no column',
    ],
    [
      'a cloud that lacks no column',
      withThings({ missingIn: { nr: ['china'] } }),
      'table things: its missing nr',
    ],
    [
      'a property that is not selected',
      { ...stream, select: ['id'] },
      'stream things: parts is not selected',
    ],
    [
      'a property in vain',
      { ...stream, select: ['id', 'parts', 'x'] },
      'stream things: x is selected in vain',
    ],
    [
      'a property selected twice',
      { ...stream, select: ['id', 'id', 'parts'] },
      'a property is selected twice',
    ],
    [
      'an unknown parent table',
      withParts({ from: 'thingies' }),
      'unnested from thingies, which the stream does not',
    ],
    ['a list that is none', withParts({ lists: [{ column: 'id' }] }), 'things.id is no list of objects'],
    [
      'a column that no list has',
      withParts({ columns: { ...thing_parts.columns, colour: 'string' } }),
      'its column colour is in none of its lists, or of another type',
    ],
    [
      'a column of another type',
      withParts({ columns: { ...thing_parts.columns, size: 'string' } }),
      'its column size is in none of its lists, or of another type',
    ],
    [
      'a time that is no timestamp',
      { ...window, time: 'id' },
      'stream things: its time id is no timestamp column',
    ],
    ['documentation of another version', { ...stream, api: 'beta' }, 'its documentation is not of beta'],
    [
      'no permission',
      { ...stream, permissions: { application: [], delegated: [] } },
      'stream things: no permission lets it be read',
    ],
  ])('reports %s', (_what, definition, problem) => {
    expect(check(definition)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]))
  })

  const derived: DerivedStream = {
    ...stream,
    kind: 'derived',
    path: '',
    permissions: { application: [], delegated: [] },
    inDefaultSet: false,
    needs: { things: ['id'] },
    uses: { thing_parts: ['size'] },
    tables: { sums: { rows: 'own', key: ['id'], columns: { id: 'string' }, schemaVersion: 1 } },
  }
  const beside = (change: Partial<DerivedStream>) =>
    validateCatalogue([
      { name: 'things', definition: stream },
      { name: 'sums', definition: { ...derived, ...change } },
    ])

  it('accepts a derived stream', () => expect(beside({})).toEqual([]))

  it.each<[string, Partial<DerivedStream>, string]>([
    ['asks Graph', { path: '/sums' }, 'stream sums: it is computed and asks Graph'],
    ['needs a permission', { permissions: stream.permissions }, 'stream sums: it is computed and asks Graph'],
    ['is computed unasked', { inDefaultSet: true }, 'stream sums: it is computed without being asked for'],
    ['needs nothing', { needs: {} }, 'stream sums: it is computed from nothing'],
    ['reads a column that is none', { needs: { things: ['nr'] } }, 'stream sums: it reads things.nr, which'],
    [
      'reads a table that is none',
      { uses: { thingies: ['id'] } },
      'stream sums: it reads thingies.id, which',
    ],
    ['reads a derived table', { uses: { sums: ['id'] } }, 'stream sums: it reads sums.id, which'],
  ])('reports a derived stream that %s', (_what, change, problem) => {
    expect(beside(change)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]))
  })

  it('reports a stream with another name than its table, and a table of two streams', () => {
    const two: NamedStream[] = [
      { name: 'things', definition: stream },
      { name: 'thing_list', definition: { ...stream, tables: { things } } },
    ]
    expect(validateCatalogue(two)).toEqual([
      'stream thing_list: its first table has another name',
      'table things: in the streams things and thing_list',
    ])
  })
})

function caught(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

function paths(columns: Columns, prefix: string): string[] {
  return Object.entries(columns).flatMap(([name, type]) => [
    `${prefix}${name}`,
    ...fieldPaths(type, `${prefix}${name}.`),
  ])
}

function fieldPaths(type: ColumnType, prefix: string): string[] {
  if (typeof type === 'string') return []
  return 'list' in type ? fieldPaths(type.list, prefix) : paths(type.struct, prefix)
}

function outOfOrder(columns: Columns, key: readonly string[]): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true })
  const names = Object.keys(columns).filter(name => !key.includes(name))
  const here = names.filter((name, index) => index > 0 && compare(names[index - 1] ?? '', name) > 0)
  return [...here, ...Object.values(columns).flatMap(type => fieldsOutOfOrder(type))]
}

function fieldsOutOfOrder(type: ColumnType): string[] {
  if (typeof type === 'string') return []
  return 'list' in type ? fieldsOutOfOrder(type.list) : outOfOrder(type.struct, [])
}
