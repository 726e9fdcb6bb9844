import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const source = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const modules: readonly string[] = ['src', 'bin'].flatMap(folder =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.[jt]s$/.test(name))
    .map(name => `${folder}/${name.replaceAll('\\', '/')}`),
)

/** What a module imports when it is loaded; types and `import()` are no part of that. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'"]*?from\s*)?'([^']+)'/gms)].map(
    match => match[1] ?? '',
  )
}

/** Every module that is loaded with `path`, packages by their name. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  for (const specifier of importsOf(source(path))) {
    const target = specifier.startsWith('.')
      ? new URL(specifier, new URL(path, root)).href.slice(root.href.length)
      : specifier
    if (seen.has(target)) continue
    seen.add(target)
    if (specifier.startsWith('.')) loadedWith(target, seen)
  }
  return seen
}

describe('what is loaded at the start', () => {
  it('is commander and Node, so that help comes at once', () => {
    const loaded = [...loadedWith('src/main.ts')]
    const packages = loaded.filter(name => !name.startsWith('src/') && !name.startsWith('node:'))
    expect(packages).toEqual(['commander'])
    expect(loaded.filter(name => /^src\/(streams|extract|lake|graph|sandbox|state)\//.test(name))).toEqual([
      'src/graph/token-source.ts',
      'src/streams/define.ts',
      'src/streams/nearest.ts',
      'src/extract/results.ts',
    ])
    for (const name of loaded.filter(each => each.startsWith('src/'))) {
      expect(existsSync(new URL(name, root)), name).toBe(true)
    }
  })
})

describe('who may name what', () => {
  const mentions = (word: RegExp): string[] => modules.filter(path => word.test(source(path)))

  it.each([
    ['ora', 'src/cli/progress.ts'],
    ['cli-table3', 'src/cli/report.ts'],
  ])('%s: only %s', (name, only) => {
    expect(mentions(new RegExp(`(from |import\\()'${name}'`))).toEqual([only])
  })

  it('the environment: only main.ts; ending the process: nobody', () => {
    expect(mentions(/process\.env/)).toEqual(['src/main.ts'])
    expect(mentions(/process\.exit\(/)).toEqual([])
  })

  it('MSAL: only src/auth, and undici not there', () => {
    const msal = mentions(/'@azure\/msal/)
    expect(msal).toContain('src/auth/application/application.ts')
    expect(msal.every(path => path.startsWith('src/auth/'))).toBe(true)
    expect(mentions(/'undici'/).filter(path => path.startsWith('src/auth/'))).toEqual([])
  })
})
