/** A time exact to 100 nanoseconds: whole hours since 1970, and ticks of 100 ns within the hour. */
export interface Moment {
  readonly hour: number
  readonly ticks: number
}

export const HOUR = 3_600_000
export const HOUR_TICKS = HOUR * 10_000

const TEXT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?(Z|[+-]\d{2}:\d{2})$/

/** Reads an Edm.DateTimeOffset of up to 7 fractional digits; undefined for anything else. */
export function parseMoment(text: string): Moment | undefined {
  const match = TEXT.exec(text)
  if (!match) return undefined
  const seconds = Date.parse(`${match[1]}${match[3]}`)
  if (Number.isNaN(seconds)) return undefined
  return fromMs(seconds, Number((match[2] ?? '').padEnd(7, '0')))
}

/** A time in milliseconds, and ticks to add. */
export function fromMs(ms: number, ticks = 0): Moment {
  const hour = Math.floor(ms / HOUR)
  return { hour, ticks: (ms - hour * HOUR) * 10_000 + ticks }
}

export const toMs = (moment: Moment): number => moment.hour * HOUR + moment.ticks / 10_000

export const compareMoments = (a: Moment, b: Moment): number => a.hour - b.hour || a.ticks - b.ticks

/** The moment this many ticks later; negative, for earlier. */
export function addTicks(moment: Moment, ticks: number): Moment {
  const sum = moment.ticks + ticks
  const hours = Math.floor(sum / HOUR_TICKS)
  return { hour: moment.hour + hours, ticks: sum - hours * HOUR_TICKS }
}

/** ISO text with this many fractional digits (0 to 7). */
export function formatMoment(moment: Moment, digits = 7): string {
  const seconds = Math.floor(moment.ticks / 10_000_000)
  const whole = new Date(moment.hour * HOUR + seconds * 1000).toISOString().slice(0, 19)
  const rest = String(moment.ticks % 10_000_000)
    .padStart(7, '0')
    .slice(0, digits)
  return rest === '' ? `${whole}Z` : `${whole}.${rest}Z`
}
