// Derived tables over lakes made by hand: cycles, diamonds, chains of rights, and tables that are missing, old or narrow.
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { derivedTruth } from '../support/derived-truth.ts'
import { type DerivedWorld, membersOf, startDerivedWorld } from '../support/derived-world.ts'
import { parquetFiles, type Row } from '../support/parquet-rows.ts'
import { stateOf, tableOf } from '../support/rig.ts'
import { failed } from '../support/scripted-server.ts'

let world: DerivedWorld
beforeEach(async () => {
  world = await startDerivedWorld()
})
afterEach(() => world.close())

const TRANSITIVE = 'group_members_transitive'
const HOLDERS = 'effective_role_holders'

/** `a>x 2 a/b`: x is a member of a in two steps, by a and b. */
const ways = async (): Promise<string[]> =>
  (await world.rows(TRANSITIVE)).map(
    ({ groupId, id, depth, path }) => `${groupId}>${id} ${depth} ${(path as string[]).join('/')}`,
  )

describe('members of groups within groups', () => {
  test('cycles end, and nobody is a member of itself', async () => {
    await world.run({ group_members: membersOf({ a: ['b', 'a'], b: ['c'], c: ['a', 'x'] }) }, [TRANSITIVE])
    expect(await ways()).toEqual([
      'a>b 1 a',
      'a>c 2 a/b',
      'a>x 3 a/b/c',
      'b>a 2 b/c',
      'b>c 1 b',
      'b>x 2 b/c',
      'c>a 1 c',
      'c>b 2 c/a',
      'c>x 1 c',
    ])
  })

  test('of several ways the shortest counts, and of these the first in the order of ids', async () => {
    const graph = {
      top: ['right', 'left', 'far'],
      left: ['low'],
      right: ['low', 'y'],
      far: ['farther'],
      farther: ['low', 'y'],
      low: ['x'],
    }
    await world.run({ group_members: membersOf(graph) }, [TRANSITIVE])
    expect((await ways()).filter(way => way.startsWith('top>'))).toEqual([
      'top>far 1 top',
      'top>farther 2 top/far',
      'top>left 1 top',
      'top>low 2 top/left',
      'top>right 1 top',
      'top>x 3 top/left/low',
      'top>y 2 top/right',
    ])
  })

  test('a direct member stays one, whatever else leads to it; kinds of members are told', async () => {
    await world.run(
      { group_members: membersOf({ a: ['b', 'x'], b: ['x'], empty: [] }, ['a', 'b', 'empty']) },
      [TRANSITIVE],
    )
    expect(await world.rows(TRANSITIVE)).toEqual([
      { groupId: 'a', id: 'b', depth: 1, memberType: '#microsoft.graph.group', path: ['a'] },
      { groupId: 'a', id: 'x', depth: 1, memberType: '#microsoft.graph.user', path: ['a'] },
      { groupId: 'b', id: 'x', depth: 1, memberType: '#microsoft.graph.user', path: ['b'] },
    ])
  })

  test('nobody is in any group', async () => {
    const report = await world.run({ group_members: [] }, [TRANSITIVE])
    expect(tableOf(report, TRANSITIVE)).toMatchObject({ verdict: 'complete', rows: 0 })
    expect(await ways()).toEqual([])
  })

  test('whatever the graph, it is what a walk in breadth finds', async () => {
    const node = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'x', 'y', 'z')
    const group = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
    const edges = fc.uniqueArray(fc.tuple(group, node), { maxLength: 30, selector: String })
    await fc.assert(
      fc.asyncProperty(edges, async some => {
        const rows = some.map(([groupId, id]) => ({ groupId, id, '@odata.type': null }))
        await world.run({ group_members: rows }, [TRANSITIVE])
        const truth = derivedTruth(TRANSITIVE, () => rows.map(row => ({ ...row, _odata_type: null })))
        const sorted = truth.map(row => JSON.stringify(row)).sort()
        expect((await world.rows(TRANSITIVE)).map(row => JSON.stringify(row)).sort()).toEqual(sorted)
      }),
      { numRuns: 25 },
    )
  })

  test('only what differs is a change', async () => {
    await world.run({ group_members: membersOf({ a: ['b'], b: ['x', 'y'] }) }, [TRANSITIVE])
    const report = await world.run({ group_members: membersOf({ a: ['b', 'y'], b: ['x', 'y', 'z'] }) }, [
      TRANSITIVE,
    ])
    expect(tableOf(report, TRANSITIVE)).toMatchObject({
      inserted: 2,
      updated: 1,
      deleted: 0,
      before: 5,
      rows: 7,
    })
    expect(parquetFiles(join(world.lake, 'changes', TRANSITIVE))).toHaveLength(1)
  })
})

