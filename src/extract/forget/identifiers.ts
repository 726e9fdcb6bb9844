// What a person is known by in a lake, and how that is found in text. Pure.

/** A person to be forgotten. All texts are in lower case. */
export interface Person {
  readonly id: string
  /** Means this person wherever it stands. */
  readonly sure: ReadonlySet<string>
  /** Means this person only in a row that also holds one of `sure`. */
  readonly common: ReadonlySet<string>
}

/** Finds persons in text. */
export interface Finder {
  /** RE2, of which one matches every JSON text that names a person; text that names nobody may match too. */
  readonly patterns: readonly string[]
  /** Adds the persons that a text names to `found`. */
  find(text: string, found: Set<Person>): void
  /** The text without what is sure, and without what is common to these persons. */
  erase(text: string, persons: ReadonlySet<Person>): string
  /** Whether the text as a whole is one of the sure names. */
  isName(text: string): boolean
}

/** What stands where something was forgotten. */
export const FORGOTTEN = 'forgotten'

/** Alternatives of one pattern, which RE2 holds in memory, and of one expression, of which JavaScript compiles no larger ones. */
const PER_PATTERN = 200
const PER_EXPRESSION = 100

export function finderOf(persons: readonly Person[]): Finder {
  const owners = new Map<string, Person[]>()
  for (const person of persons)
    for (const name of person.sure) owners.set(name, [...(owners.get(name) ?? []), person])
  const names = longestFirst(owners.keys())
  // The longest names first: a shorter one may be a part of them.
  const sure = chunks(names, PER_EXPRESSION).map(wordsOf)
  const common = new Map(persons.map(person => [person, commonOf(person)]))
  return {
    patterns: chunks(names, PER_PATTERN).map(some => some.map(loosely).join('|')),
    find: (text, found) => {
      for (const words of sure)
        for (const [name] of text.matchAll(words))
          for (const person of owners.get(name.toLowerCase()) ?? []) found.add(person)
    },
    erase: (text, named) => {
      const whole = [...named].some(person => person.common.has(text.trim().toLowerCase()))
      if (whole) return FORGOTTEN
      let rest = text
      for (const words of sure) rest = rest.replace(words, FORGOTTEN)
      for (const person of named) rest = rest.replace(common.get(person) ?? NEVER, FORGOTTEN)
      return rest
    },
    isName: text => owners.has(text.trim().toLowerCase()),
  }
}

const NEVER = /(?!)/g

const longestFirst = (names: Iterable<string>): string[] => [...names].sort((a, b) => b.length - a.length)

/** Of common names those that are looked for within longer text too: a first name there may be anybody's. */
const commonOf = ({ common }: Person): RegExp =>
  wordsOf(longestFirst(common).filter(name => name.length >= 6 && /[\s\d]/.test(name)))

/** A letter or digit next to a name, or joined to it, makes another name of it. */
const BEFORE = String.raw`(?<![\p{L}\p{N}_]|[\p{L}\p{N}_][.+%'-])`
const AFTER = String.raw`(?![\p{L}\p{N}_]|[.@-][\p{L}\p{N}_])`
/** Ids are joined to other texts with any sign. */
const GUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/

function wordsOf(names: readonly string[]): RegExp {
  const oneOf = (before: string, some: readonly string[], after: string): string[] =>
    some.length === 0 ? [] : [`${before}(?:${some.map(literally).join('|')})${after}`]
  const isGuid = (name: string): boolean => GUID.test(name)
  const parts = [
    ...oneOf(
      BEFORE,
      names.filter(name => !isGuid(name)),
      AFTER,
    ),
    ...oneOf('(?<![0-9a-f])', names.filter(isGuid), '(?![0-9a-f])'),
  ]
  return parts.length === 0 ? NEVER : new RegExp(parts.join('|'), 'giu')
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** Characters that JSON text may write as escapes, and JSON text in JSON text as longer ones, stand for any few characters. */
const loosely = (name: string): string =>
  name.replace(/[^\w@:;=#,.! -]+|\./g, part =>
    part === '.' ? String.raw`\.` : `.{1,${Math.min(900, 12 * part.length)}}`,
  )

function chunks<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size))
  return parts
}
