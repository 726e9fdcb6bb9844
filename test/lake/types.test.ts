// What Graph may send for each type of column, and what the table holds then.
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BadRowsError, MisfitError } from '../../src/lake/errors.ts'
import { type ColumnType, type ListStream, list, struct } from '../../src/streams/define.ts'
import { subscribed_skus } from '../../src/streams/subscribed_skus.ts'
import { type Bench, openBench, type Spooled, spooledPages, spooledText } from '../support/fold-lake.ts'
import { microsOf } from '../support/fold-model.ts'
import { micros, type Row } from '../support/parquet-rows.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const streamOf = (columns: Readonly<Record<string, ColumnType>>): ListStream => ({
  ...subscribed_skus,
  tables: { things: { rows: 'own', key: ['id'], columns: { id: 'string', ...columns }, schemaVersion: 1 } },
})

/** The table that rows, given as Graph's text, come to: the same whether they are staged in memory, in a file, or not at all. */
async function tableOf(columns: Readonly<Record<string, ColumnType>>, spool: Spooled): Promise<Row[]> {
  const table = await folded(columns, spool, true)
  expect(await folded(columns, spool, false)).toEqual(table)
  return table
}

async function folded(
  columns: Readonly<Record<string, ColumnType>>,
  spool: Spooled,
  inMemory: boolean,
): Promise<Row[]> {
  const lake = bench.lake(inMemory)
  await lake.take(streamOf(columns), spool, { kind: 'replace' })
  const rows = (await lake.table('things')).map(({ _tenant_id, _changed_at, ...row }) => row)
  return rows.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
}

async function readBack(type: ColumnType, ...values: string[]): Promise<unknown[]> {
  const rows = values.map((value, index) => `{"id":"${index}","c":${value}}`)
  const table = await tableOf({ c: type }, spooledText(...rows))
  return table.sort((a, b) => Number(a.id) - Number(b.id)).map(row => row.c)
}

const refusal = (type: ColumnType, value: string): Promise<unknown> =>
  readBack(type, 'null', value).catch((error: unknown) => error)

describe('a timestamp', () => {
  it('is kept to the microsecond, whatever its offset and number of digits', async () => {
    const texts = [
      '2026-11-20T10:00:00Z',
      '2026-11-20T10:00:00.1Z',
      '2026-11-20T10:00:00.12Z',
      '2026-11-20T10:00:00.123Z',
      '2026-11-20T10:00:00.1234Z',
      '2026-11-20T10:00:00.12345Z',
      '2026-11-20T10:00:00.123456Z',
      '2026-11-20T10:00:00.1234567Z',
      '2026-11-20T10:00:00.9999999Z',
      '2026-11-20T23:59:59.9999999-11:00',
      '2026-11-20T00:00:00.5+05:45',
      '2026-11-20T00:00:00+14:00',
      '1969-12-31T23:59:59.9999999Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.9999999Z',
    ]
    expect(await readBack('timestamp', ...texts.map(text => JSON.stringify(text)))).toEqual(
      texts.map(microsOf),
    )
  })

  it('cuts digits behind the microsecond off and does not round', async () => {
    expect(await readBack('timestamp', '"1970-01-01T00:00:00.0000019Z"')).toEqual([micros(1n)])
  })
})

describe('numbers', () => {
  it('are exact up to the ends of int64, as numbers or as text', async () => {
    const texts = ['9223372036854775807', '-9223372036854775808', '9007199254740993', '0']
    const given = texts.flatMap(text => [text, `"${text}"`])
    expect((await readBack('int64', ...given)).map(String)).toEqual(texts.flatMap(text => [text, text]))
  })

  it('are whole numbers also when they are written with a point', async () => {
    expect(await readBack('int32', '1.0', '"2.0"', '-2147483648', '2147483647')).toEqual([
      1, 2, -2_147_483_648, 2_147_483_647,
    ])
    expect(await readBack('int64', '1.0', '-7')).toEqual([1, -7])
  })

  it('are doubles as JavaScript knows them', async () => {
    const values = [0.1, -1.5e-7, 1.7976931348623157e308, 12, 47.12345678901234]
    expect(await readBack('double', ...values.map(String), '"0.1"')).toEqual([...values, 0.1])
  })
})

