import { describe, expect, it } from 'vitest'
import { LiveStreams } from '../../src/cli/live-streams.ts'
import { createProgress, isLively } from '../../src/cli/progress.ts'
import type { RunEvent, TableReport } from '../../src/extract/report.ts'
import { FakeStream } from '../support/terminal.ts'

const ended: TableReport = {
  table: 'users',
  verdict: 'complete',
  reason: null,
  requestId: 'a1',
  received: 1000,
  duplicates: 0,
  unique: 0,
  before: 0,
  counted: null,
  drift: null,
  inserted: 1000,
  updated: 0,
  deleted: 0,
  rows: 1000,
  requests: 2,
  retries: 0,
  waitedMs: 0,
  firstEventAt: null,
  lastEventAt: null,
  masked: [],
}

const events: RunEvent[] = [
  { type: 'stream-started', stream: 'users', kind: 'delta', resumed: false },
  { type: 'stream-started', stream: 'groups', kind: 'delta', resumed: true },
  { type: 'page', stream: 'users', rows: 999, pages: 1, detail: null },
  {
    type: 'waiting',
    stream: 'users',
    ms: 12_000,
    reason: 'throttled',
    message: 'Graph \u001b[31masked for it',
  },
  { type: 'waiting', stream: 'users', ms: 900, reason: 'throttled', message: '' },
  { type: 'restarted', stream: 'groups', reason: 'the delta token has expired' },
  { type: 'note', stream: 'groups', text: 'a column is withheld' },
  { type: 'page', stream: 'users', rows: 1000, pages: 2, detail: null },
  { type: 'folding', stream: 'users' },
  { type: 'stream-ended', stream: 'users', tables: [ended, { ...ended, table: 'user_licenses', rows: 1 }] },
]

async function play(options: { tty: boolean; verbose?: boolean; colours?: boolean }, played = events) {
  const stream = new FakeStream(options.tty)
  let now = 0
  const progress = await createProgress({
    stream,
    live: options.tty,
    colours: options.colours ?? false,
    verbose: options.verbose ?? false,
    now: () => now,
  })
  for (const event of played) {
    progress.onEvent(event)
    now += 1000
  }
  progress.stop()
  const written = stream.written
  return { stream, lines: written.trimEnd().split('\n'), written }
}

describe('progress without a terminal', () => {
  it('is one plain line per event of interest', async () => {
    const { lines, stream } = await play({ tty: false })
    expect(lines).toEqual([
      'users: started (delta)',
      'groups: goes on (delta)',
      'users: waiting 12.0 s, throttled: Graph asked for it',
      'groups: starts over: the delta token has expired',
      'groups: a column is withheld',
      'users: complete, 1,000 rows (+1,000 ~0 -0), 2 requests',
      'user_licenses: complete, 1 row (+1,000 ~0 -0), 2 requests',
    ])
    expect(stream.cursorMoves).toBe(0)
  })

  it('is every event when verbose', async () => {
    const { lines } = await play({ tty: false, verbose: true })
    expect(lines).toHaveLength(events.length + 1)
    expect(lines).toContain('users: 999 rows, 1 page')
  })

  it('says of a stream that paces itself that it waits, but not each time', async () => {
    const pacing: RunEvent = { type: 'waiting', stream: 'sign_ins', ms: 2000, reason: 'pacing', message: '' }
    const { lines } = await play(
      { tty: false },
      Array.from({ length: 61 }, () => pacing),
    )
    expect(lines).toEqual(Array.from({ length: 3 }, () => 'sign_ins: waiting 2.0 s, pacing'))
  })

  it('says what runs after half a minute of silence, and for how long its rows are being written', async () => {
    const stream = new FakeStream(false)
    let now = 0
    let beat: () => void = () => {}
    const progress = await createProgress({
      stream,
      live: false,
      colours: false,
      verbose: false,
      now: () => now,
      heart: given => {
        beat = given
        return () => {}
      },
    })
    const pass = (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        now += 1000
        beat()
      }
    }
    progress.onEvent({ type: 'stream-started', stream: 'users', kind: 'delta', resumed: false })
    progress.onEvent({ type: 'page', stream: 'users', rows: 3000, pages: 3, detail: null })
    pass(29)
    expect(stream.written).toBe('users: started (delta)\n')
    pass(1)
    expect(stream.written).toContain('users: 3,000 rows, 3 pages, 100 rows/s\n')
    progress.onEvent({ type: 'folding', stream: 'users' })
    pass(60)
    progress.stop()
    pass(60)
    expect(stream.written.trimEnd().split('\n').slice(2)).toEqual([
      'users: 3,000 rows, 3 pages, writing for 30.0 s',
      'users: 3,000 rows, 3 pages, writing for 1m 0s',
    ])
  })

  it('writes nothing after it was stopped', async () => {
    const stream = new FakeStream(false)
    const progress = await createProgress({
      stream,
      live: false,
      colours: false,
      verbose: true,
      now: () => 0,
    })
    progress.stop()
    for (const event of events) progress.onEvent(event)
    expect(stream.written).toBe('')
  })
})

