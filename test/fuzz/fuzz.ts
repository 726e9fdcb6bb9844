// A fuzzer that is led by coverage: inputs that reach code in a new way are kept and changed further. Nothing but Node is needed.
import { Coverage } from './coverage.ts'
import { type Random, randomFrom } from './random.ts'

export interface FuzzTarget {
  readonly name: string
  /** Where changing begins. */
  readonly seeds: readonly string[]
  /** What is worth putting in. */
  readonly words: readonly string[]
  /** Throws when a promise is broken. */
  readonly run: (input: Buffer) => void | Promise<void>
}

export interface FuzzSettings {
  readonly seed: number
  /** Ends after so many inputs, or at a time in milliseconds since 1970, whatever comes first. */
  readonly inputs: number
  readonly until: number
  /** Inputs of earlier runs. */
  readonly corpus: readonly Buffer[]
  /** Whether code reached leads the way. Costs much of the time. */
  readonly led: boolean
}

export interface FuzzResult {
  readonly inputs: number
  /** Inputs that reached something new. */
  readonly kept: number
  readonly find: { readonly input: Buffer; readonly error: unknown } | null
}

const LONGEST = 4_096
const MOST_CHANGES = 6
/** Asking for coverage takes longer than many inputs. */
const BATCH = 128

/** Runs a target over its seeds, its corpus and what they become; stops at the first find. The same seed gives the same inputs. */
export async function fuzz(target: FuzzTarget, settings: FuzzSettings): Promise<FuzzResult> {
  const random = randomFrom(settings.seed)
  const words = target.words.map(word => Buffer.from(word))
  const corpus = [...target.seeds.map(seed => Buffer.from(seed)), ...settings.corpus]
  const coverage = settings.led ? new Coverage() : null
  const known = corpus.length
  let inputs = 0
  let batch = [...corpus]
  try {
    while (inputs < settings.inputs && Date.now() < settings.until) {
      for (const input of batch) {
        inputs++
        const error = await broken(target, input)
        if (error !== null) return { inputs, kept: corpus.length - known, find: { input, error } }
      }
      if (coverage?.isNew() === true) corpus.push(...(await leading(target, coverage, batch)))
      batch = Array.from({ length: BATCH }, () => changed(corpus, words, random))
    }
    return { inputs, kept: corpus.length - known, find: null }
  } finally {
    coverage?.close()
  }
}

/** Those of a batch that reach what nothing before them has. */
async function leading(target: FuzzTarget, coverage: Coverage, batch: readonly Buffer[]): Promise<Buffer[]> {
  const leaders: Buffer[] = []
  coverage.forgetLast()
  for (const input of batch) {
    await broken(target, input)
    if (coverage.isNew()) leaders.push(input)
  }
  return leaders
}

/** What the target throws; null: it keeps its promise. */
async function broken(target: FuzzTarget, input: Buffer): Promise<unknown> {
  try {
    await target.run(Buffer.from(input))
    return null
  } catch (error) {
    return error ?? new Error('something that is nothing was thrown')
  }
}

/** Makes a find shorter as long as it stays one. */
export async function shortened(target: FuzzTarget, find: Buffer): Promise<Buffer> {
  let input = find
  for (let size = Math.floor(input.length / 2); size > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= input.length; ) {
      const without = Buffer.concat([input.subarray(0, at), input.subarray(at + size)])
      if ((await broken(target, without)) !== null) input = without
      else at += size
    }
  }
  return input
}

type Change = (input: Buffer, random: Random, words: readonly Buffer[], other: Buffer) => Buffer

function changed(corpus: readonly Buffer[], words: readonly Buffer[], random: Random): Buffer {
  let input = random.pick(corpus)
  for (let changes = random.below(MOST_CHANGES) + 1; changes > 0; changes--)
    input = random.pick(CHANGES)(input, random, words, random.pick(corpus))
  return input.subarray(0, LONGEST)
}

const spliced = (input: Buffer, from: number, to: number, middle: Buffer): Buffer =>
  Buffer.concat([input.subarray(0, from), middle, input.subarray(to)])

function part(input: Buffer, random: Random): { from: number; to: number } {
  const from = random.below(input.length + 1)
  return { from, to: Math.min(input.length, from + random.below(random.pick([2, 8, 64]))) }
}

const CHANGES: readonly Change[] = [
  (input, random, words) => {
    const at = random.below(input.length + 1)
    return spliced(input, at, at, random.pick(words))
  },
  (input, random, words) => {
    const { from, to } = part(input, random)
    return spliced(input, from, to, random.pick(words))
  },
  (input, random) => {
    const { from, to } = part(input, random)
    return spliced(input, from, to, Buffer.alloc(0))
  },
  (input, random) => {
    const { from, to } = part(input, random)
    const at = random.below(input.length + 1)
    return spliced(input, at, at, input.subarray(from, to))
  },
  (input, random, _, other) => {
    const { from, to } = part(other, random)
    const at = random.below(input.length + 1)
    return spliced(input, at, at, other.subarray(from, to))
  },
  (input, random, _, other) =>
    spliced(
      input,
      random.below(input.length + 1),
      input.length,
      other.subarray(random.below(other.length + 1)),
    ),
  (input, random) => {
    const at = random.below(input.length + 1)
    return spliced(input, at, at + random.below(2), Buffer.from([random.below(256)]))
  },
  (input, random) => {
    const copy = Buffer.from(input)
    const at = random.below(Math.max(1, copy.length))
    if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
    return copy
  },
]
