// Values that a program gives, checked: what has the wrong type is one sentence that names the option. Pure.
import { UsageError } from '../errors.ts'
import { parseDuration, parseSince, type Since } from './duration.ts'

/** `name` is the option; `value` undefined or null: not given. Throws a `UsageError`. */
export type Reader<T> = (value: unknown, name: string) => T

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null

/** `what` ends the sentence "x is …". */
function refuse(name: string, what: string): never {
  throw new UsageError(`${name} is ${what}.`)
}

/** `otherwise` when it is not given. */
export const or =
  <T, U>(otherwise: U, read: Reader<T>): Reader<T | U> =>
  (value, name) =>
    isAbsent(value) ? otherwise : read(value, name)

export const flag: Reader<boolean> = (value, name) =>
  isAbsent(value) ? false : typeof value === 'boolean' ? value : refuse(name, 'true or false')

/** A text that is not empty, as `parse` takes it. */
export const text =
  <T>(parse: (text: string, name: string) => T): Reader<T> =>
  (value, name) =>
    typeof value === 'string' && value.trim() !== ''
      ? parse(value, name)
      : refuse(name, 'a text, and not an empty one')

export const word: Reader<string> = text(given => given)

export const oneOf =
  <T extends string>(words: readonly T[]): Reader<T> =>
  (value, name) =>
    words.find(each => each === value) ?? refuse(name, `one of ${words.join(', ')}`)

export const wordList: Reader<readonly string[]> = (value, name) => {
  if (isAbsent(value)) return []
  if (Array.isArray(value) && value.every(each => typeof each === 'string' && each !== '')) return [...value]
  return refuse(name, 'a list of texts')
}

/** Lists of names by name. */
export const wordLists: Reader<Readonly<Record<string, readonly string[]>>> = (value, name) => {
  if (isAbsent(value)) return {}
  if (typeof value !== 'object' || Array.isArray(value))
    return refuse(name, 'an object with a list of texts for each table')
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, wordList(part, `${name}.${key}`)]),
  )
}

/** Milliseconds. */
export const duration: Reader<number> = (value, name) => {
  if (typeof value === 'string') return parseDuration(value, name)
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return Math.round(value)
  return refuse(name, 'a number of milliseconds, or a duration such as 90s, 50m, 6h or 7d')
}

export const positiveDuration: Reader<number> = (value, name) => {
  const ms = duration(value, name)
  if (ms > 0) return ms
  throw new UsageError(`${name} has to be longer than nothing.`)
}

export const since: Reader<Since> = (value, name) => {
  if (typeof value === 'string') return parseSince(value, name)
  if (typeof value === 'number') return { backMs: duration(value, name) }
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { at: value.toISOString() }
  return refuse(name, 'a number of milliseconds, a duration such as 7d, a date, a time, or a Date')
}

export const percent: Reader<number> = (value, name) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100
    ? value
    : refuse(name, 'a whole number of per cent from 1 to 100')

export const callback =
  <F>(): Reader<F> =>
  (value, name) =>
    typeof value === 'function' ? (value as F) : refuse(name, 'a function')

export const signal: Reader<AbortSignal> = (value, name) =>
  value instanceof AbortSignal ? value : refuse(name, 'an AbortSignal')

export const record: Reader<Readonly<Record<string, unknown>>> = (value, name) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : refuse(name, 'an object')

export type Readers = Readonly<Record<string, Reader<unknown>>>
export type Read<R extends Readers> = { readonly [K in keyof R]: ReturnType<R[K]> }

/** Reads every option by its reader. Throws a `UsageError` for one that is none. */
export function readAll<R extends Readers>(readers: R, options: unknown, whose: string): Read<R> {
  const given = record(options, `what ${whose} is told`)
  const unknown = Object.keys(given).find(key => !Object.hasOwn(readers, key))
  if (unknown !== undefined) throw new UsageError(`There is no option ${unknown} of ${whose}.`)
  return Object.fromEntries(
    Object.entries(readers).map(([key, read]) => [key, read(given[key], key)]),
  ) as Read<R>
}
