import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { noProxies, proxiesFrom, proxyAuthorization, proxyFor, shownProxy } from '../../src/graph/proxies.ts'

const usageError = (env: Record<string, string>): string => {
  try {
    proxiesFrom(env)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return error instanceof Error ? error.message : ''
  }
  throw new Error('nothing was thrown')
}

describe('the variables of proxies', () => {
  it('are none where nothing is set', () => {
    expect(proxiesFrom({})).toEqual(noProxies)
    expect(proxiesFrom({ HTTPS_PROXY: '', https_proxy: ' ', NO_PROXY: '' })).toEqual(noProxies)
  })

  it.each<[Record<string, string>, string | null, string | null]>([
    [{ HTTPS_PROXY: 'http://p:8080' }, null, 'http://p:8080/'],
    [{ HTTP_PROXY: 'http://p:8080' }, 'http://p:8080/', null],
    [{ ALL_PROXY: 'http://p:8080' }, 'http://p:8080/', 'http://p:8080/'],
    [{ all_proxy: 'http://low:1', ALL_PROXY: 'http://up:2' }, 'http://low:1/', 'http://low:1/'],
    [{ ALL_PROXY: 'http://all:1', HTTPS_PROXY: 'http://one:2' }, 'http://all:1/', 'http://one:2/'],
    [{ https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:2' }, null, 'http://low:1/'],
    [{ https_proxy: '', HTTPS_PROXY: 'http://up:2' }, null, 'http://up:2/'],
    [{ HTTPS_PROXY: 'p:8080' }, null, 'http://p:8080/'],
    [{ HTTPS_PROXY: 'user:word@p:8080' }, null, 'http://user:word@p:8080/'],
    [{ HTTPS_PROXY: ' https://p.corp/ ' }, null, 'https://p.corp/'],
    [{ HTTPS_PROXY: 'http://p:8080/some/path?a#b' }, null, 'http://p:8080/'],
    [{ HTTPS_PROXY: 'http://[fd00::1]:3128' }, null, 'http://[fd00::1]:3128/'],
  ])('%j', (env, http, https) => {
    expect(proxiesFrom(env)).toMatchObject({ http, https })
  })

  it('take the lower case of NO_PROXY first', () => {
    expect(proxiesFrom({ no_proxy: 'a', NO_PROXY: 'b' }).noProxy).toBe('a')
    expect(proxiesFrom({ no_proxy: '', NO_PROXY: 'b' }).noProxy).toBe('b')
  })

  it.each([
    ['HTTPS_PROXY', 'http://user:s3cret@p:port', 'is no URL'],
    ['https_proxy', 'http://user:s3cret@', 'is no URL'],
    ['ALL_PROXY', 'socks5://user:s3cret@p:1080', 'names a socks5 proxy'],
    ['HTTP_PROXY', 'http://user:12/s3cret@p:8080', 'percent-encode'],
    ['HTTPS_PROXY', 'http://user:12#s3cret@p:8080', 'percent-encode'],
    ['HTTPS_PROXY', 'http://user:s3cret%@p:8080', 'percent-encode'],
  ])('that are wrong are named, without their password: %s=%s', (name, text, reason) => {
    const message = usageError({ [name]: text })
    expect(message).toContain(name)
    expect(message).toContain(reason)
    expect(message).not.toContain('s3cret')
    expect(message).not.toContain('user:12')
  })
})

describe('the proxy of a URL', () => {
  const proxies = { http: 'http://plain:1', https: 'http://secure:2', noProxy: '' }
  const through = (url: string, noProxy = ''): string | null =>
    proxyFor(new URL(url), { ...proxies, noProxy })?.host ?? null

  it('is chosen by the scheme', () => {
    expect(through('https://graph.microsoft.com/v1.0/users')).toBe('secure:2')
    expect(through('http://graph.microsoft.com/')).toBe('plain:1')
    expect(through('ftp://graph.microsoft.com/')).toBeNull()
    expect(proxyFor(new URL('https://graph.microsoft.com'), noProxies)).toBeNull()
  })

  it('is used for loopback too, as with curl', () => {
    expect(through('http://127.0.0.1:8080')).toBe('plain:1')
    expect(through('https://localhost')).toBe('secure:2')
  })

  it.each([
    'http://169.254.169.254/metadata/identity/oauth2/token',
    'http://169.254.170.2/',
    'http://0xa9fea9fe/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
  ])('is never used for the metadata of the machine: %s', url => {
    expect(through(url)).toBeNull()
  })

  const graph = 'https://graph.microsoft.com'
  it.each<[string, string]>([
    ['*', graph],
    ['a.test, *', graph],
    ['graph.microsoft.com', graph],
    ['GRAPH.Microsoft.com', graph],
    ['graph.microsoft.com.', graph],
    ['graph.microsoft.com', 'https://graph.microsoft.com.'],
    ['microsoft.com', graph],
    ['.microsoft.com', graph],
    ['*.microsoft.com', graph],
    ['.graph.microsoft.com', graph],
    ['a.test,microsoft.com', graph],
    ['a.test microsoft.com', graph],
    ['a.test ,\tmicrosoft.com,', graph],
    ['graph.microsoft.com:443', graph],
    ['graph.microsoft.com:8443', `${graph}:8443`],
    ['graph.microsoft.com:80', 'http://graph.microsoft.com'],
    ['10.1.2.3', 'https://10.1.2.3'],
    ['10.1.2.3:9000', 'https://10.1.2.3:9000'],
    ['10.0.0.0/8', 'https://10.200.2.3'],
    ['10.1.2.3/32', 'https://10.1.2.3'],
    ['0.0.0.0/0', 'https://10.1.2.3'],
    ['fd00::1', 'https://[fd00::1]'],
    ['[fd00::1]', 'https://[fd00::1]'],
    ['[fd00::1]:9000', 'https://[fd00::1]:9000'],
    ['FD00:0:0::1', 'https://[fd00::1]'],
    ['fd00::/8', 'https://[fdff::1]'],
    ['[fd00::]/8', 'https://[fdff::1]'],
    ['::1', 'https://[::1]'],
  ])('is none when NO_PROXY is %j, for %s', (noProxy, url) => {
    expect(through(url, noProxy)).toBeNull()
  })

  it.each<[string, string]>([
    ['', graph],
    [' , ,', graph],
    ['raph.microsoft.com', graph],
    ['soft.com', graph],
    ['www.graph.microsoft.com', graph],
    ['microsoft.co', graph],
    ['.', graph],
    ['*.', graph],
    ['graph.microsoft.com:80', graph],
    ['graph.microsoft.com:443', `${graph}:8443`],
    ['0.0.3', 'https://10.0.0.3'],
    ['10.0.0.0/8', 'https://11.0.0.1'],
    ['10.0.0.0/8', 'https://[fd00::1]'],
    ['10.0.0.0/33', 'https://10.0.0.1'],
    ['10.0.0/8', 'https://10.0.0.1'],
    ['fd00::/8', 'https://[fc00::1]'],
    ['fd00::/129', 'https://[fd00::]'],
    ['[fd00::1]:9000', 'https://[fd00::1]'],
    ['fd00::1', 'https://[fd00::2]'],
    ['10.0.0.0/8', 'https://ten.test'],
  ])('stays when NO_PROXY is %j, for %s', (noProxy, url) => {
    expect(through(url, noProxy)).toBe('secure:2')
  })
})

describe('a proxy', () => {
  it('is shown without its credentials', () => {
    expect(shownProxy(new URL('http://user:s3cret@p.corp:8080'))).toBe('http://p.corp:8080')
    expect(shownProxy(new URL('https://user@[fd00::1]'))).toBe('https://[fd00::1]')
  })

  it.each([
    ['http://p', null],
    ['http://user:word@p', 'user:word'],
    ['http://user@p', 'user:'],
    ['http://:word@p', ':word'],
    ['http://corp%5Cuser:p%40ss%3Aw%C3%B6rd%25@p', 'corp\\user:p@ss:wörd%'],
    ['http://user:p@ss@p', 'user:p@ss'],
  ])('gets the credentials of %s decoded', (url, pair) => {
    const expected = pair === null ? null : `Basic ${Buffer.from(pair).toString('base64')}`
    expect(proxyAuthorization(new URL(url))).toBe(expected)
  })
})
