// The splitter against JSON.parse.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedAnswerError } from '../../src/graph/errors.ts'
import { cutMember, cutRows, NoRowsError, singleLine, splitPage } from '../../src/graph/page.ts'

const SEED = 20_261_120

const NEXT = 'https://graph.microsoft.com/v1.0/users?$skiptoken=a,b]}\'"x'
const split = (text: string) => splitPage(Buffer.from(text), 'request-1')
const linesOf = (rows: Buffer): unknown[] => {
  const text = rows.toString('utf8')
  if (text === '') return []
  expect(text.endsWith('\n')).toBe(true)
  return text
    .slice(0, -1)
    .split('\n')
    .map(line => JSON.parse(line) as unknown)
}

/** Text as nasty as JSON allows: quotes, backslashes, brackets, line ends, everything beyond ASCII, lone surrogates. */
const nasty = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '\n', '\r', '\t', 'é', '😀') }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '\udc00x', '\\"', '\\\\', '@removed', 'value', ']}', '\u2028', '\u0000'),
)

const names = fc.oneof(nasty, fc.constantFrom('value', '@odata.nextLink', '@removed', 'id'))
const deep: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    nasty,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false, 0, -1, 1e300),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(names, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).json

const row = fc.dictionary(names, deep, { maxKeys: 4, noNullPrototype: true })
const rows = fc.array(row, { maxLength: 5 })
const link = fc.constantFrom(null, undefined, NEXT, 'https://graph/x?$deltatoken=%7e+;')

const members = fc.array(
  fc.tuple(
    fc
      .oneof(nasty, fc.constantFrom('@odata.context', '@odata.count'))
      .filter(name => !/value|Link/.test(name)),
    deep,
  ),
  { maxLength: 3 },
)

const layout = fc.record({
  indent: fc.constantFrom<string | number>(0, 2, '\t'),
  crlf: fc.boolean(),
  bom: fc.boolean(),
})

const page = fc.record({ before: members, after: members, rows, nextLink: link, deltaLink: link, layout })

interface Whole {
  readonly before: readonly (readonly [string, unknown])[]
  readonly after: readonly (readonly [string, unknown])[]
  readonly rows: readonly unknown[]
  readonly nextLink: string | null | undefined
  readonly deltaLink: string | null | undefined
  readonly layout: { readonly indent: string | number; readonly crlf: boolean; readonly bom: boolean }
}

function written({
  before,
  after,
  rows: value,
  nextLink,
  deltaLink,
  layout: { indent, crlf, bom },
}: Whole): string {
  const entries = [
    ...before,
    ['value', value],
    ...after,
    ['@odata.nextLink', nextLink],
    ['@odata.deltaLink', deltaLink],
  ]
  const text = JSON.stringify(Object.fromEntries(entries), null, indent)
  return (bom ? '\ufeff' : '') + (crlf ? text.replaceAll('\n', '\r\n') : text)
}

