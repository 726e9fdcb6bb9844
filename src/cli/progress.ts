// What a run is doing, for people: live lines on a terminal, else one plain line per event. It all goes to stderr.
import type { OnRunEvent, RunEvent, TableReport } from '../extract/report.ts'
import { formatDuration } from './duration.ts'
import type { Terminal } from './io.ts'
import { LiveStreams } from './live-streams.ts'
import { clean, formatCount, plural } from './text.ts'

export interface Progress {
  readonly onEvent: OnRunEvent
  /** Takes the live lines away; nothing is written afterwards. */
  stop(): void
}

export interface ProgressOptions {
  readonly stream: Terminal
  /** One live line per running stream; the stream has to be a terminal. */
  readonly live: boolean
  readonly colours: boolean
  readonly verbose: boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls `beat` about once a second until the returned function is called. */
  readonly heart?: (beat: () => void) => () => void
}

function secondHand(beat: () => void): () => void {
  const timer = setInterval(beat, 1000)
  // A process that has nothing else to do may end.
  timer.unref()
  return () => clearInterval(timer)
}

/** Waits shorter than this are not worth a line. */
const SHORT_WAIT_MS = 1000
/** A stream that paces itself waits again and again; it says so once in this time. */
const PACING_LINE_EVERY_MS = 30_000
/** Without a terminal, what runs is said again after so long a silence. */
const LONGEST_SILENCE_MS = 30_000

export const silentProgress: Progress = { onEvent: () => {}, stop: () => {} }

export async function createProgress(options: ProgressOptions): Promise<Progress> {
  return options.live ? liveProgress(options) : plainProgress(options)
}

/** Whether live lines make sense there: not on a terminal that has no size, as `docker run -t` and `script` make them. */
export const isLively = (stream: Terminal, env: Readonly<Record<string, string | undefined>>): boolean =>
  stream.isTTY === true &&
  stream.columns !== 0 &&
  stream.rows !== 0 &&
  env.TERM !== 'dumb' &&
  (env.CI ?? '') === ''

function plainProgress({ stream, verbose, now, heart = secondHand }: ProgressOptions): Progress {
  const lastPacing = new Map<string, number>()
  const isWorthALine = (event: RunEvent): boolean => {
    if (verbose) return true
    if (event.type === 'page' || event.type === 'folding') return false
    if (event.type !== 'waiting') return true
    if (event.ms <= SHORT_WAIT_MS) return false
    if (event.reason !== 'pacing') return true
    if (now() - (lastPacing.get(event.stream) ?? -Infinity) < PACING_LINE_EVERY_MS) return false
    lastPacing.set(event.stream, now())
    return true
  }
  const streams = new LiveStreams(now)
  let spokenAt = now()
  let stopped = false
  const stopHeart = heart(() => {
    if (stopped || now() - spokenAt < LONGEST_SILENCE_MS) return
    spokenAt = now()
    for (const line of streams.plainLines()) stream.write(`${line}\n`)
  })
  return {
    onEvent: event => {
      streams.take(event)
      if (stopped || !isWorthALine(event)) return
      spokenAt = now()
      writeLines(stream, event)
    },
    stop: () => {
      stopped = true
      stopHeart()
    },
  }
}

async function liveProgress({ stream, colours, verbose, now }: ProgressOptions): Promise<Progress> {
  const { default: ora } = await import('ora')
  const streams = new LiveStreams(now)
  const spinner = ora({
    stream,
    isEnabled: true,
    color: colours ? 'cyan' : false,
    // Raw mode would take Ctrl-C away from us.
    discardStdin: false,
    // A function: ora asks it for each frame, so that the clocks run between events.
    suffixText: () =>
      [streams.headline(), ...streams.lines(stream.columns ?? 80, (stream.rows ?? 24) - 3)].join('\n'),
  }).start()
  return {
    onEvent: event => {
      streams.take(event)
      // What stays on the screen; ora moves its own lines below it.
      const stays = event.type === 'note' || event.type === 'restarted'
      if (stays || (verbose && event.type !== 'page')) writeLines(stream, event)
    },
    stop: () => spinner.stop(),
  }
}

function writeLines(stream: Terminal, event: RunEvent): void {
  for (const line of eventLines(event)) stream.write(`${line}\n`)
}

/** The event in words; one line, or one per table for the end of a stream. */
export function eventLines(event: RunEvent): string[] {
  switch (event.type) {
    case 'stream-started':
      return [`${event.stream}: ${event.resumed ? 'goes on' : 'started'} (${event.kind})`]
    case 'page':
      return [
        `${event.stream}: ${plural(event.rows, 'row')}, ${plural(event.pages, 'page')}${event.detail === null ? '' : `, ${clean(event.detail)}`}`,
      ]
    case 'waiting':
      return [`${event.stream}: ${waitingWords(event.reason, event.ms, event.message)}`]
    case 'restarted':
      return [`${event.stream}: starts over: ${clean(event.reason)}`]
    case 'note':
      return [`${event.stream}: ${clean(event.text)}`]
    case 'folding':
      return [`${event.stream}: writing`]
    case 'stream-ended':
      return event.tables.map(endLine)
  }
}

function waitingWords(reason: string, ms: number, message: string): string {
  const why = clean(message)
  return `waiting ${formatDuration(ms)}, ${reason}${why === '' ? '' : `: ${why}`}`
}

function endLine(table: TableReport): string {
  const changes = [
    `+${formatCount(table.inserted)}`,
    `~${formatCount(table.updated)}`,
    `-${formatCount(table.deleted)}`,
  ]
  const counts = `${plural(table.rows, 'row')} (${changes.join(' ')}), ${plural(table.requests, 'request')}`
  const reason = table.reason === null ? '' : `: ${clean(table.reason)}`
  return `${table.table}: ${table.verdict}, ${counts}${reason}`
}
