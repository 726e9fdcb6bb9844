// The shape of state.json: the lake's one commit point. docs/state.md explains it to people.
import { z } from 'zod'

export const STATE_VERSION = 1

const time = z.iso.datetime()
const link = z.url()
/** SHA-256 of a file's bytes. */
const digest = z.string().regex(/^[0-9a-f]{64}$/)
/** A path below the lake's folder, never out of it. */
const path = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_=./-]*$/)

/** Where a stream goes on after a run that read it to its end. */
const cursor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('delta'), link, issuedAt: time }),
  /** Streams that are read whole every time. */
  z.strictObject({ kind: z.literal('whole'), readAt: time }),
  z.strictObject({
    kind: z.literal('window'),
    /** The first time that was ever read. */
    from: time,
    /** Everything before it was read; rows near it may still come late. */
    readUntil: time,
    /** When it was read, by Graph's clock. */
    readAt: time,
    /** Before this time everything is final. */
    finalUntil: time,
  }),
])

/** Where a stream stands in the middle of a run. */
const position = z.discriminatedUnion('kind', [
  /** Pages linked to pages. `next` null: the first page. `part`: which part of the properties, when they are read in parts. */
  z.strictObject({
    kind: z.literal('pages'),
    next: link.nullable(),
    part: z.int().nonnegative().optional(),
  }),
  /** Listings per parent: the page of parents, and the last parent of it that was read. */
  z.strictObject({ kind: z.literal('parents'), page: link.nullable(), after: z.string().nullable() }),
  /** Ranges of time: the half-open range under way, when its reading began by Graph's clock, and its next page. */
  z.strictObject({ kind: z.literal('range'), from: time, to: time, readAt: time, next: link.nullable() }),
])

const spool = z.strictObject({
  bytes: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  longest: z.int().nonnegative(),
  /** CRC-32 of its bytes; not known of spools of earlier versions. */
  crc: z.int().nonnegative().optional(),
  removed: z.boolean(),
})

const running = z.strictObject({
  mode: z.enum(['patch', 'replace', 'window']),
  /** Whether the stream was started over because `--full` asked for it. */
  full: z.boolean(),
  startedAt: time,
  position,
  spool,
})

const stream = z.strictObject({
  /** Of what the cursor encodes: path, selected columns, filter, host. */
  fingerprint: z.string(),
  /** The tables that are in step with the cursor. */
  tables: z.array(z.string()),
  cursor: cursor.nullable(),
  /** When the last reading began that took nothing from an earlier one; null: not known. */
  wholeAt: time.nullable().default(null),
  running: running.nullable(),
})

const file = z.strictObject({
  rows: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  sha256: digest,
  first: time.nullable(),
  last: time.nullable(),
})

const table = z.strictObject({
  stream: z.string(),
  schemaVersion: z.int().positive(),
  /** Digest of the columns that its files have. */
  columns: z.string(),
  key: z.array(z.string()),
  /** Files of the lake, by path. */
  files: z.record(path, file),
  rows: z.int().nonnegative(),
  /** The number that the next file of changes gets. */
  nextChange: z.int().positive(),
  /** The newest file of changes; each one's footer names the one before it. Not known of tables that earlier versions wrote. */
  lastChange: z.strictObject({ path, sha256: digest }).optional(),
  /** How the table ended its last run. */
  last: z
    .strictObject({
      verdict: z.enum(['complete', 'partial', 'skipped', 'failed']),
      at: time,
      runId: z.string(),
      reason: z.string().nullable(),
    })
    .nullable(),
  completeAt: time.nullable(),
  /** Digest of what masks its rows; absent: nothing. */
  masks: z.string().optional(),
})

/** Steps that the committed state has decided on and that are repeated until they are done. */
const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('publish'), from: path, to: path }),
  z.strictObject({ do: z.literal('remove'), path }),
])

export const stateSchema = z.strictObject({
  version: z.literal(STATE_VERSION),
  tenantId: z.string(),
  cloud: z.enum(['global', 'usgov', 'usgov-dod', 'china']),
  updatedAt: time,
  lastRunId: z.string().nullable(),
  streams: z.record(z.string(), stream),
  tables: z.record(z.string(), table),
  pending: z.array(step),
})

export type State = z.infer<typeof stateSchema>
export type StreamState = z.infer<typeof stream>
export type TableState = z.infer<typeof table>
export type Cursor = z.infer<typeof cursor>
export type WindowCursor = Extract<Cursor, { kind: 'window' }>
export type Running = z.infer<typeof running>
export type Position = z.infer<typeof position>
export type Step = z.infer<typeof step>
