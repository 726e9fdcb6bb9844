import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/cli/config/json.ts'
import { UsageError } from '../../src/errors.ts'

const parse = (text: string): unknown => parseJson(text, 'x.json')

describe('JSON', () => {
  it('is what JSON.parse says', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2, '\t'), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), null, indent)
        fc.pre(!written.includes('__proto__'))
        expect(parse(written)).toEqual(JSON.parse(written))
      }),
    )
  })

  it('is refused where JSON.parse refuses it', () => {
    const pieces = fc.constantFrom(...'{}[],:"\\-+.eEu01a/ \n'.split(''), '"a"', 'true', 'null', 'TRUE', '1')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), list => {
        const text = list.join('')
        const strict = outcome(() => JSON.parse(text))
        const ours = outcome(() => parse(text))
        if (ours instanceof UsageError && ours.message.includes('there twice')) return
        expect(ours instanceof UsageError).toBe(strict instanceof SyntaxError)
        if (!(strict instanceof SyntaxError)) expect(ours).toEqual(strict)
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['', 'a value is expected in line 1, column 1'],
    ['{\n  "out": "a",\n}', 'a key in double quotes is expected in line 3, column 1'],
    ['{ "out" "a" }', 'a colon is expected in line 1, column 9'],
    ['{ "out": }', 'a value is expected in line 1, column 10'],
    ['{ "a": 1\r\n  "b": 2 }', 'a comma or } is expected in line 2, column 3'],
    ['["a" "b"]', 'a comma or ] is expected in line 1, column 6'],
    ['["a"', 'a comma or ] is expected in line 1, column 5'],
    ['{ // the lake\n}', 'JSON has no comments in line 1, column 3'],
    ["{ 'out': 1 }", 'texts are in double quotes in line 1, column 3'],
    ['{ "out": "C:\\lake" }', /^x\.json is not JSON: the text is not closed, or a backslash .* column 10\.$/],
    ['{ "a": 01 }', 'this is no part of JSON in line 1, column 8'],
    ['{} {}', 'the file ends after its first value in line 1, column 4'],
    ['{ "a": 1, "b": { "a": 1 }, "\\u0061": 2 }', "the key 'a' is there twice in line 1, column 28"],
    ['{ "__proto__": {} }', "the key '__proto__' is not allowed in line 1, column 3"],
  ])('%j: says what is wrong and where', (text, reason) => {
    const error = outcome(() => parse(text))
    expect(error).toBeInstanceOf(UsageError)
    const { message } = error as UsageError
    if (typeof reason === 'string') expect(message).toBe(`x.json is not JSON: ${reason}.`)
    else expect(message).toMatch(reason)
  })

  it('is at most 50 levels deep', () => {
    const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(parse(lists(50))).toEqual(JSON.parse(lists(50)))
    const sentence = 'x.json is not JSON: brackets are nested more than 50 deep in line 1, column'
    for (const text of [lists(51), '['.repeat(200_000)])
      expect(outcome(() => parse(text))).toEqual(new UsageError(`${sentence} 51.`))
    expect(outcome(() => parse('{"a":'.repeat(200_000)))).toEqual(new UsageError(`${sentence} 251.`))
  })

  it('shows nothing of the values in its errors', () => {
    const error = outcome(() => parse('{ "clientSecret": "hunter2" "x": hunter2 }'))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).not.toContain('hunter2')
  })
})

function outcome(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}
