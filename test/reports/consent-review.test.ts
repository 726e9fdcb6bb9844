// What applications may do, computed again from the rows of the lake.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import { objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import {
  AS_OF,
  count,
  distinct,
  expectedApplications,
  expectedHighRisk,
  type Held,
  heldPermissions,
  lastUse,
  NEEDED,
  originOf,
  riskOf,
  TABLES,
  verifiedOf,
  type World,
} from './consent-world.ts'
import { by, groupsOf, isoOf, listOf, scripts, sorted, textOf, unique } from './facts.ts'

const NAME = 'consent-review'
const OUTSIDE = 'a3f1c0de-0000-4000-8000-0000000000ab'
const OTHER_TENANT = 'b7f1c0de-0000-4000-8000-0000000000cd'

let rig: ReportRig
let world: World
let whole: ReportAnswer

beforeAll(async () => {
  rig = await startReportRig({ users: 60 })
  const { edit } = rig.sandbox
  const graph = [...rig.sandbox.truth('service_principals')].find(
    row => row.displayName === 'Microsoft Graph',
  )
  const [first, second] = [...rig.sandbox.truth('users')].map(user => textOf(user.id))
  const grant = (id: string, consentType: string, principalId: string | undefined, scope: string) =>
    edit.raw(
      'oauth2PermissionGrants',
      JSON.stringify({
        id,
        clientId: OUTSIDE,
        consentType,
        principalId: principalId ?? null,
        resourceId: graph?.id,
        scope,
      }),
    )
  edit.raw(
    'servicePrincipals',
    JSON.stringify({
      ...{
        id: OUTSIDE,
        appId: OTHER_TENANT,
        displayName: 'Invoice Helper',
        servicePrincipalType: 'Application',
      },
      ...{
        appOwnerOrganizationId: OTHER_TENANT,
        accountEnabled: true,
        appRoles: [],
        oauth2PermissionScopes: [],
      },
      verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    }),
  )
  grant('everyone-1', 'AllPrincipals', undefined, ' RoleManagement.ReadWrite.Directory  User.Read ')
  grant('one-1', 'Principal', first, 'Mail.ReadWrite offline_access')
  grant('two-1', 'Principal', second, 'Mail.ReadWrite User.Read')
  await rig.extract({ tables: [...TABLES] })
  const read = await Promise.all(TABLES.map(async name => [name, await rig.table(name)] as const))
  const tables = Object.fromEntries(read) as World['tables']
  world = { tables, principals: by(tables.service_principals, 'id'), tenantId: rig.sandbox.tenantId }
  whole = await rig.answer(NAME, {}, AS_OF)
}, 60_000)
afterAll(() => rig.close())

describe.each([90, 5])('of %i days', days => {
  test('high-risk permissions, one by one', async () => {
    const rows = await rig.rows(NAME, 'high-risk', { days }, AS_OF)
    expect(rows).toEqual(expectedHighRisk(world, days))
    expect(unique(rows.map(row => row.unused))).toBe(2)
    for (const consent of ['application', 'everyone', 'users'])
      expect(rows.map(row => row.consent)).toContain(consent)
  })
})

test('applications, their permissions and owners', () => {
  const rows = objectsOf(whole, 'applications')
  expect(rows).toEqual(expectedApplications(world))
  expect(unique(rows.map(row => row.publisherVerified))).toBe(2)
  expect(rows.find(row => row.displayName === 'Invoice Helper')).toMatchObject({
    ...{ origin: 'other tenant', publisherVerified: false, owners: [] },
    highRisk: expect.arrayContaining([
      'Mail.ReadWrite (users)',
      'RoleManagement.ReadWrite.Directory (everyone)',
    ]),
  })
})

