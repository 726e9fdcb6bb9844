// The derived tables over the sandbox's tenant: what they hold, that they ask nobody, and that only what differs is a change.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { findTable } from '../../src/streams/index.ts'
import {
  DERIVED_TABLES,
  derivedTruth,
  type Prices,
  rowsOfLake,
  SOURCE_TABLES,
} from '../support/derived-truth.ts'
import { comparable, keyText } from '../support/expected-rows.ts'
import { type Bucket, memoryObjects } from '../support/memory-objects.ts'
import { extractOnRunner, mirror } from '../support/mortal-objects.ts'
import { parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { type Rig, replay, sorted, startRig, tableOf } from '../support/rig.ts'

let rig: Rig
let first: RunReport
const images = new Map<string, Row[]>()

async function expectDerived(lake: string, table: string, prices: Prices = {}): Promise<void> {
  const { definition } = findTable(table)
  const expected = comparable(definition, derivedTruth(table, await rowsOfLake(lake), prices))
  const rows = comparable(definition, await readTable(lake, table))
  expect(rows.map(row => keyText(definition, row))).toEqual(expected.map(row => keyText(definition, row)))
  expect(rows).toEqual(expected)
  expect(rows.length).toBeGreaterThan(10)
}

beforeAll(async () => {
  rig = await startRig({ users: 150 })
  first = await rig.extract({ tables: SOURCE_TABLES, derived: true })
  for (const table of DERIVED_TABLES) images.set(table, await readTable(rig.lake, table))
})
afterAll(() => rig.close())

describe.each(DERIVED_TABLES)('%s', table => {
  test('is computed behind its tables in the same run, without a request', async () => {
    expect(tableOf(first, table)).toMatchObject({
      verdict: 'complete',
      reason: null,
      requests: 0,
      requestId: null,
      retries: 0,
    })
    await expectDerived(rig.lake, table)
  })

  test('has some value in every column', () => {
    const rows = images.get(table) ?? []
    const { columns } = findTable(table).definition
    const never = table === 'license_costs' ? ['currency', 'pricePerMonth'] : ['appScopeId']
    const empty = Object.keys(columns).filter(column => rows.every(row => row[column] === null))
    expect(empty.filter(column => !never.includes(column))).toEqual([])
  })
})

test('the tenant has what is worth deriving', () => {
  const members = images.get('group_members_transitive') ?? []
  expect(Math.max(...members.map(({ depth }) => Number(depth)))).toBeGreaterThan(1)
  const holders = images.get('effective_role_holders') ?? []
  const ways = new Set(
    holders.map(row => `${row.assignmentType} ${row.viaGroupId === null ? 'direct' : 'group'}`),
  )
  expect([...ways].sort()).toEqual(['active direct', 'active group', 'eligible direct', 'eligible group'])
  const kinds = new Set(images.get('credential_expiry')?.map(({ kind }) => kind))
  expect([...kinds].sort()).toEqual(['certificate', 'secret'])
})

describe('a second run', () => {
  test('of derived tables alone asks nobody, changes nothing, and says how old its tables are', async () => {
    const before = rig.sandbox.requests.length
    const report = await rig.extract({ tables: DERIVED_TABLES })
    expect(report).toMatchObject({ exitCode: 0, requests: 0 })
    expect(rig.sandbox.requests.length).toBe(before)
    for (const table of DERIVED_TABLES) {
      expect(tableOf(report, table)).toMatchObject({
        verdict: 'complete',
        inserted: 0,
        updated: 0,
        deleted: 0,
      })
      expect(tableOf(report, table).reason).toMatch(
        /^computed from [a-z0-9_, ]+ as of \d{4}-\d\d-\d\dT\d\d:\d\dZ/,
      )
      expect(parquetFiles(join(rig.lake, 'changes', table))).toEqual([])
      expect(await readTable(rig.lake, table)).toEqual(images.get(table))
    }
  })

  test('after days of changes has the real ones, which replay', async () => {
    for (const days of [1, 3]) {
      rig.sandbox.advance({ days })
      const report = await rig.extract({ tables: SOURCE_TABLES, derived: true })
      expect(report.exitCode).toBe(0)
      for (const table of DERIVED_TABLES) {
        const { definition } = findTable(table)
        await expectDerived(rig.lake, table)
        const now = sorted(definition, await readTable(rig.lake, table))
        expect(await replay(rig.lake, table, images.get(table) ?? [])).toEqual(now)
      }
    }
    const changed = DERIVED_TABLES.filter(table => parquetFiles(join(rig.lake, 'changes', table)).length > 0)
    expect(changed).toContain('group_members_transitive')
    expect((await verifyLake(rig.lake)).flatMap(({ problems }) => problems)).toEqual([])
  })
})

describe('prices', () => {
  test('give licences a price, other prices are changes, and no prices are none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-prices-'))
    const file = join(folder, 'prices.csv')
    const skus = await readTable(rig.lake, 'subscribed_skus')
    const [one, two] = skus.map(({ skuId, skuPartNumber }) => ({
      id: String(skuId),
      name: String(skuPartNumber),
    }))
    if (one === undefined || two === undefined) throw new Error('the tenant has too few licences')
    const run = async (text: string | null) => {
      if (text !== null) writeFileSync(file, text)
      const prices = text === null ? null : file
      return tableOf(await rig.extract({ tables: ['license_costs'], prices }), 'license_costs')
    }
    const priced = await run(
      `skuId,skuPartNumber,pricePerMonth,currency\n,${one.name.toLowerCase()},20.60,EUR\n${two.id.toUpperCase()},,4,USD\n`,
    )
    await expectDerived(rig.lake, 'license_costs', {
      [one.name]: { pricePerMonth: 20.6, currency: 'EUR' },
      [two.id]: { pricePerMonth: 4, currency: 'USD' },
    })
    expect(priced.updated).toBeGreaterThan(0)
    expect(priced.reason).toContain('the prices file has no price of ')
    const dearer = await run(`skuPartNumber,pricePerMonth,currency\n${one.name},21,EUR\n`)
    expect([dearer.inserted, dearer.deleted]).toEqual([0, 0])
    expect(dearer.updated).toBe(priced.updated)
    await expectDerived(rig.lake, 'license_costs', { [one.name]: { pricePerMonth: 21, currency: 'EUR' } })
    await run(null)
    await expectDerived(rig.lake, 'license_costs')
    rmSync(folder, { recursive: true })
  })
})

test('a bucket has them too: what they are computed from is fetched by a runner that has nothing', async () => {
  const bucket: Bucket = new Map()
  const on = (tables: readonly string[]) =>
    extractOnRunner(rig.sandbox, memoryObjects(bucket), tables, Number.POSITIVE_INFINITY)
  await on(SOURCE_TABLES)
  const { report } = await on(DERIVED_TABLES)
  const lake = mkdtempSync(join(tmpdir(), 'entra-mirror-'))
  await mirror(memoryObjects(bucket), lake)
  for (const table of DERIVED_TABLES) {
    expect(report?.tables.find(each => each.table === table)).toMatchObject({
      verdict: 'complete',
      requests: 0,
    })
    await expectDerived(lake, table)
  }
  rmSync(lake, { recursive: true })
})
