// The state behind the live lines: which streams are running and what each is doing. No terminal here.
import type { RunEvent, WaitReason } from '../extract/report.ts'
import { formatDuration } from './duration.ts'
import { clean, formatCount, plural } from './text.ts'

interface Running {
  readonly startedAt: number
  rows: number
  pages: number
  detail: string | null
  /** Since when its rows are written; null: they are read. */
  foldingSince: number | null
  wait: { readonly until: number; readonly reason: WaitReason; readonly message: string } | null
}

export class LiveStreams {
  readonly #now: () => number
  readonly #startedAt: number
  readonly #running = new Map<string, Running>()
  #ended = 0

  constructor(now: () => number) {
    this.#now = now
    this.#startedAt = now()
  }

  take(event: RunEvent): void {
    if (event.type === 'stream-ended') {
      this.#running.delete(event.stream)
      this.#ended++
      return
    }
    const stream = this.#running.get(event.stream) ?? this.#start(event.stream)
    if (event.type === 'page') {
      const { rows, pages, detail } = event
      Object.assign(stream, { rows, pages, detail, foldingSince: null, wait: null })
    } else if (event.type === 'waiting') {
      stream.wait = { until: this.#now() + event.ms, reason: event.reason, message: clean(event.message) }
    } else if (event.type === 'folding') {
      Object.assign(stream, { foldingSince: this.#now(), wait: null })
    } else if (event.type === 'restarted') {
      Object.assign(stream, { rows: 0, pages: 0, detail: null, foldingSince: null, wait: null })
    }
  }

  #start(name: string): Running {
    const stream: Running = {
      startedAt: this.#now(),
      rows: 0,
      pages: 0,
      detail: null,
      foldingSince: null,
      wait: null,
    }
    this.#running.set(name, stream)
    return stream
  }

  headline(): string {
    return `${plural(this.#running.size, 'stream')} running, ${formatCount(this.#ended)} done, ${formatDuration(this.#now() - this.#startedAt)}`
  }

  /** One line per running stream, each shorter than `columns`; at most `rows`, the last one says how many more. */
  lines(columns: number, rows: number): string[] {
    const width = Math.max(0, ...[...this.#running.keys()].map(name => name.length))
    const lines = [...this.#running].map(([name, stream]) =>
      `  ${clean(name).padEnd(width)}  ${this.#doing(stream)}`.slice(0, Math.max(1, columns - 1)),
    )
    const room = Math.max(1, rows)
    return lines.length <= room
      ? lines
      : [...lines.slice(0, room - 1), `  and ${lines.length - room + 1} more`]
  }

  /** The same without a terminal: one plain line per running stream. */
  plainLines(): string[] {
    return [...this.#running].map(
      ([name, stream]) => `${clean(name)}: ${this.#doing(stream).trim().replaceAll(/ {2,}/g, ', ')}`,
    )
  }

  #doing(stream: Running): string {
    const now = this.#now()
    const read = `${plural(stream.rows, 'row').padStart(14)}  ${plural(stream.pages, 'page').padStart(11)}`
    if (stream.foldingSince !== null) return `${read}  writing${elapsed(now - stream.foldingSince)}`
    if (stream.wait !== null && stream.wait.until > now) {
      const { until, reason, message } = stream.wait
      const left = Math.ceil((until - now) / 1000) * 1000
      return `${read}  waiting ${formatDuration(left)}, ${reason}${message === '' ? '' : `: ${message}`}`
    }
    const seconds = (now - stream.startedAt) / 1000
    const rate = seconds < 1 ? '' : `  ${formatCount(Math.round(stream.rows / seconds))} rows/s`
    return `${read}${rate}${stream.detail === null ? '' : `  ${clean(stream.detail)}`}`
  }
}

/** How long it takes, once it takes long enough to be worth saying. */
const elapsed = (ms: number): string => (ms < 1000 ? '' : ` for ${formatDuration(ms)}`)
