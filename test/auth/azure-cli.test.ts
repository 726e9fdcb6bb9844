import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { azureCli } from '../../src/auth/azure-cli.ts'
import { type RunProgram, runProgram, runWithin } from '../../src/auth/programs.ts'
import { SECRET_VARIABLES } from '../../src/auth/secret-variables.ts'
import type { SignInSettings } from '../../src/auth/settings.ts'
import { UsageError } from '../../src/errors.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const tenantId = '8c0a4ff0-7f0d-4d0e-9d57-0f1f5d6d7a01'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'azure-cli-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** An `az` that notes its arguments, prints what it is told, and ends with this code. */
function az(stdout: string, stderr = '', exitCode = 0): void {
  const [out, err, log] = ['out', 'err', 'log'].map(name => join(folder, name))
  writeFileSync(out ?? '', stdout)
  writeFileSync(err ?? '', stderr)
  script(`echo "$@" >> '${log}'; cat '${err}' >&2; cat '${out}'; exit ${exitCode}`)
}

function script(text: string): void {
  const path = join(folder, 'az')
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}

const asked = (): string[] => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.c2ln`
}

const ada = { upn: 'ada@contoso.example', tid: tenantId }
const end = Date.UTC(2027, 0, 1, 12)

interface More extends Partial<SignInSettings> {
  readonly now?: () => number
  readonly signal?: AbortSignal
  readonly run?: RunProgram
}

const said: string[] = []
beforeEach(() => {
  said.length = 0
})

function open({
  now = () => end - 3_600_000,
  signal,
  run = runProgram,
  ...some
}: More = {}): Promise<TokenSource | null> {
  const settings = signInSettings({ env: { PATH: `${folder}:/usr/bin:/bin` }, ...some })
  const mention = (sentence: string) => void said.push(sentence)
  return azureCli(
    settings,
    signInDeps({ now, mention, runProgram: run, ...(signal === undefined ? {} : { signal }) }),
  )
}

async function failure(some: More = {}): Promise<SignInError> {
  const error = await open(some).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SignInError)
  const thrown = error as SignInError
  expect(thrown.exitCode).toBe(3)
  expect(thrown.message).toMatch(/^[^\n]+\.$/)
  expect(thrown.message).not.toContain('eyJ')
  expect(said).toEqual([])
  return thrown
}

describe('the Azure CLI', () => {
  it('gives its token, which is said aloud once', async () => {
    const token = jwt(ada)
    az(JSON.stringify({ accessToken: token, expires_on: end / 1000 }), 'WARNING: a new version is there\n')
    const source = await open()
    expect(await source?.get()).toEqual({ token, expiresAt: end })
    expect(asked()).toEqual(['account get-access-token --output json --resource https://graph.microsoft.com'])
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^Signed in with the Azure CLI as ada@contoso.example, .*auth login/)
    expect(source).toMatchObject({ way: 'azure-cli' })
  })

  it('is nothing to say aloud when it is asked for by name', async () => {
    az(JSON.stringify({ accessToken: jwt(ada), expires_on: end / 1000 }))
    expect(await open({ choice: 'azure-cli' })).not.toBeNull()
    expect(said).toEqual([])
  })

  it('gets to see the proxies, and no secret', async () => {
    const answer = JSON.stringify({ accessToken: jwt(ada), expires_on: end / 1000 })
    script(`env > '${join(folder, 'env')}'; echo '${answer}'`)
    const secrets = {
      ENTRA_EXTRACT_ACCESS_TOKEN: 'hidden-1',
      AZURE_CLIENT_SECRET: 'hidden-2',
      AZURE_CLIENT_CERTIFICATE_PASSWORD: 'hidden-3',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hidden-4',
      SYSTEM_ACCESSTOKEN: 'hidden-5',
    }
    const proxies = { HTTPS_PROXY: 'http://ada:pass@proxy.example:8080', http_proxy: 'http://p.example' }
    const shown = { ...proxies, AZURE_CONFIG_DIR: '/home/ada/.azure' }
    await open({ env: { PATH: `${folder}:/usr/bin:/bin`, ...secrets, ...shown } })
    const seen = readFileSync(join(folder, 'env'), 'utf8').split('\n')
    expect(seen).toEqual(
      expect.arrayContaining(Object.entries(shown).map(([name, value]) => `${name}=${value}`)),
    )
    expect(seen.filter(line => line.includes('hidden'))).toEqual([])
    for (const name of Object.keys(secrets)) expect(SECRET_VARIABLES).toContain(name)
  })

  it('is asked for the tenant and the Graph that are wanted', async () => {
    az(JSON.stringify({ accessToken: jwt({ appid: 'b5c5ac9e' }), expires_on: end / 1000 }))
    await open({ tenantId, graphUrl: 'https://graph.microsoft.us', cloud: 'usgov' })
    expect(asked()).toEqual([
      `account get-access-token --output json --resource https://graph.microsoft.us --tenant ${tenantId}`,
    ])
    expect(said[0]).toContain('as application b5c5ac9e')
    await expect(open({ tenantId: 'x; id' })).rejects.toThrow(UsageError)
    expect(asked()).toHaveLength(1)
  })

  it('says when its token ends, also as it once did', async () => {
    const local = new Date(2027, 0, 1, 12, 0, 0)
    az(JSON.stringify({ accessToken: jwt(ada), expiresOn: '2027-01-01 12:00:00.000000' }))
    expect((await (await open())?.get())?.expiresAt).toBe(local.getTime())
    az(JSON.stringify({ accessToken: jwt({ ...ada, exp: end / 1000 }) }))
    expect((await (await open())?.get())?.expiresAt).toBe(end)
  })

  it('is asked again before its token ends', async () => {
    let now = end - 3_600_000
    az(JSON.stringify({ accessToken: jwt({ ...ada, n: 1 }), expires_on: end / 1000 }))
    const source = await open({ now: () => now })
    const later = jwt({ ...ada, n: 2 })
    az(JSON.stringify({ accessToken: later, expires_on: end / 1000 + 3600 }))
    await source?.get()
    expect(asked()).toHaveLength(1)
    now = end - 60_000
    expect((await source?.get())?.token).toBe(later)
    expect(asked()).toHaveLength(2)
    expect(said).toHaveLength(1)
  })

  it('is not asked for what it cannot give: a token that proves more', async () => {
    const token = jwt(ada)
    az(JSON.stringify({ accessToken: token, expires_on: end / 1000 }))
    const source = await open()
    const renewed = source?.renew(token, '{"access_token":{"nbf":{"essential":true}}}')
    await expect(renewed).rejects.toThrow(/run `az login` again/)
    expect(asked()).toHaveLength(1)
  })
})

