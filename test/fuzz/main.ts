// npm run fuzz [-- --minutes 5] [-- --seed 1] [-- --target page]: fuzzes by hand, led by coverage. Finds go into the corpus.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { corpusOf, keepFind } from './corpus.ts'
import { type FuzzTarget, fuzz, shortened } from './fuzz.ts'
import { TARGETS, targetOf } from './targets.ts'

/** npm runs scripts in the folder of the package. */
const CORPUS = resolve('test/fuzz/corpus')

const { minutes, seed, target } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    target: { type: 'string' },
  },
}).values

async function fuzzFor(one: FuzzTarget, ms: number): Promise<boolean> {
  const corpus = corpusOf(CORPUS, one.name).map(({ input }) => input)
  const until = Date.now() + ms
  const { inputs, kept, find } = await fuzz(one, {
    seed: Number(seed),
    inputs: Infinity,
    until,
    corpus,
    led: true,
  })
  console.log(`${one.name}: ${inputs} inputs, ${kept} reached something new, seed ${seed}`)
  if (find === null) return true
  const path = keepFind(CORPUS, one.name, await shortened(one, find.input))
  console.log(`${one.name}: a find, kept as ${path}:`, find.error)
  return false
}

const targets = target === undefined ? TARGETS : [targetOf(target)]
let sound = true
for (const one of targets) sound = (await fuzzFor(one, (Number(minutes) * 60_000) / targets.length)) && sound
process.exitCode = sound ? 0 : 1
