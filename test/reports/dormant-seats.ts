// A tenant with a seat of each kind, and its seats as rows of another reader tell them.
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { by, iso, microsOf, ordered, part, text } from './reading.ts'
import { groupsOf } from './sums.ts'

export const AS_OF = '2026-11-20T12:00:00.000Z'
const DAY = 86_400_000_000
const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965'

/** A prices file with SKUs in other letters, a SKU with two prices, and one that nobody bought. */
export const PRICES = [
  'Sku Part Number,price_per_month,CURRENCY',
  'SPE_E3,36,EUR',
  'spe_e5,57.25,usd',
  'POWER_BI_PRO,10,EUR',
  'EMS,8,EUR',
  'EMS,9,EUR',
  'NOT_BOUGHT,1,EUR',
].join('\n')

export const PRICED: Readonly<Record<string, readonly [price: number, currency: string]>> = {
  SPE_E3: [36, 'EUR'],
  SPE_E5: [57.25, 'USD'],
  POWER_BI_PRO: [10, 'EUR'],
}

const state = (assignedByGroup: string | null, what = 'Active') => ({
  skuId: E3,
  assignedByGroup,
  disabledPlans: [],
  error: 'None',
  state: what,
})

/** Somebody with an E3 and, unless told otherwise, an account of three years that nobody ever signed in to. */
export function hire(rig: ReportRig, name: string, more: Row = {}): void {
  rig.sandbox.edit.addUser({
    displayName: name,
    userPrincipalName: `${name}@contoso.example`,
    accountEnabled: true,
    department: 'Cases',
    createdDateTime: '2023-11-01T00:00:00Z',
    assignedLicenses: [{ skuId: E3, disabledPlans: [] }],
    licenseAssignmentStates: [state(null)],
    signInActivity: undefined,
    ...more,
  })
}

export function hireAll(rig: ReportRig): void {
  const [group] = [...rig.sandbox.truth('groups')]
  const signedIn = (signInActivity: Row) => ({ signInActivity })
  hire(rig, 'never')
  hire(rig, 'ageless', { createdDateTime: undefined })
  const attempts = ['2026-11-19T00:00:00Z', '2024-01-01T00:00:00Z']
  hire(
    rig,
    'sprayed',
    signedIn({ lastSignInDateTime: attempts[0], lastNonInteractiveSignInDateTime: attempts[1] }),
  )
  hire(rig, 'longAgo', {
    createdDateTime: '2019-01-01T00:00:00Z',
    ...signedIn({ lastSignInDateTime: '2023-06-01T12:00:00Z' }),
  })
  const today = '2026-11-20T11:00:00Z'
  hire(
    rig,
    'today',
    signedIn({ lastSignInDateTime: '2025-01-01T00:00:00Z', lastSuccessfulSignInDateTime: today }),
  )
  hire(rig, 'edge', signedIn({ lastSuccessfulSignInDateTime: '2026-08-22T12:00:00Z' }))
  hire(rig, 'inside', signedIn({ lastSuccessfulSignInDateTime: '2026-08-22T12:00:01Z' }))
  hire(rig, 'young', { createdDateTime: '2026-11-10T00:00:00Z' })
  hire(rig, 'twice', {
    licenseAssignmentStates: [state(null), state(text(group?.id)), state('gone', 'Error')],
  })
}

export interface Seat {
  readonly user: Row
  readonly sku: string
  readonly skuId: string
  readonly lastUsed: string | null
  readonly idleDays: number | null
  readonly price: number | null
  readonly currency: string | null
}

/** When somebody used the account, in microseconds; null: never. */
function usedAt(activity: Row): number | null {
  const of = (name: string) => microsOf(part(activity.signInActivity, name))
  const success = of('lastSuccessfulSignInDateTime')
  if (!Number.isNaN(success)) return success
  const attempts = ['lastSignInDateTime', 'lastNonInteractiveSignInDateTime'].map(of).filter(time => time > 0)
  const attempt = Math.max(...attempts)
  return attempts.length > 0 && attempt < Date.parse('2023-12-01T00:00:00Z') * 1000 ? attempt : null
}

function timesOf(user: Row, activity: Row | undefined): Pick<Seat, 'lastUsed' | 'idleDays'> {
  if (activity === undefined) return { lastUsed: null, idleDays: null }
  const used = usedAt(activity)
  const born =
    user.createdDateTime === null ? Date.parse('2018-06-01T00:00:00Z') * 1000 : microsOf(user.createdDateTime)
  return {
    lastUsed: used === null ? null : iso(`${used} µs`),
    idleDays: Math.floor((Date.parse(AS_OF) * 1000 - (used ?? born)) / DAY),
  }
}

/** Every seat that costs something. */
export async function seatsOf(rig: ReportRig): Promise<Seat[]> {
  const users = by(await rig.table('users'), 'id')
  const skus = by(await rig.table('subscribed_skus'), 'skuId')
  const activities = by(await rig.table('user_sign_in_activity'), 'userId')
  return (await rig.table('user_licenses')).flatMap(({ userId, skuId }) => {
    const user = users.get(text(userId))
    const sku = text(skus.get(text(skuId))?.skuPartNumber)
    if (user === undefined || sku === 'FLOW_FREE') return []
    const [price = null, currency = null] = PRICED[sku] ?? []
    const times = timesOf(user, activities.get(text(userId)))
    return [{ user, sku, skuId: text(skuId), ...times, price, currency }]
  })
}

export type Way = readonly [name: string, group: string | null]

/** By user and SKU: the ways it was assigned, directly first. */
export async function waysOf(rig: ReportRig): Promise<ReadonlyMap<string, readonly Way[]>> {
  const groups = by(await rig.table('groups'), 'id')
  const states = (await rig.table('user_license_states')).filter(row => row.state !== 'Error')
  const way = ({ assignedByGroup: group }: Row): Way =>
    group === null ? ['(directly)', null] : [text(groups.get(text(group))?.displayName ?? group), text(group)]
  return new Map(
    groupsOf(states, row => `${row.userId}/${row.skuId}`).map(rows => [
      `${rows[0]?.userId}/${rows[0]?.skuId}`,
      ordered(rows, row => row.assignedByGroup !== null).map(way),
    ]),
  )
}
