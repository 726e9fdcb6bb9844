import { describe, expect, test } from 'vitest'
import type { GraphObject } from '../../src/sandbox/index.ts'
import { byId, first, get, ids, pages, readAll, start } from './client.ts'

/** A time with all of its seven digits. */
const tick = (time: unknown): string => String(time).replace('Z', '').padEnd(20, '.').padEnd(27, '0')

describe('lists', () => {
  test.each([
    ['users', '/v1.0/users?$select=id,displayName,assignedLicenses&$top=999'],
    ['users', '/v1.0/users?$top=7'],
    ['groups', '/v1.0/groups?$select=id,displayName'],
    ['applications', '/v1.0/applications?$top=11'],
    ['subscribed_skus', '/v1.0/subscribedSkus'],
    ['conditional_access_policies', '/v1.0/identity/conditionalAccess/policies?$top=3'],
  ] as const)('%s by %s, to the end, is the truth', async (kind, path) => {
    const sandbox = await start()
    const rows = await readAll(sandbox, path)
    expect(ids(rows)).toEqual(ids(sandbox.truth(kind)))
  })

  test('without $select users have eleven properties, with nulls for what was never set', async () => {
    const sandbox = await start()
    const page = await get(sandbox, '/v1.0/users')
    expect(Object.keys(first(page.value))).toHaveLength(11)
    expect(page.body).toHaveProperty(['@microsoft.graph.tips'])
    expect(page.value.every(user => user.mobilePhone !== undefined)).toBe(true)
  })

  test('signInActivity is absent for users that never signed in, 500 to a page at most', async () => {
    const sandbox = await start({ users: 700 })
    const path = '/v1.0/users?$select=id,signInActivity&$top=500'
    expect((await get(sandbox, path)).value).toHaveLength(500)
    const rows = await readAll(sandbox, path)
    expect(byId(rows)).toEqual(byId(sandbox.truth('user_sign_in_activity')))
    const never = rows.filter(row => !('signInActivity' in row)).length
    expect(never).toBeGreaterThan(0)
    expect(never).toBeLessThan(rows.length / 4)
  })

  test('owners of applications, one listing each', async () => {
    const sandbox = await start()
    const edges: GraphObject[] = []
    for (const { id } of sandbox.truth('applications')) {
      for (const owner of await readAll(sandbox, `/v1.0/applications/${id}/owners?$select=id`)) {
        edges.push({ applicationId: id, '@odata.type': owner['@odata.type'], id: owner.id })
      }
    }
    expect(edges).toEqual([...sandbox.truth('application_owners')])
    expect(edges.length).toBeGreaterThan(10)
  })

  test('empty pages occur, and links stand on either side of the rows', async () => {
    const sandbox = await start({ users: 600 })
    let [empty, before, after] = [0, 0, 0]
    for await (const page of pages(sandbox, '/v1.0/users?$top=5&$select=id')) {
      if (page.value.length === 0) empty += 1
      if (page.next && page.text.indexOf('nextLink') < page.text.indexOf('"value"')) before += 1
      else after += 1
    }
    expect(Math.min(empty, before, after)).toBeGreaterThan(0)
  })

  test('authorizationPolicy is an object in v1.0 and a collection in beta', async () => {
    const sandbox = await start()
    expect((await get(sandbox, '/v1.0/policies/authorizationPolicy')).body.id).toBe('authorizationPolicy')
    expect((await get(sandbox, '/beta/policies/authorizationPolicy')).value).toHaveLength(1)
  })
})

