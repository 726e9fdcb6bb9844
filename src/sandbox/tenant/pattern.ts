/** Sorts whole numbers into classes that repeat, so that a class can be counted and listed without a scan. */
export interface Pattern {
  classOf(index: number): number
  /** Members of a class below `end`. */
  count(cls: number, end: number): number
  /** Member number `j` of a class. */
  at(cls: number, j: number): number
}

/** `shares` add up to `modulus`, a prime; `spread` is no multiple of it and scatters the classes. */
export function makePattern(modulus: number, spread: number, shares: readonly number[]): Pattern {
  const classes = shares.flatMap((size, cls) => Array.from({ length: size }, () => cls))
  const table = Array.from({ length: modulus }, (_, i) => classes[(i * spread) % modulus] ?? 0)
  const residues = shares.map((_, cls) => [...table.keys()].filter(i => table[i] === cls))
  const of = (cls: number): readonly number[] => residues[cls] ?? []
  return {
    classOf: index => table[index % modulus] ?? 0,
    count: (cls, end) =>
      Math.floor(end / modulus) * of(cls).length + of(cls).filter(r => r < end % modulus).length,
    at: (cls, j) => Math.floor(j / of(cls).length) * modulus + (of(cls)[j % of(cls).length] ?? 0),
  }
}

/** `size` different numbers below `modulus`: first, first + step, … */
export interface Progression {
  readonly size: number
  at(j: number): number
  has(index: number): boolean
}

export function makeProgression(modulus: number, size: number, first: number, wish: number): Progression {
  let step = 1 + (wish % Math.max(1, modulus - 1))
  while (gcd(step, modulus) !== 1) step += 1
  const back = inverseModulo(step, modulus)
  const start = first % modulus
  return {
    size: Math.min(size, modulus),
    at: j => (start + j * step) % modulus,
    has: index => multiply((index - start + modulus) % modulus, back, modulus) < Math.min(size, modulus),
  }
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

const multiply = (a: number, b: number, modulus: number): number =>
  Number((BigInt(a) * BigInt(b)) % BigInt(modulus))

function inverseModulo(a: number, modulus: number): number {
  let [r0, r1, s0, s1] = [a % modulus, modulus, 1, 0]
  while (r1 !== 0) {
    const q = Math.floor(r0 / r1)
    ;[r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1]
  }
  return ((s0 % modulus) + modulus) % modulus
}
