// A hostile sign-in service: the secret goes nowhere else, nothing of what it says harms, and the run ends with 3.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TENANT } from '../support/graph-script.ts'
import { answered, page, type Reply, type ScriptedServer, startScripted } from '../support/scripted-server.ts'
import { type Outcome, run } from '../support/terminal.ts'
import { expectPlain, startWorld, type World } from './world.ts'

const SECRET = 'the-secret-of-the-application'

let world: World
let authority: ScriptedServer
beforeEach(async () => {
  world = await startWorld()
  authority = await startScripted()
})
afterEach(async () => {
  expect(world.stranger.heard.join()).not.toContain(SECRET)
  await authority.close()
  await world.close()
})

async function extract(): Promise<Outcome> {
  const hosts = ['--graph-url', world.graph.root, '--authority', authority.root]
  const outcome = await run(['extract', 'subscribed_skus', ...hosts, '--out', world.lake, '--verbose'], {
    env: { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: 'the-app', AZURE_CLIENT_SECRET: SECRET },
  })
  expectPlain(outcome)
  expect(outcome.stdout + outcome.stderr).not.toContain(SECRET)
  return outcome
}

const configuration = (some: Readonly<Record<string, unknown>> = {}): Reply =>
  answered(200, {
    token_endpoint: `${authority.root}/${TENANT}/oauth2/v2.0/token`,
    authorization_endpoint: `${authority.root}/${TENANT}/oauth2/v2.0/authorize`,
    issuer: `${authority.root}/${TENANT}/v2.0`,
    jwks_uri: `${authority.root}/keys`,
    ...some,
  })

const granted = (some: Readonly<Record<string, unknown>> = {}): Reply =>
  answered(200, { token_type: 'Bearer', expires_in: 3600, access_token: 'a.b.c', ...some })

describe('an answer of the sign-in service', () => {
  const WORDS = `\u001b[2J\u202e\u009b31m\r\nSigned in. ${SECRET}`

  test.each<[string, () => Reply]>([
    ['HTML', () => answered(200, `<html>${WORDS}</html>`)],
    ['nothing', () => answered(200, '')],
    ['a list', () => answered(200, [])],
    ['null', () => answered(200, 'null')],
    ['a redirect', () => answered(302, '', { location: `${world.stranger.origin}/` })],
    ['two megabytes', () => answered(200, JSON.stringify({ token_endpoint: 'x'.repeat(2 << 20) }))],
    ['nested deep', () => answered(200, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
    ['a refusal in hostile words', () => answered(400, { error: WORDS, error_description: WORDS })],
    [
      'a refusal of other types',
      () => answered(400, { error: { a: 1 }, error_description: [1], error_codes: 'x' }),
    ],
    ['another host for the token', () => configuration({ token_endpoint: `${world.stranger.origin}/token` })],
    [
      'a user in the address of the token',
      () =>
        configuration({ token_endpoint: `${authority.root}@${new URL(world.stranger.origin).host}/token` }),
    ],
    ['a file for the token', () => configuration({ token_endpoint: 'file:///etc/passwd' })],
    ['no address for the token', () => configuration({ token_endpoint: 1 })],
  ])('that is %s ends the run before anything is read', async (_, reply) => {
    authority.answer(reply())
    const outcome = await extract()
    expect(outcome.code).toBe(3)
    expect(outcome.stderr.length).toBeGreaterThan(20)
    expect(world.graph.asked).toEqual([])
    expect(world.stranger.heard).toEqual([])
  })

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['line ends', { access_token: 'a\r\nX-Evil: 1' }],
    ['nothing in it', { access_token: '' }],
    ['a number for it', { access_token: 1 }],
  ])('with a token with %s never reaches Graph', async (_, token) => {
    authority.answer(configuration(), granted(token))
    world.graph.answer(page([]))
    expect((await extract()).code).not.toBe(0)
    expect(world.graph.asked.filter(({ headers }) => 'x-evil' in headers)).toEqual([])
    expect(world.graph.asked).toEqual([])
  })

  test.each([-1, 0, 1e300, '3600; drop', null, 'NaN'])(
    'whose token lives for %s seconds does not go on for ever',
    async life => {
      authority.answer(configuration(), granted({ expires_in: life }))
      world.graph.answer(page([{ id: TENANT }]), page([]))
      const outcome = await extract()
      expect([0, 3]).toContain(outcome.code)
      expect(authority.asked.length).toBeLessThan(20)
    },
  )
})
