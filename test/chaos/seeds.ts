// Faults of every kind at random, seed by seed: each run ends exact, or its report names what is not; and a quiet run at the end is
// exact. A long run: CHAOS_SEEDS=500 CHAOS_FROM=1000 npm run chaos
import { writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { live, noFigures } from './live.ts'

/** Those of the suite; every seed that ever failed stays among them. */
const FIXED: readonly number[] = [...Array.from({ length: 4 }, (_, i) => i + 1), 86, 164, 171, 220, 231]

const { CHAOS_SEEDS, CHAOS_FROM = '1', CHAOS_FIGURES } = process.env

const SEEDS =
  CHAOS_SEEDS === undefined
    ? FIXED
    : Array.from({ length: Number(CHAOS_SEEDS) }, (_, i) => Number(CHAOS_FROM) + i)

/** Tests every second seed, so that two workers share them. With `CHAOS_FIGURES`, a folder, writes down what was counted. */
export function testSeeds(half: 'even' | 'odd'): void {
  const figures = noFigures()
  const mine = SEEDS.filter(seed => seed % 2 === (half === 'odd' ? 1 : 0))
  test.each(mine)('seed %i', seed => live(seed, figures))
  test(`the ${half} ones meet faults`, () => {
    const struck = Object.values(figures.faults).reduce((sum, hits) => sum + hits, 0)
    expect(struck).toBeGreaterThanOrEqual(mine.length)
  })
  afterAll(() => {
    if (CHAOS_FIGURES === undefined) return
    writeFileSync(`${CHAOS_FIGURES}/chaos-${half}.json`, JSON.stringify(figures, null, 2))
  })
}
