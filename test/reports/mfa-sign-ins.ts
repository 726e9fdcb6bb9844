// Successful sign-ins by application, and those of legacy clients, as rows of another reader tell them.
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { countOf, iso, listOf, microsOf, ordered, part, text, unique } from './reading.ts'
import { groupsOf } from './sums.ts'

/** Whether a sign-in is of the days counted. */
const isRecent = (row: Row, asOf: string, days: number): boolean =>
  microsOf(row.createdDateTime) > (Date.parse(asOf) - days * 86_400_000) * 1000

/** Policies of which a success is one of MFA alone. */
const STRICT = ['groups', 'report', 'guests', 'tenants', 'roles']

function factorsOf(row: Row): 'mfa' | 'singleFactor' | 'notTold' {
  const detail = text(part(row.status, 'additionalDetails') ?? '')
  const byPolicy = listOf(row.appliedConditionalAccessPolicies).some(
    applied =>
      part(applied, 'result') === 'success' &&
      (STRICT.includes(text(part(applied, 'id'))) ||
        listOf(part(applied, 'enforcedGrantControls')).join().toLowerCase() === 'mfa'),
  )
  if (/^MFA.*(satisfied|completed)/.test(detail) || (byPolicy && part(row.status, 'errorCode') === 0))
    return 'mfa'
  return row.conditionalAccessStatus === 'notApplied' && !detail.includes('MFA') ? 'singleFactor' : 'notTold'
}

function requiredOf(row: Row): 'mfa' | 'singleFactor' | 'notTold' {
  if (row.authenticationRequirement === 'multiFactorAuthentication') return 'mfa'
  return row.authenticationRequirement === 'singleFactorAuthentication' ? 'singleFactor' : 'notTold'
}

interface Seen {
  readonly row: Row
  readonly interactive: boolean
  readonly factors: string
}

/** Sign-ins of the days before `asOf`, each once. */
async function seenIn(rig: ReportRig, asOf: string, days: number): Promise<Seen[]> {
  const recent = (row: Row) => isRecent(row, asOf, days)
  const interactive = await rig.table('sign_ins')
  const ids = new Set(interactive.map(row => row.id))
  const others = (await rig.table('sign_ins_non_interactive')).filter(row => !ids.has(row.id))
  return [
    ...interactive.filter(recent).map(row => ({ row, interactive: true, factors: factorsOf(row) })),
    ...others.filter(recent).map(row => ({ row, interactive: false, factors: requiredOf(row) })),
  ]
}

const codeOf = ({ row }: Seen): number => Number(part(row.status, 'errorCode'))

function appRow(all: readonly Seen[]) {
  const count = (is: boolean, factors?: string) =>
    countOf(all, each => each.interactive === is && (factors === undefined || each.factors === factors))
  return {
    application: text(all[0]?.row.appDisplayName),
    users: unique(all.map(({ row }) => row.userId)),
    signIns: count(true),
    mfa: count(true, 'mfa'),
    singleFactor: count(true, 'singleFactor'),
    notTold: count(true, 'notTold'),
    nonInteractive: count(false),
    nonInteractiveSingleFactor: count(false, 'singleFactor'),
    appId: text(all[0]?.row.appId),
  }
}

export async function appRows(rig: ReportRig, asOf: string, days: number) {
  const good = (await seenIn(rig, asOf, days)).filter(each => codeOf(each) === 0)
  return ordered(
    groupsOf(good, ({ row }) => text(row.appId)).map(appRow),
    row => -row.singleFactor,
    row => -row.signIns,
    row => row.application,
  )
}

const MODERN = ['', 'Browser', 'Mobile Apps and Desktop clients']

function legacyRow(all: readonly Seen[], admins: ReadonlySet<string>) {
  const good = all.filter(each => codeOf(each) === 0).map(({ row }) => row)
  const names = good.map(row => text(row.userPrincipalName).toLowerCase())
  return {
    clientAppUsed: text(all[0]?.row.clientAppUsed),
    signIns: all.length,
    succeeded: good.length,
    blocked: countOf(all, each => codeOf(each) === 53003),
    failed: countOf(all, each => ![0, 53003].includes(codeOf(each))),
    users: unique(all.map(({ row }) => row.userId)),
    adminsSucceeded: unique(good.map(row => row.userId).filter(id => admins.has(text(id)))),
    lastSucceeded: iso(
      good
        .map(row => text(row.createdDateTime))
        .sort()
        .at(-1),
    ),
    succeededBy: good.length === 0 ? null : [...new Set(names)].sort(),
  }
}

export async function legacyRows(rig: ReportRig, asOf: string, days: number, admins: ReadonlySet<string>) {
  const legacy = (await seenIn(rig, asOf, days)).filter(
    ({ row }) => row.clientAppUsed !== null && !MODERN.includes(text(row.clientAppUsed)),
  )
  return ordered(
    groupsOf(legacy, ({ row }) => text(row.clientAppUsed)).map(all => legacyRow(all, admins)),
    row => -row.succeeded,
    row => -row.signIns,
    row => row.clientAppUsed,
  )
}
