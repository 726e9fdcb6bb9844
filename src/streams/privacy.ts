// The privacy class of every column and field. Decided here, from the rules in privacy-rules.ts, and nowhere else. Pure.
import type { ColumnType } from './define.ts'
import { BY_NAME, BY_PATH, BY_TABLE, type Kind } from './privacy-rules.ts'

export type { Kind } from './privacy-rules.ts'

/** From the least private to the most. */
export const PRIVACY_CLASSES = ['none', 'pseudonym', 'identity', 'sensitive'] as const
export type Privacy = (typeof PRIVACY_CLASSES)[number]

const CLASS_OF: Readonly<Record<Kind, Privacy>> = {
  plain: 'none',
  object: 'none',
  id: 'pseudonym',
  name: 'identity',
  network: 'identity',
  contact: 'identity',
  text: 'identity',
  delicate: 'sensitive',
}

export const classOfKind = (kind: Kind): Privacy => CLASS_OF[kind]

const indexed = (rules: Readonly<Partial<Record<Kind, readonly string[]>>>): ReadonlyMap<string, Kind> =>
  new Map(Object.entries(rules).flatMap(([kind, names]) => names.map(name => [name, kind as Kind])))

const byName = indexed(BY_NAME)
const byPath = indexed(BY_PATH)
const byTable = indexed(BY_TABLE)

/** Every name that some rule is about: `table.path`, path, or a property's name. */
export const ruledNames = {
  byName: [...byName.keys()],
  byPath: [...byPath.keys()],
  byTable: [...byTable.keys()],
}

/**
 * What kind of data the column or field at `path` (`location.city`) of a table holds. What a table says of its own wins over what is
 * said of a path, that over the name; the nearest name above decides where nothing is said of the field itself.
 */
export function kindOf(table: string, path: string): Kind {
  const above = ancestors(path)
  return (
    firstIn(
      byTable,
      above.map(each => `${table}.${each}`),
    ) ??
    firstIn(byPath, above) ??
    firstIn(byName, above.map(lastName)) ??
    (lastName(above.at(-1) ?? path).startsWith('extension_') ? 'text' : 'plain')
  )
}

/** The path and every path above it, from the longest to the shortest. */
function ancestors(path: string): string[] {
  const names = path.split('.')
  return names.map((_, index) => names.slice(0, names.length - index).join('.'))
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

function firstIn(rules: ReadonlyMap<string, Kind>, names: readonly string[]): Kind | undefined {
  const found = names.find(name => rules.has(name))
  return found === undefined ? undefined : rules.get(found)
}

/** The class of a column or field; a struct has that of the most private of its fields. */
export function privacyOf(table: string, path: string, type: ColumnType): Privacy {
  if (typeof type === 'string') return classOfKind(kindOf(table, path))
  if ('list' in type) return privacyOf(table, path, type.list)
  const ranks = Object.entries(type.struct).map(([name, field]) =>
    PRIVACY_CLASSES.indexOf(privacyOf(table, `${path}.${name}`, field)),
  )
  return PRIVACY_CLASSES[Math.max(0, ...ranks)] ?? 'none'
}
