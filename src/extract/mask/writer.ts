// Bytes that are put together from pieces, in memory that is used again for the next page.

const SMALLEST = 1 << 16

export class Writer {
  private buffer = Buffer.allocUnsafe(SMALLEST)
  private length = 0

  /** Begins anew; what was written before is void. */
  clear(expected: number): void {
    this.length = 0
    this.reserve(expected)
  }

  copy(bytes: Buffer, from: number, to: number): void {
    if (to <= from) return
    this.reserve(to - from)
    this.length += bytes.copy(this.buffer, this.length, from, to)
  }

  text(text: string): void {
    const length = Buffer.byteLength(text)
    this.reserve(length)
    this.length += this.buffer.write(text, this.length)
  }

  /** What was written; good until `clear`. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.length)
  }

  private reserve(bytes: number): void {
    const needed = this.length + bytes
    if (needed <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}