test('delegated permissions, for everyone and for single users', () => {
  const delegated = heldPermissions(world).filter(each => each.consent !== 'application')
  const groups = groupsOf(delegated, each => [each.client, each.resource, each.consent])
  const inOrder = sorted(groups, held => [
    -count(held, each => riskOf(each.permission) !== null),
    -unique(held.map(each => each.user)),
    ...[held[0]?.name ?? '', held[0]?.client ?? '', held[0]?.resourceName ?? '', held[0]?.resource ?? ''],
    held[0]?.consent ?? '',
  ])
  const rows = objectsOf(whole, 'delegated')
  expect(rows).toEqual(
    inOrder.map(held => ({
      ...{ displayName: held[0]?.name, resource: held[0]?.resourceName, consent: held[0]?.consent },
      users: unique(held.map(each => each.user)),
      permissions: distinct(held.map(each => each.permission)),
      highRisk: count(held, each => riskOf(each.permission) !== null),
      offlineAccess: held.some(each => each.permission === 'offline_access'),
      publisherVerified: verifiedOf(world.principals.get(held[0]?.client ?? '')),
      lastSignInDateTime: isoOf(lastUse(world, held[0]?.client ?? '')),
    })),
  )
  expect(
    rows
      .filter(row => row.displayName === 'Invoice Helper')
      .map(row => row.users)
      .sort(),
  ).toEqual([0, 2])
})

test('applications of other tenants', () => {
  const assigned = world.tables.app_role_assignments.filter(
    row => row.resourceId === OUTSIDE && row.principalType !== 'ServicePrincipal',
  )
  const held = heldPermissions(world).filter(
    each => each.client === OUTSIDE && riskOf(each.permission) !== null,
  )
  expect(objectsOf(whole, 'outside')).toEqual([
    {
      ...{ displayName: 'Invoice Helper', appId: OTHER_TENANT, appOwnerOrganizationId: OTHER_TENANT },
      ...{ publisher: null, publisherVerified: false, accountEnabled: true },
      highRisk: new Set(held.map(each => JSON.stringify(each))).size,
      assigned: assigned.length,
      lastSignInDateTime: isoOf(lastUse(world, OUTSIDE)),
    },
  ])
})

test('what waits for consent', () => {
  const clients = by(world.tables.service_principals, 'appId')
  const rows = world.tables.app_consent_requests
    .filter(row => listOf(row.pendingScopes).length > 0)
    .map(row => {
      const known = clients.get(textOf(row.appId))
      const scopes = listOf(row.pendingScopes).map(scope => textOf(scope.displayName))
      return {
        id: textOf(row.id),
        displayName: (row.appDisplayName ?? known?.displayName ?? null) as string | null,
        appId: row.appId,
        pendingScopes: sorted(scopes, scope => [scope]),
        highRisk: scopes.filter(scope => riskOf(scope) !== null).length,
        known: known !== undefined,
        origin: known === undefined ? null : originOf(world, known),
        publisherVerified: verifiedOf(known),
      }
    })
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.length).toBeLessThan(world.tables.app_consent_requests.length)
  const inOrder = sorted(rows, row => [-row.highRisk, row.displayName, row.id])
  expect(objectsOf(whole, 'requests')).toEqual(inOrder.map(({ id, ...row }) => row))
})

test('permissions by the number of their holders', () => {
  const risky = heldPermissions(world).filter(each => riskOf(each.permission) !== null)
  const clients = (held: readonly Held[], consent?: string): number =>
    unique(held.filter(each => consent === undefined || each.consent === consent).map(each => each.client))
  const groups = sorted(
    groupsOf(risky, each => [each.permission]),
    held => [-clients(held), held[0]?.permission ?? ''],
  )
  expect(objectsOf(whole, 'permissions')).toEqual(
    groups.map(held => ({
      ...{ permission: held[0]?.permission, risk: riskOf(held[0]?.permission ?? '') },
      asApplication: clients(held, 'application'),
      ...{ forEveryone: clients(held, 'everyone'), forUsers: clients(held, 'users') },
    })),
  )
})

test('a lake of the needed tables calls nothing unused and nobody without owners', async () => {
  const lean = await startReportRig({ users: 60 })
  try {
    await lean.extract({ tables: [...NEEDED] })
    const answer = await lean.answer(NAME, {}, AS_OF)
    const rows = objectsOf(answer, 'applications')
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toMatchObject({ owners: null, lastSignInDateTime: null })
    for (const row of objectsOf(answer, 'high-risk')) expect(row.unused).toBeNull()
    expect(objectsOf(answer, 'requests')).toEqual([])
  } finally {
    await lean.close()
  }
})

test('BigQuery has the same sections', () => {
  const { sections, bigquery } = scripts(NAME)
  expect(bigquery).toEqual(sections)
})
