import { createHmac, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hmac, truncate, withoutNames } from '../../src/extract/mask/methods.ts'
import { createMasker, type MaskNode } from '../../src/extract/mask/walker.ts'

const SECRET = '0123456789abcdef0123456789abcdef'
const KEY = createSecretKey(SECRET, 'utf8')
const hashOf = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex').slice(0, 32)

const node = (what: 'keep' | 'drop' | 'hmac' | 'truncate'): MaskNode => ({ do: what })
const object = (
  members: Readonly<Record<string, MaskNode>>,
  others: 'keep' | 'drop' = 'keep',
  typed = true,
): MaskNode => ({ do: 'members', members: new Map(Object.entries(members)), others, typed })

function masked(text: string, root: MaskNode): string {
  const rows = Buffer.from(text)
  const before = Buffer.from(rows)
  const page = createMasker(root, KEY)({ rows, count: 1, removed: false })
  expect(rows.equals(before)).toBe(true)
  return page.rows.toString('utf8')
}

describe('the walker', () => {
  test('rewrites what is named and leaves every other byte as it came', () => {
    const root = object({ mail: node('hmac'), ip: node('truncate'), phone: node('drop') })
    const line = `{ "id" : 9007199254740993, "n":1.0,\t"s":"\\ud800\\u0041", "mail":"Anna@Example.com","phone":["1","2"] , "ip":"203.0.113.77" }\n`
    expect(masked(line, root)).toBe(
      `{ "id" : 9007199254740993, "n":1.0,\t"s":"\\ud800\\u0041", "mail":"${hashOf('anna@example.com')}" , "ip":"203.0.113.0" }\n`,
    )
  })

  test.each([
    ['{"a":1}\n', '{}\n'],
    ['{"a":1,"b":2}\n', '{"b":2}\n'],
    ['{"b":2,"a":1}\n', '{"b":2}\n'],
    ['{"b":2,"a":1,"c":3}\n', '{"b":2,"c":3}\n'],
    ['{"a":1,"a":2,"b":2,"a":3}\n', '{"b":2}\n'],
    ['{ "a":{"x":[1,"}"]} , "b":2 }\n', '{  "b":2 }\n'],
    ['{"\\u0061":1,"b":2}\n{"a":"\\"","b":3}\n', '{"b":2}\n{"b":3}\n'],
  ])('takes a member out of %j', (line, expected) => {
    const out = masked(line, object({ a: node('drop') }))
    expect(out.replaceAll(' ', '')).toBe(expected.replaceAll(' ', ''))
    for (const each of out.trim().split('\n')) expect(() => JSON.parse(each)).not.toThrow()
  })

  test('passes lists through, and takes a text of any kind for one value where it is JSON', () => {
    const root = object({
      mails: node('hmac'),
      json: { do: 'hmacWhole', lists: 0 },
      all: { do: 'hmacWhole', lists: 1 },
    })
    expect(
      JSON.parse(masked('{"mails":["a",null,"",["b"]],"json":{"x":[1]},"all":[{"y":1},null]}\n', root)),
    ).toEqual({
      mails: [hashOf('a'), null, '', [hashOf('b')]],
      json: hashOf('{"x":[1]}'),
      all: [hashOf('{"y":1}'), null],
    })
  })

  test('masks what has another type than it should, too', () => {
    const root = object({ mail: node('hmac'), ip: node('truncate'), place: object({ city: node('drop') }) })
    expect(
      JSON.parse(masked('{"mail":{"x":"secret"},"ip":{"x":"secret"},"place":"secret"}\n', root)),
    ).toEqual({
      mail: hashOf('{"x":"secret"}'),
      ip: null,
      place: 'masked',
    })
    const loose = object({ json: object({ name: node('hmac') }, 'drop', false) })
    expect(masked('{"json":"secret"}\n', loose)).toBe('{"json":null}\n')
  })

  test('leaves out what nobody names where that is asked for', () => {
    const root = object({ id: node('keep'), place: object({ country: node('keep') }, 'drop') }, 'drop')
    expect(masked('{"new":"secret","id":"1","place":{"city":"secret","country":"DE"}}\n', root)).toBe(
      '{"id":"1","place":{"country":"DE"}}\n',
    )
  })

  test('tells the elements of a list of parents apart', () => {
    const root = object({ _parents: { do: 'places', places: [node('hmac'), node('keep')] } })
    expect(masked('{"_parents":["a","b","c"],"_rows":[]}\n', root)).toBe(
      `{"_parents":["${hashOf('a')}","b",null],"_rows":[]}\n`,
    )
  })

  test.each([
    '{"mail":"a" "b":1}\n',
    '{"mail":"a"\n',
    '{"mail":"a\n',
    '{"x":alice@example.com}\n',
    '[1]\n',
    '{"x":[}\n',
    '{mail:"a"}\n',
    '{"mail":"\\x"}\n',
    `{"mail":${'['.repeat(200_000)}\n`,
  ])('refuses what is no JSON and quotes nothing of it: %.30j', text => {
    expect(() => masked(text, object({ mail: node('hmac') }))).toThrow(/^a row is (not JSON|nested too deep)/)
  })

  test('changes nothing else, and leaves nothing of what is masked, whatever the rows are', () => {
    const secret = fc.string({ minLength: 6, unit: 'binary' }).map(text => `§${text}§`)
    const other = fc.jsonValue({ noUnicodeString: false })
    const name = fc.string({ maxLength: 3 }).filter(each => !['m', 't', 'd', '__proto__'].includes(each))
    const rows = fc.array(
      fc.record({ m: secret, t: secret, d: secret, rest: fc.array(fc.tuple(name, other), { maxLength: 4 }) }),
      { minLength: 1, maxLength: 4 },
    )
    const root = object({ m: node('hmac'), t: node('truncate'), d: node('drop') })
    fc.assert(
      fc.property(rows, fc.boolean(), (all, isLast) => {
        const textOf = ({ m, t, d, rest }: (typeof all)[number], isMasked: boolean): string => {
          const member = ([key, value]: readonly [string, unknown]) =>
            `${JSON.stringify(key)}:${JSON.stringify(value)}`
          const masks: [string, unknown][] = isMasked
            ? [
                ['m', hmac(KEY, m)],
                ['t', truncate(t)],
              ]
            : [
                ['m', m],
                ['d', d],
                ['t', t],
              ]
          return `{${(isLast ? [...rest, ...masks] : [...masks, ...rest]).map(member).join(',')}}\n`
        }
        const out = masked(all.map(row => textOf(row, false)).join(''), root)
        expect(out).toBe(all.map(row => textOf(row, true)).join(''))
        for (const { d } of all) expect(out.includes(JSON.stringify(d).slice(1, -1))).toBe(false)
      }),
    )
  })
})

