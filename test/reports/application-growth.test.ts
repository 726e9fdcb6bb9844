// New applications, what is used and who brings them, computed again from the rows of the lake and of its changes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import { objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import { DAY, down, groupsOf, scripts, sorted, textOf } from './facts.ts'
import {
  AS_OF,
  CHANGES,
  expectedGrowth,
  MICROSOFT,
  millis,
  NEEDED,
  now,
  present,
  TABLES,
  unusedOf,
  type World,
} from './growth-world.ts'

const NAME = 'application-growth'
const OTHER = 'b7f1c0de-0000-4000-8000-0000000000cd'

let rig: ReportRig
let world: World

function addPrincipal(id: string, owner: string | null, type = 'Application'): void {
  const row = { id, appId: `app-${id}`, displayName: `Principal ${id}`, servicePrincipalType: type }
  const of = { appOwnerOrganizationId: owner, accountEnabled: true, signInAudience: 'AzureADMultipleOrgs' }
  const verifiedPublisher = { displayName: 'Fabrikam', verifiedPublisherId: '123', addedDateTime: null }
  rig.sandbox.edit.raw('servicePrincipals', JSON.stringify({ ...row, ...of, verifiedPublisher }))
}

const grant = (id: string, clientId: string): string =>
  rig.sandbox.edit.raw(
    'oauth2PermissionGrants',
    JSON.stringify({ id, clientId, consentType: 'AllPrincipals', resourceId: 'x', scope: 'User.Read' }),
  )

function audit(activityDisplayName: string, id: string, day: string, result = 'success'): void {
  const user = { userPrincipalName: 'admin@contoso.example', id: 'admin', displayName: 'Admin' }
  rig.sandbox.edit.addEvent('directory_audits', {
    ...{
      activityDisplayName,
      result,
      activityDateTime: `${day}T08:00:00Z`,
      category: 'ApplicationManagement',
    },
    ...{
      initiatedBy: { user, app: null },
      targetResources: [{ id, type: 'ServicePrincipal', displayName: id }],
    },
  })
}

beforeAll(async () => {
  rig = await startReportRig({ users: 60 })
  const { edit } = rig.sandbox
  addPrincipal('there-before', OTHER)
  addPrincipal('told-by-audit', OTHER)
  audit('Add service principal', 'told-by-audit', '2026-11-19')
  audit('Add service principal', 'there-before', '2026-11-19', 'failure')
  audit('Consent to application', 'told-by-audit', '2026-11-19')
  grant('before', 'there-before')
  await rig.extract({ tables: [...TABLES] })
  rig.sandbox.advance({ days: 1 })
  addPrincipal('came', OTHER)
  addPrincipal('came-from-microsoft', MICROSOFT[1] ?? '')
  addPrincipal('identity', null, 'ManagedIdentity')
  grant('new', 'came')
  grant('new-of-microsoft', 'came-from-microsoft')
  audit('Consent to application', 'came', '2026-11-21')
  audit('Consent to application', 'came-from-microsoft', '2026-11-21')
  audit('Add application', 'own', '2026-11-21')
  edit.addApplication({ displayName: 'Own and new', signInAudience: 'AzureADMultipleOrgs' })
  edit.removeApplication(textOf([...rig.sandbox.truth('applications')][0]?.id))
  await rig.extract({ tables: [...TABLES] })
  const read = await Promise.all(TABLES.map(async name => [name, await rig.table(name)] as const))
  const tables = Object.fromEntries(read) as World['tables']
  const seen = CHANGES.map(async name => [name, await rig.table(`changes/${name}`)] as const)
  const changes = Object.fromEntries(await Promise.all(seen)) as World['changes']
  world = { tables, changes, tenantId: rig.sandbox.tenantId }
}, 60_000)
afterAll(() => rig.close())

