// What --tenants may name, and what it refuses: everything in one sentence, before anything is asked of anybody.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTenants, shardOf } from '../../src/cli/tenants/entries.ts'
import { envOf, sharedEnv } from '../../src/cli/tenants/environment.ts'
import { lakeOf } from '../../src/cli/tenants/options.ts'
import { exitCodeOfAll } from '../../src/cli/tenants/outcome.ts'
import { UsageError } from '../../src/errors.ts'
import { main } from '../../src/main.ts'
import { FakeStream, run } from '../support/terminal.ts'

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`
const FILE = 'tenants.json'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-tenants-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function write(content: unknown, name = FILE): Promise<void> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
}

const read = (pattern = FILE) => readTenants(pattern, folder)

async function refusal(pattern = FILE): Promise<string> {
  const error = await read(pattern).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UsageError)
  return (error as UsageError).message
}

describe('the tenants', () => {
  it.each([
    ['a list', [{ tenant: id(2) }, { tenant: id(1).toUpperCase(), since: '7d' }]],
    [
      'an object with a list',
      { $schema: './x', tenants: [{ tenant: id(2) }, { tenant: id(1), since: '7d' }] },
    ],
  ])('are %s, and come by id', async (_, content) => {
    await write(content)
    const [first, second] = await read()
    expect([first?.id, second?.id]).toEqual([id(1), id(2)])
    expect(first?.config).toMatchObject({ path: 'entry 2 of tenants.json', values: { since: '7d' } })
  })

  it('are config files whose names fit, with paths of their own', async () => {
    await write({ tenant: id(1), out: './lake', tables: ['users'] }, 'all/b.json')
    await write([{ tenant: id(2) }, { tenant: id(3) }], 'all/a+.json')
    for (const name of ['.c.json', 'd.jsonc', 'e_json']) await write({ tenant: id(9) }, `all/${name}`)
    const found = await read(join('all', '*.json'))
    expect(found.map(tenant => tenant.id)).toEqual([id(1), id(2), id(3)])
    expect(found[0]?.config).toEqual({
      path: join('all', 'b.json'),
      values: { tenant: id(1), out: join(folder, 'all', 'lake') },
      tables: ['users'],
    })
    expect((await read(join('all', '?+.json'))).length).toBe(2)
  })

  it.each([
    ['[]', 'tenants.json lists no tenant.'],
    ['{ "tenants": [] }', 'tenants.json lists no tenant.'],
    ['{ "tenants": {} }', 'tenants in tenants.json is a list'],
    ['[1]', 'Entry 1 of tenants.json is an object'],
    ['[[{}]]', 'Entry 1 of tenants.json is an object'],
    ['[{}]', 'Entry 1 of tenants.json does not say its tenant.'],
    ['{ "out": "x" }', 'tenants.json does not say its tenant.'],
    [`[{ "tenant": "${id(1)}" },]`, /^tenants\.json is not JSON: .* in line 1, column \d+\.$/],
    [`[{ "tenant": "contoso.com" }]`, /^tenant in entry 1 of tenants\.json is .* a GUID, not 'contoso\.com'/],
    [
      `[{ "tenant": "${id(1)}", "sinse": "7d" }]`,
      /'sinse' in entry 1 of tenants\.json; did you mean 'since'/,
    ],
    [`[{ "tenant": "${id(1)}", "full": true }]`, /'full' is not for entry 1 of tenants\.json/],
    [`[{ "tenant": "${id(1)}", "since": "soon" }]`, /^since in entry 1 of tenants\.json/],
    [
      `[{ "tenant": "${id(1)}", "tables": ["usres"] }]`,
      /^tables\.0 in entry 1 of tenants\.json.*Did you mean/,
    ],
    [
      `{ "tenants": [{ "tenant": "${id(1)}" }], "since": "7d" }`,
      /'since' beside the tenants in tenants\.json/,
    ],
    [
      `[{ "tenant": "${id(1)}" }, { "tenant": "${id(2)}" }, { "tenant": "${id(1).toUpperCase()}" }]`,
      `The tenant ${id(1)} is there twice: entry 1 of tenants.json and entry 3 of tenants.json.`,
    ],
  ])('are not %s', async (text, expected) => {
    await write(text)
    expect(await refusal()).toMatch(expected)
  })

  it.each([
    ['nowhere.json', 'There is no file nowhere.json for --tenants.'],
    ['*.json', "No file fits --tenants '*.json'."],
    ['nowhere/*.json', "No file fits --tenants 'nowhere/*.json'."],
    ['*/a.json', /in the names of files, not of folders/],
    ['.', /is a folder/],
  ])('are not in %s', async (pattern, expected) => {
    expect(await refusal(pattern)).toMatch(expected)
  })

  it('are told twice across files too', async () => {
    await write({ tenant: id(1) }, 'a.json')
    await write({ tenant: id(1) }, 'b.json')
    expect(await refusal('?.json')).toBe(`The tenant ${id(1)} is there twice: a.json and b.json.`)
  })
})

describe('a secret in the file', () => {
  const secret = `abc8Q~${'x'.repeat(31)}3`

  it.each([
    { clientSecret: secret },
    { clientId: secret },
    { env: { AZURE_CLIENT_SECRET: secret } },
    { env: { AZURE_CLIENT_SECRET: 'swordfish' } },
    { env: { [secret]: 'X' } },
    { env: { AZURE_CLIENT_SECRET: { value: secret } } },
    { env: secret },
  ])('is refused, and not shown: %j', async entry => {
    await write([{ tenant: id(1), ...entry }])
    const sentence = await refusal()
    expect(sentence).toContain('entry 1 of tenants.json')
    expect(sentence).not.toContain(secret)
    expect(sentence).not.toContain('swordfish')
  })

  it('is refused beside the list too', async () => {
    await write({ tenants: [{ tenant: id(1) }], clientSecret: secret })
    expect(await refusal()).toContain('is a secret and does not belong in a file')
  })
})

describe('the environment', () => {
  const tenants = [
    { variables: { AZURE_CLIENT_SECRET: 'A' } },
    { variables: { AZURE_CLIENT_CERTIFICATE_PATH: 'B', AZURE_CLIENT_CERTIFICATE_PASSWORD: 'C' } },
    { variables: {} },
  ] as const
  const env = {
    ...{ A: 'a', B: 'b', C: 'c', PATH: '/bin', AZURE_CLIENT_SECRET: 'all', AZURE_TENANT_ID: 'x' },
    AZURE_FEDERATED_TOKEN_FILE: '/token',
  }
  const shared = sharedEnv(env, tenants)

  it('of each tenant has its own credentials alone, or those that nobody has named', () => {
    const common = { PATH: '/bin', AZURE_TENANT_ID: 'x' }
    const all = { ...common, AZURE_CLIENT_SECRET: 'all', AZURE_FEDERATED_TOKEN_FILE: '/token' }
    expect(shared).toEqual(all)
    expect(envOf(tenants[0], shared, env)).toEqual({ ...common, AZURE_CLIENT_SECRET: 'a' })
    expect(envOf(tenants[1], shared, env)).toEqual({
      ...common,
      AZURE_CLIENT_CERTIFICATE_PATH: 'b',
      AZURE_CLIENT_CERTIFICATE_PASSWORD: 'c',
    })
    expect(envOf(tenants[2], shared, env)).toEqual(all)
  })

  it('lacks what is empty', () => {
    expect(() => envOf(tenants[0], shared, { ...env, A: ' ' })).toThrow(/^Not signed in: A, which holds/)
  })
})

describe('what follows', () => {
  it('is a lake below the place of all, wherever that is', () => {
    const tenant = { id: id(1) }
    expect(lakeOf('./lake/', tenant)).toBe(join('lake', `tenant=${id(1)}`))
    expect(lakeOf('s3://bucket/lake/', tenant)).toBe(`s3://bucket/lake/tenant=${id(1)}`)
    expect(lakeOf('gs://bucket', tenant)).toBe(`gs://bucket/tenant=${id(1)}`)
    expect(lakeOf('abfss://c@account.dfs.core.windows.net', tenant)).toBe(
      `abfss://c@account.dfs.core.windows.net/tenant=${id(1)}`,
    )
  })

  it('is one exit code, the gravest', () => {
    const of = (...codes: readonly number[]) => exitCodeOfAll(codes.map(exitCode => ({ exitCode })))
    expect([of(), of(0, 0), of(0, 4), of(4, 5), of(5, 3), of(3, 2), of(2, 1), of(1, 130)]).toEqual([
      ...[0, 0, 4, 5, 3, 2, 1, 130],
    ])
  })

  it.each([1, 2, 3, 7, 12])('is every tenant once in %i shards, evenly', count => {
    const tenants = Array.from({ length: 10 }, (_, n) => n)
    const shards = Array.from({ length: count }, (_, at) => shardOf(tenants, { index: at + 1, count }))
    expect(shards.flat().sort()).toEqual(tenants)
    const lengths = shards.map(({ length }) => length)
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
  })
})

