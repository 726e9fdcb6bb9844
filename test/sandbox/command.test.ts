import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run, start } from '../support/terminal.ts'
import { newSigner, seconds, signJwt } from './sign-in-client.ts'

const signer = newSigner()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-sandbox-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the command registers the certificate of a file, which may hold the key too', async () => {
  const path = join(folder, 'both.pem')
  await writeFile(path, `${signer.keyPem}${signer.certificate}`)
  const session = start(['sandbox', '--users', '12', '--certificate', path])
  while (!session.stderr.written.includes('Ctrl-C')) await sleep(20)
  const printed = [...session.stdout.written.matchAll(/^export ([A-Z_]+)=(\S+)$/gm)]
  const env = Object.fromEntries(printed.map(([, name, value]) => [name, value]))
  const url = `${env.ENTRA_EXTRACT_AUTHORITY}/${env.AZURE_TENANT_ID}/oauth2/v2.0/token`
  const client = env.AZURE_CLIENT_ID
  const claims = { iss: client, sub: client, aud: url, jti: '1', exp: seconds(60) }
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client,
    scope: `${env.ENTRA_EXTRACT_GRAPH_URL}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: signJwt(signer.key, { alg: 'PS256', 'x5t#S256': signer.x5tS256 }, claims),
  })
  expect((await fetch(url, { method: 'POST', body })).status).toBe(200)
  session.signal('SIGINT')
  expect((await session.ended).code).toBe(0)
})

test.each(['missing.pem', 'text.pem'])('the command refuses %s as a certificate', async name => {
  await writeFile(join(folder, 'text.pem'), 'no certificate')
  const { code, stderr } = await run(['sandbox', '--certificate', join(folder, name)])
  expect(code).toBe(2)
  expect(stderr).toContain('--certificate is a file with a PEM certificate')
})
