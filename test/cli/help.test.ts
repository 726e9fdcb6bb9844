import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { REPORTS, readReport } from '../../src/reports/index.ts'
import { run } from '../support/terminal.ts'

const buckets = [
  'store-endpoint',
  'store-path-style',
  'store-encryption',
  'store-kms-key',
  'store-unconditional',
  'scratch',
]

const masks = ['mask', 'pii', 'mask-key-file']

const optionsOf: Record<string, readonly string[]> = {
  'auth login': ['device-code'],
  'auth logout': ['all'],
  'auth status': ['json'],
  extract: [
    ...[
      'out',
      'exclude',
      'full',
      'full-every',
      'since',
      'lookback',
      'max-duration',
      'columns',
      'compression',
      'no-changes',
    ],
    ...['share', 'memory', 'timeout', 'extensions', 'derived', 'prices', 'owner', ...masks, ...buckets],
    ...['dry-run', 'json', 'quiet'],
    ...['tenants', 'shard', 'parallel'],
  ],
  tables: ['json'],
  schema: ['dialect', 'out', 'dataset', 'all', 'changes', 'many-tenants'],
  permissions: ['as', 'script', 'with-columns', 'json'],
  check: ['owner', 'share', 'json', 'quiet'],
  doctor: ['out', ...buckets, 'json'],
  status: ['out', 'max-age', ...buckets, 'json', 'tenants', 'shard'],
  verify: [
    ...['out', 'repair', 'since', 'lookback', 'columns', 'compression', 'no-changes', 'share'],
    ...['memory', 'timeout', 'extensions', 'prices', 'owner', ...masks, ...buckets, 'json', 'quiet'],
  ],
  query: ['out', 'file', 'csv', 'csv-safe', 'json', 'markdown', 'memory', ...buckets],
  report: ['json'],
  reset: ['out', ...buckets],
  forget: ['out', 'file', 'dry-run', 'yes', 'json', 'memory', 'mask-key-file', ...buckets],
  sandbox: ['users', 'seed', 'port', 'quotas', 'latency', 'grant', 'certificate', 'licence', 'chaos'],
  demo: ['out', 'users', 'quiet'],
  completion: [],
}
/** Of each report: its own parameters, then these. */
const ofReports = ['out', 'section', 'as-of', 'csv', 'csv-safe', 'html', 'sql', 'memory', ...buckets]
for (const name of REPORTS) {
  const own = readReport(name).parameters.map(parameter => parameter.name.replaceAll('_', '-'))
  optionsOf[`report ${name}`] = [...own, ...ofReports]
}
const globals = [
  ...['cloud', 'tenant', 'client-id', 'auth', 'cache-file', 'graph-url', 'authority', 'ca-file'],
  ...['verbose', 'config'],
]

describe('help', () => {
  it('names every command, the credentials and the exit codes, on stdout', async () => {
    const { code, stdout, stderr } = await run(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    for (const name of Object.keys(optionsOf)) {
      expect(stdout).toMatch(new RegExp(`^  ${name.split(' ')[0]} `, 'm'))
    }
    for (const word of ['ENTRA_EXTRACT_ACCESS_TOKEN', 'AZURE_CLIENT_SECRET', '130 interrupted']) {
      expect(stdout).toContain(word)
    }
    expect(stdout).not.toMatch(/--(client-)?secret|--token/)
  })

  it.each(Object.keys(optionsOf))('of %s names exactly its options, each with its variable', async name => {
    const { code, stdout, stderr } = await run([...name.split(' '), '--help'])
    expect([code, stderr]).toEqual([0, ''])
    const [own = '', global = ''] = stdout.split('Global Options:')
    const flags = (text: string) =>
      [...text.matchAll(/^ {2}--([a-z-]+)(?= {2}| <|$)/gm)].map(match => match[1])
    expect(flags(own)).toEqual(optionsOf[name])
    const ofParent = name.startsWith('report ') ? ['json'] : []
    expect(flags(global)).toEqual([...ofParent, ...globals])
    const flat = stdout.replaceAll(/\s+/g, ' ')
    for (const option of [...(optionsOf[name] ?? []), ...globals]) {
      const variable = `ENTRA_EXTRACT_${option.toUpperCase().replaceAll('-', '_')}`
      expect(flat).toMatch(new RegExp(`env: ${variable}[,)]`))
    }
  })

  it('shows defaults', async () => {
    const { stdout } = await run(['extract', '--help'])
    for (const text of [
      'default: ./entra-lake',
      'default: 30d',
      'default: 6h',
      'default: zstd',
      'default: 1GB',
    ]) {
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(text)
    }
  })

  it('is an error, on stderr, where a command is missing', async () => {
    const { code, stdout, stderr } = await run([])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Usage: entra-extract/)
  })
})

it('--version is the version of the package', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})
