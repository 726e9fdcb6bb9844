// What a cursor encodes: when any of it changes, the stream starts over.
import { createHash } from 'node:crypto'
import type { Columns, StreamDefinition } from '../streams/define.ts'

/** Hex digest of the host, path, query and columns of a stream, of the parents that were named for it, and of what masks its rows. */
export function fingerprintOf(
  definition: StreamDefinition,
  root: string,
  owners: readonly string[] = [],
  masks: string | null = null,
): string {
  const { kind, api, path, tables } = definition
  const columns = Object.entries(tables).map(([name, table]) => [name, table.columns, table.schemaVersion])
  const asked = [root, kind, api, path, askedOf(definition, owners), columns]
  return digest(masks === null ? asked : [...asked, masks])
}

function askedOf(definition: StreamDefinition, owners: readonly string[]): unknown {
  switch (definition.kind) {
    case 'delta':
      return definition.select
    case 'window':
      return [definition.time, definition.filter]
    case 'single':
    case 'report':
      return []
    case 'list':
      return definition.query
    case 'derived':
      return [definition.needs, definition.uses]
    case 'children': {
      const { parents, between, query, bodies } = definition
      return 'option' in parents ? [owners, query, bodies] : [parents, between, query, bodies]
    }
  }
}

/** Hex digest of a table's columns and their types. */
export const columnsDigest = (columns: Columns): string => digest(Object.entries(columns))

const digest = (facts: unknown): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32)
