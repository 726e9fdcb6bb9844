import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { type Connection, globalOptions, resolveConnection } from '../../src/cli/connection.ts'
import { extractOptions, toExtractOptions } from '../../src/cli/extract-options.ts'
import type { Env } from '../../src/cli/io.ts'
import { addOptions, flagName, readOptions, value, variableName } from '../../src/cli/options.ts'
import { UsageError } from '../../src/errors.ts'
import type { ExtractOptions } from '../../src/extract/options.ts'
import { noProxies } from '../../src/graph/proxies.ts'
import { readCaFile } from '../../src/graph/trust.ts'
import { SECRET } from '../support/personal.ts'

type Parsed = ExtractOptions & Omit<Connection, 'cloud' | 'graphUrl'>

/** The options of `extract` and of every command, as a run takes them. */
async function parse(argv: readonly string[], env: Env = {}): Promise<Parsed> {
  const program = new Command().exitOverride()
  addOptions(program, globalOptions)
  let parsed: Parsed | undefined
  const command = program.command('extract').argument('[tables...]')
  addOptions(command, extractOptions)
  command.action(async (tables: readonly string[]) => {
    const connection = await resolveConnection(readOptions(globalOptions, command, env), env)
    const options = toExtractOptions(tables, readOptions(extractOptions, command, env), connection, env)
    parsed = { ...connection, ...options }
  })
  await program.parseAsync(['extract', ...argv], { from: 'user' })
  if (parsed === undefined) throw new Error('the command was not called')
  return parsed
}

const caFile = fileURLToPath(new URL('../support/tls/cert.pem', import.meta.url))
const keyFile = join(mkdtempSync(join(tmpdir(), 'entra-key-')), 'mask.key')
writeFileSync(keyFile, `${SECRET}\n`)
afterAll(() => rmSync(dirname(keyFile), { recursive: true }))
const clientId = '00000000-0000-0000-0000-0000000000aa'
const owner = (n: number): string => `00000000-0000-0000-0000-00000000000${n}`

