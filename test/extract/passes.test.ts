// A pass over ranges of events takes hours in a large tenant. What comes late meanwhile is read by the next one; starting over
// leaves no hole, and takes nothing away that Graph no longer keeps.
import { afterEach, expect, test } from 'vitest'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, tableOf } from '../support/rig.ts'

let rig: Rig

afterEach(() => rig.close())

const HOUR = 3_600_000
const tables = ['sign_ins'] as const

test('a row that came late while a slow pass had left its range', async () => {
  rig = await startRig({ now: '2026-11-20T02:00:00Z' })
  let slow = false
  const onEvent = (event: { type: string }): void => {
    if (event.type !== 'folding' || slow) return
    slow = true
    rig.sandbox.advance({ hours: 3 })
  }
  await rig.extract({ tables, since: { backMs: 6 * HOUR } }, { onEvent })
  expect(slow).toBe(true)
  const id = rig.sandbox.edit.addEvent('sign_ins', { createdDateTime: '2026-11-19T21:00:00Z' })
  await rig.extract({ tables })
  expect((await readTable(rig.lake, 'sign_ins')).some(row => row.id === id)).toBe(true)
  await expectTruth(rig, 'sign_ins')
})

test.each([
  ['--full', { full: true }],
  ['other columns', { columns: { sign_ins: ['createdDateTime', 'userId'] } }],
])('%s with a short --since leaves no hole', async (_name, options) => {
  rig = await startRig()
  const narrow = { columns: { sign_ins: ['createdDateTime'] } }
  await rig.extract({ tables, since: { backMs: 30 * HOUR }, ...('columns' in options ? narrow : {}) })
  rig.sandbox.advance({ days: 1 })
  await rig.extract({ tables, since: { backMs: 6 * HOUR }, ...options })
  const ids = new Set((await readTable(rig.lake, 'sign_ins')).map(row => row.id))
  const missing = [...rig.sandbox.truth('sign_ins', { from: '2026-11-19T06:00:00.000Z' })].filter(
    row => !ids.has(row.id),
  )
  expect(missing).toEqual([])
})

test('days that Graph no longer sends stay when they are read again', async () => {
  rig = await startRig()
  await rig.extract({ tables, since: { backMs: 60 * HOUR } })
  const before = await readTable(rig.lake, 'sign_ins')
  const old = [
    ...rig.sandbox.truth('sign_ins', { to: '2026-11-19T00:00:00.000Z', from: '2026-11-18T00:00:00.000Z' }),
  ]
  expect(old.length).toBeGreaterThan(0)
  for (const { id } of old) rig.sandbox.edit.removeEvent('sign_ins', String(id))
  const report = await rig.extract({ tables, since: { backMs: 60 * HOUR }, full: true })
  expect(tableOf(report, 'sign_ins')).toMatchObject({ verdict: 'complete', deleted: 0 })
  expect((await readTable(rig.lake, 'sign_ins')).length).toBe(before.length)
})
