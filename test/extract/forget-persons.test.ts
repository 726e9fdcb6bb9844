// Whom a forgetting takes for a person: by what the lake says of an id, and, where ids are masked, by the key.
import { createSecretKey } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fateOf } from '../../src/extract/forget/erase.ts'
import { finderOf } from '../../src/extract/forget/identifiers.ts'
import { isTruncated } from '../../src/extract/forget/masked.ts'
import { noSightings, notePersons, refuseThings } from '../../src/extract/forget/recognise.ts'
import { hmac } from '../../src/extract/mask/methods.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { tables } from '../../src/streams/index.ts'
import { personIds } from '../../src/streams/persons.ts'
import type { GraphObject } from '../support/expected-rows.ts'
import { bytesBelow, filesThatSay, forgetIn } from '../support/forgetting.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { KEY, masking } from '../support/personal.ts'
import { type Rig, startRig, stateOf } from '../support/rig.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'
const ID = '0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f'
const OTHER = '11111111-2222-4333-8444-555555555555'

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ users: 30, activity: 0.2 })
})
afterEach(() => rig.close())

const usersOf = (): GraphObject[] => [...rig.sandbox.truth('users')] as GraphObject[]

const firstOf = (rows: readonly Row[], column: string): string => {
  const found = rows.map(row => row[column]).find(value => typeof value === 'string')
  if (typeof found !== 'string') throw new Error(`no row has ${column}`)
  return found
}

const damaged = async (): Promise<string[]> =>
  (await verifyLake(rig.lake)).flatMap(({ problems }) => problems)

async function expectRefused(ids: readonly string[], words: RegExp, some = {}): Promise<void> {
  const before = bytesBelow(rig.lake)
  for (const dryRun of [true, false])
    await expect(forgetIn(rig.lake, ids, { dryRun, ...some })).rejects.toMatchObject({
      name: 'UsageError',
      exitCode: 2,
      message: expect.stringMatching(words),
    })
  expect(bytesBelow(rig.lake)).toEqual(before)
}

