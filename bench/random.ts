// Numbers that are the same in every run.

/** Thirty-two well-mixed bits of two numbers. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad)
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97)
  return (h ^ (h >>> 15)) >>> 0
}

const hex = (bits: number): string => bits.toString(16).padStart(8, '0')

/** A GUID that belongs to two numbers. */
export function guid(a: number, b: number): string {
  const d = hex(mix(a, b ^ 0x22222222))
  const e = hex(mix(a, b ^ 0x33333333))
  return `${hex(mix(a, b))}-${d.slice(0, 4)}-4${d.slice(5)}-8${e.slice(1, 4)}-${e.slice(4)}${hex(mix(a, b ^ 0x44444444))}`
}

/** A stream of choices from one seed. */
export class Dice {
  private readonly seed: number
  private throws = 0

  constructor(seed: number) {
    this.seed = seed
  }

  /** A whole number in [0, sides). */
  below(sides: number): number {
    return mix(this.seed, this.throws++) % sides
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0]
  }

  guid(): string {
    return guid(this.seed, this.throws++)
  }

  digits(length: number): string {
    return String(this.below(10 ** Math.min(length, 9))).padStart(length, '0')
  }

  /** A time of the last `days` days before `end`, in whole seconds. */
  time(end: number, days: number): string {
    return `${new Date(end - this.below(days * 86_400) * 1000).toISOString().slice(0, 19)}Z`
  }
}
