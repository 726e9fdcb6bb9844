import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientCertificate } from '../../src/auth/application/certificate.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { pem, pfxFixtures, testCertificate } from '../support/certificates.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const PASSWORD = 'Pass phrase/+8'
const own = testCertificate('application')
const next = testCertificate('next')
const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 })
const send = createHttpSend(network)
const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
let sandbox: Sandbox

beforeAll(async () => {
  const certificates = [own.certificate, next.certificate, pfxFixtures.leaf]
  sandbox = await startSandbox({ users: 3, certificates })
})
afterAll(async () => {
  await sandbox.close()
  await network.close()
  rmSync(folder, { recursive: true })
})

let files = 0
function file(content: string | Buffer): string {
  const path = join(folder, `${files++}.pem`)
  writeFileSync(path, content)
  return path
}

function source(path: string, password: string | null = null, now: () => number = Date.now): TokenSource {
  const { authority, tenantId, clientId, url } = sandbox
  const given = { authority, tenantId, clientId, graphUrl: url, certificatePath: path }
  const settings = signInSettings({ ...given, certificatePassword: password })
  const tokens = clientCertificate(settings, signInDeps({ send, now }))
  if (tokens === null) throw new Error('a certificate is given')
  return tokens
}

interface AssertionHeader {
  readonly alg: string
  readonly 'x5t#S256': string
  readonly x5c: readonly string[]
}

function lastAssertionHeader(): AssertionHeader {
  const assertion = sandbox.authorityRequests.at(-1)?.form.client_assertion ?? ''
  return JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString('utf8'))
}

const der = (certificate: string): string => new X509Certificate(certificate).raw.toString('base64')
const thumbprint = (certificate: string): string =>
  Buffer.from(new X509Certificate(certificate).fingerprint256.replaceAll(':', ''), 'hex').toString(
    'base64url',
  )

async function failure(
  path: string,
  password: string | null = null,
  now?: () => number,
): Promise<SignInError> {
  const error = await source(path, password, now)
    .get()
    .then(
      () => undefined,
      (reason: unknown) => reason,
    )
  expect(error).toBeInstanceOf(SignInError)
  const thrown = error as SignInError
  expect(thrown.message.split('\n')).toHaveLength(1)
  expect(thrown.message).toContain(path)
  expect(`${thrown.message} ${thrown.stack}`).not.toContain(password ?? 'PRIVATE KEY')
  expect(
    sandbox.authorityRequests.filter(({ form }) => Object.values(form).includes(password ?? '-')),
  ).toEqual([])
  return thrown
}

describe('a client certificate', () => {
  const { certificate, privateKey } = own
  it.each([
    ['certificate, then key', certificate + pem(privateKey, 'pkcs8'), null],
    ['key, then certificate', pem(privateKey, 'pkcs8') + certificate, null],
    ['a key in PKCS #1', pem(privateKey, 'pkcs1') + certificate, null],
    ['an encrypted key in PKCS #8', pem(privateKey, 'pkcs8', PASSWORD) + certificate, PASSWORD],
    ['an encrypted key in PKCS #1', certificate + pem(privateKey, 'pkcs1', PASSWORD), PASSWORD],
    ['lines that end as on Windows', (certificate + pem(privateKey, 'pkcs8')).replaceAll('\n', '\r\n'), null],
    ['a password that nothing needs', certificate + pem(privateKey, 'pkcs8'), PASSWORD],
    [
      'text around the blocks',
      `Bag Attributes\n${certificate}Key Attributes: none\n${pem(privateKey, 'pkcs8')}`,
      null,
    ],
  ])('may come with %s', async (_, content, password) => {
    const tokens = source(file(content), password)
    expect((await tokens.get()).token.split('.')).toHaveLength(3)
    expect(lastAssertionHeader()).toEqual({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': thumbprint(certificate),
      x5c: [der(certificate)],
    })
  })

  it('is the one of the key, and the others of the file go along after it', async () => {
    await source(file(next.certificate + certificate + pem(privateKey, 'pkcs8') + certificate)).get()
    const { x5c, 'x5t#S256': x5t } = lastAssertionHeader()
    expect(x5c).toEqual([der(certificate), der(next.certificate)])
    expect(x5t).toBe(thumbprint(certificate))
  })

  it.each([
    ['new', pfxFixtures.modern, pfxFixtures.password],
    ['old', pfxFixtures.legacy, pfxFixtures.password],
    ['unprotected', pfxFixtures.emptyPassword, null],
  ])('may come in a PFX, %s', async (_, path, password) => {
    // The content decides, not the name.
    await source(file(readFileSync(path)), password).get()
    const { x5c, 'x5t#S256': x5t } = lastAssertionHeader()
    expect(Buffer.from(x5t, 'base64url').toString('hex')).toBe(pfxFixtures.thumbprint)
    expect(x5c).toEqual([der(pfxFixtures.leaf), der(pfxFixtures.issuer)])
  })

  it('is read afresh for each token', async () => {
    let now = Date.now()
    const path = file(own.certificate + pem(own.privateKey, 'pkcs8'))
    const tokens = source(path, null, () => now)
    const first = await tokens.get()
    expect(lastAssertionHeader()['x5t#S256']).toBe(thumbprint(own.certificate))
    writeFileSync(path, next.certificate + pem(next.privateKey, 'pkcs8'))
    expect(await tokens.get()).toBe(first)
    now = (first.expiresAt ?? 0) - 60_000
    await tokens.get()
    expect(lastAssertionHeader()['x5t#S256']).toBe(thumbprint(next.certificate))
  })

  it('is not given without a path', () => {
    expect(clientCertificate(signInSettings(), signInDeps())).toBeNull()
  })

  it('needs the tenant and the application', () => {
    const settings = signInSettings({ certificatePath: file('') })
    expect(() => clientCertificate(settings, signInDeps())).toThrow(
      /AZURE_TENANT_ID and AZURE_CLIENT_ID are not set.*AZURE_CLIENT_CERTIFICATE_PATH/,
    )
  })
})

