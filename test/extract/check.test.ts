import { afterEach, describe, expect, it } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { type CheckOptions, type CheckResult, runCheck } from '../../src/extract/check.ts'
import type { RunEvent } from '../../src/extract/report.ts'
import { NO_LIMITS } from '../../src/graph/limits.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import { createNetwork } from '../../src/graph/undici-http.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'
import { hastyClock, NOON } from '../support/rig.ts'
import {
  answered,
  failed,
  page,
  REQUEST_ID,
  type ScriptedServer,
  startScripted,
} from '../support/scripted-server.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function sandboxOf(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ users: 30, now: NOON, quotas: 'off', ...options })
  closing.push(() => sandbox.close())
  return sandbox
}

async function scripted(): Promise<ScriptedServer> {
  const server = await startScripted()
  closing.push(() => server.close())
  return server
}

const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')
const tokenWith = (claims: object): string => `${part({ alg: 'none' })}.${part({ tid: 't', ...claims })}.x`

interface Asked {
  readonly graphUrl: string
  readonly token: string
  readonly events?: RunEvent[]
  readonly signal?: AbortSignal
}

async function check(
  { graphUrl, token, events = [], signal = new AbortController().signal }: Asked,
  options: Partial<CheckOptions> = {},
): Promise<CheckResult[]> {
  const network = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 })
  try {
    return await runCheck(
      { tables: [], cloud: 'global', owners: [], graphUrl, ...options },
      {
        tokens: staticToken(token, Date.now),
        network,
        onEvent: event => events.push(event),
        signal,
        version: '0.0.0-test',
        limits: NO_LIMITS,
        clock: hastyClock,
      },
    )
  } finally {
    await network.close()
  }
}

const ofSandbox = (sandbox: Sandbox): Asked => ({ graphUrl: sandbox.url, token: sandbox.token() })

const ofServer = (server: ScriptedServer, claims: object = { roles: ['User.Read.All'] }): Asked => ({
  graphUrl: server.root,
  token: tokenWith(claims),
})

const KNOWN = ['users', 'user_licenses', 'groups', 'group_members', 'subscribed_skus', 'sign_ins']

describe('a tenant that allows everything', () => {
  it('is readable with one request per stream, however many rows there are', async () => {
    const sandbox = await sandboxOf()
    const tables = [...KNOWN, 'authorization_policy', 'conditional_access_policies', 'user_sign_in_activity']
    const results = await check(ofSandbox(sandbox), { tables })
    expect(results.map(({ table }) => table).sort()).toEqual([...tables].sort())
    expect(results.map(({ verdict, reason }) => [verdict, reason])).toEqual(
      results.map(({ table }) => [
        'readable',
        table === 'group_members'
          ? 'the members of groups with hidden membership are left out without Member.Read.Hidden'
          : null,
      ]),
    )
    const derived = results.find(({ table }) => table === 'user_licenses')
    expect(derived?.requests).toBe(0)
    expect(sandbox.requests.map(({ path }) => path)).toHaveLength(tables.length - 1)
    for (const { requestId } of results) expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is asked for one row, or for keys alone', async () => {
    const sandbox = await sandboxOf()
    await check(ofSandbox(sandbox), {
      tables: ['users', 'sign_ins', 'user_sign_in_activity', 'subscribed_skus'],
    })
    const paths = sandbox.requests.map(({ path }) => decodeURIComponent(path))
    expect(paths).toContain('/v1.0/users/delta?$select=id')
    expect(paths.find(path => path.includes('signInActivity'))).toMatch(/[?&]\$top=1(&|$)/)
    expect(paths.find(path => path.includes('subscribedSkus'))).not.toContain('$top')
    expect(paths.find(path => path.includes('signIns'))).toMatch(
      /createdDateTime ge \S+Z and createdDateTime le \S+Z&\$top=1$/,
    )
  })

  it('looks at the children of one parent', async () => {
    const sandbox = await sandboxOf()
    const [owners] = await check(ofSandbox(sandbox), { tables: ['application_owners'] })
    expect(owners).toMatchObject({ table: 'application_owners', verdict: 'readable', requests: 2 })
    const paths = sandbox.requests.map(({ path }) => decodeURIComponent(path))
    expect(paths[0]).toMatch(/^\/v1\.0\/applications\?\$select=id&\$top=1$/)
    expect(paths[1]).toMatch(/^\/v1\.0\/applications\/[0-9a-f-]{36}\/owners\?/)
  })
})

