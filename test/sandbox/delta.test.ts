import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { byId, first, get, ids, pages, Replay, readAll, start, trueEdges } from './client.ts'

const USERS =
  '/v1.0/users/delta?$select=id,displayName,department,mobilePhone,accountEnabled,assignedLicenses,surname'
const NAMES = USERS.split('=')[1]?.split(',') ?? []

function expectUsers(replay: Replay, sandbox: Sandbox): void {
  const expected = [...sandbox.truth('users')].map(user =>
    Object.fromEntries(NAMES.filter(name => name in user).map(name => [name, user[name]])),
  )
  expect(ids(replay.objects.values())).toEqual(ids(expected))
  expect(byId(replay.objects.values())).toEqual(byId(expected))
}

describe('users', () => {
  test('the first round ends in the truth, and some objects in it are removed ones', async () => {
    const sandbox = await start({ users: 1000 })
    const rows = await readAll(sandbox, USERS)
    expect(rows.filter(row => row['@removed']).length).toBeGreaterThan(0)
    const replay = new Replay(USERS)
    await replay.round(sandbox)
    expectUsers(replay, sandbox)
    expect(replay.objects.size).toBe(1000)
  })

  test('rounds after days of life end in the truth, with both kinds of removal', async () => {
    const sandbox = await start({ pageSizes: { usersDelta: 7 } })
    const replay = new Replay(USERS)
    await replay.round(sandbox)
    const reasons = new Set<unknown>()
    for (let day = 0; day < 4; day++) {
      sandbox.advance({ days: 1 })
      for await (const page of pages(sandbox, replay.link)) {
        for (const row of page.value) if (row['@removed']) reasons.add(JSON.stringify(row['@removed']))
      }
      await replay.round(sandbox)
      expectUsers(replay, sandbox)
    }
    expect(reasons).toEqual(new Set(['{"reason":"changed"}', '{"reason":"deleted"}']))
  })

  test('an object may come several times in one round', async () => {
    const sandbox = await start()
    const replay = new Replay(USERS)
    await replay.round(sandbox)
    const { id } = first(sandbox.truth('users'))
    for (let i = 0; i < 40; i++) sandbox.edit.updateUser(String(id), { displayName: `Name ${i}` })
    const rows = await readAll(sandbox, replay.link)
    expect(rows.length).toBeGreaterThan(1)
    expect(new Set(rows.map(row => row.displayName))).toEqual(new Set(['Name 39']))
  })

  test('a change made while a round runs is in that round or in the next', async () => {
    const sandbox = await start({ pageSizes: { usersDelta: 10 } })
    const replay = new Replay(USERS)
    const page = await get(sandbox, USERS)
    const seen = String(first(page.value).id)
    sandbox.edit.updateUser(seen, { displayName: 'Changed in mid-round' })
    await replay.round(sandbox)
    replay.objects.set(seen, { ...first(page.value) })
    let link = page.next
    let delta: string | undefined
    while (link) {
      const next = await get(sandbox, link)
      delta = next.delta
      link = next.next
    }
    const rows = await readAll(sandbox, String(delta))
    expect(rows.map(row => row.displayName)).toContain('Changed in mid-round')
  })

  test('a delta link read twice gives the same, a change to what is not selected gives nothing', async () => {
    const sandbox = await start()
    const replay = new Replay('/v1.0/users/delta?$select=id,displayName')
    await replay.round(sandbox)
    const { id } = first(sandbox.truth('users'))
    sandbox.edit.updateUser(String(id), { jobTitle: 'Juggler' })
    expect(await readAll(sandbox, replay.link)).toEqual([])
    sandbox.edit.updateUser(String(id), { displayName: 'Juggler' })
    const once = await readAll(sandbox, replay.link)
    expect(once).toEqual([{ id, displayName: 'Juggler' }])
    expect(await readAll(sandbox, replay.link)).toEqual(once)
  })

  test('null, absent, and return=minimal', async () => {
    const sandbox = await start()
    const id = sandbox.edit.addUser({ mobilePhone: undefined, displayName: 'New' })
    const replay = new Replay(USERS)
    await replay.round(sandbox)
    expect(replay.objects.get(id)).not.toHaveProperty('mobilePhone')
    sandbox.edit.updateUser(id, { mobilePhone: null })
    expect(first(await readAll(sandbox, replay.link))).toMatchObject({
      id,
      mobilePhone: null,
      displayName: 'New',
    })
    expect(await readAll(sandbox, replay.link, { prefer: 'return=minimal' })).toEqual([
      { id, mobilePhone: null },
    ])
  })

  test('licenseAssignmentStates is not tracked', async () => {
    const sandbox = await start()
    const replay = new Replay('/v1.0/users/delta?$select=id,licenseAssignmentStates')
    await replay.round(sandbox)
    sandbox.edit.updateUser(String(first(sandbox.truth('users')).id), { licenseAssignmentStates: [] })
    expect(await replay.round(sandbox)).toBe(0)
  })

  test('a token lives seven days of the tenant, then 410', async () => {
    const sandbox = await start()
    const replay = new Replay(USERS)
    await replay.round(sandbox)
    sandbox.advance({ days: 7 })
    expect((await get(sandbox, replay.link)).status).toBe(200)
    sandbox.advance({ hours: 1 })
    const refused = await get(sandbox, replay.link)
    expect(refused.status).toBe(410)
    expect(refused.code?.toLowerCase()).toBe('syncstatenotfound')
    const location = refused.headers.get('location')
    if (location) expect((await get(sandbox, location)).status).toBe(200)
  })

  test('$deltatoken=latest starts from now, and a filter by id restricts', async () => {
    const sandbox = await start()
    const [a, b] = [...sandbox.truth('users')].map(user => String(user.id))
    const latest = await get(sandbox, '/v1.0/users/delta?$deltatoken=latest&$select=id,displayName')
    expect(latest.value).toEqual([])
    const filtered = new Replay(`/v1.0/users/delta?$select=id,displayName&$filter=id eq '${a}'`)
    await filtered.round(sandbox)
    expect([...filtered.objects.keys()]).toEqual([a])
    sandbox.edit.updateUser(String(a), { displayName: 'A' })
    sandbox.edit.updateUser(String(b), { displayName: 'B' })
    expect(ids(await readAll(sandbox, String(latest.delta)))).toEqual([a, b].map(String).sort())
    expect(ids(await readAll(sandbox, filtered.link))).toEqual([a])
  })
})

