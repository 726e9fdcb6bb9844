// The built program, killed at random moments of first and later runs, and while it makes good what a kill has left; some kills are
// aimed at folds and commits. Every quiet run ends in the tenant's lake. Runs `bin/`, so build first. A long run: KILLS=300 npm run kills
import { afterAll, expect, test } from 'vitest'
import { type LifePlan, live, noFigures } from './life.ts'

const { KILLS, KILLS_SEED } = process.env
const SEED = Number(KILLS_SEED ?? 1)
const KILLS_OF_A_LIFE = [5, 4, 4, 3]

/** Every fourth life is slow enough for places to be committed while it reads. */
const lifeOf = (index: number): LifePlan => ({
  seed: SEED + index,
  kills: KILLS_OF_A_LIFE,
  latencyMs: index % 4 === 3 ? 250 : 12,
})

const SHORT: LifePlan = { seed: SEED, kills: [6, 6], latencyMs: 12 }
const LIVES =
  KILLS === undefined ? [SHORT] : Array.from({ length: Math.ceil(Number(KILLS) / 14) }, (_, i) => lifeOf(i))

const figures = noFigures()
afterAll(() => {
  if (KILLS !== undefined) console.log(JSON.stringify({ kills: { seed: SEED, ...figures } }))
})

test.each(LIVES)('a lake whose runs are killed: seed $seed', { timeout: 1_200_000 }, plan =>
  live(plan, figures),
)

test('kills hit folds and commits too', () => {
  const { kills, phases } = figures
  expect(kills).toBeGreaterThanOrEqual(6 * LIVES.length)
  expect(phases.folding).toBeGreaterThan(0)
  expect(phases.folding + phases.committing).toBeGreaterThan(1)
})