describe('hmac', () => {
  test('is keyed, of 32 characters, and the same for an address or a GUID in any case', () => {
    expect(hmac(KEY, 'Anna@Example.com')).toBe(hashOf('anna@example.com'))
    expect(hmac(KEY, '0F6C1D6E-54F4-4B8E-9D0C-3A7B1C2D4E5F')).toBe(
      hashOf('0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f'),
    )
    expect(hmac(KEY, 'Anna Berg')).toBe(hashOf('Anna Berg'))
    expect(hmac(createSecretKey(SECRET.replace('0', '1'), 'utf8'), 'Anna Berg')).not.toBe(hashOf('Anna Berg'))
  })
})

test.each([
  ['203.0.113.77', '203.0.113.0'],
  ['203.0.113.77:443', '203.0.113.0'],
  ['::ffff:203.0.113.77', '203.0.113.0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
  ['2001:DB8::1', '2001:db8::'],
  ['[2001:db8:1:2::1]:443', '2001:db8:1::'],
  ['fe80::1%eth0', 'fe80::'],
  ['::1', '::'],
  ['1:0:2:3:4:5:6:7', '1:0:2::'],
  ['Anna.Berg@Example.com', '@Example.com'],
  ['a_b.com#EXT#@example.com', '@example.com'],
  ['2026-11-20T13:45:00.1234567Z', '2026-11-20T00:00:00Z'],
  ['2026-11-20T00:30:00+02:00', '2026-11-19T00:00:00Z'],
  ['2026-11-20T13:45:00', '2026-11-20T00:00:00Z'],
  ['Anna', 'A…'],
  ['A', '…'],
  ['𝒜nna', '𝒜…'],
  ['', ''],
])('truncate makes %j %j', (value, expected) => expect(truncate(value)).toBe(expected))

test('sentences are told without names', () => {
  const id = '0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f'
  const request = '11111111-2222-4333-8444-555555555555'
  expect(
    withoutNames(`Resource '${id}' of anna@example.com at 203.0.113.7 (request-id ${request})`, request),
  ).toBe(`Resource '[masked]' of [masked] at [masked] (request-id ${request})`)
})
