// Changes of three runs, each told in a sentence: those that a person makes word by word, those of a tenant's day computed from the rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import type { Row } from '../support/parquet-rows.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import { groupsOf, scripts, sorted, textOf, timeOf } from './facts.ts'

const NAME = 'what-changed'
const TABLES = [
  ...[
    'users',
    'groups',
    'group_members',
    'group_owners',
    'applications',
    'application_credentials',
    'devices',
  ],
  ...['service_principals', 'oauth2_permission_grants', 'user_licenses', 'subscribed_skus', 'deleted_users'],
  ...['deleted_groups', 'directory_audits'],
]
const LONG_AGO = '2024-05-01T00:00:00Z'
const everyone = { consentType: 'AllPrincipals', principalId: null }
const application = { servicePrincipalType: 'Application' }
const none = { assignedLicenses: [] }
const admin = { user: { userPrincipalName: 'admin@contoso.example', displayName: 'Admin' }, app: null }
const sync = { user: null, app: { displayName: 'Joiners', servicePrincipalName: null } }

let rig: ReportRig
/** The times of the runs that saw changes. */
const runs: string[] = []
let finance: string
let skuId: string

/** What a run should tell: the sentence, the columns, who, by what activity, of which table and kind. */
type Told = readonly [string, readonly string[] | null, string | null, string | null, string, string]
const told: Told[][] = []

function audit(activityDisplayName: string, ids: readonly string[], more: Row = {}): void {
  const targetResources = ids.map(id => ({ id, type: 'Other', displayName: null, modifiedProperties: [] }))
  rig.sandbox.edit.addEvent('directory_audits', {
    ...{ activityDisplayName, targetResources, initiatedBy: admin, result: 'success', category: 'Other' },
    ...{ activityDateTime: new Date(Date.now() - 1000).toISOString(), ...more },
  })
}

const rawGrant = (scope: string, clientId: string, resourceId: string): string =>
  rig.sandbox.edit.raw(
    'oauth2PermissionGrants',
    JSON.stringify({ id: 'grant', clientId, resourceId, scope, ...everyone }),
  )

const principal = (id: string, displayName: string, accountEnabled: boolean): string =>
  rig.sandbox.edit.raw(
    'servicePrincipals',
    JSON.stringify({ id, appId: `app-${id}`, displayName, accountEnabled, ...application }),
  )

async function run(...expected: Told[]): Promise<void> {
  await rig.extract({ tables: TABLES })
  const seen = (await Promise.all(TABLES.map(table => rig.table(`changes/${table}`)))).flat()
  const last = sorted(seen, row => [textOf(timeOf(row._changed_at))]).at(-1)
  runs.push(textOf(timeOf(last?._changed_at)))
  told.push(expected)
}

async function first(adele: Row, bob: string): Promise<void> {
  const { edit } = rig.sandbox
  edit.addUser(adele)
  edit.addUser({ id: 'gus', displayName: 'Gus Guest', userType: 'Guest', ...none })
  edit.addUser({
    id: 'olga',
    displayName: 'Olga Old',
    userType: 'Member',
    createdDateTime: LONG_AGO,
    ...none,
  })
  edit.addMember(finance, 'adele')
  edit.addMember(finance, bob)
  edit.addOwner('groups', finance, 'adele')
  edit.updateUser(bob, { jobTitle: 'Director', assignedLicenses: [{ skuId, disabledPlans: [] }] })
  const passwordCredentials = [{ keyId: 'key-1', displayName: 'deploy', endDateTime: '2027-01-01T00:00:00Z' }]
  const app = { id: 'payroll', appId: 'app-payroll', displayName: 'Payroll', keyCredentials: [] }
  edit.raw('applications', JSON.stringify({ ...app, passwordCredentials, createdDateTime: new Date() }))
  edit.raw('devices', JSON.stringify({ id: 'laptop', displayName: 'LAPTOP-1', operatingSystem: 'Windows' }))
  principal('client', 'Payroll Client', true)
  rawGrant('User.Read openid', 'client', 'payroll')
  audit('Add user', ['adele'], { initiatedBy: sync })
  audit('Add user', ['gus'], { result: 'failure' })
  audit('Add member to group', ['adele', finance])
  audit('Consent to application', ['client'])
  const long = new Date(Date.now() - 26 * 3_600_000).toISOString()
  audit('Update user', [bob], { activityDateTime: long })
  await run(
    ['The account Adele Vance was created', null, 'Joiners', 'Add user', 'users', 'insert'],
    ['The guest Gus Guest was created', null, null, null, 'users', 'insert'],
    ['The account Olga Old came back', null, null, null, 'users', 'insert'],
    ['The account Bob Brown was updated', null, null, null, 'users', 'update'],
    [
      'Adele Vance joined the group Finance and more',
      ...([null, 'admin@contoso.example', 'Add member to group', 'group_members', 'insert'] as const),
    ],
    ['Bob Brown joined the group Finance and more', null, null, null, 'group_members', 'insert'],
    ['Adele Vance became an owner of the group Finance and more', null, null, null, 'group_owners', 'insert'],
    ['Bob Brown received the licence SPE_E5', null, null, null, 'user_licenses', 'insert'],
    ['The application Payroll was registered', null, null, null, 'applications', 'insert'],
    [
      'The secret deploy of the application Payroll was added',
      ...([null, null, null, 'application_credentials', 'insert'] as const),
    ],
    ['The enterprise application Payroll Client was added', null, null, null, 'service_principals', 'insert'],
    [
      'The application Payroll Client may act on Payroll for everyone: User.Read openid',
      ...([
        null,
        'admin@contoso.example',
        'Consent to application',
        'oauth2_permission_grants',
        'insert',
      ] as const),
    ],
    ['The device LAPTOP-1 (Windows) was registered', null, null, null, 'devices', 'insert'],
  )
}

