// Paid seats that nobody uses, against the rows of the lake as another reader has them.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import type { Row } from '../support/parquet-rows.ts'
import { objectsOf, type ReportRig, scratchFile, startReportRig } from '../support/report-rig.ts'
import { AS_OF, hire, hireAll, PRICED, PRICES, type Seat, seatsOf, waysOf } from './dormant-seats.ts'
import { countOf, listOf, ordered, text } from './reading.ts'
import { costOf, groupsOf } from './sums.ts'

const REPORT = 'dormant-accounts'

let rig: ReportRig
let answer: ReportAnswer
const prices = scratchFile('prices.csv')
const rowsOf = (section: string) => objectsOf(answer, section)

beforeAll(async () => {
  writeFileSync(prices, PRICES)
  rig = await startReportRig({ users: 150 })
  hireAll(rig)
  await rig.extract({ tables: ['user_sign_in_activity'] })
  hire(rig, 'unread')
  await rig.extract({
    tables: ['users', 'user_licenses', 'subscribed_skus', 'user_license_states', 'groups'],
  })
  answer = await rig.answer(REPORT, { prices }, AS_OF)
})
afterAll(() => rig.close())

const idle =
  (days: number) =>
  ({ idleDays }: Seat): boolean =>
    idleDays !== null && idleDays >= days

const isDisabled = ({ user }: Seat): boolean => user.accountEnabled === false
const department = ({ user }: Seat): string => text(user.department ?? '(none)')

const counts = (rows: readonly Seat[]) => ({
  assigned: rows.length,
  dormant30: countOf(rows, idle(30)),
  dormant60: countOf(rows, idle(60)),
  dormant90: countOf(rows, idle(90)),
})

const money = (rows: readonly Seat[]) => ({
  costPerMonth: costOf(rows, idle(90)),
  currency: rows[0]?.currency ?? null,
})

test('SKUs', async () => {
  const expected = groupsOf(await seatsOf(rig), ({ sku }) => sku).map(rows => ({
    skuPartNumber: text(rows[0]?.sku),
    ...counts(rows),
    disabled: countOf(rows, isDisabled),
    unknown: countOf(rows, ({ idleDays }) => idleDays === null),
    ...money(rows),
  }))
  const found = rowsOf('skus')
  expect(found).toEqual(
    ordered(
      expected,
      row => -row.dormant90,
      row => row.skuPartNumber,
    ),
  )
  expect(found.find(row => row.skuPartNumber === 'SPE_E3')).toMatchObject({ unknown: 1, currency: 'EUR' })
  expect(expected.some(row => row.disabled > 0 && row.dormant90 < row.assigned)).toBe(true)
  expect(found.map(row => row.skuPartNumber)).not.toContain('FLOW_FREE')
})

test('costs never add up currencies', async () => {
  const priced = (await seatsOf(rig)).filter(({ price }) => price !== null)
  const expected = groupsOf(priced, ({ currency }) => text(currency)).map(rows => ({
    currency: text(rows[0]?.currency),
    seats: rows.length,
    assigned: costOf(rows, () => true),
    dormant30: costOf(rows, idle(30)),
    dormant60: costOf(rows, idle(60)),
    dormant90: costOf(rows, idle(90)),
    disabled: costOf(rows, isDisabled),
  }))
  const found = rowsOf('costs')
  expect(found).toEqual(ordered(expected, row => -Number(row.dormant90)))
  expect(found.map(row => row.currency).sort()).toEqual(['EUR', 'USD'])
})

test('departments', async () => {
  const expected = groupsOf(await seatsOf(rig), seat => `${department(seat)}/${seat.sku}`).flatMap(rows =>
    rows.slice(0, 1).map(seat => ({
      department: department(seat),
      skuPartNumber: seat.sku,
      ...counts(rows),
      ...money(rows),
    })),
  )
  expect(rowsOf('departments')).toEqual(
    ordered(
      expected,
      row => -row.dormant90,
      row => row.department,
      row => row.skuPartNumber,
    ),
  )
  expect(expected.map(row => row.department)).toContain('Cases')
})

