import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cacheFileStore } from '../../src/auth/person/cache-file.ts'
import { refreshTokensOf } from '../../src/auth/person/client.ts'
import { login } from '../../src/auth/person/login.ts'
import { personNow, signedInPerson } from '../../src/auth/person/person.ts'
import { type SignIn, type SignInStore, withSignIn } from '../../src/auth/person/sign-ins.ts'
import { openStore } from '../../src/auth/person/store.ts'
import { claimsChallenge } from '../../src/graph/claims-challenge.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { defaultTables, findTable } from '../../src/streams/index.ts'
import { leastPermissions } from '../../src/streams/permissions.ts'
import {
  fill,
  keepingStore,
  network,
  refusalOf,
  settingsFor,
  signInOf,
  worldOf,
} from '../support/person-world.ts'

let sandbox: Sandbox
let folder: string

beforeAll(async () => {
  const asked = [defaultTables(), [findTable('users')]].flatMap(tables =>
    leastPermissions(tables, 'delegated'),
  )
  const grants = asked.map(({ permission }) => permission)
  sandbox = await startSandbox({ users: 20, quotas: 'off', grants, signIn: { intervalSeconds: 0 } })
  folder = mkdtempSync(join(tmpdir(), 'entra-person-'))
})
afterEach(() => {
  sandbox.signIn.outcome = 'authorized'
})
afterAll(async () => {
  await sandbox.close()
  await network.close()
  rmSync(folder, { recursive: true })
})

const signedIn = async (): Promise<SignIn> =>
  (await login({ how: 'device-code', tables: [findTable('users')] }, settingsFor(sandbox), worldOf())).signIn

const given = (source: TokenSource | null): TokenSource => {
  if (source === null) throw new Error('nobody is signed in')
  return source
}

/** The sandbox's tokens tell only the second in which they were made. */
const nextSecond = (): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, 1010 - (Date.now() % 1000)))

