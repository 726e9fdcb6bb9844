// The shape that docs/architecture.md promises: who may import whom, and which library is known where.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

interface Module {
  readonly path: string
  readonly text: string
  /** Modules of ours, relative to src. */
  readonly ours: readonly string[]
  readonly packages: readonly string[]
}

const modules: readonly Module[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => {
    const text = readFileSync(join(src, path), 'utf8')
    const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] ?? '')
    const ours = found.filter(name => name.startsWith('.')).map(name => normalize(join(dirname(path), name)))
    return {
      path,
      text,
      ours,
      packages: found.filter(name => !name.startsWith('.') && !name.startsWith('node:')),
    }
  })

const areaOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : path)

/** Areas that an area may import from, itself left out. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['api', 'cli', 'auth', 'errors.ts'],
  'index.ts': ['api', 'graph', 'lake', 'reports', 'state', 'store', 'extract', 'streams', 'errors.ts'],
  'errors.ts': [],
  cli: [
    'api',
    'ask',
    'extract',
    'auth',
    'dialects',
    'graph',
    'lake',
    'reports',
    'state',
    'store',
    'streams',
    'sandbox',
    'errors.ts',
  ],
  api: ['ask', 'extract', 'auth', 'graph', 'lake', 'reports', 'state', 'store', 'streams', 'errors.ts'],
  ask: ['dialects', 'extract', 'lake', 'reports', 'state', 'store', 'streams', 'errors.ts'],
  extract: ['graph', 'lake', 'state', 'store', 'streams', 'errors.ts'],
  auth: ['graph', 'streams', 'errors.ts'],
  graph: ['streams', 'errors.ts'],
  lake: ['dialects', 'store', 'streams', 'errors.ts'],
  state: ['lake', 'store', 'streams', 'errors.ts'],
  reports: ['dialects', 'lake', 'streams', 'errors.ts'],
  store: ['errors.ts'],
  dialects: ['streams', 'errors.ts'],
  streams: [],
  sandbox: [],
}

describe('areas', () => {
  test.each(modules.map(module => [module.path, module] as const))(
    '%s imports only what its area may',
    (path, { ours }) => {
      const area = areaOf(path)
      const foreign = ours
        .map(areaOf)
        .filter(other => other !== area && !(ALLOWED[area] ?? []).includes(other))
      expect(foreign).toEqual([])
    },
  )

  test('a stream imports the vocabulary, shared structs and shared tables, nothing else', () => {
    const all = modules.find(({ path }) => path === 'streams/all.ts')
    expect(all?.ours.length).toBeGreaterThan(10)
    for (const path of all?.ours ?? []) {
      const { ours = [], packages = [] } = modules.find(module => module.path === path) ?? {}
      expect(packages).toEqual([])
      for (const other of ours)
        expect(other).toMatch(/^streams\/(define|structs|sign-in-beta|[a-z-]+-table)\.ts$/)
    }
  })

  test('no module imports itself by a detour', () => {
    const graph = new Map(modules.map(({ path, ours }) => [path, ours]))
    const done = new Set<string>()
    const visit = (path: string, trail: readonly string[]): void => {
      expect(trail, [...trail, path].join(' → ')).not.toContain(path)
      if (done.has(path)) return
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
      done.add(path)
    }
    for (const { path } of modules) visit(path, [])
    expect(done.size).toBe(modules.length)
  })
})

describe('libraries', () => {
  test.each([
    ['undici', /^graph\//],
    ['@azure/msal-node', /^auth\//],
    ['node-forge', /^auth\/application\/pfx\.ts$/],
    ['open', /^auth\/person\/browser-child\.ts$/],
    ['@napi-rs/keyring', /^auth\/person\/keychain/],
    ['@duckdb/node-api', /^lake\//],
    ['ora', /^cli\/progress\.ts$/],
    ['cli-table3', /^cli\/report\.ts$/],
    ['commander', /^cli\//],
    ['csv-parse', /^(extract\/csv|reports\/inputs)\.ts$/],
    ['@aws-sdk/client-s3', /^store\/s3/],
    ['@aws-sdk/credential-provider-node', /^store\/s3/],
    ['@smithy/node-http-handler', /^store\/s3/],
    ['@smithy/core', /^store\/s3/],
    ['@azure/storage-blob', /^store\/azure/],
    ['@google-cloud/storage', /^store\/gcs/],
    ['https-proxy-agent', /^store\/(s3-network|azure-http|gcs-agents)\.ts$/],
  ])('only its own place knows %s', (library, place) => {
    const isIt = (name: string): boolean => name === library || name.startsWith(`${library}/`)
    const users = modules.filter(({ packages }) => packages.some(isIt)).map(({ path }) => path)
    expect(users.length).toBeGreaterThan(0)
    for (const path of users) expect(path).toMatch(place)
  })
})

describe('the process', () => {
  const code = (text: string): string => text.replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '')

  test('nobody ends it', () => {
    expect(modules.filter(({ text }) => /process\.exit\(/.test(code(text))).map(({ path }) => path)).toEqual(
      [],
    )
  })

  test('the environment is read in one place', () => {
    const readers = modules.filter(({ text }) => /process\.env/.test(code(text))).map(({ path }) => path)
    expect(readers.filter(path => path !== 'main.ts')).toEqual([])
  })
})
