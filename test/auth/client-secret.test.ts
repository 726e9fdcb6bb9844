import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { clientSecret } from '../../src/auth/application/client-secret.ts'
import type { SignInSettings } from '../../src/auth/settings.ts'
import type { HttpSend } from '../../src/graph/http.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'
import {
  CORRELATION_ID,
  grantToken,
  refuseWith,
  startTokenEndpoint,
  type TokenEndpoint,
  testTls,
} from '../support/token-endpoint.ts'

const tenantId = '8c0a4ff0-7f0d-4d0e-9d57-0f1f5d6d7a01'
const clientId = 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234'
const secret = 'Very~Secret/+ value=8'

const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 }, { ca: [testTls.cert] })
const send = createHttpSend(network)
afterAll(() => network.close())

const endpoints: TokenEndpoint[] = []
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map(endpoint => endpoint.close()))
})

async function serve(scheme: 'https' | 'http' = 'https', host?: string): Promise<TokenEndpoint> {
  const endpoint = await startTokenEndpoint(scheme, host)
  endpoints.push(endpoint)
  return endpoint
}

function settingsFor(authority: string): SignInSettings {
  const graphUrl = 'https://graph.example'
  return signInSettings({ tenantId, clientId, clientSecret: secret, authority, graphUrl })
}

function sourceOf(settings: SignInSettings, sending: HttpSend, now: () => number): TokenSource {
  const tokens = clientSecret(settings, signInDeps({ send: sending, now }))
  if (tokens === null) throw new Error('no secret is given')
  return tokens
}

function source(
  endpoint: TokenEndpoint,
  now: () => number = Date.now,
  sending: HttpSend = send,
): TokenSource {
  return sourceOf(settingsFor(endpoint.authority), sending, now)
}

async function failure(promise: Promise<unknown>): Promise<SignInError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SignInError)
  return error as SignInError
}

