import { describe, expect, test } from 'vitest'
import type { EventKind, GraphObject, Sandbox } from '../../src/sandbox/index.ts'
import { addTicks, formatMoment, parseMoment } from '../../src/sandbox/tenant/moment.ts'
import { byId, first, get, ids, pages, readAll, start } from './client.ts'

const ALL_MEMBERS = { prefer: 'include-unknown-enum-members' }

interface Log {
  readonly kind: EventKind
  readonly path: string
  readonly time: string
  /** What every request for this log has in its filter. */
  readonly types?: string
  /** The filter of a half-open range. */
  range(from: string, to: string): string
}

const tick = (time: string, by: number): string => {
  const moment = parseMoment(time)
  if (!moment) throw new Error(`not a time: ${time}`)
  return formatMoment(addTicks(moment, by))
}

const signIns = (kind: EventKind, type: string): Log => ({
  kind,
  path: '/beta/auditLogs/signIns',
  time: 'createdDateTime',
  types: `signInEventTypes/any(t: t eq '${type}')`,
  range: (from, to) => `createdDateTime ge ${from} and createdDateTime le ${tick(to, -1)}`,
})

const SERVICE_PRINCIPAL = signIns('sign_ins_service_principal', 'servicePrincipal')
const MANAGED_IDENTITY = signIns('sign_ins_managed_identity', 'managedIdentity')
const PROVISIONING: Log = {
  kind: 'provisioning_logs',
  path: '/v1.0/auditLogs/provisioning',
  time: 'activityDateTime',
  range: (from, to) => `activityDateTime gt ${tick(from, -1)} and activityDateTime lt ${to}`,
}
const LOGS = [SERVICE_PRINCIPAL, MANAGED_IDENTITY, PROVISIONING]

/** The path of a listing with this page size, of a range if one is given. */
function listing({ path, types, range }: Log, top: number, between?: readonly [string, string]): string {
  const clauses = [types, between && range(...between)].filter(clause => clause !== undefined)
  const filter = clauses.length === 0 ? '' : `&$filter=${encodeURIComponent(clauses.join(' and '))}`
  return `${path}?$top=${top}${filter}`
}

const read = (sandbox: Sandbox, log: Log, between?: readonly [string, string]): Promise<GraphObject[]> =>
  readAll(sandbox, listing(log, 83, between), ALL_MEMBERS)

