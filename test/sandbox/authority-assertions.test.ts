import { createPublicKey } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { FederatedCredential, Sandbox } from '../../src/sandbox/index.ts'
import { get, start } from './client.ts'
import { newSigner, ownClaims, postSecret, type SignInAnswer, seconds, signJwt } from './sign-in-client.ts'

const signer = newSigner()
const stranger = newSigner()
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

afterEach(() => {
  vi.useRealTimers()
})

const send = (sandbox: Sandbox, assertion: string, type = TYPE): Promise<SignInAnswer> =>
  postSecret(sandbox, { client_secret: '', client_assertion: assertion, client_assertion_type: type })

const byThumbprint = { alg: 'PS256', 'x5t#S256': signer.x5tS256 }
const chainOf = ({ certificate }: { certificate: string }): string =>
  certificate.replace(/-----[^-]+-----|\s/g, '')

describe('an assertion by a certificate', () => {
  test.each<[string, Record<string, unknown>]>([
    ['PS256 and its SHA-256 thumbprint', byThumbprint],
    ['RS256 and its SHA-256 thumbprint', { ...byThumbprint, alg: 'RS256' }],
    ['RS256 and its SHA-1 thumbprint', { alg: 'RS256', x5t: signer.x5t }],
    ['a chain that holds it', { ...byThumbprint, x5c: [chainOf(stranger), chainOf(signer)] }],
  ])('is accepted with %s', async (_, header) => {
    const sandbox = await start({ certificates: [stranger.certificate, signer.certificate] })
    const { status, body } = await send(sandbox, signJwt(signer.key, header, ownClaims(sandbox)))
    expect(status).toBe(200)
    const authorization = `Bearer ${body.access_token}`
    expect((await get(sandbox, '/v1.0/users', { authorization })).status).toBe(200)
  })

  test('is accepted for the issuer as audience, and for a domain of the tenant', async () => {
    const sandbox = await start({ certificates: [signer.certificate] })
    for (const tail of [`${sandbox.tenantId}/v2.0`, 'contoso.example/oauth2/v2.0/token']) {
      const claims = { ...ownClaims(sandbox), aud: `${sandbox.authority}/${tail}` }
      expect((await send(sandbox, signJwt(signer.key, byThumbprint, claims))).status).toBe(200)
    }
    const claims = { ...ownClaims(sandbox), aud: `${sandbox.authority}/common/v2.0` }
    expect((await send(sandbox, signJwt(signer.key, byThumbprint, claims))).number).toBe(700023)
  })

  test.each<[string, Record<string, unknown>, Record<string, unknown>, number]>([
    ['an unregistered certificate', { 'x5t#S256': stranger.x5tS256 }, {}, 700027],
    ['no thumbprint', { 'x5t#S256': undefined }, {}, 700027],
    ['a chain without it', { x5c: [chainOf(stranger)] }, {}, 700027],
    ['another algorithm', { alg: 'RS512' }, {}, 700027],
    ['no signature by it', { alg: 'RS256' }, { forged: true }, 700027],
    ['another audience', {}, { aud: 'https://login.microsoftonline.com/x/v2.0' }, 700023],
    ['the authority alone as audience', {}, { aud: 'no URL' }, 700023],
    ['another issuer', {}, { iss: '00000000-0000-4000-8000-000000000009' }, 700021],
    ['another subject', {}, { sub: 'x' }, 700021],
    ['an end in the past', {}, { exp: seconds(-301) }, 700024],
    ['a beginning in the future', {}, { nbf: seconds(360) }, 700024],
    ['no end', {}, { exp: undefined }, 50027],
    ['no id', {}, { jti: undefined }, 50027],
  ])('with %s is refused', async (_, header, claims, number) => {
    const sandbox = await start({ certificates: [signer.certificate] })
    const text = signJwt(signer.key, { ...byThumbprint, ...header }, { ...ownClaims(sandbox), ...claims })
    const [head, , signature] = text.split('.')
    const [, honest] = signJwt(signer.key, byThumbprint, ownClaims(sandbox)).split('.')
    const answer = await send(sandbox, claims.forged ? `${head}.${honest}.${signature}` : text)
    expect(answer.number).toBe(number)
    expect(answer.body.error).toBe(number === 50027 ? 'invalid_request' : 'invalid_client')
  })

  test('by a stranger’s key under a registered thumbprint, and by an expired certificate, is refused', async () => {
    const old = newSigner({ expired: true })
    const sandbox = await start({ certificates: [signer.certificate, old.certificate] })
    const forged = await send(sandbox, signJwt(stranger.key, byThumbprint, ownClaims(sandbox)))
    expect([forged.status, forged.number]).toEqual([401, 700027])
    const header = { alg: 'PS256', 'x5t#S256': old.x5tS256 }
    const expired = await send(sandbox, signJwt(old.key, header, ownClaims(sandbox)))
    expect(expired.body.error_description).toContain('expired')
  })

  test('is no assertion without its type, or when it is no JWT', async () => {
    const sandbox = await start({ certificates: [signer.certificate] })
    const assertion = signJwt(signer.key, byThumbprint, ownClaims(sandbox))
    expect((await send(sandbox, assertion, '')).number).toBe(900144)
    expect((await send(sandbox, assertion, 'saml')).number).toBe(90023)
    expect((await send(sandbox, 'a.b.c')).number).toBe(50027)
  })

  test('may be sent again, unless the sandbox is told to refuse that until it ends', async () => {
    const lenient = await start({ certificates: [signer.certificate] })
    const twice = signJwt(signer.key, byThumbprint, ownClaims(lenient))
    expect([(await send(lenient, twice)).status, (await send(lenient, twice)).status]).toEqual([200, 200])
    const strict = await start({ certificates: [signer.certificate], refuseReplays: true })
    const once = signJwt(signer.key, byThumbprint, ownClaims(strict))
    expect([(await send(strict, once)).status, (await send(strict, once)).number]).toEqual([200, 700027])
    const { jti } = JSON.parse(Buffer.from(once.split('.')[1] ?? '', 'base64url').toString())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_000_000 })
    const later = signJwt(signer.key, byThumbprint, { ...ownClaims(strict), jti })
    expect((await send(strict, later)).status).toBe(200)
  })
})

