import { describe, expect, it } from 'vitest'
import { chooseTokenSource } from '../../src/auth/choose.ts'
import { parseAuthority, parseRoot } from '../../src/auth/clouds.ts'
import { CHOICES, type SignInSettings } from '../../src/auth/settings.ts'
import { UsageError } from '../../src/errors.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import { WAYS } from '../../src/graph/token-source.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const application = { tenantId: 'contoso.onmicrosoft.com', clientId: 'app', clientSecret: 's3cret' }

const choose = (settings: Partial<SignInSettings>) =>
  chooseTokenSource(signInSettings(settings), signInDeps())

async function failure(settings: Partial<SignInSettings>): Promise<unknown> {
  return choose(settings).then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('the way of signing in', () => {
  it('is the ready token before the client secret', async () => {
    expect(await choose({ accessToken: 'token', ...application })).toMatchObject({
      way: 'token',
      description: 'access token from ENTRA_EXTRACT_ACCESS_TOKEN',
    })
    expect(await choose(application)).toMatchObject({
      way: 'secret',
      description: 'client secret of application app',
    })
  })

  it('is the one asked for, whatever else is given', async () => {
    expect((await choose({ choice: 'secret', accessToken: 'token', ...application })).way).toBe('secret')
  })

  it('can be asked for by every name of the order', () => {
    expect(CHOICES.slice(0, WAYS.length)).toEqual(WAYS)
  })

  it.each(['token', 'certificate', 'secret', 'federation', 'person'] as const)(
    'says what --auth %s needs when it is not given',
    async choice => {
      const error = await failure({ choice })
      expect(error).toBeInstanceOf(SignInError)
      expect(error).toMatchObject({ exitCode: 3, failure: 'missing' })
      expect((error as Error).message).toMatch(new RegExp(`^Not signed in by --auth ${choice}: .*\\.$`))
    },
  )

  it.each([
    [{}, ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']],
    [{ tenantId: 't' }, ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']],
    [{ ...application, clientSecret: null }, ['AZURE_CLIENT_SECRET']],
  ])('names exactly what is missing, and every mend: %j', async (settings, missing) => {
    const error = (await failure(settings)) as SignInError
    expect(error).toMatchObject({ exitCode: 3, failure: 'missing', missing })
    const notSet = error.message.slice(0, error.message.indexOf('not set;'))
    expect(notSet.match(/AZURE_[A-Z_]+/g)).toEqual(missing)
    expect(error.message).toContain('ENTRA_EXTRACT_ACCESS_TOKEN')
    expect(error.message).toContain('entra-extract auth login')
  })

  it.each([
    [{ ...application, tenantId: null }, ['AZURE_TENANT_ID']],
    [{ ...application, tenantId: null, clientId: null }, ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID']],
  ])('takes a secret without its owner for a mistake, not for nothing: %j', async (settings, missing) => {
    const error = (await failure(settings)) as SignInError
    expect(error).toMatchObject({ exitCode: 3, failure: 'missing', missing })
    expect(error.message).toContain('beside AZURE_CLIENT_SECRET')
    expect(error.message).not.toContain('s3cret')
  })

  it.each(['common', 'a/b', '../x', 'a?b'])('refuses %j as a tenant', async tenantId => {
    expect(await failure({ ...application, tenantId })).toBeInstanceOf(UsageError)
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
