import { describe, expect, it } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { decodeToken } from '../../src/graph/claims.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'

const now = Date.UTC(2026, 10, 20, 10)

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`
}

describe('what a token says of itself', () => {
  it('reads tenant, application, permissions and end', () => {
    const token = jwt({
      tid: 't1',
      appid: 'a1',
      roles: ['User.Read.All'],
      scp: 'openid  User.Read',
      exp: 1_800_000_000,
    })
    expect(decodeToken(token)).toEqual({
      claims: {
        tenantId: 't1',
        appId: 'a1',
        username: null,
        roles: ['User.Read.All'],
        scopes: ['openid', 'User.Read'],
      },
      expiresAt: 1_800_000_000_000,
    })
  })

  it('keeps what it can read when a claim is of another type', () => {
    expect(decodeToken(jwt({ tid: 5, roles: 'x', exp: 1 }))).toEqual({
      claims: { tenantId: null, appId: null, username: null, roles: [], scopes: [] },
      expiresAt: 1000,
    })
  })

  it.each(['opaque', 'a.b.c', 'a.W10.c', '..', ''])('knows nothing of %j', token => {
    expect(decodeToken(token)).toEqual({
      claims: { tenantId: null, appId: null, username: null, roles: [], scopes: [] },
      expiresAt: null,
    })
  })
})

describe('a ready token', () => {
  it('is given until it ends, and then an error says when it ended', async () => {
    let clock = now
    const end = now + 60_000
    const source = staticToken(jwt({ exp: end / 1000 }), () => clock)
    expect(await source.get()).toEqual({ token: jwt({ exp: end / 1000 }), expiresAt: end })
    clock = end
    const error = await source.get().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SignInError)
    expect(error).toMatchObject({ exitCode: 3, failure: 'expired', endedAt: '2026-11-20T10:01:00.000Z' })
    expect((error as SignInError).message).toContain('ended at 2026-11-20T10:01:00.000Z')
  })

  it('works with an unknown end when it is no JWT', async () => {
    const source = staticToken(' Bearer opaque-token\n', () => now)
    expect(await source.get()).toEqual({ token: 'opaque-token', expiresAt: null })
  })

  it('cannot be renewed', async () => {
    const source = staticToken('opaque-token', () => now)
    await expect(source.renew('opaque-token')).rejects.toMatchObject({
      name: 'SignInError',
      failure: 'rejected',
    })
    await expect(source.renew('opaque-token')).rejects.not.toThrow('opaque-token')
  })

  it('says that it ended rather than that it was rejected', async () => {
    const source = staticToken(jwt({ exp: now / 1000 }), () => now)
    await expect(source.renew('x')).rejects.toMatchObject({ failure: 'expired' })
  })

  it('is refused when it holds what no header can hold', () => {
    expect(() => staticToken('to ken', () => now)).toThrow(SignInError)
    expect(() => staticToken('to\r\nken: 1', () => now)).toThrow(SignInError)
  })
})
