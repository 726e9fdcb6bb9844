import { describe, expect, it } from 'vitest'
import { chooseTokenSource, type SignInSettings } from '../../src/auth/choose.ts'
import { cloudEndpoints, parseAuthority, parseRoot } from '../../src/auth/clouds.ts'
import { UsageError } from '../../src/errors.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'

const deps = {
  send: () => Promise.reject(new Error('nothing is to be sent')),
  now: () => 0,
}
const places = { authority: cloudEndpoints.global.authority, graphUrl: cloudEndpoints.global.graph }
const application = { tenantId: 'contoso.onmicrosoft.com', clientId: 'app', clientSecret: 's3cret' }

function choose(settings: Partial<SignInSettings>) {
  return chooseTokenSource({ ...places, ...settings }, deps)
}

describe('the way of signing in', () => {
  it('is the ready token before the client secret', () => {
    expect(choose({ accessToken: 'token', ...application }).description).toBe(
      'access token from ENTRA_EXTRACT_ACCESS_TOKEN',
    )
    expect(choose({ accessToken: ' ', ...application }).description).toBe('client secret of application app')
  })

  it.each([
    [{}, ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']],
    [{ tenantId: 't' }, ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']],
    [{ ...application, clientSecret: '' }, ['AZURE_CLIENT_SECRET']],
    [{ ...application, tenantId: undefined }, ['AZURE_TENANT_ID']],
  ])('names exactly what is missing: %j', (settings, missing) => {
    const error = thrown(() => choose(settings))
    expect(error).toBeInstanceOf(SignInError)
    expect(error).toMatchObject({ exitCode: 3, failure: 'missing', missing })
    const { message } = error as SignInError
    const notSet = message.slice(0, message.indexOf('not set;'))
    expect(notSet.match(/AZURE_[A-Z_]+/g)).toEqual(missing)
    expect(message).toContain('ENTRA_EXTRACT_ACCESS_TOKEN')
    expect(message).not.toContain('s3cret')
  })

  it.each(['common', 'a/b', '../x', 'a?b'])('refuses %j as a tenant', tenantId => {
    expect(() => choose({ ...application, tenantId })).toThrow(UsageError)
  })
})

describe('addresses', () => {
  it.each([
    ['https://graph.microsoft.us/', 'https://graph.microsoft.us'],
    ['https://proxy.example/graph/', 'https://proxy.example/graph'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:1', 'http://[::1]:1'],
  ])('%s is a root', (text, root) => {
    expect(parseRoot(text, '--graph-url')).toBe(root)
  })

  it.each([
    'http://graph.microsoft.com',
    'http://127.0.0.1.example',
    'http://127.evil.example',
    'http://localhost.example',
    'http://10.0.0.1',
    'ftp://127.0.0.1',
    'https://user:pw@graph.microsoft.com',
    'https://graph.microsoft.com/?a=b',
    'graph.microsoft.com',
    '',
  ])('%j is refused by the name of the option', text => {
    const error = thrown(() => parseRoot(text, '--graph-url'))
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toContain('--graph-url')
    expect((error as UsageError).message).not.toContain('pw')
  })

  it('takes an authority without https://, and none with a path', () => {
    expect(parseAuthority('login.microsoftonline.us', 'AZURE_AUTHORITY_HOST')).toBe(
      'https://login.microsoftonline.us',
    )
    expect(parseAuthority('https://login.example/', '--authority')).toBe('https://login.example')
    expect(() => parseAuthority('https://login.example/tenant', '--authority')).toThrow(UsageError)
    expect(() => parseAuthority('http://login.example', '--authority')).toThrow('loopback')
  })
})

function thrown(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
