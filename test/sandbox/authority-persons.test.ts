import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { get, start } from './client.ts'
import { claimsOf, formOf, open, post, postSecret, type SignInAnswer } from './sign-in-client.ts'

const REDIRECT = 'http://localhost:4711/'
const VERIFIER = randomBytes(32).toString('base64url')
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

afterEach(() => {
  vi.useRealTimers()
})

const everything = (sandbox: Sandbox): string => `${sandbox.url}/.default openid profile offline_access`

/** The authorize page; an undefined parameter is left out. */
function authorize(
  sandbox: Sandbox,
  changed: Record<string, string | undefined> = {},
  tenant = sandbox.tenantId,
): Promise<SignInAnswer> {
  const all = {
    client_id: sandbox.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT,
    response_mode: 'form_post',
    scope: everything(sandbox),
    state: 'a state',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...changed,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value)
  return open(sandbox, `/${tenant}/oauth2/v2.0/authorize?${query}`)
}

const redeem = (
  sandbox: Sandbox,
  code: string,
  changed: Record<string, string> = {},
): Promise<SignInAnswer> =>
  post(sandbox, 'token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    client_info: '1',
    ...changed,
  })

const codeOf = ({ text }: SignInAnswer): string => String(formOf(text).values.code)

async function startDevice(sandbox: Sandbox, scope = everything(sandbox)): Promise<Record<string, string>> {
  const { body } = await post(sandbox, 'devicecode', { scope })
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: String(body.device_code),
  }
}

const refresh = (
  sandbox: Sandbox,
  token: unknown,
  changed: Record<string, string> = {},
): Promise<SignInAnswer> =>
  post(sandbox, 'token', { grant_type: 'refresh_token', refresh_token: String(token), ...changed })

describe('the authorize endpoint', () => {
  test('posts a code to the redirect URI, which buys tokens of the administrator', async () => {
    const sandbox = await start()
    const page = await authorize(sandbox, { nonce: 'n-1', client_info: '1' })
    const { action, values } = formOf(page.text)
    expect([page.status, action, values.state]).toEqual([200, REDIRECT, 'a state'])
    expect(values.client_info).toBeDefined()
    expect(page.text).toContain('<script>document.forms[0].submit()</script>')
    expect(page.text).toMatch(/<noscript>.*<button type="submit">.*<\/noscript>/)
    const { body, status } = await redeem(sandbox, String(values.code))
    expect(status).toBe(200)
    const person = { name: 'Sandbox Administrator', tid: sandbox.tenantId }
    const token = claimsOf(body.access_token)
    expect(token).toMatchObject({ ...person, upn: 'admin@contoso.example', oid: expect.any(String) })
    expect(claimsOf(body.id_token)).toMatchObject({
      ...person,
      aud: sandbox.clientId,
      iss: `${sandbox.authority}/${sandbox.tenantId}/v2.0`,
      nonce: 'n-1',
      oid: token.oid,
      preferred_username: 'admin@contoso.example',
    })
    expect(JSON.parse(Buffer.from(String(body.client_info), 'base64url').toString())).toEqual({
      uid: token.oid,
      utid: sandbox.tenantId,
    })
    const authorization = `Bearer ${body.access_token}`
    expect((await get(sandbox, '/v1.0/users', { authorization })).status).toBe(200)
  })

  test('the published keys prove the ID token', async () => {
    const sandbox = await start()
    const { body } = await redeem(sandbox, codeOf(await authorize(sandbox, {}, 'common')))
    const { body: configuration } = await open(sandbox, '/common/v2.0/.well-known/openid-configuration')
    const { keys } = JSON.parse(await (await fetch(String(configuration.jwks_uri))).text())
    const [head, claims, signature = ''] = String(body.id_token).split('.')
    const key = createPublicKey({ key: keys[0], format: 'jwk' })
    const proof = Buffer.from(signature, 'base64url')
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, proof)).toBe(true)
  })

  test('redirects with the code when asked for a query', async () => {
    const sandbox = await start()
    const { status, headers } = await authorize(sandbox, { response_mode: undefined })
    const location = new URL(headers.get('location') ?? '')
    expect([status, location.origin, location.searchParams.get('state')]).toEqual([
      302,
      'http://localhost:4711',
      'a state',
    ])
    expect((await redeem(sandbox, location.searchParams.get('code') ?? '')).status).toBe(200)
  })

  test('escapes what it repeats', async () => {
    const state = `"><script>alert('x')</script>&amp;`
    const { text } = await authorize(await start(), { state })
    expect(text).not.toContain('<script>alert')
    expect(formOf(text).values.state).toBe(state)
  })

  test.each([
    'https://localhost:4711/',
    'http://localhost:4711/callback',
    'http://localhost.example:4711/',
    'http://user@localhost:4711/',
    'http://[::1]:4711/',
    'nonsense',
    undefined,
  ])('sends nobody to %s', async redirect => {
    const { status, text, headers } = await authorize(await start(), { redirect_uri: redirect })
    expect([status, headers.get('location')]).toEqual([400, null])
    expect(text).toContain('AADSTS50011')
    expect(text).not.toContain('<form')
  })

  test('sends nobody back for an unknown client or tenant', async () => {
    const sandbox = await start()
    expect((await authorize(sandbox, { client_id: 'x' })).text).toContain('AADSTS700016')
    expect((await authorize(sandbox, {}, 'nowhere.example')).text).toContain('AADSTS90002')
  })

  test.each<[string, Record<string, string | undefined>, string, number]>([
    ['no challenge', { code_challenge: undefined }, 'invalid_request', 50147],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request', 50149],
    ['no method', { code_challenge_method: undefined }, 'invalid_request', 50149],
    ['a short challenge', { code_challenge: 'short' }, 'invalid_request', 501491],
    ['another response', { response_type: 'token' }, 'unsupported_response_type', 70005],
    ['no response type', { response_type: undefined }, 'invalid_request', 900144],
    ['an unknown prompt', { prompt: 'please' }, 'invalid_request', 90023],
    ['no interaction', { prompt: 'none' }, 'login_required', 50058],
    ['no scope', { scope: undefined }, 'invalid_request', 900144],
    ['an unknown scope', { scope: 'No.Such.Scope' }, 'invalid_client', 650053],
  ])('answers %s with an error', async (_, changed, error, number) => {
    const { text } = await authorize(await start(), changed)
    const { action, values } = formOf(text)
    expect([action, values.error, values.state]).toEqual([REDIRECT, error, 'a state'])
    expect(values.error_description).toMatch(new RegExp(`^AADSTS${number}: `))
  })

  test('takes no other response mode', async () => {
    const { headers } = await authorize(await start(), { response_mode: 'fragment' })
    expect(headers.get('location')).toContain('AADSTS70007')
  })

  test('says when the person declines, and when an administrator has to consent', async () => {
    const sandbox = await start({ signIn: { outcome: 'declined' }, grants: ['User.Read.All'] })
    expect(formOf((await authorize(sandbox)).text).values).toMatchObject({
      error: 'access_denied',
      error_subcode: 'cancel',
      error_description: expect.stringContaining('AADSTS65004'),
    })
    sandbox.signIn.outcome = 'authorized'
    const { text } = await authorize(sandbox, { scope: 'Group.Read.All' })
    expect(formOf(text).values.error_description).toContain('AADSTS90094')
  })
})

