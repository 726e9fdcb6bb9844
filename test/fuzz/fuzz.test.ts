// A short fuzz of every target, the same at each run, and every input that was a find once. `npm run fuzz` does it at length.
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { corpusOf } from './corpus.ts'
import { type FuzzTarget, fuzz, shortened } from './fuzz.ts'
import { TARGETS, targetOf } from './targets.ts'

const SEED = 20_261_121
const CORPUS = fileURLToPath(new URL('./corpus', import.meta.url))
const FOREVER = Number.POSITIVE_INFINITY

describe.each(TARGETS)('$name', target => {
  const known = corpusOf(CORPUS, target.name)

  test.each([...target.seeds.map(seed => ({ name: seed.slice(0, 30), input: Buffer.from(seed) })), ...known])(
    'keeps its promise for $name',
    async ({ input }) => {
      await target.run(input)
    },
  )

  test(`keeps its promise for inputs from the seed ${SEED}`, async () => {
    const corpus = known.map(({ input }) => input)
    const { find } = await fuzz(target, { seed: SEED, inputs: 2_000, until: FOREVER, corpus, led: false })
    if (find !== null)
      throw new Error(`seed ${SEED}: ${JSON.stringify(find.input.toString('latin1'))}`, { cause: find.error })
  })
})

const needing: FuzzTarget = {
  name: 'needing',
  seeds: ['{"value":[]}'],
  words: ['"error"', '"code"'],
  run: input => {
    if (/"error".*"code"/s.test(input.toString('latin1'))) throw new Error('found')
  },
}
const settings = { seed: SEED, inputs: 20_000, until: FOREVER, corpus: [], led: false }

test('what is broken is found, and made as short as it can be', async () => {
  const { find } = await fuzz(needing, settings)
  expect((await shortened(needing, find?.input ?? Buffer.alloc(0))).toString()).toBe('"error""code"')
})

test('what reaches something new is kept', async () => {
  const { kept } = await fuzz(targetOf('page'), { ...settings, inputs: 2_000, led: true })
  expect(kept).toBeGreaterThan(0)
})
