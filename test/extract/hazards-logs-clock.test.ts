// Events by time, read from a Graph whose clock is wrong: nothing is missed for good, and what cannot be right is said.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import type { RunReport } from '../../src/extract/report.ts'
import type { RunDeps } from '../../src/extract/run.ts'
import type { WindowCursor } from '../../src/state/schema.ts'
import { everyPage, expectComplete, expectVerdict, filesIn, leapingClock, paths } from '../support/hazards.ts'
import { expectTruth, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const DAY = 86_400_000
const AHEAD = 9 * DAY
const TABLES = ['directory_audits', 'sign_ins']
const AUDITS = ['directory_audits']

let rig: Rig
let server: Server
let graphUrl: string
/** How far the Date of the answer to a path is ahead, in milliseconds. */
let shift: (path: string) => number
/** Paths asked for in this run, oldest first. */
let asked: string[]

/** Stands before the sandbox, and sets the Date of its answers. */
beforeEach(async () => {
  rig = await startRig({ users: 20, activity: 0.1 })
  server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const { authorization = '', prefer = '' } = request.headers
    const headers = { authorization, prefer: String(prefer) }
    const answer = await fetch(`${rig.sandbox.url}${path}`, { headers })
    const body = Buffer.from(await answer.arrayBuffer())
    asked.push(decodeURIComponent(path))
    const date = new Date(rig.sandbox.now.getTime() + shift(path)).toUTCString()
    response.writeHead(answer.status, {
      date,
      'content-type': 'application/json',
      'request-id': answer.headers.get('request-id') ?? '',
    })
    response.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  graphUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  shift = () => 0
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await rig.close()
})

/** A run on a machine whose clock is right. */
function extract(tables = TABLES, deps: Partial<RunDeps> = {}): Promise<RunReport> {
  asked = []
  rig.events.length = 0
  const leaping = leapingClock()
  const ahead = rig.sandbox.now.getTime() - Date.now()
  return rig.extract(
    { tables, graphUrl },
    {
      clock: { ...leaping, now: () => leaping.now() + ahead },
      tokens: { ...staticToken(rig.sandbox.token(), Date.now), endsAt: null },
      ...deps,
    },
  )
}

const cursorOf = (table: string): WindowCursor => {
  const cursor = stateOf(rig.lake).streams[table]?.cursor
  if (cursor?.kind !== 'window') throw new Error(`${table} has no watermark`)
  return cursor
}

const notes = (): string[] => rig.events.flatMap(event => (event.type === 'note' ? [event.text] : []))

/** Some life: an hour goes by, one event comes, and one that is two hours old comes late. */
function live(): void {
  rig.sandbox.advance({ hours: 1 })
  const late = new Date(rig.sandbox.now.getTime() - DAY / 12).toISOString()
  for (const table of ['directory_audits', 'sign_ins'] as const) rig.sandbox.edit.addEvent(table)
  rig.sandbox.edit.addEvent('sign_ins', { createdDateTime: late })
  rig.sandbox.edit.addEvent('directory_audits', { activityDateTime: late })
  rig.sandbox.advance({ hours: 0.1 })
}

async function expectExact(tables = TABLES): Promise<void> {
  for (const table of tables) {
    await expectTruth(rig, table)
    const { from, readUntil } = cursorOf(table)
    expect(Math.abs(Date.parse(readUntil) - rig.sandbox.now.getTime())).toBeLessThan(5_000)
    expect(from < readUntil).toBe(true)
  }
}

const EARLIER =
  /^an earlier run took it to be \S+, and read until \S+, but Graph's clock says \S+: read again from/
const WRONG = /^Graph's clock cannot be right: it said \S+ when the reading began, and says \S+ now/

describe('a clock that is ahead', () => {
  test('in a whole run is said, and what it would hide is read by the next', async () => {
    expectComplete(await extract(), ...TABLES)
    expect(notes()).toEqual([])
    live()
    shift = () => AHEAD
    expectComplete(await extract(), ...TABLES)
    expect(notes()).toEqual([
      expect.stringMatching(/^Graph's clock says \S+, this machine's \S+: events are read/),
    ])
    expect(Date.parse(cursorOf('sign_ins').readUntil)).toBeGreaterThan(
      rig.sandbox.now.getTime() + AHEAD - DAY,
    )
    live()
    shift = () => 0
    const report = await extract()
    expectComplete(report, ...TABLES)
    for (const table of TABLES) expect(tableOf(report, table).reason).toMatch(EARLIER)
    await expectExact()
    // From the last event on, not from the first reach.
    expect(asked.filter(path => path.includes('signIns'))).toHaveLength(1)
    live()
    const next = await extract()
    for (const table of TABLES) expect(tableOf(next, table).reason).toBeNull()
    await expectExact()
  })

  test('in the first run of all: the next begins at the first reach', async () => {
    shift = () => AHEAD
    expectComplete(await extract(), ...TABLES)
    shift = () => 0
    const report = await extract()
    for (const table of TABLES) expect(tableOf(report, table).reason).toMatch(/read again from the start$/)
    await expectExact()
    expect(tableOf(report, 'sign_ins').rows).toBeGreaterThan(0)
  })

  test('in a run that was interrupted leaves no place to go on from', async () => {
    expectComplete(await extract(AUDITS), ...AUDITS)
    live()
    shift = () => AHEAD
    const fault = { match: /directoryAudits.*2026-11-25/, times: Number.POSITIVE_INFINITY } as const
    rig.sandbox.faults.add({ ...fault, fail: { status: 500, code: 'Broken' } })
    expectVerdict(await extract(AUDITS, everyPage), 'directory_audits', 'partial', /Broken/)
    expect(stateOf(rig.lake).streams.directory_audits?.running).not.toBeNull()
    rig.sandbox.faults.clear()
    live()
    shift = () => 0
    const report = await extract(AUDITS)
    expect(tableOf(report, 'directory_audits').reason).toMatch(EARLIER)
    await expectExact(AUDITS)
  })
})

describe('one answer with another time', () => {
  test('before the first page: the pass begins again by the newer clock', async () => {
    expectComplete(await extract(AUDITS), ...AUDITS)
    live()
    shift = path => (path.includes('/organization') ? AHEAD : 0)
    expectComplete(await extract(AUDITS), ...AUDITS)
    await expectExact(AUDITS)
  })

  test('before the first page of a first run, which knows no other beginning: failed, and said', async () => {
    shift = path => (path.includes('/organization') ? AHEAD : 0)
    expectVerdict(await extract(AUDITS), 'directory_audits', 'failed', WRONG)
    expect(paths(rig.lake).filter(path => path.endsWith('.parquet'))).toEqual([])
    shift = () => 0
    expectComplete(await extract(AUDITS), ...AUDITS)
    await expectExact(AUDITS)
  })

  test.each([AHEAD, -AHEAD])('in mid-reading (%i ms): nothing moves until then', async by => {
    expectComplete(await extract(AUDITS), ...AUDITS)
    rig.sandbox.advance({ days: 3 })
    live()
    shift = path => (/2026-11-22/.test(path) ? by : 0)
    expectVerdict(await extract(AUDITS), 'directory_audits', 'partial', WRONG)
    expect(cursorOf('directory_audits').readUntil).toMatch(/^2026-11-2[12]/)
    shift = () => 0
    const report = await extract(AUDITS)
    expect(tableOf(report, 'directory_audits')).toMatchObject({ verdict: 'complete', reason: null })
    await expectExact(AUDITS)
  })
})

test('a clock behind the events that are stored is not read by', async () => {
  expectComplete(await extract(), ...TABLES)
  const before = filesIn(join(rig.lake, 'sign_ins'))
  live()
  shift = () => -AHEAD
  const report = await extract()
  for (const table of TABLES)
    expect(tableOf(report, table)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(
        /clock cannot be right: it says \S+, and an event of \S+ was read before/,
      ),
    })
  expect(filesIn(join(rig.lake, 'sign_ins'))).toEqual(before)
  shift = () => 0
  expectComplete(await extract(), ...TABLES)
  await expectExact()
})
