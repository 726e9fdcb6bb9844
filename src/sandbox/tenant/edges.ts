import type { MemberRef } from '../api.ts'
import { type Membership, NOBODY } from './groups.ts'

/** The relations of the start, made when they are read. */
export interface EdgeSource {
  readonly parents: number
  parentId(index: number): string
  parentIndex(id: string): number
  of(index: number): Membership
  userIndex(id: string): number
}

export interface Edge {
  readonly ref: MemberRef
  readonly removed: boolean
}

interface Override {
  readonly ref: MemberRef
  readonly alive: boolean
  readonly original: boolean
}

const USER = '#microsoft.graph.user'

/** Members or owners by parent, in a fixed order of places; only what differs from the start is held. */
export class Edges {
  readonly #source: EdgeSource
  readonly #overrides = new Map<string, Map<string, Override>>()

  constructor(source: EdgeSource) {
    this.#source = source
  }

  #base(parent: string): Membership {
    const index = this.#source.parentIndex(parent)
    return index < 0 ? NOBODY : this.#source.of(index)
  }

  /** A reader of one parent's places; some of them are empty. */
  reader(parent: string): { readonly places: number; at(place: number): Edge | undefined } {
    const base = this.#base(parent)
    const overrides = this.#overrides.get(parent)
    const later = [...(overrides?.values() ?? [])]
    return {
      places: base.count + later.length,
      at: place => {
        if (place >= base.count) {
          const override = later[place - base.count]
          return override && !override.original ? { ref: override.ref, removed: !override.alive } : undefined
        }
        const ref = base.at(place)
        return ref && { ref, removed: overrides?.get(ref.id)?.alive === false }
      },
    }
  }

  *living(parent: string): Generator<MemberRef> {
    const { places, at } = this.reader(parent)
    for (let place = 0; place < places; place++) {
      const edge = at(place)
      if (edge && !edge.removed) yield edge.ref
    }
  }

  /** The relation as it stands; undefined if it never was. */
  find(parent: string, id: string): Edge | undefined {
    const override = this.#overrides.get(parent)?.get(id)
    if (override) return { ref: override.ref, removed: !override.alive }
    const ref = this.#original(parent, id)
    return ref && { ref, removed: false }
  }

  #original(parent: string, id: string): MemberRef | undefined {
    const base = this.#base(parent)
    const user = this.#source.userIndex(id)
    if (user >= 0) return base.hasUser(user) ? { '@odata.type': USER, id } : undefined
    for (let place = Math.max(0, base.count - 64); place < base.count; place++) {
      const ref = base.at(place)
      if (ref?.id === id) return ref
    }
    return undefined
  }

  /** Returns whether anything changed. */
  set(parent: string, ref: MemberRef, alive: boolean): boolean {
    const before = this.find(parent, ref.id)
    if ((before !== undefined && !before.removed) === alive) return false
    const overrides = this.#overrides.get(parent) ?? new Map<string, Override>()
    this.#overrides.set(parent, overrides)
    const typed = before?.ref ?? { '@odata.type': USER, ...ref }
    overrides.set(ref.id, { ref: typed, alive, original: this.#original(parent, ref.id) !== undefined })
    return true
  }

  /** Every parent that has this object now. */
  *parentsOf(id: string): Generator<string> {
    const user = this.#source.userIndex(id)
    for (let index = 0; user >= 0 && index < this.#source.parents; index++) {
      if (!this.#source.of(index).hasUser(user)) continue
      const parent = this.#source.parentId(index)
      if (this.#overrides.get(parent)?.get(id)?.alive !== false) yield parent
    }
    for (const [parent, overrides] of this.#overrides) {
      const override = overrides.get(id)
      if (override?.alive && !override.original) yield parent
    }
  }
}
