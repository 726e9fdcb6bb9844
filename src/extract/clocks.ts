// What to make of Graph's clock when it was wrong, or is.
import type { GraphClient, Meter } from '../graph/client.ts'
import type { Clock } from '../graph/clock.ts'
import type { StreamState, TableState } from '../state/schema.ts'
import { greet } from './facts.ts'
import { DAY, iso } from './ranges.ts'
import type { OnRunEvent } from './report.ts'

/** Clocks that are further apart than this disagree: one of them is wrong, and not only late. */
export const CLOCKS_APART = DAY

/** Nobody can say until when events were read, for Graph's clock cannot be right. */
export class ClockError extends Error {
  override readonly name = 'ClockError'
  constructor(what: string) {
    super(`Graph's clock cannot be right: ${what}; what was not read is asked for by the next run`)
  }
}

/** Asks what time it is by Graph's clock. One that is ahead of ours may be the wrong one, and a reading by it would reach too far. */
export async function askTime(
  client: GraphClient,
  meter: Meter,
  clock: Clock,
  onEvent: OnRunEvent,
): Promise<void> {
  await greet(client, meter)
  const now = client.serverNow()
  const ours = clock.now()
  if (now === null || now - ours <= CLOCKS_APART) return
  const text = `Graph's clock says ${iso(now)}, this machine's ${iso(ours)}: events are read by Graph's; what a wrong one makes a run miss, a later run reads`
  onEvent({ type: 'note', stream: 'organization', text })
}

/** Whether `now` may be `passed` milliseconds after `first`. */
export const isSameTime = (first: number, now: number, passed: number): boolean =>
  now >= first - CLOCKS_APART && now <= first + passed + CLOCKS_APART

export interface Believed {
  readonly stream: StreamState | null
  /** What the report has to say; null: nothing had to be corrected. */
  readonly reason: string | null
}

/**
 * A stream as it may be gone on with by Graph's clock. A watermark ahead of it was set by a clock that was wrong. Certain is then only that
 * the last event stored had happened when it was read: events are read again from the look-back before it, and none is
 * taken for final. Throws a ClockError when that event lies ahead too.
 */
export function believe(
  stream: StreamState | null,
  tables: readonly (TableState | undefined)[],
  now: number | null,
): Believed {
  if (now === null) return { stream, reason: null }
  if (stream?.cursor?.kind !== 'window')
    return { stream: stream && withoutPlaceAhead(stream, now), reason: null }
  const { from, readUntil, readAt, finalUntil } = stream.cursor
  if (![readUntil, readAt, finalUntil].some(time => isAhead(time, now)))
    return { stream: withoutPlaceAhead(stream, now), reason: null }
  const last = lastEvent(tables)
  if (last !== null && isAhead(last, now))
    throw new ClockError(`it says ${iso(now)}, and an event of ${last} was read before`)
  const start = last ?? (isAhead(from, now) ? null : from)
  const first = start !== null && start < from ? start : from
  const cursor =
    start === null
      ? null
      : ({ kind: 'window', from: first, readUntil: start, readAt: start, finalUntil: first } as const)
  return {
    stream: { ...stream, cursor, running: null },
    reason: `an earlier run took it to be ${readAt}, and read until ${readUntil}, but Graph's clock says ${iso(now)}: read again ${start === null ? 'from the start' : `from the look-back before ${start}`}`,
  }
}

const isAhead = (time: string, now: number): boolean => Date.parse(time) > now + CLOCKS_APART

/** An interrupted pass that began, or stands, in a time to come is not gone on with. */
function withoutPlaceAhead(stream: StreamState, now: number): StreamState {
  const position = stream.running?.position
  if (position?.kind !== 'range') return stream
  return [position.from, position.readAt].some(time => isAhead(time, now))
    ? { ...stream, running: null }
    : stream
}

/** The time of the last event stored; null: none. */
const lastEvent = (tables: readonly (TableState | undefined)[]): string | null =>
  tables
    .flatMap(table => Object.values(table?.files ?? {}))
    .flatMap(({ last }) => last ?? [])
    .sort()
    .at(-1) ?? null
