// Delta rounds: lost links, repeats, slices, objects that go and come back. The table is the tenant's, and its changes replay to it.
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import type { GraphObject } from '../../src/sandbox/index.ts'
import {
  capturePages,
  editPages,
  expectComplete,
  expectExact,
  identitiesIn,
  leap,
  type PageBody,
} from '../support/hazards.ts'
import { parquetFiles, type Row, readParquet, readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, tableOf } from '../support/rig.ts'

const TABLES = ['users', 'user_licenses', 'groups', 'group_members', 'group_owners']

let rig: Rig
let first: Map<string, Row[]>

async function begin(sizes: { usersDelta?: number; groupsDelta?: number; memberSlice?: number } = {}) {
  rig = await startRig({ pageSizes: { usersDelta: 15, groupsDelta: 8, memberSlice: 12, ...sizes } })
  await extract()
  first = new Map()
  for (const table of TABLES) first.set(table, await readTable(rig.lake, table))
}

async function extract(options: { full?: boolean } = {}): Promise<RunReport> {
  const report = await leap(rig, { tables: TABLES, ...options })
  expectComplete(report, ...TABLES)
  return report
}

async function expectAllExact(): Promise<void> {
  for (const table of TABLES) await expectExact(rig, table, first.get(table) ?? [])
}

const counts = (report: RunReport, table: string): { inserted: number; updated: number; deleted: number } => {
  const { inserted, updated, deleted } = tableOf(report, table)
  return { inserted, updated, deleted }
}

const NOTHING = { inserted: 0, updated: 0, deleted: 0 }

async function changesOf(table: string, id: string): Promise<unknown[]> {
  const rows: Row[] = []
  for (const file of parquetFiles(join(rig.lake, 'changes', table))) rows.push(...(await readParquet(file)))
  return rows.filter(row => row.id === id).map(row => row._op)
}

const userIds = (): string[] => [...rig.sandbox.truth('users')].map(user => String(user.id))
const edges = (): GraphObject[] => [...rig.sandbox.truth('group_members')]

/** Puts rows before those of the first page of the next round. */
function prepend(match: RegExp, rows: readonly GraphObject[]): void {
  editPages(rig.sandbox, { match, times: 1 }, (page: PageBody) => ({
    ...page,
    value: [...rows, ...page.value],
  }))
}

const USERS_ROUND = /\/users\/delta\?\$deltatoken/
const MEMBERS_ROUND = /\/groups\/delta\?\$deltatoken/

afterEach(() => rig.close())

describe('a delta link that Graph no longer knows', () => {
  beforeEach(() => begin())

  const answers = [
    { name: '410 without Location', expire: {} },
    { name: '410 with Location', expire: { location: 'http://127.0.0.1:1/v1.0/users/delta?$deltatoken=' } },
    { name: '400 resyncRequired', expire: { status: 400, code: 'resyncRequired' } },
    { name: '404 SYNCSTATENOTFOUND', expire: { status: 404, code: 'SYNCSTATENOTFOUND' } },
    { name: '400 SyncStateInvalid', expire: { status: 400, code: 'SyncStateInvalid' } },
  ]

  test.each(answers)('$name: read whole, only the differences of the gap are changes', async ({ expire }) => {
    const { edit } = rig.sandbox
    const [gone = '', binned = '', renamed = ''] = userIds().slice(20)
    edit.removeUser(gone, 'deleted')
    edit.removeUser(binned, 'changed')
    edit.updateUser(renamed, { displayName: 'Renamed in the gap' })
    const added = edit.addUser()
    rig.sandbox.faults.add({ match: USERS_ROUND, expire })
    const report = await extract()
    expect(counts(report, 'users')).toEqual({ inserted: 1, updated: 1, deleted: 2 })
    expect(await changesOf('users', gone)).toEqual(['delete'])
    expect(await changesOf('users', binned)).toEqual(['delete'])
    expect(await changesOf('users', renamed)).toEqual(['update'])
    expect(await changesOf('users', added)).toEqual(['insert'])
    expect(rig.events.filter(event => event.type === 'restarted')).toHaveLength(1)
    await expectAllExact()
  })

  test('because it is older than a week', async () => {
    rig.sandbox.advance({ days: 8 })
    await extract()
    expect(rig.events.filter(event => event.type === 'restarted')).toHaveLength(4)
    await expectAllExact()
  })

  test('of the edges: members that left in the gap are reported', async () => {
    const [left, stays] = edges()
    if (left === undefined || stays === undefined) throw new Error('no members')
    rig.sandbox.edit.removeMember(String(left.groupId), String(left.id))
    rig.sandbox.faults.add({ match: MEMBERS_ROUND, times: 3, expire: {} })
    const report = await extract()
    expect(counts(report, 'group_members')).toEqual({ ...NOTHING, deleted: 1 })
    expect(counts(report, 'groups')).toEqual(NOTHING)
    await expectAllExact()
  })

  test('nothing happened in the gap: no file is written', async () => {
    const before = TABLES.map(table => identitiesIn(join(rig.lake, table)))
    for (const match of [USERS_ROUND, MEMBERS_ROUND]) rig.sandbox.faults.add({ match, times: 3, expire: {} })
    const report = await extract()
    for (const table of TABLES) expect(counts(report, table)).toEqual(NOTHING)
    expect(TABLES.map(table => identitiesIn(join(rig.lake, table)))).toEqual(before)
    expect(parquetFiles(join(rig.lake, 'changes'))).toEqual([])
  })
})