test('assignments, by the state of licences', async () => {
  const known = await waysOf(rig)
  const each = (await seatsOf(rig)).flatMap(seat =>
    (known.get(`${seat.user.id}/${seat.skuId}`) ?? []).map(([name, group]) => ({ seat, name, group })),
  )
  const expected = groupsOf(each, ({ seat, name, group }) => `${name}/${group}/${seat.sku}`).flatMap(rows => {
    const of = rows.map(({ seat }) => seat)
    return rows.slice(0, 1).map(({ name, group, seat }) => ({
      assignedBy: name,
      skuPartNumber: seat.sku,
      ...counts(of),
      ...money(of),
      assignedByGroup: group,
    }))
  })
  const found = rowsOf('assignments')
  expect(found).toEqual(
    ordered(
      expected,
      row => -row.dormant90,
      row => row.assignedBy,
      row => row.skuPartNumber,
    ),
  )
  expect(new Set(found.map(row => row.assignedByGroup === null))).toEqual(new Set([true, false]))
})

/** The rows of the section of accounts. */
async function accounts(days: number) {
  const known = await waysOf(rig)
  const rows = (await seatsOf(rig)).filter(idle(days)).map(seat => ({
    userPrincipalName: text(seat.user.userPrincipalName),
    department: department(seat),
    accountEnabled: seat.user.accountEnabled,
    skuPartNumber: seat.sku,
    assignedBy: known.get(`${seat.user.id}/${seat.skuId}`)?.map(([name]) => name) ?? null,
    lastUsed: seat.lastUsed,
    idleDays: seat.idleDays,
    pricePerMonth: seat.price,
    currency: seat.currency,
  }))
  return ordered(
    rows,
    row => -Number(row.idleDays),
    row => row.userPrincipalName,
    row => row.skuPartNumber,
  )
}

describe('accounts', () => {
  const cases = (rows: readonly Row[]) =>
    rows.filter(row => row.department === 'Cases').map(row => text(row.userPrincipalName).split('@')[0])

  test('unused for the days of the fallback', async () => {
    const found = rowsOf('accounts')
    expect(found).toEqual(await accounts(90))
    expect(cases(found).sort()).toEqual(['ageless', 'edge', 'longAgo', 'never', 'sprayed', 'twice'])
    const twice = found.find(row => text(row.userPrincipalName).startsWith('twice'))
    expect(listOf(twice?.assignedBy)).toHaveLength(2)
  })

  test('unused for the days asked, without prices', async () => {
    const other = await rig.answer(REPORT, { days: 7 }, AS_OF)
    const found = objectsOf(other, 'accounts')
    const unpriced = (await accounts(7)).map(row => ({ ...row, pricePerMonth: null, currency: null }))
    expect(found).toEqual(unpriced)
    expect(cases(found)).toContain('young')
    expect(cases(found)).not.toContain('unread')
    expect(objectsOf(other, 'costs')).toEqual([])
    expect(objectsOf(other, 'prices')).toEqual([])
  })
})

test('prices that fit nothing', async () => {
  const bought = (await rig.table('subscribed_skus')).map(row => text(row.skuPartNumber))
  const without = bought.filter(sku => !['FLOW_FREE', 'EMS'].includes(sku) && PRICED[sku] === undefined)
  expect(rowsOf('prices')).toEqual([
    ...without
      .sort()
      .map(sku => ({ skuPartNumber: sku, pricesPerMonth: null, problem: 'the file has no price' })),
    { skuPartNumber: 'EMS', pricesPerMonth: [8, 9], problem: 'the file has no single price' },
    { skuPartNumber: 'NOT_BOUGHT', pricesPerMonth: [1], problem: 'the tenant has no such SKU' },
  ])
  expect(without.length).toBeGreaterThan(1)
})

describe('where less is known', () => {
  let bare: ReportRig
  beforeAll(async () => {
    bare = await startReportRig({ users: 40 })
    for (const { id } of bare.sandbox.truth('users'))
      bare.sandbox.edit.updateUser(text(id), {
        signInActivity: { lastSignInDateTime: '2026-11-19T00:00:00Z' },
      })
    await bare.extract({ tables: ['users', 'user_licenses', 'subscribed_skus', 'user_sign_in_activity'] })
  })
  afterAll(() => bare.close())

  test('without states of licences nobody is said to have them directly', async () => {
    const all = await bare.answer(REPORT, { days: 0 }, AS_OF)
    expect(objectsOf(all, 'assignments')).toEqual([])
    const found = objectsOf(all, 'accounts')
    expect(found.length).toBeGreaterThan(10)
    expect(new Set(found.map(row => row.assignedBy))).toEqual(new Set([null]))
    expect(all.remarks.join()).toContain('user_license_states')
  })

  test('where Microsoft tells no success of anybody, attempts are use', async () => {
    const found = await bare.rows(REPORT, 'skus', {}, AS_OF)
    expect(found.length).toBeGreaterThan(3)
    expect(new Set(found.map(row => row.dormant30))).toEqual(new Set([0]))
  })
})