describe('splitPage', () => {
  it('gives the rows, links and count that JSON.parse gives', () => {
    fc.assert(
      fc.property(page, parts => {
        const text = written(parts)
        const parsed = JSON.parse(text.replace(/^\ufeff/, '')) as { value: unknown[] }
        const cut = split(text)
        expect(linesOf(cut.rows)).toEqual(parsed.value)
        expect(cut.count).toBe(parts.rows.length)
        expect([cut.nextLink, cut.deltaLink]).toEqual([parts.nextLink ?? null, parts.deltaLink ?? null])
        if (parts.rows.some(one => Object.hasOwn(one as object, '@removed'))) expect(cut.removed).toBe(true)
      }),
      { seed: SEED, numRuns: 500 },
    )
  })

  it('refuses every page that breaks off', () => {
    fc.assert(
      fc.property(page, parts => {
        const whole = Buffer.from(written(parts))
        for (let end = 0; end < whole.length; end++) {
          const text = whole.subarray(0, end)
          expect(() => splitPage(Buffer.from(text), 'request-1')).toThrow(MalformedAnswerError)
        }
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  it('keeps the request-id in what it throws', () => {
    expect(() => split('{"value":[')).toThrow(expect.objectContaining({ requestId: 'request-1' }))
  })

  it.each([
    ['an HTML page', '<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['nothing', ''],
    ['blanks', ' \r\n'],
    ['an array', '[{"value":[]}]'],
    ['a string', '"value"'],
    ['a number', '12'],
    ['null', 'null'],
    ['no value', '{"@odata.context":"c"}'],
    ['a null value', '{"value":null}'],
    ['an object as value', '{"value":{"id":"a"}}'],
    ['a text as value', '{"value":"[{}]"}'],
    ['a value only deeper', '{"x":{"value":[{"id":"a"}]}}'],
    ['a scalar row', '{"value":[{"id":"a"},1]}'],
    ['a null row', '{"value":[null]}'],
    ['a text as row', '{"value":["a"]}'],
    ['an array as row', '{"value":[[{"id":"a"}]]}'],
    ['a missing row', '{"value":[{"id":"a"},,{"id":"b"}]}'],
    ['a comma behind the last row', '{"value":[{"id":"a"},]}'],
    ['only a comma', '{"value":[,]}'],
    ['rows without a comma between them', '{"value":[{"id":"a"} {"id":"b"}]}'],
    ['a raw line break inside a string', '{"value":[{"id":"a\nb"}]}'],
    ['an envelope that is not JSON', '{"value":[{"id":"a"}],nextLink:1}'],
    ['text behind the end', '{"value":[{"id":"a"}]} and more'],
    ['two answers', '{"value":[]}{"value":[]}'],
    ['a link that is no text', '{"value":[],"@odata.nextLink":5}'],
    ['an empty link', '{"value":[],"@odata.nextLink":""}'],
  ])('refuses %s', (_, text) => {
    expect(() => split(text)).toThrow(MalformedAnswerError)
  })

  it('reads a page whose links stand before or behind its rows alike', () => {
    for (const text of [
      `{"@odata.nextLink":"https://graph/n","value":[{"id":"a"}]}`,
      `{"value":[{"id":"a"}],"@odata.nextLink":"https://graph/n"}`,
    ]) {
      expect(split(text)).toMatchObject({ count: 1, nextLink: 'https://graph/n', deltaLink: null })
    }
  })

  it('is not misled by a member called value inside rows or envelope', () => {
    const cut = split(
      '{"a":{"value":[1]},"b":["value"],"value":[{"value":[{"value":1},2]}],"c":{"value":[3]}}',
    )
    expect(linesOf(cut.rows)).toEqual([{ value: [{ value: 1 }, 2] }])
  })

  it('tells rows that Graph removed', () => {
    expect(split('{"value":[{"id":"a"}]}').removed).toBe(false)
    expect(split('{"value":[{"id":"a","@removed":{"reason":"changed"}}]}').removed).toBe(true)
  })

  it('leaves a row that is wrong inside as it is, for the fold to name', () => {
    expect(split('{"value":[{"id":nonsense}]}').rows.toString()).toBe('{"id":nonsense}\n')
  })

  it('gives bytes that are not UTF-8 through unchanged', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"value":[{"id":"'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}]}'),
    ])
    expect(splitPage(bytes, null).rows).toEqual(
      Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}\n')]),
    )
  })
})

describe('cutRows', () => {
  it('cuts the array that is named, and parses the rest', () => {
    const body = Buffer.from('{ "value": [0],\n "responses" : [ {"id":"1"},\n {"id":"2"} ] , "x": [1, 2] }')
    const { rows: cut, count, envelope } = cutRows(body, 'responses', null)
    expect([linesOf(cut), count]).toEqual([[{ id: '1' }, { id: '2' }], 2])
    expect(envelope).toEqual({ value: [0], responses: null, x: [1, 2] })
  })

  it('says when the array is not there', () => {
    expect(() => cutRows(Buffer.from('{"value":[]}'), 'responses', 'r')).toThrow(NoRowsError)
  })
})

describe('cutMember', () => {
  it('takes out the bytes of any value, and parses the rest', () => {
    fc.assert(
      fc.property(deep, members, layout, (value, others, { indent, crlf, bom }) => {
        const entries = [...others.filter(([name]) => name !== 'body'), ['body', value], ['status', 200]]
        const text = JSON.stringify(Object.fromEntries(entries), null, indent)
        const bytes = Buffer.from((bom ? '\ufeff' : '') + (crlf ? text.replaceAll('\n', '\r\n') : text))
        const { member, envelope } = cutMember(bytes, 'body', null)
        const { body, ...rest } = JSON.parse(text) as Record<string, unknown>
        expect(JSON.parse(member?.toString('utf8') ?? '')).toEqual(body)
        expect(envelope).toEqual({ ...rest, body: null })
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('gives null for a member that is not there, and refuses what breaks off', () => {
    expect(cutMember(Buffer.from('{"status":204}'), 'body', null)).toEqual({
      member: null,
      envelope: { status: 204 },
    })
    const whole = '{"status":200,"body":{"value":[{"a":"b"}]}}'
    for (let end = 0; end < whole.length; end++) {
      expect(() => cutMember(Buffer.from(whole.slice(0, end)), 'body', null)).toThrow(MalformedAnswerError)
    }
  })
})

describe('singleLine', () => {
  it('makes one line of one object', () => {
    fc.assert(
      fc.property(row, layout, (value, { indent, crlf, bom }) => {
        const text = JSON.stringify(value, null, indent)
        const bytes = Buffer.from((bom ? '\ufeff' : '') + (crlf ? text.replaceAll('\n', '\r\n') : text))
        const line = singleLine(bytes, null)
        expect(line[0]).toBe(0x7b)
        expect(linesOf(line)).toEqual([JSON.parse(text)])
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it.each(['', 'null', '[{}]', '"x"', '{"a":1', '{} {}', '<html></html>'])('refuses %j', text => {
    expect(() => singleLine(Buffer.from(text), 'r')).toThrow(MalformedAnswerError)
  })
})
