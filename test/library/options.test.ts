// The options of the library are those of the command: names, defaults and variables, and a sentence for what is wrong.
import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { toExtractOptions } from '../../src/api/job.ts'
import {
  extractReaders,
  lakeReaders,
  reachOf,
  readExtractOptions,
  readLakeOptions,
  variablesOf,
} from '../../src/api/read-options.ts'
import { CHOICES, type Choice } from '../../src/auth/settings.ts'
import { COMMAND_LINE_ONLY } from '../../src/cli/config/keys.ts'
import { globalOptions } from '../../src/cli/connection.ts'
import { extractOptions } from '../../src/cli/extract-options.ts'
import { fallbacks, type OptionSpecs, variableName } from '../../src/cli/options.ts'
import { storeOptions } from '../../src/cli/store.ts'
import {
  type AuthWay,
  type ExtractOptions,
  exitCodeOf,
  extract,
  type LakeOptions,
  openLake,
  SignInError,
  UsageError,
} from '../../src/index.ts'

const OF_A_PROGRAM = ['tables', 'credentials', 'environment', 'signal', 'onEvent', 'onMessage']
const DAY_MS = 86_400_000
const TENANT = '4302a6ab-a939-42fb-9b64-ac2ef5d91183'

describe('names', () => {
  test('are those of the command, and what only a program can give', () => {
    const ofCommand = Object.keys({ ...globalOptions, ...extractOptions })
    const expected = [
      ...ofCommand.filter(key => key === 'full' || !COMMAND_LINE_ONLY.includes(key)),
      ...OF_A_PROGRAM,
    ]
    expect(Object.keys(extractReaders).sort()).toEqual(expected.sort())
    for (const key of Object.keys(storeOptions)) expect(lakeReaders).toHaveProperty(key)
  })

  test('are those of the types', () => {
    expectTypeOf<keyof ExtractOptions>().toEqualTypeOf<keyof typeof extractReaders>()
    expectTypeOf<keyof LakeOptions>().toEqualTypeOf<keyof typeof lakeReaders>()
    expectTypeOf<AuthWay>().toEqualTypeOf<Choice>()
    expect(CHOICES).toContain('person' satisfies AuthWay)
  })

  test('of variables are those of the command', () => {
    const specs: OptionSpecs = globalOptions
    for (const [key, { variables = [] }] of Object.entries(specs))
      expect(variablesOf(key)).toEqual([variableName(key), ...variables])
  })
})

test('docs/library.md has every option, and every name that is exported as a value', async () => {
  const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8')
  const names = [...Object.keys(extractReaders), ...Object.keys(await import('../../src/index.ts'))]
  expect(names.filter(name => !page.includes(`\`${name}`))).toEqual([])
})

describe('defaults', () => {
  const { cloud, graphUrl } = { cloud: 'global', graphUrl: 'https://graph.microsoft.com' } as const

  test('are those of the command', () => {
    const ours = readExtractOptions({})
    const theirs = fallbacks(extractOptions)
    const connection = { cloud, graphUrl }
    expect(toExtractOptions([], ours, connection)).toEqual(toExtractOptions([], theirs, connection))
    for (const key of Object.keys({ ...storeOptions, share: 0 }) as (keyof typeof storeOptions | 'share')[])
      expect([key, ours[key]]).toEqual([key, theirs[key]])
  })

  test('hold for undefined too', () => {
    const absent = Object.fromEntries(Object.keys(extractReaders).map(key => [key, undefined]))
    expect(JSON.stringify(readExtractOptions(absent))).toBe(JSON.stringify(readExtractOptions({})))
  })
})

describe('values', () => {
  test('durations are milliseconds or texts, times Dates or texts', () => {
    const read = (options: ExtractOptions) => readExtractOptions(options)
    expect(read({ lookback: '90m', maxDuration: 5000 })).toMatchObject({
      lookback: 5_400_000,
      maxDuration: 5000,
    })
    expect(read({ since: DAY_MS }).since).toEqual({ backMs: DAY_MS })
    expect(read({ since: '1d' }).since).toEqual({ backMs: DAY_MS })
    const at = '2026-11-01T00:00:00.000Z'
    expect([read({ since: '2026-11-01' }).since, read({ since: new Date(at) }).since]).toEqual([
      { at },
      { at },
    ])
  })

  test.each<[string, object, RegExp]>([
    ['an option that is none', { userz: 1 }, /^There is no option userz of extract\.$/],
    ['no list', { tables: 'users' }, /^tables is a list of texts\.$/],
    ['a list of anything', { exclude: [1] }, /^exclude is a list of texts\.$/],
    ['no boolean', { full: 'yes' }, /^full is true or false\.$/],
    ['no duration', { lookback: '6 hours' }, /^lookback is a duration such as/],
    ['a negative one', { lookback: -1 }, /^lookback is a number of milliseconds/],
    ['none at all', { maxDuration: 0 }, /^maxDuration has to be longer than nothing\.$/],
    ['no time', { since: new Date(Number.NaN) }, /^since is a number of milliseconds/],
    ['no word', { compression: 'lzo' }, /^compression is one of zstd, snappy, gzip, none\.$/],
    ['too much', { share: 101 }, /^share is a whole number of per cent from 1 to 100\.$/],
    ['no size', { memory: 'much' }, /^memory is a size such as 512MB or 1GB, not 'much'\.$/],
    ['no place', { out: 's3:/bucket' }, /^out looks like the address of a bucket and is none/],
    ['no text', { out: '' }, /^out is a text, and not an empty one\.$/],
    ['no id', { owner: ['me'] }, /^owner takes the object ids of users/],
    ['no columns', { columns: { users: 'id' } }, /^columns\.users is a list of texts\.$/],
    ['no function', { onEvent: 1 }, /^onEvent is a function\.$/],
    ['no signal', { signal: {} }, /^signal is an AbortSignal\.$/],
    ['no variables', { environment: { A: 1 } }, /^environment is an object of texts, and its A is none\.$/],
    [
      'no credentials',
      { credentials: {} },
      /^credentials is an object with one of accessToken, clientSecret/,
    ],
    [
      'two of them',
      { credentials: { clientSecret: 'a', azureCli: true } },
      /^credentials is an object with one of/,
    ],
    ['an empty secret', { credentials: { clientSecret: ' ' } }, /^credentials\.clientSecret is a text/],
    [
      'a password alone',
      { credentials: { clientSecret: 'hush', certificatePassword: 'a' } },
      /certificatePassword is a text beside/,
    ],
  ])('%s is one sentence', (_what, options, sentence) => {
    expect(() => readExtractOptions(options)).toThrow(UsageError)
    expect(() => readExtractOptions(options)).toThrow(sentence)
    expect(() => readExtractOptions(options)).not.toThrow(/hush/)
  })

  test('what is no object is told too', () => {
    expect(() => readExtractOptions(null)).toThrow(/^what extract is told is an object\.$/)
    expect(() => readLakeOptions({ tables: [] })).toThrow(/^There is no option tables of openLake\.$/)
  })
})

