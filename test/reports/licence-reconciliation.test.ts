// Licences bought, assigned and used, against the rows of the lake as another reader has them.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import type { Row } from '../support/parquet-rows.ts'
import { objectsOf, type ReportRig, scratchFile, startReportRig } from '../support/report-rig.ts'
import {
  AS_OF,
  E3,
  hireAll,
  isActive,
  PRICED,
  PRICES,
  type Seat,
  seatsOf,
  sellMore,
  USAGE_TABLES,
  usesOf,
} from './licences.ts'
import { countOf, listOf, ordered, part, text } from './reading.ts'
import { cents, costOf, groupsOf } from './sums.ts'

const REPORT = 'licence-reconciliation'
const NEEDED = ['subscribed_skus', 'users', 'user_licenses']
const prices = scratchFile('prices.csv')

let rig: ReportRig
let answer: ReportAnswer
const rowsOf = (section: string) => objectsOf(answer, section)
const nameOf = ({ sku }: Seat): string => text(sku.skuPartNumber)

beforeAll(async () => {
  writeFileSync(prices, PRICES.join('\n'))
  rig = await startReportRig({ users: 120 })
  sellMore(rig.sandbox)
  hireAll(rig.sandbox)
  await rig.extract({ tables: [...USAGE_TABLES, 'report_settings'] })
  rig.sandbox.edit.addUser({
    userPrincipalName: 'new@contoso.example',
    assignedLicenses: [{ skuId: E3, disabledPlans: [] }],
  })
  await rig.extract({ tables: NEEDED })
  answer = await rig.answer(REPORT, { prices }, AS_OF)
})
afterAll(() => rig.close())

test('SKUs: bought, suspended, consumed, assigned, free, and prices that fit nothing', async () => {
  const held = groupsOf(await rig.table('user_licenses'), row => text(row.skuId))
  const paid = (await rig.table('subscribed_skus')).filter(row => row.skuPartNumber !== 'FLOW_FREE')
  const units = (row: Row, name: string) => Number(part(row.prepaidUnits, name))
  const bought = paid.map(row => {
    const sku = text(row.skuPartNumber)
    const free = units(row, 'enabled') + units(row, 'warning') - Number(row.consumedUnits)
    const [price = null, currency = null] = PRICED[sku] ?? []
    return {
      skuPartNumber: sku,
      status: row.capabilityStatus,
      bought: units(row, 'enabled') + units(row, 'warning'),
      suspended: units(row, 'suspended') + units(row, 'lockedOut'),
      consumed: row.consumedUnits,
      assigned: held.find(rows => rows[0]?.skuId === row.skuId)?.length ?? 0,
      free,
      pricePerMonth: price,
      costOfFree: price === null ? null : cents(Math.max(free, 0) * price),
      currency,
    }
  })
  const nothing = {
    bought: null,
    suspended: null,
    consumed: null,
    assigned: null,
    free: null,
    costOfFree: null,
  }
  const unknown = {
    ...nothing,
    skuPartNumber: 'NOT_BOUGHT',
    status: 'priced, not in the tenant',
    pricePerMonth: 1,
    currency: 'EUR',
  }
  expect(rowsOf('skus')).toEqual(
    ordered(
      [...bought, unknown],
      row => (row.costOfFree === null ? null : -row.costOfFree),
      row => (row.free === null ? null : -row.free),
      row => row.skuPartNumber,
    ),
  )
  expect(bought.find(row => row.skuPartNumber === 'SPE_F1')).toMatchObject({ bought: 0, suspended: 93 })
  expect(bought.some(row => row.free > 0) && bought.some(row => row.free < 0)).toBe(true)
})

const usage = (rows: readonly { status: string }[]) => ({
  seats: rows.length,
  active: countOf(rows, ({ status }) => status === 'active'),
  inactive: countOf(rows, ({ status }) => status === 'inactive'),
  unknown: countOf(rows, ({ status }) => status === 'unknown'),
})