async function second(bob: string): Promise<void> {
  const { edit } = rig.sandbox
  edit.updateUser('adele', { accountEnabled: false })
  edit.updateUser(bob, { accountEnabled: false, department: 'Nowhere', assignedLicenses: [] })
  edit.updateGroup(finance, { displayName: 'Finance and more' })
  edit.removeMember(finance, 'adele')
  edit.removeUser('gus', 'changed')
  principal('client', 'Payroll Client', false)
  rawGrant('openid Mail.Read', 'client', 'payroll')
  edit.removeApplication('payroll')
  audit('Disable account', ['adele'])
  audit('Update group', [finance])
  audit('Delete user', ['gus'])
  await run(
    [
      'The account Adele Vance was disabled',
      ['accountEnabled'],
      'admin@contoso.example',
      'Disable account',
      'users',
      'update',
    ],
    [
      'The account Bob Brown was disabled and updated',
      ...([['accountEnabled', 'assignedLicenses', 'department'], null, null, 'users', 'update'] as const),
    ],
    ['The guest Gus Guest was deleted', null, 'admin@contoso.example', 'Delete user', 'users', 'delete'],
    [
      'The group Finance and more was updated',
      null,
      'admin@contoso.example',
      'Update group',
      'groups',
      'update',
    ],
    ['Adele Vance left the group Finance and more', null, null, null, 'group_members', 'delete'],
    ['Bob Brown lost the licence SPE_E5', null, null, null, 'user_licenses', 'delete'],
    ['The application Payroll was deleted', null, null, null, 'applications', 'delete'],
    [
      'The secret deploy of the application Payroll was removed',
      ...([null, null, null, 'application_credentials', 'delete'] as const),
    ],
    [
      'The enterprise application Payroll Client was disabled',
      ...([['accountEnabled'], null, null, 'service_principals', 'update'] as const),
    ],
    [
      'The application Payroll Client has other permissions on Payroll for everyone, gained: Mail.Read, lost: User.Read',
      ...([['scope'], 'admin@contoso.example', 'Consent to application'] as const),
      ...(['oauth2_permission_grants', 'update'] as const),
    ],
  )
}

beforeAll(async () => {
  // Ahead of the real clock, by which runs are dated: audits of just now are past to both.
  rig = await startReportRig({ users: 40, now: new Date(Date.now() + 600_000).toISOString() })
  const { edit } = rig.sandbox
  skuId = textOf([...rig.sandbox.truth('subscribed_skus')].find(sku => sku.skuPartNumber === 'SPE_E5')?.skuId)
  const plain = { userType: 'Member', accountEnabled: true, assignedLicenses: [] }
  const bob = edit.addUser({ ...plain, displayName: 'Bob Brown', department: 'Sales' })
  finance = edit.addGroup({ displayName: 'Finance', groupTypes: [], membershipRule: null })
  await rig.extract({ tables: TABLES })
  await first({ ...plain, id: 'adele', displayName: 'Adele Vance' }, bob)
  await second(bob)
}, 60_000)
afterAll(() => rig.close())