const at = (day: number): string => `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`
const assignment = (id: string, principalId: string, roleDefinitionId = 'role'): Row => ({
  id,
  principalId,
  roleDefinitionId,
  directoryScopeId: '/',
})
const roles = [{ id: 'role', displayName: 'Role', isBuiltIn: true }]

describe('role holders', () => {
  const told = async (): Promise<string[]> =>
    (await world.rows(HOLDERS)).map(
      ({ principalId, assignmentType, viaGroupId, path, isPermanent }) =>
        `${principalId} ${assignmentType} ${viaGroupId ?? '-'} ${(path as string[]).join('/')} ${isPermanent}`,
    )

  test('without PIM: assignments alone, and the ends are not known', async () => {
    const report = await world.run(
      {
        role_assignments: [assignment('1', 'u'), assignment('2', 'g')],
        role_definitions: roles,
        group_members: membersOf({ g: ['m'] }),
      },
      [HOLDERS],
    )
    expect(await told()).toEqual(['g active -  null', 'm active g g null', 'u active -  null'])
    expect(tableOf(report, HOLDERS).reason).toBe(
      'computed without role_assignment_schedule_instances, role_eligibility_schedule_instances, pim_group_assignment_schedule_instances, pim_group_eligibility_schedule_instances, users, groups, service_principals, which the lake does not have',
    )
    expect(await world.rows(HOLDERS)).toMatchObject([
      { principalId: 'g', principalType: null, roleDisplayName: 'Role', isBuiltIn: true },
      { principalId: 'm', principalType: 'user' },
      { principalId: 'u', principalType: null },
    ])
  })

  test('an eligible membership makes eligible, that of a group for its members too; the first end counts', async () => {
    await world.run(
      {
        role_assignments: [assignment('1', 'g')],
        role_definitions: roles,
        group_members: membersOf({ g: ['m'], inner: ['n'] }),
        role_assignment_schedule_instances: [
          {
            ...assignment('1', 'g'),
            assignmentType: 'Assigned',
            memberType: 'Direct',
            startDateTime: at(1),
            endDateTime: at(20),
          },
        ],
        role_eligibility_schedule_instances: [
          { ...assignment('2', 'g', 'other'), memberType: 'Direct', startDateTime: at(2), endDateTime: null },
        ],
        pim_group_assignment_schedule_instances: [
          {
            id: '1',
            groupId: 'g',
            principalId: 'm',
            accessId: 'member',
            startDateTime: at(3),
            endDateTime: null,
          },
        ],
        pim_group_eligibility_schedule_instances: [
          {
            id: '1',
            groupId: 'g',
            principalId: 'e',
            accessId: 'member',
            startDateTime: at(4),
            endDateTime: at(10),
          },
          {
            id: '2',
            groupId: 'g',
            principalId: 'inner',
            accessId: 'member',
            startDateTime: at(5),
            endDateTime: null,
          },
          {
            id: '3',
            groupId: 'g',
            principalId: 'owner',
            accessId: 'owner',
            startDateTime: at(5),
            endDateTime: null,
          },
        ],
      },
      [HOLDERS],
    )
    const rows = await world.rows(HOLDERS)
    const of = (role: string) =>
      rows
        .filter(row => row.roleDefinitionId === role)
        .map(row => [
          row.principalId,
          row.assignmentType,
          row.viaGroupId,
          row.path,
          row.endDateTime,
          row.isPermanent,
        ])
    const end = (day: number): string => `${Date.parse(at(day))}000 µs`
    expect(of('role')).toEqual([
      ['e', 'eligible', 'g', ['g'], end(10), false],
      ['g', 'active', null, [], end(20), false],
      ['inner', 'eligible', 'g', ['g'], end(20), false],
      ['m', 'active', 'g', ['g'], end(20), false],
      ['n', 'eligible', 'g', ['g', 'inner'], end(20), false],
    ])
    expect(of('other')).toEqual([
      ['e', 'eligible', 'g', ['g'], end(10), false],
      ['g', 'eligible', null, [], null, true],
      ['inner', 'eligible', 'g', ['g'], null, true],
      ['m', 'eligible', 'g', ['g'], null, true],
      ['n', 'eligible', 'g', ['g', 'inner'], null, true],
    ])
  })

  test('what Graph itself says comes from a group stands once, and alone where no group is found', async () => {
    const inherited = (id: string, principalId: string): Row => ({
      ...assignment(id, principalId),
      assignmentType: 'Assigned',
      memberType: 'Group',
      startDateTime: null,
      endDateTime: null,
    })
    await world.run(
      {
        role_assignments: [assignment('1', 'g')],
        role_definitions: roles,
        group_members: membersOf({ g: ['m'] }),
        role_assignment_schedule_instances: [inherited('2', 'm'), inherited('3', 'stranger')],
      },
      [HOLDERS],
    )
    expect(await told()).toEqual(['g active -  null', 'm active g g null', 'stranger active -  true'])
  })
})