describe('progress on a terminal', () => {
  it('draws over its own lines and keeps restarts and notes', async () => {
    const { stream, written } = await play({ tty: true })
    expect(stream.cursorMoves).toBeGreaterThan(0)
    expect(written).toContain('groups: starts over: the delta token has expired\n')
    expect(written).toContain('groups: a column is withheld\n')
    expect(written).not.toContain('users: started')
    expect(written).toContain('streams running')
    expect(written).not.toContain('\u001b[31m')
  })

  it('has colours only where they are wanted', async () => {
    const { written } = await play({ tty: true, colours: false })
    for (const colour of ['31', '32', '33', '36']) expect(written).not.toContain(`\u001b[${colour}m`)
  })

  it('is for terminals that can', () => {
    const tty = new FakeStream(true)
    expect(isLively(tty, {})).toBe(true)
    expect(isLively(new FakeStream(false), {})).toBe(false)
    expect(isLively(tty, { TERM: 'dumb' })).toBe(false)
    expect(isLively(tty, { CI: 'true' })).toBe(false)
    const sized = (columns: number, rows: number) => Object.assign(new FakeStream(true), { columns, rows })
    expect(isLively(sized(0, 0), {})).toBe(false)
    expect(isLively(sized(80, 0), {})).toBe(false)
    expect(isLively(sized(80, 24), {})).toBe(true)
  })
})

describe('the live lines', () => {
  it('say rows, pages, rate, and for how long a stream waits and why', () => {
    let now = 0
    const streams = new LiveStreams(() => now)
    const take = (event: RunEvent) => streams.take(event)
    take({ type: 'stream-started', stream: 'users', kind: 'delta', resumed: false })
    take({ type: 'stream-started', stream: 'sign_ins', kind: 'window', resumed: false })
    now = 2000
    take({ type: 'page', stream: 'users', rows: 1998, pages: 2, detail: null })
    take({ type: 'page', stream: 'sign_ins', rows: 10, pages: 1, detail: '2026-11-20' })
    take({ type: 'waiting', stream: 'sign_ins', ms: 12_000, reason: 'throttled', message: 'asked for it' })
    expect(streams.headline()).toBe('2 streams running, 0 done, 2.0 s')
    const squeezed = (lines: string[]) => lines.map(line => line.trim().replaceAll(/\s+/g, ' '))
    expect(squeezed(streams.lines(120, 10))).toEqual([
      'users 1,998 rows 2 pages 999 rows/s',
      'sign_ins 10 rows 1 page waiting 12.0 s, throttled: asked for it',
    ])
    now = 5000
    expect(squeezed(streams.lines(120, 10))[1]).toContain('waiting 9.0 s')
    now = 15_000
    expect(squeezed(streams.lines(120, 10))[1]).toBe('sign_ins 10 rows 1 page 1 rows/s 2026-11-20')
    take({ type: 'folding', stream: 'users' })
    expect(squeezed(streams.lines(120, 10))[0]).toBe('users 1,998 rows 2 pages writing')
    now += 4000
    expect(squeezed(streams.lines(120, 10))[0]).toBe('users 1,998 rows 2 pages writing for 4.0 s')
    take({ type: 'page', stream: 'users', rows: 2000, pages: 3, detail: null })
    expect(squeezed(streams.lines(120, 10))[0]).toBe('users 2,000 rows 3 pages 105 rows/s')
    now -= 4000
    take({ type: 'stream-ended', stream: 'users', tables: [ended] })
    expect(streams.headline()).toBe('1 stream running, 1 done, 15.0 s')
  })

  it('fit the terminal in both directions', () => {
    const streams = new LiveStreams(() => 0)
    for (let index = 0; index < 30; index++) {
      streams.take({
        type: 'waiting',
        stream: `stream_${index}`,
        ms: 5000,
        reason: 'throttled',
        message: 'x'.repeat(200),
      })
    }
    const lines = streams.lines(60, 10)
    expect(lines).toHaveLength(10)
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(60)
    expect(lines.at(-1)).toBe('  and 21 more')
  })
})