describe('signing in with a client secret', () => {
  it('sends the client credentials grant to the tenant and returns the token', async () => {
    const endpoint = await serve()
    const before = Date.now()
    const token = await source(endpoint).get()

    expect(token.token).toBe('token-1')
    expect(token.expiresAt).toBeGreaterThan(before + 3590_000)
    expect(token.expiresAt).toBeLessThan(Date.now() + 3601_000)
    expect(endpoint.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      `GET /${tenantId}/v2.0/.well-known/openid-configuration`,
      `POST /${tenantId}/oauth2/v2.0/token`,
    ])
    const [request] = endpoint.tokenRequests()
    expect(request?.contentType).toMatch(/^application\/x-www-form-urlencoded/)
    expect(request?.form).toMatchObject({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      scope: 'https://graph.example/.default',
    })
  })

  it('asks no host other than the authority', async () => {
    const endpoint = await serve()
    const origins = new Set<string>()
    const watching: HttpSend = request => {
      origins.add(new URL(request.url).origin)
      return send(request)
    }
    await source(endpoint, Date.now, watching).get()
    expect([...origins]).toEqual([endpoint.authority])
  })

  it('goes straight to the token endpoint of a Microsoft cloud', async () => {
    const urls: string[] = []
    const sendNowhere: HttpSend = async ({ url }) => {
      urls.push(url.split('?')[0] ?? '')
      return { status: 200, headers: {}, body: JSON.stringify(grantToken('cloud').body) }
    }
    for (const authority of [
      'https://login.microsoftonline.com',
      'https://login.microsoftonline.us',
      'https://login.partner.microsoftonline.cn',
    ]) {
      await sourceOf(settingsFor(authority), sendNowhere, Date.now).get()
    }
    expect(urls).toEqual([
      `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
      `https://login.microsoftonline.us/${tenantId}/oauth2/v2.0/token`,
      `https://login.partner.microsoftonline.cn/${tenantId}/oauth2/v2.0/token`,
    ])
  })

  it('keeps the token for the second get(), and asks once for callers at the same time', async () => {
    const endpoint = await serve()
    const tokens = source(endpoint)
    const [first, second] = await Promise.all([tokens.get(), tokens.get()])
    expect(second).toEqual(first)
    expect(await tokens.get()).toEqual(first)
    expect(endpoint.tokenRequests()).toHaveLength(1)
  })

  it('renews the token when less than five minutes are left', async () => {
    const endpoint = await serve()
    let now = Date.now()
    const tokens = source(endpoint, () => now)
    const first = await tokens.get()
    now = (first.expiresAt ?? 0) - 301_000
    expect((await tokens.get()).token).toBe('token-1')
    now = (first.expiresAt ?? 0) - 299_000
    expect((await tokens.get()).token).toBe('token-2')
  })

  describe('when renewing early fails', () => {
    async function nearTheEnd() {
      const endpoint = await serve()
      let now = Date.now()
      const tokens = source(endpoint, () => now)
      const end = (await tokens.get()).expiresAt ?? 0
      const tokenAt = async (msBeforeEnd: number): Promise<string> => {
        now = end - msBeforeEnd
        return (await tokens.get()).token
      }
      return { endpoint, tokens, tokenAt }
    }

    it('goes on with the token it has, and tries again after half a minute', async () => {
      const { endpoint, tokens, tokenAt } = await nearTheEnd()
      endpoint.answer = () => ({ status: 503, body: { error: 'temporarily_unavailable' } })
      expect(await tokenAt(299_000)).toBe('token-1')
      const asked = endpoint.tokenRequests().length
      expect(await tokenAt(270_000)).toBe('token-1')
      expect(endpoint.tokenRequests()).toHaveLength(asked)
      endpoint.answer = () => grantToken('later')
      expect(await tokenAt(269_000)).toBe('later')
      expect((await tokens.get()).token).toBe('later')
    })

    it('fails when the token has ended', async () => {
      const { endpoint, tokenAt } = await nearTheEnd()
      await endpoint.close()
      expect(await tokenAt(1000)).toBe('token-1')
      expect((await failure(tokenAt(0))).failure).toBe('unreachable')
    })

    it('does not hide a refusal', async () => {
      const { endpoint, tokenAt } = await nearTheEnd()
      endpoint.answer = () => refuseWith(7000222, 'The provided client secret keys are expired.')
      expect((await failure(tokenAt(299_000))).code).toBe('AADSTS7000222')
    })
  })

  it('gets a new token after a 401, once for all who were rejected', async () => {
    const endpoint = await serve()
    const tokens = source(endpoint)
    const { token } = await tokens.get()
    const renewed = await Promise.all([tokens.renew(token), tokens.renew(token)])
    expect(renewed.map(each => each.token)).toEqual(['token-2', 'token-2'])
    expect((await tokens.renew(token)).token).toBe('token-2')
    expect((await tokens.get()).token).toBe('token-2')
    expect(endpoint.tokenRequests()).toHaveLength(2)
  })

  it('hands on what Graph wants the new token to prove, and says that it can lose tokens early', async () => {
    const endpoint = await serve()
    const tokens = source(endpoint)
    const { token } = await tokens.get()
    await tokens.renew(token, '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}')
    const [first, second] = endpoint.tokenRequests().map(({ form }) => JSON.parse(form.claims ?? 'null'))
    const capability = { values: ['CP1'] }
    expect(first.access_token).toEqual({ xms_cc: capability })
    expect(second.access_token).toEqual({
      nbf: { essential: true, value: '1700000000' },
      xms_cc: capability,
    })
  })

  it('says so when the service gives the rejected token again', async () => {
    const endpoint = await serve()
    endpoint.answer = () => grantToken('the-same')
    const tokens = source(endpoint)
    const { token } = await tokens.get()
    const error = await failure(tokens.renew(token))
    expect(error.failure).toBe('rejected')
    expect(error.message).not.toContain('the-same')
  })
})

