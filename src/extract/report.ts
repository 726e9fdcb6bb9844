// What a run says: the report (contract: it may gain fields, never lose or rename one) and the events while it runs.
import type { MaskedColumn } from './mask/rules.ts'

/** How a table ended a run. */
export type Verdict = 'complete' | 'partial' | 'skipped' | 'failed'

export interface TableReport {
  table: string
  verdict: Verdict
  /** Why, in one sentence; null when complete and nothing is worth saying. */
  reason: string | null
  /** Graph's request-id of the answer that decided the verdict, else of the last answer; null: nothing was sent. */
  requestId: string | null
  /** Rows received from Graph, duplicates included. */
  received: number
  duplicates: number
  /** `received` less `duplicates`; of rows that are not in the table yet, duplicates are not known. */
  unique: number
  inserted: number
  updated: number
  deleted: number
  /** Rows in the table when the run began: with those inserted and without those deleted, `rows`. */
  before: number
  /** Rows in the table now. */
  rows: number
  /** What Graph itself counts (`/users/$count`); null: it was not asked, or does not say. */
  counted: number | null
  /** `counted` less `rows`; null when `counted` is. */
  drift: number | null
  requests: number
  retries: number
  waitedMs: number
  /** ISO times of the first and the last event in the table; null for tables without a time. */
  firstEventAt: string | null
  lastEventAt: string | null
  /** What of the table was masked: columns, or fields of them (`location.city`). */
  masked: readonly MaskedColumn[]
}

export interface RunReport {
  runId: string
  version: string
  tenantId: string
  cloud: string
  startedAt: string
  endedAt: string
  exitCode: number
  requests: number
  retries: number
  waitedMs: number
  tables: TableReport[]
}

/** Why a stream is waiting: the server throttles it, its own quota is used up, or it retries after an error. */
export type WaitReason = 'throttled' | 'pacing' | 'retrying'

export type RunEvent =
  | { type: 'stream-started'; stream: string; kind: string; resumed: boolean }
  | { type: 'page'; stream: string; rows: number; pages: number; detail: string | null }
  | { type: 'waiting'; stream: string; ms: number; reason: WaitReason; message: string }
  | { type: 'restarted'; stream: string; reason: string }
  | { type: 'note'; stream: string; text: string }
  | { type: 'folding'; stream: string }
  | { type: 'stream-ended'; stream: string; tables: readonly TableReport[] }

export type OnRunEvent = (event: RunEvent) => void