describe('what is no person', () => {
  test('is refused, with whoever else was named, and nothing changes', { timeout: 120_000 }, async () => {
    const things = ['groups', 'applications', 'service_principals', 'role_definitions', 'devices']
    const others = ['administrative_units', 'subscribed_skus', 'role_assignments', 'group_members']
    await rig.extract({ tables: ['users', 'user_licenses', ...things, ...others] })
    const person = String(usersOf()[0]?.id)
    await expectRefused([NOBODY], /^forget removes persons only.*0{12} is the id of nobody\.$/)
    await expectRefused([stateOf(rig.lake).tenantId.toUpperCase()], /is the id of the tenant\.$/)
    const ids: string[] = []
    const words: string[] = []
    for (const table of [...things, 'administrative_units']) {
      const id = firstOf(await readTable(rig.lake, table), 'id')
      ids.push(id)
      words.push(`${id} is an id in ${table}`)
    }
    await expectRefused([person, ...ids], new RegExp(`nothing was removed: ${words.join('; ')}\\.$`))
    const sku = firstOf(await readTable(rig.lake, 'subscribed_skus'), 'skuId')
    const app = firstOf(await readTable(rig.lake, 'service_principals'), 'appId')
    await expectRefused([sku, app], /nowhere as the id of a person; .* nowhere as the id of a person\.$/)
  })

  test('is refused where only the changes have it', async () => {
    const group = rig.sandbox.edit.addGroup({ displayName: 'x' })
    await rig.extract({ tables: ['groups'] })
    rig.sandbox.edit.removeGroup(group, 'deleted')
    rig.sandbox.advance({ days: 1 })
    await rig.extract({ tables: ['groups'] })
    expect((await readTable(rig.lake, 'groups')).map(({ id }) => id)).not.toContain(group)
    await expectRefused([group], new RegExp(`${group} is an id in groups`))
  })

  test('has no row of its own to stand on', () => {
    const ada = { id: ID, sure: new Set([ID]), common: new Set<string>() }
    const finder = finderOf([ada])
    const isRefused = (table: string, row: Row, key: readonly string[] = ['id']): boolean => {
      const sightings = noSightings()
      notePersons(sightings, table, key, row, finder)
      try {
        refuseThings([ada], sightings, new Map([[ada, 1]]))
        return false
      } catch {
        return true
      }
    }
    const members = ['groupId', 'id']
    const seen = [
      isRefused('deleted_users', { id: ID }),
      isRefused('deleted_groups', { id: ID }),
      isRefused('group_members', { groupId: OTHER, id: ID, _odata_type: '#microsoft.graph.user' }, members),
      isRefused('group_members', { groupId: OTHER, id: ID, _odata_type: '#microsoft.graph.group' }, members),
      isRefused('group_members', { groupId: ID, id: OTHER, _odata_type: '#microsoft.graph.user' }, members),
      isRefused('user_licenses', { userId: ID, skuId: OTHER }, ['userId', 'skuId']),
      isRefused('user_licenses', { userId: OTHER, skuId: ID }, ['userId', 'skuId']),
      isRefused('app_role_assignments', { id: 'x', principalId: ID, principalType: 'User' }),
      isRefused('app_role_assignments', { id: 'x', principalId: ID, principalType: 'ServicePrincipal' }),
      isRefused('directory_audits', { id: 'x', initiatedBy: { user: { id: ID } } }),
      isRefused('directory_audits', { id: 'x', targetResources: [{ id: ID, type: 'User' }] }),
      isRefused('directory_audits', { id: 'x', targetResources: [{ id: ID, type: 'Group' }] }),
      isRefused('conditional_access_policies', { id: 'x', conditions: { users: [ID] } }),
    ]
    expect(seen).toEqual([
      ...[false, true],
      ...[false, true, true],
      ...[false, true],
      ...[false, true],
      ...[false, false, true],
      true,
    ])
  })

  test('names columns that there are', () => {
    for (const [name, { columns, kind = columns[0] ?? '' }] of Object.entries(personIds)) {
      const known = Object.keys(tables.get(name)?.definition.columns ?? {})
      for (const column of [...columns, kind]) expect(known, name).toContain(column.split('.')[0])
    }
  })
})

test('a person whom only events name is one', async () => {
  await rig.extract({ tables: ['sign_ins'] })
  const id = (await readTable(rig.lake, 'sign_ins')).map(row => String(row.userId)).find(each => each > '1')
  const { tables: told } = await forgetIn(rig.lake, [id ?? ''])
  expect(told).toMatchObject([{ table: 'sign_ins' }])
  expect(await filesThatSay(rig.lake, [id ?? ''])).toEqual([])
})

test('columns of the lake itself are neither searched nor rewritten', () => {
  const finder = finderOf([{ id: ID, sure: new Set([ID]), common: new Set() }])
  const fate = (row: Row) => fateOf(row, { key: ['id'] }, finder, false)
  expect(fate({ id: OTHER, _tenant_id: ID, _run_id: ID })).toEqual({ kind: 'same' })
  expect(fate({ id: OTHER, note: ID, _tenant_id: ID, _run_id: ID })).toMatchObject({
    kind: 'rewritten',
    row: { id: OTHER, note: 'forgotten', _tenant_id: ID, _run_id: ID },
  })
})

