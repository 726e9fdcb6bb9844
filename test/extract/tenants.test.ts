// The default set against tenants of every cloud and licence: what they do not have is skipped with that reason, the rest is exact.
import { afterEach, describe, expect, test } from 'vitest'
import type { RunReport, TableReport } from '../../src/extract/report.ts'
import { ALL_CLOUDS } from '../../src/streams/define.ts'
import { defaultTables, findTable } from '../../src/streams/index.ts'
import { leap } from '../support/hazards.ts'
import { expectTruth, type Rig, startRig } from '../support/rig.ts'

let rig: Rig
afterEach(() => rig.close())

const SINCE = { backMs: 6 * 3_600_000 }
const skippedIn = (report: RunReport): TableReport[] =>
  report.tables.filter(({ verdict }) => verdict === 'skipped')

async function expectTheRest(report: RunReport, skipped: readonly string[]): Promise<void> {
  const rest = report.tables.filter(({ table }) => !skipped.includes(table))
  expect(rest.filter(({ verdict }) => verdict !== 'complete')).toEqual([])
  expect(report.exitCode).toBe(0)
  expect(rest.length).toBeGreaterThan(40)
  for (const { table } of rest) await expectTruth(rig, table)
}

describe.each(ALL_CLOUDS)('in the cloud %s', cloud => {
  test('what it lacks is skipped without a request', async () => {
    rig = await startRig({ users: 40, activity: 0.1, cloud })
    const report = await rig.extract({ cloud, since: SINCE })
    const skipped = skippedIn(report).map(({ table }) => table)
    const lacking = defaultTables().filter(({ stream }) => !stream.definition.clouds.includes(cloud))
    expect(skipped.sort()).toEqual(lacking.map(({ name }) => name).sort())
    for (const table of skippedIn(report))
      expect(table).toMatchObject({ reason: `not in the cloud '${cloud}'`, requests: 0, requestId: null })
    await expectTheRest(report, skipped)
  })
})

describe.each(['free', 'p1', 'p2', 'governance'] as const)('with the licence %s', licence => {
  test('what it does not cover is skipped with name, licence and request-id', async () => {
    rig = await startRig({ users: 40, activity: 0.1, licence })
    const report = await leap(rig, { since: SINCE })
    const skipped = skippedIn(report)
    for (const { table, reason, requestId } of skipped) {
      const needed = findTable(table).stream.definition.licence
      expect(needed, table).not.toBeNull()
      expect(reason).toContain(`the tenant lacks the licence (${needed})`)
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    }
    expect(skipped.length === 0).toBe(licence === 'governance')
    await expectTheRest(
      report,
      skipped.map(({ table }) => table),
    )
  })
})