test('activity of seats and of their products', async () => {
  const each = (await seatsOf(rig)).flatMap(seat => [
    { sku: nameOf(seat), product: '(any)', status: seat.status, last: seat.last },
    ...seat.products.map(product => ({ sku: nameOf(seat), ...product })),
  ])
  const expected = groupsOf(each, ({ sku, product }) => `${sku}/${product}`).map(rows => ({
    skuPartNumber: text(rows[0]?.sku),
    product: text(rows[0]?.product),
    ...usage(rows),
    neverActive: countOf(rows, ({ status, last }) => status === 'inactive' && last === null),
  }))
  const found = rowsOf('activity')
  expect(found).toEqual(
    ordered(
      expected,
      row => row.skuPartNumber,
      row => row.product,
    ),
  )
  for (const count of ['active', 'inactive', 'unknown', 'neverActive'])
    expect(
      Number(found.find(row => row.skuPartNumber === 'SPE_E3' && row.product === 'Teams')?.[count]),
    ).toBeGreaterThan(0)
  expect(found.map(row => row.product)).toContain('Microsoft 365 Apps')
})

const charged = (seats: readonly Seat[], of: (user: Row) => unknown) =>
  ordered(
    groupsOf(seats, seat => `${of(seat.user) ?? '(none)'}/${nameOf(seat)}`).flatMap(rows =>
      rows.slice(0, 1).map(seat => ({
        costCentre: text(of(seat.user) ?? '(none)'),
        skuPartNumber: nameOf(seat),
        ...usage(rows),
        costPerMonth: costOf(rows, () => true),
        costOfInactive: costOf(rows, ({ status }) => status === 'inactive'),
        currency: seat.currency,
      })),
    ),
    row => row.costCentre,
    row => row.skuPartNumber,
  )

test('cost centres', async () => {
  const expected = charged(await seatsOf(rig), user => part(user.employeeOrgData, 'costCenter'))
  expect(rowsOf('cost-centres')).toEqual(expected)
  const own = expected.filter(row => row.costCentre === '4711')
  expect(own.map(row => row.skuPartNumber)).toEqual(['EMS', 'POWER_BI_PRO', 'POWER_BI_TWIN', 'SPE_E3'])
})

test('charged to departments, of more days, without prices', async () => {
  const other = await rig.answer(REPORT, { charge_to: 'department', days: 400 }, AS_OF)
  const seats = (await seatsOf(rig, 400)).map(seat => ({ ...seat, price: null, currency: null }))
  expect(objectsOf(other, 'cost-centres')).toEqual(charged(seats, user => user.department))
  const active = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + Number(row.active), 0)
  expect(active(objectsOf(other, 'cost-centres'))).toBeGreaterThan(active(rowsOf('cost-centres')))
  const wrong = await rig.rows(REPORT, 'cost-centres', { charge_to: 'boss' }, AS_OF)
  expect(wrong.every(row => text(row.costCentre).startsWith('(--charge-to is'))).toBe(true)
})

test('inactive seats', async () => {
  const expected = (await seatsOf(rig))
    .filter(({ status }) => status === 'inactive')
    .map(seat => ({
      userPrincipalName: text(seat.user.userPrincipalName),
      accountEnabled: seat.user.accountEnabled,
      costCentre: part(seat.user.employeeOrgData, 'costCenter') ?? '(none)',
      skuPartNumber: nameOf(seat),
      products: seat.products.map(({ product }) => product),
      lastActivity: seat.last,
      pricePerMonth: seat.price,
      currency: seat.currency,
    }))
  expect(rowsOf('inactive')).toEqual(
    ordered(
      expected,
      row => row.lastActivity !== null,
      row => row.lastActivity,
      row => row.userPrincipalName,
      row => row.skuPartNumber,
    ),
  )
  expect(new Set(expected.map(row => row.lastActivity === null))).toEqual(new Set([true, false]))
})

const plansOf = ({ sku }: Seat): string[] =>
  listOf(sku.servicePlans)
    .filter(plan => part(plan, 'appliesTo') === 'User')
    .map(plan => text(part(plan, 'servicePlanId')))

