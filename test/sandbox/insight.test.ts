import { describe, expect, test } from 'vitest'
import type { GraphObject, Sandbox } from '../../src/sandbox/index.ts'
import { insightResources } from '../../src/sandbox/tenant/insight/index.ts'
import { byId, first, get, ids, readAll, start } from './client.ts'

const LISTS = insightResources.filter(resource => !resource.parents)
const METHODS = 'user_authentication_methods'
const ALL_MEMBERS = { prefer: 'include-unknown-enum-members' }

/** Properties that Graph never fills, or does not name: the secrets. */
const SECRETS = ['password', 'secretKey', 'temporaryAccessPass']

const changed = (before: Map<unknown, GraphObject>, after: Map<unknown, GraphObject>): unknown[] =>
  [...before].flatMap(([id, row]) => {
    const now = after.get(id)
    return now && JSON.stringify(now) !== JSON.stringify(row) ? [id] : []
  })

/** A child's key: of the parent and its own. */
const methodsByKey = (sandbox: Sandbox): Map<unknown, GraphObject> =>
  new Map([...sandbox.truth(METHODS)].map(row => [`${row.userId} ${row.id}`, row]))

describe.each(LISTS)('$name', ({ name, path, versions, licence, missingIn = [], type, schema }) => {
  const whole = `/${versions[0]}${path}?$top=13`

  test('page by page, is the truth', async () => {
    const sandbox = await start({ users: 150 })
    const rows = await readAll(sandbox, whole, ALL_MEMBERS)
    expect(rows).toEqual([...sandbox.truth(name)])
    expect(rows.length).toBeGreaterThan(13)
    expect(new Set(ids(rows)).size).toBe(rows.length)
  })

  test('follows from the seed', async () => {
    const [one, same, other] = [await start(), await start(), await start({ seed: 43 })]
    expect([...same.truth(name)]).toEqual([...one.truth(name)])
    expect(ids(other.truth(name))).not.toEqual(ids(one.truth(name)))
  })

  test('has every property of its type, set in some row, null or empty in another', async () => {
    const sandbox = await start({ users: 150 })
    const rows = [...sandbox.truth(name)]
    const set = new Set(rows.flatMap(row => Object.keys(row).filter(key => row[key] !== null)))
    expect([...set].sort()).toEqual([...(schema.types.get(type)?.keys() ?? [])].sort())
    const isBare = (value: unknown): boolean => value === null || JSON.stringify(value) === '[]'
    expect(rows.some(row => Object.values(row).some(isBare))).toBe(true)
  })

  test('changes over the days, and most of it stays', async () => {
    const sandbox = await start({ users: 150 })
    const before = byId(sandbox.truth(name))
    sandbox.advance({ days: 3 })
    const after = byId(sandbox.truth(name))
    expect(changed(before, after).length).toBeGreaterThan(0)
    const stayed = [...before.keys()].filter(id => after.has(id)).length
    expect(stayed).toBeGreaterThan(before.size * 0.8)
    expect(await readAll(sandbox, whole, ALL_MEMBERS)).toEqual([...after.values()])
  })

  test('is refused below its licence, and unknown where its cloud lacks it', async () => {
    const order = ['free', 'p1', 'p2', 'governance'] as const
    const tier = licence?.tier ?? 'free'
    const below = order[order.indexOf(tier) - 1] ?? 'free'
    expect((await get(await start({ licence: tier }), whole)).status).toBe(200)
    expect((await get(await start({ licence: below }), whole)).code).toBe(
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    )
    for (const cloud of ['usgov', 'china'] as const)
      expect((await get(await start({ cloud }), whole)).status).toBe(missingIn.includes(cloud) ? 404 : 200)
  })

  test('times are before now', async () => {
    const sandbox = await start()
    sandbox.advance({ days: 2 })
    const late = [...sandbox.truth(name)].flatMap(row =>
      Object.entries(row).filter(
        ([key, value]) => key !== 'expirationDateTime' && isLater(value, sandbox.now),
      ),
    )
    expect(late).toEqual([])
  })
})

function isLater(value: unknown, now: Date): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(v => isLater(v, now))
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && Date.parse(value) > now.getTime()
}

