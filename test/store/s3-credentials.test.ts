// Credentials by the SDK's own chain, which reads the environment of the process; each file of tests has a process of its own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { objectsAt } from '../support/s3-objects.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'

let folder = ''
let server: S3Server
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-credentials-'))
  server = await startS3Server({ region: 'eu-west-1' })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** A machine that has nothing of AWS. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined)
  vi.stubEnv('HOME', folder)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  server.requests.length = 0
})

async function fileOf(text: string): Promise<string> {
  const path = join(folder, `${Math.random()}`)
  await writeFile(path, text)
  return path
}

/** Puts one object, and says with which key and for which region it was signed. */
async function signedBy(): Promise<{ key: string; region: string; token: string | undefined }> {
  const objects = await objectsAt(server.url, { settings: { env: { ...process.env } } })
  try {
    await objects.put('k', Buffer.from('x'))
  } finally {
    await objects.close()
  }
  const headers: IncomingHttpHeaders = server.requests.at(-1)?.headers ?? {}
  const [, key = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? []
  return { key, region, token: headers['x-amz-security-token']?.toString() }
}

async function refusal(): Promise<string> {
  const error: unknown = await signedBy().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'StoreError', exitCode: 2 })
  expect(inspect(error, { depth: 10 })).not.toMatch(/secret-of-a-file|web-identity-token/)
  expect(server.requests).toHaveLength(0)
  return error instanceof Error ? error.message : ''
}

describe('are found', () => {
  test('in the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    vi.stubEnv('AWS_SESSION_TOKEN', 'session')
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    expect(await signedBy()).toEqual({ key: 'AKIDENV', region: 'eu-west-1', token: 'session' })
    expect(server.requests).toHaveLength(1)
  })

  test('in a profile of files, which has a region too, and wins over keys in the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    vi.stubEnv('AWS_PROFILE', 'lake')
    const keys = '[lake]\naws_access_key_id = AKIDFILE\naws_secret_access_key = secret-of-a-file\n'
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', await fileOf(keys))
    vi.stubEnv('AWS_CONFIG_FILE', await fileOf('[profile lake]\nregion = eu-west-1\n'))
    expect(await signedBy()).toEqual({ key: 'AKIDFILE', region: 'eu-west-1', token: undefined })
    expect(server.requests).toHaveLength(1)
  })

  test('by a web identity', async () => {
    const sts = await startSts(200, ASSUMED)
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/lake')
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await fileOf('web-identity-token'))
    vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url)
    expect(await signedBy()).toEqual({ key: 'ASIAOFTHEROLE', region: 'eu-west-1', token: 'of-the-role' })
    const [asked] = sts.asked
    expect(asked?.get('Action')).toBe('AssumeRoleWithWebIdentity')
    expect(asked?.get('WebIdentityToken')).toBe('web-identity-token')
    await sts.close()
  })
})

describe('are refused in one sentence', () => {
  test('when there are none', async () => {
    expect(await refusal()).toMatch(/^No AWS credentials were found; set AWS_ACCESS_KEY_ID and .*AWS_PROFILE/)
  })

  test('when the profile is none', async () => {
    vi.stubEnv('AWS_PROFILE', 'nobody')
    expect(await refusal()).toMatch(/AWS_PROFILE names one/)
  })

  test('when nobody has signed in to the SSO of the profile', async () => {
    vi.stubEnv('AWS_PROFILE', 'person')
    const config = [
      '[profile person]\nsso_session = company\nsso_account_id = 123456789012\nsso_role_name = lake\n',
      '[sso-session company]\nsso_region = eu-west-1\nsso_start_url = https://company.awsapps.com/start\n',
    ]
    vi.stubEnv('AWS_CONFIG_FILE', await fileOf(config.join('')))
    expect(await refusal()).toMatch(/aws sso login/)
  })

  test.each([
    [400, 'ExpiredTokenException', /have expired \(ExpiredTokenException\)/],
    [403, 'AccessDenied', /AWS STS gives no credentials of the role \(AccessDenied\).*AWS_ROLE_ARN/],
    [400, 'InvalidIdentityToken', /role trusts this identity/],
  ])('when STS says %i %s', async (status, code, expected) => {
    const echo = 'with web-identity-token'
    const sts = await startSts(
      status,
      `<ErrorResponse><Error><Code>${code}</Code><Message>${echo}</Message></Error></ErrorResponse>`,
    )
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/lake')
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await fileOf('web-identity-token'))
    vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url)
    expect(await refusal()).toMatch(expected)
    await sts.close()
  })
})

const ASSUMED = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAOFTHEROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
<SessionToken>of-the-role</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`

/** A security token service that gives one answer. */
async function startSts(status: number, body: string) {
  const asked: URLSearchParams[] = []
  const sts = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString()))
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
    })
  })
  await new Promise<void>(resolve => sts.listen(0, '127.0.0.1', resolve))
  const { port } = sts.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise<void>(resolve => {
        sts.close(() => resolve())
        sts.closeAllConnections()
      }),
  }
}
