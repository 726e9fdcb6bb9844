// A server that makes one wait, or read, without end: time is bounded, and what is said of it is true.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leapingClock } from '../support/hazards.ts'
import { stateOf, tableOf } from '../support/rig.ts'
import { failed, page, type Reply } from '../support/scripted-server.ts'
import { startWorld, things, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

describe('Retry-After', () => {
  const BUDGET = 60_000

  test.each([
    String(1e12),
    '9'.repeat(400),
    'Fri, 31 Dec 9999 23:59:59 GMT',
    'Sat, 13 Sep 275760 00:00:00 GMT',
  ])('of %s is not waited for', async value => {
    world.graph.answer(failed(429, 'TooManyRequests', { 'retry-after': value }))
    const ended = await world.readThings()
    expect(ended).toMatchObject({ verdict: 'failed', requests: 1, waitedMs: 0 })
    expect(ended.reason).toMatch(/TooManyRequests.*another try would have to wait (\d+|Infinity) s/)
  })

  test.each(['-1', '-99999999999', 'NaN', 'Infinity', '1e9', '0x10', '1,2', ' ', 'soon', '\u00b2'])(
    'of %s is as good as none',
    async value => {
      world.graph.answer(failed(429, 'TooManyRequests', { 'retry-after': value }), page([{ id: 'a' }]))
      const ended = await world.readThings()
      expect(ended).toMatchObject({ verdict: 'complete', rows: 1, retries: 1 })
      expect(ended.waitedMs).toBeGreaterThan(0)
      expect(ended.waitedMs).toBeLessThan(BUDGET)
    },
  )
})

/** A page with a new row each time, linked to the next. */
const newRows = (link: (count: number) => string): Reply => {
  let count = 0
  return (response, asked) => {
    count++
    page([{ id: String(count) }], world.graph.root + link(count))(response, asked)
  }
}

describe('a listing', () => {
  test('that brings new rows for ever is stopped by --max-duration, and the table is not touched', async () => {
    world.graph.answer(newRows(count => `/v1.0/things?$skiptoken=${count}`))
    const { report, events } = await world.read(
      { things },
      { maxDurationMs: 700 },
      { commitPolicy: { bytes: 1, ms: 1 } },
    )
    expect(report.exitCode).toBe(5)
    expect(tableOf(report, 'things')).toMatchObject({
      verdict: 'partial',
      reason: expect.stringMatching(/stopped by --max-duration/),
      rows: 0,
    })
    const seen = events.flatMap(event => (event.type === 'page' ? [event.rows] : []))
    expect(seen.length).toBeGreaterThan(3)
    expect(seen).toEqual(seen.map((_, at) => at + 1))
    expect(stateOf(world.lake).tables.things?.files ?? {}).toEqual({})
  })

  test('that brings the same rows for ever ends by itself', async () => {
    let count = 0
    world.graph.answer((response, asked) => {
      page([{ id: 'a' }], `${world.graph.root}/v1.0/things?$skiptoken=${count++}`)(response, asked)
    })
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/repeats itself without end/),
    })
    expect(world.graph.asked.length).toBeLessThan(100)
  })

  test('of empty pages for ever ends by itself', async () => {
    let count = 0
    world.graph.answer((response, asked) => {
      page([], `${world.graph.root}/v1.0/things?$skiptoken=${count++}`)(response, asked)
    })
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/repeats itself without end/),
    })
    expect(world.graph.asked.length).toBeLessThan(1_100)
  })

  test('whose token is always expired starts over some times, not for ever', async () => {
    world.graph.answer(failed(410, 'resyncRequired', { location: `${world.stranger.origin}/` }))
    const ended = await world.readThings()
    expect(ended).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(/410/) })
    expect(ended.requests).toBeLessThan(10)
    expect(world.stranger.heard).toEqual([])
  })
})

describe('an answer', () => {
  test('of a byte now and then ends with the time that a request has', async () => {
    world.graph.answer(response => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    })
    const { report } = await world.read({ things }, {}, { retryBudgetMs: 600, clock: leapingClock() })
    expect(tableOf(report, 'things')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/timed out \(body\)/),
    })
  })
})
