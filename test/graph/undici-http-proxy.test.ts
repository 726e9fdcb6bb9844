// Ways through a proxy, on real sockets: a strict proxy, and a private authority behind it.
import { describe, expect, it } from 'vitest'
import { isWorthRetrying } from '../../src/graph/retry.ts'
import {
  failure,
  get,
  impatient,
  networkFailure,
  networkWith,
  never,
  place,
  signedIn,
  text,
  via,
} from '../support/proxied.ts'
import { answered, cutOff, neverAnswered, type Reply, stalled } from '../support/scripted-server.ts'

describe.each(['http', 'https'] as const)('an %s server behind a proxy', scheme => {
  it('is asked byte for byte, as it names itself', async () => {
    const { server, proxy, origin } = await place(scheme)
    const path = "/v1.0/users?$filter=startswith(a,'%2f')&%24top=1&x=%C3%A9|"
    const network = networkWith({ proxies: via(proxy.url) })
    const request = { ...get(origin, path), method: 'POST', headers: { a: 'b' }, body: '{"c":1}' } as const
    expect((await network.send(request, never)).status).toBe(200)
    expect(server.asked).toMatchObject([
      { method: 'POST', path, body: '{"c":1}', headers: { host: 'graph.corp.test', a: 'b' } },
    ])
    const target = scheme === 'http' ? `${origin}${path}` : 'graph.corp.test:443'
    expect(proxy.seen).toMatchObject([{ method: scheme === 'http' ? 'POST' : 'CONNECT', target }])
  })

  it('gives its body piece by piece', async () => {
    const { proxy, origin } = await place(scheme, answered(200, 'x'.repeat(1 << 20)))
    const { status, body } = await networkWith({ proxies: via(proxy.url) }).open(get(origin), never)
    let length = 0
    for await (const piece of body) length += piece.length
    expect([status, length]).toEqual([200, 1 << 20])
  })

  it.each([
    ['user', 'word', 'user:word'],
    ['corp\\user', 'p@ss:w/örd%', 'corp%5Cuser:p%40ss%3Aw%2F%C3%B6rd%25'],
    ['user', '', 'user'],
  ])('is reached as %s with %j, and never hears of that', async (user, password, credentials) => {
    const { server, proxy, origin } = await place(scheme, answered(200, 'hello'), { user, password })
    expect(await text(networkWith({ proxies: via(signedIn(proxy, credentials)) }), origin)).toBe('hello')
    expect(server.asked[0]?.headers).not.toHaveProperty('proxy-authorization')
    expect(proxy.seen[0]?.headers).toHaveProperty('proxy-authorization')
  })

  it('is not reached without credentials, or with wrong ones', async () => {
    const { server, proxy, origin } = await place(scheme, answered(200, ''), { user: 'user', password: 'pw' })
    const variable = `${scheme.toUpperCase()}_PROXY`
    const without = await networkFailure(networkWith({ proxies: via(proxy.url) }), origin)
    expect(without).toMatchObject({
      code: 'PROXY_AUTH',
      message: `the proxy ${proxy.url} wants a user and password (407); put them into ${variable} as http://user:password@host:port`,
    })
    const wrong = await networkFailure(networkWith({ proxies: via(signedIn(proxy, 'user:s3cret')) }), origin)
    expect(wrong).toMatchObject({
      code: 'PROXY_AUTH',
      message: `the proxy ${proxy.url} refused the user and password of ${variable} (407)`,
    })
    expect(isWorthRetrying(wrong, 1, null)).toBe(false)
    expect(server.asked).toEqual([])
  })

  it('is not reached when the proxy wants a sign-in that is not known here', async () => {
    const settings = { user: 'user', challenge: 'Negotiate, NTLM realm="corp"' }
    const { proxy, origin } = await place(scheme, answered(200, ''), settings)
    const error = await networkFailure(networkWith({ proxies: via(signedIn(proxy, 'me:s3cret')) }), origin)
    expect(error.code).toBe('PROXY_AUTH')
    expect(error.message).toContain('wants another sign-in than a user and password (407, Negotiate, NTLM)')
    expect(error.message).not.toContain('s3cret')
  })

  it('is asked straight on where NO_PROXY says so', async () => {
    const { server, proxy } = await place(scheme)
    for (const noProxy of ['*', '127.0.0.1', '127.0.0.0/8', new URL(server.root).host]) {
      const network = networkWith({ proxies: via(signedIn(proxy, 'user:word'), noProxy) })
      expect(await text(network, server.root)).toBe('hello')
    }
    expect(proxy.seen).toEqual([])
    expect(server.asked[0]?.headers).not.toHaveProperty('proxy-authorization')
    const through = networkWith({ proxies: via(proxy.url, 'localhost') })
    expect(await text(through, server.root)).toBe('hello')
    expect(proxy.seen).toHaveLength(1)
  })

  it('is not reached when the proxy is down, which is worth another try', async () => {
    const { proxy, origin } = await place(scheme)
    await proxy.close()
    const error = await networkFailure(networkWith({ proxies: via(signedIn(proxy, 'user:s3cret')) }), origin)
    expect(error).toMatchObject({
      code: 'PROXY_UNREACHABLE',
      message: `the proxy ${proxy.url} cannot be reached (ECONNREFUSED)`,
    })
    expect(isWorthRetrying(error, 1, null)).toBe(true)
  })

  it('is not reached when the proxy has no address', async () => {
    const proxies = via('http://user:s3cret@proxy.invalid:8080')
    const error = await networkFailure(networkWith({ proxies }), `${scheme}://graph.corp.test`)
    expect(error.code).toBe('PROXY_UNREACHABLE')
    expect(error.message).toMatch(
      /^the proxy http:\/\/proxy\.invalid:8080 cannot be reached \((ENOTFOUND|EAI_AGAIN)\)$/,
    )
  })

  it('breaking off or falling silent is a failure worth another try', async () => {
    const { server, proxy, origin } = await place(scheme)
    const network = networkWith({ proxies: via(proxy.url) }, impatient)
    const failures: unknown[] = []
    for (const reply of [cutOff, neverAnswered, stalled]) {
      server.answer(reply)
      failures.push(await failure(network.send(get(origin), never)))
    }
    expect(failures).toMatchObject([{ code: 'UND_ERR_SOCKET' }, { phase: 'headers' }, { phase: 'body' }])
    for (const error of failures) expect(isWorthRetrying(error, 1, null)).toBe(true)
  })

  it('is asked over twenty-four connections at most, each used again', async () => {
    let now = 0
    let most = 0
    const slow: Reply = response => {
      most = Math.max(most, ++now)
      setTimeout(() => {
        now--
        response.end('done')
      }, 20)
    }
    const { server, proxy, origin } = await place(scheme, slow)
    const network = networkWith({ proxies: via(proxy.url) })
    const work = Array.from({ length: 100 }, () => text(network, origin))
    expect(new Set(await Promise.all(work))).toEqual(new Set(['done']))
    expect(server.asked).toHaveLength(100)
    expect(most).toBeLessThanOrEqual(24)
    expect(proxy.connections).toBe(24)
  })
})