describe('permissions', () => {
  test('each scope is a row; what the resource does not declare keeps its text or id', async () => {
    await world.run(
      {
        service_principals: [
          {
            id: 'graph',
            appId: 'graph-app',
            displayName: 'Graph',
            appRoles: [{ id: 'r1', value: 'Mail.Send', displayName: 'Send mail', isEnabled: true }],
            oauth2PermissionScopes: [
              { id: 's0', value: 'User.Read', adminConsentDisplayName: 'Old', isEnabled: false },
              { id: 's1', value: 'User.Read', adminConsentDisplayName: 'Sign in', isEnabled: true },
            ],
          },
          {
            id: 'client',
            appId: 'client-app',
            displayName: 'Client',
            appRoles: [],
            oauth2PermissionScopes: [],
          },
        ],
        service_principal_app_role_assignments: [
          { id: '1', principalId: 'client', resourceId: 'graph', appRoleId: 'r1', createdDateTime: at(1) },
          {
            id: '2',
            principalId: 'gone',
            principalDisplayName: 'Gone',
            resourceId: 'graph',
            appRoleId: 'r9',
          },
        ],
        oauth2_permission_grants: [
          {
            id: '3',
            clientId: 'client',
            resourceId: 'graph',
            consentType: 'Principal',
            principalId: 'u',
            scope: ' User.Read  odd User.Read',
          },
          { id: '4', clientId: 'client', resourceId: 'graph', consentType: 'AllPrincipals', scope: '' },
        ],
      },
      ['app_permissions_resolved'],
    )
    const rows = await world.rows('app_permissions_resolved')
    expect(
      rows.map(row => [
        row.grantKind,
        row.grantId,
        row.permission,
        row.permissionId,
        row.permissionDisplayName,
        row.clientDisplayName,
        row.principalId,
      ]),
    ).toEqual([
      ['application', '1', 'Mail.Send', 'r1', 'Send mail', 'Client', null],
      ['application', '2', 'r9', 'r9', null, 'Gone', null],
      ['delegated', '3', 'User.Read', 's1', 'Sign in', 'Client', 'u'],
      ['delegated', '3', 'odd', null, null, 'Client', 'u'],
    ])
    expect(rows[0]).toMatchObject({
      clientAppId: 'client-app',
      resourceAppId: 'graph-app',
      resourceDisplayName: 'Graph',
    })
  })
})

test('a SAML signing certificate is one both times it stands there; owners are unknown without their table', async () => {
  const key = {
    credentialType: 'key',
    startDateTime: at(1),
    endDateTime: '2029-11-01T12:00:00Z',
    customKeyIdentifier: 'A=',
  }
  await world.run(
    {
      applications: [{ id: 'a', appId: 'app', displayName: 'App' }],
      application_credentials: [
        { ...key, applicationId: 'a', keyId: '1', usage: 'Sign' },
        {
          applicationId: 'a',
          keyId: '2',
          credentialType: 'password',
          startDateTime: null,
          endDateTime: at(9),
        },
      ],
      application_owners: [
        { applicationId: 'a', id: 'z' },
        { applicationId: 'a', id: 'b' },
      ],
      service_principals: [
        { id: 's', appId: 'app', displayName: 'SAML', servicePrincipalType: 'Application' },
      ],
      service_principal_credentials: [
        { ...key, servicePrincipalId: 's', keyId: '3', usage: 'Sign' },
        { ...key, servicePrincipalId: 's', keyId: '4', usage: 'Verify' },
        { ...key, servicePrincipalId: 's', keyId: '5', usage: 'Verify', customKeyIdentifier: 'B=' },
      ],
    },
    ['credential_expiry'],
  )
  const rows = await world.rows('credential_expiry')
  expect(rows.map(row => [row.objectType, row.kind, row.keyId, row.lifetimeDays, row.ownerIds])).toEqual([
    ['application', 'certificate', '1', 1096, ['b', 'z']],
    ['application', 'secret', '2', null, ['b', 'z']],
    ['servicePrincipal', 'certificate', '5', 1096, null],
    ['servicePrincipal', 'samlSigningCertificate', '3', 1096, null],
    ['servicePrincipal', 'samlSigningCertificate', '4', 1096, null],
  ])
})

