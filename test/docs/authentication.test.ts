// What docs/authentication.md names has to exist: variables, options, ways, codes, commands.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cloudEndpoints } from '../../src/auth/clouds.ts'
import { knownRefusals } from '../../src/auth/known-refusals.ts'
import { globalOptions } from '../../src/cli/connection.ts'
import { extractOptions } from '../../src/cli/extract-options.ts'
import { flagName, variableName } from '../../src/cli/options.ts'
import { WAYS } from '../../src/graph/token-source.ts'

const page = readFileSync(new URL('../../docs/authentication.md', import.meta.url), 'utf8')
const found = (pattern: RegExp): string[] => [
  ...new Set([...page.matchAll(pattern)].map(match => match[1] ?? '')),
]
const sources = [
  'src/api/credentials.ts',
  'src/cli/credentials.ts',
  'src/cli/auth/login.ts',
  'src/cli/permissions.ts',
]
  .map(path => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
  .join('\n')

describe('docs/authentication.md', () => {
  it('lists the ways in their order', () => {
    expect(found(/^\| `([a-z-]+)` \| (?:`|a |the |`entra)/gm).slice(0, WAYS.length)).toEqual([...WAYS])
  })

  it.each(found(/\b(ENTRA_EXTRACT_[A-Z_]+)/g))('%s is read', name => {
    const options = Object.keys({ ...globalOptions, ...extractOptions }).map(variableName)
    expect(options.includes(name) || sources.includes(`'${name}'`)).toBe(true)
  })

  it.each(found(/`(?:entra-extract )?(?:extract |auth login )?(--[a-z-]+)/g))('%s is an option', name => {
    const options = Object.keys({ ...globalOptions, ...extractOptions }).map(flagName)
    const own = ['--device-code', '--script', '--env-vars']
    expect([...options, ...own]).toContain(name)
  })

  it.each(found(/^\| (AADSTS[^|]+?) \|/gm))('%s have sentences', codes => {
    for (const code of codes.split(', ')) expect(Object.keys(knownRefusals)).toContain(code)
  })

  it.each(Object.entries(cloudEndpoints))('says where the cloud %s is', (cloud, { authority, graph }) => {
    expect(page).toContain(`| \`${cloud}\` | \`${new URL(authority).host}\` | \`${new URL(graph).host}\` |`)
  })

  it.each([
    'A laptop',
    'GitHub Actions',
    'Azure DevOps',
    'AKS',
    'A virtual machine',
    'Container Apps job',
    'Cron',
  ])('has a recipe for %s', title => {
    expect(page).toMatch(new RegExp(`^### .*${title}[^]*?\`\`\``, 'm'))
  })
})
