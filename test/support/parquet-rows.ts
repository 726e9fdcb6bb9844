// Parquet files read back with hyparquet, which shares no code with the writer. Values are made comparable: times as microseconds.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

export type Row = Record<string, unknown>

/** A point in time, exact to the microsecond. */
export const micros = (value: bigint): string => `${value} µs`

const parsers = {
  timestampFromMilliseconds: (value: bigint) => micros(value * 1000n),
  timestampFromMicroseconds: (value: bigint) => micros(value),
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  timestampFromNanoseconds: (value: bigint) => micros(value / 1000n),
}

export async function readParquet(path: string): Promise<Row[]> {
  const file = await asyncBufferFromFile(path)
  const rows = await parquetReadObjects({ file, compressors, parsers: parsers as never })
  return rows.map(row => plain(row) as Row)
}

export async function parquetColumns(path: string): Promise<string[]> {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path))
  const [root, ...rest] = schema
  const names: string[] = []
  for (let index = 0, left = root?.num_children ?? 0; left > 0; left--) {
    names.push(rest[index]?.name ?? '')
    index = behind(rest, index)
  }
  return names
}

/** The index behind the schema element at `index` and all its children. */
function behind(schema: readonly { num_children?: number }[], index: number): number {
  let next = index + 1
  for (let left = schema[index]?.num_children ?? 0; left > 0; left--) next = behind(schema, next)
  return next
}

/** Every row of a table of a lake, whatever its files. */
export async function readTable(lake: string, table: string): Promise<Row[]> {
  const rows: Row[] = []
  for (const path of parquetFiles(join(lake, table))) rows.push(...(await readParquet(path)))
  return rows
}

export function parquetFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.parquet'))
      .sort()
      .map(name => join(folder, name))
  } catch {
    return []
  }
}

/** Numbers as numbers where they are exact, absent as null. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') {
    return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value.toString()
  }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]))
}
