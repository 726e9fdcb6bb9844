// Reads the interfaces of Microsoft's type packages, line by line: a line that is not understood is an error.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** A property's type: a scalar of JSON, a stream of bytes, a structure by its interface's name, or a link to other objects. */
export interface PublishedType {
  readonly kind: 'string' | 'boolean' | 'number' | 'bytes' | 'structure' | 'navigation'
  readonly name: string
  readonly list: boolean
}

interface Interface {
  /** With a trailing dot, or empty: where the names of its types are looked up first. */
  readonly namespace: string
  readonly base: string | null
  readonly properties: Map<string, string>
}

export class PublishedTypes {
  readonly #interfaces: ReadonlyMap<string, Interface>
  readonly #aliases: ReadonlySet<string>

  constructor(source: string) {
    const { interfaces, aliases } = parse(source)
    this.#interfaces = interfaces
    this.#aliases = aliases
  }

  /** The properties of an interface, inherited ones included. */
  properties(name: string): Map<string, PublishedType> {
    const { base, namespace, properties } = this.#get(name)
    const inherited = base === null ? [] : this.properties(base)
    return new Map([
      ...inherited,
      ...[...properties].map(([key, type]) => [key, this.#type(type, namespace)] as const),
    ])
  }

  #get(name: string): Interface {
    const found = this.#interfaces.get(name)
    if (found === undefined) throw new Error(`no interface ${name} is published`)
    return found
  }

  #type(text: string, namespace: string): PublishedType {
    const plain = text.replace(/^NullableOption<(.*)>$/, '$1')
    const list = plain.endsWith('[]')
    const written = list ? plain.slice(0, -2) : plain
    const near = `${namespace}${written}`
    const isNear = this.#interfaces.has(near) || this.#aliases.has(near)
    const name = isNear ? near : written.replace('microsoftgraph.', '')
    return { kind: this.#kind(name), name, list }
  }

  #kind(name: string): PublishedType['kind'] {
    if (name === 'string' || name === 'boolean' || name === 'number') return name
    if (name === 'any') return 'bytes'
    if (this.#aliases.has(name)) return 'string'
    return this.#isEntity(name) ? 'navigation' : 'structure'
  }

  #isEntity(name: string): boolean {
    if (name === 'Entity') return true
    const { base } = this.#get(name)
    return base !== null && this.#isEntity(base)
  }
}

export function publishedTypes(pack: string): PublishedTypes {
  const manifest = createRequire(import.meta.url).resolve(`${pack}/package.json`)
  return new PublishedTypes(readFileSync(manifest.replace(/package\.json$/, 'microsoft-graph.d.ts'), 'utf8'))
}

function parse(source: string): { interfaces: Map<string, Interface>; aliases: Set<string> } {
  const interfaces = new Map<string, Interface>()
  const aliases = new Set<string>()
  let namespace = ''
  let current: Interface | null = null
  const qualified = (name: string) =>
    name.startsWith('microsoftgraph.') ? name.slice(15) : `${namespace}${name}`

  for (const line of source.split(/\r?\n/)) {
    const opened = /^ *(?:export )?interface (\w+)(?: extends ([\w.]+))? \{(\})?$/.exec(line)
    const property = /^ +"?([\w@.]+)"?\??: (.+);$/.exec(line)
    if (opened !== null) {
      const [, name = '', base, closed] = opened
      const made: Interface = {
        namespace,
        base: base === undefined ? null : qualified(base),
        properties: new Map(),
      }
      interfaces.set(`${namespace}${name}`, made)
      current = closed === undefined ? made : null
    } else if (current !== null && property !== null) {
      const [, name = '', type = ''] = property
      current.properties.set(name, type)
    } else if (current !== null && /^ *\}$/.test(line)) {
      current = null
    } else if (current !== null && !/^ *(\/\/|\/\*\*|\*)/.test(line)) {
      throw new Error(`not understood: ${line}`)
    } else if (current === null) {
      const entered = /^export namespace ([\w.]+) \{$/.exec(line)
      if (entered !== null) namespace = `${entered[1]}.`
      else if (line === '}') namespace = ''
      const alias = /^ *(?:export )?type (\w+) =/.exec(line)
      if (alias?.[1] !== undefined) aliases.add(`${namespace}${alias[1]}`)
    }
  }
  return { interfaces, aliases }
}
