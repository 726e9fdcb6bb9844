// Rows and what stands around them, as bad as JSON and Unicode allow: kept exactly, or refused with a reason.
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readParquet } from '../support/parquet-rows.ts'
import { stateOf, tableOf } from '../support/rig.ts'
import { answered, page } from '../support/scripted-server.ts'
import { happenings, parts, startWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(async () => {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect('polluted' in {}).toBe(false)
  await world.close()
})

const stored = (table = 'things') => readParquet(join(world.lake, table, 'data.parquet'))
const body = (text: string | Buffer) => world.graph.answer(response => response.end(text))
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

describe('a row', () => {
  test.each([1_000, 100_000])('nested %d deep is kept as it is', async depth => {
    body(`{"value":[{"id":"a","data":${nested(depth)},"unknown":${nested(depth)}}]}`)
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 1 })
    expect((await stored())[0]?.data).toBe(nested(depth))
  })

  test('nested deep where a number is due fails the table with a sentence', async () => {
    body(`{"value":[{"id":"a","count":${nested(1_000)}}]}`)
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/the column count of the row 'a' is \[+/),
    })
  })

  test('with a name of a megabyte, or a million elements, takes nothing away from its others', async () => {
    const many = `[${'0,'.repeat(1_000_000)}0]`
    body(`{"value":[{"${'k'.repeat(1 << 20)}":1,"id":"a","other":${many},"data":${many}},{"id":"b"}]}`)
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 2 })
    expect((await stored()).map(row => [row.id, String(row.data ?? '').length])).toEqual([
      ['a', many.length],
      ['b', 0],
    ])
  })

  test('with a number of ten thousand digits is kept where text may be, and no number', async () => {
    const digits = '9'.repeat(10_000)
    body(`{"value":[{"id":"a","data":${digits}}]}`)
    expect(await world.readThings()).toMatchObject({ verdict: 'complete' })
    expect((await stored())[0]?.data).toBe(digits)
    body(`{"value":[{"id":"b","count":${digits}}]}`)
    const ended = await world.readThings()
    expect(ended).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/column count of the row 'b'/),
    })
    expect(ended.reason?.length).toBeLessThan(300)
    expect((await stored()).map(row => row.id)).toEqual(['a'])
  })

  const STRANGE: Readonly<Record<string, string>> = {
    'a quote of SQL': "'; DROP TABLE things; --",
    'two quotes': "\"; COPY (SELECT 1) TO '/tmp/x'; --",
    'a formula': "=cmd|' /C calc'!A0",
    'a path': '../../../etc/passwd',
    'a path of Windows': '..\\..\\windows\\system32',
    'an escape': '\u001b]8;;https://evil.example\u0007\u001b[2J',
    'a mark that turns': 'a\u202etxt.exe',
    NUL: 'a\u0000b',
    'line ends': 'a\nb\r\nc\u2028d',
    braces: '{id} $x %s {{y}} $1 \\1',
    '': ' ',
  }

  test.each(Object.entries(STRANGE))('named with %s is kept letter for letter', async (_, name) => {
    world.graph.answer(page([{ id: name, displayName: name, data: { [name]: name } }]))
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 1 })
    const [row] = await stored()
    expect(row).toMatchObject({ id: name, displayName: name })
    expect(JSON.parse(String(row?.data))).toEqual({ [name]: name })
  })

  test('with names that objects have anyway is a row like any other', async () => {
    body(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"value":[{"id":"a","__proto__":{"polluted":1,"displayName":"x"},"data":{"__proto__":{"polluted":1}},"toString":1,"hasOwnProperty":null}]}',
    )
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 1 })
    expect(await stored()).toMatchObject([
      { id: 'a', displayName: null, data: '{"__proto__":{"polluted":1}}' },
    ])
  })

  test('with half characters, bytes that are none, and equal names is mended as JavaScript would', async () => {
    body(
      Buffer.concat([
        Buffer.from('\ufeff{"value":[{"id":"a","id":"b","displayName":"\\ud800'),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from('"}]}'),
      ]),
    )
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 1 })
    expect(await stored()).toMatchObject([{ id: 'b', displayName: '\ufffd\ufffd\ufffd\ufffd' }])
  })
})

