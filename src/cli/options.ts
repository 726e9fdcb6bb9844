// Options as data: one declaration gives the flag, its environment variable, its help and its parsed value.
import { type Command, Option } from 'commander'
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
}

export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends OptionSpec<infer T> ? T : never
}

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
  return { placeholder: `<${words.join('|')}>`, help, parse, fallback, shown: fallback }
}

export function integer(help: string, fallback: number, min: number, max: number): OptionSpec<number> {
  const parse = (text: string, source: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new UsageError(`${source} is a whole number from ${min} to ${max}, not '${text}'.`)
  }
  return { placeholder: '<n>', help, parse, fallback, shown: String(fallback) }
}

export const flagName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
export const variableName = (key: string): string =>
  `ENTRA_EXTRACT_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`

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
  return option
}

/** The values after parsing: the flag, else the environment variable, else the fallback. Throws a `UsageError`. */
export function readOptions<S extends OptionSpecs>(specs: S, command: Command, env: Env): OptionValues<S> {
  const values = Object.entries(specs).map(([key, spec]) => [key, readOption(key, spec, command, env)])
  return Object.fromEntries(values) as OptionValues<S>
}

/** The values when nothing is given. */
export function fallbacks<S extends OptionSpecs>(specs: S): OptionValues<S> {
  return Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => [key, spec.fallback]),
  ) as OptionValues<S>
}

function readOption(key: string, spec: OptionSpec<unknown>, command: Command, env: Env): unknown {
  const given = givenText(key, spec, command)
  if (given !== null) return spec.parse(given, flagName(key))
  const variable = variableName(key)
  const text = env[variable]?.trim() ?? ''
  return text === '' ? spec.fallback : spec.parse(text, variable)
}

/** The text of the flag; null when it was not given. */
function givenText(key: string, spec: OptionSpec<unknown>, command: Command): string | null {
  // `--no-changes` is `changes: false` to commander.
  const attribute = optionOf(key, spec).attributeName()
  if (command.getOptionValueSourceWithGlobals(attribute) !== 'cli') return null
  const value: unknown = command.optsWithGlobals()[attribute]
  if (spec.placeholder === null) return 'true'
  return Array.isArray(value) ? value.join(',') : String(value)
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