describe('text', () => {
  it('is kept whatever it is: quotes, line ends, markup, emoji, NUL', async () => {
    const texts = [
      '',
      ' ',
      `it's "x" \\ /`,
      'a\nb\r\tc',
      '{"a":[1]}',
      '😀 Zoë \u2028',
      'a\u0000b',
      '@removed',
    ]
    expect(await readBack('string', ...texts.map(text => JSON.stringify(text)))).toEqual(texts)
  })

  it('is kept when it is 100 KB long', async () => {
    const long = 'Zoë😀"\\'.repeat(15_000)
    expect(await readBack('string', JSON.stringify(long), '"short"')).toEqual([long, 'short'])
  })

  it('is kept in a row of 20 MB', async () => {
    const long = 'x'.repeat(20 << 20)
    const rows = await tableOf({ c: 'string' }, spooledText(`{"id":"a","c":"${long}"}`, '{"id":"b","c":"y"}'))
    expect(rows.map(row => [row.id, String(row.c).length])).toEqual([
      ['a', 20 << 20],
      ['b', 1],
    ])
  })

  it('takes an unknown enum member, a number or an object as text', async () => {
    expect(await readBack('string', '"brandNew"', '12345678901234567890', 'true', '{"a":1}')).toEqual([
      'brandNew',
      '12345678901234567890',
      'true',
      '{"a":1}',
    ])
  })
})

describe('json', () => {
  it('holds the text of any value, and NULL for null', async () => {
    const values = ['{"a":[1,null,"x"],"B":{}}', '[]', '"text"', 'false', '12', 'null']
    expect(await readBack('json', ...values)).toEqual([...values.slice(0, -1), null])
  })

  it('keeps keys that differ only by case, and duplicate columns do not meet', async () => {
    expect(await readBack('json', '{"Type":1,"type":2}')).toEqual(['{"Type":1,"type":2}'])
    const rows = await tableOf({ type: 'string' }, spooledText('{"id":"a","Type":"big","type":"small"}'))
    expect(rows).toEqual([{ id: 'a', type: 'small' }])
  })

  it('is text inside structs and lists too', async () => {
    const type = list(struct({ value: 'json' }))
    expect(await readBack(type, '[{"value":{"a":null}},{"value":null},{}]')).toEqual([
      [{ value: '{"a":null}' }, { value: null }, { value: null }],
    ])
  })
})

describe('booleans, dates, lists and structs', () => {
  it('are kept', async () => {
    expect(await readBack('boolean', 'true', 'false', '"true"', 'null')).toEqual([true, false, true, null])
    const days = ['2026-11-20', '0001-01-01', '9999-12-31', '1969-12-31']
    const lake = bench.lake()
    const rows = days.map(day => `{"id":"${day}","c":"${day}"}`)
    await lake.take(streamOf({ c: 'date' }), spooledText(...rows), { kind: 'replace' })
    const file = await asyncBufferFromFile(lake.store.path('things/data.parquet'))
    const stored = (await parquetReadObjects({ file })) as { id: string; c: Date }[]
    expect(stored.map(({ c }) => c.toISOString().slice(0, 10))).toEqual(stored.map(({ id }) => id))
    expect(stored).toHaveLength(days.length)
  })

  it('tell null, absent and empty apart where they differ', async () => {
    const type = struct({ tags: list('string'), inner: struct({ a: 'boolean' }) })
    const rows = await tableOf(
      { c: type, tags: list('string') },
      spooledText(
        '{"id":"1","c":{"tags":[],"inner":{}},"tags":[]}',
        '{"id":"2","c":{"tags":null,"inner":null},"tags":null}',
        '{"id":"3","c":{},"tags":[null]}',
        '{"id":"4","c":null}',
        '{"id":"5"}',
      ),
    )
    expect(rows).toEqual([
      { id: '1', c: { tags: [], inner: { a: null } }, tags: [] },
      { id: '2', c: { tags: null, inner: null }, tags: null },
      { id: '3', c: { tags: null, inner: null }, tags: [null] },
      { id: '4', c: null, tags: null },
      { id: '5', c: null, tags: null },
    ])
  })

  it('keep lists of lists and structs in structs', async () => {
    const type = list(struct({ when: 'timestamp', deep: list(struct({ n: 'int64', yes: 'boolean' })) }))
    const value =
      '[{"when":"2026-11-20T10:00:00+01:00","deep":[{"n":"5","yes":"false"},null]},null,{"deep":[]}]'
    expect(await readBack(type, value)).toEqual([
      [
        { when: microsOf('2026-11-20T09:00:00Z'), deep: [{ n: 5, yes: false }, null] },
        null,
        { when: null, deep: [] },
      ],
    ])
  })
})