describe('the options of extract', () => {
  it('have the defaults that are promised', async () => {
    expect(await parse([])).toEqual({
      out: './entra-lake',
      tables: [],
      exclude: [],
      full: false,
      fullEveryMs: 7 * 86_400_000,
      extensions: false,
      derived: false,
      prices: null,
      owners: [],
      since: { backMs: 30 * 86_400_000 },
      lookbackMs: 6 * 3_600_000,
      maxDurationMs: null,
      columns: {},
      compression: 'zstd',
      changes: true,
      memory: '1GB',
      cloud: 'global',
      graphUrl: 'https://graph.microsoft.com',
      authority: 'https://login.microsoftonline.com',
      tenant: null,
      clientId: null,
      auth: null,
      cacheFile: null,
      way: { proxies: noProxies },
      timeouts: { connectMs: 10_000, headersMs: 120_000, bodyIdleMs: 60_000 },
    })
  })

  const asFlags = [
    ...['users', 'groups', '--out', './lake', '--exclude', 'sign_ins,users', '--exclude', 'groups', '--full'],
    ...['--since', '2026-11-01', '--lookback', '12h', '--max-duration', '50m', '--compression', 'snappy'],
    ...['--columns', 'users=id,displayName', '--columns', 'groups=id', '--no-changes', '--memory', '512MB'],
    ...['--timeout', '5s', '--cloud', 'usgov', '--graph-url', 'http://127.0.0.1:5000/'],
    ...['--authority', 'http://localhost:5001', '--full-every', '1d', '--extensions'],
    ...['--derived', '--prices', './prices.csv'],
    ...['--owner', `${owner(1)},${owner(2)}`, '--owner', owner(3)],
    ...['--tenant', 'contoso.example', '--client-id', clientId, '--auth', 'secret'],
    ...['--cache-file', './sign-ins', '--ca-file', caFile, '--share', '30%'],
    ...['--store-endpoint', 'http://127.0.0.1:9000', '--store-path-style', '--store-unconditional'],
    ...['--store-encryption', 'aws:kms', '--store-kms-key', 'alias/lake', '--scratch', './scratch'],
    ...['--mask', 'users.mail:drop', '--mask', '*.mobilePhone:drop,users.id:keep', '--pii', 'pseudonymous'],
    ...['--mask-key-file', keyFile],
  ]
  const asVariables = {
    ENTRA_EXTRACT_OUT: './lake',
    ENTRA_EXTRACT_EXCLUDE: 'sign_ins, users,groups',
    ENTRA_EXTRACT_FULL: '1',
    ENTRA_EXTRACT_FULL_EVERY: '24h',
    ENTRA_EXTRACT_EXTENSIONS: 'true',
    ENTRA_EXTRACT_DERIVED: 'true',
    ENTRA_EXTRACT_PRICES: './prices.csv',
    ENTRA_EXTRACT_OWNER: `${owner(1)}, ${owner(2)},${owner(3)}`,
    ENTRA_EXTRACT_SINCE: '2026-11-01',
    ENTRA_EXTRACT_LOOKBACK: '12h',
    ENTRA_EXTRACT_MAX_DURATION: '50m',
    ENTRA_EXTRACT_COMPRESSION: 'snappy',
    ENTRA_EXTRACT_COLUMNS: 'users=id,displayName,groups=id',
    ENTRA_EXTRACT_NO_CHANGES: 'true',
    ENTRA_EXTRACT_SHARE: '30',
    ENTRA_EXTRACT_MEMORY: '512MB',
    ENTRA_EXTRACT_TIMEOUT: '5s',
    ENTRA_EXTRACT_CLOUD: 'usgov',
    ENTRA_EXTRACT_GRAPH_URL: 'http://127.0.0.1:5000/',
    ENTRA_EXTRACT_AUTHORITY: 'http://localhost:5001',
    ENTRA_EXTRACT_TENANT: 'contoso.example',
    ENTRA_EXTRACT_CLIENT_ID: clientId,
    ENTRA_EXTRACT_AUTH: 'secret',
    ENTRA_EXTRACT_CACHE_FILE: './sign-ins',
    ENTRA_EXTRACT_CA_FILE: caFile,
    ENTRA_EXTRACT_MASK: 'users.mail:drop, *.mobilePhone:drop,users.id:keep',
    ENTRA_EXTRACT_PII: 'pseudonymous',
    ENTRA_EXTRACT_MASK_KEY: SECRET,
  }
  const expected = {
    out: './lake',
    tables: ['users', 'groups'],
    exclude: ['sign_ins', 'users', 'groups'],
    full: true,
    fullEveryMs: 86_400_000,
    extensions: true,
    derived: true,
    prices: './prices.csv',
    owners: [owner(1), owner(2), owner(3)],
    since: { at: '2026-11-01T00:00:00.000Z' },
    lookbackMs: 43_200_000,
    maxDurationMs: 3_000_000,
    columns: { users: ['id', 'displayName'], groups: ['id'] },
    compression: 'snappy',
    changes: false,
    memory: '512MB',
    cloud: 'usgov',
    graphUrl: 'http://127.0.0.1:5000',
    authority: 'http://localhost:5001',
    tenant: 'contoso.example',
    clientId,
    auth: 'secret',
    cacheFile: './sign-ins',
    way: { proxies: noProxies, ca: [readCaFile(caFile, '--ca-file')] },
    timeouts: { connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 },
  }

  const expectMasks = ({ masking }: Parsed, source: string): void => {
    const rules = [
      { name: 'users.mail', method: 'drop', source },
      { name: '*.mobilePhone', method: 'drop', source },
      { name: 'users.id', method: 'keep', source },
    ]
    expect(masking).toMatchObject({ rules, pii: 'pseudonymous' })
    expect(masking?.key?.export().toString()).toBe(SECRET)
  }

  it('are read from flags', async () => {
    const parsed = await parse(asFlags)
    expectMasks(parsed, '--mask')
    expect({ ...parsed, masking: null }).toEqual({ ...expected, masking: null })
  })

  it('are read from the environment', async () => {
    const parsed = await parse(['users', 'groups'], asVariables)
    expectMasks(parsed, 'ENTRA_EXTRACT_MASK')
    expect({ ...parsed, masking: null }).toEqual({ ...expected, masking: null })
  })

  it('each have a variable, and the flag wins over it', async () => {
    const wrong = Object.keys({ ...globalOptions, ...extractOptions }).map(key => [
      variableName(key),
      'wrong',
    ])
    const env = {
      ...Object.fromEntries(wrong),
      ENTRA_EXTRACT_JSON: '0',
      ENTRA_EXTRACT_QUIET: '0',
      ENTRA_EXTRACT_DRY_RUN: '0',
      ENTRA_EXTRACT_VERBOSE: '0',
    }
    expect({ ...(await parse(asFlags, env)), masking: null }).toEqual({ ...expected, masking: null })
    for (const key of Object.keys({ ...globalOptions, ...extractOptions })) {
      const anything = [
        'json',
        'quiet',
        'verbose',
        'out',
        'exclude',
        'owner',
        'cacheFile',
        'scratch',
        'prices',
        'maskKeyFile',
      ]
      if (anything.includes(key)) continue
      await expect(parse([], { [variableName(key)]: 'wrong value' }), key).rejects.toThrow(variableName(key))
    }
  })

  it('take an empty variable for none, and 0 for no', async () => {
    expect((await parse([], { ENTRA_EXTRACT_SINCE: '', ENTRA_EXTRACT_FULL: 'false' })).full).toBe(false)
  })

  it.each([
    ['global', 'https://graph.microsoft.com', 'https://login.microsoftonline.com'],
    ['usgov', 'https://graph.microsoft.us', 'https://login.microsoftonline.us'],
    ['usgov-dod', 'https://dod-graph.microsoft.us', 'https://login.microsoftonline.us'],
    ['china', 'https://microsoftgraph.chinacloudapi.cn', 'https://login.partner.microsoftonline.cn'],
  ])('know the addresses of the cloud %s', async (cloud, graphUrl, authority) => {
    expect(await parse(['--cloud', cloud])).toMatchObject({ cloud, graphUrl, authority })
  })

  it('ask AZURE_AUTHORITY_HOST after the option and its variable', async () => {
    const env = { AZURE_AUTHORITY_HOST: 'https://login.example/' }
    expect((await parse([], env)).authority).toBe('https://login.example')
    expect((await parse([], { ...env, ENTRA_EXTRACT_AUTHORITY: 'https://mine.example' })).authority).toBe(
      'https://mine.example',
    )
  })

  it.each([
    [['--out', 's3://bucket//lake'], '--out'],
    [['--out', 'ftp://bucket/lake'], '--out'],
    [['--out', 'abfss://c@a.dfs.example.com/x'], '--out'],
    [['--since', 'soon'], '--since'],
    [['--since', '9999999d'], '--since'],
    [['--max-duration', '0s'], '--max-duration'],
    [['--full-every', '0d'], '--full-every'],
    [['--columns', 'users'], '--columns'],
    [['--columns', '=id'], '--columns'],
    [['--columns', 'users='], '--columns'],
    [['--owner', 'admin@contoso.example'], '--owner'],
    [['--mask', 'users.mail'], '--mask'],
    [['--pii', 'some'], '--pii'],
    [['--pii', 'none', '--mask-key-file', './nowhere.key'], '--mask-key-file'],
    [['--pii', 'none', '--mask-key-file', caFile.replace('cert.pem', '')], '--mask-key-file'],
    [['--compression', 'lzma'], '--compression'],
    [['--memory', 'lots'], '--memory'],
    [['--cloud', 'germany'], '--cloud'],
    [['--graph-url', 'http://graph.microsoft.com'], '--graph-url'],
    [['--graph-url', 'https://graph.microsoft.com/v1.0'], '--graph-url'],
    [['--authority', 'http://login.example'], '--authority'],
  ])('refuse %j by name', async (argv, name) => {
    const error = await parse(argv).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message.startsWith(name)).toBe(true)
  })

  it('may have variables of other programs, after their own and before a config file', () => {
    const specs = {
      place: value<string>({
        placeholder: '<x>',
        help: 'x',
        parse: (text, source) => `${text} by ${source}`,
        fallback: 'nothing',
        variables: ['OTHER_PLACE', 'THIRD_PLACE'],
      }),
    }
    const command = new Command()
    addOptions(command, specs)
    const config = { path: 'x.json', values: { place: 'd' }, tables: [] }
    const place = (env: Env) => readOptions(specs, command, env, config).place
    const others = { OTHER_PLACE: 'b', THIRD_PLACE: 'c' }
    expect(place({ ENTRA_EXTRACT_PLACE: 'a', ...others })).toBe('a by ENTRA_EXTRACT_PLACE')
    expect(place(others)).toBe('b by OTHER_PLACE')
    expect(place({ ...others, OTHER_PLACE: ' ' })).toBe('c by THIRD_PLACE')
    expect(place({})).toBe('d by place in x.json')
    expect(readOptions(specs, command, {}).place).toBe('nothing')
  })

  it('are named after their key', () => {
    expect([flagName('maxDuration'), variableName('maxDuration')]).toEqual([
      '--max-duration',
      'ENTRA_EXTRACT_MAX_DURATION',
    ])
  })
})