describe('a code', () => {
  test('is good once, for its redirect URI and verifier, and for ten minutes', async () => {
    const sandbox = await start()
    const code = codeOf(await authorize(sandbox))
    const wrong = VERIFIER.replace(/^./, first => (first === 'a' ? 'b' : 'a'))
    expect((await redeem(sandbox, code, { code_verifier: wrong })).number).toBe(501481)
    expect((await redeem(sandbox, code, { code_verifier: '' })).number).toBe(50148)
    expect((await redeem(sandbox, code, { redirect_uri: 'http://localhost:4712/' })).number).toBe(500112)
    expect((await redeem(sandbox, code, { redirect_uri: '' })).number).toBe(900144)
    expect((await redeem(sandbox, 'nonsense')).number).toBe(70000)
    expect((await redeem(sandbox, code)).status).toBe(200)
    expect((await redeem(sandbox, code)).number).toBe(54005)
    const late = codeOf(await authorize(sandbox))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 })
    expect((await redeem(sandbox, late)).number).toBe(70008)
  })

  test('needs no credential of a public client, and one of any other', async () => {
    const open = await start()
    const secret = { client_secret: open.clientSecret }
    expect((await redeem(open, codeOf(await authorize(open)), secret)).number).toBe(700025)
    const closed = await start({ publicClient: false })
    const code = codeOf(await authorize(closed))
    expect((await redeem(closed, code)).number).toBe(7000218)
    expect((await redeem(closed, code, { client_secret: closed.clientSecret })).status).toBe(200)
    expect((await postSecret(closed)).status).toBe(200)
  })
})

describe('a device code', () => {
  test('is authorised at once, and leads to a page', async () => {
    const sandbox = await start()
    const { body } = await post(
      sandbox,
      'devicecode',
      { scope: everything(sandbox) },
      { tenant: 'organizations' },
    )
    expect(body).toMatchObject({ expires_in: 900, interval: 1 })
    expect(body.user_code).toMatch(/^[A-Z0-9]{9}$/)
    expect(body.message).toContain(String(body.user_code))
    expect((await fetch(String(body.verification_uri))).status).toBe(200)
    const form = { grant_type: 'device_code', device_code: String(body.device_code) }
    expect((await post(sandbox, 'token', form)).status).toBe(200)
    await sleep(1000)
    expect((await post(sandbox, 'token', form)).number).toBe(54005)
  })

  test('is pending for as many polls as told, and none may come too soon', async () => {
    const sandbox = await start({ signIn: { pendingPolls: 2 } })
    const form = await startDevice(sandbox)
    const poll = async (): Promise<unknown[]> => {
      const { status, body, number } = await post(sandbox, 'token', form)
      return [status, body.error, number]
    }
    expect(await poll()).toEqual([400, 'authorization_pending', 70016])
    expect((await poll())[1]).toBe('slow_down')
    await sleep(1000)
    expect((await poll())[1]).toBe('authorization_pending')
    await sleep(1000)
    expect((await poll())[0]).toBe(200)
  })

  test.each<['declined' | 'expired' | 'blocked', string, number]>([
    ['declined', 'authorization_declined', 70017],
    ['expired', 'expired_token', 70020],
    ['blocked', 'invalid_grant', 53003],
  ])('that the person has %s ends so', async (outcome, error, number) => {
    const sandbox = await start()
    const form = await startDevice(sandbox)
    sandbox.signIn.outcome = outcome
    const answer = await post(sandbox, 'token', form)
    expect([answer.status, answer.body.error, answer.number]).toEqual([400, error, number])
    if (outcome === 'blocked') expect(answer.body).toMatchObject({ suberror: 'message_only' })
  })

  test('ends after fifteen minutes; an unknown or missing one is refused', async () => {
    const sandbox = await start()
    const form = await startDevice(sandbox)
    const unknown = await post(sandbox, 'token', { ...form, device_code: 'x' })
    expect([unknown.body.error, unknown.number]).toEqual(['bad_verification_code', 70018])
    expect((await post(sandbox, 'token', { ...form, device_code: '' })).number).toBe(900144)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 900_000 })
    expect((await post(sandbox, 'token', form)).body.error).toBe('expired_token')
  })
})

