// Tunnels through a proxy, what may go wrong with them, and proxies that speak TLS themselves; on real sockets.
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { NetworkError, TimeoutError } from '../../src/graph/errors.ts'
import { isWorthRetrying } from '../../src/graph/retry.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import {
  ca,
  failure,
  get,
  impatient,
  kept,
  networkFailure,
  networkWith,
  never,
  pair,
  place,
  signedIn,
  text,
  timeouts,
  via,
} from '../support/proxied.ts'
import { startProxy } from '../support/proxy-server.ts'
import { answered, type Reply } from '../support/scripted-server.ts'

/** Accepts connections and says nothing. */
async function mute(): Promise<{ port: number }> {
  const server = createServer(socket => socket.on('error', () => {}).resume())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  kept({ close: async () => void server.close() })
  return { port: (server.address() as AddressInfo).port }
}

describe('a tunnel', () => {
  it.each<[number, string, boolean]>([
    [403, 'PROXY_REFUSED', false],
    [405, 'PROXY_REFUSED', false],
    [302, 'PROXY_REFUSED', false],
    [429, 'PROXY_FAILED', true],
    [502, 'PROXY_FAILED', true],
    [504, 'PROXY_FAILED', true],
  ])('that the proxy answers with %d is %s', async (status, code, again) => {
    const { proxy, origin } = await place('https', answered(200, ''), { connectWith: status })
    const error = await networkFailure(networkWith({ proxies: via(proxy.url) }), origin)
    expect(error).toMatchObject({
      code,
      message: `the proxy ${proxy.url} answered ${status} when asked for a connection to graph.corp.test:443`,
    })
    expect(isWorthRetrying(error, 1, null)).toBe(again)
  })

  it('that the proxy leaves unanswered is given up in time', async () => {
    const { proxy, origin } = await place('https', answered(200, ''), { connectWith: 'silence' })
    const error = await networkFailure(
      networkWith({ proxies: via(signedIn(proxy, 'user:s3cret')) }, impatient),
      origin,
    )
    expect(error).toMatchObject({
      code: 'PROXY_TIMEOUT',
      message: `the proxy ${proxy.url} opened no connection to graph.corp.test:443 in time`,
    })
  })

  it('that the proxy leaves unanswered does not outlive the network', async () => {
    const { proxy, origin } = await place('https', answered(200, ''), { connectWith: 'silence' })
    const network = createNetwork({ ...timeouts, connectMs: 60_000 }, { proxies: via(proxy.url) })
    const failed = failure(network.send(get(origin), never))
    await expect.poll(() => proxy.seen.length).toBe(1)
    await network.close()
    expect(await failed).toBeInstanceOf(NetworkError)
    await expect.poll(() => proxy.open).toBe(0)
  })

  it('to a proxy that does not even speak TLS is given up in time', async () => {
    const { port } = await mute()
    const error = await networkFailure(
      networkWith({ proxies: via(`https://user:s3cret@127.0.0.1:${port}`) }, impatient),
      'https://graph.corp.test',
    )
    expect(error).toMatchObject({
      code: 'PROXY_UNREACHABLE',
      message: `the proxy https://127.0.0.1:${port} cannot be reached (UND_ERR_CONNECT_TIMEOUT)`,
    })
  })

  it('that the proxy breaks off is a failure of the proxy', async () => {
    const { proxy, origin } = await place('https', answered(200, ''), { connectWith: 'break' })
    const error = await networkFailure(networkWith({ proxies: via(proxy.url) }), origin)
    expect(error).toMatchObject({
      code: 'PROXY_UNREACHABLE',
      message: `the proxy ${proxy.url} cannot be reached (ECONNRESET)`,
    })
  })

  it('to a server that does not speak is given up in time', async () => {
    const { port } = await mute()
    const proxy = kept(await startProxy({ ports: { 'graph.corp.test': port } }))
    const error = await failure(
      networkWith({ proxies: via(proxy.url) }, impatient).send(get('https://graph.corp.test'), never),
    )
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ phase: 'connect' })
    await expect.poll(() => proxy.open).toBe(0)
  })

  it('that breaks in the middle of a body is worth another try, which succeeds', async () => {
    const endless: Reply = response => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half')
    }
    const { server, proxy, origin } = await place('https', endless)
    const network = networkWith({ proxies: via(proxy.url) })
    const { body } = await network.open(get(origin), never)
    const reading = (async () => {
      for await (const _piece of body) for (const tunnel of proxy.tunnels) tunnel.destroy()
    })()
    const error = await failure(reading)
    expect(error).toBeInstanceOf(NetworkError)
    expect(isWorthRetrying(error, 1, null)).toBe(true)
    server.answer(answered(200, 'hello'))
    expect(await text(network, origin)).toBe('hello')
  })

  it('does not loosen the check of names and authorities', async () => {
    const { server, proxy } = await place('https', answered(200, ''), {})
    const port = Number(new URL(server.root).port)
    const strange = kept(await startProxy({ ports: { 'other.corp.test': port } }))
    const wrongName = networkWith({ proxies: via(strange.url) })
    expect((await networkFailure(wrongName, 'https://other.corp.test')).message).toContain(
      'the TLS certificate of other.corp.test is not trusted here (ERR_TLS_CERT_ALTNAME_INVALID)',
    )
    const distrustful = kept(createNetwork(timeouts, { proxies: via(proxy.url) }))
    expect((await networkFailure(distrustful, 'https://graph.corp.test')).message).toContain(
      'the TLS certificate of graph.corp.test is not trusted here (UNABLE_TO_VERIFY_LEAF_SIGNATURE); give the certificate authority',
    )
    expect(server.asked).toEqual([])
  })
})