describe('users at risk', () => {
  test('are those of the detections, at risk as long as one of them is', async () => {
    const sandbox = await start()
    sandbox.advance({ days: 1 })
    const users = byId(sandbox.truth('users'))
    const byUser = new Map<unknown, GraphObject[]>()
    for (const row of sandbox.truth('risk_detections'))
      byUser.set(row.userId, [...(byUser.get(row.userId) ?? []), row])
    const risky = [...sandbox.truth('risky_users')]
    expect(ids(risky)).toEqual([...byUser.keys()].sort())
    for (const { id, riskState, riskLevel, isDeleted } of risky) {
      const open = (byUser.get(id) ?? []).filter(row => row.riskState === 'atRisk')
      expect(riskState === 'atRisk').toBe(open.length > 0)
      expect(riskLevel !== 'none').toBe(open.length > 0)
      expect(isDeleted).toBe(!users.has(id))
    }
    expect(new Set(risky.map(row => row.riskState)).size).toBeGreaterThan(2)
  })

  test('detections arrive, are settled, and go after 90 days', async () => {
    const sandbox = await start()
    const before = byId(sandbox.truth('risk_detections'))
    sandbox.advance({ days: 4 })
    const after = byId(sandbox.truth('risk_detections'))
    expect([...after.keys()].filter(id => !before.has(id)).length).toBeGreaterThan(4)
    expect([...before.keys()].filter(id => !after.has(id)).length).toBeGreaterThan(4)
    for (const id of changed(before, after)) {
      expect(before.get(id)?.riskState).toBe('atRisk')
      expect(after.get(id)?.riskState).not.toBe('atRisk')
      const [was, is] = [before.get(id), after.get(id)].map(row =>
        Date.parse(String(row?.lastUpdatedDateTime)),
      )
      expect(is).toBeGreaterThan(was ?? Number.NaN)
    }
    const oldest = Math.min(...[...after.values()].map(row => Date.parse(String(row.detectedDateTime))))
    expect(sandbox.now.getTime() - oldest).toBeLessThan(90 * 86_400_000)
  })

  test('20 to a page unless asked, and never more than 500', async () => {
    const sandbox = await start()
    expect((await get(sandbox, '/v1.0/identityProtection/riskDetections')).value).toHaveLength(20)
    expect((await get(sandbox, '/v1.0/identityProtection/riskDetections?$top=501')).status).toBe(400)
    const open = await readAll(
      sandbox,
      "/v1.0/identityProtection/riskDetections?$filter=riskState eq 'atRisk'",
    )
    const expected = [...sandbox.truth('risk_detections')].filter(row => row.riskState === 'atRisk')
    expect(ids(open)).toEqual(ids(expected))
  })
})

describe('workloads', () => {
  test('risks name service principals and keys that are there', async () => {
    const sandbox = await start()
    const principals = byId(sandbox.truth('service_principals'))
    const keys = keysOf(sandbox)
    for (const row of sandbox.truth('service_principal_risk_detections')) {
      expect(principals.get(row.servicePrincipalId)?.appId).toBe(row.appId)
      expect((Array.isArray(row.keyIds) ? row.keyIds : []).every(key => keys.has(key))).toBe(true)
    }
    for (const { id, displayName, isEnabled } of sandbox.truth('risky_service_principals'))
      expect(principals.get(id)).toMatchObject({ displayName, accountEnabled: isEnabled })
  })

  test('activities name applications and keys that are there, and move on every day', async () => {
    const sandbox = await start()
    sandbox.advance({ days: 2 })
    const apps = new Map([...sandbox.truth('applications')].map(row => [row.appId, row]))
    const keys = keysOf(sandbox)
    for (const row of sandbox.truth('service_principal_sign_in_activities')) {
      expect(apps.has(row.appId)).toBe(true)
      expect(Buffer.from(String(row.id), 'base64').toString()).toBe(row.appId)
    }
    const principals = byId(sandbox.truth('service_principals'))
    for (const row of sandbox.truth('app_credential_sign_in_activities')) {
      expect(apps.get(row.appId)?.id).toBe(row.appObjectId)
      expect(principals.get(row.servicePrincipalObjectId)?.appId).toBe(row.appId)
      expect(keys.has(row.keyId)).toBe(true)
    }
  })

  test('activities are in beta only', async () => {
    const sandbox = await start()
    expect((await get(sandbox, '/v1.0/reports/servicePrincipalSignInActivities')).status).toBe(404)
  })
})

/** The ids of every secret and certificate of the tenant's applications. */
const keysOf = (sandbox: Sandbox): Set<unknown> =>
  new Set(
    [...sandbox.truth('applications')].flatMap(({ passwordCredentials, keyCredentials }) =>
      [passwordCredentials, keyCredentials].flatMap(list =>
        Array.isArray(list) ? list.map(key => key.keyId) : [],
      ),
    ),
  )