describe('consent', () => {
  test('a token holds the scopes asked for, in the spelling of the answer that was asked in', async () => {
    const sandbox = await start()
    const scope = `${sandbox.url}/User.Read.All group.read.all openid`
    const { body } = await post(sandbox, 'token', await startDevice(sandbox, scope))
    expect(claimsOf(body.access_token).scp).toBe('User.Read.All Group.Read.All openid')
    expect(body.scope).toBe(`${sandbox.url}/User.Read.All group.read.all openid`)
    expect(body).not.toHaveProperty('refresh_token')
    expect(body).not.toHaveProperty('client_info')
  })

  test('the default is all that is granted', async () => {
    const sandbox = await start({ grants: ['User.Read.All', 'Group.Read.All'] })
    const { body } = await post(sandbox, 'token', await startDevice(sandbox, `${sandbox.url}/.default`))
    expect(claimsOf(body.access_token).scp).toBe('User.Read.All Group.Read.All')
    expect(body.scope).toBe(
      ['User.Read.All', 'Group.Read.All', '.default'].map(name => `${sandbox.url}/${name}`).join(' '),
    )
    expect(body).not.toHaveProperty('id_token')
  })

  test.each<[string, string, object, number]>([
    ['what is not granted', 'Group.Read.All', { grants: ['User.Read.All'] }, 65001],
    ['anything without consent', 'User.Read', { consentRequired: true }, 65001],
    ['the default without consent', '.default', { consentRequired: true }, 65001],
  ])('%s needs consent first', async (_, scope, options, number) => {
    const sandbox = await start(options)
    const answer = await post(sandbox, 'token', await startDevice(sandbox, scope))
    expect([answer.status, answer.number]).toEqual([400, number])
    expect(answer.body).toMatchObject({ error: 'invalid_grant', suberror: 'consent_required' })
  })

  test.each([
    ['No.Such.Scope', 650053],
    ['https://vault.azure.net/.default', 500011],
    ['.default User.Read', 70011],
    ['', 900144],
  ])('%j cannot be asked for', async (scope, number) => {
    expect((await post(await start(), 'devicecode', { scope })).number).toBe(number)
  })
})

describe('a refresh token', () => {
  async function signedIn(sandbox: Sandbox): Promise<unknown> {
    return (await post(sandbox, 'token', await startDevice(sandbox))).body.refresh_token
  }

  test('gives tokens and another refresh token, and both stay good', async () => {
    const sandbox = await start()
    const first = await signedIn(sandbox)
    const { body } = await refresh(sandbox, first)
    expect(body.refresh_token).not.toBe(first)
    for (const token of [first, body.refresh_token]) {
      const again = await refresh(sandbox, token, { scope: 'User.Read.All' })
      expect(claimsOf(again.body.access_token).scp).toBe('User.Read.All')
      expect(again.body).toHaveProperty('refresh_token')
    }
    expect((await refresh(sandbox, 'nonsense')).number).toBe(70000)
    expect((await refresh(sandbox, first, { client_secret: 'x' })).number).toBe(700025)
  })

  test.each<['revoked' | 'inactive', number]>([
    ['revoked', 50173],
    ['inactive', 700082],
  ])('that is %s is refused until the person signs in again', async (reason, number) => {
    const sandbox = await start()
    const token = await signedIn(sandbox)
    sandbox.signOutPerson(reason)
    const answer = await refresh(sandbox, token)
    expect([answer.status, answer.body.error, answer.number]).toEqual([400, 'invalid_grant', number])
    expect((await refresh(sandbox, await signedIn(sandbox))).status).toBe(200)
  })

  test('is blocked when Conditional Access blocks', async () => {
    const sandbox = await start()
    const token = await signedIn(sandbox)
    sandbox.signIn.outcome = 'blocked'
    expect((await refresh(sandbox, token)).number).toBe(53003)
  })
})