describe('logs', () => {
  const BETA = "/beta/auditLogs/signIns?$filter=signInEventTypes/any(t: t eq 'nonInteractiveUser')"

  test.each([
    ['sign_ins', '/v1.0/auditLogs/signIns', 'createdDateTime'],
    ['sign_ins', '/v1.0/auditLogs/signIns?$top=77', 'createdDateTime'],
    ['sign_ins_non_interactive', BETA, 'createdDateTime'],
    ['directory_audits', '/v1.0/auditLogs/directoryAudits?$top=100', 'activityDateTime'],
  ] as const)('%s by %s, to the end, is the truth, newest first', async (kind, path, time) => {
    const sandbox = await start({ activity: 0.3 })
    const rows = await readAll(sandbox, path, { prefer: 'include-unknown-enum-members' })
    const truth = [...sandbox.truth(kind)]
    expect(byId(rows)).toEqual(byId(truth))
    const times = rows.map(row => tick(row[time]))
    expect(times).toEqual([...times].sort().reverse())
    expect(rows.length).toBeGreaterThan(truth.length)
  })

  test('v1.0 has 29 properties and the id, beta 76 and the id, each set somewhere', async () => {
    const sandbox = await start({ users: 1000 })
    const names = async (path: string): Promise<Set<string>> => {
      const { value } = await get(sandbox, path)
      return new Set(value.flatMap(row => Object.keys(row).filter(name => row[name] !== null)))
    }
    expect((await names('/v1.0/auditLogs/signIns')).size).toBe(30)
    expect((await names('/beta/auditLogs/signIns')).size).toBe(77)
  })

  test('beta without a filter on event types has interactive rows only', async () => {
    const sandbox = await start({ activity: 0.2 })
    const { value } = await get(sandbox, '/beta/auditLogs/signIns')
    expect(value.every(row => row.isInteractive === true)).toBe(true)
    const both = (await readAll(sandbox, BETA)).filter(row => row.isInteractive === true)
    expect(both.length).toBeGreaterThan(0)
  })

  test('days cut at midnight lose nothing and read nothing twice', async () => {
    const sandbox = await start()
    const day = async (from: string, to: string): Promise<GraphObject[]> =>
      readAll(
        sandbox,
        `/v1.0/auditLogs/signIns?$filter=createdDateTime ge ${from} and createdDateTime le ${to}`,
      )
    const first = await day('2026-11-17T00:00:00Z', '2026-11-17T23:59:59.9999999Z')
    const second = await day('2026-11-18T00:00:00Z', '2026-11-18T23:59:59.9999999Z')
    const both = await day('2026-11-17T00:00:00Z', '2026-11-18T23:59:59.9999999Z')
    expect(new Set([...ids(first), ...ids(second)])).toEqual(new Set(ids(both)))
    expect(ids(first).filter(id => ids(second).includes(id))).toEqual([])
    const times = new Set(both.map(row => tick(row.createdDateTime)))
    for (const time of [
      '2026-11-18T00:00:00Z',
      '2026-11-18T00:00:00.0000001Z',
      '2026-11-17T23:59:59.9999999Z',
    ]) {
      expect(times).toContain(tick(time))
    }
  })

  test('the seventh digit counts, at both ends', async () => {
    const sandbox = await start()
    const time = '2026-11-19T10:00:00.0000005Z'
    const id = sandbox.edit.addEvent('sign_ins', { createdDateTime: time })
    const between = async (from: string, to: string): Promise<boolean> => {
      const filter = `createdDateTime ge ${from} and createdDateTime le ${to}`
      return ids(await readAll(sandbox, `/v1.0/auditLogs/signIns?$filter=${filter}`)).includes(id)
    }
    expect(await between(time, time)).toBe(true)
    expect(await between('2026-11-19T09:59:59Z', '2026-11-19T10:00:00.0000004Z')).toBe(false)
    expect(await between('2026-11-19T10:00:00.0000006Z', '2026-11-19T11:00:00Z')).toBe(false)
  })

  test('an added event never gets the id of one that was removed', async () => {
    const { edit, truth } = await start()
    const [removed, kept] = [edit.addEvent('sign_ins'), edit.addEvent('sign_ins')]
    edit.removeEvent('sign_ins', removed)
    const added = edit.addEvent('sign_ins')
    expect(new Set([removed, kept, added]).size).toBe(3)
    const there = ids(truth('sign_ins'))
    expect([removed, kept, added].map(id => there.includes(id))).toEqual([false, true, true])
  })

  test('rows arrive late and change afterwards', async () => {
    const sandbox = await start({ users: 1000 })
    const range = { from: '2026-11-20T06:00:00Z', to: '2026-11-20T12:00:00Z' }
    const before = byId(sandbox.truth('sign_ins', range))
    sandbox.advance({ hours: 6 })
    const after = byId(sandbox.truth('sign_ins', range))
    expect([...before.keys()].every(id => after.has(id))).toBe(true)
    expect(after.size).toBeGreaterThan(before.size)
    const changed = [...before].filter(([id, row]) => JSON.stringify(after.get(id)) !== JSON.stringify(row))
    expect(changed.length).toBeGreaterThan(0)
    sandbox.advance({ days: 1 })
    expect(byId(sandbox.truth('sign_ins', range))).toEqual(after)
  })

  test('a password spray comes from one country, legacy clients are blocked', async () => {
    const sandbox = await start()
    const rows = await readAll(sandbox, '/v1.0/auditLogs/signIns')
    const spray = rows.filter(row => JSON.stringify(row.location).includes('"KP"'))
    expect(spray.length).toBeGreaterThan(40)
    expect(new Set(spray.map(row => JSON.stringify(row.status).includes('50126')))).toEqual(new Set([true]))
    expect(rows.some(row => row.clientAppUsed === 'IMAP4')).toBe(true)
  })
})

