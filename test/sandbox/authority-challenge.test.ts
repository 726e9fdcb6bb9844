import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { get, type Page, start } from './client.ts'
import { claimsOf, post, postSecret } from './sign-in-client.ts'

const CAPABLE = { access_token: { xms_cc: { values: ['cp1'] } } }
const UPPER_CASE = JSON.stringify({ access_token: { xms_cc: { values: ['CP1'] } } })
const claims = JSON.stringify(CAPABLE)

const read = (sandbox: Sandbox, token: unknown): Promise<Page> =>
  get(sandbox, '/v1.0/users', { authorization: `Bearer ${token}` })

/** The claims of a challenge, with the capability that the client declares. */
function answerTo({ status, headers, code }: Page): string {
  expect([status, code]).toEqual([401, 'InvalidAuthenticationToken'])
  const challenge = headers.get('www-authenticate') ?? ''
  expect(challenge).toMatch(/^Bearer realm="", authorization_uri="https:.+", error="insufficient_claims", /)
  const [, text = ''] = /claims="([^"]+)"/.exec(challenge) ?? []
  const asked = JSON.parse(Buffer.from(text, 'base64').toString())
  expect(asked).toEqual({ access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d+$/) } } })
  return JSON.stringify({ access_token: { ...asked.access_token, ...CAPABLE.access_token } })
}

test('an application whose tokens are revoked gets a good one by the claims of the challenge only', async () => {
  const sandbox = await start()
  const tokenBy = async (form: Record<string, string>): Promise<unknown> =>
    (await postSecret(sandbox, form)).body.access_token
  const [plain, capable] = [await tokenBy({}), await tokenBy({ claims })]
  const upper = await tokenBy({ claims: UPPER_CASE })
  expect(await tokenBy({ claims })).not.toBe(capable)
  expect(claimsOf(capable).xms_cc).toEqual(['cp1'])
  expect(claimsOf(plain)).not.toHaveProperty('xms_cc')
  expect((await read(sandbox, capable)).status).toBe(200)

  sandbox.revokeTokens()
  expect((await read(sandbox, plain)).status).toBe(200)
  expect((await read(sandbox, upper)).status).toBe(401)
  const answered = answerTo(await read(sandbox, capable))
  expect((await read(sandbox, await tokenBy({ claims }))).status).toBe(401)
  const renewed = await tokenBy({ claims: answered })
  expect((await read(sandbox, renewed)).status).toBe(200)

  sandbox.revokeTokens()
  expect((await read(sandbox, renewed)).status).toBe(401)
  expect((await read(sandbox, await tokenBy({ claims: answered }))).status).toBe(401)
})

async function signIn(sandbox: Sandbox): Promise<Record<string, unknown>> {
  const { body } = await post(sandbox, 'devicecode', { scope: `${sandbox.url}/.default offline_access` })
  const form = { grant_type: 'device_code', device_code: String(body.device_code), claims }
  return (await post(sandbox, 'token', form)).body
}

test('so does a person, by refresh token or by signing in again', async () => {
  const sandbox = await start()
  const { access_token, refresh_token } = await signIn(sandbox)
  const refresh = async (asked: string): Promise<unknown> => {
    const form = { grant_type: 'refresh_token', refresh_token: String(refresh_token), claims: asked }
    return (await post(sandbox, 'token', form)).body.access_token
  }
  sandbox.revokeTokens()
  const answered = answerTo(await read(sandbox, access_token))
  expect((await read(sandbox, await refresh(claims))).status).toBe(401)
  expect((await read(sandbox, await refresh(answered))).status).toBe(200)
  expect((await read(sandbox, (await signIn(sandbox)).access_token)).status).toBe(200)
})

test('signing a person out challenges persons, not applications', async () => {
  const sandbox = await start()
  const { access_token } = await signIn(sandbox)
  const application = sandbox.token({ capabilities: ['cp1'] })
  sandbox.signOutPerson()
  expect((await read(sandbox, access_token)).status).toBe(401)
  expect((await read(sandbox, application)).status).toBe(200)
  sandbox.revokeTokens()
  expect((await read(sandbox, application)).status).toBe(401)
  expect((await read(sandbox, sandbox.token({ capabilities: ['cp1'] }))).status).toBe(200)
})
