// A tenant whose licences are worth looking at, and its seats as rows of another reader tell them.
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { by, listOf, part, text } from './reading.ts'
import { groupsOf } from './sums.ts'

export const AS_OF = '2026-11-20T12:00:00.000Z'
export const PRICES = [
  'skuPartNumber;pricePerMonth;currency',
  'SPE_E3;36;EUR',
  'EMS;8;USD',
  'NOT_BOUGHT;1;EUR',
]
export const PRICED: Readonly<Record<string, readonly [price: number, currency: string]>> = {
  SPE_E3: [36, 'EUR'],
  EMS: [8, 'USD'],
}
/** The twin of Power BI has the same plans under a later name. */
const TWIN = '11111111-0000-4000-8000-000000000001'
const POWER_BI = 'f8a1db68-be16-40ed-86d5-cb42ce701560'
export const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965'
const EMS = 'efccb6f7-5641-4e0e-bd10-b4976e1bf68e'
const INTUNE = 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5'
const TEAMS = '57ff2da0-773e-42df-b2af-ffb7a2317929'

interface Sku extends Row {
  skuId: string
  servicePlans: Row[]
  prepaidUnits: Row
}

const plan = (servicePlanName: string, servicePlanId: string, appliesTo = 'User') => ({
  servicePlanName,
  servicePlanId,
  appliesTo,
  provisioningStatus: 'Success',
})

function change(sku: Sku): Sku {
  if (sku.skuPartNumber === 'SPE_E3')
    sku.servicePlans.push(
      plan('OFFICESUBSCRIPTION', 'apps'),
      plan('EXCHANGE_S_FOUNDATION', 'base', 'Company'),
    )
  if (sku.skuPartNumber === 'POWER_BI_PRO')
    sku.servicePlans.push(plan('EXCHANGE_S_FOUNDATION', 'base', 'Company'))
  if (sku.skuPartNumber === 'SPE_F1')
    sku.prepaidUnits = { enabled: 0, warning: 0, suspended: 90, lockedOut: 3 }
  return sku
}

/** Subscriptions as large tenants have them: a plan of the Office applications, plans of the company, suspended seats, two names of one thing. */
export function sellMore(sandbox: Sandbox): void {
  sandbox.faults.add({
    match: '/subscribedSkus',
    times: Number.POSITIVE_INFINITY,
    replace: original => {
      const body: { value: Sku[] } = JSON.parse(original.toString())
      const value = body.value.map(change)
      const twins = value
        .filter(({ skuId }) => skuId === POWER_BI)
        .map(sku => ({
          ...sku,
          id: `twin_${TWIN}`,
          skuId: TWIN,
          skuPartNumber: 'POWER_BI_TWIN',
          consumedUnits: 1,
        }))
      return JSON.stringify({ ...body, value: [...value, ...twins] })
    },
  })
}

/** People whose seats overlap, or lack a product. */
export function hireAll({ edit }: Sandbox): void {
  const hire = (name: string, ...assignedLicenses: readonly Row[]) =>
    edit.addUser({
      userPrincipalName: `${name}@contoso.example`,
      accountEnabled: true,
      department: 'Cases',
      employeeOrgData: { costCenter: '4711', division: 'East' },
      createdDateTime: '2024-01-01T00:00:00Z',
      assignedLicenses,
      signInActivity: { lastSuccessfulSignInDateTime: '2026-11-17T08:00:00Z' },
    })
  hire('twins', { skuId: POWER_BI, disabledPlans: [] }, { skuId: TWIN, disabledPlans: [] })
  hire('switched', { skuId: E3, disabledPlans: [INTUNE] }, { skuId: EMS, disabledPlans: [] })
  hire('Without.Teams', { skuId: E3, disabledPlans: [TEAMS] })
}

const PRODUCTS: Readonly<Record<string, readonly string[]>> = {
  EXCHANGE_S_ENTERPRISE: ['Exchange'],
  EXCHANGE_S_STANDARD: ['Exchange'],
  SHAREPOINTENTERPRISE: ['OneDrive', 'SharePoint'],
  TEAMS1: ['Teams'],
  OFFICESUBSCRIPTION: ['Microsoft 365 Apps'],
}

export interface Use {
  readonly product: string
  readonly upn: string
  readonly refreshed: string
  /** Null: never. */
  readonly last: string | null
}

