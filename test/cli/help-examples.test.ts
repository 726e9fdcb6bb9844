// The help of every command: it fits a terminal, says what is read and written, and its examples are right.
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createContext } from '../../src/cli/context.ts'
import { helpText } from '../../src/cli/help.ts'
import { specOf } from '../../src/cli/options.ts'
import { createProgram } from '../../src/cli/program.ts'
import { tables } from '../../src/streams/index.ts'
import { FakeStream } from '../support/terminal.ts'

const WIDTH = 80

class Narrow extends FakeStream {
  override readonly columns: number = WIDTH
}

const stdout = new Narrow(false)
const io = { argv: [], env: {}, stdout, stderr: new Narrow(false), onSignal: () => () => {}, raise: () => {} }

const context = createContext(io, '0.0.0')

/** Where a command line led: the command, its arguments as they were given, and its options as text. */
interface Parsed {
  readonly command: Command
  readonly args: readonly string[]
}

/** The program with commands that do nothing but tell that they were called. */
function idleProgram(called: (command: Command) => void): Command {
  const program = createProgram(context, () => {})
  for (const command of callable(program)) command.action(() => called(command))
  return program
}

/** Those without commands of their own, and those that take an argument in place of one. */
function callable(command: Command): Command[] {
  const isOne = command.commands.length === 0 || command.registeredArguments.length > 0
  return [...(isOne ? [command] : []), ...command.commands.flatMap(callable)]
}

async function parse(words: readonly string[]): Promise<Parsed> {
  let parsed: Parsed | undefined
  const program = idleProgram(command => {
    parsed = { command, args: command.args }
  })
  await program.parseAsync([...words], { from: 'user' })
  if (parsed === undefined) throw new Error(`nothing was called by ${words.join(' ')}`)
  return parsed
}

const names: string[] = []
const visit = (command: Command, path: string): void => {
  names.push(path)
  for (const below of command.commands) visit(below, `${path} ${below.name()}`.trim())
}
visit(
  idleProgram(() => {}),
  '',
)

async function helpOf(name: string): Promise<string> {
  stdout.written = ''
  const asked = idleProgram(() => {}).parseAsync([...name.split(' ').filter(Boolean), '--help'], {
    from: 'user',
  })
  await expect(asked).rejects.toMatchObject({ exitCode: 0 })
  return stdout.written
}

const examplesIn = (help: string): string[] => {
  const [, block = ''] = /^Examples:\n((?: {2}.*\n)+)/m.exec(help) ?? []
  return block.split('\n').flatMap(line => (line === '' || line.startsWith('  # ') ? [] : [line.trim()]))
}

/** The words of the program's own part of a line: neither what is behind a pipe nor a redirection. */
function wordsOf(line: string): string[] {
  const own = /^source <\((.*)\)$/.exec(line)?.[1] ?? line
  const words: string[] = []
  for (const [, single, double, bare] of own.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    if (bare !== undefined && /^(\||>|2>)/.test(bare)) break
    words.push(single ?? double ?? bare ?? '')
  }
  return words
}

test('there is a help of every command', () => {
  expect(names.length).toBeGreaterThan(16)
  expect(names).toContain('auth login')
})

describe.each(names.map(name => [name === '' ? 'the program' : name, name] as const))(
  'the help of %s',
  (_, name) => {
    test('fits 80 columns', async () => {
      const long = (await helpOf(name)).split('\n').filter(line => line.length > WIDTH)
      expect(long).toEqual([])
    })

    test('says what is read and written, and where more is told', async () => {
      const help = await helpOf(name)
      expect(help).toMatch(/^Reads {3}\S/m)
      expect(help).toMatch(/^Writes {2}\S/m)
      const [, pages = ''] = /^See also: (.*(?:\n {2}.*)*)/m.exec(help) ?? []
      expect(pages).toMatch(/\.md/)
      for (const page of pages.split(/,\s+/))
        expect([page, existsSync(new URL(`../../${page}`, import.meta.url))]).toEqual([page, true])
    })

    test('has examples that the program accepts', async () => {
      const lines = examplesIn(await helpOf(name))
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines) {
        const [program, ...words] = wordsOf(line)
        expect([line, program]).toEqual([line, 'entra-extract'])
        if (words.at(-1) === '--help') continue
        const { command, args } = await parse(words)
        expect([line, pathOf(command).startsWith(name)]).toEqual([line, true])
        checkValues(command, line)
        if (/^tables?$/.test(command.registeredArguments[0]?.name() ?? ''))
          expect([line, args.filter(arg => !tables.has(arg))]).toEqual([line, []])
      }
    })
  },
)

const pathOf = (command: Command): string =>
  command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim()

/** Each value is one that its option takes. */
function checkValues(command: Command, line: string): void {
  for (let owner: Command | null = command; owner !== null; owner = owner.parent)
    for (const option of owner.options) {
      const spec = specOf(option)
      if (spec === null || owner.getOptionValueSource(option.attributeName()) !== 'cli') continue
      const value: unknown = owner.getOptionValue(option.attributeName())
      const text = spec.placeholder === null ? 'true' : Array.isArray(value) ? value.join(',') : String(value)
      expect(() => spec.parse(text, line)).not.toThrow()
    }
}

test('help is wrapped below its heads', () => {
  const long = 'word '.repeat(40).trim()
  const text = helpText({
    reads: long,
    writes: 'nothing.',
    notes: [long],
    examples: [['entra-extract x', long]],
    exitCodes: long,
    see: ['one', 'two'],
  })
  expect(text.split('\n').every(line => line.length <= 78)).toBe(true)
  expect(text).toMatch(/^Reads {3}word.*\n {8}word/m)
  expect(text).toMatch(/^ {2}# word.*\n {2}# word/m)
  expect(text).toMatch(/^Exit codes: word.*\n {2}word/m)
  expect(text).toContain('See also: docs/one.md, docs/two.md\n')
})