describe.each([
  { period: 'quarter', periods: 8, days: 90, months: 3 },
  { period: 'Month', periods: 4, days: 2, months: 1 },
])('by the $period', ({ months, ...given }) => {
  let answer: ReportAnswer
  beforeAll(async () => {
    answer = await rig.answer(NAME, given, AS_OF)
  })

  test('what is new', () => {
    const rows = objectsOf(answer, 'growth')
    expect(rows).toEqual(expectedGrowth(world, months, given.periods))
    expect(rows.at(-1)).toMatchObject({ ofOtherTenants: 2, delegatedGrants: expect.any(Number), consents: 2 })
    expect(rows[0]).toMatchObject({ ofOtherTenants: null, delegatedGrants: null, consents: null })
  })

  test('applications by their sign-ins', () => {
    const inOrder = sorted(present(world, given.days), ({ id, shown }) => [
      ...[-Number(shown.signIns), down(millis(shown.lastSignInDateTime)), textOf(shown.displayName), id],
    ])
    const rows = objectsOf(answer, 'applications')
    expect(rows).toEqual(inOrder.map(({ shown }) => shown))
    expect(rows.map(row => row.displayName)).not.toContain('Principal came-from-microsoft')
    expect(rows.filter(row => row.isMultiTenant === true).length).toBeGreaterThan(0)
  })

  test('applications that nothing uses', () => {
    const permissions = (id: string): number =>
      world.tables.service_principal_app_role_assignments.filter(row => row.principalId === id).length
    const inOrder = sorted(unusedOf(world, given.days), ({ id, shown }) => [
      ...[-permissions(id), millis(shown.lastSignInDateTime) ?? 0, textOf(shown.displayName), id],
    ])
    expect(inOrder.map(({ id }) => id)).toContain('there-before')
    expect(inOrder.map(({ id }) => id)).not.toContain('came')
    expect(objectsOf(answer, 'unused')).toEqual(
      inOrder.map(({ id, enabled, shown }) => ({
        ...{ displayName: shown.displayName, appId: shown.appId, origin: shown.origin },
        ...{ accountEnabled: enabled ?? null, addedDateTime: shown.addedDateTime },
        lastSignInDateTime: shown.lastSignInDateTime,
        idleDays: idleDays(shown.lastSignInDateTime),
        permissions: permissions(id),
        assigned: world.tables.app_role_assignments.filter(
          row => row.resourceId === id && row.principalType !== 'ServicePrincipal',
        ).length,
      })),
    )
  })

  test('publishers', () => {
    const unused = new Set(unusedOf(world, given.days).map(({ id }) => id))
    const groups = groupsOf(present(world, given.days), ({ shown }) => [
      ...[textOf(shown.origin), shown.publisher === null ? null : textOf(shown.publisher)],
    ])
    const inOrder = sorted(groups, group => [
      -group.length,
      ...[textOf(group[0]?.shown.origin), group[0]?.shown.publisher as string],
    ])
    expect(objectsOf(answer, 'publishers')).toEqual(
      inOrder.map(group => ({
        ...{
          origin: group[0]?.shown.origin,
          publisher: group[0]?.shown.publisher,
          applications: group.length,
        },
        multiTenant: group.filter(({ shown }) => shown.isMultiTenant === true).length,
        disabled: group.filter(({ enabled }) => enabled === false).length,
        unused: group.filter(({ id }) => unused.has(id)).length,
        addedUnknown: group.filter(({ shown }) => shown.addedDateTime === null).length,
      })),
    )
  })
})

function idleDays(time: unknown): number | null {
  const then = millis(time)
  return then === null ? null : Math.floor((now - then * 1000) / DAY)
}

test('who brings them', async () => {
  expect(await rig.rows(NAME, 'people', {}, AS_OF)).toEqual([
    {
      ...{ initiator: 'admin@contoso.example', registrations: 1, servicePrincipals: 1, consents: 3 },
      lastDateTime: '2026-11-21T08:00:00.000000Z',
    },
  ])
})

test('another period is refused', async () => {
  await expect(rig.answer(NAME, { period: 'week' }, AS_OF)).rejects.toThrow(
    '--period is month, quarter or year',
  )
})

test('without logs, activity and grants nothing is unused and no number is invented', async () => {
  const lean = await startReportRig({ users: 60 })
  try {
    await lean.extract({ tables: [...NEEDED] })
    const answer = await lean.answer(NAME, {}, AS_OF)
    expect(objectsOf(answer, 'unused')).toEqual([])
    for (const row of objectsOf(answer, 'applications'))
      expect(row).toMatchObject({ signIns: null, users: null, lastSignInDateTime: null })
    for (const row of objectsOf(answer, 'growth'))
      expect(row).toMatchObject({ applicationPermissions: null, delegatedGrants: null, consents: null })
    expect(objectsOf(answer, 'publishers').every(row => row.unused === null)).toBe(true)
  } finally {
    await lean.close()
  }
})

test('BigQuery has the same sections', () => {
  const { sections, bigquery } = scripts(NAME)
  expect(bigquery).toEqual(sections)
})