const SOURCES: readonly (readonly [
  table: string,
  product: string,
  licence: string | null,
  ...dates: string[],
])[] = [
  ['m365_active_users', 'Exchange', 'hasExchangeLicense', 'exchangeLastActivityDate'],
  ['m365_active_users', 'OneDrive', 'hasOneDriveLicense', 'oneDriveLastActivityDate'],
  ['m365_active_users', 'SharePoint', 'hasSharePointLicense', 'sharePointLastActivityDate'],
  ['m365_active_users', 'Teams', 'hasTeamsLicense', 'teamsLastActivityDate'],
  ['email_activity', 'Exchange', null, 'lastActivityDate'],
  ['onedrive_activity', 'OneDrive', null, 'lastActivityDate'],
  ['sharepoint_activity', 'SharePoint', null, 'lastActivityDate'],
  ['teams_user_activity', 'Teams', null, 'lastActivityDate'],
  ['m365_app_users', 'Microsoft 365 Apps', null, 'lastActivityDate', 'lastActivationDate'],
  ['m365_activations', 'Microsoft 365 Apps', null, 'lastActivatedDate'],
]
export const USAGE_TABLES = [...new Set(SOURCES.map(([table]) => table))]

const latest = (dates: readonly unknown[]): string | null =>
  dates.reduce<string | null>(
    (last, date) => (typeof date === 'string' && (last === null || date > last) ? date : last),
    null,
  )

/** One row per person and product. */
export async function usesOf(rig: ReportRig): Promise<Use[]> {
  const found: Use[] = []
  for (const [table, product, licence, ...dates] of SOURCES) {
    const rows = (await rig.table(table)).filter(
      row => row.isDeleted !== true && (licence === null || row[licence] === true),
    )
    for (const row of rows)
      found.push({
        product,
        upn: text(row.userPrincipalName).toLowerCase(),
        refreshed: text(row.reportRefreshDate),
        last: latest(dates.map(date => row[date])),
      })
  }
  return groupsOf(found, ({ product, upn }) => `${product}/${upn}`).flatMap(rows =>
    rows.slice(0, 1).map(use => ({ ...use, last: latest(rows.map(({ last }) => last)) })),
  )
}

type Status = 'active' | 'inactive' | 'unknown'

export interface Seat {
  readonly user: Row
  readonly sku: Row
  readonly products: readonly { product: string; status: Status; last: string | null }[]
  readonly status: Status
  readonly last: string | null
  readonly price: number | null
  readonly currency: string | null
}

export const isActive = (last: string | null, days: number): boolean =>
  last !== null && (Date.parse(AS_OF.slice(0, 10)) - Date.parse(last)) / 86_400_000 < days

function productsOf(sku: Row, disabled: readonly unknown[], user: Row, uses: readonly Use[], days: number) {
  const names = listOf(sku.servicePlans)
    .filter(each => !disabled.includes(part(each, 'servicePlanId')))
    .flatMap(each => PRODUCTS[text(part(each, 'servicePlanName'))] ?? [])
  return [...new Set(names)].sort().map(product => {
    const upn = text(user.userPrincipalName).toLowerCase()
    const use = uses.find(each => each.product === product && each.upn === upn)
    const last = use?.last ?? null
    const status: Status = use === undefined ? 'unknown' : isActive(last, days) ? 'active' : 'inactive'
    return { product, status, last }
  })
}

/** Every seat that costs something. */
export async function seatsOf(rig: ReportRig, days = 30): Promise<Seat[]> {
  const users = by(await rig.table('users'), 'id')
  const skus = by(await rig.table('subscribed_skus'), 'skuId')
  const uses = await usesOf(rig)
  return (await rig.table('user_licenses')).flatMap(({ userId, skuId, disabledPlans }) => {
    const [user, sku] = [users.get(text(userId)), skus.get(text(skuId))]
    if (user === undefined || sku === undefined || sku.skuPartNumber === 'FLOW_FREE') return []
    const products = productsOf(sku, listOf(disabledPlans), user, uses, days)
    const [price = null, currency = null] = PRICED[text(sku.skuPartNumber)] ?? []
    return [
      {
        user,
        sku,
        products,
        status: products.some(({ status }) => status === 'active')
          ? 'active'
          : products.length > 0 && products.every(({ status }) => status === 'inactive')
            ? 'inactive'
            : 'unknown',
        last: latest(products.map(({ last }) => last)),
        price,
        currency,
      },
    ]
  })
}
