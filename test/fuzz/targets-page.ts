// The splitter against JSON.parse: what is cut is what was sent, or it is an error.
import assert from 'node:assert/strict'
import { MalformedAnswerError } from '../../src/graph/errors.ts'
import { cutMember, type Page, singleLine, splitPage } from '../../src/graph/page.ts'
import type { FuzzTarget } from './fuzz.ts'

type Attempt<T> = { readonly value: T } | { readonly error: unknown }

export function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() }
  } catch (error) {
    return { error }
  }
}

/** What was made of it; null: it was refused, with the error that refusals have. */
function orRefused<T>(work: () => T): T | null {
  const made = attempt(work)
  if ('value' in made) return made.value
  assert(made.error instanceof MalformedAnswerError, made.error as Error)
  return null
}

const textOf = (bytes: Buffer): string => {
  const text = bytes.toString('utf8')
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? text.slice(1) : text
}

const parsed = (text: string): Attempt<unknown> => attempt<unknown>(() => JSON.parse(text))

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const linesOf = ({ rows }: Page): string[] => {
  if (rows.length === 0) return []
  const text = rows.toString('utf8')
  assert.equal(text.at(-1), '\n')
  return text.slice(0, -1).split('\n')
}

const linkOf = (value: unknown): unknown => value ?? null

/** Fails unless the page has what the document has. */
function isSame(cut: Page, whole: unknown): void {
  assert(isObject(whole) && Array.isArray(whole.value))
  assert.deepEqual(
    linesOf(cut).map(line => JSON.parse(line) as unknown),
    whole.value,
  )
  assert.equal(cut.nextLink, linkOf(whole['@odata.nextLink']))
  assert.equal(cut.deltaLink, linkOf(whole['@odata.deltaLink']))
  if (whole.value.some(row => Object.hasOwn(row as object, '@removed'))) assert(cut.removed)
}

const isLink = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value !== '')

const isPage = (whole: unknown): whole is Members =>
  isObject(whole) &&
  Array.isArray(whole.value) &&
  whole.value.every(isObject) &&
  isLink(whole['@odata.nextLink']) &&
  isLink(whole['@odata.deltaLink'])

/** A page that everybody understands is never refused. */
function isTaken(whole: Members): void {
  const plain = Buffer.from(JSON.stringify(whole))
  isSame(splitPage(plain, null), whole)
}

export const page: FuzzTarget = {
  name: 'page',
  seeds: [
    '{"@odata.context":"c","value":[{"id":"a","n":[1,{"x":"]}"}]},{"id":"b","@removed":{"reason":"changed"}}],"@odata.nextLink":"https://g/n"}',
    '\ufeff{ "@odata.deltaLink" : "https://g/d", "value" :\r\n[ ] }',
    '{"value":[{"a":"\\"\\\\\\u005d\\ud83d\\ude00"}],"value":[],"val\\u0075e":[{}],"__proto__":{"x":1}}',
  ],
  words: [
    '"value"',
    '"val\\u0075e"',
    '"@odata.nextLink"',
    '"@removed"',
    '"__proto__"',
    '[]',
    '{}',
    ',',
    ':',
    '\\"',
    '\\\\',
    'null',
    '\n',
    '\ufeff',
    '\\ud800',
  ],
  run: input => {
    const text = textOf(input)
    const whole = parsed(text)
    const cut = orRefused(() => splitPage(Buffer.from(input), null))
    if ('value' in whole && isPage(whole.value)) isTaken(whole.value)
    if (cut === null) return
    const lines = linesOf(cut)
    assert.equal(lines.length, cut.count)
    if ('value' in whole) isSame(cut, whole.value)
    else assert(lines.some(line => 'error' in parsed(line)))
  },
}

export const member: FuzzTarget = {
  name: 'member',
  seeds: [
    '{"id":"1","status":200,"headers":{"Retry-After":"1"},"body":{"value":[{"id":"a"}]}}',
    '{"body":"text","b\\u006fdy":1,"id":"2"}',
    '{"id":"1","status":404}',
  ],
  words: ['"body"', '"b\\u006fdy"', '"id"', '{', '}', '[', ']', ',', ':', 'null', '"', '\\', '0', ' '],
  run: input => {
    const cut = orRefused(() => cutMember(Buffer.from(input), 'body', null))
    if (cut === null) return
    const whole = parsed(textOf(input))
    if ('value' in whole) {
      assert(isObject(whole.value))
      const { body, ...others } = whole.value
      const { body: _, ...envelope } = cut.envelope
      assert.deepEqual(envelope, others)
      assert.equal(cut.member !== null, Object.hasOwn(whole.value, 'body'))
      if (cut.member !== null) assert.deepEqual(JSON.parse(cut.member.toString('utf8')), body)
    } else {
      assert(cut.member !== null && 'error' in parsed(cut.member.toString('utf8')))
    }
  },
}

export const single: FuzzTarget = {
  name: 'single',
  seeds: ['{"id":"a",\n"list":[1,{"b":"}"}]}', '\ufeff {"a":null}\r\n', '{"a":"\\""}'],
  words: ['{', '}', '[', ']', '"', '\\', ',', ':', '\n', '\r', 'null', '1e5', '"id"'],
  run: input => {
    const line = orRefused(() => singleLine(Buffer.from(input), null))
    const whole = parsed(textOf(input))
    assert.equal(line !== null, 'value' in whole && isObject(whole.value))
    if (line === null || !('value' in whole)) return
    const text = line.toString('utf8')
    assert.equal(text.indexOf('\n'), text.length - 1)
    assert.deepEqual(JSON.parse(text), whole.value)
  },
}
