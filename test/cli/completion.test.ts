// The scripts of `completion`, asked by the shells themselves: bash always, the others where they are installed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Argument, Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bashScript } from '../../src/cli/completion/bash.ts'
import { SHELLS, type Shell } from '../../src/cli/completion/completion.ts'
import { commandsOf, valuedOptions } from '../../src/cli/completion/model.ts'
import { addOptions, choice, flag } from '../../src/cli/options.ts'
import { tables } from '../../src/streams/index.ts'
import { run } from '../support/terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'entra-completion-'))
const scriptOf = (shell: Shell): string => join(folder, `script.${shell}`)

beforeAll(async () => {
  for (const shell of SHELLS) writeFileSync(scriptOf(shell), (await run(['completion', shell])).stdout)
  for (const name of ['one.sql', 'two words.sql', 'other.txt']) writeFileSync(join(folder, name), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isInstalled = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const shell = (program: string, args: readonly string[]): string[] =>
  execFileSync(program, [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    .split('\n')
    .filter(line => line !== '')

const named = (begin: string): string[] => [...tables.keys()].filter(name => name.startsWith(begin))

/** A line, and what the word under the cursor, at its end, may become. */
const CASES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['e', ['extract']],
  ['auth lo', ['login', 'logout']],
  ['auth status --js', ['--json']],
  ['completion ', ['bash', 'zsh', 'fish', 'powershell']],
  ['extract user', named('user')],
  ['extract --full groups user', named('user')],
  ['--cloud usgov extract --comp', ['--compression']],
  ['extract --cl', ['--cloud', '--client-id']],
  ['extract --compression ', ['zstd', 'snappy', 'gzip', 'none']],
  ['extract --compression=z', ['zstd']],
  ['extract --exclude=group_s', ['group_settings']],
  ['extract --exclude users,group_s', ['group_settings']],
  ['extract --columns user_l', named('user_l').map(name => `${name}=`)],
  ['--auth f', ['federation']],
  ['schema --dialect b', ['bigquery']],
  ['permissions --as ', ['application', 'delegated']],
  ['auth login --tenant auth user', named('user')],
  ['query --file o', ['one.sql', 'other.txt']],
  ['query --file=tw', ['two words.sql']],
]

/** What stands before the last comma or = is on the line already. */
const last = (word: string): string => (word.endsWith('=') ? word : word.replace(/^.*[,=]/, ''))
const sorted = (words: readonly string[]): string[] => [...new Set(words.map(last))].sort()

describe('bash', () => {
  /** As readline cuts it, and as it does where = cuts nothing. */
  const complete = (line: string, breaks: string): string[] => {
    const words = line
      .split(' ')
      .flatMap(word => (breaks.includes('=') ? word.split(/(?<==)|(?==)/) : [word]))
    const code = `source "$1"; shift; COMP_WORDBREAKS='${breaks}'; COMP_WORDS=(entra-extract "$@"); COMP_CWORD=$#
      _entra_extract; printf '%s\\n' "\${COMPREPLY[@]}"`
    return shell('bash', ['--norc', '-c', code, 'bash', scriptOf('bash'), ...words])
  }

  test.each(CASES)('%s', (line, offered) => {
    expect(sorted(complete(line, ' =:'))).toEqual([...offered].sort())
    expect(sorted(complete(line, ' '))).toEqual([...offered].sort())
  })

  test('keeps what is on the line', () => {
    expect(complete('extract --exclude users,group_s', ' =')).toEqual(['users,group_settings'])
    expect(complete('extract --compression=z', ' =')).toEqual(['zstd'])
    expect(complete('extract --compression=z', ' ')).toEqual(['--compression=zstd'])
  })

  test('offers no table twice in a list, and nothing where a text is free', () => {
    expect(complete('extract --exclude users,user', ' =')).not.toContain('users,users')
    expect(complete('extract --max-duration ', ' =')).toEqual([])
    expect(complete('tables --json --', ' =')).toEqual(
      expect.arrayContaining(['--json', '--cloud', '--help']),
    )
  })

  test('is registered for the program, with no complaint of a strict shell', () => {
    const code = `set -eu; source "${scriptOf('bash')}"; complete -p entra-extract`
    expect(shell('bash', ['--norc', '-c', code])).toEqual(['complete -F _entra_extract entra-extract'])
  })
})

describe.runIf(isInstalled('fish'))('fish', () => {
  const complete = (line: string): string[] =>
    shell('fish', [
      '--no-config',
      '-c',
      'source $argv[1]; complete -C "entra-extract $argv[2]"',
      scriptOf('fish'),
      line,
    ]).map(found => found.split('\t')[0]?.replaceAll('\\ ', ' ') ?? '')

  test.each(CASES)('%s', (line, offered) => {
    expect(sorted(complete(line))).toEqual([...offered].sort())
  })
})

describe.runIf(isInstalled('zsh'))('zsh', () => {
  const driver = fileURLToPath(new URL('completion-driver.zsh', import.meta.url))
  const complete = (line: string, index: number): string[] => {
    const file = join(folder, `zsh-${index}`)
    shell('zsh', ['-f', driver, scriptOf('zsh'), `entra-extract ${line}`, file])
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(word => word !== '')
      .map(word => word.replaceAll('\\ ', ' '))
  }

  test.each(CASES.map(([line, offered], index) => [line, offered, index] as const))(
    '%s',
    (line, offered, index) => {
      expect(sorted(complete(line, index))).toEqual([...offered].sort())
    },
    30_000,
  )
})

describe.runIf(isInstalled('pwsh'))('powershell', () => {
  const complete = (line: string): string[] => {
    const code = `. '${scriptOf('powershell')}'; $line = 'entra-extract ${line}'
      [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText`
    return shell('pwsh', ['-NoProfile', '-Command', code])
  }

  test.each(CASES.filter(([line]) => !line.includes('--file')))(
    '%s',
    (line, offered) => {
      expect(sorted(complete(line))).toEqual([...offered].sort())
    },
    30_000,
  )
})

describe('each script', () => {
  test.each(SHELLS)('of %s has every command, option and table', shell => {
    const text = readFileSync(scriptOf(shell), 'utf8')
    for (const word of [
      'login',
      'doctor',
      'max-duration',
      'store-endpoint',
      'usgov-dod',
      'bigquery',
      ...tables.keys(),
    ])
      expect(text).toContain(word)
  })

  test('of PowerShell has its quotes and brackets in pairs', () => {
    const bare = readFileSync(scriptOf('powershell'), 'utf8').replaceAll(/'[^'\n]*'|"[^"\n]*"|#.*$/gm, '')
    expect(bare).not.toMatch(/['"]/)
    for (const [open = '', close = ''] of ['()', '{}', '[]'])
      expect([open, bare.split(open).length]).toEqual([open, bare.split(close).length])
  })

  test('is one for each of the four, and no other', async () => {
    expect((await run(['completion', 'cmd'])).code).toBe(2)
    expect((await run(['completion'])).code).toBe(2)
  })
})

describe('the model', () => {
  const program = new Command('entra-extract').helpCommand(false)
  addOptions(program, { cloud: choice('which', ['a', 'b'], 'a') })
  const report = program.command('report').addArgument(new Argument('[name]').choices(['guests', 'mfa']))
  addOptions(report, { wide: flag('wide') })
  const commands = commandsOf(program, ['users'])

  test('follows the declaration: a new command with choices is completed', () => {
    expect(commands.map(({ path }) => path)).toEqual(['', 'report'])
    expect(commands[1]?.argument).toEqual({ kind: 'words', words: ['guests', 'mfa'] })
    expect(commands[1]?.options.map(({ name }) => name)).toEqual(['--wide', '--help', '--cloud'])
    expect(bashScript(commands)).toContain("kind=words words='guests mfa'")
  })

  test("has options that take a value stand once, where they are everybody's", () => {
    expect(valuedOptions(commands).map(([path, { name }]) => `${path}:${name}`)).toEqual(['*:--cloud'])
  })
})
