// Directory extensions of the sandbox tenant, whose values delta does not follow; and reports that conceal names.

import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { findTable } from '../../src/streams/index.ts'
import { parquetColumns, parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, replay, sorted, startRig, tableOf } from '../support/rig.ts'

let rig: Rig
afterEach(() => rig.close())

const WEEK = 7 * 86_400_000
const extensionsOf = (row: object): [string, unknown][] =>
  Object.entries(row).filter(([name, value]) => name.startsWith('extension_') && value !== null)

/** Values as the table has them: integers as numbers, times as microseconds. */
const comparable = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)
    ? `${BigInt(Date.parse(value)) * 1000n} µs`
    : value

async function expectExtensions(table: string): Promise<void> {
  const rows = new Map((await readTable(rig.lake, table)).map(row => [row.id, row]))
  const living = [...rig.sandbox.truth(table)]
  expect(rows.size).toBe(living.length)
  for (const object of living) {
    const expected = extensionsOf(object).map(([name, value]) => [name, comparable(value)])
    expect(Object.fromEntries(extensionsOf(rows.get(object.id) ?? {}))).toEqual(Object.fromEntries(expected))
  }
}

test('become typed columns, and go on being exact by a whole reading now and then', async () => {
  rig = await startRig({ users: 120 })
  const tables = ['users', 'groups', 'devices']
  const plain = await rig.extract({ tables })
  expect(tableOf(plain, 'users').verdict).toBe('complete')
  await rig.extract({ tables, extensions: true })
  for (const table of tables) await expectExtensions(table)
  const [file = ''] = parquetFiles(join(rig.lake, 'users'))
  const added = (await parquetColumns(file)).filter(name => name.startsWith('extension_'))
  expect(added.length).toBeGreaterThan(5)
  expect(added).toEqual([...added].sort())

  const image: Row[] = await readTable(rig.lake, 'users')
  const [user] = image.filter(row => added.some(name => row[name] !== null))
  const name =
    added.find(each => typeof user?.[each] === 'string' && !String(user[each]).includes('µs')) ?? ''
  rig.sandbox.edit.updateUser(String(user?.id), { [name]: 'another value' })
  const before = (await readTable(rig.lake, 'users')).find(row => row.id === user?.id)?.[name]
  const short = await rig.extract({ tables: ['users'], extensions: true, fullEveryMs: WEEK })
  expect(tableOf(short, 'users')).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
  expect(before).not.toBe('another value')
  const whole = await rig.extract({ tables: ['users'], extensions: true, fullEveryMs: 1 })
  expect(tableOf(whole, 'users')).toMatchObject({ inserted: 0, updated: 1, deleted: 0 })
  await expectExtensions('users')
  const { definition } = findTable('users')
  const firstImage = sorted(definition, image)
  const now = sorted(definition, await readTable(rig.lake, 'users'))
  expect(now.filter((row, index) => row[name] !== firstImage[index]?.[name])).toHaveLength(1)
})

test('concealed names in reports are said aloud, and stored as they come', async () => {
  rig = await startRig({ users: 60, concealNames: true })
  const report = await rig.extract({ tables: ['m365_active_users', 'email_activity', 'report_settings'] })
  for (const table of ['m365_active_users', 'email_activity']) {
    expect(tableOf(report, table)).toMatchObject({
      verdict: 'complete',
      reason: expect.stringContaining('names are concealed'),
    })
    await expectTruth(rig, table)
  }
  expect(await readTable(rig.lake, 'report_settings')).toMatchObject([{ displayConcealedNames: true }])
  expect(await replay(rig.lake, 'email_activity', await readTable(rig.lake, 'email_activity'))).toHaveLength(
    tableOf(report, 'email_activity').rows,
  )
  // The second listener of the tenant, where the CSV lies, must see no token.
  const downloads = rig.sandbox.requests.filter(
    ({ path }) => !path.startsWith('/v1.0') && !path.includes('oauth2'),
  )
  expect(downloads.length).toBeGreaterThan(0)
  for (const { headers } of downloads) expect(headers.authorization).toBeUndefined()
})
