import type { GraphObject, MemberRef } from '../api.ts'
import type { Change } from '../tenant/collection.ts'
import type { Edge, Edges } from '../tenant/edges.ts'
import type { Call } from './call.ts'

/** Relations that delta queries follow; the name is also what the change log calls it. */
export type RelationName = 'members' | 'owners' | 'manager'

/** A part of an object's relations. */
export interface Slice {
  /** `members@delta` and the like, where there is something to say. */
  readonly properties: GraphObject
  readonly size: number
  /** Where the next slice starts; 0 when this was the last. */
  readonly next: number
}

const EDGES = { members: 'members', owners: 'groupOwners', manager: 'managers' } as const

const edgesOf = (call: Call, relation: RelationName): Edges => call.service.tenant[EDGES[relation]]

const write = (edge: Edge): MemberRef & { '@removed'?: { reason: 'deleted' } } =>
  edge.removed
    ? { '@odata.type': edge.ref['@odata.type'] ?? '', id: edge.ref.id, '@removed': { reason: 'deleted' } }
    : { '@odata.type': edge.ref['@odata.type'] ?? '', id: edge.ref.id }

/** What there is to tell of one relation: everything for a new object, else what changed, as it stands now. */
function edgeReader(
  edges: Edges,
  relation: RelationName,
  id: string,
  changes: readonly Change[] | undefined,
): { readonly places: number; at(place: number): Edge | undefined } {
  if (!changes || changes.some(change => change.what === 'created')) return edges.reader(id)
  const related = new Set(
    changes.flatMap(change => (change.what === relation && change.related ? [change.related] : [])),
  )
  const found = [...related].flatMap(other => edges.find(id, other) ?? [])
  return { places: found.length, at: place => found[place] }
}

/** Owners and managers come whole with the first slice; members from place `from` on, at most `most`. */
export function relationSlice(
  call: Call,
  relations: readonly RelationName[],
  id: string,
  from: number,
  most: number,
  changes: readonly Change[] | undefined,
): Slice {
  const properties: GraphObject = {}
  let [size, next] = [0, 0]
  for (const relation of relations) {
    const whole = relation !== 'members'
    if (whole && from > 0) continue
    const reader = edgeReader(edgesOf(call, relation), relation, id, changes)
    const told: GraphObject[] = []
    let place = whole ? 0 : from
    for (; place < reader.places && (whole || told.length < most); place++) {
      const edge = reader.at(place)
      if (edge) told.push({ ...write(edge) })
    }
    if (told.length > 0) properties[`${relation}@delta`] = told
    size += told.length
    if (place < reader.places) next = place
  }
  return { properties, size, next }
}