test('managers follow their departments', async () => {
  const sandbox = await start()
  const replay = new Replay('/v1.0/users/delta?$select=manager')
  await replay.round(sandbox)
  for (let day = 0; day < 3; day++) {
    const truth = [...sandbox.truth('managers')].map(edge => `${edge.userId}/manager/${edge.id}`).sort()
    expect(replay.edges('manager')).toEqual(truth)
    expect(truth.length).toBeGreaterThan(80)
    sandbox.advance({ days: 1 })
    await replay.round(sandbox)
  }
})

describe('groups', () => {
  const GROUPS = '/v1.0/groups/delta?$select=displayName,members,owners'

  test('a large group comes in slices over many pages', async () => {
    const sandbox = await start({ pageSizes: { memberSlice: 20 } })
    const seen = new Map<unknown, number>()
    for await (const page of pages(sandbox, '/v1.0/groups/delta?$select=members')) {
      for (const row of page.value) seen.set(row.id, (seen.get(row.id) ?? 0) + 1)
    }
    const largest = first(sandbox.truth('groups'))
    expect(largest.displayName).toBe('All Employees')
    expect(seen.get(largest.id)).toBeGreaterThan(4)
  })

  test('rounds after days of life end in the true members and owners', async () => {
    const sandbox = await start({ pageSizes: { memberSlice: 15, groupsDelta: 9 } })
    const replay = new Replay(GROUPS)
    await replay.round(sandbox)
    for (let day = 0; day < 4; day++) {
      expect(replay.edges('members')).toEqual(trueEdges(sandbox, 'members'))
      expect(replay.edges('owners')).toEqual(trueEdges(sandbox, 'owners'))
      expect(ids(replay.objects.values())).toEqual(ids(sandbox.truth('groups')))
      sandbox.advance({ days: 1 })
      await replay.round(sandbox)
    }
  })

  test('members are there without $select, and absent with one that does not name them', async () => {
    const sandbox = await start()
    expect(first((await get(sandbox, '/v1.0/groups/delta')).value)).toHaveProperty(['members@delta'])
    expect(first((await get(sandbox, '/v1.0/groups/delta?$select=displayName')).value)).not.toHaveProperty([
      'members@delta',
    ])
  })

  test('a soft-deleted user stays a member until it is gone for good', async () => {
    const sandbox = await start()
    const group = String(first(sandbox.truth('groups')).id)
    const user = sandbox.edit.addUser()
    sandbox.edit.addMember(group, user)
    const replay = new Replay('/v1.0/groups/delta?$select=members')
    await replay.round(sandbox)
    sandbox.edit.removeUser(user, 'changed')
    expect(await readAll(sandbox, replay.link)).toEqual([])
    sandbox.edit.removeUser(user, 'deleted')
    const removed = { '@odata.type': '#microsoft.graph.user', id: user, '@removed': { reason: 'deleted' } }
    expect(await readAll(sandbox, replay.link)).toEqual([{ id: group, 'members@delta': [removed] }])
  })
})

test('applications follow their secrets', async () => {
  const sandbox = await start()
  const replay = new Replay('/v1.0/applications/delta')
  await replay.round(sandbox)
  sandbox.advance({ days: 3 })
  await replay.round(sandbox)
  const truth = [...sandbox.truth('applications')]
  expect(ids(replay.objects.values())).toEqual(ids(truth))
  const secrets = (app: Record<string, unknown>): unknown => app.passwordCredentials
  expect(truth.map(app => replay.objects.get(String(app.id))?.passwordCredentials)).toEqual(
    truth.map(secrets),
  )
})
