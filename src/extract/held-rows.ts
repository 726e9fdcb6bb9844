// Children whose parents are still being read: lines that wait in memory, and how many may.
import type { Page } from '../graph/page.ts'
import type { Rows } from './source.ts'

/** More bytes than this do not wait. */
const MOST_BYTES = 16 << 20

/** Where lines stood. */
export interface Mark {
  readonly lines: number
  readonly bytes: number
  readonly rows: number
}

export class HeldRows {
  private lines: Buffer[] = []
  private bytes = 0
  private rows = 0

  add(line: Buffer, rows: number): void {
    this.lines.push(line)
    this.bytes += line.length
    this.rows += rows
  }

  isFull(): boolean {
    return this.bytes > MOST_BYTES
  }

  mark(): Mark {
    return { lines: this.lines.length, bytes: this.bytes, rows: this.rows }
  }

  /** Forgets what was added since; nothing may have been taken meanwhile. */
  backTo({ lines, bytes, rows }: Mark): void {
    this.lines.length = lines
    this.bytes = bytes
    this.rows = rows
  }

  /** All that waits. */
  take(): Rows {
    const taken = { rows: Buffer.concat(this.lines), count: this.rows, removed: false }
    this.lines = []
    this.bytes = 0
    this.rows = 0
    return taken
  }
}

/** The children of one page as one line, with their parents. */
export function familyLine(lineage: readonly string[], page: Page): Buffer {
  if (page.count === 0) return Buffer.alloc(0)
  const rows = Buffer.from(page.rows.subarray(0, -1))
  for (let i = rows.indexOf(10); i >= 0; i = rows.indexOf(10, i + 1)) rows[i] = 44
  return Buffer.concat([
    Buffer.from(`{"_parents":${JSON.stringify(lineage)},"_rows":[`),
    rows,
    Buffer.from(']}\n'),
  ])
}
