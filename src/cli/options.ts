// Options as data: one declaration gives the flag, its environment variable, its help and its parsed value.
import { type Command, Option } from 'commander'
import { variableName } from '../api/variables.ts'
import { UsageError } from '../errors.ts'
import type { Env } from './io.ts'

/** The name of an option is its key in camelCase: `maxDuration` is `--max-duration` and `ENTRA_EXTRACT_MAX_DURATION`. */
export interface OptionSpec<T> {
  /** `<duration>`; null: a switch, which is read as `true`. */
  readonly placeholder: string | null
  readonly help: string
  /** Throws a `UsageError` that begins with `source`, the flag or variable that the text comes from. */
  readonly parse: (text: string, source: string) => T
  readonly fallback: T
  /** The fallback as help shows it. */
  readonly shown?: string
  /** May be given more than once; the texts are joined with commas. */
  readonly repeatable?: boolean
  /** Variables of other programs that say the same: they come after its own, and before a config file. */
  readonly variables?: readonly string[]
  /** The only texts there are. */
  readonly words?: readonly string[]
  /** Whether it is a path, which in a config file is relative to the file's folder; absent: the placeholder tells. */
  readonly path?: boolean
  /** What it is in a config file; absent: the placeholder and `repeatable` tell. */
  readonly json?: JsonShape
}

/** `columns`: an object with a list of names for each table. */
export type JsonShape = 'text' | 'flag' | 'number' | 'list' | 'columns'

export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends OptionSpec<infer T> ? T : never
}

/** What a config file says: by the key of an option the text that its flag would have, paths absolute. */
export interface Config {
  /** As it was given; null: there is no file. */
  readonly path: string | null
  readonly values: Readonly<Record<string, string>>
  /** The tables for a command that is given none. */
  readonly tables: readonly string[]
}

export const noConfig: Config = { path: null, values: {}, tables: [] }

/** Declares an option and keeps the type of its value. */
export const value = <T>(spec: OptionSpec<T>): OptionSpec<T> => spec

export const flag = (help: string): OptionSpec<boolean> => ({
  placeholder: null,
  help,
  parse: parseBoolean,
  fallback: false,
})

/** One of a few words. */
export function choice<T extends string>(help: string, words: readonly T[], fallback: T): OptionSpec<T> {
  const parse = (text: string, source: string): T => {
    const word = words.find(each => each === text)
    if (word !== undefined) return word
    throw new UsageError(`${source} is one of ${words.join(', ')}, not '${text}'.`)
  }
  return { placeholder: `<${words.join('|')}>`, help, parse, fallback, shown: fallback, words }
}

export function integer(help: string, fallback: number, min: number, max: number): OptionSpec<number> {
  const parse = (text: string, source: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new UsageError(`${source} is a whole number from ${min} to ${max}, not '${text}'.`)
  }
  return { placeholder: '<n>', help, parse, fallback, shown: String(fallback), json: 'number' }
}

export const flagName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
export { variableName }
/** How an error names the key of a config file. */
export const keyName = (key: string, file: string): string => `${key} in ${file}`

/** Declares the options on the command. Nothing is read from the environment here. */
export function addOptions(command: Command, specs: OptionSpecs): void {
  for (const [key, spec] of Object.entries(specs)) command.addOption(optionOf(key, spec))
}

function optionOf(key: string, spec: OptionSpec<unknown>): Option {
  const notes = [...(spec.shown === undefined ? [] : [`default: ${spec.shown}`]), `env: ${variableName(key)}`]
  const flags = spec.placeholder === null ? flagName(key) : `${flagName(key)} ${spec.placeholder}`
  const option = new Option(flags, `${spec.help} (${notes.join(', ')})`)
  if (spec.repeatable === true) {
    option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
  }
  specs.set(option, spec)
  return option
}

const specs = new WeakMap<Option, OptionSpec<unknown>>()

/** What an option was declared with; null: commander's own, such as --help. */
export const specOf = (option: Option): OptionSpec<unknown> | null => specs.get(option) ?? null

/** The values after parsing: the flag, else the environment variable, else the config file, else the fallback. Throws a `UsageError`. */
export function readOptions<S extends OptionSpecs>(
  specs: S,
  command: Command,
  env: Env,
  config: Config = noConfig,
): OptionValues<S> {
  const values = Object.entries(specs).map(([key, spec]) => {
    const given = flagText(key, spec, command) ?? variableText(key, spec, env) ?? fileText(key, config)
    return [key, given === null ? spec.fallback : spec.parse(given.text, given.source)]
  })
  return Object.fromEntries(values) as OptionValues<S>
}

/** The values when nothing is given. */
export function fallbacks<S extends OptionSpecs>(specs: S): OptionValues<S> {
  return Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => [key, spec.fallback]),
  ) as OptionValues<S>
}

/** A text for an option, and what an error calls the place it comes from. */
interface Given {
  readonly text: string
  readonly source: string
}

function flagText(key: string, spec: OptionSpec<unknown>, command: Command): Given | null {
  // `--no-changes` is `changes: false` to commander.
  const attribute = optionOf(key, spec).attributeName()
  if (command.getOptionValueSourceWithGlobals(attribute) !== 'cli') return null
  const value: unknown = command.optsWithGlobals()[attribute]
  const source = flagName(key)
  if (spec.placeholder === null) return { text: 'true', source }
  return { text: Array.isArray(value) ? value.join(',') : String(value), source }
}

/** An empty variable is as good as none. */
function variableText(key: string, { variables = [] }: OptionSpec<unknown>, env: Env): Given | null {
  for (const source of [variableName(key), ...variables]) {
    const text = env[source]?.trim() ?? ''
    if (text !== '') return { text, source }
  }
  return null
}

function fileText(key: string, { path, values }: Config): Given | null {
  const text = Object.hasOwn(values, key) ? values[key] : undefined
  return path === null || text === undefined ? null : { text, source: keyName(key, path) }
}

function parseBoolean(text: string, source: string): boolean {
  if (/^(1|true)$/i.test(text)) return true
  if (/^(0|false)$/i.test(text)) return false
  throw new UsageError(`${source} is 1, true, 0 or false, not '${text}'.`)
}

/** Names separated by commas; empty ones are left out. */
export function parseList(text: string): readonly string[] {
  return text.split(',').flatMap(part => (part.trim() === '' ? [] : [part.trim()]))
}

/** The tables named on the command line, else those of the config file. */
export const askedTables = (named: readonly string[], config: Config): readonly string[] =>
  named.length > 0 ? named : config.tables