describe.each(LOGS)('$kind', log => {
  const { kind, time } = log

  test('to the end, is the truth, newest first, with repeats and empty pages', async () => {
    const sandbox = await start()
    const rows: GraphObject[] = []
    let empty = 0
    for await (const page of pages(sandbox, listing(log, 13), ALL_MEMBERS)) {
      rows.push(...page.value)
      if (page.value.length === 0) empty += 1
    }
    expect(byId(rows)).toEqual(byId(sandbox.truth(kind)))
    expect(rows.length).toBeGreaterThan(byId(rows).size)
    expect(empty).toBeGreaterThan(0)
    const times = rows.map(row => tick(String(row[time]), 0))
    expect(times).toEqual([...times].sort().reverse())
  })

  test('half-open ranges that meet at midnight hold each event once', async () => {
    const sandbox = await start()
    const days = ['2026-11-16T00:00:00Z', '2026-11-17T00:00:00Z', '2026-11-18T00:00:00Z'] as const
    const [from, middle, to] = days
    const halves = [[from, middle] as const, [middle, to] as const]
    const seen: string[] = []
    for (const [since, until] of halves) {
      const rows = await read(sandbox, log, [since, until])
      expect(byId(rows)).toEqual(byId(sandbox.truth(kind, { from: since, to: until })))
      seen.push(...new Set(ids(rows)))
    }
    expect(seen.sort()).toEqual(ids(sandbox.truth(kind, { from, to })))
    const times = new Set([...sandbox.truth(kind, { from, to })].map(row => tick(String(row[time]), 0)))
    expect(times).toContain(tick(middle, 0))
    expect(times).toContain(tick(middle, -1))
  })

  test('the seventh digit counts, at both ends', async () => {
    const sandbox = await start()
    const at = '2026-11-19T10:00:00.0000005Z'
    const id = sandbox.edit.addEvent(kind, { [time]: at })
    const has = async (from: string, to: string): Promise<boolean> =>
      ids(await read(sandbox, log, [from, to])).includes(id)
    expect(await has(at, tick(at, 1))).toBe(true)
    expect(await has('2026-11-19T09:00:00Z', at)).toBe(false)
    expect(await has(tick(at, 1), '2026-11-19T11:00:00Z')).toBe(false)
  })

  test('rows arrive late and change afterwards, and then no more', async () => {
    const sandbox = await start({ users: 2000 })
    const range = { from: '2026-11-20T06:00:00Z', to: '2026-11-20T12:00:00Z' }
    const before = byId(sandbox.truth(kind, range))
    sandbox.advance({ hours: 6 })
    const after = byId(sandbox.truth(kind, range))
    expect([...before.keys()].every(id => after.has(id))).toBe(true)
    expect(after.size).toBeGreaterThan(before.size)
    const changed = [...before].filter(([id, row]) => JSON.stringify(after.get(id)) !== JSON.stringify(row))
    expect(changed.length).toBeGreaterThan(0)
    sandbox.advance({ days: 1 })
    expect(byId(sandbox.truth(kind, range))).toEqual(after)
  })

  test('follows from the seed, at any activity has an event in each hour', async () => {
    const [one, same, other] = [await start(), await start(), await start({ seed: 43, activity: 0 })]
    expect([...same.truth(kind)]).toEqual([...one.truth(kind)])
    const rows = [...other.truth(kind)]
    expect(ids(rows)).not.toEqual(ids(one.truth(kind)))
    const hours = new Set(rows.map(row => String(row[time]).slice(0, 13)))
    expect(hours.size).toBeGreaterThan(29 * 24)
  })

  test('every property is set in some row', async () => {
    const sandbox = await start({ users: 150 })
    const rows = [...sandbox.truth(kind)]
    const names = new Set(rows.flatMap(row => Object.keys(row).filter(name => row[name] !== null)))
    expect(names.size).toBe(kind === 'provisioning_logs' ? 17 : 77)
    expect(rows.some(row => Object.values(row).includes(null))).toBe(true)
  })

  test('needs a permission', async () => {
    const sandbox = await start()
    const ask = (role: string): Promise<number> =>
      get(sandbox, listing(log, 5), { authorization: `Bearer ${sandbox.token({ roles: [role] })}` }).then(
        page => page.status,
      )
    expect(await ask('AuditLog.Read.All')).toBe(200)
    expect(await ask('ProvisioningLog.Read.All')).toBe(kind === 'provisioning_logs' ? 200 : 403)
    expect(await ask('User.Read.All')).toBe(403)
  })
})

describe('sign-ins of workloads', () => {
  test.each([
    [SERVICE_PRINCIPAL, 'servicePrincipal', 'Application'],
    [MANAGED_IDENTITY, 'managedIdentity', 'ManagedIdentity'],
  ] as const)('$kind names service principals that are there', async (log, type, principalType) => {
    const sandbox = await start()
    const principals = byId(sandbox.truth('service_principals'))
    const rows = [...sandbox.truth(log.kind)]
    expect(rows.length).toBeGreaterThan(500)
    for (const row of rows) {
      expect(row.signInEventTypes).toEqual([type])
      expect(principals.get(row.servicePrincipalId)).toMatchObject({
        appId: row.appId,
        displayName: row.servicePrincipalName,
        servicePrincipalType: principalType,
      })
    }
  })

  test('keys are those of the applications', async () => {
    const sandbox = await start()
    const keys = new Set(
      [...sandbox.truth('applications')].flatMap(({ passwordCredentials, keyCredentials }) =>
        [passwordCredentials, keyCredentials].flatMap(list =>
          Array.isArray(list) ? list.map(key => key.keyId) : [],
        ),
      ),
    )
    const used = [...sandbox.truth('sign_ins_service_principal')].filter(
      row => row.servicePrincipalCredentialKeyId !== '',
    )
    expect(used.length).toBeGreaterThan(100)
    expect(used.every(row => keys.has(row.servicePrincipalCredentialKeyId))).toBe(true)
  })

  test('are in beta only, and only when asked for', async () => {
    const sandbox = await start({ activity: 0.2 })
    const { types = '' } = SERVICE_PRINCIPAL
    const refused = await get(sandbox, `/v1.0/auditLogs/signIns?$filter=${types}`)
    expect([refused.status, refused.message]).toEqual([400, expect.stringContaining('signInEventTypes')])
    const audits = await get(sandbox, `/beta/auditLogs/directoryAudits?$filter=${types}`)
    expect(audits.status).toBe(400)
    const plain = await readAll(sandbox, '/beta/auditLogs/signIns')
    expect(plain.every(row => row.isInteractive === true)).toBe(true)
  })

  test('several types in one filter come in one order', async () => {
    const sandbox = await start({ activity: 0.2 })
    const filter = "signInEventTypes/any(t: t eq 'servicePrincipal' or t eq 'managedIdentity')"
    const rows = await readAll(sandbox, `/beta/auditLogs/signIns?$filter=${filter}`)
    const expected = [...sandbox.truth(SERVICE_PRINCIPAL.kind), ...sandbox.truth(MANAGED_IDENTITY.kind)]
    expect([...byId(rows).keys()].sort()).toEqual(ids(expected))
    const times = rows.map(row => tick(String(row.createdDateTime), 0))
    expect(times).toEqual([...times].sort().reverse())
  })

  test('hold no policies without a policy permission', async () => {
    const sandbox = await start()
    const authorization = `Bearer ${sandbox.token({ roles: ['AuditLog.Read.All'] })}`
    const path = listing(SERVICE_PRINCIPAL, 1000)
    const [bare, full] = [await get(sandbox, path, { authorization }), await get(sandbox, path)]
    expect(bare.value.every(row => !('appliedConditionalAccessPolicies' in row))).toBe(true)
    const policies = new Set(ids(sandbox.truth('conditional_access_policies')))
    const applied = full.value.flatMap(row =>
      Array.isArray(row.appliedConditionalAccessPolicies) ? row.appliedConditionalAccessPolicies : [],
    )
    expect(applied.length).toBeGreaterThan(0)
    expect(applied.every(policy => policies.has(policy.id))).toBe(true)
  })
})

