// The privacy class of every column, and of the fields within.
import { describe, expect, test } from 'vitest'
import type { Columns, ColumnType } from '../../src/streams/define.ts'
import { tables } from '../../src/streams/index.ts'
import { kindOf, type Privacy, privacyOf, ruledNames } from '../../src/streams/privacy.ts'

interface Leaf {
  readonly table: string
  readonly path: string
  readonly type: ColumnType
}

function leavesOf(table: string, path: string, type: ColumnType): Leaf[] {
  if (typeof type === 'string') return [{ table, path, type }]
  if ('list' in type) return leavesOf(table, path, type.list)
  return fieldsOf(table, type.struct, `${path}.`)
}

const fieldsOf = (table: string, columns: Columns, above = ''): Leaf[] =>
  Object.entries(columns).flatMap(([name, type]) => leavesOf(table, `${above}${name}`, type))

const leaves = [...tables.values()].flatMap(({ name, definition }) => fieldsOf(name, definition.columns))
const lastName = (path: string): string => path.split('.').at(-1) ?? ''
const classOf = ({ table, path, type }: Leaf): Privacy => privacyOf(table, path, type)

/** Properties that name or locate somebody, or are somebody's business, wherever they are. */
const PERSONAL =
  /^(userPrincipalName|userDisplayName|givenName|surname|otherMails|imAddresses|mobilePhone|phoneNumber|faxNumber|employeeId|streetAddress|ipAddress\w*|.*IpAddress|.*NotificationE?[mM]ails|emailAddress|issuerAssignedId|certificateUserIds|onPremisesUserPrincipalName|onPremisesDistinguishedName|extensionAttribute\d+|newValue|oldValue|answers|justification|userId|principalId|ageGroup|risk(Level|State|Detail).*|methodsRegistered|authMethod|customSecurityAttributes)$/

/** Tables about applications whose risk is no person's. */
const WORKLOADS = ['risky_service_principals', 'service_principal_risk_detections']

test('no property that is known to be personal is of nobody', () => {
  const found = leaves.filter(({ path }) => PERSONAL.test(lastName(path)))
  expect(found.length).toBeGreaterThan(200)
  const open = found.filter(
    leaf =>
      classOf(leaf) === 'none' && !(WORKLOADS.includes(leaf.table) && lastName(leaf.path).startsWith('risk')),
  )
  expect(open.map(({ table, path }) => `${table}.${path}`)).toEqual([])
})

test('JSON and texts that may name persons are identity', () => {
  const names =
    /(^|\.)(initiatedBy|sourceIdentity|targetIdentity|createdBy|lastModifiedBy|appliedBy|reviewedBy|principal|additionalDetails\.value|modifiedProperties\.(old|new)Value|customSecurityAttributes)$/
  const found = leaves.filter(({ path, type }) => names.test(path) && (type === 'json' || type === 'string'))
  expect(found.length).toBeGreaterThan(12)
  for (const leaf of found) expect(classOf(leaf), `${leaf.table}.${leaf.path}`).toBe('identity')
})

test.each<[string, string, Privacy]>([
  ['users', 'displayName', 'identity'],
  ['deleted_users', 'displayName', 'identity'],
  ['org_contacts', 'displayName', 'identity'],
  ['devices', 'displayName', 'identity'],
  ['sign_ins', 'userDisplayName', 'identity'],
  ['sign_ins', 'location', 'sensitive'],
  ['sign_ins', 'deviceDetail', 'identity'],
  ['sign_ins', 'createdDateTime', 'none'],
  ['sign_ins', 'id', 'none'],
  ['groups', 'displayName', 'none'],
  ['groups', 'id', 'none'],
  ['groups', 'mail', 'none'],
  ['applications', 'displayName', 'none'],
  ['conditional_access_policies', 'displayName', 'none'],
  ['role_definitions', 'displayName', 'none'],
  ['users', 'id', 'pseudonym'],
  ['group_members', 'id', 'pseudonym'],
  ['role_assignments', 'principalId', 'pseudonym'],
  ['role_assignments', 'id', 'pseudonym'],
  ['users', 'onPremisesImmutableId', 'pseudonym'],
  ['devices', 'deviceId', 'pseudonym'],
  ['users', 'ageGroup', 'sensitive'],
  ['users', 'assignedLicenses', 'none'],
  ['users', 'extension_0123_badge', 'identity'],
  ['directory_audits', 'initiatedBy', 'identity'],
  ['directory_audits', 'activityDisplayName', 'none'],
  ['organization', 'technicalNotificationMails', 'identity'],
  ['users', '_tenant_id', 'none'],
])('%s.%s is %s', (table, column, expected) => {
  const type = tables.get(table)?.definition.columns[column] ?? 'string'
  expect(privacyOf(table, column, type)).toBe(expected)
})

describe('every rule', () => {
  const inTables = new Set(leaves.flatMap(({ table, path }) => above(path).map(each => `${table}.${each}`)))
  const paths = new Set(leaves.flatMap(({ path }) => above(path)))
  const names = new Set([...paths].map(lastName))

  function above(path: string): string[] {
    const parts = path.split('.')
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'))
  }

  test('is about a column or field that there is', () => {
    expect(ruledNames.byName.filter(each => !names.has(each))).toEqual([])
    expect(ruledNames.byPath.filter(each => !paths.has(each))).toEqual([])
    expect(ruledNames.byTable.filter(each => !inTables.has(each))).toEqual([])
  })

  test('is said once', () => {
    for (const all of Object.values(ruledNames)) expect(new Set(all).size).toBe(all.length)
  })
})

/** What is to be looked at when a table gains a column: `npx vitest run test/streams -u` writes it anew. */
test('the classes of all columns are those that were reviewed', async () => {
  const lines = leaves.map(
    leaf => `${leaf.table}.${leaf.path} ${classOf(leaf)} ${kindOf(leaf.table, leaf.path)}`,
  )
  await expect(`${lines.filter(line => !line.endsWith(' plain')).join('\n')}\n`).toMatchFileSnapshot(
    'privacy.snapshot.txt',
  )
})
