// Secrets, certificates and permissions, computed again from the rows of the lake.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import {
  AS_OF,
  type Credential,
  credentials,
  expectedPermissions,
  last,
  NEEDED,
  now,
  OWN,
  TABLES,
  type World,
} from './credential-world.ts'
import { by, columnsOf, DAY, down, groupsOf, isoOf, scripts, sorted, textOf, unique } from './facts.ts'

const NAME = 'expiring-credentials'
const SAML = 'c0ffee00-0000-4000-8000-000000000001'

let rig: ReportRig
let world: World

const secret = (keyId: string, startDateTime: string, endDateTime: string | null) => ({
  ...{
    keyId,
    startDateTime,
    endDateTime,
    displayName: `secret ${keyId}`,
    hint: 'abc',
    customKeyIdentifier: null,
  },
})

/** What a tenant has and the sandbox's does not: a SAML certificate as Entra keeps it, and applications that went wrong. */
function stage({ sandbox: { edit } }: ReportRig): void {
  const signing = {
    customKeyIdentifier: 'VGh1bWI=',
    displayName: 'CN=SSO',
    endDateTime: '2026-12-01T12:00:00Z',
  }
  const start = { startDateTime: '2023-12-01T12:00:00Z' }
  edit.raw(
    'servicePrincipals',
    JSON.stringify({
      ...{ id: SAML, appId: 'saml-app', displayName: 'Travel', servicePrincipalType: 'Application' },
      ...{ preferredSingleSignOnMode: 'saml', accountEnabled: true, appRoles: [] },
      keyCredentials: [
        { ...signing, ...start, keyId: 'saml-sign', type: 'X509CertAndPassword', usage: 'Sign' },
        { ...signing, ...start, keyId: 'saml-verify', type: 'AsymmetricX509Cert', usage: 'Verify' },
      ],
      passwordCredentials: [{ ...signing, ...start, keyId: 'saml-sign', hint: 'x' }],
    }),
  )
  const gone = [
    secret('gone-1', '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    secret('gone-2', '2026-01-01T00:00:00Z', '2026-11-20T11:59:59Z'),
  ]
  const app = { id: 'c0ffee00-0000-4000-8000-000000000002', appId: 'gone-app', displayName: 'All Gone' }
  edit.raw('applications', JSON.stringify({ ...app, passwordCredentials: gone, keyCredentials: [] }))
  edit.addApplication({
    displayName: 'For Ever',
    passwordCredentials: [
      secret('ever-1', '2026-01-01T00:00:00Z', '2299-12-30T00:00:00Z'),
      secret('ever-2', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'),
      secret('ever-3', '2025-11-20T12:00:00Z', '2026-11-21T12:00:00Z'),
    ],
    keyCredentials: [],
  })
}

beforeAll(async () => {
  rig = await startReportRig({ users: 200 })
  stage(rig)
  await rig.extract({ tables: [...TABLES] })
  const read = await Promise.all(TABLES.map(async name => [name, await rig.table(name)] as const))
  world = { tables: Object.fromEntries(read) as World['tables'] }
}, 60_000)
afterAll(() => rig.close())

describe.each([
  { days: 90, max_lifetime_days: 365, idle_days: 90 },
  { days: 10, max_lifetime_days: 180, idle_days: 7 },
])('with %o', given => {
  let answer: ReportAnswer
  let all: Credential[]
  beforeAll(async () => {
    answer = await rig.answer(NAME, given, AS_OF)
    all = credentials(world)
  })
  const shown = (rows: readonly Credential[], ...names: readonly string[]): AnswerRow[] =>
    columnsOf(
      rows.map(row => row.shown),
      ...['application', 'appId', 'credentialType', 'credential', 'keyId', ...names, 'owners'],
    )

  test('what expires or has expired', () => {
    const near = all.filter(({ daysLeft }) => daysLeft !== null && daysLeft < given.days)
    const inOrder = sorted(near, ({ daysLeft, end, shown: row, objectId }) => [
      ...[Math.abs(daysLeft ?? 0), end, textOf(row.application), textOf(row.keyId), objectId],
    ])
    const rows = objectsOf(answer, 'credentials')
    expect(rows).toEqual(shown(inOrder, 'endDateTime', 'daysLeft', 'lastUsedDateTime'))
    expect(rows.find(row => row.keyId === 'gone-2')?.daysLeft).toBe(-1)
    expect(rows.find(row => row.keyId === 'ever-3')?.daysLeft).toBe(1)
  })

  test('bands', () => {
    const bounds = [Number.NEGATIVE_INFINITY, 0, 7, 30, 90, Number.POSITIVE_INFINITY]
    const names = ['expired', '7 days', '30 days', '90 days', 'longer']
    const rows = names.map((timeLeft, index) => {
      const [from = 0, to = 0] = bounds.slice(index)
      const found = all.filter(({ daysLeft }) => daysLeft !== null && daysLeft >= from && daysLeft < to)
      return { timeLeft, found }
    })
    const of = (found: Credential[], kind: string) => found.filter(each => each.kind === kind).length
    expect(objectsOf(answer, 'bands')).toEqual(
      [...rows, { timeLeft: 'no end', found: all.filter(row => row.daysLeft === null) }].map(
        ({ timeLeft, found }) => ({
          ...{ timeLeft, secrets: of(found, 'secret'), certificates: of(found, 'certificate') },
          ...{ samlCertificates: of(found, 'SAML'), applications: unique(found.map(row => row.shown.appId)) },
          withoutOwner: found.filter(row => Array.isArray(row.shown.owners) && row.shown.owners.length === 0)
            .length,
        }),
      ),
    )
    expect(all.filter(row => row.objectId === SAML).map(row => row.shown.keyId)).toEqual(['saml-sign'])
  })

  test('applications without a valid credential', () => {
    const apps = groupsOf(all, row => [textOf(row.shown.appId)]).filter(group =>
      group.every(row => row.daysLeft !== null && row.daysLeft < 0),
    )
    const ids = by(world.tables.applications, 'id')
    const inOrder = sorted(apps, group => [
      down(Math.max(...group.map(row => row.end ?? 0))),
      ...[textOf(group[0]?.shown.application), textOf(group[0]?.shown.appId)],
    ])
    expect(objectsOf(answer, 'all-expired')).toEqual(
      inOrder.map(group => ({
        ...{
          application: group[0]?.shown.application,
          appId: group[0]?.shown.appId,
          credentials: group.length,
        },
        lastEndDateTime: isoOf(Math.max(...group.map(row => row.end ?? 0))),
        federatedCredentials: world.tables.application_federated_credentials.filter(
          row => ids.get(textOf(row.applicationId))?.appId === group[0]?.shown.appId,
        ).length,
        accountEnabled:
          by(world.tables.service_principals, 'appId').get(textOf(group[0]?.shown.appId))?.accountEnabled ??
          null,
        lastSignInDateTime: isoOf(
          last(world, group[0]?.shown.appId, [...OWN, 'delegatedClientSignInActivity']),
        ),
        owners: group[0]?.shown.owners,
      })),
    )
    expect(inOrder.map(group => group[0]?.shown.application)).toContain('All Gone')
  })

  test('secrets that live too long', () => {
    const days = ({ start, end }: Credential): number => Math.floor(((end ?? 0) - (start ?? 0)) / DAY)
    const long = all.filter(
      row => row.kind === 'secret' && (row.daysLeft ?? 0) >= 0 && days(row) > given.max_lifetime_days,
    )
    const inOrder = sorted(long, row => [
      ...[-days(row), textOf(row.shown.application), textOf(row.shown.keyId), row.objectId],
    ])
    expect(objectsOf(answer, 'long-lived')).toEqual(
      columnsOf(
        inOrder.map(row => ({ ...row.shown, lifetimeDays: days(row) })),
        ...['application', 'appId', 'credentialType', 'credential', 'keyId', 'startDateTime', 'endDateTime'],
        ...['lifetimeDays', 'owners'],
      ),
    )
    expect(inOrder[0]?.shown.keyId).toBe('ever-1')
  })

  test('credentials that nothing uses', () => {
    const cutoff = now - given.idle_days * DAY
    const idle = all.filter(
      row =>
        row.kind !== 'SAML' &&
        (row.usage ?? 'Verify') === 'Verify' &&
        (row.daysLeft ?? 0) >= 0 &&
        (row.start ?? 0) < cutoff &&
        (row.lastUsed ?? 0) < cutoff,
    )
    const inOrder = sorted(idle, row => [
      row.lastUsed ?? -1,
      down(row.end),
      textOf(row.shown.application),
      textOf(row.shown.keyId),
    ])
    expect(idle.length).toBeGreaterThan(0)
    expect(objectsOf(answer, 'unused')).toEqual(
      shown(inOrder, 'startDateTime', 'endDateTime', 'lastUsedDateTime'),
    )
  })

  test('permissions that are too many or too few', () => {
    const rows = objectsOf(answer, 'permissions')
    expect(rows).toEqual(expectedPermissions(world, given.idle_days))
    expect(unique(rows.map(row => row.unused))).toBe(2)
  })
})

test('without the records of use nothing is unused, and without owners nobody is ownerless', async () => {
  const lean = await startReportRig({ users: 60 })
  try {
    await lean.extract({ tables: [...NEEDED] })
    const answer = await lean.answer(NAME, {}, AS_OF)
    expect(objectsOf(answer, 'credentials').length).toBeGreaterThan(0)
    for (const row of objectsOf(answer, 'credentials')) expect(row.owners).toBeNull()
    for (const row of objectsOf(answer, 'bands')) expect(row.withoutOwner).toBeNull()
    expect(objectsOf(answer, 'unused')).toEqual([])
    expect(objectsOf(answer, 'permissions')).toEqual([])
  } finally {
    await lean.close()
  }
})

test('BigQuery has the same sections', () => {
  const { sections, bigquery } = scripts(NAME)
  expect(bigquery).toEqual(sections)
})
