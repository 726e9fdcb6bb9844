// The presets of --pii over the whole default set of the sandbox: nothing personal in any byte of the lake, and the lake still whole.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import { defaultTables, findTable } from '../../src/streams/index.ts'
import { keyText } from '../support/expected-rows.ts'
import { parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { expectNobody, masking, personalTexts } from '../support/personal.ts'
import { type Rig, replay, sorted, startRig, tableOf } from '../support/rig.ts'

const names = defaultTables().map(({ name }) => name)
const isEvents = (table: string): boolean => findTable(table).stream.definition.kind === 'window'

/** Rows of one table that have a partner in another. */
async function matches(
  lake: string,
  [table, column]: readonly [string, string],
  [other, key]: readonly [string, string],
) {
  const known = new Set((await readTable(lake, other)).map(row => row[key]))
  return (await readTable(lake, table)).filter(row => known.has(row[column])).length
}

const JOINS: readonly (readonly [readonly [string, string], readonly [string, string]])[] = [
  [
    ['user_licenses', 'userId'],
    ['users', 'id'],
  ],
  [
    ['user_managers', 'id'],
    ['users', 'id'],
  ],
  [
    ['group_members', 'id'],
    ['users', 'id'],
  ],
  [
    ['group_members', 'id'],
    ['groups', 'id'],
  ],
  [
    ['group_members', 'groupId'],
    ['groups', 'id'],
  ],
  [
    ['sign_ins', 'userId'],
    ['users', 'id'],
  ],
  [
    ['role_assignments', 'principalId'],
    ['users', 'id'],
  ],
  [
    ['role_assignments', 'principalId'],
    ['service_principals', 'id'],
  ],
  [
    ['app_role_assignments', 'resourceId'],
    ['service_principals', 'id'],
  ],
  [
    ['application_owners', 'id'],
    ['users', 'id'],
  ],
  [
    ['application_owners', 'applicationId'],
    ['applications', 'id'],
  ],
  [
    ['device_registered_owners', 'deviceId'],
    ['devices', 'id'],
  ],
  [
    ['m365_active_users', 'userPrincipalName'],
    ['email_activity', 'userPrincipalName'],
  ],
  [
    ['user_registration_details', 'id'],
    ['users', 'id'],
  ],
  [
    ['directory_audit_changes', 'targetId'],
    ['users', 'id'],
  ],
]

const TENANT = { users: 32, activity: 0.1 }

/** The same tenant without masks: rows and joins of the first run, and the report of a day later. */
interface Plain {
  readonly rows: ReadonlyMap<string, number>
  readonly joins: readonly number[]
  readonly later: RunReport
}
let plain: Plain

beforeAll(async () => {
  const rig = await startRig(TENANT)
  rig.sandbox.advance({ days: 2 })
  const first = await rig.extract()
  const joins: number[] = []
  for (const [from, to] of JOINS) joins.push(await matches(rig.lake, from, to))
  rig.sandbox.advance({ days: 1 })
  const later = await rig.extract()
  plain = { rows: new Map(first.tables.map(({ table, rows }) => [table, rows])), joins, later }
  await rig.close()
})

describe.each(['pseudonymous', 'none'] as const)('--pii %s', pii => {
  let rig: Rig
  const reports: RunReport[] = []
  const images = new Map<string, Row[]>()

  beforeAll(async () => {
    rig = await startRig(TENANT)
    rig.sandbox.advance({ days: 2 })
    reports.push(await rig.extract(masking(pii)))
    for (const table of names) images.set(table, await readTable(rig.lake, table))
  })
  afterAll(() => rig.close())

  test('reads every table whole, and no less than without', () => {
    for (const table of names) {
      expect(tableOf(reports[0] as RunReport, table)).toMatchObject({ verdict: 'complete' })
      expect(images.get(table)?.length, table).toBe(plain.rows.get(table))
    }
  })

  test('leaves nobody in any file', () => expectNobody(rig.lake, personalTexts(rig.sandbox, pii === 'none')))

  test('leaves keys unique', () => {
    for (const table of names) {
      const { definition } = findTable(table)
      const keys = (images.get(table) ?? []).map(row => keyText(definition, row))
      expect(new Set(keys).size, table).toBe(keys.length)
    }
  })

  test.each(JOINS.map(([from, to], index) => [from, to, index] as const))(
    'joins %j with %j as before',
    async (from, to, index) => {
      expect(plain.joins[index]).toBeGreaterThan(0)
      expect(await matches(rig.lake, from, to)).toBe(plain.joins[index])
    },
  )

  test('goes on with a day of changes, which replay', async () => {
    rig.sandbox.advance({ days: 1 })
    const report = await rig.extract(masking(pii))
    for (const table of names) {
      const { verdict, inserted, updated, deleted, rows } = tableOf(report, table)
      expect([table, verdict]).toEqual([table, 'complete'])
      const without = tableOf(plain.later, table)
      expect({ table, inserted, deleted, rows }).toEqual({
        table,
        inserted: without.inserted,
        deleted: without.deleted,
        rows: without.rows,
      })
      expect(updated).toBeLessThanOrEqual(without.updated)
      if (isEvents(table)) continue
      const now = sorted(findTable(table).definition, await readTable(rig.lake, table))
      expect(await replay(rig.lake, table, images.get(table) ?? [])).toEqual(now)
    }
    expect(parquetFiles(join(rig.lake, 'changes')).length).toBeGreaterThan(5)
    await expectNobody(rig.lake, personalTexts(rig.sandbox, pii === 'none'))
  })
})
