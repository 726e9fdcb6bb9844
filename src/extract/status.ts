// How fresh a lake is, from its state alone.
import type { Cursor } from '../state/schema.ts'
import { type Lake, readLake } from './lake.ts'
import type { TableStatus } from './results.ts'

export type { TableStatus } from './results.ts'

/** One status per table of the lake, by name. Throws a StateError. */
export async function readStatus(lake: Lake, now: Date): Promise<TableStatus[]> {
  const { state } = await readLake(lake)
  return Object.entries(state.tables)
    .map(([table, { stream, rows, completeAt, last }]) => ({
      table,
      verdict: last?.verdict ?? null,
      rows,
      lastCompleteAt: completeAt,
      ageMs: completeAt === null ? null : now.getTime() - Date.parse(completeAt),
      cursor: cursorStatus(state.streams[stream]?.cursor ?? null, now),
      runId: last?.runId ?? null,
      reason: last?.reason ?? null,
    }))
    .sort((a, b) => (a.table < b.table ? -1 : 1))
}

function cursorStatus(cursor: Cursor | null, now: Date): TableStatus['cursor'] {
  if (cursor === null) return null
  const at = cursor.kind === 'delta' ? cursor.issuedAt : cursor.readAt
  return { kind: cursor.kind, ageMs: now.getTime() - Date.parse(at) }
}