describe('a lake whose ids are masked', () => {
  const TABLES = ['users', 'user_licenses', 'group_members', 'sign_ins']
  const idOf = (): string => {
    const [first] = [...rig.sandbox.truth('sign_ins')] as GraphObject[]
    return String(first?.userId)
  }

  test('wants the key, or the masked id', async () => {
    await rig.extract({ tables: TABLES, ...masking('none') })
    const id = idOf()
    await expectRefused(
      [id],
      new RegExp(
        `ids in users are masked by hmac, .* ${id} .*: give --mask-key-file .*, or the masked id from users\\.$`,
      ),
    )
    await expectRefused([stateOf(rig.lake).tenantId], /id of the tenant/, { maskKey: KEY })
    const group = firstOf(await readTable(rig.lake, 'group_members'), 'groupId')
    await expectRefused([group], /nowhere as the id of a person/)
  })

  test.each([
    ['the key', (id: string) => ({ given: id.toUpperCase(), maskKey: KEY })],
    ['the masked id', (id: string) => ({ given: hmac(KEY, id), maskKey: null })],
  ])('is searched with %s', async (_, how) => {
    await rig.extract({ tables: TABLES, ...masking('none') })
    const id = idOf()
    const hash = hmac(KEY, id)
    const before = await readTable(rig.lake, 'users')
    expect((await filesThatSay(rig.lake, [hash])).length).toBeGreaterThan(2)
    const { given, maskKey } = how(id)
    const receipt = await forgetIn(rig.lake, [given], { maskKey })
    expect(receipt.persons).toMatchObject([{ id: given.toLowerCase(), inTenant: true }])
    expect(receipt.tables.find(({ table }) => table === 'users')).toMatchObject({ rowsDeleted: 1 })
    expect(await filesThatSay(rig.lake, [hash, id])).toEqual([])
    const sorted = (rows: readonly Row[]) => rows.map(row => JSON.stringify(row, plain)).sort()
    expect(sorted(await readTable(rig.lake, 'users'))).toEqual(sorted(before.filter(row => row.id !== hash)))
    expect(await damaged()).toEqual([])
  })

  test('is searched for both what was masked and what was not', async () => {
    await rig.extract({ tables: ['users', 'sign_ins'], ...masking('full', 'sign_ins.userId:hmac') })
    const id = idOf()
    const hash = hmac(KEY, id)
    expect((await filesThatSay(rig.lake, [hash, id])).length).toBeGreaterThan(1)
    await forgetIn(rig.lake, [id], { maskKey: KEY })
    expect(await filesThatSay(rig.lake, [hash, id])).toEqual([])
  })

  test('has nobody for another key, and the receipt says what is wanted', async () => {
    await rig.extract({ tables: ['users'], ...masking('none') })
    const maskKey = createSecretKey('another key of thirty-two letters', 'utf8')
    const receipt = await forgetIn(rig.lake, [idOf()], { maskKey })
    expect(receipt.tables).toEqual([])
    expect(receipt.notes.join('\n')).toMatch(/1 of 1 ids are nowhere[\s\S]*the key that hashed it/)
  })
})

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

describe('what truncating leaves', () => {
  test.each(['@contoso.com', 'A…', '…', '😀…'])('%s is no name', text => {
    expect(isTruncated(text)).toBe(true)
  })
  test.each(['ada@contoso.com', 'Ad…', 'Ada', '10.0.0.0'])('%s may be one', text => {
    expect(isTruncated(text)).toBe(false)
  })

  test('of an address is left to everybody else', async () => {
    const mail = 'ada@only-hers.example'
    const id = rig.sandbox.edit.addUser({ mail, displayName: 'Ada' })
    const other = rig.sandbox.edit.addUser({ otherMails: ['b@only-hers.example'], displayName: 'Ben' })
    await rig.extract({
      tables: ['users'],
      ...masking('full', 'users.mail:truncate,users.otherMails:truncate'),
    })
    const others = async () => (await readTable(rig.lake, 'users')).filter(row => row.id !== id)
    const before = await others()
    expect(before.find(row => row.id === other)).toMatchObject({ otherMails: ['@only-hers.example'] })
    const receipt = await forgetIn(rig.lake, [id])
    expect(receipt.tables).toMatchObject([{ table: 'users', rowsDeleted: 1, rowsRewritten: 0 }])
    expect(await others()).toEqual(before)
  })
})
