// Where things lie in a lake (DESIGN: contract). Relative paths with `/`.

export const STATE = 'state.json'
export const WORK = '_work'
export const LOCK = `${WORK}/lock.json`

export const workFolder = (stream: string): string => `${WORK}/${stream}`
/** A new file of a stream, until it is published. */
export const workFile = ({ session }: { readonly session: string }, stream: string, name: string): string =>
  `${workFolder(stream)}/${session}${name}`

export const spoolFile = (stream: string): string => `${workFolder(stream)}/spool.ndjson`

export const dataFile = (table: string): string => `${table}/data.parquet`

/** An event table's file of one UTC date (`2026-11-20`). */
export const partitionFile = (table: string, date: string): string => `${table}/date=${date}/data.parquet`

export const changesFile = (table: string, date: string, number: number): string =>
  `changes/${table}/date=${date}/${String(number).padStart(6, '0')}.parquet`

export const runFile = (runId: string): string => `runs/${runId}.json`

/** The UTC date of an ISO time or a time in milliseconds. */
export const utcDate = (time: string | number): string => new Date(time).toISOString().slice(0, 10)

/** The UTC date `days` after `date`. */
export const dayAfter = (date: string, days: number): string =>
  utcDate(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000)
