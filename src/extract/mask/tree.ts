// Decisions about properties as a tree that follows the shape of a row. Pure.
import type { StreamDefinition } from '../../streams/define.ts'
import { type Field, PARENTS, ROWS, sourceKey } from './fields.ts'
import type { Decisions } from './resolve.ts'
import type { RuleMethod } from './rules.ts'
import type { MaskNode } from './walker.ts'
import { wordsOf } from './words.ts'

interface Branch {
  readonly members: Map<string, Branch | MaskNode>
  /** Whether it is declared as an object; JSON may be anything. */
  readonly typed: boolean
  readonly others: 'keep' | 'drop'
}

/** What a row carries beside properties, or what this tool puts around it. */
const MARKS = ['@removed', '_part']

/** The tree of a stream's lines. `isStrict`: what no column reads is left out. */
export function treeOf(
  definition: StreamDefinition,
  fields: readonly Field[],
  decisions: Decisions,
  isStrict: boolean,
): MaskNode {
  const others = isStrict ? 'drop' : 'keep'
  const root: Branch = { members: new Map(), typed: true, others }
  for (const field of fields.filter(({ type }) => typeof type === 'string'))
    for (const source of field.sources)
      grow(root, source, leafOf(field, sourceKey(source), decisions), others)
  const { members } = nodeOf(root)
  for (const [name, node] of members)
    if (name.endsWith('@delta') && node.do === 'members') members.set(name, markedNode(node))
  for (const mark of MARKS) members.set(mark, { do: 'keep' })
  if (definition.kind === 'children') {
    members.set(PARENTS, parentsOf(definition.parentColumns, decisions))
    if (!members.has(ROWS)) members.set(ROWS, { do: 'keep' })
  }
  return { do: 'members', members, others, typed: true }
}

/** Ids of parents that are no column are of no use to anybody. */
const parentsOf = (columns: readonly string[], decisions: Decisions): MaskNode => ({
  do: 'places',
  places: columns.map((_, index) => plainNode(decisions.get(sourceKey([PARENTS, String(index)])))),
})

const plainNode = (method: RuleMethod | undefined): MaskNode => ({ do: method ?? 'keep' })

function leafOf({ table, path, type, lists }: Field, key: string, decisions: Decisions): MaskNode {
  const method = decisions.get(key)
  const words = method === 'hmac' ? wordsOf(table, path) : null
  if (words !== null) return { do: 'hmac', words }
  if (type !== 'json') return plainNode(method)
  const below = [...decisions].filter(([each]) => each.startsWith(`${key}/`))
  if (below.length === 0) return method === 'hmac' ? { do: 'hmacWhole', lists } : plainNode(method)
  const json: Branch = { members: new Map(), typed: false, others: method === undefined ? 'keep' : 'drop' }
  for (const [each, inner] of below)
    grow(json, each.slice(key.length + 1).split('/'), plainNode(inner), json.others)
  return nodeOf(json)
}

/** Puts a leaf at the end of a path. Two tables may read one property, and then agree on what happens to it. */
function grow(
  branch: Branch,
  [name = '', ...rest]: readonly string[],
  leaf: MaskNode,
  others: 'keep' | 'drop',
): void {
  const { members, typed } = branch
  if (rest.length === 0) {
    if (!members.has(name)) members.set(name, leaf)
    return
  }
  const known = members.get(name)
  const next: Branch = known !== undefined && !('do' in known) ? known : { members: new Map(), typed, others }
  members.set(name, next)
  grow(next, rest, leaf, others)
}

/** An object of which nothing is left goes whole. */
function nodeOf({
  members,
  typed,
  others,
}: Branch): MaskNode & { do: 'members'; members: Map<string, MaskNode> } {
  const nodes = new Map(
    [...members].map(([name, member]) => [name, 'do' in member ? member : simple(nodeOf(member))]),
  )
  return { do: 'members', members: nodes, typed, others }
}

function simple(node: MaskNode & { do: 'members' }): MaskNode {
  const methods = [...node.members.values()].map(member => member.do)
  if (node.typed && methods.every(method => method === 'drop')) return { do: 'drop' }
  return node.others === 'keep' && methods.every(method => method === 'keep') ? { do: 'keep' } : node
}

/** The entries of a relation say which of them were removed. */
const markedNode = (node: MaskNode & { do: 'members' }): MaskNode => ({
  ...node,
  members: new Map([...node.members, ['@removed', { do: 'keep' } as const]]),
})