describe('the command line', () => {
  it('hides the variables that hold secrets from what Node writes of the environment', async () => {
    await write([
      { tenant: id(1), env: { AZURE_CLIENT_SECRET: 'A', AZURE_CLIENT_CERTIFICATE_PASSWORD: 'B' } },
      { tenant: id(2), env: { AZURE_CLIENT_SECRET: 'C' } },
    ])
    for (const command of ['extract', 'status']) {
      const hidden: string[] = []
      await main({
        argv: [command, '--tenants', join(folder, FILE), '--shard', '3/3'],
        env: {},
        stdout: new FakeStream(false),
        stderr: new FakeStream(false),
        onSignal: () => () => {},
        raise: () => {},
        hide: names => hidden.push(...names),
      })
      expect(hidden, command).toEqual(['A', 'B', 'C'])
    }
  })

  it.each([
    [['--dry-run'], '--dry-run is for one tenant'],
    [['b.json', 'c.json'], 'put it in quotes'],
    [['usres'], 'Did you mean'],
    [['--since', '2999-01-01'], '--since is a time to come'],
  ])('with %j is refused before anything begins', async (more, sentence) => {
    await write([{ tenant: id(1) }])
    const argv = ['extract', '--tenants', join(folder, FILE), '--out', join(folder, 'lake'), ...more]
    const { code, stdout, stderr } = await run(argv)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(sentence)
  })
})
