import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG, noConfig, readConfig } from '../../src/cli/config/config.ts'
import { COMMAND_LINE_ONLY, configSpecs } from '../../src/cli/config/keys.ts'
import { parseConfig } from '../../src/cli/config/schema.ts'
import { isSecretName } from '../../src/cli/config/secrets.ts'
import { globalOptions } from '../../src/cli/connection.ts'
import { extractOptions } from '../../src/cli/extract-options.ts'
import { addOptions, integer, readOptions, value } from '../../src/cli/options.ts'
import { UsageError } from '../../src/errors.ts'
import { tables } from '../../src/streams/index.ts'
import { run } from '../support/terminal.ts'

const FILE = DEFAULT_CONFIG
const parse = (content: unknown, folder = '/etc/lake') => parseConfig(JSON.stringify(content), FILE, folder)

/** The sentence that a file with this content is refused with. */
function refusal(content: unknown): string {
  try {
    parse(content)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error('the file was accepted')
}

describe('the whole file is checked', () => {
  it('also what the command line replaces', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'config-'))
    try {
      const file = join(folder, 'wrong.json')
      await writeFile(file, '{ "tables": ["usrs"] }')
      const { code, stdout, stderr } = await run(['tables', 'users', '--config', file])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(`tables.0 in ${file}`)
      await writeFile(file, '['.repeat(200_000))
      const deep = await run(['tables', 'users', '--config', file])
      expect(deep.code).toBe(2)
      expect(deep.stderr).toContain('is not JSON: brackets are nested more than 50 deep')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('where the file is', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'config-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is nowhere, and that is well', async () => {
    expect(await readConfig(null, folder)).toBe(noConfig)
  })

  it('is the working directory', async () => {
    await writeFile(join(folder, FILE), '{ "out": "lake", "tables": ["users"] }')
    expect(await readConfig(null, folder)).toEqual({
      path: FILE,
      values: { out: join(folder, 'lake') },
      tables: ['users'],
    })
  })

  it('is where it is said to be, and its paths start there', async () => {
    await mkdir(join(folder, 'conf'))
    await writeFile(join(folder, 'conf', 'prod.json'), '{ "out": "../lake" }')
    const expected = { values: { out: join(folder, 'lake') }, tables: [] }
    expect(await readConfig('conf/prod.json', folder)).toEqual({ path: 'conf/prod.json', ...expected })
    const absolute = join(folder, 'conf', 'prod.json')
    expect(await readConfig(absolute, '/')).toEqual({ path: absolute, ...expected })
  })

  it('has to be there when it is named, and has to be a file', async () => {
    await expect(readConfig('prod.json', folder)).rejects.toThrow(
      new UsageError('There is no config file prod.json.'),
    )
    await mkdir(join(folder, FILE))
    await expect(readConfig(null, folder)).rejects.toThrow(
      new UsageError(`${FILE} is a folder, not a config file.`),
    )
    await writeFile(join(folder, 'plain'), '')
    await expect(readConfig('plain/x.json', folder)).rejects.toThrow(
      new UsageError('plain/x.json cannot be read (ENOTDIR).'),
    )
  })

  it('may begin with a byte order mark, and is UTF-8', async () => {
    await writeFile(join(folder, FILE), '\ufeff{ "since": "7d" }')
    expect((await readConfig(null, folder)).values).toEqual({ since: '7d' })
    await writeFile(join(folder, FILE), Buffer.from('\ufeff{}', 'utf16le'))
    await expect(readConfig(null, folder)).rejects.toThrow(
      new UsageError(`${FILE} is not UTF-8; save it in that encoding.`),
    )
  })
})

describe('what the file says', () => {
  it('is each value as its flag would have it', () => {
    const owner = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002']
    const config = parse({
      $schema: './schema.json',
      tables: ['users', 'groups'],
      out: './lake',
      exclude: ['sign_ins', 'groups'],
      fullEvery: '1d',
      columns: { users: ['id', 'displayName'], groups: ['id'] },
      compression: 'snappy',
      noChanges: true,
      extensions: false,
      owner,
      cloud: 'usgov',
    })
    expect(config).toEqual({
      path: FILE,
      tables: ['users', 'groups'],
      values: {
        out: '/etc/lake/lake',
        exclude: 'sign_ins,groups',
        fullEvery: '1d',
        columns: 'users=id,displayName,groups=id',
        compression: 'snappy',
        noChanges: 'true',
        extensions: 'false',
        owner: owner.join(','),
        cloud: 'usgov',
      },
    })
  })

  it('may be nothing', () => {
    expect(parse({})).toEqual({ path: FILE, values: {}, tables: [] })
    expect(parse({ exclude: [], columns: {} }).values).toEqual({ exclude: '', columns: '' })
  })

  it('leaves absolute paths alone', () => {
    expect(parse({ out: '/data/lake' }).values).toEqual({ out: '/data/lake' })
  })

  it('takes numbers and paths of whatever option has them', () => {
    const specs = {
      workers: integer('how many at once', 4, 1, 9),
      key: value<string>({ placeholder: '<pem file>', help: 'a key', parse: text => text, fallback: '' }),
      place: value<string>({ placeholder: '<x>', help: 'x', parse: text => text, fallback: '', path: true }),
      list: value<string>({ placeholder: '<x>', help: 'x', parse: text => text, fallback: '', json: 'list' }),
    }
    const read = (content: object) => parseConfig(JSON.stringify(content), FILE, '/etc', specs)
    expect(read({ workers: 3, key: 'k.pem', place: 's3://bucket/x', list: ['a', 'b'] }).values).toEqual({
      workers: '3',
      key: '/etc/k.pem',
      place: 's3://bucket/x',
      list: 'a,b',
    })
    expect(() => read({ workers: 1.5 })).toThrow(/^workers in .* is a whole number from 1 to 9, not '1\.5'/)
    expect(() => read({ workers: '3' })).toThrow(/^workers in .* is a number, not '3'\.$/)
    expect(() => read({ place: '~/x' })).toThrow(/^place in .* is written in full/)
  })
})

describe('what the file must not say', () => {
  it.each<[unknown, string | RegExp]>([
    [[], `${FILE} holds an object such as { "out": "./entra-lake" }, not an empty list.`],
    ['x', `${FILE} holds an object such as { "out": "./entra-lake" }, not 'x'.`],
    [null, `${FILE} holds an object such as { "out": "./entra-lake" }, not null.`],
    [{ colums: {} }, `Unknown key 'colums' in ${FILE}; did you mean 'columns'?`],
    [{ 'max-duration': '5m' }, `Unknown key 'max-duration' in ${FILE}; did you mean 'maxDuration'?`],
    [{ out: 5, table: [] }, `Unknown key 'table' in ${FILE}; did you mean 'tables'?`],
    [{ frobnicate: 1 }, /^Unknown key 'frobnicate' in .*; the keys are \$schema, tables, .*\bout, exclude,/],
    [{ dryRun: true }, `'dryRun' is not for ${FILE}; give --dry-run on the command line.`],
    [{ $schema: 1 }, `$schema in ${FILE} is a text, not 1.`],
    [{ tables: 'users' }, `tables in ${FILE} is a list of at least one name, not 'users'.`],
    [{ tables: [] }, `tables in ${FILE} is a list of at least one name, not an empty list.`],
    [
      { tables: ['users,groups'] },
      /^tables\.0 in .* is a name without blanks, commas and =, not 'users,groups'/,
    ],
    [{ exclude: ['users', 7] }, `exclude.1 in ${FILE} is a name, not 7.`],
    [{ exclude: null }, `exclude in ${FILE} is a list of names, not null.`],
    [{ extensions: 'yes' }, `extensions in ${FILE} is true or false, not 'yes'.`],
    [{ since: 7 }, `since in ${FILE} is a text, not 7.`],
    [
      { columns: ['id'] },
      `columns in ${FILE} is an object with a list of columns for each table, not a list.`,
    ],
    [
      { columns: { users: [] } },
      `columns.users in ${FILE} is a list of at least one name, not an empty list.`,
    ],
    [{ columns: { 'a=b': ['id'] } }, /^columns.* in .* is the name of a table, not 'a=b'\.$/],
    [{ compression: true }, `compression in ${FILE} is one of zstd, snappy, gzip, none, not true.`],
    [{ compression: 'lzma' }, `compression in ${FILE} is one of zstd, snappy, gzip, none, not 'lzma'.`],
    [{ since: 'soon' }, /^since in entra-extract\.config\.json is a duration such as 7d, a date/],
    [{ out: '' }, /^out in .* is the folder of the lake, and it is empty/],
    [{ out: '~/lake' }, `out in ${FILE} is written in full, since only a shell knows what ~ is.`],
    [{ owner: ['me'] }, /^owner in .* takes the object ids of users/],
    [{ graphUrl: 'http://graph.example' }, /^graphUrl in .* has to begin with https/],
    [{ tables: ['groups', 'usrs'] }, /^tables\.1 in entra.*json: There is no table 'usrs'\. .* 'users'\?/],
    [{ exclude: ['sign_in'] }, /^exclude\.0 in entra.*json: There is no table 'sign_in'\. .* 'sign_ins'\?/],
    [{ columns: { usrs: ['id'] } }, /^columns\.usrs in entra.*json: There is no table 'usrs'\. /],
    [
      { columns: { groups: ['id'], users: ['id', 'displayNam'] } },
      /^columns\.users in entra.*json: The table 'users' has no column 'displayNam'\. .* 'displayName'\?/,
    ],
    [{ tables: ['constructor'] }, /There is no table 'constructor'/],
  ])('%j', (content, sentence) => {
    if (typeof sentence === 'string') expect(refusal(content)).toBe(sentence)
    else expect(refusal(content)).toMatch(sentence)
  })
})

describe('secrets', () => {
  it.each([
    ['clientSecret', 'AZURE_CLIENT_SECRET'],
    ['client_secret', 'AZURE_CLIENT_SECRET'],
    ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_SECRET'],
    ['password', 'AZURE_CLIENT_SECRET'],
    ['accessToken', 'ENTRA_EXTRACT_ACCESS_TOKEN'],
    ['token', 'ENTRA_EXTRACT_ACCESS_TOKEN'],
    ['certificatePassword', 'AZURE_CLIENT_CERTIFICATE_PASSWORD'],
  ])('%s is refused, with the variable that it belongs in', (key, variable) => {
    const sentence = `${key} in ${FILE} is a secret and does not belong in a file; set ${variable} in the environment.`
    expect(refusal({ [key]: 'hunter2' })).toBe(sentence)
    expect(refusal({ frobnicate: 1, [key]: null })).toBe(sentence)
  })

  it.each(['connectionString', 'privateKey', 'account-key', 'pwd', 'passphrase', 'clientAssertion'])(
    '%s is refused, wherever it is',
    key => {
      expect(refusal({ auth: [{ [key]: 'hunter2' }] })).toBe(
        `auth.0.${key} in ${FILE} is a secret and does not belong in a file; give it in the environment.`,
      )
    },
  )

  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJncmFwaCJ9.c2ln'
  it.each([
    [{ tenant: token }, 'tenant', 'a token'],
    [{ exclude: ['users', `Bearer ${token}`] }, 'exclude.1', 'a token'],
    [{ graphUrl: 'https://me:hunter2@graph.example' }, 'graphUrl', 'a URL with a password'],
    [{ out: 'https://a.blob.example/c?sv=1&sig=hunter2' }, 'out', 'a shared access signature'],
    [{ out: 'AccountName=a;AccountKey=hunter2' }, 'out', 'a connection string'],
    [{ x: '-----BEGIN RSA PRIVATE KEY-----\nhunter2' }, 'x', 'a private key'],
    [{ x: `hun8Q~${'ter2'.repeat(9)}` }, 'x', 'a client secret'],
    [{ [token]: 1 }, 'A key', 'a token'],
  ])('are refused by their looks and not shown: %j', (content, where, what) => {
    const sentence = refusal(content)
    expect(sentence).toBe(
      `${where} in ${FILE} looks like ${what}, and a secret does not belong in a file; give it in the environment.`,
    )
    expect(sentence).not.toMatch(/hunter2|eyJ/)
  })

  it('are not what options, tables and addresses are taken for', () => {
    const names = [...Object.keys(configSpecs), ...tables.keys(), '$schema', 'tables']
    expect(names.filter(isSecretName)).toEqual([])
    const columns = Object.fromEntries(
      [...tables].map(([name, { definition }]) => [name, Object.keys(definition.columns)]),
    )
    expect(parse({ columns, authority: 'https://login.example:8443' }).values.authority).toBe(
      'https://login.example:8443',
    )
  })
})

describe('the keys', () => {
  it('are the options of extract and of every command, but for those of one call', () => {
    const all = Object.keys({ ...globalOptions, ...extractOptions })
    const keys = Object.keys(configSpecs)
    expect(keys).toEqual(all.filter(key => !COMMAND_LINE_ONLY.includes(key)))
    expect(keys).toEqual(expect.arrayContaining(['cloud', 'out', 'columns', 'since', 'lookback', 'exclude']))
    expect(keys).not.toContain('tables')
  })
})

describe('the order', () => {
  const config = parse({ since: '1d', lookback: '1h', extensions: true, exclude: ['users'] })

  async function read(argv: readonly string[], env: Record<string, string>, from = config) {
    const command = new Command().exitOverride()
    addOptions(command, extractOptions)
    await command.parseAsync([...argv], { from: 'user' })
    return readOptions(extractOptions, command, env, from)
  }

  it('is flag, variable, file, default', async () => {
    const env = { ENTRA_EXTRACT_SINCE: '2d', ENTRA_EXTRACT_LOOKBACK: '2h' }
    expect(await read(['--since', '3d'], env)).toMatchObject({
      since: { backMs: 3 * 86_400_000 },
      lookback: 2 * 3_600_000,
      extensions: true,
      exclude: ['users'],
      compression: 'zstd',
    })
    expect((await read([], {})).since).toEqual({ backMs: 86_400_000 })
    expect((await read([], env, noConfig)).exclude).toEqual([])
  })

  it('lets a variable say no to a switch of the file, and an empty one say nothing', async () => {
    expect((await read([], { ENTRA_EXTRACT_EXTENSIONS: '0' })).extensions).toBe(false)
    expect((await read([], { ENTRA_EXTRACT_EXTENSIONS: '' })).extensions).toBe(true)
  })

  it('does not add lists together', async () => {
    expect((await read(['--exclude', 'groups'], {})).exclude).toEqual(['groups'])
  })
})