test('overlaps', async () => {
  const licences = await rig.table('user_licenses')
  const disabled = (seat: Seat) =>
    listOf(licences.find(row => row.userId === seat.user.id && row.skuId === seat.sku.skuId)?.disabledPlans)
  const people = groupsOf(await seatsOf(rig), ({ user }) => text(user.id))
  const expected = people.flatMap(seats =>
    seats.flatMap(small =>
      seats
        .filter(big => big !== small && plansOf(small).every(id => plansOf(big).includes(id)))
        .filter(big => plansOf(big).length > plansOf(small).length || nameOf(small) > nameOf(big))
        .map(big => {
          const off = plansOf(small).filter(id => disabled(big).includes(id) && !disabled(small).includes(id))
          return {
            userPrincipalName: text(small.user.userPrincipalName),
            accountEnabled: small.user.accountEnabled,
            skuPartNumber: nameOf(small),
            containedIn: nameOf(big),
            switchedOff: off.length === 0 ? null : off.map(() => 'INTUNE_A'),
            pricePerMonth: small.price,
            currency: small.currency,
          }
        }),
    ),
  )
  const found = rowsOf('overlaps')
  expect(found).toEqual(
    ordered(
      expected,
      row => row.userPrincipalName,
      row => row.skuPartNumber,
    ),
  )
  const own = found.filter(row => /^(twins|switched)@/.test(text(row.userPrincipalName)))
  expect(own.map(row => [row.skuPartNumber, row.containedIn, row.switchedOff])).toEqual([
    ['EMS', 'SPE_E3', ['INTUNE_A']],
    ['POWER_BI_TWIN', 'POWER_BI_PRO', null],
  ])
  expect(found.length).toBeGreaterThan(5)
})

/** The section of products, from the reports alone. */
async function products(of: ReportRig, days: number, conceals: boolean) {
  const expected = groupsOf(await usesOf(of), ({ product }) => product).map(rows => ({
    product: text(rows[0]?.product),
    reportRefreshDate: text(rows[0]?.refreshed),
    users: rows.length,
    active: countOf(rows, ({ last }) => isActive(last, days)),
    inactive: countOf(rows, ({ last }) => !isActive(last, days)),
    neverActive: countOf(rows, ({ last }) => last === null),
    concealed: conceals ? rows.length : 0,
    concealsNames: conceals,
  }))
  return ordered(expected, row => row.product)
}

test('products', async () => {
  expect(rowsOf('products')).toEqual(await products(rig, 30, false))
  expect(rowsOf('products')).toHaveLength(5)
})

describe('where less is known', () => {
  test('under concealed names no seat is called unused', async () => {
    const concealed = await startReportRig({ users: 40, concealNames: true })
    await concealed.extract({ tables: [...NEEDED, ...USAGE_TABLES, 'report_settings'] })
    const hidden = await concealed.answer(REPORT, {}, AS_OF)
    const seats = objectsOf(hidden, 'activity')
    expect(seats.length).toBeGreaterThan(5)
    for (const row of seats) expect([row.active, row.inactive, row.unknown]).toEqual([0, 0, row.seats])
    expect(objectsOf(hidden, 'inactive')).toEqual([])
    const told = objectsOf(hidden, 'products')
    expect(told).toEqual(await products(concealed, 30, true))
    expect(told.every(row => Number(row.active) > 0 && Number(row.inactive) > 0)).toBe(true)
    await concealed.close()
  })

  test('without usage reports neither', async () => {
    const bare = await startReportRig({ users: 40 })
    await bare.extract({ tables: NEEDED })
    const less = await bare.answer(REPORT, {}, AS_OF)
    const seats = objectsOf(less, 'activity')
    expect(seats.length).toBeGreaterThan(5)
    for (const row of seats) expect(row.unknown).toBe(row.seats)
    expect(objectsOf(less, 'inactive')).toEqual([])
    expect(objectsOf(less, 'products')).toEqual([])
    expect(less.remarks.join()).toContain('m365_active_users')
    await bare.close()
  })
})
