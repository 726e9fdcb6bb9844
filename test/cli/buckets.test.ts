// The command line over a bucket: what works on a folder works there, and what is wrong is said in one sentence.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { silenceLock } from '../support/mortal-objects.ts'
import { programEnd, startProgram } from '../support/program.ts'
import { NOON } from '../support/rig.ts'
import { KEYS, objectsAt } from '../support/s3-objects.ts'
import { S3RVER_KEYS, startS3rver } from '../support/s3-rver.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'
import { run } from '../support/terminal.ts'

let sandbox: Sandbox
let server: S3Server
beforeAll(async () => {
  sandbox = await startSandbox({ users: 40, now: NOON, quotas: 'off', activity: 0.1, mostRows: 20 })
  server = await startS3Server()
})
afterAll(async () => {
  await sandbox.close()
  await server.close()
})

const TABLES = ['users', 'groups', 'group_members', 'subscribed_skus', 'sign_ins']

const envOf = (place: string) => ({
  ...KEYS,
  ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token(),
  ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
  ENTRA_EXTRACT_OUT: place,
  ENTRA_EXTRACT_STORE_ENDPOINT: server.url,
  ENTRA_EXTRACT_STORE_PATH_STYLE: 'true',
  ENTRA_EXTRACT_SINCE: '1d',
})

const keysIn = (place: string): string[] =>
  [...server.bucket.objects.keys()].filter(key => key.startsWith(place))

describe('a lake in a bucket', () => {
  const env = () => envOf('s3://bucket/whole/lake')

  test('is extracted, verified, told of, and extracted again', async () => {
    const first = await run(['extract', ...TABLES, '--json'], { env: env() })
    expect([first.code, first.stderr.match(/rror|warn/i)]).toEqual([0, null])
    const keys = keysIn('whole/lake/')
    expect(keys).toContain('whole/lake/state.json')
    expect(keys).toContain('whole/lake/users/data.parquet')
    expect(keys.filter(key => key.includes('/_work/'))).toEqual([])
    expect(await run(['verify'], { env: env() })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('5 tables verified'),
    })
    expect(await run(['status', '--max-age', '1h'], { env: env() })).toMatchObject({ code: 0, stderr: '' })
    sandbox.advance({ days: 1 })
    const second = await run(['extract', ...TABLES, '--json'], { env: env() })
    expect(second.code).toBe(0)
    expect(keysIn('whole/lake/changes/users/').length).toBe(1)
    expect((await run(['verify'], { env: env() })).code).toBe(0)
    const plan = await run(['extract', 'users', '--dry-run', '--json'], { env: env() })
    expect(plan.code).toBe(0)
  })

  test('is found damaged, and mended', async () => {
    server.bucket.objects.delete('whole/lake/users/data.parquet')
    const found = await run(['verify'], { env: env() })
    expect(found.code).toBe(1)
    expect(found.stdout).toContain('users/data.parquet is missing')
    const mended = await run(['verify', '--repair'], { env: env() })
    expect([mended.code, mended.stdout.includes('1 table repaired')]).toEqual([0, true])
    expect((await run(['verify'], { env: env() })).code).toBe(0)
  })

  test('forgets its cursors', async () => {
    expect(await run(['reset', 'users'], { env: env() })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Forgotten: users'),
    })
  })

  test('is looked at by doctor', async () => {
    const { stdout } = await run(['doctor', '--json'], { env: env() })
    const steps = JSON.parse(stdout) as { step: string; verdict: string; detail: string }[]
    const of = (name: string) => steps.find(({ step }) => step === name)
    expect(of('output')).toMatchObject({ verdict: 'ok', detail: expect.stringContaining('keeps conditions') })
    expect(of('state')).toMatchObject({ verdict: 'ok', detail: expect.stringContaining(sandbox.tenantId) })
    expect(of('lock')).toMatchObject({ verdict: 'ok' })
  })
})

describe('one sentence, and exit code 2', () => {
  test.each([
    ['for a bucket that is not there', 's3://nowhere-at-all/lake', /nowhere-at-all/],
    ['for a scheme that nobody knows', 'ftp://bucket/lake', /--out|ENTRA_EXTRACT_OUT/],
  ])('%s', async (_, place, words) => {
    const { code, stdout, stderr } = await run(['extract', 'users'], { env: envOf(place) })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trim().split('\n').at(-1)).toMatch(words)
    expect(stderr).not.toMatch(/\n {4}at /)
  })

  test('for a place without a lake', async () => {
    const { code, stderr } = await run(['status'], { env: envOf('s3://bucket/empty') })
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no lake in s3://bucket/empty')])
  })

  test('for a service that ignores conditional writes, unless somebody vouches', async () => {
    const rver = await startS3rver()
    const env = {
      ...envOf('s3://bucket/lake'),
      ...S3RVER_KEYS,
      AWS_SESSION_TOKEN: '',
      ENTRA_EXTRACT_STORE_ENDPOINT: rver.url,
    }
    const refused = await run(['extract', 'users'], { env })
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--store-unconditional')])
    const taken = await run(['extract', 'users', '--store-unconditional'], { env })
    expect(taken.code).toBe(0)
    await rver.close()
  })
})

test('the built program, killed again and again on a new machine each time, ends in a lake that verify finds whole', async () => {
  const env = envOf('s3://bucket/killed')
  const place = await objectsAt(server.url, { prefix: 'killed/' })
  let ends = 0
  for (let life = 0; life < 8; life++) {
    const child = startProgram(['extract', ...TABLES, '--quiet'], { env })
    const ending = programEnd(child)
    const timer = setTimeout(() => child.kill('SIGKILL'), 500 + life * 130)
    const { code, signal, stderr } = await ending
    clearTimeout(timer)
    await silenceLock(place)
    if (signal === null) {
      ends++
      expect([code, stderr]).toEqual([0, ''])
      sandbox.advance({ days: 1 })
    }
  }
  const last = await programEnd(startProgram(['extract', ...TABLES, '--quiet'], { env }))
  expect([last.code, last.stderr]).toEqual([0, ''])
  const verified = await run(['verify'], { env })
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('verified')])
  expect(ends).toBeLessThan(8)
})