describe.each(['http', 'https'] as const)('a proxy that speaks TLS, for an %s server', scheme => {
  it('is trusted by the same authorities', async () => {
    const { proxy, origin } = await place(scheme, answered(200, 'hello'), { tls: pair, user: 'user' })
    const byName = signedIn(proxy, 'user').replace('127.0.0.1', 'localhost')
    for (const url of [signedIn(proxy, 'user'), byName]) {
      expect(await text(networkWith({ proxies: via(url) }), origin)).toBe('hello')
    }
  })

  it('is named when it is not trusted', async () => {
    const { proxy, origin } = await place(scheme, answered(200, ''), { tls: pair })
    const distrustful = kept(createNetwork(timeouts, { proxies: via(proxy.url) }))
    expect(await networkFailure(distrustful, origin)).toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      message: expect.stringContaining(`the TLS certificate of the proxy ${proxy.url} is not trusted here`),
    })
  })

  it('is not taken for another one', async () => {
    const tls = ca.issue({ names: ['graph.corp.test'] })
    const { proxy, origin } = await place(scheme, answered(200, ''), { tls })
    const byName = proxy.url.replace('127.0.0.1', 'localhost')
    for (const url of [proxy.url, byName]) {
      const error = await networkFailure(networkWith({ proxies: via(url) }), origin)
      expect(error).toMatchObject({
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        message: expect.stringContaining(`the proxy ${url}`),
      })
    }
    expect(proxy.seen).toEqual([])
  })
})

describe('signing in', () => {
  it('goes the same way as Graph', async () => {
    const { server, proxy } = await place('https', answered(200, '{"a":1}'), { user: 'user', password: 'pw' })
    const network = networkWith({ proxies: via(signedIn(proxy, 'user:pw')) })
    const url = 'https://login.corp.test/tenant/oauth2/v2.0/token?x=1'
    const answer = await createHttpSend(network)({ method: 'POST', url, headers: {}, body: 'a=b' })
    expect(answer).toMatchObject({ status: 200, body: '{"a":1}' })
    expect(server.asked).toMatchObject([{ path: '/tenant/oauth2/v2.0/token?x=1', body: 'a=b' }])
    expect(proxy.seen).toMatchObject([{ method: 'CONNECT', target: 'login.corp.test:443' }])
  })
})
