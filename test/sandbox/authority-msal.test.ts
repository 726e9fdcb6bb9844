import {
  ConfidentialClientApplication,
  CryptoProvider,
  type INetworkModule,
  type NodeAuthOptions,
  PublicClientApplication,
} from '@azure/msal-node'
import { describe, expect, test } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts'
import { testTls } from '../support/token-endpoint.ts'
import { start } from './client.ts'
import {
  claimsOf,
  exchange,
  formOf,
  networkTrusting,
  newSigner,
  ownClaims,
  signJwt,
} from './sign-in-client.ts'

const signer = newSigner()
const ca = testTls.cert

const startTls = (options: SandboxOptions = {}): Promise<Sandbox> =>
  start({ tls: testTls, host: 'localhost', certificates: [signer.certificate], ...options })

interface Configuration {
  readonly auth: {
    clientId: string
    authority: string
    knownAuthorities: string[]
    clientCapabilities: string[]
  }
  readonly system: { networkClient: INetworkModule }
}

const configure = (sandbox: Sandbox): Configuration => ({
  auth: {
    clientId: sandbox.clientId,
    authority: `${sandbox.authority}/${sandbox.tenantId}`,
    knownAuthorities: [new URL(sandbox.authority).host],
    clientCapabilities: ['cp1'],
  },
  system: { networkClient: networkTrusting(ca) },
})

async function statusOf(sandbox: Sandbox, token: string | undefined): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await exchange('GET', ca, `${sandbox.url}/v1.0/users`, { headers })).status
}

describe('an application through MSAL', () => {
  const certificate = { thumbprintSha256: signer.sha256, privateKey: signer.keyPem, x5c: signer.certificate }

  test.each(['certificate', 'secret', 'assertion'] as const)('signs in by %s', async way => {
    const sandbox = await startTls()
    expect(sandbox.url).toMatch(/^https:\/\/localhost:\d+$/)
    const { auth, system } = configure(sandbox)
    const assertion = async (): Promise<string> =>
      signJwt(signer.key, { alg: 'RS256', x5t: signer.x5t }, ownClaims(sandbox))
    const credentials: Record<typeof way, Partial<NodeAuthOptions>> = {
      certificate: { clientCertificate: certificate },
      secret: { clientSecret: sandbox.clientSecret },
      assertion: { clientAssertion: assertion },
    }
    const application = new ConfidentialClientApplication({ auth: { ...auth, ...credentials[way] }, system })
    const request = { scopes: [`${sandbox.url}/.default`], skipCache: true }
    for (const _ of ['first', 'again']) {
      const result = await application.acquireTokenByClientCredential({ ...request })
      expect(claimsOf(result?.accessToken)).toMatchObject({ appid: sandbox.clientId, xms_cc: ['cp1'] })
      expect(await statusOf(sandbox, result?.accessToken)).toBe(200)
    }
  })

  test('is told why it is refused', async () => {
    const sandbox = await startTls({ certificates: [] })
    const { auth, system } = configure(sandbox)
    const application = new ConfidentialClientApplication({
      auth: { ...auth, clientCertificate: certificate },
      system,
    })
    const request = { scopes: [`${sandbox.url}/.default`] }
    await expect(application.acquireTokenByClientCredential(request)).rejects.toThrow(/AADSTS700027/)
  })
})

describe('a person through MSAL', () => {
  /** Does what a browser does: opens the page, and sends its form. */
  async function browse(url: string): Promise<void> {
    const { body } = await exchange<string>('GET', ca, url)
    const { action, values } = formOf(body)
    await fetch(action, { method: 'POST', body: new URLSearchParams(values) })
  }

  test('signs in by browser, is kept, and is renewed after a challenge', async () => {
    const sandbox = await startTls()
    const application = new PublicClientApplication(configure(sandbox))
    const scopes = [`${sandbox.url}/.default`]
    const first = await application.acquireTokenInteractive({ scopes, openBrowser: browse })
    expect(first.account).toMatchObject({ username: 'admin@contoso.example', tenantId: sandbox.tenantId })
    expect(await statusOf(sandbox, first.accessToken)).toBe(200)
    if (first.account === null) throw new Error('no account')
    const { account } = first
    const cached = await application.acquireTokenSilent({ account, scopes })
    expect([cached.fromCache, cached.accessToken]).toEqual([true, first.accessToken])

    sandbox.revokeTokens()
    expect(await statusOf(sandbox, first.accessToken)).toBe(401)
    const nbf = { essential: true, value: String(Math.floor(Date.now() / 1000) + 10) }
    const claims = JSON.stringify({ access_token: { nbf } })
    const renewed = await application.acquireTokenSilent({ account, scopes, claims })
    expect(await statusOf(sandbox, renewed.accessToken)).toBe(200)

    sandbox.signOutPerson()
    const refused = application.acquireTokenSilent({ account, scopes, forceRefresh: true })
    await expect(refused).rejects.toMatchObject({ errorCode: 'invalid_grant', subError: 'bad_token' })
  })

  test('is told that the person declined', async () => {
    const sandbox = await startTls({ signIn: { outcome: 'declined' } })
    const application = new PublicClientApplication(configure(sandbox))
    const request = { scopes: [`${sandbox.url}/.default`], openBrowser: browse }
    await expect(application.acquireTokenInteractive(request)).rejects.toMatchObject({
      errorCode: 'access_denied',
      errorMessage: expect.stringContaining('AADSTS65004'),
    })
  })

  test('signs in by a code of their own with PKCE', async () => {
    const sandbox = await startTls()
    const application = new PublicClientApplication(configure(sandbox))
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
    const request = { scopes: ['User.Read.All'], redirectUri: 'http://localhost:4711' }
    const url = await application.getAuthCodeUrl({
      ...request,
      responseMode: 'form_post',
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    })
    const { body } = await exchange<string>('GET', ca, url)
    const code = String(formOf(body).values.code)
    const result = await application.acquireTokenByCode({ ...request, code, codeVerifier: verifier })
    expect(claimsOf(result.accessToken).scp).toBe('User.Read.All openid profile')
  })

  test('signs in by device code, after a while', async () => {
    const sandbox = await startTls({ signIn: { pendingPolls: 1 } })
    const application = new PublicClientApplication(configure(sandbox))
    const shown: string[] = []
    const result = await application.acquireTokenByDeviceCode({
      scopes: [`${sandbox.url}/User.Read.All`],
      deviceCodeCallback: ({ message }) => shown.push(message),
    })
    expect(shown).toHaveLength(1)
    expect(result?.scopes).toContain(`${sandbox.url}/User.Read.All`)
    expect(await statusOf(sandbox, result?.accessToken)).toBe(200)
  })
})

test('over TLS, next links and files are https too, and a cut connection is an error', async () => {
  const sandbox = await startTls({ pageSizes: { users: 5 } })
  const headers = { authorization: `Bearer ${sandbox.token()}` }
  const page = await exchange<Record<string, unknown>>('GET', ca, `${sandbox.url}/v1.0/users`, { headers })
  const next = String(page.body['@odata.nextLink'])
  expect(next.startsWith(`${sandbox.url}/`)).toBe(true)
  expect((await exchange('GET', ca, next, { headers })).status).toBe(200)
  sandbox.faults.add({ match: '/v1.0/users', reset: true })
  await expect(exchange('GET', ca, `${sandbox.url}/v1.0/users`, { headers })).rejects.toThrow()
})
