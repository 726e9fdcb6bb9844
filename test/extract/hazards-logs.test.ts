// Events by time: no microsecond lost, none twice, whatever comes late, changes, or is too much for Graph to answer.
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EventKind } from '../../src/sandbox/index.ts'
import type { WindowCursor } from '../../src/state/schema.ts'
import {
  cutPages,
  everyPage,
  expectComplete,
  expectVerdict,
  filesIn,
  identitiesIn,
  leap,
  paths,
  pathsSince,
} from '../support/hazards.ts'
import { readParquet, readTable } from '../support/parquet-rows.ts'
import { expectTruth, NOON, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const HOUR = 3_600_000
const ALWAYS = Number.POSITIVE_INFINITY
const EVENTS: readonly EventKind[] = [
  'sign_ins',
  'sign_ins_non_interactive',
  'sign_ins_service_principal',
  'sign_ins_managed_identity',
  'directory_audits',
  'provisioning_logs',
]
const TIME = {
  sign_ins: 'createdDateTime',
  sign_ins_non_interactive: 'createdDateTime',
  sign_ins_service_principal: 'createdDateTime',
  sign_ins_managed_identity: 'createdDateTime',
  directory_audits: 'activityDateTime',
  provisioning_logs: 'activityDateTime',
} as const

let rig: Rig
afterEach(() => rig.close())

const cursorOf = (table: string): WindowCursor => {
  const cursor = stateOf(rig.lake).streams[table]?.cursor
  if (cursor?.kind !== 'window') throw new Error(`${table} has no watermark`)
  return cursor
}

const dayFile = (table: string, date: string): string => join(rig.lake, table, `date=${date}`, 'data.parquet')

const idsOn = async (table: string, date: string): Promise<unknown[]> =>
  (await readParquet(dayFile(table, date))).map(row => row.id)

const reasons = (): string[] =>
  rig.events.flatMap(event => (event.type === 'restarted' ? [event.reason] : []))

describe('around midnight', () => {
  test.each(EVENTS)('%s has every event once, in the file of its day', async kind => {
    rig = await startRig({ activity: 0.1 })
    const add = (time: string): string => rig.sandbox.edit.addEvent(kind, { [TIME[kind]]: time })
    const before = add('2026-11-19T23:59:59.9999999Z')
    const at = add('2026-11-20T00:00:00Z')
    const after = add('2026-11-20T00:00:00.0000001Z')
    const offset = add('2026-11-20T01:00:00+01:00')
    const reach = { tables: [kind], since: { at: '2026-11-19T12:00:00Z' } }
    expectComplete(await leap(rig, reach), kind)
    const [yesterday, today] = [await idsOn(kind, '2026-11-19'), await idsOn(kind, '2026-11-20')]
    expect(yesterday.filter(id => id === before)).toHaveLength(1)
    for (const id of [at, after, offset]) expect(today.filter(one => one === id)).toHaveLength(1)
    expect(yesterday).not.toContain(at)
    expect(today).not.toContain(before)
    await expectTruth(rig, kind)
    rig.sandbox.advance({ hours: 13 })
    expectComplete(await leap(rig, reach), kind)
    await expectTruth(rig, kind)
  })

  test('and at the bounds of ranges that were cut in half', async () => {
    rig = await startRig({ activity: 0.1 })
    for (const time of [
      '11:59:59.9999999Z',
      '12:00:00Z',
      '12:00:00.0000001Z',
      '05:59:59.9999999Z',
      '06:00:00Z',
    ])
      rig.sandbox.edit.addEvent('sign_ins', { createdDateTime: `2026-11-19T${time}` })
    rig.sandbox.faults.add({ match: 'signIns?', times: 2, fail: { status: 504, code: 'UnknownError' } })
    expectComplete(
      await leap(rig, { tables: ['sign_ins'], since: { at: '2026-11-19T00:00:00Z' } }),
      'sign_ins',
    )
    expect(rig.sandbox.requests.some(({ path }) => path.includes('T05%3A59%3A59.9999999Z'))).toBe(true)
    await expectTruth(rig, 'sign_ins')
  })
})

describe('within the look-back', () => {
  test('events come late, change, are removed, and move over midnight', async () => {
    rig = await startRig({ now: '2026-11-20T04:00:00Z' })
    const { edit } = rig.sandbox
    const id = (time: string) =>
      edit.addEvent('sign_ins', { id: `at ${time}`, createdDateTime: time, appDisplayName: 'before' })
    const changed = id('2026-11-19T23:10:00Z')
    const removed = id('2026-11-20T01:00:00Z')
    const forward = id('2026-11-19T23:59:59.9Z')
    const back = id('2026-11-20T00:00:00.1Z')
    const outside = id('2026-11-19T20:00:00Z')
    const options = { tables: ['sign_ins'], since: { backMs: 30 * HOUR }, lookbackMs: 6 * HOUR }
    await leap(rig, options)
    rig.sandbox.advance({ hours: 1 })
    edit.changeEvent('sign_ins', changed, { appDisplayName: 'after' })
    edit.removeEvent('sign_ins', removed)
    const late = id('2026-11-19T22:30:00Z')
    const move = (event: string, createdDateTime: string): void => {
      edit.removeEvent('sign_ins', event)
      edit.addEvent('sign_ins', { id: event, createdDateTime, appDisplayName: 'moved' })
    }
    move(forward, '2026-11-20T00:00:05Z')
    move(back, '2026-11-19T23:59:55Z')
    move(outside, '2026-11-20T00:30:00Z')
    const report = await leap(rig, options)
    expectComplete(report, 'sign_ins')
    await expectTruth(rig, 'sign_ins')
    const [yesterday, today] = [await idsOn('sign_ins', '2026-11-19'), await idsOn('sign_ins', '2026-11-20')]
    expect(yesterday).toEqual(expect.arrayContaining([changed, late, back]))
    expect(today).toEqual(expect.arrayContaining([forward, outside]))
    expect([...yesterday, ...today]).not.toContain(removed)
    const rows = await readTable(rig.lake, 'sign_ins')
    expect(rows.find(row => row.id === changed)?.appDisplayName).toBe('after')
    expect(new Set(rows.map(row => row.id)).size).toBe(rows.length)
    expect(tableOf(report, 'sign_ins').rows).toBe(rows.length)
  })

  test('days and days of life end exact, with the look-back of the default', async () => {
    rig = await startRig({ users: 20, activity: 0.2 })
    for (const hours of [0, 5, 30]) {
      rig.sandbox.advance({ hours })
      expectComplete(await leap(rig, { tables: EVENTS }), ...EVENTS)
      for (const kind of EVENTS) await expectTruth(rig, kind)
    }
  })

  test('a day that becomes empty loses its file', async () => {
    rig = await startRig({ activity: 0.1 })
    const options = { tables: ['sign_ins'], since: { backMs: 36 * HOUR }, lookbackMs: 48 * HOUR }
    await leap(rig, options)
    const day = { from: '2026-11-19T00:00:00Z', to: '2026-11-20T00:00:00Z' }
    for (const { id } of [...rig.sandbox.truth('sign_ins', day)])
      rig.sandbox.edit.removeEvent('sign_ins', String(id))
    const report = await leap(rig, options)
    expectComplete(report, 'sign_ins')
    expect(paths(join(rig.lake, 'sign_ins'))).toEqual(['date=2026-11-20/data.parquet'])
    expect(tableOf(report, 'sign_ins').firstEventAt).toMatch(/^2026-11-20/)
    await expectTruth(rig, 'sign_ins')
  })

  test('nothing new rewrites no file', async () => {
    rig = await startRig()
    const tables = [...EVENTS, 'users', 'user_licenses', 'groups', 'group_members', 'subscribed_skus']
    await leap(rig, { tables: [...tables, 'application_owners', 'authorization_policy'] })
    const before = identitiesIn(rig.lake)
    const report = await leap(rig, { tables: [...tables, 'application_owners', 'authorization_policy'] })
    expectComplete(report, ...tables)
    const kept = Object.entries(before).filter(([path]) => path.endsWith('.parquet'))
    expect(kept.length).toBeGreaterThan(10)
    expect(identitiesIn(rig.lake)).toMatchObject(Object.fromEntries(kept))
    for (const { inserted, updated, deleted } of report.tables) expect(inserted + updated + deleted).toBe(0)
  })
})

describe('a range that is too much for Graph', () => {
  const TOO_MUCH = { status: 504, code: 'UnknownError', message: 'Gateway timeout.' }

  test('is cut in half on 504, also in mid-listing', async () => {
    rig = await startRig({ activity: 0.2 })
    rig.sandbox.faults.add({ match: /signIns\?.*&cut=/, after: 1, fail: TOO_MUCH })
    rig.sandbox.faults.add({ match: 'signIns?', times: 3, fail: TOO_MUCH })
    cutPages(rig.sandbox, /signIns\?/, 5)
    const report = await leap(rig, { tables: ['sign_ins'] })
    expectComplete(report, 'sign_ins')
    expect(tableOf(report, 'sign_ins')).toMatchObject({ retries: 0, duplicates: expect.any(Number) })
    expect(reasons()).toHaveLength(4)
    await expectTruth(rig, 'sign_ins')
  })

  test.each(['headers', 'body'] as const)('is cut in half on a time-out of the %s', async at => {
    rig = await startRig()
    rig.sandbox.faults.add({ match: 'directoryAudits?', times: 2, stall: { at } })
    const timeouts = { connectMs: 2_000, headersMs: 400, bodyIdleMs: 400 }
    expectComplete(await leap(rig, { tables: ['directory_audits'], timeouts }), 'directory_audits')
    expect(reasons()).toHaveLength(2)
    await expectTruth(rig, 'directory_audits')
  })

  test('fails honestly when a minute is still too much, and keeps the days before', async () => {
    rig = await startRig()
    const day = rig.sandbox.faults.add({
      match: /signIns\?.*ge%202026-11-20T/,
      times: ALWAYS,
      fail: TOO_MUCH,
    })
    const options = { tables: ['sign_ins', 'users'], since: { at: '2026-11-18T06:00:00Z' } }
    const report = await leap(rig, options)
    expectVerdict(report, 'sign_ins', 'partial', /504/)
    expect(report.exitCode).toBe(1)
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete' })
    expect(cursorOf('sign_ins').readUntil).toBe('2026-11-20T00:00:00.000Z')
    expect(paths(join(rig.lake, 'sign_ins'))).toEqual([
      'date=2026-11-18/data.parquet',
      'date=2026-11-19/data.parquet',
    ])
    const expected = [
      ...rig.sandbox.truth('sign_ins', { from: '2026-11-18T06:00:00Z', to: '2026-11-20T00:00:00Z' }),
    ]
    expect(await readTable(rig.lake, 'sign_ins')).toHaveLength(expected.length)
    const shortest =
      rig.sandbox.requests.findLast(({ path }) => path.includes('ge%202026-11-20T'))?.path ?? ''
    const [, from = '', to = ''] = /ge%20(\S+?Z).*le%20(\S+?Z)/.exec(shortest) ?? []
    const length = Date.parse(decodeURIComponent(to)) - Date.parse(decodeURIComponent(from))
    expect(length).toBeLessThan(120_000)

    const again = await leap(rig, options)
    expectVerdict(again, 'sign_ins', 'failed', /504/)
    expect(again.exitCode).toBe(1)
    day.remove()
    const asked = rig.sandbox.requests.length
    expectComplete(await leap(rig, options), 'sign_ins')
    expect(pathsSince(rig.sandbox, asked).filter(path => path.includes('ge%202026-11-18'))).toEqual([])
    await expectTruth(rig, 'sign_ins')
  })

  test('from the first range on: failed, nothing is kept', async () => {
    rig = await startRig()
    rig.sandbox.faults.add({ match: 'signIns?', times: ALWAYS, fail: TOO_MUCH })
    const report = await leap(rig, { tables: ['sign_ins'] })
    expectVerdict(report, 'sign_ins', 'failed', /504/)
    expect(report.exitCode).toBe(1)
    rig.sandbox.faults.clear()
    expectComplete(await leap(rig, { tables: ['sign_ins'] }), 'sign_ins')
    await expectTruth(rig, 'sign_ins')
  })
})

describe('a start that is too old', () => {
  const reach = { tables: ['sign_ins', 'directory_audits'], since: { backMs: 5 * 24 * HOUR } }
  const REFUSED = { status: 400, code: 'BadRequest', message: 'Invalid filter clause: too old.' }

  test('goes on from the oldest that is kept, and says so', async () => {
    rig = await startRig({ retentionDays: 1 })
    const report = await leap(rig, reach)
    expectComplete(report, ...reach.tables)
    const oldest = Date.parse(NOON) - 24 * HOUR
    for (const table of reach.tables) {
      expect(tableOf(report, table).reason).toMatch(/only since 2026-11-19T12:0/)
      const reached = Date.parse(cursorOf(table).from) - oldest
      expect(reached).toBeGreaterThanOrEqual(0)
      expect(reached).toBeLessThanOrEqual(60_000)
      await expectTruth(rig, table)
    }
    const next = await leap(rig, reach)
    for (const table of reach.tables) expect(tableOf(next, table).reason).toBeNull()
  })

  test('by default is no surprise: the first run begins quietly at what is kept', async () => {
    rig = await startRig({ retentionDays: 1 })
    const report = await leap(rig, { ...reach, since: { backMs: 30 * 24 * HOUR } })
    expectComplete(report, ...reach.tables)
    for (const table of reach.tables) {
      expect(tableOf(report, table).reason).toBeNull()
      expect(cursorOf(table).from).toMatch(/^2026-11-19T12:0/)
      await expectTruth(rig, table)
    }
    expect(rig.events.filter(({ type }) => type === 'restarted' || type === 'note')).toEqual([])
    rig.sandbox.advance({ days: 2 })
    const next = await leap(rig, { ...reach, since: { backMs: 30 * 24 * HOUR } })
    for (const table of reach.tables)
      expect(tableOf(next, table).reason).toMatch(/only since 2026-11-21T12:0/)
  })

  test('and is refused once more because time went on', async () => {
    rig = await startRig({ retentionDays: 1 })
    rig.sandbox.faults.add({ match: /signIns\?.*top=1000/, after: 1, fail: REFUSED })
    expectComplete(await leap(rig, reach), ...reach.tables)
    await expectTruth(rig, 'sign_ins')
  })

  test('because the lake was left alone for longer than Graph keeps events', async () => {
    rig = await startRig({ retentionDays: 2, activity: 0.1 })
    await leap(rig, reach)
    const days = filesIn(join(rig.lake, 'sign_ins'))
    rig.sandbox.advance({ days: 5 })
    const report = await leap(rig, reach)
    expectComplete(report, ...reach.tables)
    expect(tableOf(report, 'sign_ins').reason).toMatch(/only since 2026-11-23T12:0/)
    expect(filesIn(join(rig.lake, 'sign_ins'))).toMatchObject(days)
    const kept = (await readTable(rig.lake, 'sign_ins')).map(row => row.id)
    const from = '2026-11-23T12:01:00Z'
    const truth = [...rig.sandbox.truth('sign_ins', { from })].map(row => row.id)
    expect(kept).toEqual(expect.arrayContaining(truth))
  })

  test('is not what a filter is that Graph never takes: failed', async () => {
    rig = await startRig()
    rig.sandbox.faults.add({ match: 'signIns?', times: ALWAYS, fail: REFUSED })
    const report = await leap(rig, { tables: ['sign_ins'] })
    expectVerdict(report, 'sign_ins', 'failed', /Invalid filter clause/)
    expect(report.exitCode).toBe(1)
    rig.sandbox.faults.clear()
    expectComplete(await leap(rig, { tables: ['sign_ins'] }), 'sign_ins')
    await expectTruth(rig, 'sign_ins')
  })
})

describe('clocks', () => {
  test.each(['2041-03-05T12:00:00Z', '2019-03-05T12:00:00Z'])(
    "Graph's now counts, not ours: %s",
    async now => {
      rig = await startRig({ now, activity: 0.1 })
      const last = rig.sandbox.edit.addEvent('sign_ins', { createdDateTime: now.replace('12:00', '11:59') })
      expectComplete(await leap(rig, { tables: ['sign_ins'] }), 'sign_ins')
      expect(cursorOf('sign_ins').readUntil.slice(0, 13)).toBe(now.slice(0, 13))
      expect((await readTable(rig.lake, 'sign_ins')).map(row => row.id)).toContain(last)
      await expectTruth(rig, 'sign_ins')
      rig.sandbox.advance({ hours: 3 })
      expectComplete(await leap(rig, { tables: ['sign_ins'] }), 'sign_ins')
      await expectTruth(rig, 'sign_ins')
    },
  )
})

describe('a run that ended in the middle of a range', () => {
  test('goes on from its page, and reads the look-back first when that begins earlier', async () => {
    rig = await startRig()
    const options = { tables: ['sign_ins'], since: { at: '2026-11-19T00:00:00Z' } }
    rig.sandbox.faults.add({
      match: /signIns\?.*&cut=12/,
      times: ALWAYS,
      fail: { status: 500, code: 'Broken' },
    })
    cutPages(rig.sandbox, /signIns\?/, 6)
    expectVerdict(await leap(rig, options, everyPage), 'sign_ins', 'failed', /Broken/)
    rig.sandbox.faults.clear()
    cutPages(rig.sandbox, /signIns\?/, 6)
    const asked = rig.sandbox.requests.length
    expectComplete(await leap(rig, options), 'sign_ins')
    const again = pathsSince(rig.sandbox, asked).filter(path => path.includes('signIns?'))
    expect(again[0]).toMatch(/&cut=12$/)
    await expectTruth(rig, 'sign_ins')

    rig.sandbox.faults.clear()
    rig.sandbox.faults.add({
      match: /signIns\?.*ge%202026-11-21.*&cut=/,
      times: ALWAYS,
      fail: { status: 500, code: 'Broken' },
    })
    cutPages(rig.sandbox, /signIns\?/, 6)
    rig.sandbox.advance({ days: 1 })
    expectVerdict(await leap(rig, options, everyPage), 'sign_ins', 'partial', /Broken/)
    rig.sandbox.faults.clear()
    rig.sandbox.advance({ hours: 4 })
    expectComplete(await leap(rig, { ...options, lookbackMs: 20 * HOUR }), 'sign_ins')
    await expectTruth(rig, 'sign_ins')
  })
})
