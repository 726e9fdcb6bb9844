import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LoginRequest, login } from '../../src/auth/person/login.ts'
import { UsageError } from '../../src/errors.ts'
import { decodeToken } from '../../src/graph/claims.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { leastPermissions } from '../../src/streams/permissions.ts'
import { formAt, network, post, refusalOf, settingsFor, worldOf } from '../support/person-world.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ users: 20, quotas: 'off' })
})
afterEach(() => {
  Object.assign(sandbox.signIn, { pendingPolls: 0, intervalSeconds: 0, outcome: 'authorized' })
})
afterAll(async () => {
  await sandbox.close()
  await network.close()
})

const tables = [findTable('users'), findTable('groups')]
const browser: LoginRequest = { how: 'browser', tables }
const code: LoginRequest = { how: 'device-code', tables }

/** The requests since the last call of this function. */
let seen = 0
function requests() {
  const latest = sandbox.authorityRequests.slice(seen)
  seen = sandbox.authorityRequests.length
  return latest.map(({ method, path, form }) => ({ method, url: new URL(path, sandbox.url), form }))
}

const portIsClosed = async (url: string): Promise<boolean> => {
  const { port } = new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => false,
    () => true,
  )
}

describe('signing in with the browser', () => {
  it('is the authorization code flow with PKCE, for the least permissions', async () => {
    requests()
    const world = worldOf()
    const { signIn, token } = await login(browser, settingsFor(sandbox), world)
    expect(signIn).toMatchObject({
      authority: sandbox.authority,
      tenantId: sandbox.tenantId,
      clientId: sandbox.clientId,
      username: 'admin@contoso.example',
      how: 'browser',
    })
    const authorize = requests().find(({ url }) => url.pathname.endsWith('/authorize'))?.url
    expect(authorize?.pathname).toBe('/organizations/oauth2/v2.0/authorize')
    const asked = authorize?.searchParams
    expect(asked?.get('code_challenge_method')).toBe('S256')
    expect(asked?.get('response_mode')).toBe('form_post')
    expect(asked?.get('prompt')).toBe('select_account')
    expect(new URL(asked?.get('redirect_uri') ?? '').hostname).toBe('localhost')
    const least = leastPermissions(tables, 'delegated').map(({ permission }) => permission)
    expect(asked?.get('scope')?.split(' ').sort()).toEqual(
      [...least.map(name => `${sandbox.url}/${name}`), 'offline_access', 'openid', 'profile'].sort(),
    )
    const { claims, expiresAt } = decodeToken(token.token)
    expect(claims.scopes).toEqual(expect.arrayContaining(least))
    expect(Math.abs((expiresAt ?? 0) - (token.expiresAt ?? 0))).toBeLessThan(5000)
    expect(await portIsClosed(world.opened[0] ?? '')).toBe(true)
  })

  it('keeps account and refresh token, and no other token', async () => {
    const { signIn, token } = await login(browser, settingsFor(sandbox), worldOf())
    expect(Object.keys(JSON.parse(signIn.cache))).toEqual(['Account', 'RefreshToken', 'AppMetadata'])
    expect(signIn.cache).not.toContain(token.token)
    expect(signIn.cache).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  })

  it('tells the address, and goes on when no browser opens', async () => {
    const world = worldOf({
      openBrowser: async () => {
        throw new Error('xdg-open is not there')
      },
    })
    const signingIn = login(browser, settingsFor(sandbox), world)
    await expect.poll(() => world.said).toHaveLength(2)
    expect(world.said[0]).toBe(`Sign in with the browser; if none opens, go to ${world.opened[0]}`)
    expect(world.said[1]).toContain('open the address yourself')
    await post(await formAt(world.opened[0] ?? ''))
    expect((await signingIn).signIn.username).toBe('admin@contoso.example')
  })

  it('ignores what comes with another state, and shows its own pages', async () => {
    const statuses: number[] = []
    const pages: string[] = []
    const openBrowser = async (url: string): Promise<void> => {
      const form = await formAt(url)
      const forged = new URLSearchParams({ error: 'access_denied', state: 'forged' })
      statuses.push((await post({ ...form, values: forged })).status)
      const { status, text } = await post(form)
      statuses.push(status)
      pages.push(text)
    }
    const { signIn } = await login(browser, settingsFor(sandbox), worldOf({ openBrowser }))
    expect(signIn.username).toBe('admin@contoso.example')
    await expect.poll(() => statuses).toEqual([400, 200])
    expect(pages[0]).toMatch(/^<!doctype html>.*You can close this window/)
    expect(pages[0]).not.toMatch(/src=|href=|<script/)
  })

  it('is a sentence when the person declines, or consent lacks', async () => {
    sandbox.signIn.outcome = 'declined'
    const declined = await refusalOf(login(browser, settingsFor(sandbox), worldOf()))
    expect(declined.code).toBe('AADSTS65004')
    expect(declined.message).toMatch(/^Consent to application .* was declined; sign in again and accept/)

    const strict = await startSandbox({ users: 5, quotas: 'off', consentRequired: true })
    const lacking = await refusalOf(login(browser, settingsFor(strict), worldOf()))
    await strict.close()
    expect(lacking.code).toBe('AADSTS90094')
    expect(lacking.message).toContain('entra-extract permissions --as delegated')
  })

  it('is a sentence when the code is refused', async () => {
    sandbox.signIn.outcome = 'blocked'
    const error = await refusalOf(login(browser, settingsFor(sandbox), worldOf()))
    expect(error.message).toMatch(
      /^Conditional access of tenant organizations blocks this sign-in.*AADSTS53003/,
    )
  })

  it('ends after its time, and closes the port', async () => {
    const world = worldOf({ openBrowser: async () => {} })
    const error = await refusalOf(login({ ...browser, timeLimitMs: 300 }, settingsFor(sandbox), world))
    expect(error.message).toMatch(/^Nobody signed in with the browser within a minute;.*--device-code/)
    expect(await portIsClosed(world.opened[0] ?? '')).toBe(true)
  })

  it('ends at once with Ctrl-C, and closes the port', async () => {
    const controller = new AbortController()
    const world = worldOf({ openBrowser: async () => {}, signal: controller.signal })
    const signingIn = login(browser, settingsFor(sandbox), world)
    signingIn.catch(() => {})
    await expect.poll(() => world.opened).toHaveLength(1)
    const before = Date.now()
    controller.abort(new Error('interrupted'))
    await expect(signingIn).rejects.toThrow('interrupted')
    expect(Date.now() - before).toBeLessThan(1000)
    expect(await portIsClosed(world.opened[0] ?? '')).toBe(true)
  })

  it('signs in to the tenant that is named, with the application of Microsoft when none is', async () => {
    requests()
    await login(browser, settingsFor(sandbox, { tenantId: sandbox.tenantId }), worldOf())
    expect(requests().some(({ url }) => url.pathname.startsWith(`/${sandbox.tenantId}/oauth2`))).toBe(true)
    const world = worldOf({ openBrowser: async () => {} })
    await refusalOf(login({ ...browser, timeLimitMs: 200 }, settingsFor(sandbox, { clientId: null }), world))
    expect(new URL(world.opened[0] ?? '').searchParams.get('client_id')).toBe(
      '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    )
  })
})

describe('signing in to the China cloud', () => {
  it.each(['browser', 'device-code'] as const)('takes an application of its own, by %s', async how => {
    const request: LoginRequest = { how, tables }
    const before = sandbox.authorityRequests.length
    const settings = settingsFor(sandbox, { cloud: 'china', clientId: null })
    const reason: unknown = await login(request, settings, worldOf()).catch((error: unknown) => error)
    expect(reason).toBeInstanceOf(UsageError)
    expect((reason as UsageError).message).toBe(
      "Microsoft's own application does not exist in the China cloud; register one there and give its id with --client-id.",
    )
    expect(sandbox.authorityRequests.length).toBe(before)
    const { signIn } = await login(request, settingsFor(sandbox, { cloud: 'china' }), worldOf())
    expect(signIn.clientId).toBe(sandbox.clientId)
  })
})

describe('signing in with a code', () => {
  it('tells address and code, and polls until the person has entered it', async () => {
    requests()
    Object.assign(sandbox.signIn, { pendingPolls: 2 })
    const world = worldOf()
    const { signIn } = await login(code, settingsFor(sandbox), world)
    expect(signIn).toMatchObject({ how: 'device-code', username: 'admin@contoso.example' })
    expect(world.said).toEqual([
      expect.stringMatching(
        new RegExp(
          `^To sign in, open ${sandbox.url}/devicelogin in any browser and enter the code \\w+ within 15 minutes\\.$`,
        ),
      ),
    ])
    const polls = requests().filter(({ form }) => form.grant_type?.endsWith('device_code'))
    expect(polls).toHaveLength(3)
  })

  it('keeps the interval between polls', async () => {
    Object.assign(sandbox.signIn, { pendingPolls: 1, intervalSeconds: 1 })
    const before = Date.now()
    await login(code, settingsFor(sandbox), worldOf())
    expect(Date.now() - before).toBeGreaterThan(1900)
  })

  it('polls more slowly when it is told to, and goes on', async () => {
    // The service asks for a longer pause than it names, so the second poll is too early.
    const times: number[] = []
    const world = worldOf()
    const { send } = world
    const signIn = await login(code, settingsFor(sandbox), {
      ...world,
      send: async request => {
        if (request.body?.includes('device_code=')) times.push(Date.now())
        const tooFast = times.length === 1 && request.body?.includes('device_code=')
        return tooFast
          ? { status: 400, headers: {}, body: JSON.stringify({ error: 'slow_down' }) }
          : send(request)
      },
    })
    expect(signIn.signIn.how).toBe('device-code')
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(4900)
  }, 15_000)

  it.each([
    ['declined', /^The sign-in was declined in the browser; run the same command again/],
    ['expired', /^The code was not used in time; run the same command again for a new one\.$/],
    [
      'blocked',
      /^Conditional access of tenant organizations does not allow codes; sign in with the browser: `entra-extract auth login`/,
    ],
  ] as const)('is a sentence when it is %s', async (outcome, sentence) => {
    Object.assign(sandbox.signIn, { outcome })
    const error = await refusalOf(login(code, settingsFor(sandbox), worldOf()))
    expect(error.message).toMatch(sentence)
    expect(error.exitCode).toBe(3)
  })

  it('ends by itself when the code has expired while it was pending', async () => {
    Object.assign(sandbox.signIn, { pendingPolls: 1000 })
    const { send } = worldOf()
    const world = worldOf({
      send: async request => {
        const answer = await send(request)
        return { ...answer, body: answer.body.replace('"expires_in":900', '"expires_in":1') }
      },
    })
    Object.assign(sandbox.signIn, { intervalSeconds: 1 })
    const error = await refusalOf(login(code, settingsFor(sandbox), world))
    expect(error.message).toMatch(/^The code was not used in time/)
  })

  it('ends at once with Ctrl-C, between two polls', async () => {
    Object.assign(sandbox.signIn, { pendingPolls: 1000, intervalSeconds: 60 })
    const controller = new AbortController()
    const world = worldOf({ signal: controller.signal })
    const signingIn = login(code, settingsFor(sandbox), world)
    signingIn.catch(() => {})
    await expect.poll(() => world.said).toHaveLength(1)
    const before = Date.now()
    controller.abort(new Error('interrupted'))
    await expect(signingIn).rejects.toThrow('interrupted')
    expect(Date.now() - before).toBeLessThan(1000)
  })

  it('says that an application does not let persons sign in', async () => {
    const closed = await startSandbox({
      users: 5,
      quotas: 'off',
      publicClient: false,
      signIn: { intervalSeconds: 0 },
    })
    const error = await refusalOf(login(code, settingsFor(closed), worldOf()))
    await closed.close()
    expect(error.message).toMatch(/AADSTS7000218/)
    expect(error.message).toContain('Allow public client flows')
  })
})
