// Private certificate authorities, on real sockets. Parts of it run the built modules in a process of its own, so build first.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { NetworkError } from '../../src/graph/errors.ts'
import { isWorthRetrying } from '../../src/graph/retry.ts'
import { createNetwork, type Network, type NetworkWay, type RawRequest } from '../../src/graph/undici-http.ts'
import { answered, type ScriptedServer, startScripted } from '../support/scripted-server.ts'
import { createPrivateCa, type KeyPair } from '../support/tls/private-ca.ts'

const ca = createPrivateCa('the root of a company')
const other = createPrivateCa('the root of its proxy')
const local = { names: ['localhost'], addresses: ['127.0.0.1'] }
const trusted = ca.issue(local)

const folder = mkdtempSync(join(tmpdir(), 'entra-tls-'))
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(one => one.close()))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function serve(pair: KeyPair): Promise<ScriptedServer> {
  const server = await startScripted(pair)
  server.answer(answered(200, 'hello'))
  opened.push(server)
  return server
}

function networkWith(way: NetworkWay): Network {
  const network = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 }, way)
  opened.push(network)
  return network
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const get = (origin: string): RawRequest => ({ method: 'GET', origin, path: '/', headers: {} })
const never = new AbortController().signal

async function failure(network: Network, origin: string): Promise<NetworkError> {
  const error = await network.send(get(origin), never).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof NetworkError)) throw new Error('no NetworkError', { cause: error })
  return error
}

describe('a server with a certificate of a private authority', () => {
  it('is refused without it, and told how to trust it', async () => {
    const { root } = await serve(trusted)
    const error = await failure(networkWith({}), root)
    expect(error.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    expect(error.message).toBe(
      `the TLS certificate of ${new URL(root).host} is not trusted here (UNABLE_TO_VERIFY_LEAF_SIGNATURE); give the certificate authority of your network with --ca-file or NODE_EXTRA_CA_CERTS`,
    )
    expect(isWorthRetrying(error, 1, null)).toBe(false)
  })

  it('is accepted with it, whole or streaming', async () => {
    const { root } = await serve(trusted)
    const network = networkWith({ ca: [ca.pem] })
    expect((await network.send(get(root), never)).body.toString()).toBe('hello')
    const pieces: Buffer[] = []
    for await (const piece of (await network.open(get(root), never)).body) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toBe('hello')
  })

  it('is accepted with a bundle, and with one of many', async () => {
    const { root } = await serve(trusted)
    for (const some of [[`${other.pem}\n${ca.pem}`], [other.pem, ca.pem]]) {
      expect((await networkWith({ ca: some }).send(get(root), never)).status).toBe(200)
    }
  })

  it('is refused with another authority', async () => {
    const { root } = await serve(trusted)
    expect((await failure(networkWith({ ca: [other.pem] }), root)).code).toMatch(/^UNABLE_TO_/)
  })

  it.each([
    ['another name', { names: ['graph.corp.test'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a time that is over', { ...local, from: -30, until: -1 }, 'CERT_HAS_EXPIRED'],
    ['a time to come', { ...local, from: 1, until: 30 }, 'CERT_NOT_YET_VALID'],
  ])('is refused when it is for %s', async (_what, leaf, code) => {
    const { root, asked } = await serve(ca.issue(leaf))
    const byName = root.replace('127.0.0.1', 'localhost')
    for (const origin of [root, byName]) {
      const error = await failure(networkWith({ ca: [ca.pem] }), origin)
      expect(error).toMatchObject({ code, message: expect.stringContaining(new URL(origin).host) })
      expect(isWorthRetrying(error, 1, null)).toBe(false)
    }
    expect(asked).toEqual([])
  })

  it('is accepted for the extra file too, which an unreadable one does not hinder', async () => {
    const { root } = await serve(trusted)
    const extraCaFile = file('extra.pem', ca.pem)
    expect((await networkWith({ ca: [other.pem], extraCaFile }).send(get(root), never)).status).toBe(200)
    const missing = join(folder, 'missing.pem')
    const status = networkWith({ ca: [ca.pem], extraCaFile: missing }).send(get(root), never)
    expect((await status).status).toBe(200)
  })
})

const CHILD = `
const { createNetwork } = await import(process.argv[1])
const { way, origins } = JSON.parse(process.argv[2])
const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 }, way)
const signal = new AbortController().signal
const results = []
for (const origin of origins) {
  const request = { method: 'GET', origin, path: '/', headers: {} }
  results.push(await network.send(request, signal).then(({ status }) => status, error => error.code))
}
await network.close()
console.log(JSON.stringify(results))
`

/** What a process with these variables gets from each origin: a status, or the code of an error. */
async function inChild(env: Record<string, string>, way: NetworkWay, ...origins: string[]): Promise<unknown> {
  const built = new URL('../../dist/graph/undici-http.js', import.meta.url).href
  const args = ['--input-type=module', '-e', CHILD, built, JSON.stringify({ way, origins })]
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let complaint = ''
  child.stdout.on('data', chunk => (output += chunk))
  child.stderr.on('data', chunk => (complaint += chunk))
  await new Promise(resolve => child.on('close', resolve))
  if (output === '') throw new Error(complaint)
  return JSON.parse(output)
}

describe('the environment of the process', () => {
  it('does not switch TLS off', async () => {
    const [good, wrongName] = [await serve(trusted), await serve(ca.issue({ names: ['a.test'] }))]
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    const codes = ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']
    expect(await inChild(env, {}, good.root, wrongName.root)).toEqual(codes)
    const withCa = await inChild(env, { ca: [ca.pem] }, good.root, wrongName.root)
    expect(withCa).toEqual([200, 'ERR_TLS_CERT_ALTNAME_INVALID'])
    expect(good.asked).toHaveLength(1)
    expect(wrongName.asked).toEqual([])
  })

  it('adds NODE_EXTRA_CA_CERTS, and a file of authorities adds to that', async () => {
    const [first, second] = [await serve(trusted), await serve(other.issue(local))]
    const extraCaFile = file('extra.pem', ca.pem)
    const env = { NODE_EXTRA_CA_CERTS: extraCaFile }
    const alone = await inChild(env, {}, first.root, second.root)
    expect(alone).toEqual([200, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])
    expect(await inChild(env, { ca: [other.pem], extraCaFile }, first.root, second.root)).toEqual([200, 200])
  })
})