describe('a page', () => {
  test.each([
    ['two lists', '{"value":[{"id":"a"}],"value":[{"id":"b"}]}', /'value' twice/],
    ['two lists, one of them nothing', '{"value":[{"id":"a"}],"value":null}', /'value' twice/],
    ['a list under an escaped name', '{"value":[{"id":"a"}],"val\\u0075e":[{"id":"b"}]}', /'value' twice/],
    ['no comma between its rows', '{"value":[{"id":"a"}{"id":"b"}]}', /not all objects/],
    ['commas elsewhere', '{"value":[,{"id":"a"}{"id":"b"}]}', /not all objects/],
    ['something between its rows', '{"value":[{"id":"a"} x,{"id":"b"}]}', /cannot be stored/],
    ['rows that are none', '{"value":[[],1,null]}', /not all objects/],
    ['brackets that do not match', '{"value":[{"id":"a"}}}', /not all objects/],
    ['a list of nothing else', '[{"id":"a"}]', /not a JSON object/],
    ['two documents', '{"value":[]}{"value":[{"id":"a"}]}', /not JSON/],
    ['NUL behind it', '{"value":[]}\u0000', /not JSON/],
    ['another alphabet', Buffer.from('{"value":[{"id":"a"}]}', 'utf16le'), /not JSON|no array/],
    ['ten million brackets', `{"a":${nested(10_000_000)},"value":[]}`, /more beside its rows/],
    ['brackets without end', '{"a":'.repeat(100_000), /breaks off/],
    ['two megabytes beside its rows', `{"a":"${'x'.repeat(2 << 20)}","value":[]}`, /more beside its rows/],
  ])('with %s is refused', async (_, text, reason) => {
    body(text)
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(reason),
      rows: 0,
    })
  })

  test('nested a hundred thousand deep beside its rows does no harm', async () => {
    body(`{"a":${nested(100_000)},"value":[{"id":"a"}]}`)
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 1 })
  })
})

describe('a key', () => {
  const WAY_OUT = '../../../../etc/passwd?x=1#y'

  test('that looks like a path stays one piece of the address of its children', async () => {
    world.graph.answer(
      page([{ id: WAY_OUT }]),
      answered(200, { responses: [{ id: '1', status: 200, body: { value: [{ id: 'p' }] } }] }),
    )
    const { report } = await world.read({ parts })
    expect(tableOf(report, 'parts')).toMatchObject({ verdict: 'complete', rows: 1 })
    const asked = JSON.parse(world.graph.asked[1]?.body ?? '{}') as { requests: { url: string }[] }
    expect(asked.requests.map(({ url }) => url)).toEqual([
      `/things/${encodeURIComponent(WAY_OUT)}/parts?$select=id`,
    ])
    expect(await stored('parts')).toMatchObject([{ thingId: WAY_OUT, id: 'p' }])
  })

  test.each([
    '../../../x',
    '2026-11-20/../../..',
    '0044-03-15 (BC)',
    '+99999-01-01T00:00:00Z',
    '99999-01-01',
  ])('and the time %s make no folder', async createdDateTime => {
    world.graph.answer(page([{ id: 'a', createdDateTime }]))
    const { report } = await world.read({ happenings })
    expect(tableOf(report, 'happenings')).toMatchObject({ rows: 0 })
    expect(Object.keys(stateOf(world.lake).tables.happenings?.files ?? {})).toEqual([])
  })

  test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'of an event at %s, which nobody asked for, is not stored',
    async createdDateTime => {
      world.graph.answer(page([{ id: 'a', createdDateTime }]))
      const { report } = await world.read({ happenings })
      expect(tableOf(report, 'happenings')).toMatchObject({ rows: 0 })
    },
  )
})