describe('a value that does not fit', () => {
  const deep = struct({ a: list(struct({ n: 'int32', big: 'int64', yes: 'boolean', at: 'timestamp' })) })

  it.each<[ColumnType, string, string]>([
    ['int32', '1.5', 'c'],
    ['int32', '"1.5"', 'c'],
    ['int32', 'true', 'c'],
    ['int32', '""', 'c'],
    ['int32', '"five"', 'c'],
    ['int32', '2147483648', 'c'],
    ['int32', '{"a":1}', 'c'],
    ['int64', '1.5', 'c'],
    ['int64', 'false', 'c'],
    ['int64', '"9223372036854775808"', 'c'],
    ['int64', '18446744073709551616', 'c'],
    ['double', 'true', 'c'],
    ['double', '"much"', 'c'],
    ['double', '""', 'c'],
    ['boolean', '2', 'c'],
    ['boolean', '""', 'c'],
    ['boolean', '"maybe"', 'c'],
    ['boolean', '[true]', 'c'],
    ['timestamp', '""', 'c'],
    ['timestamp', '"yesterday"', 'c'],
    ['timestamp', '20261120', 'c'],
    ['timestamp', 'true', 'c'],
    ['timestamp', '"2026-02-30T10:00:00Z"', 'c'],
    ['timestamp', '"2026-11-20T25:00:00Z"', 'c'],
    ['timestamp', '"2026-11-20T10:00Z"', 'c'],
    ['date', '"2026-11-20T10:00:00Z"', 'c'],
    ['date', '"2026-02-30"', 'c'],
    ['date', '""', 'c'],
    [list('string'), '"one"', 'c'],
    [list('string'), '{"a":"one"}', 'c'],
    [struct({ a: 'string' }), '"one"', 'c'],
    [struct({ a: 'string' }), '["one"]', 'c'],
    [list(struct({ a: 'string' })), '["one"]', 'c'],
    [list('int32'), '[1,2.5]', 'c'],
    [deep, '{"a":[{"n":1},{"n":1.5}]}', 'c.a.n'],
    [deep, '{"a":[{"big":"1.5"}]}', 'c.a.big'],
    [deep, '{"a":[{"yes":2}]}', 'c.a.yes'],
    [deep, '{"a":[{"at":""}]}', 'c.a.at'],
    [deep, '{"a":{"n":1}}', 'c.a'],
  ])('%j: %s fails the table, named', async (type, value, column) => {
    const error = await refusal(type, value)
    expect(error).toBeInstanceOf(MisfitError)
    expect(error).toMatchObject({ column, rowId: '1' })
    expect(value.replaceAll('.0', '')).toContain((error as MisfitError).value.slice(0, 15))
  })

  it('is named in a row that has no id', async () => {
    const spool = spooledText('{"id":"x","c":1}', '{"c":1.5}')
    await expect(tableOf({ c: 'int32' }, spool)).rejects.toMatchObject({ column: 'c', rowId: null })
  })

  it('is named when Graph calls the column by another name', async () => {
    const stream: ListStream = {
      ...subscribed_skus,
      tables: {
        things: {
          rows: 'own',
          key: ['userId'],
          columns: { userId: 'string', seenAt: 'timestamp' },
          sources: { userId: 'id', seenAt: 'lastSeen' },
          schemaVersion: 1,
        },
      },
    }
    const spool = spooledText('{"id":"u","lastSeen":"never"}')
    await expect(bench.lake().fold(stream, spool, { kind: 'replace' })).rejects.toMatchObject({
      column: 'seenAt',
      rowId: 'u',
      value: '"never"',
    })
  })
})