describe('tables that are not as they should be', () => {
  const members = membersOf({ a: ['x'] })

  test('missing: skipped by name, exit code 4, and it says what to extract', async () => {
    const report = await world.run({ role_definitions: roles }, [HOLDERS])
    expect(report.exitCode).toBe(4)
    expect(tableOf(report, HOLDERS)).toMatchObject({
      verdict: 'skipped',
      reason:
        'computed from role_assignments and group_members, which the lake does not have: `entra-extract extract role_assignments group_members effective_role_holders` reads what is missing',
      requests: 0,
      requestId: null,
      rows: 0,
    })
    expect(parquetFiles(join(world.lake, HOLDERS))).toEqual([])
  })

  test('missing, asked for by --derived alone: skipped, and no reason to fail', async () => {
    const report = await world.run({ group_members: members }, [TRANSITIVE, HOLDERS], {
      tables: ['group_members'],
      derived: true,
    })
    expect(report.exitCode).toBe(0)
    expect(report.tables.map(({ table, verdict }) => [table, verdict])).toEqual([
      ['group_members', 'complete'],
      [TRANSITIVE, 'complete'],
      [HOLDERS, 'skipped'],
    ])
  })

  test('failed in this run: computed from what was last whole, which is said, and the table is no younger than that', async () => {
    await world.run({ group_members: members }, [TRANSITIVE])
    const before = stateOf(world.lake).tables.group_members?.completeAt
    const report = await world.run({ group_members: failed(400, 'Broken') }, [TRANSITIVE])
    expect(report.exitCode).toBe(1)
    expect(tableOf(report, TRANSITIVE)).toMatchObject({
      verdict: 'complete',
      reason: `computed from group_members as of ${before?.slice(0, 16)}Z, for its last run ended failed`,
      inserted: 0,
      deleted: 0,
    })
    expect(stateOf(world.lake).tables[TRANSITIVE]?.completeAt).toBe(before)
  })

  test('narrow: a column that was left out is unknown, which is said', async () => {
    const columns = { group_members: ['groupId', 'id'] }
    const report = await world.run({ group_members: members }, [TRANSITIVE], { columns })
    expect(tableOf(report, TRANSITIVE).reason).toBe(
      'group_members was read without _odata_type: unknown here',
    )
    expect(await world.rows(TRANSITIVE)).toEqual([
      { groupId: 'a', id: 'x', depth: 1, memberType: null, path: ['a'] },
    ])
  })

  test('damaged: the derived table fails, and names the file', async () => {
    await world.run({ group_members: members }, [])
    const { truncateSync } = await import('node:fs')
    truncateSync(join(world.lake, 'group_members', 'data.parquet'), 10)
    const report = await world.run({}, [TRANSITIVE])
    expect(tableOf(report, TRANSITIVE)).toMatchObject({ verdict: 'failed', rows: 0 })
    expect(tableOf(report, TRANSITIVE).reason).toMatch(
      /^group_members\/data\.parquet is not as this tool left it/,
    )
  })

  test('a derived table may itself be narrowed and excluded', async () => {
    const columns = { [TRANSITIVE]: ['depth'] }
    await world.run({ group_members: members }, [TRANSITIVE], { columns })
    const [row] = await world.rows(TRANSITIVE)
    expect(row).toEqual({ groupId: 'a', id: 'x', depth: 1, memberType: undefined, path: undefined })
    const report = await world.run({ group_members: members }, [TRANSITIVE], { exclude: [TRANSITIVE] })
    expect(report.tables.map(({ table }) => table)).toEqual(['group_members'])
  })
})