describe('who signs in', () => {
  const reach = (options: ExtractOptions) => reachOf(readExtractOptions(options), [])
  const environment = {
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: 'theirs',
    AZURE_CLIENT_SECRET: 'secret of the environment',
    ENTRA_EXTRACT_CLIENT_ID: 'ours',
    ENTRA_EXTRACT_CLOUD: 'usgov',
    ENTRA_EXTRACT_AUTH: 'secret',
  }

  test('follows from the environment as the command has it, and an option wins', async () => {
    const { signIn, connection } = await reach({ environment, clientId: 'mine' })
    expect(signIn).toMatchObject({ tenantId: TENANT, clientId: 'mine', choice: 'secret' })
    expect(signIn.clientSecret).toBe('secret of the environment')
    expect(connection.graphUrl).toBe('https://graph.microsoft.us')
    expect((await reach({ environment })).signIn.clientId).toBe('ours')
  })

  test('is nobody of the environment where credentials are given', async () => {
    const certificate = { certificatePath: 'key.pem', certificatePassword: 'p' }
    const { signIn } = await reach({ environment, credentials: certificate })
    expect(signIn).toMatchObject({ choice: 'certificate', clientSecret: null, certificatePath: 'key.pem' })
    const workload = await reach({ environment, credentials: { federatedTokenFile: '/token' } })
    expect(workload.signIn.federation).toEqual({ kind: 'file', path: '/token' })
    expect((await reach({ environment, credentials: { azureCli: true } })).signIn.choice).toBe('azure-cli')
    const machine = await reach({ credentials: { managedIdentity: true } })
    expect(machine.signIn).toMatchObject({ choice: 'managed-identity', clientId: null })
  })

  test.each<[string, ExtractOptions, RegExp]>([
    ['nobody', {}, /^Give credentials, or environment, that of the process/],
    [
      'an application without a name',
      { credentials: { clientSecret: 's' } },
      /give its tenant and clientId too/,
    ],
    [
      'credentials beside auth',
      { credentials: { azureCli: true }, auth: 'person' },
      /^Give credentials or auth/,
    ],
    [
      'a variable that is wrong',
      { environment: { ENTRA_EXTRACT_CLOUD: 'mars' } },
      /^ENTRA_EXTRACT_CLOUD is one of/,
    ],
    [
      'a table that is none',
      { credentials: { azureCli: true }, tables: ['userz'] },
      /^There is no table 'userz'/,
    ],
    [
      'a time to come',
      { credentials: { azureCli: true }, since: new Date('2999-01-01') },
      /^since is a time to come/,
    ],
  ])('%s is one sentence, and nothing is tried', async (_what, options, sentence) => {
    const error: unknown = await extract(options).catch(error => error)
    expect([error, exitCodeOf(error)]).toEqual([expect.any(UsageError), 2])
    expect(String(error)).toMatch(
      sentence.source.startsWith('^') ? new RegExp(`: ${sentence.source.slice(1)}`) : sentence,
    )
  })

  test('a token that cannot be one, or cannot be had, is exit code 3', async () => {
    const tried = [
      'two words',
      async () => ({ token: '', expiresAt: null }),
      async () => {
        throw new Error('no luck')
      },
    ]
    const errors = await Promise.all(
      tried.map(accessToken => extract({ credentials: { accessToken } }).catch(error => error)),
    )
    expect(errors.map(error => [error instanceof SignInError, exitCodeOf(error)])).toEqual(
      tried.map(() => [true, 3]),
    )
    expect(errors.map(String)[2]).toMatch(/credentials\.accessToken gave no token \(no luck\)/)
  })
})

test('a lake that is not there is told', async () => {
  const error: unknown = await openLake('/nowhere/at/all').catch(error => error)
  expect([exitCodeOf(error), String(error)]).toEqual([2, expect.stringMatching(/There is no lake in/)])
})

test('an error that nobody foresaw is 1, an abort 130', () => {
  expect([new Error('x'), 'x', AbortSignal.abort().reason].map(exitCodeOf)).toEqual([1, 1, 130])
})
