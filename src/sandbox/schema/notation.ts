// The notation of the type tables: a paragraph `type:` holds tokens `name:kind`; without a kind it is Edm.String, `[kind]` is
// a list, `^` marks what no collection returns; a paragraph `enum name:` holds the members of an enumeration.

export interface Property {
  readonly name: string
  /** '' for Edm.String, an EDM-like word, or the name of a complex type or an enumeration. */
  readonly kind: string
  readonly list: boolean
  readonly singleGetOnly: boolean
}

export interface Schema {
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Property>>
  readonly enums: ReadonlyMap<string, readonly string[]>
}

/** Reads a type table. */
export function parseSchema(text: string): Schema {
  const types = new Map<string, Map<string, Property>>()
  const enums = new Map<string, string[]>()
  let take = (_token: string): void => {}
  for (const line of text.split('\n')) {
    if (line.startsWith('  ')) {
      for (const token of line.trim().split(' ')) take(token)
    } else if (line.startsWith('enum ')) {
      const members: string[] = []
      enums.set(line.slice(5, -1), members)
      take = token => members.push(token)
    } else if (line !== '') {
      const properties = new Map<string, Property>()
      types.set(line.slice(0, -1), properties)
      take = token => addProperty(properties, token)
    }
  }
  return { types, enums }
}

function addProperty(properties: Map<string, Property>, token: string): void {
  const match = /^([\w]+)(?::(\[?)([\w.]*)\]?)?(\^?)$/.exec(token)
  if (!match?.[1]) throw new Error(`bad token in a type table: ${token}`)
  const [, name, bracket, kind = '', single] = match
  properties.set(name, { name, kind, list: bracket === '[', singleGetOnly: single === '^' })
}

/** The properties of a type that is known to be in the table. */
export function propertiesOf(schema: Schema, type: string): ReadonlyMap<string, Property> {
  const found = schema.types.get(type)
  if (!found) throw new Error(`no such type in the table: ${type}`)
  return found
}
