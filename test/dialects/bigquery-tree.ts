// The columns of a CREATE TABLE as a parser of BigQuery's SQL sees them.
import { parse, type UnknownNode } from 'bq2cst'

interface Tree {
  readonly node_type: string
  readonly token?: { readonly literal: string } | null
  readonly children: Readonly<Record<string, { readonly Node: Tree } | { readonly NodeVec: readonly Tree[] }>>
}

export const parsed = (sql: string): readonly Tree[] =>
  parse(sql) as readonly UnknownNode[] as readonly Tree[]

const one = (tree: Tree | undefined, name: string): Tree | undefined => {
  const child = tree?.children[name]
  return child !== undefined && 'Node' in child ? child.Node : undefined
}

const many = (tree: Tree | undefined, name: string): readonly Tree[] => {
  const child = tree?.children[name]
  return child !== undefined && 'NodeVec' in child ? child.NodeVec : []
}

const literal = (tree: Tree | undefined): string => tree?.token?.literal ?? ''

export type Declared = readonly (readonly [name: string, type: string])[]

/** Names and types, backticks taken away. */
const declarations = (group: Tree | undefined): Declared =>
  many(group, 'declarations').map(part => [literal(part).replaceAll('`', ''), typeText(one(part, 'type'))])

function typeText(type: Tree | undefined): string {
  const inner = one(type, 'type_declaration')
  if (inner === undefined) return literal(type)
  if (literal(type) === 'ARRAY') return `ARRAY<${typeText(one(inner, 'type'))}>`
  return `STRUCT<${declarations(inner)
    .map(([name, part]) => `${name} ${part}`)
    .join(', ')}>`
}

/** The columns of the files, and those of the folders. */
export function declaredIn(create: Tree | undefined): {
  readonly columns: Declared
  readonly folders: Declared
} {
  return {
    columns: declarations(one(create, 'column_schema_group')),
    folders: declarations(one(one(create, 'with_partition_columns'), 'column_schema_group')),
  }
}
