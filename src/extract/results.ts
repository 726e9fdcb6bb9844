// What is said of the tables of a lake. Pure.
import type { Verdict } from './report.ts'

export interface TableStatus {
  table: string
  /** How its last run ended; null: it was read, but the run did not end. */
  verdict: Verdict | null
  rows: number
  /** ISO time of its last whole run; null: never. */
  lastCompleteAt: string | null
  /** Milliseconds since then. */
  ageMs: number | null
  cursor: { kind: string; ageMs: number | null } | null
  /** The run that last touched it. */
  runId: string | null
  reason: string | null
}

export interface VerifyResult {
  table: string
  verdict: 'ok' | 'damaged'
  /** One sentence each. */
  problems: string[]
  /** What is no damage, and worth a word. */
  notes: string[]
  files: number
  rows: number
}

/** A table that the tenant or the token never allowed has no age. */
export function isStale(
  { verdict, ageMs }: Pick<TableStatus, 'verdict' | 'ageMs'>,
  maxAgeMs: number,
): boolean {
  return ageMs === null ? verdict !== 'skipped' : ageMs > maxAgeMs
}