describe('what may not be read', () => {
  it('is told with the permission that is missing, and the rest is readable', async () => {
    const sandbox = await sandboxOf({ grants: ['User.Read.All'] })
    const results = await check(ofSandbox(sandbox), { tables: KNOWN })
    const verdicts = Object.fromEntries(results.map(({ table, verdict }) => [table, verdict]))
    expect(verdicts).toMatchObject({ users: 'readable', user_licenses: 'readable', groups: 'permission' })
    const groups = results.find(({ table }) => table === 'groups')
    expect(groups).toMatchObject({ permissions: ['Group.Read.All'], requests: 1 })
    expect(groups?.reason).toBe(
      'the application permission Group.Read.All is missing: 403 Authorization_RequestDenied',
    )
    const users = results.find(({ table }) => table === 'users')
    expect(users?.reason).toBe('employeeLeaveDateTime is empty without User-LifeCycleInfo.Read.All')
  })

  it('is told in the words of a person for a delegated token', async () => {
    const server = await scripted()
    server.answer(failed(403, 'Authorization_RequestDenied'))
    const person = (scp: string) => check(ofServer(server, { scp }), { tables: ['sign_ins'] })
    expect((await person('User.Read'))[0]).toMatchObject({
      verdict: 'permission',
      permissions: ['AuditLog.Read.All'],
      reason: 'the delegated permission AuditLog.Read.All is missing: 403 Authorization_RequestDenied',
    })
    const [granted] = await person('AuditLog.Read.All')
    expect(granted?.reason).toMatch(/is granted, yet Graph refuses; .* lacks an Entra role/)
  })

  it('says that a table is for people only', async () => {
    const server = await scripted()
    server.answer(failed(403, 'accessDenied'))
    const [agreements] = await check(ofServer(server), { tables: ['terms_of_use_agreements'] })
    expect(agreements?.reason).toBe(
      'it can only be read with the delegated permission Agreement.Read.All: 403 accessDenied',
    )
  })

  it('believes a missing licence only after it was told again', async () => {
    const refusal = failed(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant')
    const server = await scripted()
    server.answer(refusal, page([]))
    const roles = { roles: ['AuditLog.Read.All', 'Policy.Read.ConditionalAccess'] }
    const [passing] = await check(ofServer(server, roles), { tables: ['sign_ins'] })
    expect(passing).toMatchObject({ verdict: 'readable', reason: null, requests: 2 })
    server.answer(refusal)
    const [lasting] = await check(ofServer(server, roles), { tables: ['sign_ins'] })
    expect(lasting).toMatchObject({ verdict: 'licence', requestId: REQUEST_ID, permissions: [] })
    expect(lasting?.requests).toBeGreaterThan(1)
    expect(lasting?.reason).toMatch(/Microsoft Entra ID P1 or P2.*NonPremiumTenant/)
  })

  it('sends nothing where the cloud lacks it, or an owner has to be named', async () => {
    const server = await scripted()
    const results = await check(ofServer(server), {
      tables: ['risky_users', 'user_owned_deleted_items'],
      cloud: 'china',
    })
    expect(Object.fromEntries(results.map(({ table, verdict }) => [table, verdict]))).toMatchObject({
      risky_users: 'cloud',
    })
    const [items] = await check(ofServer(server), { tables: ['user_owned_deleted_items'] })
    expect(items).toMatchObject({ verdict: 'skipped', requestId: null, requests: 0 })
    expect(items?.reason).toContain('--owner')
    expect(server.asked).toEqual([])
  })

  it('is failed where Graph says something else, with its code and request-id', async () => {
    const server = await scripted()
    server.answer(failed(400, 'BadRequest'))
    const [skus] = await check(ofServer(server), { tables: ['subscribed_skus'] })
    expect(skus).toMatchObject({ verdict: 'failed', requestId: REQUEST_ID })
    expect(skus?.reason).toMatch(new RegExp(`400 BadRequest.*request-id ${REQUEST_ID}`))
  })
})

describe('streams in several steps', () => {
  it('ask level by level, and are content where there is no parent', async () => {
    const server = await scripted()
    const roles = { roles: ['AccessReview.Read.All'] }
    server.answer(page([{ id: 'd 1' }, { id: 'd2' }]), page([{ id: 'i1' }]), page([]))
    const [decisions] = await check(ofServer(server, roles), { tables: ['access_review_decisions'] })
    expect(decisions).toMatchObject({ verdict: 'readable', requests: 3 })
    expect(server.asked[2]?.path).toMatch(
      /^\/v1\.0\/identityGovernance\/accessReviews\/definitions\/d%201\/instances\/i1\/decisions/,
    )
    server.answer(page([]))
    const [none] = await check(ofServer(server, roles), { tables: ['access_review_decisions'] })
    expect(none).toMatchObject({ verdict: 'readable', reason: expect.stringContaining('nothing to look at') })
  })

  it('put a parent into a filter', async () => {
    const server = await scripted()
    server.answer(page([{ id: 'g1' }]), page([]))
    const [instances] = await check(ofServer(server), {
      tables: ['pim_group_eligibility_schedule_instances'],
    })
    expect(instances?.verdict).toBe('readable')
    expect(decodeURIComponent(server.asked[1]?.path ?? '')).toContain("$filter=groupId eq 'g1'")
  })

  it('post for the first owner that is named', async () => {
    const server = await scripted()
    server.answer(page([]))
    const [items] = await check(ofServer(server), {
      tables: ['user_owned_deleted_items'],
      owners: ['u1', 'u2'],
    })
    expect(items?.verdict).toBe('readable')
    expect(server.asked).toHaveLength(1)
    expect(server.asked[0]?.method).toBe('POST')
    expect(JSON.parse(server.asked[0]?.body ?? '')).toMatchObject({ userId: 'u1' })
  })

  it('ask for a report, and leave its file alone', async () => {
    const server = await scripted()
    const location = 'https://reports.example/file?secret'
    server.answer(answered(302, '', { location }))
    const [report] = await check(ofServer(server), { tables: ['m365_active_users'] })
    expect(report).toMatchObject({ verdict: 'readable', requests: 1 })
    expect(JSON.stringify(report)).not.toContain('secret')
  })
})

describe('as a whole', () => {
  it('checks the default set, one result per table', async () => {
    const server = await scripted()
    server.answer(failed(403, 'Authorization_RequestDenied'))
    const events: RunEvent[] = []
    const results = await check({ ...ofServer(server, { roles: [] }), events })
    const names = results.map(({ table }) => table)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('users')
    expect(names).not.toContain('user_owned_deleted_items')
    expect(results.every(({ verdict }) => verdict === 'permission')).toBe(true)
    const started = events.filter(({ type }) => type === 'stream-started')
    expect(events.filter(({ type }) => type === 'stream-ended')).toHaveLength(started.length)
  })

  it('ends at once when the token is rejected', async () => {
    const server = await scripted()
    server.answer(failed(401, 'InvalidAuthenticationToken'))
    await expect(check(ofServer(server))).rejects.toBeInstanceOf(SignInError)
    expect(server.asked.length).toBeLessThan(30)
  })

  it('ends at once when it is told to', async () => {
    const server = await scripted()
    const controller = new AbortController()
    server.answer(response => {
      controller.abort(new Error('enough'))
      response.destroy()
    })
    await expect(
      check({ ...ofServer(server), signal: controller.signal }, { tables: ['users', 'groups'] }),
    ).rejects.toThrow('enough')
  })

  it('does not know a table that is not there', async () => {
    const server = await scripted()
    await expect(check(ofServer(server), { tables: ['usres'] })).rejects.toThrow(/no table 'usres'/)
  })
})
