// What can be typed after the program's name, taken from the commands as they are declared.
import type { Argument, Command, Option } from 'commander'
import { isPath } from '../config/keys.ts'
import { specOf } from '../options.ts'

/** What a value may be. `list`: several words with commas between; `more`: a word goes on after its end, as `users=` does. */
export type Values =
  | { readonly kind: 'any' }
  | { readonly kind: 'path' }
  | { readonly kind: 'words' | 'list' | 'more'; readonly words: readonly string[] }

export interface Word {
  readonly name: string
  readonly about: string
}

export interface TypedOption extends Word {
  /** Null: a switch. */
  readonly values: Values | null
  readonly repeatable: boolean
}

export interface TypedCommand {
  /** `auth login`; empty: the program itself. */
  readonly path: string
  readonly commands: readonly Word[]
  /** Those of every command come last. */
  readonly options: readonly TypedOption[]
  /** What stands after the command; null: nothing does. */
  readonly argument: Values | null
}

/** Every command with its subcommands, the program itself first. `tables`: the names of all tables. */
export function commandsOf(program: Command, tables: readonly string[]): TypedCommand[] {
  return [typed(program, '', tables), ...below(program, '', tables)]
}

function below(parent: Command, path: string, tables: readonly string[]): TypedCommand[] {
  return visible(parent).flatMap(command => {
    const own = `${path} ${command.name()}`.trim()
    return [typed(command, own, tables), ...below(command, own, tables)]
  })
}

const visible = (command: Command): Command[] => [...command.createHelp().visibleCommands(command)]

function typed(command: Command, path: string, tables: readonly string[]): TypedCommand {
  const help = command.createHelp()
  help.showGlobalOptions = true
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
  const [argument] = command.registeredArguments
  return {
    path,
    commands: visible(command).map(each => ({ name: each.name(), about: firstSentence(each.description()) })),
    options: options.filter(({ long }) => long !== undefined).map(option => optionOf(option, tables)),
    argument: argument === undefined ? null : valuesOfArgument(argument, tables),
  }
}

function optionOf(option: Option, tables: readonly string[]): TypedOption {
  const spec = specOf(option)
  return {
    name: option.long ?? '',
    about: (spec?.help ?? option.description).replaceAll(/[^\x20-\x7e]/g, '-'),
    values: option.required || option.optional ? valuesOfOption(option, tables) : null,
    repeatable: spec?.repeatable === true,
  }
}

function valuesOfOption(option: Option, tables: readonly string[]): Values {
  const spec = specOf(option)
  const words = spec?.words ?? option.argChoices
  if (words !== undefined) return { kind: 'words', words }
  if (spec?.placeholder === '<tables>') return { kind: 'list', words: tables }
  if (spec?.placeholder?.startsWith('<table=')) return { kind: 'more', words: tables.map(name => `${name}=`) }
  return { kind: spec !== null && isPath(spec) ? 'path' : 'any' }
}

/** A list of choices, or tables by the argument's name. */
function valuesOfArgument(argument: Argument, tables: readonly string[]): Values {
  if (argument.argChoices !== undefined) return { kind: 'words', words: argument.argChoices }
  return /^tables?$/.test(argument.name()) ? { kind: 'words', words: tables } : { kind: 'any' }
}

const firstSentence = (text: string): string => text.split(/[.;:] |\.$/)[0] ?? text

/** A name for the functions of a script. */
export const FUNCTION = '_entra_extract'

/** Texts grouped by what follows from them, in the order in which they come. */
export function grouped<T>(items: readonly (readonly [text: string, outcome: T])[]): [T, string[]][] {
  const groups = new Map<string, [T, string[]]>()
  for (const [text, outcome] of items) {
    const key = JSON.stringify(outcome)
    const group = groups.get(key) ?? [outcome, []]
    group[1].push(text)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Each option that takes a value, by its command; those that all commands have, alike, stand under `*`. */
export function valuedOptions(commands: readonly TypedCommand[]): [command: string, option: TypedOption][] {
  const [root] = commands
  const common = new Set(root?.options.map(({ name }) => name))
  return commands.flatMap(({ path, options }) =>
    options
      .filter(({ name, values }) => values !== null && (path === '' || !common.has(name)))
      .map((option): [string, TypedOption] => [path === '' ? '*' : path, option]),
  )
}