describe('the story', () => {
  test('licences are counted from the users, and paid seats lie idle', async () => {
    const sandbox = await start({ users: 2000 })
    sandbox.advance({ days: 2 })
    const counts = new Map<unknown, number>()
    const activity = byId(sandbox.truth('user_sign_in_activity'))
    let [paid, idle] = [0, 0]
    for (const user of sandbox.truth('users')) {
      const held = (Array.isArray(user.assignedLicenses) ? user.assignedLicenses : []).map(
        licence => licence.skuId,
      )
      for (const sku of held) counts.set(sku, (counts.get(sku) ?? 0) + 1)
      if (!held.includes('06ebc4ee-1bb5-47dd-8120-11324bc54e06') || user.accountEnabled !== true) continue
      paid += 1
      const last = Reflect.get(Object(activity.get(user.id)?.signInActivity), 'lastSuccessfulSignInDateTime')
      if (last === undefined || String(last) < '2026-08-22') idle += 1
    }
    for (const sku of sandbox.truth('subscribed_skus'))
      expect(sku.consumedUnits).toBe(counts.get(sku.skuId) ?? 0)
    expect(idle / paid).toBeGreaterThan(0.04)
    expect(idle / paid).toBeLessThan(0.14)
  })

  test('guests, groups in groups, secrets that expire', async () => {
    const sandbox = await start({ users: 1000 })
    const users = [...sandbox.truth('users')]
    const guests = users.filter(user => user.userType === 'Guest')
    expect(guests.length / users.length).toBeCloseTo(0.06, 1)
    expect(guests.every(guest => String(guest.userPrincipalName).includes('#EXT#'))).toBe(true)
    const types = new Set([...sandbox.truth('group_members')].map(edge => edge['@odata.type']))
    expect(types.size).toBe(4)
    const ends = [...sandbox.truth('applications')].flatMap(app =>
      (Array.isArray(app.passwordCredentials) ? app.passwordCredentials : []).map(secret =>
        String(secret.endDateTime),
      ),
    )
    expect(ends.some(end => end < '2026-11-20')).toBe(true)
    expect(ends.some(end => end > '2026-11-20' && end < '2026-12-20')).toBe(true)
  })

  test('every property a collection can return is set in some row, null or absent in others', async () => {
    const sandbox = await start({ users: 1000 })
    for (const [kind, least] of [
      ['users', 68],
      ['groups', 43],
      ['applications', 42],
    ] as const) {
      const rows = [...sandbox.truth(kind)]
      const set = new Set(rows.flatMap(row => Object.keys(row).filter(name => row[name] !== null)))
      expect([kind, set.size]).toEqual([kind, expect.toSatisfy((n: number) => n >= least)])
      expect(rows.some(row => Object.values(row).includes(null))).toBe(true)
    }
  })
})