describe('registered methods', () => {
  const REGISTERED: Readonly<Record<string, string>> = {
    microsoftAuthenticatorPush: 'microsoftAuthenticator',
    mobilePhone: 'phone',
    alternateMobilePhone: 'phone',
    officePhone: 'phone',
    email: 'email',
    softwareOneTimePasscode: 'softwareOath',
    windowsHelloForBusiness: 'windowsHelloForBusiness',
    passKeyDeviceBound: 'fido2',
    macOsSecureEnclaveKey: 'platformCredential',
    externalAuthMethod: 'external',
    temporaryAccessPass: 'temporaryAccessPass',
  }

  test('one row of details for each enabled user, those of today', async () => {
    const sandbox = await start()
    const added = sandbox.edit.addUser({
      accountEnabled: true,
      displayName: 'Newly There',
      userType: 'Member',
    })
    const renamed = first(sandbox.truth('users')).id
    sandbox.edit.updateUser(String(renamed), { displayName: 'Another Name' })
    sandbox.advance({ days: 2 })
    const enabled = byId([...sandbox.truth('users')].filter(user => user.accountEnabled === true))
    const rows = [...sandbox.truth('user_registration_details')]
    expect(ids(rows)).toEqual(ids(enabled.values()))
    for (const row of rows) {
      expect(enabled.get(row.id)).toMatchObject({
        displayName: row.userDisplayName,
        userPrincipalName: row.userPrincipalName,
        userType: row.userType === 'guest' ? 'Guest' : 'Member',
      })
    }
    const holders = new Set([...sandbox.truth('role_assignments')].map(row => row.principalId))
    expect(ids(rows.filter(row => row.isAdmin))).toEqual(ids(rows.filter(row => holders.has(row.id))))
    expect(rows.some(row => row.isAdmin)).toBe(true)
    expect(byId(rows).get(added)?.userDisplayName).toBe('Newly There')
    expect(byId(rows).get(renamed)?.userDisplayName).toBe('Another Name')
  })

  test('the details and the listings of each user agree', async () => {
    const sandbox = await start({ users: 150 })
    sandbox.advance({ days: 1 })
    const types = new Map<unknown, string[]>()
    for (const row of sandbox.truth(METHODS)) {
      const name = String(row['@odata.type']).replace(/^#microsoft\.graph\.|AuthenticationMethod$/g, '')
      if (name !== 'password') types.set(row.userId, [...(types.get(row.userId) ?? []), name])
    }
    const rows = [...sandbox.truth('user_registration_details')]
    for (const row of rows) {
      const names = Array.isArray(row.methodsRegistered) ? row.methodsRegistered : []
      expect(names.map(name => REGISTERED[name])).toEqual(types.get(row.id) ?? [])
    }
    expect(rows.some(row => row.isMfaCapable === true)).toBe(true)
    expect(rows.some(row => row.isMfaCapable === false)).toBe(true)
  })

  test('one listing per living user, without options, is the truth', async () => {
    const sandbox = await start({ users: 30 })
    const rows: GraphObject[] = []
    for (const { id: userId } of sandbox.truth('users')) {
      const listed = await readAll(sandbox, `/v1.0/users/${userId}/authentication/methods`, ALL_MEMBERS)
      rows.push(...listed.map(row => ({ userId, ...row })))
    }
    expect(rows).toEqual([...sandbox.truth(METHODS)])
    const user = first(sandbox.truth('users')).id
    const path = `/v1.0/users/${user}/authentication/methods`
    expect((await get(sandbox, `${path}?$top=5`)).status).toBe(400)
    sandbox.edit.removeUser(String(user), 'changed')
    expect((await get(sandbox, path)).status).toBe(404)
  })

  test('every property of every kind of method is set somewhere, but for the secrets', async () => {
    const sandbox = await start({ users: 150 })
    const methods = insightResources.find(({ name }) => name === METHODS)
    const rows = [...sandbox.truth(METHODS)]
    const set = new Set(rows.flatMap(row => Object.keys(row).filter(key => row[key] !== null)))
    const known = (methods?.derived ?? []).flatMap(type => [
      ...(methods?.schema.types.get(type)?.keys() ?? []),
    ])
    const missing = new Set(known.filter(name => !set.has(name)))
    expect([...missing].sort()).toEqual(SECRETS)
    const present = new Set(rows.map(row => row['@odata.type']))
    expect([...present].sort()).toEqual(methods?.derived?.map(type => `#microsoft.graph.${type}`).sort())
  })

  test('people register, and lose what they had', async () => {
    const sandbox = await start({ users: 400 })
    const before = methodsByKey(sandbox)
    sandbox.advance({ days: 3 })
    const after = methodsByKey(sandbox)
    const alive = new Set([...sandbox.truth('users')].map(user => user.id))
    const gone = [...before].filter(([key, row]) => !after.has(key) && alive.has(row.userId))
    expect(gone.length).toBeGreaterThan(0)
    const users = new Set([...before.values()].map(row => row.userId))
    const gained = [...after].filter(([key, row]) => !before.has(key) && users.has(row.userId))
    expect(gained.length).toBeGreaterThan(0)
  })

  test('filters by what the report may be filtered by, and selects nothing', async () => {
    const sandbox = await start()
    const path = '/v1.0/reports/authenticationMethods/userRegistrationDetails'
    const capable = await readAll(sandbox, `${path}?$filter=isMfaCapable eq true`)
    const expected = [...sandbox.truth('user_registration_details')].filter(row => row.isMfaCapable === true)
    expect(ids(capable)).toEqual(ids(expected))
    expect((await get(sandbox, `${path}?$select=id`)).status).toBe(400)
    expect((await get(sandbox, `${path}?$filter=isAdmin eq true`)).status).toBe(400)
  })
})