describe('read whole by --full', () => {
  beforeEach(() => begin())

  test('yields only real differences', async () => {
    const { edit } = rig.sandbox
    const [gone = '', renamed = ''] = userIds().slice(30)
    edit.removeUser(gone, 'changed')
    edit.updateUser(renamed, { jobTitle: 'Renamed' })
    const [edge] = edges()
    if (edge === undefined) throw new Error('no members')
    edit.removeMember(String(edge.groupId), String(edge.id))
    const report = await extract({ full: true })
    expect(counts(report, 'users')).toEqual({ inserted: 0, updated: 1, deleted: 1 })
    expect(counts(report, 'group_members')).toEqual({ ...NOTHING, deleted: 1 })
    expect(counts(report, 'group_owners')).toEqual(NOTHING)
    await expectAllExact()
    const again = await extract({ full: true })
    for (const table of TABLES) expect(counts(again, table)).toEqual(NOTHING)
  })
})

describe('within rounds', () => {
  test('objects removed before the first round are no rows', async () => {
    rig = await startRig()
    const pages = capturePages(rig.sandbox, /\/users\/delta/)
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    expect(pages.map(page => page.text).join()).toMatch(/"@removed":\{"reason":"changed"\}/)
    await expectTruth(rig, 'users')
    expect(parquetFiles(join(rig.lake, 'changes'))).toEqual([])
  })

  test('objects come more than once, and rounds come again', async () => {
    await begin()
    let duplicates = 0
    for (let round = 1; round <= 3; round++) {
      for (const [index, id] of userIds().entries()) {
        rig.sandbox.edit.updateUser(id, { department: `${round} of ${index}` })
        if (index % 2 === 0) rig.sandbox.edit.updateUser(id, { city: `${round} of ${index}` })
      }
      duplicates += tableOf(await extract(), 'users').duplicates
    }
    expect(duplicates).toBeGreaterThan(0)
    const quiet = await extract()
    expect(counts(quiet, 'users')).toEqual(NOTHING)
    await expectAllExact()
  })

  test('the last of several versions counts, whatever came before', async () => {
    await begin()
    const [one = '', two = ''] = userIds().slice(40)
    rig.sandbox.edit.updateUser(one, { displayName: 'last' })
    prepend(USERS_ROUND, [
      { id: one, displayName: 'first' },
      { id: one, '@removed': { reason: 'changed' } },
      { id: one, displayName: 'second' },
      { id: two, '@removed': { reason: 'deleted' } },
    ])
    const report = await extract()
    expect(counts(report, 'users')).toEqual({ ...NOTHING, updated: 1, deleted: 1 })
    expect(await changesOf('users', one)).toEqual(['update'])
    rig.sandbox.edit.removeUser(two, 'changed')
    await extract()
    await expectExact(rig, 'users', first.get('users') ?? [])
  })

  test('a removal of an object that was never there changes nothing', async () => {
    await begin()
    prepend(USERS_ROUND, [{ id: '00000000-0000-0000-0000-00000000dead', '@removed': { reason: 'deleted' } }])
    expect(counts(await extract(), 'users')).toEqual(NOTHING)
    await expectAllExact()
  })
})

