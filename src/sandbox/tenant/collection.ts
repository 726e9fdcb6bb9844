import type { GraphObject, RemovedReason } from '../api.ts'

/** One line of a change log. */
export interface Change {
  readonly id: string
  readonly what: 'created' | 'updated' | 'removed' | 'members' | 'owners' | 'manager'
  /** Changed properties of an update. */
  readonly properties?: readonly string[]
  /** The object whose relation changed. */
  readonly related?: string
}

export interface Entry {
  readonly id: string
  /** The object, or its last image when it has been removed. */
  readonly row: GraphObject
  readonly removed?: RemovedReason
  /** Sent in place of the row, verbatim. */
  readonly raw?: string
}

/** The objects of the start, made when they are read. */
export interface Source {
  readonly size: number
  id(index: number): string
  indexOf(id: string): number
  /** With `only`, properties that are not in it may be missing. */
  make(index: number, only?: ReadonlySet<string>): GraphObject
}

/** Objects of one kind in a fixed order of places; only those that differ from the start are held. */
export class Collection {
  /** What has happened since the start, oldest first. */
  readonly log: Change[] = []
  readonly #source: Source
  readonly #changed = new Map<string, Entry>()
  readonly #added: string[] = []

  constructor(source: Source) {
    this.#source = source
  }

  /** Number of places, those of removed objects included. */
  get length(): number {
    return this.#source.size + this.#added.length
  }

  idAt(place: number): string {
    const { size } = this.#source
    return place < size ? this.#source.id(place) : (this.#added[place - size] ?? '')
  }

  at(place: number, only?: ReadonlySet<string>): Entry {
    const id = this.idAt(place)
    return this.#changed.get(id) ?? { id, row: this.#source.make(place, only) }
  }

  find(id: string): Entry | undefined {
    const changed = this.#changed.get(id)
    if (changed) return changed
    const index = this.#source.indexOf(id)
    return index < 0 || index >= this.#source.size ? undefined : { id, row: this.#source.make(index) }
  }

  /** Whether there is such an object now; nothing is made for the answer. */
  isLiving(id: string): boolean {
    const changed = this.#changed.get(id)
    if (changed) return changed.removed === undefined
    const index = this.#source.indexOf(id)
    return index >= 0 && index < this.#source.size
  }

  /** The place of an object of the start, or -1. */
  indexOf(id: string): number {
    return this.#source.indexOf(id)
  }

  isRemoved(place: number): RemovedReason | undefined {
    return this.#changed.size === 0 ? undefined : this.#changed.get(this.idAt(place))?.removed
  }

  /** Without a change nothing shows up in the log: what delta queries do not track. */
  set(entry: Entry, change?: Change): void {
    if (this.find(entry.id) === undefined) this.#added.push(entry.id)
    this.#changed.set(entry.id, entry)
    if (change) this.log.push(change)
  }

  /** Living objects, in the order of their places. */
  *living(): Generator<Entry> {
    for (let place = 0; place < this.length; place++) {
      const entry = this.at(place)
      if (!entry.removed) yield entry
    }
  }
}
