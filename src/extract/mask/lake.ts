// Masks and what is in the lake already: rows that were masked otherwise never stand beside those of today.
import { UsageError } from '../../errors.ts'
import type { TableFold } from '../../lake/fold.ts'
import type { State, TableState } from '../../state/schema.ts'
import { rowsIn } from '../counts.ts'
import type { Rows } from '../source.ts'
import type { StreamJob } from '../workshop.ts'
import { digestOf, type Masking } from './plan.ts'
import { createMasker } from './walker.ts'

/** What a job's pages go through on their way to the spool. */
export function maskerOf({ mask }: StreamJob): (page: Rows) => Rows {
  return mask === undefined ? page => page : createMasker(mask.tree, mask.key)
}

/** What masks the rows of a table from now on, as the state remembers it; what is computed has the masks of what it is computed from. */
export function masksFor(
  { definition, mask }: Pick<StreamJob, 'definition' | 'mask'>,
  name: string,
  { tables }: Pick<State, 'tables'>,
): string | undefined {
  if (definition.kind !== 'derived') return mask?.digests[name]
  const sources = Object.keys({ ...definition.needs, ...definition.uses }).sort()
  const masked = sources.flatMap(source => {
    const masks = tables[source]?.masks
    return masks === undefined ? [] : [`${source} ${masks}`]
  })
  return masked.length === 0 ? undefined : digestOf(masked)
}

/** Whether a table has rows, or had: one that remembers its masks does so when its files are lost, and may come back. */
export const isThere = (table: TableState | undefined): table is TableState =>
  table !== undefined && (Object.keys(table.files).length > 0 || table.masks !== undefined)

/** The tables of a job whose rows were masked in another way. */
const otherwiseMasked = (job: StreamJob, state: Pick<State, 'tables'>): string[] =>
  job.tables.filter(name => {
    const table = state.tables[name]
    return isThere(table) && table.masks !== masksFor(job, name, state)
  })

/** Refuses masks that the lake cannot take, and masks that were forgotten. Throws a UsageError. */
export function refuseMasks(
  jobs: readonly StreamJob[],
  state: Pick<State, 'tables'>,
  masking: Masking | undefined,
): void {
  refuseOtherMasks(jobs, state)
  if (masking === undefined) refuseForgottenMasks(jobs, state)
}

/** What is computed has the masks of what it is computed from, and needs none of its own. */
function refuseForgottenMasks(jobs: readonly StreamJob[], { tables }: Pick<State, 'tables'>): void {
  const masked = jobs
    .filter(({ definition }) => definition.kind !== 'derived')
    .flatMap(job => job.tables.filter(name => tables[name]?.masks !== undefined))
  if (masked.length === 0) return
  throw new UsageError(
    `${masked.join(', ')}: masked in the lake, and no masks are given: give the same masks (--mask, --pii, --mask-key-file), or --pii full to store them unmasked from now on.`,
  )
}

/**
 * Days of events that Graph keeps no more cannot be read again, and would stay as they are beside days that are masked in another way.
 * Throws a UsageError.
 */
function refuseOtherMasks(jobs: readonly StreamJob[], state: Pick<State, 'tables'>): void {
  const events = jobs.filter(({ definition }) => definition.kind === 'window')
  const others = events.flatMap(job => otherwiseMasked(job, state))
  if (others.length === 0) return
  throw new UsageError(
    `${others.join(', ')}: the lake has events that were masked in another way, by another key or not at all, and Graph no longer has all of them to read them anew. Mask as before, leave the tables out with --exclude, or begin a new lake with another --out.`,
  )
}

/** Files that a fold may go on from: rows that were masked otherwise are replaced, not compared. */
export function comparableFiles(job: StreamJob, state: Pick<State, 'tables'>): ReadonlySet<string> {
  const others = otherwiseMasked(job, state)
  return new Set(
    Object.entries(state.tables).flatMap(([name, table]) =>
      others.includes(name) ? [] : Object.keys(table.files),
    ),
  )
}

/** Folds that replaced a table without comparing: all that was in it is gone. */
export function withReplaced(folds: TableFold[], job: StreamJob, state: Pick<State, 'tables'>): TableFold[] {
  const others = otherwiseMasked(job, state)
  return folds.map(fold =>
    others.includes(fold.table)
      ? { ...fold, deleted: fold.deleted + rowsIn(state.tables[fold.table]?.files ?? {}) }
      : fold,
  )
}

/** What the report says of such tables; null: there are none. */
export function noteOnOthers(job: StreamJob, state: Pick<State, 'tables'>): string | null {
  const others = otherwiseMasked(job, state)
  if (others.length === 0) return null
  const changes = others.map(name => `changes/${name}`).join(' and ')
  return `masked in another way than before: every row is new, of which ${changes} does not tell; what was written there before keeps what it holds`
}

/** Remembers what masks the rows of a table. */
export function keepMasks(table: TableState, masks: string | undefined): void {
  if (masks === undefined) delete table.masks
  else table.masks = masks
}
