// parquetjs-lite, a reader of Parquet that shares no code with DuckDB; it has no types of its own.
import { createRequire } from 'node:module'
import type { Row } from './parquet-rows.ts'

interface Cursor {
  next(): Promise<Row | null>
}

interface Reader {
  getCursor(columns: readonly string[]): Cursor
  close(): Promise<void>
}

const parquetjs: { ParquetReader: { openFile(path: string): Promise<Reader> } } = createRequire(
  import.meta.url,
)('parquetjs-lite')

/** Every row of a flat file, as parquetjs-lite understands it. Its times in microseconds fail, so columns are named. */
export async function readWithParquetjs(path: string, columns: readonly string[]): Promise<Row[]> {
  const reader = await parquetjs.ParquetReader.openFile(path)
  try {
    const cursor = reader.getCursor(columns)
    const rows: Row[] = []
    for (let row = await cursor.next(); row !== null; row = await cursor.next()) rows.push({ ...row })
    return rows
  } finally {
    await reader.close()
  }
}
