/** A number that stands for a name, to be used as the salt of `hash`. */
export function salt(name: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return h >>> 0
}

function scramble(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** 32 unsigned bits that follow from the arguments alone. */
export function hash(seed: number, name: number, i = 0, j = 0): number {
  let h = scramble(seed ^ 0x9e3779b9)
  h = scramble(Math.imul(h, 31) + name)
  h = scramble(Math.imul(h, 31) + i)
  return scramble(Math.imul(h, 31) + j) >>> 0
}

/** The same, as a fraction in [0, 1). */
export function fraction(seed: number, name: number, i = 0, j = 0): number {
  return hash(seed, name, i, j) / 0x1_0000_0000
}

/** The element of a list that a number points to. */
export function pick<T>(list: readonly [T, ...T[]], n: number): T {
  return list[n % list.length] ?? list[0]
}

const A = 0x2c1b3c6d
const B = 0x297a2d39
const A_INVERSE = inverse(A)
const B_INVERSE = inverse(B)

function inverse(odd: number): number {
  let x = odd
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x))
  return x
}

const BYTES = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

const byte = (n: number, shift: number): string => BYTES[(n >>> shift) & 255] ?? ''

const hex = (n: number): string => byte(n, 24) + byte(n, 16) + byte(n, 8) + byte(n, 0)

/** A GUID of version 4 from four words; the first one is kept whole. */
function format(a: number, b: number, c: number, d: number): string {
  const [x, y] = [hex((b & 0xffff0fff) | 0x4000), hex((c & 0x3fffffff) | 0x80000000)]
  return `${hex(a)}-${x.slice(0, 4)}-${x.slice(4)}-${y.slice(0, 4)}-${y.slice(4)}${hex(d)}`
}

/** The GUID of thing number `index` of a kind; `guidIndex` turns it back. */
export function guid(seed: number, name: number, index: number): string {
  let a = Math.imul(index ^ hash(seed, name, -1), A)
  a ^= a >>> 16
  a = Math.imul(a, B)
  return format(a, hash(seed, name, index, 1), hash(seed, name, index, 2), hash(seed, name, index, 3))
}

/** The index a GUID was made of, or -1 for any other text. */
export function guidIndex(seed: number, name: number, text: string): number {
  if (text.length !== 36) return -1
  let a = Math.imul(Number.parseInt(text.slice(0, 8), 16), B_INVERSE)
  a ^= a >>> 16
  const index = (Math.imul(a, A_INVERSE) ^ hash(seed, name, -1)) >>> 0
  return guid(seed, name, index) === text ? index : -1
}
