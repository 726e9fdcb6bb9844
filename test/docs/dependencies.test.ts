// docs/dependencies.md against package.json and the lockfile: every dependency has its reason, and none does what it must not.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

interface Package {
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
}

const manifest: {
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
} = JSON.parse(text('package.json'))
const lock: { packages: Record<string, Package> } = JSON.parse(text('package-lock.json'))
const installed = Object.entries(lock.packages).filter(([path]) => path !== '')
const page = text('docs/dependencies.md')
const [runTime = '', development = ''] = page.split('## For development')

/** Names in the first cells of the tables, and the licences beside them. */
function listed(part: string): Map<string, string> {
  const rows = [...part.matchAll(/^\| ([@a-z][^|]*?) \| ([^|]+?) \|/gm)].filter(
    ([, name]) => name !== 'package',
  )
  return new Map(
    rows.flatMap(([, names = '', licence = '']) => names.split(', ').map(name => [name, licence])),
  )
}

describe('docs/dependencies.md', () => {
  it.each([
    ['at run time', manifest.dependencies, runTime],
    ['for development', manifest.devDependencies, development],
  ] as const)('lists what is there %s', (_when, declared, part) => {
    expect([...listed(part).keys()].sort()).toEqual(Object.keys(declared).sort())
  })

  it.each([...listed(page)])('says the licence of %s', (name, licence) => {
    // One of them says it in its licence file alone.
    const said = lock.packages[`node_modules/${name}`]?.license ?? text(`node_modules/${name}/LICENSE`)
    expect(said).toContain(licence)
  })
})

describe('the lockfile', () => {
  it('has a hash for everything, and names no host', () => {
    expect(installed.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([])
    expect(text('package-lock.json')).not.toMatch(
      /https?:\/\/(?!(www\.)?(opencollective|github|paypal|patreon|tidelift|sindresorhus|feross)[./])\S*\.tgz/,
    )
  })

  it('has nothing that runs when it is installed', () => {
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([])
    expect(
      Object.keys(manifest.scripts).filter(name => /^(pre|post)?install$|^(pre|post)prepare$/.test(name)),
    ).toEqual([])
  })

  it('has permissive licences only, at run time', () => {
    const permissive = /\b(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Unlicense)\b/
    const others = installed.filter(([, { dev, license }]) => dev !== true && !permissive.test(license ?? ''))
    expect(others.map(([path, { license }]) => `${path} ${license}`)).toEqual([])
  })
})
