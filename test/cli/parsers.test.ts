import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration, parsePositiveDuration, parseSince } from '../../src/cli/duration.ts'
import { checkSince } from '../../src/cli/extract-options.ts'
import { clean, cleanLines, listed, plural, safeJson } from '../../src/cli/text.ts'
import { UsageError } from '../../src/errors.ts'

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['50m', 3_000_000],
    ['6h', 21_600_000],
    ['7d', 604_800_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text, '--lookback')).toBe(ms)
  })

  it.each(['', '5', '6 h', 'h', '-1h', '1h30m', '1w', '6H', '1e3s', ' 6h'])(
    '%j is none, and the error says how',
    text => {
      expect(() => parseDuration(text, '--lookback')).toThrow(UsageError)
      expect(() => parseDuration(text, '--lookback')).toThrow(
        /^--lookback is a duration such as 90s, 50m, 6h or 7d/,
      )
    },
  )

  it('has to be longer than nothing where it limits something', () => {
    expect(() => parsePositiveDuration('0m', 'ENTRA_EXTRACT_MAX_DURATION')).toThrow(
      'ENTRA_EXTRACT_MAX_DURATION',
    )
    expect(parsePositiveDuration('1s', '--max-duration')).toBe(1000)
  })

  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [3210, '3.2 s'],
    [59_960, '1m 0s'],
    [80_000, '1m 20s'],
    [7_500_000, '2h 5m'],
    [273_600_000, '3d 4h'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('the first reach of events', () => {
  it.each([
    ['7d', { backMs: 604_800_000 }],
    ['2026-11-20', { at: '2026-11-20T00:00:00.000Z' }],
    ['2026-11-20T10:00Z', { at: '2026-11-20T10:00:00.000Z' }],
    ['2026-11-20T10:00:00+02:00', { at: '2026-11-20T08:00:00.000Z' }],
    ['2026-11-20T10:00:00.5Z', { at: '2026-11-20T10:00:00.500Z' }],
  ])('%s', (text, since) => {
    expect(parseSince(text, '--since')).toEqual(since)
  })

  it.each([
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-11-20T10:00:00',
    '2026-11-20T25:00Z',
    '20261120',
    '',
  ])('refuses %j', text => {
    expect(() => parseSince(text, 'ENTRA_EXTRACT_SINCE')).toThrow(/^ENTRA_EXTRACT_SINCE is a duration/)
  })

  it.each(['36501d', '9999999d', `${'9'.repeat(400)}d`])('is not before all times: %s', text => {
    expect(() => parseSince(text, '--since')).toThrow(/^--since reaches back 36500d at most/)
    expect(parseSince('36500d', '--since')).toEqual({ backMs: 3_153_600_000_000 })
  })

  it('is not to come', () => {
    const now = Date.parse('2026-11-20T10:00:00Z')
    expect(() => checkSince({ at: '2026-11-20T10:00:01.000Z' }, now)).toThrow(/^--since is a time to come/)
    expect(() => checkSince({ at: '2026-11-20T10:00:00.000Z' }, now)).not.toThrow()
    expect(() => checkSince({ backMs: 0 }, now)).not.toThrow()
  })
})

describe('foreign text', () => {
  it('loses escape sequences and control characters', () => {
    expect(clean('\u001b[31mred\u001b[0m \u001b]0;title\u0007plain\u009b2J\r\nnext\tcell\u0000')).toBe(
      'red plain next cell',
    )
    expect(cleanLines('a\u001b[2J\nb\u0007')).toBe('a\nb')
  })

  it('never holds a control character afterwards', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(/\p{Cc}/u.test(clean(text))).toBe(false)
        expect(/\p{Cc}/u.test(cleanLines(text).replaceAll('\n', ''))).toBe(false)
      }),
    )
  })

  it('stays the same value as JSON, without control characters on the terminal', () => {
    const value = { text: 'a\u009b2J\u007f\u001b[0m' }
    expect(/[^\P{Cc}\n]/u.test(safeJson(value))).toBe(false)
    expect(JSON.parse(safeJson(value))).toEqual(value)
  })
})

describe('words', () => {
  it('counts and lists', () => {
    expect(plural(1, 'row')).toBe('1 row')
    expect(plural(12_300, 'row')).toBe('12,300 rows')
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
    expect(listed(['a'])).toBe('a')
  })
})