describe('what is wrong with a client certificate', () => {
  const stranger = testCertificate('stranger')
  const key = pem(own.privateKey, 'pkcs8')

  it.each([
    ['no certificate', key, /holds no certificate/],
    ['no private key', own.certificate, /holds no private key/],
    ['a certificate alone, in DER', new X509Certificate(own.certificate).raw, /holds no private key/],
    ['those that do not belong together', stranger.certificate + key, /belongs to none of its certificates/],
    ['neither PEM nor PFX', 'hello', /neither PEM nor PFX/],
    ['nothing', '', /neither PEM nor PFX/],
    [
      'a damaged certificate',
      own.certificate.replace(/\n.{40}/, '\nAAAA') + key,
      /certificate that is damaged/,
    ],
    ['a damaged key', own.certificate + key.replace(/\n.{40}/, '\nAAAA'), /private key that is damaged/],
  ])('%s', async (_, content, says) => {
    const { message, exitCode } = await failure(file(content))
    expect(message).toMatch(says)
    expect(message).toContain('AZURE_CLIENT_CERTIFICATE_PATH')
    expect(exitCode).toBe(3)
  })

  it('a file that is not there, or no file', async () => {
    expect((await failure(join(folder, 'none.pem'))).message).toMatch(
      /does not exist; set AZURE_CLIENT_CERTIFICATE_PATH/,
    )
    expect((await failure(folder)).message).toContain('cannot be read (EISDIR)')
  })

  const protectedFiles: [string, () => string][] = [
    ['PKCS #8', () => file(own.certificate + pem(own.privateKey, 'pkcs8', PASSWORD))],
    ['PKCS #1', () => file(own.certificate + pem(own.privateKey, 'pkcs1', PASSWORD))],
    ['a new PFX', () => pfxFixtures.modern],
    ['an old PFX', () => pfxFixtures.legacy],
  ]
  it.each(protectedFiles)('the password of %s, missing or wrong', async (_, path) => {
    const at = path()
    expect((await failure(at)).message).toMatch(
      /protected by a password; set AZURE_CLIENT_CERTIFICATE_PASSWORD/,
    )
    expect((await failure(at, 'Wrong-one')).message).toMatch(
      /does not open .*AZURE_CLIENT_CERTIFICATE_PASSWORD/,
    )
  })

  it('a key that Entra does not take', async () => {
    expect((await failure(pfxFixtures.ellipticCurvePem)).message).toMatch(/type ec.*RSA keys/)
    const { ellipticCurve, passwordOfEllipticCurve } = pfxFixtures
    await expect(source(ellipticCurve, passwordOfEllipticCurve).get()).rejects.toThrow(/type ec.*RSA keys/)
    const short = testCertificate('short', { bits: 1024 })
    const path = file(short.certificate + pem(short.privateKey, 'pkcs8'))
    expect((await failure(path)).message).toMatch(/1024 bits.*2048/)
  })

  it('its time', async () => {
    const [from, to] = [Date.UTC(2030, 0, 1), Date.UTC(2030, 1, 1)]
    const future = testCertificate('of 2030', { from, to })
    const path = file(future.certificate + pem(future.privateKey, 'pkcs8'))
    const early = await failure(path, null, () => from - 1)
    expect(early.message).toContain('valid only from 2030-01-01T00:00:00.000Z')
    const late = await failure(path, null, () => to + 1)
    expect(late).toMatchObject({ failure: 'expired', endedAt: '2030-02-01T00:00:00.000Z' })
    expect(late.message).toContain('expired at 2030-02-01')
  })

  it('that the application does not know it', async () => {
    const path = file(stranger.certificate + pem(stranger.privateKey, 'pkcs8'))
    await expect(source(path).get()).rejects.toMatchObject({ code: 'AADSTS700027', failure: 'refused' })
  })
})
