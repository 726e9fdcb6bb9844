// The package as somebody else has it: packed, unpacked beside its dependencies, imported with types, and run.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { NOON } from '../support/rig.ts'
import { type Ended, runScript } from './script.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'entra-consumer-'))
const modules = join(folder, 'node_modules')
const unpacked = join(modules, 'entra-extract')
const lake = join(folder, 'lake')
let sandbox: Sandbox

beforeAll(async () => {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString()
  mkdirSync(unpacked, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, packed.trim()), '-C', unpacked, '--strip-components', '1'])
  for (const name of readdirSync(join(root, 'node_modules')).filter(name => !name.startsWith('.')))
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  cpSync(join(root, 'examples/library'), folder, { recursive: true })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'consumer.ts'), CONSUMER)
  sandbox = await startSandbox({ users: 30, now: NOON, quotas: 'off' })
}, 120_000)
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The strictest that a program may have. */
const SETTINGS = {
  compilerOptions: {
    ...{ target: 'es2022', module: 'nodenext', types: ['node'], strict: true, skipLibCheck: false },
    ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, allowJs: true, checkJs: true },
    outDir: 'built',
  },
  include: ['*.ts', '*.mjs'],
}

const CONSUMER = `
import { extract, openLake, type ExtractOptions, type RunReport } from 'entra-extract'
const before = { listeners: process.eventNames(), env: JSON.stringify(process.env) }
const options: ExtractOptions = {
  out: process.argv[2] ?? '', tables: ['users'], environment: { ...process.env }, since: new Date(0), maxDuration: 60_000,
}
const report: RunReport = await extract(options)
await using lake = await openLake(process.argv[2])
const rows: { n: number }[] = await lake.query<{ n: number }>('SELECT count(*) AS n FROM users').all()
// @ts-expect-error a row has no such column
void rows[0]?.m
// @ts-expect-error durations are no booleans
void ({ lookback: true } satisfies ExtractOptions)
const same = JSON.stringify([process.eventNames(), JSON.stringify(process.env)]) === JSON.stringify([before.listeners, before.env])
process.exitCode = report.exitCode === 0 && rows[0]?.n === report.tables[0]?.rows && same ? 42 : 1
`

const environment = () => ({
  AZURE_TENANT_ID: sandbox.tenantId,
  AZURE_CLIENT_ID: sandbox.clientId,
  AZURE_CLIENT_SECRET: sandbox.clientSecret,
  ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
  ENTRA_EXTRACT_AUTHORITY: sandbox.authority,
})

const script = (name: string, ...args: string[]): Promise<Ended> =>
  runScript([join(folder, 'built', name), ...args], { cwd: folder, env: environment() })

describe('a program that imports the package', () => {
  test('is type-checked in the strictest way, declarations of libraries too', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    expect(() =>
      execFileSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' }),
    ).not.toThrow()
  }, 120_000)

  test('finds no types of other packages in those it sees', () => {
    const seen = new Set<string>()
    const packages: string[] = []
    const visit = (path: string): void => {
      if (seen.has(path)) return
      seen.add(path)
      for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(
        /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g,
      )) {
        if (name.startsWith('.')) visit(join(dirname(path), name.replace(/\.[jt]s$/, '.d.ts')))
        else packages.push(name)
      }
    }
    visit(join(unpacked, 'dist/index.d.ts'))
    expect(packages).toEqual([])
    expect(seen.size).toBeGreaterThan(10)
  })

  test('runs, and the library leaves its streams, signals and environment alone', async () => {
    expect(await script('consumer.js', join(folder, 'quiet'))).toEqual({ code: 42, stdout: '', stderr: '' })
  })

  test('may import nothing else of it', async () => {
    const code = "await import('entra-extract/dist/main.js')"
    const { stderr } = await runScript(['--input-type=module', '-e', code], { cwd: folder, env: {} })
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })
})

describe('examples/library', () => {
  test('extract.mjs reads, and ends as the command would', async () => {
    const { code, stdout, stderr } = await script('extract.mjs', lake)
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^users: complete, \d+ rows, \+\d+ ~0 -0$/m)])
    expect(stderr).toContain('users: delta')
    const wrong = await script('extract.mjs', 's3:/wrong')
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/^out looks like the address of a bucket/),
    ])
  })

  test('ask.ts asks', async () => {
    const { code, stdout, stderr } = await script('ask.js', lake, '3')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^users: \d+ rows, complete 20/m)
    expect(stdout).toMatch(/^All Employees: \d+$/m)
  })

  test('token.ts reads with tokens of its own', async () => {
    const { code, stdout, stderr } = await script('token.js', join(folder, 'token'))
    expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^organization: 1$/m), ''])
  })
})