describe('provisioning logs', () => {
  test.each(['ge', 'le', 'ne'])('%s is refused', async operator => {
    const sandbox = await start()
    const filter = `activityDateTime ${operator} 2026-11-19T00:00:00Z`
    const page = await get(sandbox, `${PROVISIONING.path}?$top=5&$filter=${filter}`)
    expect([page.status, page.code]).toEqual([400, 'BadRequest'])
  })

  test.each(['/v1.0/auditLogs/signIns', '/v1.0/auditLogs/directoryAudits'])('%s has no gt', async path => {
    const sandbox = await start()
    const time = path.endsWith('signIns') ? 'createdDateTime' : 'activityDateTime'
    expect((await get(sandbox, `${path}?$filter=${time} gt 2026-11-19T00:00:00Z`)).status).toBe(400)
  })

  test('an exact time finds its event', async () => {
    const sandbox = await start()
    const event = first(sandbox.truth('provisioning_logs'))
    const page = await get(
      sandbox,
      `${PROVISIONING.path}?$filter=activityDateTime eq ${event.activityDateTime}`,
    )
    expect(ids(page.value)).toEqual([event.id])
  })

  test('without $top there is a first page and nothing after it', async () => {
    const sandbox = await start({ pageSizes: { provisioning: 20 } })
    const page = await get(sandbox, PROVISIONING.path)
    expect([page.value.length, page.next]).toEqual([20, undefined])
    expect((await get(sandbox, `${PROVISIONING.path}?$top=20`)).next).toBeDefined()
  })

  test('name users and service principals that are there', async () => {
    const sandbox = await start()
    const users = byId(sandbox.truth('users'))
    const principals = byId(sandbox.truth('service_principals'))
    for (const row of sandbox.truth('provisioning_logs')) {
      const source = Object(row.sourceIdentity)
      expect(users.get(source.id)).toMatchObject({
        displayName: source.displayName,
        userPrincipalName: source.details.UserPrincipalName,
      })
      const { id, displayName } = Object(row.servicePrincipal)
      expect(principals.get(id)?.displayName).toBe(displayName)
    }
  })

  test('end well, badly or not at all, each with its steps', async () => {
    const sandbox = await start()
    const rows = [...sandbox.truth('provisioning_logs')]
    const statuses = new Map<string, number>()
    for (const row of rows) {
      const { status, errorInformation } = Object(row.provisioningStatusInfo)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      expect(errorInformation === null).toBe(status === 'success')
      const last = Array.isArray(row.provisioningSteps) ? row.provisioningSteps.at(-1) : undefined
      expect(last.status).toBe(status)
    }
    expect([...statuses.keys()].sort()).toEqual(['failure', 'skipped', 'success', 'warning'])
    expect(statuses.get('success')).toBeGreaterThan(rows.length / 2)
    expect(rows.some(row => Array.isArray(row.modifiedProperties) && row.modifiedProperties.length > 0)).toBe(
      true,
    )
  })
})