describe('users that go and come back', () => {
  beforeEach(() => begin())

  test('in one round', async () => {
    const [id = ''] = userIds().slice(25)
    rig.sandbox.edit.removeUser(id, 'changed')
    rig.sandbox.edit.restoreUser(id)
    expect(counts(await extract(), 'users')).toEqual(NOTHING)
    await expectAllExact()
  })

  test('over rounds, and keep their memberships', async () => {
    const { id = '' } = edges().find(edge => userIds().indexOf(String(edge.id)) > 20) ?? {}
    const held = edges().filter(edge => edge.id === id).length
    expect(held).toBeGreaterThan(0)
    rig.sandbox.edit.removeUser(String(id), 'changed')
    const removal = await extract()
    expect(counts(removal, 'users')).toEqual({ ...NOTHING, deleted: 1 })
    expect(counts(removal, 'group_members')).toEqual(NOTHING)
    const kept = (await readTable(rig.lake, 'group_members')).filter(edge => edge.id === id)
    expect(kept).toHaveLength(held)
    await expectAllExact()
    rig.sandbox.edit.restoreUser(String(id))
    expect(counts(await extract(), 'users')).toEqual({ ...NOTHING, inserted: 1 })
    expect(await changesOf('users', String(id))).toEqual(['delete', 'insert'])
    await expectAllExact()
    rig.sandbox.edit.removeUser(String(id), 'deleted')
    expect(counts(await extract(), 'group_members')).toEqual({ ...NOTHING, deleted: held })
    await expectAllExact()
  })

  test('with their licences', async () => {
    const licensed = String((await readTable(rig.lake, 'user_licenses')).at(-1)?.userId)
    const held = (first.get('user_licenses') ?? []).filter(row => row.userId === licensed).length
    rig.sandbox.edit.removeUser(licensed, 'changed')
    expect(counts(await extract(), 'user_licenses')).toEqual({ ...NOTHING, deleted: held })
    rig.sandbox.edit.restoreUser(licensed)
    expect(counts(await extract(), 'user_licenses')).toEqual({ ...NOTHING, inserted: held })
    rig.sandbox.edit.updateUser(licensed, { assignedLicenses: [] })
    expect(counts(await extract(), 'user_licenses')).toEqual({ ...NOTHING, deleted: held })
    await expectAllExact()
  })
})