describe('an Azure CLI that gives no token', () => {
  const notSignedIn = "WARNING: something\nERROR: Please run 'az login' to setup account.\n"

  it('is passed over when it is not installed or nobody is signed in', async () => {
    expect(await open()).toBeNull()
    az('', notSignedIn, 1)
    expect(await open()).toBeNull()
    expect(said).toEqual([])
  })

  it('is an error when it is asked for by name', async () => {
    const absent = await failure({ choice: 'azure-cli' })
    expect(absent).toMatchObject({ failure: 'missing' })
    expect(absent.message).toMatch(/not installed.*az login/)
    az('', notSignedIn, 1)
    expect((await failure({ choice: 'azure-cli' })).message).toMatch(/Nobody is signed in.*`az login`/)
  })

  it('is an error with what it says, when somebody is signed in', async () => {
    const secret = 'client~secret'
    az(
      '',
      `WARNING: old\r\nERROR: AADSTS70043: The refresh token of ${jwt(ada)} and ${secret} has expired. Trace ID: 0f0f Timestamp: 2026\r\nTo re-authenticate, please run:\r\naz login --scope https://graph.microsoft.com//.default\r\n`,
      1,
    )
    const error = await failure({ clientSecret: secret, tenantId })
    expect(error).toMatchObject({ failure: 'refused', code: 'AADSTS70043' })
    expect(error.message).toContain(`run \`az login --tenant ${tenantId}\` again`)
    expect(error.message).toContain('has expired')
    expect(error.message).not.toMatch(/Trace ID|client~secret/)
  })

  it('may be set to another cloud', async () => {
    az('', 'ERROR: AADSTS500011: The resource principal named https://graph.microsoft.us was not found.\n', 1)
    const { message } = await failure({ cloud: 'usgov', graphUrl: 'https://graph.microsoft.us' })
    expect(message).toContain('`az cloud set --name AzureUSGovernment`')
  })

  it.each(['', 'null', '{}', '{"accessToken":""}', 'Welcome to Azure!'])('may print %j', async stdout => {
    az(stdout)
    expect((await failure()).message).toContain('answered without a token')
  })

  it('may say nothing at all, or hang', async () => {
    az('', '', 7)
    expect((await failure()).message).toContain('exit code 7')
    script('sleep 30')
    const run: RunProgram = (...given) => runWithin(100, ...given)
    const hanging = await failure({ run })
    expect(hanging).toMatchObject({ failure: 'unreachable' })
    expect(hanging.message).toContain('did not answer')
  })

  it('is ended by an interruption', async () => {
    script('sleep 30')
    const stop = new AbortController()
    const reason = new Error('interrupted')
    setTimeout(() => stop.abort(reason), 50)
    await expect(open({ signal: stop.signal })).rejects.toBe(reason)
  })
})
