// Groups and sums of rows that a test computes a report's answer from.

/** Rows with the same text, in the order of their first ones. */
export function groupsOf<T>(rows: readonly T[], key: (row: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const name = key(row)
    const known = groups.get(name)
    if (known === undefined) groups.set(name, [row])
    else known.push(row)
  }
  return [...groups.values()]
}

export const cents = (value: number): number => Math.round(value * 100) / 100

/** The sum of what these rows cost; null when one of them has no price. */
export const costOf = <T extends { readonly price: number | null }>(
  rows: readonly T[],
  is: (row: T) => boolean,
): number | null =>
  rows.some(({ price }) => price === null)
    ? null
    : cents(rows.filter(is).reduce((sum, { price }) => sum + (price ?? 0), 0))

/** The middle, or what lies between the two middle ones. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2
}
