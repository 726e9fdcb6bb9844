// What of a lake is masked in another way than a run, or a repair, masks: told, or refused.
import { UsageError } from '../../errors.ts'
import type { State } from '../../state/schema.ts'
import { isExtensible } from '../../streams/extend.ts'
import type { NamedStream } from '../../streams/index.ts'
import { columnsDigest } from '../fingerprint.ts'
import type { ExtractOptions } from '../options.ts'
import { planJobs } from '../plan.ts'
import type { StreamJob } from '../workshop.ts'
import { isThere, masksFor } from './lake.ts'
import { type Masking, masksOf } from './plan.ts'

type Read = Pick<StreamJob, 'definition' | 'declared' | 'mask'>
type Tables = Pick<State, 'tables'>

/** Of a table that may have extensions which nobody asked for now, no more can be told than whether it is masked. */
function isOtherwise({ definition, declared, mask }: Read, name: string, state: Tables): boolean {
  const table = state.tables[name]
  if (!isThere(table)) return false
  const masks = masksFor({ definition, ...(mask === undefined ? {} : { mask }) }, name, state)
  const isKnown = !isExtensible(name) || table.columns === columnsDigest(declared.tables[name]?.columns ?? {})
  return isKnown ? table.masks !== masks : (table.masks === undefined) !== (masks === undefined)
}

/** A repair brings rows back as they were. Throws a UsageError when it would read these tables with other masks than theirs. */
export function refuseOtherRepair(tables: readonly string[], options: ExtractOptions, state: State): void {
  if (tables.length === 0) return
  const jobs = planJobs({ ...options, tables }, state).filter(
    ({ definition }) => definition.kind !== 'derived',
  )
  const others = jobs.flatMap(job => job.tables.filter(name => isOtherwise(job, name, state)))
  if (others.length === 0) return
  throw new UsageError(
    `${others.join(', ')}: masked in the lake in another way, by another key or not at all, than this repair would mask them, so nothing was changed. Give the options of the runs before: --mask, --pii and --mask-key-file.`,
  )
}

/** What a run with masks left behind that is masked in another way, after its end; null: nothing, or no masks were given. */
export function noteOnRest(
  streams: Iterable<NamedStream>,
  jobs: readonly StreamJob[],
  state: Tables,
  masking: Masking | undefined,
): string | null {
  if (masking === undefined) return null
  const rest = [...restOf([...streams], jobs, state, masking)]
  const named = (...kinds: readonly Kind[]) =>
    rest.flatMap(({ table, kind }) => (kinds.includes(kind) ? [table] : [])).join(', ')
  const parts = [
    say(
      named('object'),
      'not read, so masked in another way still, or not at all: extract them with these masks',
    ),
    say(
      named('event'),
      'events that are masked in another way still, or not at all: only a new lake has them with these masks',
    ),
    say(
      named('derived'),
      'computed before what they are computed from was masked so: `extract --derived` computes them anew',
    ),
  ]
  return parts.filter(part => part !== '').join('; ') || null
}

const say = (tables: string, what: string): string => (tables === '' ? '' : `${tables}: ${what}`)

type Kind = 'object' | 'event' | 'derived'

function* restOf(
  streams: readonly NamedStream[],
  jobs: readonly StreamJob[],
  state: Tables,
  masking: Masking,
): Generator<{ readonly table: string; readonly kind: Kind }> {
  // Rules for columns that come with extensions were looked at when the run was planned.
  const masks = masksOf(streams, masking, () => true)
  for (const { name, definition } of streams) {
    const mask = masks.get(name)
    const job = jobs.find(each => each.name === name)
    const read = job ?? { definition, declared: definition, ...(mask === undefined ? {} : { mask }) }
    const kind = definition.kind === 'window' ? 'event' : definition.kind === 'derived' ? 'derived' : 'object'
    for (const table of Object.keys(definition.tables))
      if (isOtherwise(read, table, state)) yield { table, kind }
  }
}