const weights: Record<string, number> = {
  users: 5,
  group_members: 6,
  groups: 6,
  group_owners: 6,
  user_licenses: 7,
}
const three = ['application_credentials', 'oauth2_permission_grants']
const weightOf = (table: string): number =>
  three.includes(table) ? 3 : (weights[table] ?? (table === 'devices' ? 8 : 4))

/** In the order of the report: the newest run first. */
const expected = (from: number): { seen: string; told: Told }[] =>
  [1, 0]
    .filter(index => index >= from)
    .flatMap(index =>
      sorted(told[index] ?? [], each => [weightOf(each[4]), each[0]]).map(each => ({
        ...{ seen: runs[index] ?? '', told: each },
      })),
    )

const toldOf = (row: AnswerRow) => [
  row.sentence,
  row.changed,
  row.initiator,
  row.activity,
  row.table,
  row.kind,
]

describe('what persons did', () => {
  let answer: ReportAnswer
  beforeAll(async () => {
    answer = await rig.answer(NAME)
  })

  test('a sentence for each change, with who did it', () => {
    const rows = objectsOf(answer, 'changes')
    expect(rows.map(toldOf)).toEqual(expected(0).map(each => [...each.told]))
    expect(rows.map(row => row.seenDateTime)).toEqual(expected(0).map(each => each.seen))
    for (const row of rows) expect(row.auditedDateTime === null).toBe(row.activity === null)
  })

  test('numbers per table', () => {
    const groups = groupsOf(told.flat(), each => [each[4]])
    const kinds = (group: readonly Told[], kind: string): number =>
      group.filter(each => each[5] === kind).length
    const rows = sorted(groups, group => [-group.length, group[0]?.[4] ?? '']).map(group => ({
      ...{ table: group[0]?.[4], inserted: kinds(group, 'insert'), updated: kinds(group, 'update') },
      ...{ deleted: kinds(group, 'delete'), audited: group.filter(each => each[2] !== null).length },
    }))
    const found = objectsOf(answer, 'counts')
    expect(found.map(({ objects, ...row }) => row)).toEqual(rows)
    expect(found.find(row => row.table === 'users')?.objects).toBe(4)
  })

  test('numbers per run', () => {
    const kinds = (index: number, kind: string): number =>
      (told[index] ?? []).filter(each => each[5] === kind).length
    const rows = objectsOf(answer, 'runs')
    expect(rows.map(({ since, ...row }) => row)).toEqual(
      runs.map((seenDateTime, index) => ({
        ...{ seenDateTime, inserted: kinds(index, 'insert'), updated: kinds(index, 'update') },
        deleted: kinds(index, 'delete'),
      })),
    )
    expect(Date.parse(textOf(rows[1]?.since))).toBe(Date.parse(runs[0] ?? '') - 3_600_000)
  })

  test('who changed what', () => {
    const sensitive = (rows: readonly Told[]): number => rows.filter(each => weightOf(each[4]) <= 3).length
    const groups = sorted(
      groupsOf(told.flat(), each => [each[2]]),
      group => [group[0]?.[2] === null, -sensitive(group), -group.length, group[0]?.[2] ?? ''],
    )
    expect(objectsOf(answer, 'people').map(({ lastDateTime, ...row }) => row)).toEqual(
      groups.map(group => ({
        ...{ initiator: group[0]?.[2], changes: group.length, sensitive: sensitive(group) },
        tables: sorted([...new Set(group.map(each => each[4]))], table => [table]),
      })),
    )
    expect(groups).toHaveLength(3)
  })
})

test('between two times', async () => {
  const [one = '', two = ''] = runs
  const later = await rig.rows(NAME, 'changes', { after: { at: one } })
  expect(later.map(toldOf)).toEqual(expected(1).map(each => [...each.told]))
  const earlier = await rig.rows(NAME, 'counts', { until: { at: one } })
  expect(earlier.reduce((sum, row) => sum + Number(row.inserted), 0)).toBe(12)
  expect(await rig.rows(NAME, 'changes', { after: { at: two } })).toEqual([])
})

test('BigQuery has the same sections', () => {
  const { sections, bigquery } = scripts(NAME)
  expect(bigquery).toEqual(sections)
})
