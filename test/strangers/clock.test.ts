// A server whose clock is out of this world: no table's time goes with it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dateOf } from '../../src/graph/answers.ts'
import { stateOf, tableOf } from '../support/rig.ts'
import { answered } from '../support/scripted-server.ts'
import { happenings, startWorld, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const IMPOSSIBLE = [
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'Sat, 13 Sep 275760 00:00:00 GMT',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Mon, 01 Jan 0001 00:00:00 GMT',
]

test.each([...IMPOSSIBLE, '', 'soon', '-1'])('the date %s says nothing', date => {
  expect(dateOf({ date })).toBe(null)
})

test('a date of these years is taken, however far from ours', () => {
  expect(dateOf({ date: 'Fri, 20 Nov 2026 12:00:00 GMT' })).toBe(Date.UTC(2026, 10, 20, 12))
  expect(dateOf({})).toBe(null)
})

test.each(IMPOSSIBLE)('events are read up to now, whatever year %s is', async date => {
  world.graph.answer(answered(200, { value: [] }, { date }))
  const { report } = await world.read({ happenings })
  expect(tableOf(report, 'happenings')).toMatchObject({ verdict: 'complete' })
  const { cursor } = stateOf(world.lake).streams.happenings ?? { cursor: null }
  const until = cursor?.kind === 'window' ? Date.parse(cursor.readUntil) : Number.NaN
  expect(Math.abs(until - Date.parse(report.startedAt))).toBeLessThan(60_000)
})
