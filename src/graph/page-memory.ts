// Memory for pages that is used again. It lies outside V8's heap, and V8 answers every few dozen megabytes of such memory with a
// full garbage collection: with new memory for each page that is a tenth of the CPU of a first load.
import { release } from './body-budget.ts'

/** Pieces that wait for the next page, largest first. */
const free: Buffer[] = []
const lent = new WeakSet<ArrayBufferLike>()

const MOST_FREE = 8
const SMALLEST = 1 << 16
/** Larger pieces are not kept. */
const LARGEST = 1 << 24

/** Memory of at least `bytes`, with anything in it. */
export function borrow(bytes: number): Buffer {
  const fitting = free.findLastIndex(piece => piece.length >= bytes)
  const [found] = fitting < 0 ? [] : free.splice(fitting, 1)
  const piece = found ?? Buffer.allocUnsafeSlow(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes))))
  lent.add(piece.buffer)
  return piece
}

/** Gives back the whole piece that `part` lies in; nobody may look at any of it again. Memory of other origin is only no longer counted. */
export function giveBack(part: Uint8Array): void {
  release(part)
  if (!lent.delete(part.buffer) || part.buffer.byteLength > LARGEST) return
  free.push(Buffer.from(part.buffer))
  free.sort((a, b) => b.length - a.length)
  free.length = Math.min(free.length, MOST_FREE)
}
