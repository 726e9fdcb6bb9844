// What a cursor encodes: when any of it changes, the stream starts over.
import { createHash } from 'node:crypto'
import type { StreamDefinition } from '../streams/define.ts'

/** Hex digest of the host, path, query and columns of a stream. */
export function fingerprintOf(definition: StreamDefinition, root: string): string {
  const { kind, api, path, tables } = definition
  const columns = Object.entries(tables).map(([name, table]) => [name, table.columns, table.schemaVersion])
  const asked =
    definition.kind === 'delta'
      ? definition.select
      : definition.kind === 'window'
        ? [definition.time, definition.filter]
        : definition.kind === 'single'
          ? []
          : definition.query
  return createHash('sha256')
    .update(JSON.stringify([root, kind, api, path, asked, columns]))
    .digest('hex')
    .slice(0, 32)
}