describe('a row that other readers of JSON take and DuckDB does not', () => {
  const good = '{"id":"good","n":9007199254740993,"s":"\\ud83d\\ude00"}'
  const columns = { n: 'int64', s: 'string' } as const

  it.each([
    ['a duplicate key', '{"id":"odd","n":1,"s":"first","s":"last"}', 'last'],
    ['a duplicate key in what is not a column', '{"id":"odd","n":1,"s":"x","y":{"a":1,"a":2}}', 'x'],
    ['a lone surrogate', '{"id":"odd","n":1,"s":"a\\ud800b"}', 'a\ufffdb'],
    ['a lone low surrogate', '{"id":"odd","n":1,"s":"\\uDC00"}', '\ufffd'],
    ['a raw control character', '{"id":"odd","n":1,"s":"a\u0001b\tc"}', 'a\u0001b\tc'],
    ['a raw control character, and tabs between tokens', '{\t"id":"odd",\t"n":1,"s":"a\tb"}', 'a\tb'],
  ])('with %s is repaired, and the others stay exact', async (_, odd, s) => {
    expect(await tableOf(columns, spooledText(good, odd, '{"id":"z","s":"\\\\ud800"}'))).toEqual([
      { id: 'good', n: '9007199254740993', s: '😀' },
      { id: 'odd', n: 1, s },
      { id: 'z', n: null, s: '\\ud800' },
    ])
  })

  it('with bad UTF-8 is repaired', async () => {
    const head = Buffer.from('{"value":[{"id":"odd","n":1,"s":"')
    const page = Buffer.concat([head, Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}]}')])
    expect(await tableOf(columns, spooledPages([page]))).toEqual([{ id: 'odd', n: 1, s: '\ufffd(\ufffd' }])
  })

  it('keeps every digit of its own numbers', async () => {
    const odd = '{"id":"odd","n":9007199254740993,"s":"x","s":"9007199254740995 \\"1234567890123456789\\""}'
    expect(await tableOf(columns, spooledText(odd))).toEqual([
      { id: 'odd', n: '9007199254740993', s: '9007199254740995 "1234567890123456789"' },
    ])
    const json = '{"id":"odd","j":{"n":9007199254740993,"d":0.10000000000000000001},"x":1,"x":2}'
    expect(await tableOf({ j: 'json' }, spooledText(json))).toMatchObject([
      { j: expect.stringContaining('"n":9007199254740993') },
    ])
  })

  it('does not hide a value that does not fit', async () => {
    const spool = spooledText('{"id":"odd","n":1,"n":1,"s":"x"}', '{"id":"wrong","n":1.5}')
    await expect(tableOf(columns, spool)).rejects.toMatchObject({ column: 'n', rowId: 'wrong' })
  })
})

describe('a row that cannot be one', () => {
  it.each([
    ['no key', '{"c":"x"}'],
    ['a null key', '{"id":null}'],
    ['a bare word', '{"id":"a","c":nothing}'],
    ['two objects', '{"id":"a"}{"id":"b"}'],
    ['brackets that do not match', '{"id":"a","c":[1}}'],
    ['a missing colon', '{"id" "a"}'],
  ])('for %s fails the table', async (_, text) => {
    const rows = ['{"id":"fine"}', text]
    const page = Buffer.from(`{"value":[${rows.join(',')}]}`)
    const spool = {
      bytes: Buffer.from(`${rows.join('\n')}\n`),
      rows: 2,
      longest: page.length,
      removed: false,
    }
    await expect(tableOf({ c: 'string' }, spool)).rejects.toThrow(BadRowsError)
  })

  it('is what a hole in the spool looks like', async () => {
    const { bytes, ...facts } = spooledText('{"id":"a"}')
    const spool = { ...facts, bytes: Buffer.concat([bytes, Buffer.alloc(100)]) }
    await expect(tableOf({}, spool)).rejects.toThrow(BadRowsError)
  })

  it('is noticed when fewer rows can be read than were received', async () => {
    const spool = { ...spooledText('{"id":"a"}'), rows: 2 }
    await expect(tableOf({}, spool)).rejects.toThrow('2 rows were received and 1 could be read')
  })
})
