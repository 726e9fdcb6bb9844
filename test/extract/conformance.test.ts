// Every stream of the catalogue, one test each: what the lake holds is what the tenant holds, before and after a day of changes.

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { duckdbType, SYSTEM_COLUMNS } from '../../src/lake/types.ts'
import { findTable, tables } from '../../src/streams/index.ts'
import { parquetColumns, parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, replay, sorted, startRig, tableOf } from '../support/rig.ts'

/** Those that need the option `--owner` are in user-owned.test.ts, those that are computed in derived.test.ts. */
const names = [...tables.values()]
  .filter(({ stream }) => stream.definition.kind !== 'derived')
  .map(({ name }) => name)
  .filter(table => table !== 'user_owned_deleted_items')
const isEvents = (table: string): boolean => findTable(table).stream.definition.kind === 'window'

let rig: Rig
let reports: RunReport[] = []
const images = new Map<string, Row[][]>()

/** The living were never deleted; a single object may come without an id. */
const isEmptyByNature = (table: string, column: string): boolean =>
  column === 'deletedDateTime' || findTable(table).definition.optionalKey?.includes(column) === true

/** What only a signed-in person may read is read as one. */
const forPeople = names.filter(
  table => findTable(table).stream.definition.permissions.application.length === 0,
)
const forApplications = names.filter(table => !forPeople.includes(table))

async function extractAll(): Promise<void> {
  const report = await rig.extract({ tables: forApplications })
  const scopes = forPeople.flatMap(table => findTable(table).stream.definition.permissions.delegated)
  const tokens = staticToken(rig.sandbox.token({ scopes }), Date.now)
  const asPerson = await rig.extract({ tables: forPeople }, { tokens })
  reports = [...reports, { ...report, tables: [...report.tables, ...asPerson.tables] }]
  for (const table of names)
    images.set(table, [...(images.get(table) ?? []), await readTable(rig.lake, table)])
}

beforeAll(async () => {
  rig = await startRig({ users: 150 })
  // Applications have been deleted by then, and are still in the bin.
  rig.sandbox.advance({ days: 2 })
  await extractAll()
})
afterAll(() => rig.close())

describe.each(names)('%s', table => {
  test('holds what the tenant holds', async () => {
    expect(tableOf(reports[0] as RunReport, table)).toMatchObject({ verdict: 'complete' })
    await expectTruth(rig, table)
    expect(images.get(table)?.[0]?.length).toBeGreaterThan(0)
  })

  test('has the declared columns in every file', async () => {
    const { definition } = findTable(table)
    const wanted = [...Object.keys(definition.columns), ...Object.keys(SYSTEM_COLUMNS)]
    for (const file of parquetFiles(join(rig.lake, table))) expect(await parquetColumns(file)).toEqual(wanted)
    for (const type of Object.values(definition.columns)) expect(duckdbType(type)).not.toBe('')
  })

  test('has some value in every column that is not empty by nature', () => {
    const { definition } = findTable(table)
    const rows = images.get(table)?.[0] ?? []
    const empty = Object.keys(definition.columns).filter(column => rows.every(row => row[column] === null))
    // The bin holds few objects at any time, with the columns of their living kind.
    if (table.startsWith('deleted_')) expect(rows.every(row => row.deletedDateTime !== null)).toBe(true)
    else expect(empty.filter(column => !isEmptyByNature(table, column))).toEqual([])
  })
})

describe('after days of changes', () => {
  beforeAll(async () => {
    for (const days of [1, 1, 3]) {
      rig.sandbox.advance({ days })
      await extractAll()
    }
  })

  test.each(names)('%s holds what the tenant holds', async table => {
    for (const report of reports) expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
    await expectTruth(rig, table)
  })

  test.each(names.filter(table => !isEvents(table)))('the changes of %s replay to its files', async table => {
    const { definition } = findTable(table)
    const [first = []] = images.get(table) ?? []
    const now = images.get(table)?.at(-1) ?? []
    expect(await replay(rig.lake, table, first)).toEqual(sorted(definition, now))
  })

  test.each(names.filter(isEvents))('%s keeps no changes', table => {
    expect(parquetFiles(join(rig.lake, 'changes', table))).toEqual([])
  })
})