describe('a token of another issuer', () => {
  const issuer = 'https://token.actions.example'
  const subject = 'repo:contoso/app:ref:refs/heads/main'
  const audience = 'api://AzureADTokenExchange'
  const jwk = { ...createPublicKey(signer.key).export({ format: 'jwk' }), kid: 'key-1' }
  const credential: FederatedCredential = { issuer, subject, audience, jwk }
  const header = { alg: 'RS256', kid: 'key-1' }
  const claims = { iss: issuer, sub: subject, aud: audience, exp: seconds(600) }

  test.each<[string, FederatedCredential, object]>([
    ['a JWK', credential, header],
    [
      'a PEM key',
      {
        issuer,
        subject,
        audience,
        publicKeyPem: createPublicKey(signer.key).export({ type: 'spki', format: 'pem' }).toString(),
      },
      { alg: 'RS256' },
    ],
  ])('is accepted by a credential with %s', async (_, one, head) => {
    const sandbox = await start({ federatedCredentials: [one] })
    expect((await send(sandbox, signJwt(signer.key, { ...head }, claims))).status).toBe(200)
  })

  test('is for the audience of its cloud', async () => {
    const gov = 'api://AzureADTokenExchangeUSGov'
    const sandbox = await start({ federatedCredentials: [{ ...credential, audience: gov }] })
    expect((await send(sandbox, signJwt(signer.key, header, claims))).number).toBe(700212)
    expect((await send(sandbox, signJwt(signer.key, header, { ...claims, aud: gov }))).status).toBe(200)
  })

  test.each<[string, object, object, number]>([
    ['issuer', {}, { iss: 'https://other.example' }, 700211],
    ['audience', {}, { aud: 'api://else' }, 700212],
    ['subject', {}, { sub: 'repo:contoso/app:pull_request' }, 700213],
    ['subject but for its letters’ case', {}, { sub: subject.toUpperCase() }, 7002138],
    ['key', { kid: 'key-2' }, {}, 700027],
    ['algorithm', { alg: 'PS256' }, {}, 700027],
    ['time', {}, { exp: seconds(-301) }, 700024],
  ])('with another %s is refused', async (_, head, changed, number) => {
    const sandbox = await start({ federatedCredentials: [credential] })
    const answer = await send(sandbox, signJwt(signer.key, { ...header, ...head }, { ...claims, ...changed }))
    expect([answer.status, answer.body.error, answer.number]).toEqual([401, 'invalid_client', number])
  })

  test('is refused when somebody else signed it, and when there is no credential', async () => {
    const sandbox = await start({ federatedCredentials: [credential] })
    expect((await send(sandbox, signJwt(stranger.key, header, claims))).number).toBe(700027)
    expect((await send(await start(), signJwt(signer.key, header, claims))).number).toBe(70021)
  })
})