describe('refusals', () => {
  const cases = [
    {
      code: 7000215,
      error: 'invalid_client',
      says: [clientId, 'wrong', 'AZURE_CLIENT_SECRET', 'not its ID'],
    },
    { code: 7000222, error: 'invalid_client', says: [clientId, 'expired', 'AZURE_CLIENT_SECRET'] },
    {
      code: 90002,
      error: 'invalid_request',
      says: [tenantId, 'does not exist', 'AZURE_TENANT_ID', '--cloud'],
    },
    { code: 700016, error: 'unauthorized_client', says: [clientId, tenantId, 'AZURE_CLIENT_ID'] },
    { code: 53003, error: 'invalid_grant', says: ['Conditional access', clientId, tenantId] },
    { code: 999999, error: 'invalid_grant', says: ['Blocked by policy', clientId] },
  ]
  it.each(cases)(
    'AADSTS$code is one sentence with code, correlation id and what to do',
    async ({ code, error, says }) => {
      const endpoint = await serve()
      endpoint.answer = () => refuseWith(code, `Blocked by policy. The secret '${secret}' was sent.`, error)
      const thrown = await failure(source(endpoint).get())
      expect(thrown).toMatchObject({
        exitCode: 3,
        failure: 'refused',
        code: `AADSTS${code}`,
        correlationId: CORRELATION_ID,
      })
      for (const part of [...says, `AADSTS${code}`, CORRELATION_ID]) expect(thrown.message).toContain(part)
      expect(thrown.message).not.toContain('\n')
      expect(thrown.message).not.toContain('Trace ID')
      for (const form of [secret, encodeURIComponent(secret)]) {
        expect(`${thrown.message} ${thrown.stack} ${JSON.stringify(thrown)}`).not.toContain(form)
      }
    },
  )

  it('reports an unknown tenant also when discovery refuses it', async () => {
    const endpoint = await serve()
    endpoint.discovery = () => refuseWith(90002, "Tenant 'x' not found.", 'invalid_tenant')
    const error = await failure(source(endpoint).get())
    expect(error.code).toBe('AADSTS90002')
    expect(error.message).toContain(tenantId)
    expect(endpoint.tokenRequests()).toHaveLength(0)
  })

  it('asks again after a refusal: nothing of it is remembered', async () => {
    const endpoint = await serve()
    endpoint.answer = serial =>
      serial === 1 ? { status: 400, body: { error: 'oops' } } : grantToken('later')
    const tokens = source(endpoint)
    expect((await failure(tokens.get())).message).toContain('oops')
    expect((await tokens.get()).token).toBe('later')
  })

  it('says that there was no answer, and why', async () => {
    const endpoint = await serve()
    await endpoint.close()
    const error = await failure(source(endpoint).get())
    expect(error.failure).toBe('unreachable')
    expect(error.message).toContain(endpoint.authority)
    expect(error.message).toContain('ECONNREFUSED')
  })

  it('says the status of an answer that is no JSON', async () => {
    const endpoint = await serve()
    endpoint.answer = () => ({ status: 400, body: '<html>proxy</html>' })
    const error = await failure(source(endpoint).get())
    expect(error.message).toContain('status 400')
    expect(error.message).not.toContain('html')
  })

  it('sends the secret to no host that a discovery document names', async () => {
    const endpoint = await serve()
    const elsewhere = await serve()
    endpoint.discovery = document => ({
      status: 200,
      body: { ...document, token_endpoint: `${elsewhere.authority}/${tenantId}/oauth2/v2.0/token` },
    })
    const error = await failure(source(endpoint).get())
    expect(error.message).toContain(elsewhere.authority)
    expect(elsewhere.requests).toHaveLength(0)
  })
})

describe('an authority in plain http on loopback', () => {
  it.each(['127.0.0.1', 'localhost'])('is http on the wire (%s)', async host => {
    const endpoint = await serve('http', host)
    expect((await source(endpoint).get()).token).toBe('token-1')
    expect(endpoint.tokenRequests()[0]?.form.client_secret).toBe(secret)
  })
})
