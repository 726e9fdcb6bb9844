// Rows that are not what they should be: repaired where every reader would agree, else the table fails and says which value.
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EventKind, ObjectKind } from '../../src/sandbox/index.ts'
import { expectComplete, expectExact, expectVerdict, filesIn, leap } from '../support/hazards.ts'
import { micros, readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const ID = '0abc0000-0000-0000-0000-00000000beef'
const NOW = '2026-11-20T11:00:00Z'

let rig: Rig
afterEach(() => rig.close())

interface Misfit {
  readonly kind: ObjectKind | EventKind
  readonly tables: readonly string[]
  /** Properties of the row, as JSON text. */
  readonly bad: string
  readonly column: string
  readonly value: string
}

const MISFITS: readonly Misfit[] = [
  {
    kind: 'applications',
    tables: ['applications', 'application_credentials'],
    bad: '"api":{"requestedAccessTokenVersion":1.5}',
    column: 'api.requestedAccessTokenVersion',
    value: '1.5',
  },
  {
    kind: 'applications',
    tables: ['applications', 'application_credentials'],
    bad: '"web":{"redirectUriSettings":[{"index":3000000000}]}',
    column: 'web.redirectUriSettings.index',
    value: '3000000000',
  },
  {
    kind: 'users',
    tables: ['users'],
    bad: '"employeeOrgData":"text"',
    column: 'employeeOrgData',
    value: '"text"',
  },
  {
    kind: 'users',
    tables: ['users', 'user_licenses'],
    bad: '"assignedLicenses":"all"',
    column: 'assignedLicenses',
    value: '"all"',
  },
  { kind: 'users', tables: ['users'], bad: '"createdDateTime":""', column: 'createdDateTime', value: '""' },
  {
    kind: 'users',
    tables: ['users'],
    bad: '"createdDateTime":"yesterday"',
    column: 'createdDateTime',
    value: '"yesterday"',
  },
  {
    kind: 'users',
    tables: ['users'],
    bad: '"createdDateTime":20261120',
    column: 'createdDateTime',
    value: '20261120',
  },
  { kind: 'users', tables: ['users'], bad: '"accountEnabled":2', column: 'accountEnabled', value: '2' },
  {
    kind: 'users',
    tables: ['users'],
    bad: '"accountEnabled":"perhaps"',
    column: 'accountEnabled',
    value: '"perhaps"',
  },
  { kind: 'groups', tables: ['groups'], bad: '"groupTypes":{"a":1}', column: 'groupTypes', value: '{"a":1}' },
  {
    kind: 'groups',
    tables: ['group_members'],
    bad: '"members@delta":"everybody"',
    column: 'members@delta',
    value: '"everybody"',
  },
  {
    kind: 'sign_ins',
    tables: ['sign_ins'],
    bad: `"createdDateTime":"${NOW}","status":{"errorCode":0.5}`,
    column: 'status.errorCode',
    value: '0.5',
  },
  {
    kind: 'sign_ins',
    tables: ['sign_ins'],
    bad: `"createdDateTime":"${NOW}","location":"Berlin"`,
    column: 'location',
    value: '"Berlin"',
  },
  {
    kind: 'directory_audits',
    tables: ['directory_audits'],
    bad: `"activityDateTime":"${NOW}","targetResources":"x"`,
    column: 'targetResources',
    value: '"x"',
  },
]

describe('a value that does not fit', () => {
  test('fails its tables with column, value and row, and nothing else', async () => {
    rig = await startRig({ users: 30, activity: 0.1 })
    const others = ['subscribed_skus', 'group_owners']
    const all = [...new Set(MISFITS.flatMap(({ tables }) => tables)), ...others]
    await leap(rig, { tables: all })
    for (const { kind, tables, bad, column, value } of MISFITS) {
      const before = filesIn(join(rig.lake, tables[0] ?? ''))
      rig.sandbox.edit.raw(kind, `{"id":"${ID}",${bad}}`)
      const report = await leap(rig, { tables: [...tables, ...others] })
      for (const table of tables) {
        const { reason } = expectVerdict(report, table, 'failed', /cannot be stored/)
        for (const part of [column, value, ID]) expect(reason).toContain(part)
      }
      expect(report.exitCode).toBe(1)
      expect(filesIn(join(rig.lake, tables[0] ?? ''))).toEqual(before)
      for (const table of others) expect(tableOf(report, table), bad).toMatchObject({ verdict: 'complete' })
      const time = kind === 'directory_audits' ? 'activityDateTime' : 'createdDateTime'
      rig.sandbox.edit.raw(kind, `{"id":"${ID}","displayName":"mended","${time}":"${NOW}"}`)
    }
    expectComplete(await leap(rig, { tables: all }), ...all)
    for (const table of all) await expectTruth(rig, table)
  })

  test('in a first load leaves no file', async () => {
    rig = await startRig({ users: 30 })
    rig.sandbox.edit.raw('users', `{"id":"${ID}","createdDateTime":"never"}`)
    const report = await leap(rig, { tables: ['users', 'groups'] })
    expectVerdict(report, 'users', 'failed', /createdDateTime.*"never"/)
    expect(tableOf(report, 'users').rows).toBe(0)
    expect(stateOf(rig.lake).streams.users).toBeUndefined()
    expect(Object.keys(filesIn(rig.lake)).filter(path => /^(users|_work)\//.test(path))).toEqual([])
    await expectTruth(rig, 'groups')
  })

  test('in a later day of events keeps the days before', async () => {
    rig = await startRig({ activity: 0.1 })
    rig.sandbox.edit.raw('sign_ins', `{"id":"${ID}","createdDateTime":"${NOW}","status":7}`)
    const report = await leap(rig, { tables: ['sign_ins'] })
    expectVerdict(report, 'sign_ins', 'partial', /status.*is 7/)
    expect(report.exitCode).toBe(1)
    const days = Object.keys(filesIn(join(rig.lake, 'sign_ins')))
    expect(days).toEqual(['date=2026-11-18/data.parquet', 'date=2026-11-19/data.parquet'])
    rig.sandbox.edit.raw('sign_ins', `{"id":"${ID}","createdDateTime":"${NOW}"}`)
    expectComplete(await leap(rig, { tables: ['sign_ins'] }), 'sign_ins')
    await expectTruth(rig, 'sign_ins')
  })

  test('of a licence without its key fails the table', async () => {
    rig = await startRig({ users: 30 })
    rig.sandbox.edit.raw('users', `{"id":"${ID}","assignedLicenses":[{"disabledPlans":[]}]}`)
    const report = await leap(rig, { tables: ['users', 'user_licenses'] })
    expectVerdict(report, 'user_licenses', 'failed', /skuId/)
    expectVerdict(report, 'users', 'failed', /skuId/)
    expect(report.exitCode).toBe(1)
  })
})

describe('rows that are odd and good', () => {
  const row = (name: string, text: string): string =>
    `{"id":"${ID}","displayName":"${name}","userPrincipalName":"odd@contoso.example",${text}}`

  test.each([
    ['duplicate keys: the last counts', '"city":"first","city":"last"', { city: 'last' }],
    ['a lone surrogate', '"city":"a\\ud800b"', { city: 'a\ufffdb' }],
    ['a lone surrogate in a column nobody reads', '"unknown":"\\udc00","city":"c"', { city: 'c' }],
    ['a duplicate key in a column nobody reads', '"unknown":{"a":1,"a":2},"city":"d"', { city: 'd' }],
    ['letters beyond the first plane', '"city":"\\ud83d\\ude00 \u{1f600}"', { city: '😀 😀' }],
  ])('%s', async (name, text, wanted) => {
    rig = await startRig({ users: 30 })
    await leap(rig, { tables: ['users'] })
    rig.sandbox.edit.raw('users', row(name, text))
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    const found = (await readTable(rig.lake, 'users')).find(({ id }) => id === ID)
    expect(found).toMatchObject({ displayName: name, ...wanted })
    expect(await readTable(rig.lake, 'users')).toHaveLength([...rig.sandbox.truth('users')].length)
    // Sent again unchanged, it is no change.
    const again = tableOf(await leap(rig, { tables: ['users'], full: true }), 'users')
    expect(again.inserted + again.updated + again.deleted).toBe(0)
  })

  test('all at once, value by value', async () => {
    rig = await startRig({ users: 30, activity: 0.1 })
    const tables = ['users', 'groups', 'sign_ins']
    await leap(rig, { tables })
    const first = await readTable(rig.lake, 'users')
    const { edit } = rig.sandbox
    const user = (properties: Record<string, unknown>): string => edit.addUser(properties)
    user({ displayName: `O'Brien"; DROP TABLE users; --\n\t\\ '' $1 %s {x} \u2028` })
    user({ displayName: 'x'.repeat(100_000), proxyAddresses: ['ä'.repeat(60_000)] })
    user({ displayName: '', jobTitle: ' ', userType: '', city: '\u0000', otherMails: [''] })
    user({ userType: 'a kind of later years', ageGroup: 'ÄÖÜ', showInAddressList: 'true' })
    user({ id: 'not a guid, with "quotes" and a /', displayName: 'odd id' })
    user({ id: 'ABCDEF', displayName: 'upper' })
    user({ id: 'abcdef', displayName: 'lower' })
    user({ DisplayName: 'a name of another case', ID: 'no id', displayName: 'the name' })
    const times = user({
      createdDateTime: '2026-11-20T10:00:00.1234567Z',
      employeeHireDate: '0001-01-01T00:00:00Z',
      employeeLeaveDateTime: '9999-12-31T23:59:59.9999999Z',
      lastPasswordChangeDateTime: '2026-11-20T01:30:00.5+05:30',
      deletedDateTime: null,
    })
    user({
      '@odata.type': '#microsoft.graph.user',
      displayName: null,
      assignedLicenses: null,
      assignedPlans: [],
    })
    edit.addGroup({ displayName: '@removed', description: 'a "@removed": {} in text' })
    edit.addEvent('sign_ins', { appDisplayName: `'); DROP TABLE sign_ins; --`, createdDateTime: NOW })
    expectComplete(await leap(rig, { tables }), ...tables)
    for (const table of tables) await expectTruth(rig, table)
    await expectExact(rig, 'users', first)
    const found = (await readTable(rig.lake, 'users')).find(({ id }) => id === times)
    expect(found?.createdDateTime).toBe(micros(BigInt(Date.parse('2026-11-20T10:00:00.123Z')) * 1000n + 456n))
    expect(found?.lastPasswordChangeDateTime).toBe(
      micros(BigInt(Date.parse('2026-11-19T20:00:00.500Z')) * 1000n),
    )
  })

  test('rows that the app may not read, with nulls and an id', async () => {
    rig = await startRig({ users: 30 })
    rig.sandbox.edit.raw('users', `{"@odata.type":"#microsoft.graph.user","id":"${ID}","displayName":null}`)
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    await expectTruth(rig, 'users')
  })

  test('a column that a policy permission withholds is NULL', async () => {
    rig = await startRig({ grants: ['AuditLog.Read.All', 'Organization.Read.All'], activity: 0.1 })
    expectComplete(await leap(rig, { tables: ['sign_ins'] }), 'sign_ins')
    const rows = await readTable(rig.lake, 'sign_ins')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.every(found => found.appliedConditionalAccessPolicies === null)).toBe(true)
  })
})
