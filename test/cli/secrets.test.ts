// Nothing that a failing run leaves behind holds a secret: what it prints, the lake, reports, and what Node writes when it crashes.
// The servers are the worst there can be: they send back whatever they are sent. Runs `bin/`, so build first.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pem, pfxFixtures, testCertificate } from '../support/certificates.ts'
import { program } from '../support/program.ts'

let home: string
const servers: Server[] = []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'entra-secrets-'))
})
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(home, { recursive: true })
})

async function serve(handle: (request: Heard, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    void heard(request).then(whole => handle(whole, response))
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Heard {
  readonly url: string
  readonly body: string
  readonly authorization: string
}

async function heard(request: IncomingMessage): Promise<Heard> {
  let body = ''
  for await (const chunk of request) body += chunk
  return { url: request.url ?? '', body, authorization: request.headers.authorization ?? '' }
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** A sign-in service that says back what it heard, everywhere an answer has a place for words. */
function parrotAuthority(): Promise<string> {
  return serve(({ url, body, authorization }, response) => {
    const root = `http://${response.req.headers.host}`
    if (url.includes('openid-configuration')) {
      const tenant = url.split('/')[1]
      return json(response, 200, {
        token_endpoint: `${root}/${tenant}/oauth2/v2.0/token`,
        authorization_endpoint: `${root}/${tenant}/oauth2/v2.0/authorize`,
        issuer: `${root}/${tenant}/v2.0`,
        jwks_uri: `${root}/keys`,
        end_session_endpoint: `${root}/logout`,
      })
    }
    const words = `AADSTS999999: I heard ${decodeURIComponent(body.replaceAll('+', ' '))} and ${body} and ${authorization}`
    json(response, 400, { error: body, error_description: words, correlation_id: body }, { 'x-heard': 'all' })
  })
}

/** A Graph that does the same, now as an error, now as no JSON, now as a link. */
function parrotGraph(status: number): Promise<string> {
  return serve(({ authorization }, response) => {
    const token = authorization.replace(/^Bearer /, '')
    const headers = { 'request-id': '1', 'x-heard': token, 'www-authenticate': `Bearer error="${token}"` }
    if (status === 302)
      return json(response, 302, {}, { ...headers, location: `https://${token}.example/${token}` })
    if (status === 200)
      return json(
        response,
        200,
        { '@odata.nextLink': `https://evil.example/?t=${token}`, value: [] },
        headers,
      )
    json(response, status, { error: { code: token, message: `heard ${authorization} ${token}` } }, headers)
  })
}

/** Every file below a folder, with what it holds. */
function files(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .map(path => ({ path, text: readFileSync(path, 'latin1') }))
}

/** A secret as it may come to light: as it is, in a form, in JSON, in base64. */
const forms = (secret: string): string[] => [
  ...new Set([
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ]),
]

interface Trial {
  readonly env: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly args?: readonly string[]
  /** Files of the test's own that hold secrets on purpose. */
  readonly own?: readonly string[]
}

/** Runs, and finds no secret anywhere; gives back what was printed. */
async function fails({ env, secrets, args = ['extract', 'users'], own = [] }: Trial) {
  const environment = {
    HOME: home,
    TMPDIR: home,
    XDG_CACHE_HOME: home,
    NODE_OPTIONS: `--report-uncaught-exception --report-on-fatalerror --report-directory=${home}`,
    ENTRA_EXTRACT_VERBOSE: '1',
    ...env,
  }
  const end = await program(args, { env: environment, cwd: home })
  expect(end.code, end.stderr).not.toBe(0)
  expect(end.stdout + end.stderr).not.toBe('')
  const places = [
    { path: 'stdout', text: end.stdout },
    { path: 'stderr', text: end.stderr },
    ...files(home).filter(({ path }) => !own.includes(path)),
  ]
  for (const { path, text } of places) {
    for (const form of secrets.flatMap(forms))
      expect(text.includes(form), `${path} holds ${form}`).toBe(false)
  }
  return end
}

/** A file of the test's own. */
function keep(name: string, text: string | Buffer): string {
  const path = join(home, name)
  writeFileSync(path, text)
  return path
}

const jwt = (claims: object): string =>
  `${[{ alg: 'RS256', typ: 'JWT' }, claims]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')}.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0`

const application = {
  AZURE_TENANT_ID: 'contoso.example',
  AZURE_CLIENT_ID: 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234',
}
const hour = Math.floor(Date.now() / 1000) + 3600
const token = jwt({ tid: 't', roles: ['User.Read.All'], exp: hour, jti: 'of-the-token' })
const assertion = jwt({ iss: 'https://issuer.example', sub: 'me', exp: hour, jti: 'of-the-assertion' })

describe('a sign-in that fails leaves no secret behind', () => {
  it('client secret', async () => {
    const secret = 'Q~8 sehr/geheim+"ü"\\&='
    const { stderr } = await fails({
      env: { ...application, ENTRA_EXTRACT_AUTHORITY: await parrotAuthority(), AZURE_CLIENT_SECRET: secret },
      secrets: [secret],
    })
    expect(stderr).toContain('AADSTS999999')
  })

  it('certificate, its key and the assertion made with it', async () => {
    const { privateKey, certificate } = testCertificate('secrets')
    const passphrase = 'passphrase of the key'
    const text = certificate + pem(privateKey, 'pkcs8', passphrase)
    const path = keep('client.pem', text)
    const env = {
      ...application,
      AZURE_CLIENT_CERTIFICATE_PATH: path,
      AZURE_CLIENT_CERTIFICATE_PASSWORD: passphrase,
    }
    const secrets = [
      passphrase,
      ...pem(privateKey, 'pkcs8')
        .split('\n')
        .filter(line => line.length === 64),
    ]
    const { stderr } = await fails({
      env: { ...env, ENTRA_EXTRACT_AUTHORITY: await parrotAuthority() },
      secrets,
      own: [path],
    })
    expect(stderr).toContain('AADSTS999999')
    expect(stderr).not.toMatch(/eyJ/)
  })

  it('the passphrase of a PFX', async () => {
    const env = { ...application, AZURE_CLIENT_CERTIFICATE_PATH: pfxFixtures.modern }
    const { stderr } = await fails({
      env: { ...env, AZURE_CLIENT_CERTIFICATE_PASSWORD: 'not the passphrase' },
      secrets: ['not the passphrase'],
    })
    expect(stderr).toContain('AZURE_CLIENT_CERTIFICATE_PASSWORD')
  })

  it('the identity token of a workload', async () => {
    const path = keep('token', assertion)
    const env = { ...application, AZURE_FEDERATED_TOKEN_FILE: path }
    await fails({
      env: { ...env, ENTRA_EXTRACT_AUTHORITY: await parrotAuthority() },
      secrets: [assertion],
      own: [path],
    })
  })

  it('what a job of GitHub Actions may ask with', async () => {
    const platform = await serve(({ authorization }, response) => {
      json(response, 403, { message: `${authorization} may not`, value: null })
    })
    const request = 'request-token-of-the-job'
    await fails({
      env: {
        ...application,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${platform}/?x=1`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: request,
      },
      secrets: [request],
    })
  })

  it('what a pipeline of Azure DevOps may ask with', async () => {
    const platform = await serve(({ authorization }, response) => {
      json(response, 401, { message: `${authorization} may not` })
    })
    const env = {
      ...application,
      SYSTEM_OIDCREQUESTURI: platform,
      SYSTEM_ACCESSTOKEN: 'access-token-of-the-job',
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f9999',
    }
    await fails({ env, secrets: ['access-token-of-the-job'] })
  })

  it('the password of a proxy', async () => {
    const proxy = await serve(({ url }, response) => {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="x"' }).end(url)
    })
    const env = { ...application, AZURE_CLIENT_SECRET: 'the client secret' }
    const through = proxy.replace('http://', 'http://somebody:proxy-password@')
    await fails({
      env: { ...env, HTTPS_PROXY: through, ENTRA_EXTRACT_AUTHORITY: 'https://login.example' },
      secrets: ['the client secret', 'proxy-password', 'somebody:proxy-password'],
    })
  })
})

describe('a Graph that sends the token back', () => {
  it.each([200, 302, 400, 401, 403, 404, 418])('with status %i', async status => {
    const env = { ENTRA_EXTRACT_GRAPH_URL: await parrotGraph(status), ENTRA_EXTRACT_ACCESS_TOKEN: token }
    await fails({
      env,
      secrets: [token, token.split('.')[2] ?? ''],
      args: ['extract', 'users', 'subscribed_skus', 'sign_ins'],
    })
  })

  it.each(['check', 'doctor'])('to %s', async command => {
    const env = { ENTRA_EXTRACT_GRAPH_URL: await parrotGraph(401), ENTRA_EXTRACT_ACCESS_TOKEN: token }
    await fails({ env, secrets: [token, token.split('.')[2] ?? ''], args: [command] })
  })

  it('even when the token is no JWT', async () => {
    const opaque = 'an-opaque-token-0123456789'
    const env = { ENTRA_EXTRACT_GRAPH_URL: await parrotGraph(400), ENTRA_EXTRACT_ACCESS_TOKEN: opaque }
    await fails({ env, secrets: [opaque] })
  })
})

describe('a crash', () => {
  it('is reported by Node without the secrets of the environment', async () => {
    const silent = await serve(() => {})
    const bomb = keep('bomb.mjs', 'setTimeout(() => { throw new Error("boom") }, 1500)')
    const env = {
      ...application,
      AZURE_CLIENT_SECRET: 'the client secret',
      ENTRA_EXTRACT_AUTHORITY: silent,
      HTTPS_PROXY: 'http://somebody:proxy-password@127.0.0.1:1',
      NODE_OPTIONS: `--report-uncaught-exception --report-directory=${home} --import=${bomb}`,
    }
    const { stderr } = await fails({ env, secrets: ['the client secret', 'proxy-password'] })
    expect(stderr).toContain('boom')
    expect(files(home).filter(({ path }) => /report\..*\.json$/.test(path))).toHaveLength(1)
  })
})

describe('an option', () => {
  it.each(['--client-secret', '--access-token', '--certificate-password', '--password', '--token'])(
    '%s does not exist, and what stands behind it is not repeated',
    async name => {
      const { code, stderr } = await fails({
        env: {},
        secrets: ['typed-secret'],
        args: ['extract', `${name}=typed-secret`],
      })
      expect(code).toBe(2)
      expect(stderr).toContain(name)
    },
  )
})
