/** The candidates nearest to a mistyped name (all of the same distance), or none when nothing is near. Case is ignored. */
export function nearest(name: string, candidates: Iterable<string>): string[] {
  let best = Math.max(1, Math.floor(name.length / 3))
  let found: string[] = []
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance > best) continue
    if (distance < best) found = []
    best = distance
    found.push(candidate)
  }
  return found
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substituted = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1)
      const swapped =
        a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
          ? at(beforeLast, column - 2) + 1
          : Infinity
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, substituted, swapped))
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

const at = (numbers: readonly number[], index: number): number => numbers[index] ?? Infinity

/** ` Did you mean 'users'?`, or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Did you mean ${names.map(name => `'${name}'`).join(' or ')}?`
}