describe('members', () => {
  test('of a large group come in slices over many pages', async () => {
    rig = await startRig({ users: 80, pageSizes: { groupsDelta: 3, memberSlice: 5 } })
    const pages = capturePages(rig.sandbox, /\/groups\/delta/)
    expectComplete(await leap(rig, { tables: ['group_members'] }), 'group_members')
    const times = new Map<string, number>()
    for (const { value } of pages.map(page => JSON.parse(page.text) as PageBody))
      for (const { id } of value) times.set(String(id), (times.get(String(id)) ?? 0) + 1)
    expect(Math.max(...times.values())).toBeGreaterThan(5)
    await expectTruth(rig, 'group_members')
  })

  test('removed and added again in one round stay, added and removed again do not come', async () => {
    await begin()
    const [edge] = edges()
    if (edge === undefined) throw new Error('no members')
    const [group, id] = [String(edge.groupId), String(edge.id)]
    const never = '00000000-0000-0000-0000-0000000000aa'
    const user = (member: string) => ({ '@odata.type': '#microsoft.graph.user', id: member })
    const gone = (member: string) => ({ ...user(member), '@removed': { reason: 'deleted' } })
    prepend(MEMBERS_ROUND, [
      { id: group, 'members@delta': [gone(id), user(never)] },
      { id: group, 'members@delta': [gone(never)] },
      { id: group, 'members@delta': [user(id)] },
    ])
    const report = await leap(rig, { tables: ['group_members'] })
    expect(counts(report, 'group_members')).toEqual(NOTHING)
    await expectAllExact()
  })

  test('of a group that is removed and comes back in one round are those it comes back with', async () => {
    await begin()
    const [edge] = edges()
    if (edge === undefined) throw new Error('no members')
    const members = edges().filter(({ groupId }) => groupId === edge.groupId)
    const told = members.slice(1).map(({ groupId: _, ...member }) => member)
    prepend(MEMBERS_ROUND, [
      { id: edge.groupId, 'members@delta': [{ id: '00000000-0000-0000-0000-0000000000bb' }] },
      { id: edge.groupId, '@removed': { reason: 'changed' } },
      { id: edge.groupId, 'members@delta': told },
    ])
    const report = await leap(rig, { tables: ['group_members'] })
    expect(counts(report, 'group_members')).toEqual({ ...NOTHING, deleted: 1 })
    rig.sandbox.edit.removeMember(String(edge.groupId), String(edge.id))
    await extract()
    await expectAllExact()
  })

  test.each(['changed', 'deleted'] as const)('go with their group (%s)', async reason => {
    await begin()
    const { groupId = '' } = edges().at(-1) ?? {}
    const members = edges().filter(edge => edge.groupId === groupId).length
    rig.sandbox.edit.removeGroup(String(groupId), reason)
    const report = await extract()
    expect(counts(report, 'groups')).toEqual({ ...NOTHING, deleted: 1 })
    expect(counts(report, 'group_members')).toEqual({ ...NOTHING, deleted: members })
    expect((await readTable(rig.lake, 'group_members')).filter(edge => edge.groupId === groupId)).toEqual([])
    await expectAllExact()
  })

  test('are added and removed one by one', async () => {
    await begin()
    const { edit } = rig.sandbox
    const group = edit.addGroup()
    for (const id of userIds().slice(0, 30)) edit.addMember(group, id)
    expect(counts(await extract(), 'group_members')).toEqual({ ...NOTHING, inserted: 30 })
    for (const id of userIds().slice(0, 10)) edit.removeMember(group, id)
    edit.addMember(group, { '@odata.type': '#microsoft.graph.group', id: String(edges()[0]?.groupId) })
    expect(counts(await extract(), 'group_members')).toEqual({ ...NOTHING, inserted: 1, deleted: 10 })
    await expectAllExact()
  })
})

describe('properties', () => {
  test('never set are absent, set to null are null: both are NULL, and a change between them is none', async () => {
    await begin()
    const { edit } = rig.sandbox
    const never = edit.addUser({ city: undefined, mobilePhone: '1' })
    const nulled = edit.addUser({ city: null, mobilePhone: '2' })
    const emptied = edit.addUser({ city: 'Bonn', businessPhones: ['3'] })
    await extract()
    edit.updateUser(never, { city: null })
    edit.updateUser(nulled, { city: undefined })
    edit.updateUser(emptied, { city: '', businessPhones: [] })
    const pages = capturePages(rig.sandbox, /\/users\/delta/)
    const report = await extract()
    expect(pages.map(page => page.text).join()).toContain('"city":null')
    expect(counts(report, 'users')).toEqual({ ...NOTHING, updated: 1 })
    const rows = new Map((await readTable(rig.lake, 'users')).map(row => [row.id, row]))
    expect(rows.get(never)).toMatchObject({ city: null, mobilePhone: '1' })
    expect(rows.get(nulled)).toMatchObject({ city: null, mobilePhone: '2' })
    expect(rows.get(emptied)).toMatchObject({ city: '', businessPhones: [] })
    await expectAllExact()
  })
})
