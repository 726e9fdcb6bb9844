// man/entra-extract.1 is what --help says (`npm run docs` writes it).
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createContext } from '../../src/cli/context.ts'
import { createProgram } from '../../src/cli/program.ts'
import { FakeStream } from '../support/terminal.ts'
import { manPage } from './man-page.ts'

const PAGE = fileURLToPath(new URL('../../man/entra-extract.1', import.meta.url))

const stdout = new FakeStream(false)
const io = { argv: [], env: {}, stdout, stderr: stdout, onSignal: () => () => {}, raise: () => {} }
const program = createProgram(createContext(io, '0.0.0'), () => {})

function afterHelp(command: Command): string {
  stdout.written = ''
  command.outputHelp()
  return stdout.written.slice(command.helpInformation().length)
}

test('the manual page is the one that is published', async () => {
  const page = manPage(program, afterHelp)
  await expect(page).toMatchFileSnapshot(PAGE)
  for (const word of ['auth login', '\\-\\-max\\-duration', 'entra\\-extract completion'])
    expect(page).toContain(word)
  expect(page.split('\n').filter(line => /^\.(?!TH|SH|SS|TP|B |PP|nf|fi|br)/.test(line))).toEqual([])
})

test('it is in the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect([manifest.man, manifest.files.includes('man')]).toEqual(['./man/entra-extract.1', true])
})

const hasGroff = ((): boolean => {
  try {
    execFileSync('groff', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

test.runIf(hasGroff)('groff has no complaint', () => {
  const input = manPage(program, afterHelp)
  const { stdout: shown, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww'], { input, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(shown).toContain('Make it anew with each new version.')
})