/** What Graph answers to a token. */
async function graph(token: string): Promise<{ status: number; challenge: string | null }> {
  const response = await fetch(`${sandbox.url}/v1.0/users?$top=1`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await response.arrayBuffer()
  return {
    status: response.status,
    challenge: claimsChallenge(response.headers.get('www-authenticate') ?? undefined),
  }
}

describe('a person who has signed in', () => {
  it('is known to a later process by the cache file, and reads Graph', async () => {
    const path = join(folder, 'kept.json')
    await fill(cacheFileStore(path), [await signedIn()])
    const world = worldOf({ openStore: file => openStore(file) })
    const tokens = given(await signedInPerson(settingsFor(sandbox, { cacheFile: path }), world))
    expect(tokens).toMatchObject({
      way: 'person',
      description: 'admin@contoso.example, signed in with a device code',
    })
    const { token, expiresAt } = await tokens.get()
    expect((await graph(token)).status).toBe(200)
    expect(expiresAt).toBeGreaterThan(Date.now() + 3_000_000)
    expect(await tokens.get()).toMatchObject({ token })
  })

  it('is saved again with the refresh token that came with the last answer', async () => {
    const first = await signedIn()
    const store = keepingStore([first, signInOf()])
    const source = async () =>
      given(await signedInPerson(settingsFor(sandbox), worldOf({ openStore: async () => store })))
    const tokens = await source()
    const { token } = await tokens.get()
    const [kept, other] = store.saved.at(-1) ?? []
    expect(other).toEqual(signInOf())
    expect(kept).toMatchObject({ username: first.username, signedInAt: first.signedInAt })
    const secrets = [first.cache, kept?.cache ?? ''].map(refreshTokensOf)
    expect(secrets.map(each => each.length)).toEqual([1, 1])
    expect(secrets[0]).not.toEqual(secrets[1])
    await nextSecond()
    expect((await (await source()).renew(token)).token).not.toBe(token)
    const last = sandbox.authorityRequests.findLast(({ form }) => form.grant_type === 'refresh_token')
    expect(last?.form.refresh_token).toBe(secrets[1]?.[0])
  })

  it('is not saved again when nothing was rotated', async () => {
    const store = keepingStore([await signedIn()])
    const { send } = worldOf()
    const world = worldOf({
      openStore: async () => store,
      send: async request => {
        const answer = await send(request)
        return { ...answer, body: answer.body.replace(/"refresh_token":"[^"]*",?/, '') }
      },
    })
    await given(await signedInPerson(settingsFor(sandbox), world)).get()
    expect(store.saved).toEqual([])
  })

  it('stays forgotten when that happened in between, and is not made older than a new sign-in', async () => {
    const store = keepingStore([await signedIn()])
    const tokens = given(
      await signedInPerson(settingsFor(sandbox), worldOf({ openStore: async () => store })),
    )
    await fill(store, [])
    const { token } = await tokens.get()
    expect(store.saved.at(-1)).toEqual([])
    const anew = { ...(await signedIn()), signedInAt: '2099-01-01T00:00:00.000Z' }
    await fill(store, withSignIn([], anew))
    await nextSecond()
    await tokens.renew(token)
    expect(store.saved.at(-1)).toEqual([anew])
  })

  it('stays forgotten in its file, and leaves a new sign-in there, when that happens while it is renewed', async () => {
    const path = join(folder, 'shared.json')
    const kept = await signedIn()
    const renewedAfter = async (change: (now: readonly SignIn[]) => readonly SignIn[]) => {
      await fill(cacheFileStore(path), [kept])
      const { send } = worldOf()
      const world = worldOf({
        openStore: openStore,
        send: async request => {
          const answer = await send(request)
          // The other process is done with its change before this one hears of its new token.
          if (request.method === 'POST') await cacheFileStore(path).update(change, () => {})
          return answer
        },
      })
      const tokens = given(await signedInPerson(settingsFor(sandbox, { cacheFile: path }), world))
      expect((await graph((await tokens.get()).token)).status).toBe(200)
      expect(world.said).toEqual([])
      return cacheFileStore(path).load(() => {})
    }
    expect(await renewedAfter(() => [])).toEqual([])
    const [latest, renewed] = await renewedAfter(now => [signInOf(), ...now])
    expect(latest).toEqual(signInOf())
    expect(renewed).toMatchObject({ username: kept.username, signedInAt: kept.signedInAt })
    expect(refreshTokensOf(renewed?.cache ?? '')).not.toEqual(refreshTokensOf(kept.cache))
  })

  it('works for this run, with a word, when it cannot be kept', async () => {
    const store: SignInStore = {
      ...keepingStore([await signedIn()]),
      update: async () => {
        throw new SignInError('The keychain cannot be used: locked.', { failure: 'missing' })
      },
    }
    const world = worldOf({ openStore: async () => store })
    const { token } = await given(await signedInPerson(settingsFor(sandbox), world)).get()
    expect((await graph(token)).status).toBe(200)
    expect(world.said).toEqual([
      'This sign-in is good for this run only: The keychain cannot be used: locked.',
    ])
  })

  it('meets a claims challenge with a better token', async () => {
    const store = keepingStore([await signedIn()])
    const tokens = given(
      await signedInPerson(settingsFor(sandbox), worldOf({ openStore: async () => store })),
    )
    const { token } = await tokens.get()
    sandbox.revokeTokens()
    const refused = await graph(token)
    expect(refused.status).toBe(401)
    expect(refused.challenge).toContain('nbf')
    const better = await tokens.renew(token, refused.challenge)
    expect((await graph(better.token)).status).toBe(200)
  })

  it.each([
    ['revoked', 'AADSTS50173'],
    ['inactive', 'AADSTS700082'],
  ] as const)('has to sign in again when the session is %s', async (reason, code) => {
    const store = keepingStore([await signedIn()])
    const tokens = given(
      await signedInPerson(settingsFor(sandbox), worldOf({ openStore: async () => store })),
    )
    sandbox.signOutPerson(reason)
    const error = await refusalOf(tokens.get())
    expect(error.code).toBe(code)
    expect(error.message).toContain(`\`entra-extract auth login --tenant ${sandbox.tenantId}\``)
    for (const secret of refreshTokensOf((await store.load(() => {}))[0]?.cache ?? ''))
      expect(error.message).not.toContain(secret)
  })

  it.each([
    ['invalid_grant', 'AADSTS99999: Something new.'],
    ['interaction_required', 'AADSTS99998: Prove it.'],
  ])('is told to sign in again after %s of an unknown kind', async (error, description) => {
    const store = keepingStore([await signedIn()])
    const { send } = worldOf()
    const world = worldOf({
      openStore: async () => store,
      send: async request =>
        request.method === 'POST'
          ? { status: 400, headers: {}, body: JSON.stringify({ error, error_description: description }) }
          : send(request),
    })
    const refused = await refusalOf(given(await signedInPerson(settingsFor(sandbox), world)).get())
    expect(refused.message).toMatch(
      /^admin@contoso\.example is no longer signed in: .*run `entra-extract auth login --tenant/,
    )
    expect(refused.code).toBe(description.split(':')[0])
  })

  it('is told to sign in again when what is kept holds no refresh token', async () => {
    const kept = await signedIn()
    const { RefreshToken: _, ...rest } = JSON.parse(kept.cache)
    for (const cache of [JSON.stringify(rest), '{}']) {
      const store = keepingStore([{ ...kept, cache }])
      const tokens = given(
        await signedInPerson(settingsFor(sandbox), worldOf({ openStore: async () => store })),
      )
      expect((await refusalOf(tokens.get())).message).toMatch(/is no longer signed in: .*auth login/)
    }
  })

  it('is unreachable, not signed out, without an answer', async () => {
    const store = keepingStore([await signedIn()])
    const world = worldOf({
      openStore: async () => store,
      send: async () => {
        throw new Error('ECONNREFUSED')
      },
    })
    const error = await refusalOf(given(await signedInPerson(settingsFor(sandbox), world)).get())
    expect(error.failure).toBe('unreachable')
    expect(error.message).not.toContain('auth login')
  })
})

describe('which sign-in it is', () => {
  const otherTenant = '11111111-2222-4333-8444-555555555555'

  async function chosen(signIns: readonly SignIn[], some: Parameters<typeof settingsFor>[1]) {
    const world = worldOf({ openStore: async () => keepingStore(signIns) })
    return (
      (await signedInPerson(settingsFor(sandbox, { clientId: null, ...some }), world))?.description ?? null
    )
  }
  const of = (name: string, some: Partial<SignIn> = {}): SignIn =>
    signInOf({ authority: sandbox.authority, tenantId: sandbox.tenantId, username: name, ...some })

  it('is the latest of this authority, tenant and application', async () => {
    const signIns = [
      signInOf({ username: 'elsewhere' }),
      of('other tenant', { tenantId: otherTenant }),
      of('other application', { clientId: sandbox.clientId }),
      of('last'),
    ]
    expect(await chosen(signIns, {})).toMatch(/^other tenant,/)
    expect(await chosen(signIns, { tenantId: 'organizations' })).toMatch(/^other tenant,/)
    expect(await chosen(signIns, { tenantId: sandbox.tenantId.toUpperCase() })).toMatch(/^other application,/)
    expect(await chosen(signIns, { tenantId: sandbox.tenantId, clientId: signInOf().clientId })).toMatch(
      /^last,/,
    )
    expect(await chosen(signIns, { authority: 'https://login.microsoftonline.us' })).toBe(null)
    expect(await chosen([], {})).toBe(null)
  })

  it('asks whose a domain is', async () => {
    const signIns = [of('stranger', { tenantId: otherTenant }), of('ada')]
    expect(await chosen(signIns, { tenantId: 'contoso.example' })).toMatch(/^ada,/)
    const error = await refusalOf(chosen(signIns, { tenantId: 'nobody.example' }))
    expect(error.code).toBe('AADSTS90002')
    expect(await chosen([], { tenantId: 'nobody.example' })).toBe(null)
  })

  it('says why nobody can be kept, when persons are asked for by name', async () => {
    const memory: SignInStore = {
      ...keepingStore(),
      lasting: false,
      reason: 'no keychain on this machine: locked',
    }
    const world = worldOf({ openStore: async () => memory })
    expect(await signedInPerson(settingsFor(sandbox), world)).toBe(null)
    const error = await refusalOf(signedInPerson(settingsFor(sandbox, { choice: 'person' }), world))
    expect(error.message).toMatch(/no keychain on this machine: locked; .*--cache-file.*--auth device-code/)
  })
})

describe('signing in for one command', () => {
  it('gives the token of the sign-in first, then renewed ones', async () => {
    const store: SignInStore = { ...keepingStore(), lasting: false, reason: 'no keychain' }
    const before = sandbox.authorityRequests.length
    const tokens = await personNow(
      settingsFor(sandbox),
      worldOf({ openStore: async () => store }),
      'device-code',
    )
    const { token } = await tokens.get()
    const grants = () => sandbox.authorityRequests.slice(before).flatMap(({ form }) => form.grant_type ?? [])
    expect(grants()).not.toContain('refresh_token')
    expect((await graph(token)).status).toBe(200)
    await nextSecond()
    expect((await tokens.renew(token)).token).not.toBe(token)
    expect(grants()).toContain('refresh_token')
  })

  it('is kept where there is a place that lasts', async () => {
    const store = keepingStore()
    await personNow(settingsFor(sandbox), worldOf({ openStore: async () => store }), 'browser')
    expect(store.saved.at(-1)).toMatchObject([{ username: 'admin@contoso.example', how: 'browser' }])
  })
})
